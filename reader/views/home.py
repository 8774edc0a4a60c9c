"""The home page: the latest issue, by weight and by county."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles import clock
from articles.models import Article
from issues.models import Issue
from reader import front_page, printed, queries
from reader.structured import web_site

STORIES_WITHOUT_AN_ISSUE = 20


def home(request: HttpRequest) -> HttpResponse:
    today = clock.today()
    issue = queries.latest_issue()
    pages = list(queries.pages_of(issue)) if issue else []
    stories = _stories(issue, first_page=pages[0].pk if pages else None)
    front = front_page.arrange(stories)
    governing = queries.county_by_town(front_page.town_ids(stories), on=issue.date if issue else today)
    context = {
        "today": today,
        "issue": issue,
        "no_paper": queries.no_paper_on(today),
        "pages": pages,
        "page_one": next(iter(printed.leaves(pages[:1]).each), None),
        "front": front,
        "web_first": queries.web_first_since(issue) if issue else [],
        "counties": front_page.by_county(front.rest, governing),
        "latest_by_town": queries.latest_by_town(),
        "structured": web_site(request),
        "corrections": queries.lately_corrected(),
    }
    return render(request, "reader/home.html", context)


def _stories(issue: Issue | None, *, first_page: int | None) -> list[Article]:
    """The latest issue's stories by weight; the newest of all while it has none to show."""
    placements = list(queries.placements_in(issue)) if issue else []
    if not placements:
        return list(queries.stories()[:STORIES_WITHOUT_AN_ISSUE])
    return front_page.by_weight(placements, first_page=first_page)
