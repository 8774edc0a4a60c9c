"""Making the documents anew, all of them or those that are missing, while readers go on searching.

A story is locked while its document is made, so that nobody's change is overwritten with what was before it.
Each batch is a transaction that says how far the run has come: one that is stopped goes on from there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db import transaction
from django.utils import timezone

from articles.models import Reindexing, SearchDocument
from articles.search.analyzer import VERSION
from articles.search.comparing import batches, differences, stray, without_document
from articles.search.documents import documents
from articles.search.index import BATCH, hold, rows
from articles.search.postings import postings


def run_of(*, restart: bool = False) -> Reindexing:
    """The run that was stopped, unless it is begun again or the analyzer is another since."""
    unfinished = Reindexing.objects.filter(ended_at=None, analyzer=VERSION).first()
    if unfinished is not None and not restart:
        return unfinished
    Reindexing.objects.filter(ended_at=None).delete()
    return Reindexing.objects.create(began_at=timezone.now(), analyzer=VERSION)


def is_needed() -> bool:
    """Whether no run of this analyzer has come to its end: documents may be missing or of an older one."""
    return not Reindexing.objects.filter(analyzer=VERSION, ended_at__isnull=False).exists()


def run(reindexing: Reindexing) -> Iterator[tuple[int, int]]:
    """Go on to the end; gives, batch after batch, how many stories were looked at and how many mended."""
    yield 0, _take_strays_out()
    for batch in batches(above=reindexing.reached):
        with transaction.atomic():
            mended = _mend(batch)
            reindexing.reached = batch[-1]
            reindexing.save(update_fields=["reached"])
        yield len(batch), mended
    if postings().check():
        with transaction.atomic():
            postings().mend()
    reindexing.ended_at = timezone.now()
    reindexing.save(update_fields=["ended_at"])


def add_missing() -> Iterator[int]:
    """Give documents to the stories that have none; gives how many, batch after batch."""
    missing = without_document()
    for start in range(0, len(missing), BATCH):
        with transaction.atomic():
            yield _mend(missing[start : start + BATCH])


@transaction.atomic
def _take_strays_out() -> int:
    """Documents of stories that are gone, and terms of documents that are gone."""
    gone = stray()
    _drop(gone)
    keys = postings().strays()
    postings().drop(keys)
    return len(gone) + len(keys)


def _mend(stories: Sequence[int]) -> int:
    hold(stories)
    wrong = sorted({each.story for each in differences(stories, with_terms=True)})
    if not wrong:
        return 0
    wanted = documents(rows().filter(pk__in=wrong).order_by("pk"))
    # A damaged document may stand in the place of another story's.
    holders = SearchDocument.objects.filter(key__in=[each.key for each in wanted]).exclude(pk__in=wrong)
    others = list(holders.values_list("pk", flat=True))
    _drop([*wrong, *others])
    postings().write(wanted + documents(rows().filter(pk__in=others)))
    return len(wrong)


def _drop(stories: Sequence[int]) -> None:
    kept = SearchDocument.objects.filter(pk__in=stories)
    postings().drop(list(kept.values_list("key", flat=True)))
    kept._raw_delete(using=kept.db)
