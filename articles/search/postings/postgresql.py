"""The terms on PostgreSQL: an array of numbers in the table of documents, under GIN.

Core alone: no extension, no text-search configuration, no locale. A term is kept as 64 bits of its hash; of
two terms in ten million the same is less likely than an error of the disk.

The planner knows nothing of such arrays, and guesses wrong where it guesses (a backward walk through all keys
for a rare word, a walk through the table for a frequent one). So the column has no statistics, and each query
first makes the list of what the index gives (MATERIALIZED), newest quarters first (`windows`).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import islice
from typing import Any

from django.db import DatabaseError, transaction

from articles.search.analyzer import is_exact
from articles.search.documents import PAPER_ZONE, Document
from articles.search.keys import FIRST_PUBLIC, first_key, second_of
from articles.search.postings.base import DOCUMENTS, Ask, Hit, Postings, asked, terms_of, upsert, values_of
from articles.search.windows import Window, windows

INDEX, STORIES = "articles_search_terms", "articles_article"
# What making the index may take of the server's memory.
BUILD_MEMORY = "512MB"
# No story appears later than this.
LATEST = first_key(dt.datetime(dt.MAXYEAR, 12, 1, tzinfo=dt.UTC))
CREATE_INDEX = f"CREATE INDEX {INDEX} ON {DOCUMENTS} USING gin (terms) WITH (gin_pending_list_limit = 1024)"
# The rows keep the order of `ordered…`: what stands beside a row is asked row by row.
PART = f"""(
    SELECT ordered.key, ordered.story_id, d.facets FROM ordered{{number}} ordered
    CROSS JOIN LATERAL (
        SELECT facets FROM {DOCUMENTS} d WHERE d.story_id = ordered.story_id {{read}} OFFSET 0
    ) d
)"""


class PostgreSQL(Postings):
    def install(self) -> None:
        """Long columns are kept outside of the row: what is looked through stays small."""
        for statement in (
            f"ALTER TABLE {DOCUMENTS} ADD COLUMN terms bigint[] NOT NULL DEFAULT '{{}}'",
            f"ALTER TABLE {DOCUMENTS} ALTER COLUMN terms SET STATISTICS 0",
            f"ALTER TABLE {DOCUMENTS} SET (toast_tuple_target = 128)",
            CREATE_INDEX,
        ):
            self._do(statement)

    def uninstall(self) -> None:
        self._do(f"ALTER TABLE {DOCUMENTS} DROP COLUMN terms")

    def write(self, documents: Sequence[Document]) -> None:
        with self.connection.cursor() as cursor:
            cursor.executemany(
                upsert("terms"),
                [(*values_of(document), _array(terms_of(document))) for document in documents],
            )

    def drop(self, keys: Collection[int]) -> None:
        """They are in the row, and go with it."""

    def forget(self) -> None:
        """They are in the row, and went with it."""

    def newest(self, ask: Ask, *, limit: int) -> list[Hit]:
        """Window after window in one query: what lies behind the last row that is wanted is not looked at."""
        tables: list[str] = []
        parts: list[str] = []
        before: list[object] = []
        behind: list[object] = []
        newest = limit if not (ask.required or ask.either or ask.excluded) else None
        for number, (window, low, high) in enumerate(self._windows(ask)):
            made, values = _tables(ask, window, low=low, high=high, newest=newest, number=number)
            read, read_values = _read(ask)
            tables.append(made)
            parts.append(PART.format(number=number, read=read))
            before += values
            behind += read_values
        if not parts:
            return []
        sql = f"WITH {', '.join(tables)} {' UNION ALL '.join(parts)} LIMIT %s"
        with self._by_index():
            return [Hit(*row) for row in self._rows(sql, [*before, *behind, limit])]

    @contextmanager
    def _by_index(self) -> Iterator[None]:
        """The table looks small to the planner, since its long columns lie beside it: it would read them all.

        Of a transaction that fails what was set goes with it; without one it is taken back here.
        """
        take_back = "SELECT set_config('enable_seqscan', 'on', false)"
        self._rows("SELECT set_config('enable_seqscan', 'off', false)", [])
        try:
            yield
        except DatabaseError:
            if not self.connection.in_atomic_block:
                self._rows(take_back, [])
            raise
        self._rows(take_back, [])

    def _windows(self, ask: Ask) -> Iterator[tuple[Window, int, int]]:
        """Each window with the keys in it that are asked for. Without a term there is nothing to narrow."""
        if ask.is_impossible:
            return
        if not (ask.required or ask.either) or ask.low < FIRST_PUBLIC or ask.stories is not None:
            yield Window(), ask.low, ask.high
            return
        high = ask.high
        for window in windows(_day(high), since=_day(ask.low) if ask.low > FIRST_PUBLIC else None):
            low = max(ask.low, _first_key(window))
            yield window, low, high
            high = low - 1

    def stories(self, ask: Ask) -> tuple[str, list[object]]:
        if ask.is_impossible:
            return f"SELECT story_id FROM {DOCUMENTS} WHERE false", []
        tables, values = _tables(ask, Window(), low=ask.low, high=ask.high)
        read, read_values = _read(ask)
        sql = (
            f"WITH {tables} SELECT d.story_id FROM ordered0 ordered JOIN {DOCUMENTS} d "
            f"ON d.story_id = ordered.story_id {read}"
        )
        return sql, [*values, *read_values]

    def listed(self, stories: Collection[int]) -> tuple[str, list[object]]:
        return "SELECT unnest(%s::bigint[])", [list(stories)]

    def frequencies(self, terms: Collection[str], *, upto: int, most: int) -> dict[str, int]:
        """Of the newest quarters; of all time where these have none."""
        found = self._frequencies(terms, upto=upto, most=most, within=_lately(upto))
        rest = [term for term in terms if term not in found]
        return found | (self._frequencies(rest, upto=upto, most=most) if rest else {})

    def _frequencies(
        self, terms: Collection[str], *, upto: int, most: int, within: Sequence[str] = ()
    ) -> dict[str, int]:
        narrowed = "AND terms && %s::bigint[]" if within else ""
        sql = f"""
            SELECT asked.term, found.count FROM unnest(%s::text[], %s::bigint[]) AS asked (term, code)
            CROSS JOIN LATERAL (
                WITH hit AS MATERIALIZED (
                    SELECT key FROM {DOCUMENTS} WHERE terms @> ARRAY[asked.code] {narrowed}
                )
                SELECT count(*) FROM (SELECT 1 FROM hit WHERE key BETWEEN %s AND %s LIMIT %s) counted
            ) found WHERE found.count > 0"""
        chosen = list(terms)
        codes = [code_of(term) for term in chosen]
        values: list[object] = [chosen, codes, *([_array(within)] if within else [])]
        with self._by_index():
            return dict(self._rows(sql, [*values, FIRST_PUBLIC, upto, most]))

    def differing(self, documents: Iterable[Document]) -> Iterator[int]:
        expected = {document.story: document for document in documents}
        sql = f"SELECT story_id, terms FROM {DOCUMENTS} WHERE story_id = ANY(%s)"
        kept = {story: set(codes) for story, codes in self._rows(sql, [list(expected)])}
        for story, document in expected.items():
            if kept.get(story) != {code_of(term) for term in terms_of(document)}:
                yield story

    def check(self) -> list[str]:
        """The terms are compared row by row (`differing`); PostgreSQL keeps its index true to them."""
        sql = "SELECT 1 FROM pg_index WHERE indexrelid = to_regclass(%s) AND indisvalid AND indisready"
        return [] if self._rows(sql, [INDEX]) else [f"the index {INDEX} is missing or not valid"]

    def strays(self) -> list[int]:
        """None: they are in the row."""
        return []

    def mend(self) -> None:
        self._drop_index()
        self._make_index()

    @contextmanager
    def loading(self, *, is_new: bool = False) -> Iterator[None]:
        """A load that is broken off leaves no index: `check` says so, the next load or `mend` makes it."""
        if is_new:
            self._drop_index()
        with super().loading():
            yield
            if self.check():
                self.mend()

    @transaction.atomic
    def _drop_index(self) -> None:
        """What waits for the end of the transaction is looked at first: else nothing may be changed."""
        self._do("SET CONSTRAINTS ALL IMMEDIATE")
        self._do(f"DROP INDEX IF EXISTS {INDEX}")

    @transaction.atomic
    def _make_index(self) -> None:
        self._do("SET CONSTRAINTS ALL IMMEDIATE")
        self._do(f"SET LOCAL maintenance_work_mem = '{BUILD_MEMORY}'")
        self._do(CREATE_INDEX)

    def settle(self) -> None:
        self._rows("SELECT gin_clean_pending_list(%s::regclass)", [INDEX])
        # Of stories too: each that is found is looked up there, by its number if the planner knows how many.
        self._do(f"ANALYZE {DOCUMENTS}, {STORIES}")

    def size(self) -> int:
        return int(self._rows("SELECT pg_total_relation_size(%s::regclass)", [DOCUMENTS])[0][0])

    def _do(self, sql: str) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(sql)

    def _rows(self, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        with self.connection.cursor() as cursor:
            cursor.execute(sql, values)
            return list(cursor.fetchall())


@lru_cache(maxsize=1 << 18)
def code_of(term: str) -> int:
    """The number under which a term is kept."""
    return int.from_bytes(hashlib.blake2b(term.encode(), digest_size=8).digest(), signed=True)


def _array(terms: Iterable[str]) -> str:
    return f"{{{','.join(str(code_of(term)) for term in terms)}}}"


def _day(key: int) -> dt.date:
    """The paper's day of a public key."""
    return second_of(min(max(key, FIRST_PUBLIC), LATEST)).astimezone(PAPER_ZONE).date()


