"""Keeping the index true: whoever changes a story says so, and its document follows in the same transaction.

    touched(story.pk)              # now; `seen` where the caller has read the story after its change
    with together():               # at the end of the block, each story once
        …

Every change of the newsroom ends in `articles.revisions.keeping`, which says so; what is saved otherwise (in
a shell, by a script) is heard of through Django's signals (`receivers`). Only `QuerySet.update` and bulk
writes of others are not heard of: `follow` is told of them, and `check_index` finds them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection, transaction
from django.db.models import Prefetch, QuerySet

from articles.models import Article, SearchDocument
from articles.search.documents import Document, documents
from articles.search.postings import postings

# How many stories are read and written at once.
BATCH = 200
# What a document is made of besides the story's own columns.
PARTS = ("towns", "tags", "credits", "photos", "placements")
# By number the story as it was read when its change was kept; None where it has to be read.
Heard = dict[int, Article | None]
_together: ContextVar[Heard | None] = ContextVar("together", default=None)


@contextmanager
def together() -> Iterator[None]:
    """What is touched inside follows at the end of the block; inside another, at the end of that."""
    if _together.get() is not None:
        yield
        return
    heard: Heard = {}
    token = _together.set(heard)
    try:
        yield
    finally:
        _together.reset(token)
    _catch_up(heard)


def touched(*stories: int) -> None:
    """These stories are not what they were."""
    _hear(dict.fromkeys(stories))


def seen(*stories: Article) -> None:
    """The same of stories that the caller has just read, with all that `rows` reads of them."""
    _hear({story.pk: story for story in stories})


def begun(story: int) -> None:
    """The same of a story that was made this moment: nothing belongs to it yet that would have to be read."""
    if _together.get() is not None:
        touched(story)
        return
    row = Article._base_manager.get(pk=story)
    row._prefetched_objects_cache = dict.fromkeys(PARTS, ())  # type: ignore[attr-defined]  # Not in the stubs.
    seen(row)


def _hear(stories: Heard) -> None:
    heard = _together.get()
    if heard is None:
        _catch_up(stories)
    else:
        heard.update(stories)


def _catch_up(stories: Heard) -> None:
    follow([number for number, row in stories.items() if row is None])
    if read := {row.pk: row for row in stories.values() if row is not None}:
        # What was kept may be gone again by the end of the block.
        there = Article._base_manager.filter(pk__in=read).values_list("pk", flat=True)
        _write([read[number] for number in there])


def follow(stories: Collection[int]) -> int:
    """Make the documents of these stories what the stories are now; returns how many were another.

    The documents of stories that are gone went with them.
    """
    keys = sorted(stories)
    return sum(_follow(keys[start : start + BATCH]) for start in range(0, len(keys), BATCH))


@transaction.atomic
def _follow(stories: Sequence[int]) -> int:
    hold(stories)
    return _write(rows().filter(pk__in=stories))


@transaction.atomic
def _write(stories: Iterable[Article]) -> int:
    wanted = documents(stories)
    kept = kept_documents(document.story for document in wanted)
    changed = [document for document in wanted if document != kept.get(document.story)]
    if changed:
        postings().write(changed)
    return len(changed)


def hold(stories: Sequence[int]) -> None:
    """Keep the stories as they are while their documents are made. Who changed them has locked them already;
    SQLite has one writer at a time.
    """
    if connection.features.has_select_for_update:
        locked = Article._base_manager.select_for_update().filter(pk__in=stories)
        list(locked.order_by("pk").values_list("pk"))


def rows() -> QuerySet[Article]:
    """Stories with all that their documents are made of. Issues stand in a room above: reached by name."""
    places: Any = Article._meta.get_field("placements").related_model
    return Article._base_manager.prefetch_related(  # type: ignore[misc]  # taggit has no types.
        "towns",
        "tags",
        "credits",
        "photos__credits",
        Prefetch("placements", places.objects.select_related("page__issue")),
    )


def kept_documents(stories: Iterable[int]) -> dict[int, Document]:
    """The documents that the index has of these stories."""
    columns = ("story_id", "key", "title", "byline", "text", "facets", "analyzer")
    kept = SearchDocument.objects.filter(pk__in=list(stories)).values_list(*columns)
    return {row[0]: Document(*row) for row in kept}
