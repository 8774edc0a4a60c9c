"""What readers find: the one door to published stories by what is typed and by what they are filed under.

    found = find("招商引资", Filters(town=12), order=Order.NEWEST)
    found.stories      # numbers of stories, twenty a page
    found.count        # how many there are in all, counted to COUNTED (`found.is_more`)
    found.after        # says where the next page begins, or "" where there is none

Nothing is found or counted before its time: the index is read up to this second, and all that it gives is
asked of `ArticleQuerySet.published()` again.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import islice

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.utils import timezone

from articles import clock
from articles.models import Article, SearchDocument
from articles.search.analyzer import facet
from articles.search.documents import PAPER_ZONE
from articles.search.keys import FIRST_PUBLIC, day_keys, last_key, second_of
from articles.search.postings import Ask, Hit, postings
from articles.search.query import Field, Query, Word
from articles.search.ranking import Candidate, ranked
from towns.models import Town

A_PAGE = 20
# Counts are exact up to here; of more it is said that there are more.
COUNTED = 1000
# What the most relevant are chosen from: the newest that were found, and the newest in whose title it stands.
NEWEST_RANKED, TITLES_RANKED = 300, 100
# More towns than a prefecture has of one name.
MOST_TOWNS = 60
CURSOR = re.compile(r"(?P<upto>\d{1,19})\.(?:(?P<rank>\d{1,4})|k(?P<key>\d{1,19}))|(?P<newest>\d{1,19})")


class Order(StrEnum):
    NEWEST = "newest"
    RELEVANT = "relevant"


@dataclass(frozen=True, slots=True)
class Filters:
    """What is found is filed under all of these; `stories` leaves only these numbers (those of an issue)."""

    town: int | None = None
    county: int | None = None
    person: int | None = None
    tag: int | None = None
    genre: str | None = None
    year: int | None = None
    stories: tuple[int, ...] | None = None

    @property
    def facets(self) -> tuple[tuple[str, ...], ...]:
        chosen = {"t": self.town, "c": self.county, "p": self.person, "g": self.tag, "k": self.genre}
        return tuple((facet(kind, value),) for kind, value in chosen.items() if value is not None)

    @property
    def is_empty(self) -> bool:
        return self == Filters()


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what was found, and the counts of all of it."""

    stories: list[int] = field(default_factory=list)
    count: int = 0
    is_more: bool = False
    after: str = ""
    # The numbers of all that were counted, newest first.
    counted: list[int] = field(default_factory=list)
    # By kind of facet ("t": towns, "c": counties, "p": people, "g": tags, "k": genres, "y": years).
    facets: dict[str, Counter[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hits:
    """The newest that were found and may be seen; `is_all` says that there are no others."""

    rows: list[Hit]
    is_all: bool


class BadCursor(ValueError):
    """A cursor that no page of results has ever had."""


def find(query: Query, filters: Filters, *, order: Order = Order.NEWEST, after: str = "") -> Found:
    """A page of the published stories that the query and the filters leave. Raises BadCursor."""
    cursor = CURSOR.fullmatch(after) if after else None
    if after and cursor is None:
        raise BadCursor(after)
    if query.asks_nothing and filters.is_empty:
        return Found()
    with clock.reading() as moment:
        ask = ask_of(query, filters, upto=last_key(moment))
        read = postings().newest(ask, limit=COUNTED + 1)
        hits = Hits(_public(read), is_all=len(read) <= COUNTED)
        if order == Order.RELEVANT and query.words:
            page, following = _relevant(ask, hits, cursor)
        else:
            page, following = _newest(ask, hits, cursor)
    counted = hits.rows[:COUNTED] or page
    return Found(
        stories=[hit.story for hit in page],
        count=len(counted),
        is_more=not hits.is_all,
        after=following,
        counted=[hit.story for hit in counted],
        facets=_facets(counted),
    )


def ask_of(query: Query, filters: Filters, *, upto: int, low: int = FIRST_PUBLIC) -> Ask:
    """The query as the index reads it. Names of towns become the towns that are called so."""
    since, until = query.span.since, query.span.until
    first, last = day_keys(since, until, zone=PAPER_ZONE) if since or until else (low, upto)
    if filters.year is not None:
        year = day_keys(dt.date(filters.year, 1, 1), dt.date(filters.year, 12, 31), zone=PAPER_ZONE)
        first, last = max(first, year[0]), min(last, year[1])
    towns = tuple(tuple(facet("t", pk) for pk in _towns_called(name)) for name in query.towns)
    return Ask(
        words=query.words,
        excluded=query.excluded,
        facets=(*filters.facets, *towns),
        low=first,
        high=min(last, upto),
        stories=filters.stories,
    )


def count(query: Query, filters: Filters | None = None, *, most: int = COUNTED) -> int:
    """How many published stories there are, counted to `most`."""
    with clock.reading() as moment:
        ask = ask_of(query, filters or Filters(), upto=last_key(moment))
        return sum(1 for _hit in islice(_older(ask, ask.high + 1, at_once=most), most))


def _towns_called(name: str) -> list[int]:
    called = Q(name__icontains=name) | Q(other_names__icontains=name)
    return list(Town.objects.filter(called).order_by("pk").values_list("pk", flat=True)[:MOST_TOWNS])


def _public(hits: list[Hit]) -> list[Hit]:
    """Those that readers may see at this moment."""
    public = _published([hit.story for hit in hits]) if hits else set()
    return [hit for hit in hits if hit.story in public]


def _published(stories: Collection[int]) -> set[int]:
    """Asked story by story, in a column, which no planner turns into anything else.

    Given the condition with a list of numbers, both databases may begin at all that was ever published.
    """
    own = Article.objects.published().filter(pk=OuterRef("pk")).values("pk")
    asked = _documents(stories).annotate(public=Subquery(own[:1]))
    return set(asked.values_list("public", flat=True)) - {None}


def _documents(stories: Collection[int]) -> QuerySet[SearchDocument]:
    """Those of the stories, told in one value: a thousand single ones take longer than the answer."""
    listed = RawSQL(*postings().listed(stories))  # noqa: S611  # Values are passed apart.
    return SearchDocument.objects.filter(pk__in=listed)


def _newest(ask: Ask, hits: Hits, cursor: re.Match[str] | None) -> tuple[list[Hit], str]:
    if cursor is not None and cursor["newest"] is None:
        raise BadCursor(cursor.string)
    below = int(cursor["newest"]) if cursor else ask.high + 1
    page = _below(ask, hits, below)
    return page[:A_PAGE], str(page[A_PAGE - 1].key) if len(page) > A_PAGE else ""


def _below(ask: Ask, hits: Hits, below: int, *, but: Collection[int] = ()) -> list[Hit]:
    """A page and one more of the hits below a key: of those at hand, or read from there."""
    page = [hit for hit in hits.rows if hit.key < below and hit.story not in but]
    if len(page) <= A_PAGE and not hits.is_all:
        older = _older(ask, below, at_once=A_PAGE + 1 + len(but))
        page = list(islice((hit for hit in older if hit.story not in but), A_PAGE + 1))
    return page[: A_PAGE + 1]


def _older(ask: Ask, below: int, *, at_once: int) -> Iterator[Hit]:
    """Those below a key that may be seen, newest first, read piece by piece as they are wanted."""
    while True:
        read = postings().newest(replace(ask, high=min(ask.high, below - 1)), limit=at_once)
        yield from _public(read)
        if len(read) < at_once:
            return
        below = read[-1].key


def _relevant(ask: Ask, hits: Hits, cursor: re.Match[str] | None) -> tuple[list[Hit], str]:
    """The most relevant of a bounded number, then the rest newest first.

    The cursor keeps the key up to which the first page was ranked, and as of which it was: neither a story
    that appears meanwhile nor the time that passes moves another to a page that was seen.
    """
    if cursor is not None and cursor["upto"] is None:
        raise BadCursor(cursor.string)
    upto = min(int(cursor["upto"]), ask.high) if cursor else ask.high
    newest = [hit for hit in hits.rows if hit.key <= upto][:NEWEST_RANKED]
    best = _ranked(replace(ask, high=upto), newest)
    if cursor is None or cursor["rank"] is not None:
        start = int(cursor["rank"]) if cursor else 0
        if page := best[start : start + A_PAGE]:
            end = start + A_PAGE
            is_last = end >= len(best) and hits.is_all and set(hits.rows) <= set(best)
            return page, "" if is_last else f"{upto}.{end}"
    below = int(cursor["key"]) if cursor and cursor["key"] else (newest[-1].key if newest else 0)
    rest = _below(ask, hits, below, but={hit.story for hit in best})
    return rest[:A_PAGE], f"{upto}.k{rest[A_PAGE - 1].key}" if len(rest) > A_PAGE else ""


def _ranked(ask: Ask, newest: Sequence[Hit]) -> list[Hit]:
    in_title = tuple(replace(word, field=Field.HEADLINE) for word in _anywhere(ask.words))
    others = tuple(word for word in ask.words if word.field != Field.ANYWHERE)
    titles = postings().newest(replace(ask, words=(*in_title, *others)), limit=TITLES_RANKED)
    hits = {hit.story: hit for hit in (*newest, *_public(titles))}
    rows = _documents(hits).values_list("pk", "key", "title", "text")
    candidates = [Candidate(*row) for row in rows]
    order = ranked(candidates, [word.text for word in ask.words], now=second_of(ask.high))
    return [hits[story] for story in order]


def _anywhere(words: Iterable[Word]) -> Iterable[Word]:
    return (word for word in words if word.field == Field.ANYWHERE)


def _facets(hits: Sequence[Hit]) -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in "tcpgky"}
    for term, count in Counter(" ".join(hit.facets for hit in hits).split()).items():
        if (kind := term[1]) in counts:
            counts[kind][term[2:]] += count
    for second, count in Counter(map(second_of, (hit.key for hit in hits))).items():
        counts["y"][str(timezone.localtime(second, PAPER_ZONE).year)] += count
    return counts
