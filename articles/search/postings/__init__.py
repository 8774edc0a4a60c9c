"""Where the terms of stories are kept and looked up: one small interface, one implementation a database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection as own

from articles.search.postings.base import Ask, Hit, Postings
from articles.search.postings.postgresql import PostgreSQL
from articles.search.postings.sqlite import SQLite

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

__all__ = ["Ask", "Hit", "Postings", "postings"]


def postings(connection: BaseDatabaseWrapper | None = None) -> Postings:
    """The postings of the connection's database, by default of the paper's own."""
    chosen = connection or own
    kinds: dict[str, type[Postings]] = {"sqlite": SQLite, "postgresql": PostgreSQL}
    return kinds[chosen.vendor](chosen)