def _first_key(window: Window) -> int:
    if window.since is None:
        return FIRST_PUBLIC
    return first_key(dt.datetime.combine(window.since, dt.time.min, PAPER_ZONE))


def _lately(upto: int) -> list[str]:
    """The terms of the newest quarters, three of them."""
    return [term for window in islice(windows(_day(upto)), 2) for term in window.terms]


def _tables(
    ask: Ask, window: Window, *, low: int, high: int, newest: int | None = None, number: int = 0
) -> tuple[str, list[object]]:
    """`ordered…`: the documents that the index gives, newest first, with what may be excluded of them.

    The names end in the number of the window. What is excluded is looked up in a hashed list: joined, it is
    gone through row by row, since the planner expects one. Without a term the keys alone are asked, and no
    more of them than are wanted (`newest`).
    """
    conditions, values = _conditions(ask, window)
    if not (ask.required or ask.either):
        conditions, values = f"{conditions} AND key BETWEEN %s AND %s", [*values, low, high]
    if newest is not None:
        conditions, values = f"{conditions} ORDER BY key DESC LIMIT %s", [*values, newest]
    tables = [f"hit{number} AS MATERIALIZED (SELECT key, story_id FROM {DOCUMENTS} WHERE {conditions})"]
    flags = ""
    for place, word in enumerate(ask.excluded):
        name = f"bad{number}_{place}"
        where, bad_values = _narrowed(["terms @> %s::bigint[]"], [_array(asked(word))], window)
        tables.append(f"{name} AS MATERIALIZED (SELECT story_id FROM {DOCUMENTS} WHERE {where})")
        values += bad_values
        flags += f", hit.story_id IN (SELECT story_id FROM {name}) AS bad{place}"
    tables.append(
        f"ordered{number} AS MATERIALIZED (SELECT hit.key, hit.story_id{flags} FROM hit{number} hit "
        "WHERE hit.key BETWEEN %s AND %s ORDER BY hit.key DESC)"
    )
    return ", ".join(tables), [*values, low, high]


