"""The filters of the photo library. None names what this person's photos do not show."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.models import Photo
from articles.photos.lacking import Part, photos_lacking
from people.accounts import user_of
from people.models import User
from policy.inputs import is_key
from towns.models import Town

NOTHING = "nothing"


class LacksFilter(admin.SimpleListFilter):
    """What stands against the review of a photo's story."""

    title = _("what is missing")
    parameter_name = "lacks"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [*Part.choices, (NOTHING, _("nothing is missing"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Photo]) -> QuerySet[Photo]:
        chosen = self.value()
        if chosen in Part.values:
            return queryset.filter(photos_lacking(Part(chosen)))
        if chosen != NOTHING:
            return queryset
        for part in Part:
            queryset = queryset.exclude(photos_lacking(part))
        return queryset


class StandsFilter(admin.SimpleListFilter):
    title = _("use")
    parameter_name = "stands"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("story", _("on a story")), ("loose", _("not used yet"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Photo]) -> QuerySet[Photo]:
        if self.value() not in ("story", "loose"):
            return queryset
        return queryset.filter(article__isnull=self.value() == "loose")


class TownFilter(admin.SimpleListFilter):
    """The towns of the photos, and of the stories they stand on."""

    title = _("town")
    parameter_name = "town"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        seen = Photo.objects.visible_to(user_of(request))
        stories = seen.filter(article__isnull=False).values("article")
        shown = Q(pk__in=seen.values("towns")) | Q(pk__in=Town.objects.filter(articles__in=stories))
        return [(str(town.pk), town.choice_label) for town in Town.objects.filter(shown).with_county()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Photo]) -> QuerySet[Photo]:
        chosen = self.value() or ""
        if not is_key(Town, chosen):
            return queryset
        town = int(chosen)
        own, storys = Photo.objects.filter(towns=town), Photo.objects.filter(article__towns=town)
        return queryset.filter(Q(pk__in=own.values("pk")) | Q(pk__in=storys.values("pk")))


class UploaderFilter(admin.SimpleListFilter):
    title = _("uploaded by")
    parameter_name = "uploader"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        seen = Photo.objects.visible_to(user_of(request)).values("uploaded_by")
        return [(str(user.pk), str(user)) for user in User.objects.filter(pk__in=seen)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Photo]) -> QuerySet[Photo]:
        chosen = self.value() or ""
        return queryset.filter(uploaded_by=int(chosen)) if is_key(User, chosen) else queryset
