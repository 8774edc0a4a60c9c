"""Keeping the index true: whoever changes a story says so, and its document follows in the same transaction.

    touched(story.pk)              # now
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
_together: ContextVar[set[int] | None] = ContextVar("together", default=None)


@contextmanager
def together() -> Iterator[None]:
    """What is touched inside follows at the end of the block; inside another, at the end of that."""
    if _together.get() is not None:
        yield
        return
    stories: set[int] = set()
    token = _together.set(stories)
    try:
        yield
    finally:
        _together.reset(token)
    follow(stories)


def touched(*stories: int) -> None:
    """These stories are not what they were."""
    waiting = _together.get()
    if waiting is None:
        follow(stories)
    else:
        waiting.update(stories)


def follow(stories: Collection[int]) -> int:
    """Make the documents of these stories what the stories are now; returns how many were another.

    The documents of stories that are gone went with them.
    """
    keys = sorted(stories)
    return sum(_follow(keys[start : start + BATCH]) for start in range(0, len(keys), BATCH))


@transaction.atomic
def _follow(stories: Sequence[int]) -> int:
    hold(stories)
    wanted = documents(rows().filter(pk__in=stories))
    kept = kept_documents(stories)
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
