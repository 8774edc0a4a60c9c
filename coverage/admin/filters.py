"""The filters of the list of assignments."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from coverage.models import Assignment
from people.accounts import user_of
from people.models import Person
from policy.inputs import is_key


class LateFilter(admin.SimpleListFilter):
    title = _("what is missing")
    parameter_name = "late"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("copy", _("overdue")), ("photo", _("photo missing"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Assignment]) -> QuerySet[Assignment]:
        marks = {"copy": "is_overdue", "photo": "lacks_photo"}
        mark = marks.get(self.value() or "")
        return queryset.filter(**{mark: True}) if mark else queryset


class CoveringFilter(admin.SimpleListFilter):
    """Who covers: mine, and the people of the assignments that this person sees."""

    title = _("covered by")
    parameter_name = "who"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        seen = Assignment.objects.visible_to(user_of(request)).exclude(reporter=None)
        people = seen.order_by("reporter__name").values_list("reporter", "reporter__name").distinct()
        return [("me", _("me")), *((str(pk), name) for pk, name in people)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Assignment]) -> QuerySet[Assignment]:
        who = self.value()
        if who == "me":
            user = user_of(request)
            return queryset.filter(Q(reporter__user=user) | Q(photographer__user=user))
        return queryset.filter(reporter=int(who)) if who and is_key(Person, who) else queryset
