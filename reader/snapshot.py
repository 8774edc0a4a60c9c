"""One answer, one state of the database: what commits while a page is put together is for the next page.

Without it a release at once, or a story that changes its page, could fall between two queries of one answer.
Readers take no lock by this and wait for none: PostgreSQL keeps the old rows for them, SQLite the old pages
of its file. It is over before a picture is streamed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

BEGIN = {
    "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    # `transaction.atomic` would take the lock of writers here: see `transaction_mode` in the settings.
    "sqlite": "BEGIN DEFERRED",
}


@contextmanager
def one_state() -> Iterator[None]:
    """All queries inside find the database as the first of them did. Nothing can be written."""
    if connection.in_atomic_block:  # A test that rolls back has a transaction already.
        yield
        return
    _execute(BEGIN[connection.vendor])
    try:
        yield
    finally:
        _execute("ROLLBACK")


def _execute(command: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(command)
