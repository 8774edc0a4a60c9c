"""What a reader types, understood. Pure.

    招商 田庄镇          both words occur
    "招商引资"  “招商引资”  the words side by side, spaces and marks between them too
    招商 -房地产         the second word does not occur
    标题:招商            in the headline, the kicker or the deck
    作者:王燕            in the byline or a credit
    镇:田庄              filed under a town of this name
    日期:2026-11        published then; also a year, a day, 2026-11-01..2026-11-15, 今天, 上周, 去年

Full-width marks and traditional characters say the same. A text that nothing can be made of makes an empty
query, never an error.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum

from articles.search.analyzer import RUN, fold
from articles.search.days import Span, span_of

# A long sentence of the paper; what is longer is cut, and `Query.is_cut` says so.
LONGEST = 200
MOST_WORDS = 12
TOKEN = re.compile(
    r"""
    (?P<minus>-?)
    (?:(?P<field>标题|作者|镇|日期):)?
    (?: "(?P<quoted>[^"]*)(?:"|$) | “(?P<curly>[^“”]*)”(?=\s|$) | (?P<bare>\S+) )
    """,
    re.VERBOSE,
)


class Field(StrEnum):
    """Where a word has to occur."""

    ANYWHERE = "text"
    HEADLINE = "title"
    BYLINE = "byline"


FIELDS = {"标题": Field.HEADLINE, "作者": Field.BYLINE}
# A field without a word behind it asks for nothing.
NAMES = {*FIELDS, "镇", "日期"}


@dataclass(frozen=True, slots=True)
class Word:
    """A folded text that occurs as it stands."""

    text: str
    field: Field = Field.ANYWHERE


@dataclass(frozen=True, slots=True)
class Query:
    words: tuple[Word, ...] = ()
    excluded: tuple[Word, ...] = ()
    towns: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    # What is said to be a date and is none.
    unread: tuple[str, ...] = field(default=())
    # Towns and days with a minus: they are not left out, and not asked for either.
    not_left_out: tuple[str, ...] = field(default=())
    is_cut: bool = False

    @property
    def asks_nothing(self) -> bool:
        """Nothing to look for: no word, no town, no day. What is excluded alone asks for nothing."""
        return not (self.words or self.towns or self.spans)

    @property
    def span(self) -> Span:
        """The days that all of the dates leave."""
        return Span.common(self.spans)


def parse(typed: str, *, today: dt.date) -> Query:
    """The query that `typed` means on the day `today`, by which 今天 and 上周 are counted."""
    folded = " ".join(fold(typed).split())
    found = Found(today)
    for token in TOKEN.finditer(folded[:LONGEST]):
        found.take(token)
    return Query(
        words=tuple(dict.fromkeys(found.words))[:MOST_WORDS],
        excluded=tuple(dict.fromkeys(found.excluded))[:MOST_WORDS],
        towns=tuple(dict.fromkeys(found.towns))[:MOST_WORDS],
        spans=tuple(found.spans),
        unread=tuple(found.unread),
        not_left_out=tuple(found.not_left_out),
        is_cut=len(folded) > LONGEST or len(set(found.words)) > MOST_WORDS,
    )


@dataclass(slots=True)
class Found:
    """What the tokens of a query have said so far."""

    today: dt.date
    words: list[Word] = field(default_factory=list)
    excluded: list[Word] = field(default_factory=list)
    towns: list[str] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    not_left_out: list[str] = field(default_factory=list)

    def take(self, token: re.Match[str]) -> None:
        text = next(token[name] for name in ("quoted", "curly", "bare") if token[name] is not None).strip()
        if not RUN.search(text) or (text.endswith(":") and text[:-1] in NAMES):
            return
        if token["minus"] and token["field"] in ("镇", "日期"):
            self.not_left_out.append(token[0])
        elif token["field"] == "日期":
            self._take_date(text)
        elif token["field"] == "镇":
            self.towns.append(text)
        else:
            word = Word(text, FIELDS.get(token["field"] or "", Field.ANYWHERE))
            (self.excluded if token["minus"] else self.words).append(word)

    def _take_date(self, text: str) -> None:
        span = span_of(text, today=self.today)
        if span is None:
            self.unread.append(text)
        else:
            self.spans.append(span)


def looser(query: Query) -> Query | None:
    """The same words without the marks between their parts: 招商,引资 -> 招商 引资. None if it has none."""
    words = tuple(dict.fromkeys(part for word in query.words for part in _parts(word)))
    if words == query.words:
        return None
    return replace(query, words=words[:MOST_WORDS])


def _parts(word: Word) -> Iterator[Word]:
    for run in RUN.findall(word.text):
        yield Word(run, word.field)


def written(query: Query) -> str:
    """The query as it may be typed, without its dates: `parse` reads it as the same."""
    names = {value: name for name, value in FIELDS.items()}
    words = [_written(word, names) for word in query.words]
    words += [f"-{_written(word, names)}" for word in query.excluded]
    return " ".join([*words, *(f"镇:{town}" for town in query.towns)])


def _written(word: Word, names: dict[Field, str]) -> str:
    text = f'"{word.text}"' if " " in word.text else word.text
    return f"{names[word.field]}:{text}" if word.field in names else text
