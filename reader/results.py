"""What the search page answers: the stories that were found, as they are shown there, and what may be meant.

Everything is found through `articles.search.finding`, which begins at `published()`, and read again through
`queries.stories()`, which does too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from articles import clock
from articles.models import Article
from articles.search.analyzer import fold
from articles.search.excerpts import Piece, excerpt, marked
from articles.search.finding import COUNTED, BadCursor, Found, Order, find
from articles.search.query import Field, Query, looser, parse
from articles.search.suggesting import did_you_mean
from articles.search.texts import body_of, byline_of
from reader import queries, story
from reader.meaning import Meant, meant
from reader.search import Asked, Choice, choices

# What else may be meant is asked of so many characters in all: each costs as much as a search.
LONGEST_CORRECTED = 12


class State(StrEnum):
    FORM = "form"
    # Only what is to be left out, only marks, only what is no date.
    ASKS_NOTHING = "asks_nothing"
    NOTHING = "nothing"
    FOUND = "found"


@dataclass(frozen=True, slots=True)
class FoundStory:
    """A story with what was found of it marked. The byline stands here only where something is in it."""

    story: Article
    kicker: list[Piece]
    title: list[Piece]
    deck: list[Piece]
    excerpt: list[Piece]
    byline: list[Piece] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Results:
    asked: Asked
    query: Query
    state: State
    found: Found = field(default_factory=Found)
    stories: list[FoundStory] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    meant: list[Meant] = field(default_factory=list)
    # Other words that find something, where these do not.
    other: str = ""
    # The words were found apart where they do not stand together.
    is_loose: bool = False
    # The cursor led nowhere or was none: this is the first page.
    is_first: bool = True

    @property
    def following(self) -> str:
        """The address of the page that follows, or "" after the last."""
        return self.asked.address(after=self.found.after) if self.found.after else ""

    @property
    def other_address(self) -> str:
        """In the whole paper: in what was chosen they may find nothing either."""
        return replace(self.asked, chosen=()).address(q=self.other)

    @property
    def reached(self) -> int | None:
        """How many stories stand up to the end of this page; of the most relevant nobody counts."""
        last = self.found.stories[-1:]
        is_known = self.asked.order == Order.NEWEST and bool(last) and last[0] in self.found.counted
        return self.found.counted.index(last[0]) + 1 if is_known else None

    @property
    def counted(self) -> int:
        return COUNTED


def results_of(asked: Asked) -> Results:
    query = parse(asked.typed, today=clock.today())
    if asked.is_empty:
        return Results(asked, query, State.FORM)
    things = meant(query)
    if asked.names_nothing:
        return Results(asked, query, State.NOTHING, meant=things)
    if query.asks_nothing and asked.filters.is_empty:
        return Results(asked, query, State.ASKS_NOTHING)
    used, found, is_first = _found(query, asked)
    return Results(
        asked,
        query,
        State.FOUND if found.count else State.NOTHING,
        found=found,
        stories=shown(found.stories, used),
        choices=choices(asked, found),
        meant=things if is_first else [],
        other="" if found.count or asked.after else _other(query),
        is_loose=used is not query,
        is_first=is_first,
    )


def _found(query: Query, asked: Asked) -> tuple[Query, Found, bool]:
    """What the query finds; where that is nothing, its words apart. Returns the query that was used."""
    found, is_first = _page(query, asked)
    loose = None if found.count or asked.after else looser(query)
    if loose is not None:
        other, is_first = _page(loose, asked)
        if other.count:
            return loose, other, is_first
    return query, found, is_first


def _other(query: Query) -> str:
    is_short = sum(len(word.text) for word in query.words) <= LONGEST_CORRECTED
    return (did_you_mean(query) or "") if is_short else ""


def _page(query: Query, asked: Asked) -> tuple[Found, bool]:
    """The page that the cursor says, and whether it is the first: a cursor that leads nowhere says that."""
    if asked.after:
        try:
            found = find(query, asked.filters, order=asked.order, after=asked.after)
        except BadCursor:
            pass
        else:
            if found.stories or not found.count:
                return found, False
    return find(query, asked.filters, order=asked.order), True


def shown(numbers: Sequence[int], query: Query) -> list[FoundStory]:
    """The stories with these numbers, in this order."""
    if not numbers:
        return []
    found = queries.stories().prefetch_related("credits", "photos__credits").in_bulk(numbers)
    return [_shown(found[number], query) for number in numbers if number in found]


def _shown(found: Article, query: Query) -> FoundStory:
    anywhere = [word.text for word in query.words if word.field == Field.ANYWHERE]
    in_title = [word.text for word in query.words if word.field != Field.BYLINE]
    in_byline = [word.text for word in query.words if word.field != Field.HEADLINE]
    lines = [line for line in byline_of(found).splitlines() if _stands(in_byline, line)]
    return FoundStory(
        story=found,
        kicker=marked(found.kicker, in_title),
        title=marked(story.list_title(found), in_title),
        deck=marked(story.deck_line(found), in_title) if found.deck else [],
        excerpt=_excerpt(found, anywhere),
        byline=marked(lines[0], in_byline) if lines else [],
    )


def _excerpt(found: Article, words: Sequence[str]) -> list[Piece]:
    """Where the words stand in the text; its beginning where they do not. Nothing that the title says too."""
    body = body_of(found)
    says_it = not story.own_headline(found) and all(word in fold(story.list_title(found)) for word in words)
    if says_it or not _stands(words, body):
        return marked(story.excerpt(found), ())
    return excerpt(body, words)


def _stands(words: Sequence[str], text: str) -> bool:
    folded = fold(text)
    return any(word in folded for word in words)
