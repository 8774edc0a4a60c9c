"""What of a story search knows: its searched texts, what it is filed under, and its place in the order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast
from zoneinfo import ZoneInfo

from django.conf import settings

from articles.search.analyzer import VERSION, facet, fold
from articles.search.keys import key_of
from articles.search.texts import byline_of, credits_of, text_of, title_of
from articles.search.windows import quarter_of
from towns.models import Jurisdiction

if TYPE_CHECKING:
    from articles.models import Article

PAPER_ZONE = ZoneInfo(settings.TIME_ZONE)
# By town, whichever counties it has belonged to.
Jurisdictions = Mapping[int, list[Jurisdiction]]


@dataclass(frozen=True, slots=True)
class Document:
    """A row of the index. All of its terms follow from it."""

    story: int
    key: int
    title: str
    byline: str
    text: str
    facets: str
    analyzer: int = VERSION


def documents(stories: Iterable[Article]) -> list[Document]:
    """The documents of stories read with `index.rows()`."""
    rows = list(stories)
    governed = jurisdictions({town.pk for row in rows for town in row.towns.all()})
    return [document_of(row, governed) for row in rows]


def jurisdictions(towns: Collection[int]) -> Jurisdictions:
    """What counties these towns have belonged to."""
    governed: dict[int, list[Jurisdiction]] = {}
    for each in Jurisdiction.objects.filter(town__in=towns) if towns else ():
        governed.setdefault(each.town_id, []).append(each)
    return governed


def document_of(story: Article, governed: Jurisdictions) -> Document:
    appears_at = _appears_at(story)
    return Document(
        story=story.pk,
        key=key_of(story.pk, appears_at),
        title=fold(title_of(story)),
        byline=fold(byline_of(story)),
        text=fold(text_of(story)),
        facets=" ".join(sorted(set(_facets(story, appears_at, governed)))),
    )


def _appears_at(story: Article) -> dt.datetime | None:
    """When readers get the story as things stand. `ArticleQuerySet.published` is the rule; this is its
    shadow in the index, and what is found is always asked of the rule again.
    """
    is_out = story.status == story.Status.SIGNED_OFF and story.withdrawn_at is None
    return story.publish_at if is_out else None


def _facets(story: Article, appears_at: dt.datetime | None, governed: Jurisdictions) -> Iterable[str]:
    yield facet("k", story.genre)
    if story.county_id:
        yield facet("c", story.county_id)
    day = _printed_on(story, appears_at)
    for town in story.towns.all():
        yield facet("t", town.pk)
        yield from (facet("c", row.county_id) for row in governed.get(town.pk, ()) if row.holds_on(day))
    yield from (facet("p", credit.person_id) for credit in credits_of(story) if credit.person_id)
    yield from (facet("g", tag.pk) for tag in cast("Any", story).tags.all())
    if appears_at is not None:
        yield quarter_of(appears_at.astimezone(PAPER_ZONE).date())


def _printed_on(story: Article, appears_at: dt.datetime | None) -> dt.date:
    """The day under the story: of its first issue, else of its publication, else of its making."""
    places: Any = cast("Any", story).placements.all()
    printed = [place.page.issue.date for place in places if place.page.issue.publish_at is not None]
    return min(printed, default=(appears_at or story.created_at).astimezone(PAPER_ZONE).date())
