"""The calendar of issues: each day with what stands on it and what it lacks. Plain values, for one person.

A fixed number of queries, whatever the month holds.
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import Calendar
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone

from coverage.models import Assignment
from issues.models import EARLIEST, LATEST, Issue, NoPaperDay, Page, Placement, TemplateWeekday
from issues.planning.lacking import lacks
from people.models import User

WEEKS = Calendar(firstweekday=0)


@dataclass(frozen=True, slots=True)
class Span:
    """What one page of the calendar shows: a month, or a week from its Monday."""

    first: dt.date
    last: dt.date
    is_week: bool = False

    @property
    def shown_until(self) -> dt.date:
        """A month is shown to the end of its last week, so that tomorrow is in sight on its last day."""
        return min(self.last + dt.timedelta(days=6 - self.last.weekday()), LATEST)

    @property
    def query(self) -> str:
        """The span as its address says it."""
        return f"week={self.first.isoformat()}" if self.is_week else f"month={self.first:%Y-%m}"

    @property
    def before(self) -> Span | None:
        day = self.first - dt.timedelta(days=1)
        return self._beside(day) if day >= EARLIEST else None

    @property
    def after(self) -> Span | None:
        return self._beside(self.last + dt.timedelta(days=1)) if self.last < LATEST else None

    def _beside(self, day: dt.date) -> Span:
        return week_of(day) if self.is_week else month_of(day)


@dataclass(frozen=True, slots=True)
class PlannedIssue:
    issue: Issue
    pages: int
    extra_pages: int
    stories: int
    lacks: Sequence[str]


@dataclass(frozen=True, slots=True)
class Day:
    date: dt.date
    is_today: bool
    is_past: bool
    issues: Sequence[PlannedIssue] = ()
    no_paper: NoPaperDay | None = None
    # The name of the template by which there should be an issue, and there is none yet.
    awaited: str = ""
    assignments: Sequence[Assignment] = ()

    @property
    def has_paper(self) -> bool:
        """Whether the issue of the day itself is there; extra issues are beside it."""
        return any(not planned.issue.extra for planned in self.issues)

    @property
    def is_empty(self) -> bool:
        return not (self.issues or self.no_paper or self.awaited or self.assignments)

    @property
    def column(self) -> int:
        """Monday is the first."""
        return self.date.isoweekday()


def month_of(day: dt.date) -> Span:
    last = (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
    return Span(day.replace(day=1), last)


def week_of(day: dt.date) -> Span:
    monday = day - dt.timedelta(days=day.weekday())
    return Span(monday, monday + dt.timedelta(days=6), is_week=True)


def span_asked(*, month: str | None, week: str | None) -> Span | None:
    """The span that an address names; None for a month or a day that no paper ever had."""
    text = week if week is not None else f"{month}-01"
    day = day_in(text)
    if day is None:
        return None
    return month_of(day) if week is None else week_of(day)


def day_in(text: str) -> dt.date | None:
    """2026-11-25 as a date, if an issue can be of it."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if EARLIEST <= day <= LATEST else None


def days(first: dt.date, last: dt.date, user: User) -> list[Day]:
    """Every day from the first to the last."""
    today = timezone.localdate()
    issues = _issues(first, last)
    without = {day.date: day for day in NoPaperDay.objects.filter(date__range=(first, last))}
    weekdays = dict(TemplateWeekday.objects.values_list("weekday", "template__name"))
    assignments = _assignments(first, last, user)
    found = []
    for number in range((last - first).days + 1):
        date = first + dt.timedelta(days=number)
        has_paper = any(not planned.issue.extra for planned in issues[date])
        is_awaited = date >= today and not has_paper and date not in without
        found.append(
            Day(
                date,
                is_today=date == today,
                is_past=date < today,
                issues=issues[date],
                no_paper=without.get(date),
                awaited=weekdays.get(date.weekday(), "") if is_awaited else "",
                assignments=assignments[date],
            )
        )
    return found


def _assignments(first: dt.date, last: dt.date, user: User) -> dict[dt.date, list[Assignment]]:
    """Those that the person may see and nobody dropped, by the day of the event."""
    seen = Assignment.objects.visible_to(user).exclude(state=Assignment.State.DROPPED)
    return _by_date(seen.filter(date__range=(first, last)).select_related("reporter"))


def _issues(first: dt.date, last: dt.date) -> dict[dt.date, list[PlannedIssue]]:
    issues = list(Issue.objects.filter(date__range=(first, last)).order_by("date", "extra"))
    pages: dict[int, list[Page]] = defaultdict(list)
    for page in Page.objects.filter(issue__in=issues):
        pages[page.issue_id].append(page)
    placed = _placed(issues)
    found: dict[dt.date, list[PlannedIssue]] = defaultdict(list)
    for issue in issues:
        found[issue.date].append(_planned(issue, pages[issue.pk], placed))
    return found


def _planned(issue: Issue, pages: list[Page], placed: dict[int, list[Placement]]) -> PlannedIssue:
    stories = {placement.article_id for page in pages for placement in placed[page.pk]}
    return PlannedIssue(
        issue,
        pages=len(pages),
        extra_pages=sum(page.is_extra for page in pages),
        stories=len(stories),
        lacks=lacks(issue, pages, placed),
    )


def _placed(issues: list[Issue]) -> dict[int, list[Placement]]:
    """What stands on each page. Of issues that are out nobody counts characters: the texts stay away."""
    out = [issue for issue in issues if issue.state == Issue.State.RELEASED]
    coming = [issue for issue in issues if issue.state != Issue.State.RELEASED]
    places = Placement.objects.select_related("article")
    found: dict[int, list[Placement]] = defaultdict(list)
    for placement in places.filter(page__issue__in=coming).prefetch_related("article__photos"):
        found[placement.page_id].append(placement)
    for placement in places.filter(page__issue__in=out).only(*_STANDING):
        found[placement.page_id].append(placement)
    return found


_STANDING = ["page", "article__status", "article__withdrawn_at", "article__filed_by"]


def _by_date(assignments: Iterable[Assignment]) -> dict[dt.date, list[Assignment]]:
    found: dict[dt.date, list[Assignment]] = defaultdict(list)
    for each in assignments:
        found[each.date].append(each)
    return found
