"""What is to be covered: mine, or my desk's with what is overdue first; what is new is marked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from audit.models import Entry
from coverage.models import Assignment, AssignmentQuerySet
from people.models import User
from policy import table
from policy.access import may
from policy.table import Action, Scope

SHOWN = 8
NEW = dt.timedelta(days=1)
LABEL = Assignment._meta.label_lower


@dataclass(frozen=True)
class Assignments:
    """`more` says that the list has others; `new` are keys of those that were given out lately."""

    found: Sequence[Assignment]
    new: frozenset[int]
    more: bool
    may_add: bool
    address: str


def assignments(user: User) -> Assignments:
    """Who gives them out sees those of their desks, others their own. Two queries and those of the roles."""
    found = list(_of(user).select_related("reporter", "desk")[: SHOWN + 1])
    return Assignments(
        found=found[:SHOWN],
        new=_given_out_lately(found),
        more=len(found) > SHOWN,
        may_add=may(user, Action.ADD, Assignment),
        address=reverse("admin:coverage_assignment_changelist"),
    )


def _of(user: User) -> AssignmentQuerySet:
    rows: Any = Assignment.objects.visible_to(user).with_marks()
    waiting = Q(state__in=[Assignment.State.PROPOSED, Assignment.State.ASSIGNED]) | Q(is_overdue=True)
    order = ("-is_overdue", F("due_at").asc(nulls_last=True), "pk")
    chosen: AssignmentQuerySet = rows.filter(waiting & _whose(user)).order_by(*order)
    return chosen


def _whose(user: User) -> Q:
    reach = table.scope(user.roles, Action.ASSIGN, LABEL)
    own = Q(reporter__user=user) | Q(photographer__user=user) | Q(created_by=user)
    if reach == Scope.ALL:
        return Q()
    return own | Q(desk__in=user.desk_ids) | Q(desk=None) if reach else own


def _given_out_lately(found: list[Assignment]) -> frozenset[int]:
    """By the trail, which alone knows when."""
    keys = [str(each.pk) for each in found]
    entries = Entry.objects.filter(label=LABEL, key__in=keys, action="assign", at__gte=timezone.now() - NEW)
    return frozenset(int(key) for key in entries.values_list("key", flat=True))
