"""WHERE: all towns, one town, one county."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from articles import clock
from reader import queries
from reader.front_page import place_in_order
from reader.paging import page_of
from towns.models import County, Town


@dataclass(frozen=True, slots=True)
class TownEntry:
    town: Town
    stories: int


@dataclass(frozen=True, slots=True)
class CountyEntry:
    """A county with its towns; None gathers the towns whose county nobody has entered."""

    county: County | None
    towns: list[TownEntry]


def towns(request: HttpRequest) -> HttpResponse:
    return render(request, "reader/towns.html", {"counties": _towns_by_county()})


def _towns_by_county() -> list[CountyEntry]:
    """All towns in the counties' order; those whose county nobody has entered come last."""
    counts = queries.story_counts()
    governing = queries.county_by_town(on=clock.today())
    towns: dict[County | None, list[TownEntry]] = {}
    for town in Town.objects.all():
        towns.setdefault(governing.get(town.pk), []).append(TownEntry(town, counts.get(town.pk, 0)))
    return [CountyEntry(county, towns[county]) for county in sorted(towns, key=place_in_order)]


def town(request: HttpRequest, slug: str) -> HttpResponse:
    town = get_object_or_404(Town, slug=slug)
    context = {
        "town": town,
        "county": town.county_on(clock.today()),
        "page": page_of(request, queries.stories_of_town(town)),
    }
    return render(request, "reader/town.html", context)


def county(request: HttpRequest, slug: str) -> HttpResponse:
    county = get_object_or_404(County, slug=slug)
    context = {
        "county": county,
        "towns": queries.towns_of(county, on=clock.today()),
        "page": page_of(request, queries.stories_of_county(county)),
    }
    return render(request, "reader/county.html", context)
