"""The moment at which something is read: one for all queries of one answer.

An issue appears when its time has passed by the database's clock. A page that asks several queries could ask
one before that moment and the next after it, and show the old issue beside its new stories. So a reader's
request is answered as of one moment:

    with reading():                # what follows is read as of now, however long it takes
        …
    with reading(at=tomorrow):     # as readers will find it then
        …
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection
from django.db.models import DateTimeField, Expression, Value
from django.db.models.functions import Now
from django.utils import timezone

_moment: ContextVar[dt.datetime | None] = ContextVar("moment", default=None)


@contextmanager
def reading(*, at: dt.datetime | None = None) -> Iterator[dt.datetime]:
    """Read as of `at`, by default of now by the database's clock, until the block ends.

    Inside another reading the moment stays what it is there.
    """
    moment = at or _moment.get() or database_time()
    token = _moment.set(moment)
    try:
        yield moment
    finally:
        _moment.reset(token)


def now() -> Expression:
    """The moment as queries compare with it: the one that is being read at, or the database's own."""
    moment = _moment.get()
    return Now() if moment is None else Value(moment, output_field=DateTimeField())


def database_time() -> dt.datetime:
    """The database's clock, asked once. That of SQLite, which runs in this process, is ours."""
    if connection.vendor == "sqlite":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        (moment,) = cursor.fetchone()
    return moment  # type: ignore[no-any-return]  # As psycopg reads it.
