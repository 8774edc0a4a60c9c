"""THE BIN: what was deleted lately, and the way back.

    deletion = discard([story], by=user, why="交重了")
    undo(deletion, by=user)          # every row again, under its own key

What a room above has to do when a deletion is undone or its time is over, it says here:

    bin.when_purged(forget)          # in its AppConfig.ready
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.serializers import python
from django.core.serializers.base import DeserializationError
from django.db import DEFAULT_DB_ALIAS, IntegrityError, connection, transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from audit.models import KEPT, Deletion
from audit.packed import Link, Pack, Row, held_in, take
from audit.trail import Actor, record

NAME_LENGTH = Deletion._meta.get_field("name").max_length

BeforeUndo = Callable[[list[Model]], None]
AfterUndo = Callable[[list[Model], Any], None]
AfterPurge = Callable[[Deletion, list[Row]], None]
_before_undo: list[BeforeUndo] = []
_after_undo: list[AfterUndo] = []
_after_purge: list[AfterPurge] = []


class CannotUndo(Exception):
    """Something has taken the place of what was deleted, or its time is over. The text is for people."""


def before_undone(call: BeforeUndo) -> None:
    """`call` gets the rows that are about to come back. It may change them, or raise CannotUndo."""
    _before_undo.append(call)


def when_undone(call: AfterUndo) -> None:
    """`call` gets all rows that came back or were joined again, and who did it, in the same transaction."""
    _after_undo.append(call)


def when_purged(call: AfterPurge) -> None:
    """`call` gets the deletion and the rows that are now gone for good, in the same transaction."""
    _after_purge.append(call)


# Into the bin -------------------------------------------------------------------------------------------


@transaction.atomic
def discard(
    things: Iterable[Model], *, by: Actor | None, why: str = "", about: Model | None = None
) -> Deletion:
    """Delete the things with all that goes with them, and keep that for 30 days.

    Of several kinds, what stands on others comes first, and `about` is the one that people mean. Raises
    ProtectedError where something else stands on them that is not deleted before; nothing is done then.
    """
    chosen = list(things)
    gone = [_Gone(thing) for thing in chosen]
    meant = [_Gone(about)] if about else gone
    pack = take(chosen)
    held = "".join(f"{value}\n" for value in (*held_in(pack.rows), *map(address_of, gone)))
    deletion = Deletion.objects.create(
        label=meant[0]._meta.label_lower,
        key=str(meant[0].pk),
        name="、".join(map(str, meant))[:NAME_LENGTH],
        by_id=by.pk if by else None,
        why=why.strip(),
        counts=pack.counts,
        data=pack.to_bytes(),
        held=f"\n{held}",
    )
    purge()
    told = {"deletion": deletion.pk, "counts": pack.counts}
    for thing in gone:
        record("delete", thing, by=by, before=told, note=why)  # type: ignore[arg-type]  # Enough of a row.
    return deletion


def address_of(thing: Any) -> str:
    """What `Deletion.objects.holding` finds a thing by that was chosen to be deleted."""
    return f"{thing._meta.label_lower}:{thing.pk}"


class _Gone:
    """What the trail has to know of a row that is gone; the row itself has lost its key."""

    def __init__(self, thing: Model) -> None:
        self._meta, self.pk, self._name = thing._meta, thing.pk, str(thing)

    def __str__(self) -> str:
        return self._name


# Back again ---------------------------------------------------------------------------------------------


@transaction.atomic
def undo(deletion: Deletion, *, by: Actor | None) -> list[Model]:
    """Bring every row back as it was, and return the things that had been chosen to be deleted.

    Relations that were set to null point to it again, if they are still null. Raises CannotUndo with a
    sentence where something has taken a row's place, or what it stands on is gone; nothing is done then.
    """
    locked = Deletion.objects.select_for_update(of=("self",)).filter(pk=deletion.pk).first()
    _refuse_late(locked)
    assert locked is not None
    pack = Pack.from_bytes(locked.data)
    rows = _read(pack)
    _refuse_orphans(rows)
    for prepare in _before_undo:
        prepare(rows)
    _insert(rows)
    joined = [*_join(pack.links)]
    _check(rows)
    locked.undone_at, locked.undone_by_id = timezone.now(), by.pk if by else None
    locked.save(update_fields=["undone_at", "undone_by"])
    back: list[Model] = [apps.get_model(label)._base_manager.get(pk=pk) for label, pk in pack.roots]
    for call in _after_undo:
        call([*rows, *joined], by)
    told = {"deletion": locked.pk, "counts": pack.counts}
    for thing in back:
        record("undelete", thing, by=by, after=told)
    return back


def _refuse_late(deletion: Deletion | None) -> None:
    if deletion is None or (deletion.undone_at is None and not deletion.is_open):
        raise CannotUndo(_("This was deleted more than 30 days ago and is gone for good."))
    if deletion.undone_at is not None:
        at = date_format(localtime(deletion.undone_at), "Y-m-d H:i")
        raise CannotUndo(_("This was brought back already, at %(time)s.") % {"time": at})


def _read(pack: Pack) -> list[Model]:
    try:
        rows = [_of_today(row) for row in pack.rows]
        return [row.object for row in python.Deserializer(rows, using=DEFAULT_DB_ALIAS)]
    except (DeserializationError, LookupError) as error:
        raise CannotUndo(_("The system keeps such things in another way by now.")) from error


def _of_today(row: Row) -> Row:
    """Without what an update since has taken away from such rows."""
    names = {field.name for field in apps.get_model(row["model"])._meta.get_fields()}
    return row | {"fields": {name: value for name, value in row["fields"].items() if name in names}}


def _refuse_orphans(rows: list[Model]) -> None:
    """What a row stands on has to be there, or to come back with it."""
    coming = {(row._meta.concrete_model, row.pk) for row in rows}
    for row, what, model, name, value in _parents(rows):
        is_coming = name == model._meta.pk.attname and (model._meta.concrete_model, value) in coming
        if not is_coming and not model._base_manager.filter(**{name: value}).exists():
            kind = capfirst(str(row._meta.verbose_name))
            raise CannotUndo(
                _("“%(thing)s” (%(kind)s) cannot come back: its %(what)s is no longer there.")
                % {"thing": _name_of(row), "kind": kind, "what": what}
            )


def _parents(rows: list[Model]) -> Iterator[tuple[Model, str, Any, str, Any]]:
    """Each relation of each row: what it is called, the model, column and value that it points to; once."""
    known = set()
    for row in rows:
        fields: Any = row._meta.concrete_fields
        for each in fields:
            value = getattr(row, each.attname)
            if getattr(each, "db_constraint", False) and value is not None:
                model, name = each.remote_field.model, each.target_field.attname
                if (model, name, value) not in known:
                    known.add((model, name, value))
                    yield row, str(each.verbose_name), model, name, value
        for each in row._meta.private_fields:
            kind = getattr(row, getattr(each, "ct_field", ""), None) if each.many_to_one else None
            if kind is not None and (model := kind.model_class()):
                key = getattr(row, each.fk_field)
                yield row, str(model._meta.verbose_name), model, model._meta.pk.attname, key


def _insert(rows: list[Model]) -> None:
    """Raw, so that times that set themselves stay what they were. A place that is taken is named."""
    try:
        with transaction.atomic():
            for row in rows:
                row.save_base(raw=True, force_insert=True)
    except IntegrityError as error:
        raise CannotUndo(_taken_place(rows)) from error


def _check(rows: list[Model]) -> None:
    """Now and not when the transaction ends, when nobody could be told."""
    try:
        connection.check_constraints(table_names=[*{row._meta.db_table for row in rows}])
    except IntegrityError as error:
        raise CannotUndo(_taken_place(rows)) from error


def _taken_place(rows: list[Model]) -> str:
    for row in rows:
        try:
            row.validate_unique()
            row.validate_constraints()
        except ValidationError as error:
            kind = capfirst(str(row._meta.verbose_name))
            return _("“%(thing)s” (%(kind)s) cannot come back: %(reason)s") % {
                "thing": _name_of(row),
                "kind": kind,
                "reason": " ".join(error.messages),
            }
    return _("Something else has taken its place meanwhile.")


def _name_of(row: Model) -> str:
    """Its name; what is named after something that is gone has none of its own."""
    try:
        return str(row)
    except Exception:  # Whatever a name is made of may be missing here.
        return str(row.pk)


def _join(links: list[Link]) -> Iterator[Model]:
    for link in links:
        rows = apps.get_model(link.label)._base_manager.filter(pk=link.pk, **{link.field: None})
        try:
            with transaction.atomic():
                changed = rows.update(**{link.field: link.value})
        except IntegrityError:
            # Another has the one place by now, as a page's text has one reading.
            continue
        if changed:
            yield apps.get_model(link.label)._base_manager.get(pk=link.pk)


# Gone for good ------------------------------------------------------------------------------------------


@transaction.atomic
def purge(now: dt.datetime | None = None) -> int:
    """Let go of what was deleted more than 30 days ago, and say how many deletions that were."""
    over = Deletion.objects.select_for_update(of=("self",)).filter(at__lte=(now or timezone.now()) - KEPT)
    due = list(over.order_by("pk"))
    for deletion in due:
        told = {"deletion": deletion.pk, "counts": deletion.counts}
        # Its name may be a story's, which not everybody who sees the bin may read.
        deletion.name = ""
        record("purge", deletion, by=None, before=told | {"label": deletion.label, "key": deletion.key})
        rows = Pack.from_bytes(deletion.data).rows if deletion.undone_at is None else []
        deletion.delete()
        for call in _after_purge if rows else ():
            call(deletion, rows)
    return len(due)
