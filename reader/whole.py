"""A story with all that a program is told of it, for one story or for many in a fixed number of queries.

Feeds, JSON-LD and the JSON interface say the same of a story because all of them start here.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import Prefetch
from django.utils import timezone
from taggit.models import Tag

from articles.models import Article, ArticleQuerySet, Credit
from issues.models import Placement
from reader import queries, story
from towns.models import County, Jurisdiction, Town


@dataclass(frozen=True, slots=True)
class Whole:
    """A published story; `governing` has the county of each of its towns on the day it was printed."""

    story: Article
    placement: Placement | None = None
    corrections: list[Article] = field(default_factory=list)
    tags: list[Tag] = field(default_factory=list)
    governing: dict[int, County] = field(default_factory=dict)

    @property
    def counties(self) -> list[County]:
        """The counties the story is set in, the one it names itself first."""
        named = [self.story.county] if self.story.county else []
        return list(dict.fromkeys([*named, *self.governing.values()]))

    @property
    def published_at(self) -> dt.datetime:
        """By the paper's clock, as the other time: at 06:00, not at 22:00 of the day before."""
        assert self.story.publish_at is not None  # Only published stories come here.
        return timezone.localtime(self.story.publish_at)

    @property
    def changed_at(self) -> dt.datetime:
        """When it appeared, was signed anew (`queries.signed_at`) or corrected, whichever was last."""
        times = [getattr(self.story, "signed_at", None), *(each.publish_at for each in self.corrections)]
        return timezone.localtime(max([self.published_at, *filter(None, times)]))

    @property
    def towns(self) -> list[Town]:
        return list(self.story.towns.all())

    @property
    def credits(self) -> list[Credit]:
        """Who wrote it; of photo news without a writer who took the photos."""
        own = list(self.story.credits.all())
        if own or not self.story.is_photo_news:
            return own
        return [credit for photo in self.story.photos.all() for credit in photo.credits.all()]


def whole(of: Article) -> Whole:
    """Of a story that `queries.stories_in_full` has found."""
    placement = queries.placement_of(of)
    towns = [town.pk for town in of.towns.all()]
    return Whole(
        of,
        placement,
        corrections=list(queries.corrections_of(of)),
        tags=queries.tags_of(of),
        governing=queries.county_by_town(towns, on=printed_on(of, placement)) if towns else {},
    )


def wholes(of: ArticleQuerySet) -> list[Whole]:
    """Of stories that `queries.stories` and its like have found, in their order."""
    corrections = Article.objects.published().newest_first().prefetch_related("photos")
    found = list(
        of.annotate(signed_at=queries.signed_at()).prefetch_related(
            "photos__credits",
            "credits",
            queries.original(),
            Prefetch("corrections", corrections, to_attr="shown_corrections"),
        )
    )
    tags = queries.tags_by_story([each.pk for each in found])
    jurisdictions = _jurisdictions({town.pk for each in found for town in each.towns.all()})
    return [_of_many(each, tags.get(each.pk, []), jurisdictions) for each in found]


def printed_on(of: Article, placement: Placement | None) -> dt.date:
    return placement.page.issue.date if placement else timezone.localdate(of.publish_at)


def _of_many(of: Article, tags: list[Tag], jurisdictions: dict[int, list[Jurisdiction]]) -> Whole:
    placement = story.printed(of)
    day = printed_on(of, placement)
    rows = (row for town in of.towns.all() for row in jurisdictions.get(town.pk, []) if row.holds_on(day))
    governing = {row.town_id: row.county for row in rows}
    corrections: list[Article] = getattr(of, "shown_corrections", [])
    return Whole(of, placement, corrections, tags, governing)


def _jurisdictions(towns: Collection[int]) -> dict[int, list[Jurisdiction]]:
    """Those of all times: stories of one list were printed on different days."""
    by_town: dict[int, list[Jurisdiction]] = defaultdict(list)
    rows: Iterable[Jurisdiction] = Jurisdiction.objects.filter(town__in=towns).select_related("county")
    for row in rows:
        by_town[row.town_id].append(row)
    return by_town
