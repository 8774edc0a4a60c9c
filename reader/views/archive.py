"""WHEN: everything that was published on a day, whether an issue carried it or not."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from issues.models import IssueDay
from reader import archive, queries
from reader.paging import page_of


def years(request: HttpRequest) -> HttpResponse:
    """The days of one year; the newest year unless ?year= names another."""
    years = archive.years_published()
    asked = request.GET.get("year")
    if asked is not None and asked not in map(str, years):
        raise Http404
    year = int(asked) if asked else next(iter(years), None)
    months = list(archive.months_of(year)) if year else []
    context = {"years": years, "year": year, "months": months}
    return render(request, "reader/archive.html", context)


def day(request: HttpRequest, day: IssueDay) -> HttpResponse:
    """A day on which nothing was published is an address that is not there."""
    if day.extra or day.date.year not in archive.years_published():
        raise Http404
    found = archive.stories_of_day(day.date)
    if not found.exists():
        raise Http404
    context = {
        "day": day.date,
        "page": page_of(request, found),
        "issues": queries.issues_of_day(day.date),
        "before": archive.day_before(day.date),
        "after": archive.day_after(day.date),
    }
    return render(request, "reader/day.html", context)
