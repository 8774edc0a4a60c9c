"""Writing the trail: `record` adds one entry, in the transaction of the change that it tells of.

    with transaction.atomic():
        link.revoke()
        record("revoke", link, by=user, before={"revoked": False}, after={"revoked": True})

The head of the chain is locked from the first entry of a transaction to its end, so what else has to be
locked is locked before: the change first, then its record.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from django.db import connection, transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from audit.chain import canonical
from audit.models import Entry, Head
from audit.origin import Origin, origin_of_now

NAME_LENGTH = Entry._meta.get_field("name").max_length
ADDRESS_LENGTH = Entry._meta.get_field("address").max_length
ACTOR_LENGTH = Entry._meta.get_field("actor_name").max_length
# What may happen at every click stands in the trail once an hour, or it would drown all else.
AT_MOST = dt.timedelta(hours=1)


class Actor(Protocol):
    """An account. `people.User` is one."""

    pk: Any

    def get_username(self) -> str: ...


# A thing, or a kind of thing as a whole: its list was read, or given out.
Thing = Model | type[Model]


def record(
    action: str,
    thing: Thing,
    *,
    by: Actor | str | None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    how: str = "",
    note: str = "",
) -> Entry:
    """Add an entry and return it. `by` is an account, or the name of somebody who has none.

    Nobody stands for the command that runs. `before` and `after` hold values for JSON, and no personal data.
    Outside of a transaction it raises TransactionManagementError: the record stands or falls with its change.
    """
    entry = _entry(action, thing, by=by, before=before, after=after, how=how, note=note)
    _add([entry])
    return entry


def record_all(
    action: str, told: Iterable[tuple[Thing, Mapping[str, Any]]], *, by: Actor | None, how: str = ""
) -> None:
    """An entry for each thing, with what it is `after` the change, in their order."""
    _add([_entry(action, thing, by=by, after=after, how=how) for thing, after in told])


def _entry(
    action: str,
    thing: Thing,
    *,
    by: Actor | str | None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    how: str = "",
    note: str = "",
) -> Entry:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a record belongs into the transaction of its change")
    origin = origin_of_now()
    return Entry(
        actor=by.pk if by is not None and not isinstance(by, str) else None,
        actor_name=_name_of(by, origin)[:ACTOR_LENGTH],
        action=action,
        label=label_of(thing),
        key=_key_of(thing),
        name="" if isinstance(thing, type) else str(thing)[:NAME_LENGTH],
        before=canonical(before or {}),
        after=canonical(after or {}),
        how=how,
        note=note.strip(),
        address=origin.address[:ADDRESS_LENGTH],
    )


def _add(entries: Sequence[Entry]) -> None:
    """Behind the last one. The key of each is its number: a row that was put elsewhere is found by it."""
    head = _locked_head()
    for entry in entries:
        entry.pk = entry.number = head.number + 1
        entry.at, entry.previous = timezone.now(), head.hash
        entry.hash = entry.digest()
        head.number, head.hash = entry.number, entry.hash
    Entry.objects.bulk_create(entries)
    head.save()


def record_hourly(action: str, thing: Thing, *, by: Actor | None) -> None:
    """Record in a transaction of its own, at most once an hour for each actor and thing: looks, refusals."""
    lately = entries_of(thing).filter(action=action, actor=by.pk if by else None)
    if not lately.filter(at__gt=timezone.now() - AT_MOST).exists():
        with transaction.atomic():
            record(action, thing, by=by)


def record_look(thing: Thing, *, by: Actor) -> None:
    """Somebody looked at personal data."""
    record_hourly("read", thing, by=by)


def entries_of(thing: Thing) -> QuerySet[Entry]:
    """The entries about one thing, the newest first."""
    return Entry.objects.filter(label=label_of(thing), key=_key_of(thing))


def label_of(thing: Thing) -> str:
    """What kind of thing it is. A proxy is no kind of its own: a reporter is a person."""
    concrete = thing._meta.concrete_model
    assert concrete is not None
    return concrete._meta.label_lower


def _key_of(thing: Thing) -> str:
    return "" if isinstance(thing, type) else str(thing.pk)


def _locked_head() -> Head:
    """The end of the chain, held until the transaction ends. The first entry of all makes it."""
    heads = Head.objects.select_for_update()
    return heads.filter(pk=1).first() or _first_head()


def _first_head() -> Head:
    """Of two first entries at once, the second waits for the row of the first."""
    Head.objects.bulk_create([Head(pk=1)], ignore_conflicts=True)
    return Head.objects.select_for_update().get(pk=1)


def _name_of(by: Actor | str | None, origin: Origin) -> str:
    if by is None:
        return origin.command
    return by if isinstance(by, str) else str(by)
