"""The terms on SQLite: a table of FTS5 that keeps no positions, newest first by its row numbers.

The table keeps its own copy of the terms, so that what was put in can always be taken out exactly, by
whatever version of the analyzer it was made. `ascii` is the tokenizer that leaves all but ASCII alone.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError

from articles.search.analyzer import is_exact
from articles.search.documents import Document
from articles.search.keys import FIRST_PUBLIC
from articles.search.postings.base import DOCUMENTS, Ask, Hit, Postings, asked, terms_of, upsert, values_of
from articles.search.query import Word

TERMS = "articles_search_terms"
# Pages of the index that one step of `settle` rewrites.
STEP = 500
# Bytes of terms that are gathered before they are written, and how many parts of the index make a larger one:
# FTS5's own values, and those for many writes.
HASH_SIZE, MERGED = 1 << 20, 4
LOADING_HASH_SIZE, LOADING_MERGED = 1 << 26, 16


class SQLite(Postings):
    def install(self) -> None:
        self._do(
            f"CREATE VIRTUAL TABLE {TERMS} USING fts5"
            "(terms, detail=none, columnsize=0, tokenize=\"ascii tokenchars '_^@'\")"
        )

    def uninstall(self) -> None:
        self._do(f"DROP TABLE {TERMS}")

    def write(self, documents: Sequence[Document]) -> None:
        known = [document.story for document in documents]
        marks = ", ".join(["%s"] * len(known))
        old = self._rows(f"SELECT key FROM {DOCUMENTS} WHERE story_id IN ({marks})", known)
        self.drop([key for (key,) in old])
        with self.connection.cursor() as cursor:
            cursor.executemany(upsert(), [values_of(document) for document in documents])
            cursor.executemany(
                f"INSERT OR REPLACE INTO {TERMS} (rowid, terms) VALUES (%s, %s)",
                [(document.key, " ".join(terms_of(document))) for document in documents],
            )

    def drop(self, keys: Collection[int]) -> None:
        with self.connection.cursor() as cursor:
            cursor.executemany(f"DELETE FROM {TERMS} WHERE rowid = %s", [(key,) for key in keys])

    def forget(self) -> None:
        is_there = TERMS in self.connection.introspection.table_names()
        if is_there and not self._rows(f"SELECT 1 FROM {DOCUMENTS} LIMIT 1", []):
            self._do(f"DELETE FROM {TERMS}")

    def newest(self, ask: Ask, *, limit: int) -> list[Hit]:
        if ask.is_impossible:
            return []
        source, conditions, values = _matching(ask)
        rows = self._rows(
            f"SELECT d.key, d.story_id, d.facets FROM {source} WHERE {conditions} "
            f"ORDER BY {_order(source)} DESC LIMIT %s",
            [*values, limit],
        )
        return [Hit(*row) for row in rows]

    def stories(self, ask: Ask) -> tuple[str, list[object]]:
        if ask.is_impossible:
            return f"SELECT story_id FROM {DOCUMENTS} WHERE 0", []
        source, conditions, values = _matching(ask)
        return f"SELECT d.story_id FROM {source} WHERE {conditions}", values

    def listed(self, stories: Collection[int]) -> tuple[str, list[object]]:
        return "SELECT value FROM json_each(%s)", [json.dumps(list(stories))]

    def frequencies(self, terms: Collection[str], *, upto: int, most: int) -> dict[str, int]:
        sql = (
            f"SELECT count(*) FROM (SELECT 1 FROM {TERMS} WHERE {TERMS} MATCH %s "
            "AND rowid BETWEEN %s AND %s ORDER BY rowid DESC LIMIT %s)"
        )
        counted = {term: self._rows(sql, [_quoted(term), FIRST_PUBLIC, upto, most])[0][0] for term in terms}
        return {term: count for term, count in counted.items() if count}

    def differing(self, documents: Iterable[Document]) -> Iterator[int]:
        expected = {document.key: document for document in documents}
        marks = ", ".join(["%s"] * len(expected))
        rows = self._rows(f"SELECT rowid, terms FROM {TERMS} WHERE rowid IN ({marks})", list(expected))
        kept = {key: set(terms.split()) for key, terms in rows}
        for key, document in expected.items():
            if kept.get(key) != set(terms_of(document)):
                yield document.story

    def check(self) -> list[str]:
        try:
            self._do(f"INSERT INTO {TERMS}({TERMS}, rank) VALUES ('integrity-check', 1)")
        except DatabaseError as error:
            return [str(error)]
        return []

    def strays(self) -> list[int]:
        sql = f"SELECT id FROM {TERMS}_content WHERE id NOT IN (SELECT key FROM {DOCUMENTS}) ORDER BY id"
        return [key for (key,) in self._rows(sql, [])]

    def mend(self) -> None:
        self._do(f"INSERT INTO {TERMS}({TERMS}) VALUES ('rebuild')")

    @contextmanager
    def loading(self, *, is_new: bool = False) -> Iterator[None]:
        self._merge_by(LOADING_HASH_SIZE, LOADING_MERGED)
        try:
            with super().loading(is_new=is_new):
                yield
        finally:
            self._merge_by(HASH_SIZE, MERGED)

    def _merge_by(self, hash_size: int, merged: int) -> None:
        setting = f"INSERT INTO {TERMS}({TERMS}, rank) VALUES (%s, %s)"
        self._do(setting, ["hashsize", hash_size])
        self._do(setting, ["automerge", merged])

    def settle(self) -> None:
        """Merge the parts of the index in steps, each a short transaction, until nothing is left to merge."""
        merge = f"INSERT INTO {TERMS}({TERMS}, rank) VALUES ('merge', %s)"
        self._do(merge, [-STEP])
        while self._changed_by(merge, [STEP]) > 1:
            pass

    def size(self) -> int:
        rows = self._rows(
            "SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE name LIKE %s OR name LIKE %s",
            [f"{TERMS}%", f"%{DOCUMENTS}%"],
        )
        return int(rows[0][0])

    def _do(self, sql: str, values: Sequence[Any] | None = None) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(sql, values)

    def _rows(self, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        with self.connection.cursor() as cursor:
            return list(cursor.execute(sql, values).fetchall())

    def _changed_by(self, sql: str, values: Sequence[Any]) -> int:
        """The way that SQLite documents of telling whether a merge did anything."""
        before = self.connection.connection.total_changes
        self._do(sql, values)
        return int(self.connection.connection.total_changes - before)


def _matching(ask: Ask) -> tuple[str, str, list[object]]:
    """FROM, WHERE and the values. Without a term nothing is matched: the documents are read in order."""
    expression = _expression(ask)
    if expression:
        source = f"{TERMS} CROSS JOIN {DOCUMENTS} d ON d.key = {TERMS}.rowid"
        conditions, values = [f"{TERMS} MATCH %s"], list[object]([expression])
    else:
        source, conditions, values = f"{DOCUMENTS} d", [], []
    conditions.append(f"{_order(source)} BETWEEN %s AND %s")
    values += [ask.low, ask.high]
    for word, condition in _read(ask, has_terms=bool(expression)):
        conditions.append(condition)
        values.append(word.text)
    if ask.stories is not None:
        conditions.append(f"d.story_id IN ({', '.join(['%s'] * len(ask.stories))})")
        values += ask.stories
    return source, " AND ".join(conditions), values


def _order(source: str) -> str:
    return f"{TERMS}.rowid" if source.startswith(TERMS) else "d.key"


def _read(ask: Ask, *, has_terms: bool) -> Iterator[tuple[Word, str]]:
    """What the text itself has to be asked."""
    yield from ((word, f"instr(d.{word.field}, %s) > 0") for word in ask.read)
    for word in ask.excluded:
        if not (has_terms and is_exact(word.text)):
            yield word, f"instr(d.{word.field}, %s) = 0"


def _expression(ask: Ask) -> str:
    """The query as FTS5 reads it; every term in quotes, so that none is a word of its language."""
    parts = [_quoted(term) for term in ask.required]
    parts += [f"({' OR '.join(map(_quoted, group))})" for group in ask.either]
    if not parts:
        return ""
    wanted = " AND ".join(parts)
    unwanted = [_quoted(asked(word)[0]) for word in ask.excluded if is_exact(word.text)]
    return f"({wanted}) NOT ({' OR '.join(unwanted)})" if unwanted else wanted


def _quoted(term: str) -> str:
    return f'"{term}"'
