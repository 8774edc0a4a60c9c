"""WHEN: the issues of the paper, one issue, one page of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from articles import clock
from issues.models import Issue, IssueDay
from issues.models.issue import LAST_EXTRA
from reader import page_queries, printed, queries
from reader.calendar import Month, month_of, months
from reader.structured import publication_issue


def issues(request: HttpRequest) -> HttpResponse:
    """The issues of one year as a calendar, month by month; the newest year unless ?year= names another.

    Of one month the first pages stand above it: the newest of the year unless ?month= names another.
    ?date= asks for the paper of a day, as the date picker does.
    """
    if asked := request.GET.get("date"):
        return _of_day(request, asked)
    year = _among(years := queries.issue_years(), request.GET.get("year"))
    found = list(queries.issues_of_year(year)) if year else []
    month = _among(_months(found), asked := request.GET.get("month"))
    context = _archive(years, found, month=month, is_asked=asked is not None)
    return render(request, "reader/issues.html", context)


def _of_day(request: HttpRequest, asked: str) -> HttpResponse:
    """To the day's paper. Where there is none, readers are told so, and of the nearest before and after it.

    Of a day whose issue is not out yet they are told the same.
    """
    try:
        date = dt.date.fromisoformat(asked)
    except ValueError as error:
        raise Http404 from error
    paper = queries.issues_of_day(date).first()
    if paper is not None:
        return redirect(paper)
    if queries.no_paper_on(date) is not None:
        return redirect("issue", day=date)
    before, after = _around(date)
    nearest = before or after
    found = list(queries.issues_of_year(nearest.date.year)) if nearest else []
    context = _archive(queries.issue_years(), found, month=nearest.date.month if nearest else None)
    return render(request, "reader/issues.html", context | {"missed": date, "before": before, "after": after})


def _among(choices: list[int], asked: str | None) -> int | None:
    """What was asked for, the first where nothing was; what there is not is not found."""
    if asked is None:
        return next(iter(choices), None)
    if asked not in map(str, choices):
        raise Http404
    return int(asked)


def _months(issues: Iterable[Issue]) -> list[int]:
    return sorted({issue.date.month for issue in issues}, reverse=True)


def _archive(
    years: list[int], issues: Sequence[Issue], *, month: int | None, is_asked: bool = False
) -> dict[str, Any]:
    """The calendar of a year's issues, above it the first pages of the month.

    A month of which none is shown is the calendar alone, unless it was asked for.
    """
    year = issues[0].date.year if issues else None
    fronts = [issue for issue in reversed(issues) if issue.date.month == month]
    pictures = page_queries.first_pages_of(fronts)
    today = clock.today()
    without = queries.no_paper_days(year, since=today)
    return {
        "years": years,
        "year": year,
        "months": list(months(issues, [day for day in without if day.date.year == year])),
        "month": dt.date(year, month, 1) if year and month else None,
        "fronts": [(each, pictures.get(each.pk)) for each in fronts] if pictures or is_asked else [],
        "coming": [day for day in without if day.date >= today],
        **_days(),
    }


def _days(issue: Issue | None = None) -> dict[str, Any]:
    """For the date picker: the first and the last day, and the days of the issue's month."""
    first, last = queries.first_and_last_day()
    month: Month | None = None
    if issue is not None:
        of_month = queries.issues_of_month(issue.date), queries.no_paper_days_of_month(issue.date)
        month = month_of(issue.date, *of_month)
    return {"first_day": first, "last_day": last, "days": month}


def issue(request: HttpRequest, day: IssueDay) -> HttpResponse:
    issue = queries.issues_with_pages().filter(date=day.date, extra=day.extra).first()
    if issue is None:
        return _no_paper(request, day)
    leaves = printed.leaves(issue.pages.all())
    context = {
        "issue": issue,
        "pages": issue.pages.all(),
        "leaves": leaves,
        "previous": queries.issue_before(issue),
        "following": queries.issue_after(issue),
        "structured": publication_issue(issue, leaves.each, request),
        **_days(issue),
    }
    return render(request, "reader/issue.html", context)


def _no_paper(request: HttpRequest, day: IssueDay) -> HttpResponse:
    """A day without paper says so, and why: a full answer to whoever asks for this day, so it is a 200.

    Every other day answers like one that never was, whether an issue is planned for it or not.
    """
    without = None if day.extra else queries.no_paper_on(day.date)
    if without is None:
        raise Http404
    before, after = _around(day.date)
    context = {
        "day": without,
        "extras": queries.extra_issues_of(day.date),
        "previous": before,
        "following": after,
    }
    return render(request, "reader/no_paper.html", context)


def _around(date: dt.date) -> tuple[Issue | None, Issue | None]:
    """The issues next to the day, before it and after it."""
    before = queries.issue_before(Issue(date=date))
    return before, queries.issue_after(Issue(date=date, extra=LAST_EXTRA))


def page(request: HttpRequest, day: IssueDay, label: str) -> HttpResponse:
    page = get_object_or_404(queries.pages(), issue__date=day.date, issue__extra=day.extra, label=label)
    placements = list(queries.placements_on(page))
    leaves = printed.leaves(queries.pages_of(page.issue))
    previous, following = queries.neighbours([leaf.page for leaf in leaves.each], page)
    picture = leaves.of(page).picture
    context = {
        "page": page,
        "issue": page.issue,
        "placements": placements,
        "picture": picture,
        "pdf_size": printed.pdf_size(picture),
        "areas": printed.areas(picture, [each.article for each in placements]) if picture else [],
        "leaves": leaves,
        "previous": previous,
        "following": following,
        "issue_before": queries.issue_before(page.issue),
        "issue_after": queries.issue_after(page.issue),
        **_days(page.issue),
    }
    return render(request, "reader/page.html", context)
