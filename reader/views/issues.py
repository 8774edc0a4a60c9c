"""WHEN: the issues of the paper, one issue, one page of it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from issues.models import IssueDay
from reader import queries
from reader.calendar import months


def issues(request: HttpRequest) -> HttpResponse:
    """The issues of one year as a calendar, month by month; the newest year unless ?year= names another."""
    years = queries.issue_years()
    asked = request.GET.get("year")
    if asked is not None and asked not in map(str, years):
        raise Http404
    year = int(asked) if asked else next(iter(years), None)
    found = queries.issues_of_year(year) if year else []
    return render(request, "reader/issues.html", {"years": years, "year": year, "months": months(found)})


def issue(request: HttpRequest, day: IssueDay) -> HttpResponse:
    issue = get_object_or_404(queries.issues_with_pages(), date=day.date, extra=day.extra)
    context = {
        "issue": issue,
        "pages": issue.pages.all(),
        "previous": queries.issue_before(issue),
        "following": queries.issue_after(issue),
    }
    return render(request, "reader/issue.html", context)


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
