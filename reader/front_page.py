"""What stands where on the home page. No queries: stories in, sections out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from articles.models import Article
from issues.models import Placement
from reader.story import picture
from towns.models import County

SECONDS = 4
PHOTOS = 6
STORIES_A_COUNTY = 6

# From heaviest; a position not named here weighs least.
BY_WEIGHT = (Placement.Position.LEAD, Placement.Position.SECOND, Placement.Position.BOTTOM_LEAD)


@dataclass(frozen=True, slots=True)
class CountySection:
    """Stories of one county; of the whole prefecture where no county is known."""

    county: County | None
    stories: list[Article]


@dataclass(frozen=True, slots=True)
class FrontPage:
    lead: Article | None = None
    seconds: list[Article] = field(default_factory=list)
    photo: Article | None = None
    photos: list[Article] = field(default_factory=list)
    rest: list[Article] = field(default_factory=list)


def by_weight(placements: Sequence[Placement], *, first_page: int | None) -> list[Article]:
    """The stories of an issue, its lead first: the lead of the first page, else the first story placed.

    Then the leads of the other pages, their second stories, and the rest in reading order. A story that
    stands on two pages counts once.
    """
    leads = [
        placement
        for placement in placements
        if placement.page_id == first_page and placement.position == Placement.Position.LEAD
    ]
    lead = (leads or list(placements))[:1]
    others = sorted(placements, key=_lightness)
    return list(dict.fromkeys(placement.article for placement in [*lead, *others]))


def arrange(stories: Sequence[Article]) -> FrontPage:
    """Sections of the home page from stories in order of weight.

    The photo of the day is the heaviest photo news whose picture is there; those without one come last.
    """
    if not stories:
        return FrontPage()
    lead, *others = stories
    texts = [story for story in others if not story.is_photo_news]
    pictures = [story for story in others if story.is_photo_news and picture(story)]
    bare = [story for story in others if story.is_photo_news and not picture(story)]
    photo, photos = next(iter(pictures), None), [*pictures[1:], *bare]
    return FrontPage(
        lead=lead,
        seconds=texts[:SECONDS],
        photo=photo,
        photos=photos[:PHOTOS],
        rest=texts[SECONDS:] + photos[PHOTOS:],
    )


def by_county(stories: Sequence[Article], governing: dict[int, County]) -> list[CountySection]:
    """Stories by county in the counties' order, those of no county last.

    `governing` tells which county a town belonged to when the stories were printed.
    """
    sections: dict[County | None, list[Article]] = {}
    for story in stories:
        sections.setdefault(_county(story, governing), []).append(story)
    ordered = sorted(sections, key=place_in_order)
    return [CountySection(county, sections[county][:STORIES_A_COUNTY]) for county in ordered]


def town_ids(stories: Collection[Article]) -> set[int]:
    return {town.pk for story in stories for town in story.towns.all()}


def _county(story: Article, governing: dict[int, County]) -> County | None:
    if story.county:
        return story.county
    return next((governing[town.pk] for town in story.towns.all() if town.pk in governing), None)


def place_in_order(county: County | None) -> tuple[bool, int, str]:
    return (county is None, county.order if county else 0, str(county))


def _lightness(placement: Placement) -> int:
    position = Placement.Position(placement.position)
    return BY_WEIGHT.index(position) if position in BY_WEIGHT else len(BY_WEIGHT)
