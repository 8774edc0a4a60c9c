"""Issues as a calendar: months of weeks of days, each day with its issues or why it has none. No queries."""

from __future__ import annotations

import datetime as dt
from calendar import Calendar
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from issues.models import Issue, NoPaperDay

WEEKS = Calendar(firstweekday=0)


@dataclass(frozen=True, slots=True)
class Day:
    """A cell of the calendar; `date` is None where the week begins or ends in another month.

    `issue` is the paper of the day, `extras` the extra issues (增期) beside it or on a day without one.
    """

    date: dt.date | None
    issue: Issue | None = None
    extras: Sequence[Issue] = ()
    no_paper: NoPaperDay | None = None


@dataclass(frozen=True, slots=True)
class Month:
    first: dt.date
    weeks: list[list[Day]]
    issues: int
    no_paper: list[NoPaperDay]


def months(issues: Iterable[Issue], no_paper: Iterable[NoPaperDay] = ()) -> Iterator[Month]:
    """The months in which there are issues or days without paper, newest first."""
    by_date: dict[dt.date, list[Issue]] = defaultdict(list)
    for issue in issues:
        by_date[issue.date].append(issue)
    without = {day.date: day for day in no_paper}
    for first in sorted({date.replace(day=1) for date in (*by_date, *without)}, reverse=True):
        dates = WEEKS.monthdatescalendar(first.year, first.month)
        yield Month(
            first,
            [[_day(date, first, by_date, without) for date in week] for week in dates],
            sum(len(found) for date, found in by_date.items() if date.replace(day=1) == first),
            [day for date, day in without.items() if date.replace(day=1) == first],
        )


def month_of(first: dt.date, issues: Iterable[Issue], no_paper: Iterable[NoPaperDay] = ()) -> Month | None:
    """The one month, of whose days these are the issues; None where there are neither these nor those."""
    return next((month for month in months(issues, no_paper) if month.first == first.replace(day=1)), None)


def _day(
    date: dt.date,
    first: dt.date,
    by_date: Mapping[dt.date, list[Issue]],
    without: Mapping[dt.date, NoPaperDay],
) -> Day:
    if date.month != first.month:
        return Day(None)
    issues = by_date.get(date, [])
    return Day(
        date,
        issue=next((issue for issue in issues if not issue.extra), None),
        extras=[issue for issue in issues if issue.extra],
        no_paper=without.get(date),
    )
