"""Everything that happened to a story, the newest first, and what is said of each.

`events_of` finds what there is: an entry of the trail for each change since the trail began, the steps from
before it, the notes, and that the story is out. `Telling` reads what a page of them needs.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from articles.admin import timeline_words as words
from articles.admin.step_words import DONE
from articles.admin.timeline_changes import sentences
from articles.models import Article, Note, Revision, StatusChange
from articles.revisions.keeping import snapshot_of
from articles.revisions.packing import Damaged
from articles.revisions.snapshot import Snapshot
from audit.models import Entry
from audit.trail import entries_of

How = Revision.How


class Kind(StrEnum):
    """What the list is filtered by."""

    TEXT = "text"
    REVIEW = "review"
    PAGES = "pages"
    NOTES = "notes"
    OTHER = "other"


class Source(StrEnum):
    """Where an event is read from."""

    STEP = "step"
    ENTRY = "entry"
    NOTE = "note"
    PRINT = "print"


@dataclass(frozen=True, slots=True, order=True)
class Event:
    """One thing that happened: as much as it takes to filter, count and order it."""

    at: dt.datetime
    source: Source
    pk: int
    kind: Kind
    by: int | None


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the timeline. `version` is the number of the version that it made."""

    at: dt.datetime
    moment: str
    kind: Kind
    by: str
    said: list[str]
    beside: list[str]
    text: str = ""
    version: int | None = None


# What there is ------------------------------------------------------------------------------------------


def events_of(article: Article) -> list[Event]:
    """All events, the newest first, in three queries however many they are."""
    # A note has an entry besides: it is read where its text stands.
    recorded = entries_of(article).exclude(action="note")
    entries = list(recorded.values_list("at", "pk", "how", "action", "actor"))
    found = [
        Event(at, Source.ENTRY, pk, kind_of(how, action), actor) for at, pk, how, action, actor in entries
    ]
    found += _steps_before(article, Counter(action for _at, _pk, _how, action, _actor in entries))
    notes = article.notes.values_list("at", "pk", "by")
    found += [Event(at, Source.NOTE, pk, Kind.NOTES, by) for at, pk, by in notes]
    return sorted([*found, *_out(article)], reverse=True)


def kind_of(how: str, action: str) -> Kind:
    if how in (How.PLACE, How.RELEASE):
        return Kind.PAGES
    if how == How.STEP or action in DONE:
        return Kind.REVIEW
    return Kind.TEXT if how in How.values else Kind.OTHER


def _steps_before(article: Article, recorded: Counter[str]) -> Iterator[Event]:
    """The steps from before the trail began. Each step since has its entry, so they are the oldest ones."""
    steps = list(article.status_changes.order_by("at", "pk").values_list("at", "pk", "action", "by"))
    left = Counter(action for _at, _pk, action, _by in steps) - recorded
    for at, pk, action, by in steps:
        if left[action]:
            left[action] -= 1
            yield Event(at, Source.STEP, pk, Kind.REVIEW, by)


def _out(article: Article) -> Iterator[Event]:
    """The hour at which its readers had it: nothing runs then, so nothing is recorded."""
    at = article.publish_at
    if article.status == Article.Status.SIGNED_OFF and at is not None and at <= timezone.now():
        yield Event(at, Source.PRINT, 0, Kind.PAGES, None)


# What is said of it -------------------------------------------------------------------------------------


class Telling:
    """A page of events with all that its lines need: five queries, whatever stands on the page."""

    def __init__(self, article: Article, events: list[Event], *, shows_address: bool) -> None:
        self.article, self.events, self.shows_address = article, events, shows_address
        self.entries = Entry.objects.in_bulk(self._keys(Source.ENTRY))
        self.notes: dict[int, Note] = _in_bulk(article.notes, self._keys(Source.NOTE))
        self.steps: dict[int, StatusChange] = _in_bulk(article.status_changes, self._keys(Source.STEP))
        self.revisions = self._revisions()
        self.contents: dict[int, Snapshot] = {}
        placements: Any = article.placements
        self.pages = list(placements.order_by("page").values_list("page__issue__date", "page__label"))

    def rows(self) -> list[Row]:
        tell = {
            Source.ENTRY: self._entry,
            Source.NOTE: self._note,
            Source.STEP: self._step,
            Source.PRINT: self._print,
        }
        return [tell[event.source](event) for event in self.events]

    def _keys(self, source: Source) -> list[int]:
        """Never an empty list: a page is read in the same number of queries whatever stands on it."""
        return [event.pk for event in self.events if event.source == source] or [0]

    def _revisions(self) -> dict[int, Revision]:
        """The versions that the entries made, and the ones before them, to say what is another."""
        made = {number for entry in self.entries.values() if (number := _version_of(entry))}
        wanted = made | {number - 1 for number in made} or {0}
        found = Revision.objects.filter(article=self.article.pk, number__in=wanted).select_related("base")
        return {revision.number: revision for revision in found}

    def _entry(self, event: Event) -> Row:
        entry = self.entries[event.pk]
        beside = [words.door(entry.how), words.why(entry.note)]
        if self.shows_address and entry.address:
            beside.append(_("from %(address)s") % {"address": entry.address})
        return _row(
            event,
            by=entry.actor_name or _("the system"),
            said=self._said(entry),
            beside=beside,
            version=_version_of(entry) if _version_of(entry) in self.revisions else None,
        )

    def _said(self, entry: Entry) -> list[str]:
        revision = self.revisions.get(_version_of(entry) or 0)
        said = []
        if entry.action in DONE:
            stage = revision.stage_name if revision else ""
            reason = entry.after_values.get("withdrawal_reason")
            said = [words.step(entry.action, stage=stage, reason=reason)]
        if revision is not None and revision.how != How.BEGIN:
            said += self._changes(revision)
        return said or [words.other(entry.action)]

    def _changes(self, revision: Revision) -> list[str]:
        """What this version has other than the one before it; without that one, nothing can be said."""
        earlier = self.revisions.get(revision.number - 1)
        if earlier is None and revision.number > 1:
            return []
        try:
            return sentences(self._content(earlier) if earlier else None, self._content(revision))
        except Damaged:
            return [_("this version cannot be read: what is kept of it was damaged")]

    def _content(self, revision: Revision) -> Snapshot:
        """Each is looked at twice: as what came, and as what was before the next."""
        if revision.number not in self.contents:
            self.contents[revision.number] = snapshot_of(revision)
        return self.contents[revision.number]

    def _note(self, event: Event) -> Row:
        note = self.notes[event.pk]
        return _row(event, by=str(note.by), said=[_("wrote a note")], text=note.text)

    def _step(self, event: Event) -> Row:
        step = self.steps[event.pk]
        said = [words.step(step.action, stage="", reason=None)]
        return _row(event, by=str(step.by or _("the system")), said=said, beside=[words.why(step.note)])

    def _print(self, event: Event) -> Row:
        return _row(event, by="", said=[words.printed(self.pages)])


def _row(event: Event, *, by: str, said: list[str], beside: Iterable[str] = (), **more: Any) -> Row:
    told = [each for each in beside if each]
    return Row(event.at, words.moment(event.at), event.kind, by, said, told, **more)


def _in_bulk(rows: Any, keys: list[int]) -> dict[int, Any]:
    return {row.pk: row for row in rows.filter(pk__in=keys).select_related("by")}


def _version_of(entry: Entry) -> int | None:
    number = entry.after_values.get("revision")
    return number if isinstance(number, int) else None
