"""The addresses of the interface. Every answer begins at `published()`, as the readers' pages do."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from functools import reduce
from operator import and_
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from articles import clock
from articles.models import ArticleQuerySet
from issues.converters import DayConverter
from issues.models import Issue, IssueDay, Region
from reader import page_queries, printed, queries
from reader.api import ninjs, parameters
from reader.api.answers import answer, interface, problem
from reader.api.parameters import Asked, BadParameter, Key, checked
from reader.page_queries import Places
from reader.printed import Leaf
from reader.story import list_title
from reader.whole import whole, wholes
from towns.models import County, Town

Data = dict[str, Any]
DESCRIPTION = Path(__file__).with_name("openapi.json")
PAGING = ("limit", "after")


@interface
def index(request: HttpRequest) -> HttpResponse:
    checked(request, ())
    at = request.build_absolute_uri
    names = ("stories", "issues", "towns", "openapi")
    links = {name: at(reverse(f"api-{name}")) for name in names}
    return answer(request, {"paper": settings.PAPER_NAME, **links})


@interface
def openapi(request: HttpRequest) -> HttpResponse:
    """The description, with the address that the interface was reached at."""
    description = json.loads(DESCRIPTION.read_text(encoding="utf-8"))
    server = {"url": request.build_absolute_uri(reverse("home")).removesuffix("/")}
    return answer(request, description | {"servers": [server]})


@interface
def story(request: HttpRequest, pk: int) -> HttpResponse:
    checked(request, ())
    found = queries.stories_in_full().filter(pk=pk).first()
    if found is None:
        return _gone(pk)
    told = whole(found)
    return answer(request, ninjs.full(told, request), told.changed_at)


def _gone(pk: int) -> HttpResponse:
    if not queries.withdrawn().filter(pk=pk).exists():
        raise Http404
    return problem(410, "Withdrawn", detail="The paper has withdrawn this story.")


@interface
def stories(request: HttpRequest) -> HttpResponse:
    """Newest first, in pages by key: what appears meanwhile moves nothing from one page to the next."""
    asked = checked(request, (*FILTERS, "since", "until", *PAGING))
    most = parameters.limit(asked)
    found = wholes(_chosen(asked)[: most + 1])
    shown = found[:most]
    goes_on = str(Key(shown[-1].published_at, shown[-1].story.pk)) if len(found) > most else ""
    data = {"stories": [ninjs.partial(each, request) for each in shown], **_next(request, goes_on)}
    return answer(request, data, max((each.changed_at for each in shown), default=None))


def _chosen(asked: Asked) -> ArticleQuerySet:
    chosen = [choose(asked[name]) for name, choose in FILTERS.items() if name in asked]
    found = reduce(and_, chosen) if chosen else queries.stories()
    if since := parameters.moment(asked, "since"):
        found = found.filter(publish_at__gte=since)
    if until := parameters.moment(asked, "until", end_of_day=True):
        found = found.filter(publish_at__lt=until)
    if key := parameters.after(asked):
        found = found.filter(Q(publish_at__lt=key.at) | Q(publish_at=key.at, pk__lt=key.pk))
    return found


def _next(request: HttpRequest, key: str) -> dict[str, str]:
    """The address of the page that follows, where one does."""
    if not key:
        return {}
    asked = {name: value for name, value in request.GET.items() if name != "after"} | {"after": key}
    return {"next": f"{request.build_absolute_uri(request.path)}?{urlencode(asked)}"}


def _of_town(value: str) -> ArticleQuerySet:
    return queries.stories_of_town(_named("town", Town.objects.filter(slug=value)))


def _of_county(value: str) -> ArticleQuerySet:
    return queries.stories_of_county(_named("county", County.objects.filter(slug=value)))


def _by_person(value: str) -> ArticleQuerySet:
    pk = parameters.number("person", value)
    return queries.stories_by(_named("person", queries.people().filter(pk=pk)))


def _tagged(value: str) -> ArticleQuerySet:
    return queries.stories_tagged(_named("tag", queries.tags().filter(slug=value)))


def _in_issue(value: str) -> ArticleQuerySet:
    day = _day("issue", value)
    issue = _named("issue", Issue.objects.published().filter(date=day.date, extra=day.extra))
    return queries.stories().filter(
        pk__in=queries.placements_in_print().filter(page__issue=issue).values("article")
    )


FILTERS: dict[str, Callable[[str], ArticleQuerySet]] = {
    "town": _of_town,
    "county": _of_county,
    "person": _by_person,
    "tag": _tagged,
    "issue": _in_issue,
}


def _named(name: str, found: QuerySet[Any]) -> Any:
    one = found.first()
    if one is None:
        raise BadParameter(name, "It names nothing public.")
    return one


def _day(name: str, value: str) -> IssueDay:
    try:
        if re.fullmatch(DayConverter.regex, value, flags=re.ASCII):
            return DayConverter().to_python(value)
    except ValueError:
        pass  # There is no such day.
    raise BadParameter(name, "Write a day (2026-11-30), of an extra issue with its number (2026-11-30-1).")


@interface
def issues(request: HttpRequest) -> HttpResponse:
    asked = checked(request, PAGING)
    most = parameters.limit(asked)
    found = Issue.objects.published()
    if "after" in asked:
        day = _day("after", asked["after"])
        found = found.before(Issue(date=day.date, extra=day.extra))
    rows = list(found[: most + 1])
    goes_on = str(rows[most - 1].day) if len(rows) > most else ""
    return answer(
        request, {"issues": [_issue(each, request) for each in rows[:most]], **_next(request, goes_on)}
    )


@interface
def issue(request: HttpRequest, day: IssueDay) -> HttpResponse:
    """An issue with its pages and what stands on them, in the order of the page."""
    checked(request, ())
    found = get_object_or_404(queries.issues_with_pages(), date=day.date, extra=day.extra)
    return answer(request, _issue(found, request) | {"pages": _pages(found, request)})


def _issue(issue: Issue, request: HttpRequest) -> Data:
    assert issue.publish_at is not None  # Only what is out is told.
    at = request.build_absolute_uri
    return {
        "day": str(issue.day),
        "date": issue.date.isoformat(),
        "extra": issue.extra,
        "serialNumber": issue.serial_number,
        "publishedAt": issue.publish_at.isoformat(),
        "uri": at(issue.get_absolute_url()),
        "href": at(reverse("api-issue", kwargs={"day": issue.day})),
    }


def _pages(issue: Issue, request: HttpRequest) -> list[Data]:
    leaves = printed.leaves(issue.pages.all()).each
    places = page_queries.places_on([leaf.picture for leaf in leaves if leaf.picture])
    return [_page(leaf, places, request) for leaf in leaves]


def _page(leaf: Leaf, places: Places, request: HttpRequest) -> Data:
    """Picture, PDF and regions are there where the page is shown as printed."""
    at, page = request.build_absolute_uri, leaf.page
    told: Data = {"label": page.label, "name": page.name, "uri": at(page.get_absolute_url())}
    if leaf.picture:
        size = {"width": leaf.picture.width, "height": leaf.picture.height}
        told["picture"] = {"uri": at(leaf.picture.large_url), **size}
    if leaf.pdf_url:
        told["pdf"] = at(leaf.pdf_url)
    told["stories"] = [
        _placed(each, places.get((leaf.picture.pk, each.article_id), []) if leaf.picture else [], request)
        for each in page.in_print  # type: ignore[attr-defined]  # Prefetched.
    ]
    return told


def _placed(placement: Any, regions: list[Region], request: HttpRequest) -> Data:
    at, story = request.build_absolute_uri, placement.article
    told: Data = {
        "position": placement.position,
        "headline": list_title(story),
        "uri": at(story.get_absolute_url()),
        "href": at(reverse("api-story", args=[story.pk])),
    }
    if regions:
        told["regions"] = [
            {"x": each.x, "y": each.y, "width": each.width, "height": each.height} for each in regions
        ]
    return told


@interface
def towns(request: HttpRequest) -> HttpResponse:
    """The register of towns with the county of today and how many public stories each has."""
    checked(request, ())
    counts, counties = queries.story_counts(), queries.county_by_town(on=clock.today())
    rows: Iterable[Town] = Town.objects.all()
    data = [_town(each, counties.get(each.pk), counts.get(each.pk, 0), request) for each in rows]
    return answer(request, {"towns": data})


def _town(town: Town, county: County | None, stories: int, request: HttpRequest) -> Data:
    at = request.build_absolute_uri
    return {
        "slug": town.slug,
        "name": town.name,
        "kind": town.kind,
        "divisionCode": town.division_code,
        "county": {"slug": county.slug, "name": county.name} if county else None,
        "stories": stories,
        "uri": at(town.get_absolute_url()),
        "href": at(f"{reverse('api-stories')}?{urlencode({'town': town.slug})}"),
    }
