"""WHERE: all towns, one town, one county."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from articles import clock
from reader import directory, queries, town_queries
from reader.paging import page_of
from towns import maps
from towns.models import County, Town

# No name of a place is longer.
LONGEST_NAME = 60
BY_LETTER = "letter"


def towns(request: HttpRequest) -> HttpResponse:
    """All towns by county, or by first letter with ?by=letter; ?q= leaves those that are meant."""
    by, typed = request.GET.get("by"), request.GET.get("q", "").strip()[:LONGEST_NAME]
    if by not in {None, BY_LETTER}:
        raise Http404
    governing = queries.county_by_town(on=clock.today())
    counts = town_queries.story_counts_by_county()
    entries = directory.entries(
        Town.objects.all(), governing=governing, counts=queries.story_counts(), typed=typed
    )
    sections = directory.by_letter(entries) if by else directory.by_county(entries, counts)
    context = {
        "typed": typed,
        "found": sum(entry.is_found for entry in entries),
        "sections": sections,
        "letters": directory.letters(sections) if by else [],
        **_map(set(governing.values()), counts),
    }
    return render(request, "reader/towns.html", context)


def _map(counties: set[County], counts: dict[int, int]) -> dict[str, Any]:
    prefecture = settings.PAPER_PREFECTURE
    on_the_map = directory.on_the_map(prefecture, counties, counts)
    return {"on_the_map": on_the_map, "view_box": maps.view_box(prefecture) if on_the_map else ""}


def town(request: HttpRequest, slug: str) -> HttpResponse:
    """What the town has been in the paper with, the newest first; of one year with ?year=."""
    town = get_object_or_404(Town, slug=slug)
    years = town_queries.years_of(town)
    stories, asked = queries.stories_of_town(town), request.GET.get("year")
    if asked is not None and asked not in map(str, years):
        raise Http404
    year = int(asked) if asked else None
    if year is not None:
        stories = town_queries.of_year(stories, year)
    context = {
        "town": town,
        **_governments(town),
        "years": years,
        "year": year,
        "total": sum(years.values()),
        "people": town_queries.people_of(town),
        "photos": town_queries.photos_of(town),
        "page": page_of(request, stories),
    }
    return render(request, "reader/town.html", context)


def _governments(town: Town) -> dict[str, Any]:
    """The county of today, and those that the town belonged to before."""
    today = clock.today()
    rows = town_queries.governments_of(town)
    now = [row for row in rows if row.holds_on(today)]
    earlier = [row for row in rows if row.until and row.until <= today]
    return {"county": now[0].county if now else None, "earlier": earlier}


def county(request: HttpRequest, slug: str) -> HttpResponse:
    county = get_object_or_404(County, slug=slug)
    context = {
        "county": county,
        "towns": queries.towns_of(county, on=clock.today()),
        "page": page_of(request, queries.stories_of_county(county)),
    }
    return render(request, "reader/county.html", context)
