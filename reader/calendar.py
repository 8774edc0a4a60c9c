"""Issues as a calendar: months of weeks of days, each day with the issue of that day or none. No queries."""

from __future__ import annotations

import datetime as dt
from calendar import Calendar
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from issues.models import Issue

WEEKS = Calendar(firstweekday=0)


@dataclass(frozen=True, slots=True)
class Day:
    """A cell of the calendar; `date` is None where the week begins or ends in another month."""

    date: dt.date | None
    issue: Issue | None


@dataclass(frozen=True, slots=True)
class Month:
    first: dt.date
    weeks: list[list[Day]]
    issues: int


def months(issues: Iterable[Issue]) -> Iterator[Month]:
    """The months in which there are issues, newest first."""
    by_date = {issue.date: issue for issue in issues}
    for first in sorted({date.replace(day=1) for date in by_date}, reverse=True):
        weeks = [
            [_day(date, first, by_date) for date in week]
            for week in WEEKS.monthdatescalendar(first.year, first.month)
        ]
        yield Month(first, weeks, sum(date.replace(day=1) == first for date in by_date))


def _day(date: dt.date, first: dt.date, by_date: dict[dt.date, Issue]) -> Day:
    return Day(date, by_date.get(date)) if date.month == first.month else Day(None, None)