def _conditions(ask: Ask, window: Window) -> tuple[str, list[object]]:
    conditions: list[str] = []
    values: list[object] = []
    if ask.required:
        conditions.append("terms @> %s::bigint[]")
        values.append(_array(ask.required))
    for group in ask.either:
        conditions.append("terms && %s::bigint[]")
        values.append(_array(group))
    if ask.stories is not None:
        conditions.append("story_id = ANY(%s)")
        values.append(list(ask.stories))
    return _narrowed(conditions, values, window)


def _narrowed(conditions: list[str], values: list[object], window: Window) -> tuple[str, list[object]]:
    if window.terms:
        conditions, values = [*conditions, "terms && %s::bigint[]"], [*values, _array(window.terms)]
    return " AND ".join(conditions) or "true", values


def _read(ask: Ask) -> tuple[str, list[object]]:
    """What the text itself is asked of the documents that the index gave."""
    conditions = [f"strpos(d.{word.field}, %s) > 0" for word in ask.read]
    values: list[object] = [word.text for word in ask.read]
    for number, word in enumerate(ask.excluded):
        if is_exact(word.text):
            conditions.append(f"NOT ordered.bad{number}")
        else:
            conditions.append(f"(NOT ordered.bad{number} OR strpos(d.{word.field}, %s) = 0)")
            values.append(word.text)
    return "".join(f" AND {condition}" for condition in conditions), values
