"""What is wrong with the index: stories, their documents and their terms, held against each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from articles.models import Article, SearchDocument
from articles.search.documents import Document, documents
from articles.search.index import BATCH, kept_documents, rows
from articles.search.postings import postings

PARTS = ("key", "facets", "title", "byline", "text", "analyzer")


@dataclass(frozen=True, slots=True)
class Difference:
    """What is wrong with the document of a story: missing, stray, terms, or the part that is another."""

    story: int
    what: str


def batches(*, above: int = 0) -> Iterator[list[int]]:
    """The numbers of all stories above one, in order."""
    while batch := list(
        Article._base_manager.filter(pk__gt=above).order_by("pk").values_list("pk", flat=True)[:BATCH]
    ):
        yield batch
        above = batch[-1]


def differences(stories: Sequence[int], *, with_terms: bool) -> list[Difference]:
    """What is wrong with the documents of these stories, and with their terms if these are compared too."""
    wanted = documents(rows().filter(pk__in=stories).order_by("pk"))
    kept = kept_documents(stories)
    found = [Difference(each.story, what) for each in wanted for what in _told(each, kept.get(each.story))]
    wrong = {each.story for each in found}
    if with_terms and (right := [each for each in wanted if each.story not in wrong]):
        found += [Difference(story, "terms") for story in postings().differing(right)]
    return found


def _told(wanted: Document, kept: Document | None) -> list[str]:
    if kept is None:
        return ["missing"]
    return [part for part in PARTS if getattr(kept, part) != getattr(wanted, part)]


def stray() -> list[int]:
    """Documents of stories that are gone."""
    story = Article._base_manager.filter(pk=OuterRef("pk"))
    return list(SearchDocument.objects.filter(~Exists(story)).order_by("pk").values_list("pk", flat=True))


def without_document() -> list[int]:
    """Stories that search does not know."""
    known = SearchDocument.objects.filter(pk=OuterRef("pk"))
    return list(Article._base_manager.filter(~Exists(known)).order_by("pk").values_list("pk", flat=True))
