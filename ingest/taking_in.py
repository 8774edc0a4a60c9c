"""A whole issue, page by page, each in a transaction of its own: a run may stop anywhere and go on."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from ingest.importing import Ingested, NotIngested, ingest_page
from ingest.page import PageError
from ingest.replacing import Replaced
from ingest.sources import PageName, Source, SourceFile, page_name, page_text
from ingest.words import reason_in_words
from issues.labels import page_order


@dataclass(frozen=True, slots=True)
class PageTaken:
    """What became of one file: a page with its stories and doubts, or the reason why not."""

    file: str
    label: str = ""
    stories: int = 0
    doubts: int = 0
    is_new: bool = False
    reason: str = ""
    replaced: Replaced | None = None
    undecided: int = 0


def take_in(
    source: Source, *, date: dt.date, replaces: bool = False, is_trial: bool = False
) -> Iterator[PageTaken]:
    """Take in every page of the source in the order of the issue, and tell of each when it is done.

    What is in already with the same text stays as it is: an interrupted run goes on, and a finished one run
    again changes nothing. A corrected text `replaces` the one before, or is refused. A trial does the same
    and writes nothing.
    """
    named = [(file, page_name(file.name)) for file in source.files]
    same: dict[str, list[str]] = defaultdict(list)
    for file, name in named:
        if name is not None:
            same[name.label].append(file.name)
    for file, name in sorted(named, key=_in_order):
        if reason := _objection(name, same, date=date):
            yield PageTaken(file.name, reason=reason)
        else:
            assert name is not None
            yield _taken(file, name, date=date, replaces=replaces, is_trial=is_trial)


def _in_order(named: tuple[SourceFile, PageName | None]) -> tuple[float, str]:
    file, name = named
    order = page_order(name.label) if name else None
    return float("inf") if order is None else order, file.name


def _objection(name: PageName | None, same: dict[str, list[str]], *, date: dt.date) -> str:
    """What the names of the files alone forbid; empty if nothing."""
    if name is None:
        return _("no page label in the name of the file: call it A3.txt, 03版.pdf or A3 要闻.txt")
    if name.date not in (None, date):
        return _("the name of the file says another date: %s") % name.date
    if len(same[name.label]) > 1:
        values = {"label": name.label, "files": "、".join(same[name.label])}
        return _("page %(label)s is in several files: %(files)s") % values
    return ""


def _taken(file: SourceFile, name: PageName, *, date: dt.date, replaces: bool, is_trial: bool) -> PageTaken:
    try:
        text = page_text(file.read())
        with transaction.atomic():
            ingested = ingest_page(
                text,
                date=date,
                label=name.label,
                name=name.name,
                file_name=file.name.rpartition("/")[2],
                replaces=replaces,
            )
            transaction.set_rollback(is_trial)
    except PageError as error:
        return PageTaken(file.name, name.label, reason=reason_in_words(error))
    except (NotIngested, DatabaseError) as error:
        return PageTaken(file.name, name.label, reason=str(error))
    return PageTaken(
        file.name,
        name.label,
        len(ingested.articles),
        _doubts(ingested),
        is_new=ingested.is_new,
        replaced=ingested.replaced,
        undecided=ingested.undecided,
    )


def _doubts(ingested: Ingested) -> int:
    return sum(bool(line) for article in ingested.articles for line in article.note.splitlines())
