"""Filters of the lists of stories and photos that the numbers on a person's desk lead to.

Most of them stand in the sidebar only while they are in use: what they choose is found on the desk, on the
page of an issue or at a town, and not in a list of a thousand choices.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import tallies
from articles.models import Article, Photo
from articles.standing import LATELY, UNDER_REVIEW
from articles.tallies import Tally
from people.accounts import user_of
from policy.inputs import is_key
from towns.models import Town

TALLY_NAMES = {
    Tally.FILED: _("filed by me"),
    Tally.PUBLISHED: _("published under my name"),
    Tally.RETURNED: _("returned to me"),
    Tally.PHOTOS: _("my photos published"),
    Tally.SIGNED: _("signed by me"),
    Tally.SIGNED_PUBLISHED: _("signed by me and published"),
    Tally.SENT_BACK: _("returned by me"),
}


class ChosenFilter(admin.SimpleListFilter):
    """In the sidebar while it is in use: it names what is chosen, and a press on "all" takes it away."""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        chosen = self.value()
        return [(chosen, self.name_of(chosen, request))] if chosen else []

    def name_of(self, chosen: str, request: HttpRequest) -> Any:
        raise NotImplementedError


class PublicFilter(admin.SimpleListFilter):
    """Whether readers have the story."""

    title = _("with the readers")
    parameter_name = "public"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("week", _("published in the last 7 days")), ("1", _("published")), ("0", _("not published"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        chosen = self.value()
        public = Article.objects.published().values("pk")
        if chosen == "0":
            return queryset.exclude(pk__in=public)
        if chosen == "week":
            return queryset.filter(pk__in=public, publish_at__gte=timezone.now() - LATELY)
        return queryset.filter(pk__in=public) if chosen == "1" else queryset


class TallyFilter(ChosenFilter):
    """A number of a month: `tally=filed-2026-11`."""

    title = _("my month")
    parameter_name = "tally"

    def name_of(self, chosen: str, request: HttpRequest) -> Any:
        found = tallies.read(chosen)
        return f"{TALLY_NAMES[found[0]]} {found[1]}" if found else chosen

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        found = tallies.read(self.value() or "")
        if found is None:
            return queryset
        return queryset.filter(pk__in=self.counted(*found, request).values("pk"))

    def counted(self, tally: Tally, month: tallies.Month, request: HttpRequest) -> QuerySet[Any]:
        if tally == Tally.PHOTOS:
            return Article.objects.none()
        return tallies.stories(tally, user_of(request), month)


class PhotoTallyFilter(TallyFilter):
    def counted(self, tally: Tally, month: tallies.Month, request: HttpRequest) -> QuerySet[Any]:
        return tallies.photos(user_of(request), month) if tally == Tally.PHOTOS else Photo.objects.none()


class TownFilter(ChosenFilter):
    title = _("town")
    parameter_name = "town"

    def name_of(self, chosen: str, request: HttpRequest) -> Any:
        """The names of towns are public; what is none names nothing."""
        return Town.objects.filter(pk=chosen).first() or chosen if is_key(Town, chosen) else chosen

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        chosen = self.value() or ""
        if not chosen:
            return queryset
        return queryset.filter(towns=int(chosen)) if is_key(Town, chosen) else queryset.none()


class PlaceFilter(ChosenFilter):
    """Stories that stand on one page, or in one issue. It is named by what a story seen there says itself."""

    relation = ""
    names: tuple[str, ...] = ("placements__page__issue__date", "placements__page__label")

    def name_of(self, chosen: str, request: HttpRequest) -> Any:
        if not is_key(Article, chosen):
            return chosen
        seen = Article.objects.visible_to(user_of(request)).filter(**{self.relation: int(chosen)})
        found = seen.values_list(*self.names).first()
        return " ".join(str(part) for part in found) if found else _("nothing placed")

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        chosen = self.value() or ""
        if not chosen:
            return queryset
        if not is_key(Article, chosen):
            return queryset.none()
        placed = Article.objects.filter(**{self.relation: int(chosen)})
        return queryset.filter(pk__in=placed.values("pk"))


class OnPageFilter(PlaceFilter):
    title = _("on the page")
    parameter_name = "on_page"
    relation = "placements__page"


class InIssueFilter(PlaceFilter):
    title = _("in the issue")
    parameter_name = "in_issue"
    relation = "placements__page__issue"
    names = PlaceFilter.names[:1]


class UnsignedFilter(ChosenFilter):
    """What an issue cannot be released with: not signed off, or withdrawn."""

    title = _("signatures")
    parameter_name = "signed"

    def name_of(self, chosen: str, request: HttpRequest) -> Any:
        return _("not signed off") if chosen == "0" else chosen

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        if self.value() != "0":
            return queryset
        return queryset.exclude(status=Article.Status.SIGNED_OFF, withdrawn_at=None)


class PhotoStoryFilter(admin.SimpleListFilter):
    """Where the photo's story stands."""

    title = _("its story")
    parameter_name = "story"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("review", _("under review"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Photo]) -> QuerySet[Photo]:
        if self.value() != "review":
            return queryset
        return queryset.filter(article__status__in=UNDER_REVIEW)


STORY_FILTERS = (
    PublicFilter,
    TallyFilter,
    TownFilter,
    OnPageFilter,
    InIssueFilter,
    UnsignedFilter,
)
PHOTO_FILTERS = (PhotoStoryFilter, PhotoTallyFilter)
