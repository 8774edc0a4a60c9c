"""What a row of the list says of the search that found it: marks in the title, an excerpt beneath it.

A list that is searched carries the typed words with each row (`asked`, an annotation), so that a cell knows
them without the request.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet, TextField, Value
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from articles.models import Article
from articles.search.excerpts import Piece, excerpt, marked
from articles.search.query import Field, Query, parse
from articles.search.texts import text_of, title_of

# Shorter than readers get: it stands in a table.
LENGTH = 60


def with_search(rows: QuerySet[Any], typed: str) -> QuerySet[Any]:
    """Rows with the search that found them and what their excerpts are cut from."""
    if not typed:
        return rows
    asked = Value(typed, output_field=TextField())
    found: QuerySet[Any] = rows.annotate(asked=asked)
    return found.prefetch_related("credits", "photos__credits")


def marked_title(article: Article) -> str:
    words = _words(_query(article), but=Field.BYLINE)
    return _drawn(marked(article.title, words)) if words else article.title


def found_beneath(article: Article) -> str:
    """Where the words stand besides the title; empty where they stand in it alone, or no word is asked."""
    words = _words(_query(article), but=Field.HEADLINE)
    pieces = excerpt(_beneath(article), words, length=LENGTH) if words else []
    if not any(piece.is_found for piece in pieces):
        return ""
    return format_html('<span class="found">{}</span>', _drawn(pieces))


def _query(article: Article) -> Query:
    """Its words, that is, which are the same on any day: the database's clock is not asked for each row."""
    return parse(getattr(article, "asked", ""), today=timezone.localdate())


def _words(query: Query, *, but: Field) -> Sequence[str]:
    return [word.text for word in query.words if word.field != but]


def _beneath(article: Article) -> str:
    """The deck, which no column shows, then all that is searched below the title."""
    return f"{article.deck}\n{text_of(article).removeprefix(title_of(article))}"


def _drawn(pieces: Iterable[Piece]) -> str:
    drawn = (format_html("<mark>{}</mark>", each.text) if each.is_found else each.text for each in pieces)
    return format_html_join("", "{}", ((each,) for each in drawn))
