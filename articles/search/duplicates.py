"""Whether a story is in already: the recent stories that tell what this one tells, as far as one may know.

    likely(draft_of(story), among=known_to(user), but=story.pk)    # the most alike first, at most MOST_SHOWN
    likely(draft_of(story), among=in_public(), but=story.pk)       # for who sees no copy of others

Nothing of a story that may not be seen takes part, not even its words in the count of what is rare.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import timezone

from articles.models import Article, ArticleQuerySet, SearchDocument
from articles.search.analyzer import fold
from articles.search.likeness import Rarity, Told, alike, told
from articles.search.texts import text_of, title_of
from people.models import User

LATELY = dt.timedelta(days=14)
# Of so many recent stories the numbers are read, and of so many the texts: those of the places first.
MOST_RECENT, MOST_READ = 3_000, 600
MOST_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Draft:
    """A story as it is compared, kept or only typed; texts folded, places by their keys."""

    title: str
    text: str
    towns: Collection[int] = field(default=())
    county: int | None = None


@dataclass(frozen=True, slots=True)
class Likely:
    """A story that may tell the same. `is_public` says whether readers have it."""

    article: Article
    likeness: float
    is_public: bool


def draft_of(story: Article) -> Draft:
    towns = [town.pk for town in story.towns.all()]
    return Draft(fold(title_of(story)), fold(text_of(story)), towns, story.county_id)


def in_public() -> list[ArticleQuerySet]:
    """What appeared lately, newest first."""
    return [Article.objects.published().filter(publish_at__gte=timezone.now() - LATELY).newest_first()]


def known_to(user: User) -> list[ArticleQuerySet]:
    """What was begun lately and what appeared lately: of all states what the user may see, and what everybody
    may.

    Two queries, each with its index. What was begun lately was changed no earlier, and in that order it lies.
    """
    since = timezone.now() - LATELY
    may_know = Article.objects.visible_to(user) | Article.objects.published()
    out = may_know.filter(status=Article.Status.SIGNED_OFF, publish_at__gte=since)
    begun = may_know.filter(updated_at__gte=since, created_at__gte=since)
    return [begun.order_by("-updated_at"), out.newest_first()]


def likely(draft: Draft, *, among: Iterable[ArticleQuerySet], but: int | None = None) -> list[Likely]:
    """The stories that are alike enough to be one event with this one, the most alike first."""
    asked = told(draft.title, draft.text)
    if not asked.says_enough:
        return []
    others = dict(_read(draft, among, but))
    scored = alike(asked, others, Rarity([asked, *others.values()]))
    best = sorted(scored, key=lambda pk: (-scored[pk], -pk))
    return _found(best[:MOST_SHOWN], scored)


def _read(draft: Draft, among: Iterable[ArticleQuerySet], but: int | None) -> Iterator[tuple[int, Told]]:
    recent = {pk for rows in among for pk in rows.values_list("pk", flat=True)[:MOST_RECENT]} - {but}
    chosen = recent if len(recent) <= MOST_READ else _nearest(draft, recent)
    rows = SearchDocument.objects.filter(story__in=chosen)
    for pk, title, text in rows.values_list("story", "title", "text"):
        yield pk, told(title, text)


def _nearest(draft: Draft, keys: Collection[int]) -> list[int]:
    """Those of the same towns or county before the others, and of each the newest."""
    of_towns = Article.towns.through.objects.filter(town__in=draft.towns).values("article")
    is_near = Q(pk__in=of_towns)
    if draft.county is not None:
        is_near |= Q(county=draft.county)
    near = set(Article.objects.filter(is_near, pk__in=keys).values_list("pk", flat=True))
    return sorted(keys, key=lambda pk: (pk not in near, -pk))[:MOST_READ]


def _found(chosen: list[int], scored: dict[int, float]) -> list[Likely]:
    """With what a line about them says."""
    if not chosen:
        return []
    public = set(Article.objects.published().filter(pk__in=chosen).values_list("pk", flat=True))
    rows = Article.objects.filter(pk__in=chosen).select_related("stage", "filed_by")
    read = {row.pk: row for row in rows.prefetch_related("photos", "credits")}
    return [Likely(read[pk], scored[pk], pk in public) for pk in chosen if pk in read]
