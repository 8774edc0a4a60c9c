"""Writing the trail: `record` adds one entry, in the transaction of the change that it tells of.

    with transaction.atomic():
        link.revoke()
        record("revoke", link, by=user, before={"revoked": False}, after={"revoked": True})

The head of the chain is locked from the first entry of a transaction to its end, so what else has to be
locked is locked before: the change first, then its record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from audit.chain import canonical
from audit.models import Entry, Head

NAME_LENGTH = Entry._meta.get_field("name").max_length
ADDRESS_LENGTH = Entry._meta.get_field("address").max_length
ACTOR_LENGTH = Entry._meta.get_field("actor_name").max_length


class Actor(Protocol):
    """An account. `people.User` is one."""

    pk: Any

    def get_username(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Origin:
    """Where what happens comes from: the address of a request, or the name of a command."""

    address: str = ""
    command: str = ""


NOWHERE = Origin()
_origin: ContextVar[Origin] = ContextVar("origin", default=NOWHERE)


@contextmanager
def coming_from(origin: Origin) -> Iterator[None]:
    """Everything recorded inside comes from there."""
    token = _origin.set(origin)
    try:
        yield
    finally:
        _origin.reset(token)


def record(
    action: str,
    thing: Model,
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
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a record belongs into the transaction of its change")
    origin = _origin.get()
    head = _locked_head()
    entry = Entry(
        number=head.number + 1,
        at=timezone.now(),
        actor=by.pk if by is not None and not isinstance(by, str) else None,
        actor_name=_name_of(by, origin)[:ACTOR_LENGTH],
        action=action,
        label=thing._meta.label_lower,
        key=str(thing.pk),
        name=str(thing)[:NAME_LENGTH],
        before=canonical(before or {}),
        after=canonical(after or {}),
        how=how,
        note=note.strip(),
        address=origin.address[:ADDRESS_LENGTH],
        previous=head.hash,
    )
    entry.hash = entry.digest()
    entry.save(force_insert=True)
    head.number, head.hash = entry.number, entry.hash
    head.save()
    return entry


def entries_of(thing: Model) -> Any:
    """The entries about one thing, the newest first."""
    return Entry.objects.filter(label=thing._meta.label_lower, key=str(thing.pk))


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
