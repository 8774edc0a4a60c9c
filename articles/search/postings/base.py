"""What both databases are asked, and how a query is told to them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from articles.search.analyzer import asked_terms, is_exact, terms
from articles.search.documents import Document
from articles.search.keys import FIRST_PUBLIC, LAST
from articles.search.query import Field, Word

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

DOCUMENTS = "articles_searchdocument"
COLUMNS = ("key", "analyzer", "facets", "title", "byline", "text")
# How the terms of a part of the document are told from those of its text.
PREFIX = {Field.ANYWHERE: "", Field.HEADLINE: "^", Field.BYLINE: "@"}


@dataclass(frozen=True, slots=True)
class Hit:
    """A story that was found: its place in the order and what it is filed under."""

    key: int
    story: int
    facets: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """What a document has to have: every word, none of the excluded ones, one facet of each group.

    Keys are within `low` and `high`, both included. With `stories` only these are looked at.
    """

    words: tuple[Word, ...] = ()
    excluded: tuple[Word, ...] = ()
    facets: tuple[tuple[str, ...], ...] = ()
    low: int = FIRST_PUBLIC
    high: int = LAST
    stories: tuple[int, ...] | None = None

    @property
    def required(self) -> tuple[str, ...]:
        """The terms that all have."""
        found = dict.fromkeys(term for word in self.words for term in asked(word))
        return tuple(found) + tuple(group[0] for group in self.facets if len(group) == 1)

    @property
    def either(self) -> tuple[tuple[str, ...], ...]:
        """The groups of terms of which all have at least one."""
        return tuple(group for group in self.facets if len(group) != 1)

    @property
    def read(self) -> tuple[Word, ...]:
        """The words that have to be read in the text, since their terms may stand apart in it."""
        return tuple(word for word in self.words if not is_exact(word.text))

    @property
    def is_impossible(self) -> bool:
        """A group without a facet: a town that is none."""
        return self.low > self.high or any(not group for group in self.facets) or self.stories == ()


def asked(word: Word) -> tuple[str, ...]:
    prefix = PREFIX[word.field]
    return tuple(prefix + term for term in asked_terms(word.text))


def terms_of(document: Document) -> list[str]:
    """Every term of a document, each once, in no order that matters."""
    found = terms(document.text)
    found.update(f"^{term}" for term in terms(document.title))
    found.update(f"@{term}" for term in terms(document.byline))
    found.update(document.facets.split())
    return list(found)


def upsert(*further: str) -> str:
    """Write a document, in place of the one of its story, with columns that only this database has."""
    columns = ("story_id", *COLUMNS, *further)
    changed = ", ".join(f"{name} = excluded.{name}" for name in columns[1:])
    return (
        f"INSERT INTO {DOCUMENTS} ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))}) "
        f"ON CONFLICT (story_id) DO UPDATE SET {changed}"
    )


def values_of(document: Document) -> tuple[Any, ...]:
    """The columns that both databases have, in the order in which they are written."""
    return (
        document.story,
        document.key,
        document.analyzer,
        document.facets,
        document.title,
        document.byline,
        document.text,
    )


class Postings(ABC):
    """The index of one database. Whoever writes holds a transaction open."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection

    @abstractmethod
    def install(self) -> None:
        """Make what Django's models do not know; `uninstall` takes it away."""

    @abstractmethod
    def uninstall(self) -> None: ...

    @abstractmethod
    def write(self, documents: Sequence[Document]) -> None:
        """Put documents in, in place of what was there of their stories."""

    @abstractmethod
    def drop(self, keys: Collection[int]) -> None:
        """Take the terms of documents out whose rows are being deleted."""

    @abstractmethod
    def forget(self) -> None:
        """Take out all terms if there is no document: Django's `flush` empties the tables of models alone."""

    @abstractmethod
    def newest(self, ask: Ask, *, limit: int) -> list[Hit]:
        """The newest `limit` documents that `ask` is true of, newest first."""

    @abstractmethod
    def stories(self, ask: Ask) -> tuple[str, list[object]]:
        """A query, and its values, for the numbers of all stories that `ask` is true of."""

    @abstractmethod
    def listed(self, stories: Collection[int]) -> tuple[str, list[object]]:
        """A query, and its values, that gives these numbers: in one value, however many there are."""

    @abstractmethod
    def frequencies(self, terms: Collection[str], *, upto: int, most: int) -> dict[str, int]:
        """In how many public documents up to a key each term stands, counted to `most`; in none: left out."""

    @abstractmethod
    def differing(self, documents: Iterable[Document]) -> Iterator[int]:
        """The stories of these documents of which the database keeps other terms than theirs."""

    @abstractmethod
    def check(self) -> list[str]:
        """What the database finds wrong with its index as a whole."""

    @abstractmethod
    def strays(self) -> list[int]:
        """The keys of terms that belong to no document: `drop` takes them out."""

    @abstractmethod
    def mend(self) -> None:
        """Make the index anew of the terms that are kept, where `check` found it wrong."""

    @contextmanager
    def loading(self, *, is_new: bool = False) -> Iterator[None]:
        """Around many writes, each in a transaction of its own: they cost less, and `settle` ends them.

        Of an index that is new nobody reads yet, so it may be made at the end.
        """
        yield
        self.settle()

    @abstractmethod
    def settle(self) -> None:
        """Put the index in order after many writes, so that reading it is quick."""

    def size(self) -> int:
        """The bytes that terms and documents take on the disk."""
        raise NotImplementedError
