"""Assignments by day, for the calendar of the issues."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from coverage.models import Assignment
from people.models import User


def assignments_between(user: User, first: dt.date, last: dt.date) -> dict[dt.date, list[Assignment]]:
    """What the user may see of the days from `first` to `last`, without what was dropped. One query.

    Each has its desk, town and reporter at hand, and `is_overdue` and `lacks_photo`.
    """
    found = Assignment.objects.visible_to(user).exclude(state=Assignment.State.DROPPED)
    found = found.filter(date__range=(first, last)).with_marks()
    days: dict[dt.date, list[Assignment]] = defaultdict(list)
    for assignment in found.select_related("desk", "town", "reporter").order_by("date", "time", "pk"):
        days[assignment.date].append(assignment)
    return dict(days)
