"""WHEN: the issues of the paper, one issue, one page of it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from articles import clock
from issues.models import Issue, IssueDay
from issues.models.issue import LAST_EXTRA
from reader import queries
from reader.calendar import months
from reader.structured import publication_issue


def issues(request: HttpRequest) -> HttpResponse:
    """The issues of one year as a calendar, month by month; the newest year unless ?year= names another."""
    years = queries.issue_years()
    asked = request.GET.get("year")
    if asked is not None and asked not in map(str, years):
        raise Http404
    year = int(asked) if asked else next(iter(years), None)
    found = queries.issues_of_year(year) if year else []
    today = clock.today()
    without = queries.no_paper_days(year, since=today)
    context = {
        "years": years,
        "year": year,
        "months": months(found, [day for day in without if day.date.year == year]),
        "coming": [day for day in without if day.date >= today],
    }
    return render(request, "reader/issues.html", context)


def issue(request: HttpRequest, day: IssueDay) -> HttpResponse:
    issue = queries.issues_with_pages().filter(date=day.date, extra=day.extra).first()
    if issue is None:
        return _no_paper(request, day)
    context = {
        "issue": issue,
        "pages": issue.pages.all(),
        "previous": queries.issue_before(issue),
        "following": queries.issue_after(issue),
        "structured": publication_issue(issue, issue.pages.all(), request),
    }
    return render(request, "reader/issue.html", context)


def _no_paper(request: HttpRequest, day: IssueDay) -> HttpResponse:
    """A day without paper says so, and why: a full answer to whoever asks for this day, so it is a 200.

    Every other day answers like one that never was, whether an issue is planned for it or not.
    """
    without = None if day.extra else queries.no_paper_on(day.date)
    if without is None:
        raise Http404
    context = {
        "day": without,
        "extras": queries.extra_issues_of(day.date),
        "previous": queries.issue_before(Issue(date=day.date)),
        "following": queries.issue_after(Issue(date=day.date, extra=LAST_EXTRA)),
    }
    return render(request, "reader/no_paper.html", context)


def page(request: HttpRequest, day: IssueDay, label: str) -> HttpResponse:
    page = get_object_or_404(queries.pages(), issue__date=day.date, issue__extra=day.extra, label=label)
    pages = list(queries.pages_of(page.issue))
    previous, following = queries.neighbours(pages, page)
    context = {
        "page": page,
        "issue": page.issue,
        "placements": queries.placements_on(page),
        "pages": pages,
        "previous": previous,
        "following": following,
        "issue_before": queries.issue_before(page.issue),
        "issue_after": queries.issue_after(page.issue),
    }
    return render(request, "reader/page.html", context)
