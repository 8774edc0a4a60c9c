"""The filters beside the list of stories, and the one behind the lists by name."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.admin.lists.named import LISTS, PARAMETER, lists_for, this_week
from articles.models import Article, ReviewStage
from articles.models.scoping import in_states
from people.accounts import user_of
from people.models import User
from policy.inputs import is_key
from policy.table import State


class NamedListFilter(admin.SimpleListFilter):
    """A list by name; the row above the list offers them, so that the sidebar is silent."""

    title = _("list")
    parameter_name = PARAMETER
    template = "admin/articles/article/_silent_filter.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(each.name, each.title) for each in lists_for(user_of(request))]

    def has_output(self) -> bool:
        """Without it Django would drop the filter, and show every story, to who has no list offered."""
        return True

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        chosen = self.value()
        if chosen is None:
            return queryset
        if chosen not in LISTS:
            raise IncorrectLookupParameters(chosen)
        return queryset.filter(LISTS[chosen].condition(user_of(request)))


class PlacedFilter(admin.SimpleListFilter):
    title = _("placed")
    parameter_name = "placed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("1", _("on a page")), ("0", _("not placed yet"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        if self.value() is None:
            return queryset
        return queryset.filter(placements__isnull=self.value() == "0").distinct()


class PlannedFilter(admin.SimpleListFilter):
    """The issue that stories are meant for, seen from today."""

    title = _("planned issue")
    parameter_name = "planned"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("today", _("Today")),
            ("tomorrow", _("Tomorrow")),
            ("week", _("This week")),
            ("none", _("Not planned")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        today = timezone.localdate()
        conditions: dict[str, dict[str, Any]] = {
            "today": {"planned_for": today},
            "tomorrow": {"planned_for": today + dt.timedelta(days=1)},
            "week": {"planned_for__range": this_week()},
            "none": {"planned_for": None},
        }
        return queryset.filter(**conditions.get(self.value() or "", {}))


class StateFilter(admin.SimpleListFilter):
    """Where stories stand, each stage of the review by its name."""

    title = _("status")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        stages = [(f"stage-{stage.pk}", stage.name) for stage in ReviewStage.objects.in_use()]
        names: list[tuple[str, Any]] = [
            (State.IMPORTED, _("imported draft")),
            *Article.Status.choices,
            (State.WITHDRAWN, _("withdrawn")),
        ]
        place = [value for value, _name in names].index(State.IN_REVIEW)
        return [*names[:place], *stages, *names[place + 1 :]]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        chosen = self.value() or ""
        stage = chosen.removeprefix("stage-")
        if stage != chosen and is_key(ReviewStage, stage):
            return queryset.filter(stage=int(stage))
        return queryset.filter(in_states([State(chosen)])) if chosen in list(State) else queryset


class FiledByFilter(admin.SimpleListFilter):
    """Who filed the stories that this person sees."""

    title = _("filed by")
    parameter_name = "filed_by"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        seen = Article.objects.visible_to(user_of(request)).values("filed_by")
        return [(str(user.pk), str(user)) for user in User.objects.filter(pk__in=seen)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        chosen = self.value() or ""
        return queryset.filter(filed_by=int(chosen)) if is_key(User, chosen) else queryset
