"""Whether the trail is whole: every entry as it was written, in its place, up to the end that is on record.

    for problem in problems(read_heads(lines)): …

The chain finds what was changed inside it. That its end was cut off together with the row that says where
it ends, or that it was written anew from some entry on, is found by heads that were noted outside of the
database.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import guard
from audit.chain import GENESIS
from audit.models import Entry, Head

ROWS_AT_A_TIME = 2000
HEAD_LINE = re.compile(r"(\d{4}-\d{2}-\d{2}) (\d{1,18}) ([0-9a-f]{64})")

# What reading a row raises that holds no entry, such as a time that is none.
UNREADABLE = (ValueError, TypeError, OverflowError)

# A sentence for each thing that is wrong. Rooms above this one register what else the trail answers for.
Check = Callable[[], Iterator[str]]
CHECKS: list[Check] = []
SLOW_CHECKS: list[Check] = []


@dataclass(frozen=True, slots=True)
class Noted:
    """Where the trail ended on a day, as somebody noted it elsewhere."""

    date: str
    number: int
    hash: str

    @property
    def line(self) -> str:
        return f"{self.date} {self.number} {self.hash}\n"


class Broken(Exception):
    """The first thing that is wrong, as a sentence."""


class Unreadable(Exception):
    """A line of noted heads that is none."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def read_heads(lines: Iterable[str]) -> list[Noted]:
    """The noted heads of a file's lines; empty lines are none."""
    found = []
    for number, line in enumerate(lines, start=1):
        read = HEAD_LINE.fullmatch(line.strip())
        if read:
            found.append(Noted(read[1], int(read[2]), read[3]))
        elif line.strip():
            raise Unreadable(number)
    return found


def verify(heads: Iterable[Noted] = (), *, slowly: bool = False) -> Noted:
    """Return where the whole trail ends today. Raises Broken with the first thing that is wrong."""
    number, last_hash = _walk(list(heads))
    if missing := guard.missing_on(connection):
        raise Broken(_("The guard of the trail is not there: %s. Run migrate.") % ", ".join(missing))
    for check in (*CHECKS, *(SLOW_CHECKS if slowly else ())):
        for problem in check():
            raise Broken(problem)
    return Noted(timezone.localdate().isoformat(), number, last_hash)


def _walk(heads: list[Noted]) -> tuple[int, str]:
    """Along the whole chain, and on while entries are added meanwhile."""
    noted: dict[int, list[Noted]] = {}
    for head in heads:
        noted.setdefault(head.number, []).append(head)
    number, last_hash = 0, GENESIS
    _compare_noted(noted, number, last_hash)
    while True:
        start = number
        for entry in _entries_after(number):
            _refuse_wrong(entry, number, last_hash)
            number, last_hash = entry.number, entry.hash
            _compare_noted(noted, number, last_hash)
        if _ends_at(number, last_hash, has_moved=number != start):
            break
    if later := [head for after, rows in noted.items() if after > number for head in rows]:
        raise Broken(
            _("The end is cut off: the trail ends at entry %(number)d, and on %(date)s it had %(noted)d.")
            % {"number": number, "date": later[0].date, "noted": later[0].number}
        )
    return number, last_hash


def _entries_after(number: int) -> Iterator[Entry]:
    """In order, and never all in memory."""
    first = number + 1
    rows = Entry.objects.order_by("number", "pk")
    if number:
        rows = rows.filter(number__gt=number)
    entries = rows.iterator(chunk_size=ROWS_AT_A_TIME)
    while True:
        try:
            entry = next(entries)
        except StopIteration:
            return
        except UNREADABLE:
            yield from _one_by_one(first)
            return
        yield entry
        first += 1


def _one_by_one(number: int) -> Iterator[Entry]:
    """Up to the one that cannot be read: many at a time do not say which it is."""
    while True:
        try:
            entry = Entry.objects.filter(number=number).first()
        except UNREADABLE as error:
            raise Broken(_("Entry %d was changed: it cannot be read.") % number) from error
        if entry is None:
            raise Broken(_("Entry %d is missing.") % number)
        yield entry
        number += 1


def _refuse_wrong(entry: Entry, before: int, last_hash: str) -> None:
    """An entry has the number after the last, the key of its number, the last one's hash, and its own."""
    expected = before + 1
    if not isinstance(entry.number, int):
        raise Broken(_("Entry %d was changed: it cannot be read.") % expected)
    if entry.number < expected:
        raise Broken(_("Entry %d is doubled.") % entry.number)
    if entry.number > expected:
        raise Broken(_("Entry %d is missing.") % expected)
    if entry.pk != entry.number:
        raise Broken(_("Entry %d is out of order: it was written in another place.") % expected)
    if _hash_of(entry) != entry.hash:
        raise Broken(_("Entry %d was changed: it is not what its hash says.") % expected)
    if entry.previous != last_hash:
        raise Broken(_("Entry %d does not follow on the one before it.") % expected)


def _hash_of(entry: Entry) -> str:
    """Nothing for what is no entry any more, such as one whose time is no time."""
    try:
        return entry.digest()
    except (AttributeError, TypeError, ValueError):
        return ""


def _compare_noted(noted: Mapping[int, list[Noted]], number: int, last_hash: str) -> None:
    for head in noted.get(number, ()):
        if head.hash != last_hash:
            raise Broken(
                _("Entry %(number)d is not the one whose hash was noted on %(date)s.")
                % {"number": number, "date": head.date}
            )


def _ends_at(number: int, last_hash: str, *, has_moved: bool) -> bool:
    """Whether the chain ends where its head says. False: entries were added since, go on."""
    head = Head.objects.filter(pk=1).first()
    if head is None:
        if number == 0:
            return True
        raise Broken(_("The row that says where the trail ends is missing."))
    if head.number > number and has_moved:
        return False
    if head.number > number:
        raise Broken(
            _("Entry %(missing)d is missing: the end is cut off, %(head)d entries are on record.")
            % {"missing": number + 1, "head": head.number}
        )
    if head.number < number:
        raise Broken(_("Entry %d stands behind the end that is on record.") % (head.number + 1))
    if head.hash != last_hash:
        raise Broken(_("Entry %d is not the end that is on record.") % number)
    return True
