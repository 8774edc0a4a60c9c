"""What a deletion takes along, as plain values: every row with its key, every relation that loses its end."""

from __future__ import annotations

import datetime as dt
import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import groupby
from typing import Any

from django.core.serializers import python
from django.db import DEFAULT_DB_ALIAS
from django.db.models import FileField, Model, UUIDField
from django.db.models.deletion import Collector

Row = dict[str, Any]


class Rows(python.Serializer):
    """Django's rows without lists of relations: what holds these are rows too, and packed with their keys."""

    def handle_m2m_field(self, obj: Any, field: Any) -> None:
        """Left out."""


@dataclass(frozen=True, slots=True)
class Link:
    """A row that stays and pointed to one that went."""

    label: str
    pk: Any
    field: str
    value: Any


@dataclass(slots=True)
class Pack:
    """The rows, the relations that were set to null, and which rows were chosen to be deleted."""

    roots: list[tuple[str, Any]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)

    def to_bytes(self) -> bytes:
        text = json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"), default=_plain)
        return zlib.compress(text.encode(), 9)

    @classmethod
    def from_bytes(cls, data: bytes | memoryview) -> Pack:
        values = json.loads(zlib.decompress(bytes(data)))
        links = [Link(**link) for link in values["links"]]
        return cls([(label, pk) for label, pk in values["roots"]], values["rows"], links)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of what; what only joins two others is nothing that people count."""
        return dict(Counter(row["model"] for row in self.rows))


def take(things: Iterable[Model]) -> Pack:
    """Delete the things, group after group of one kind in their order, and return all that went.

    Raises ProtectedError for what others stand on. The caller's transaction is open.
    """
    pack = Pack()
    for _kind, group in groupby(things, key=type):
        chosen = list(group)
        pack.roots += [(thing._meta.label_lower, thing.pk) for thing in chosen]
        _take(type(chosen[0]), [thing.pk for thing in chosen], pack)
    return pack


def _take(model: type[Model], keys: list[Any], pack: Pack) -> None:
    """Lock, look what follows, copy it as it stands locked, delete."""
    locked = model._base_manager.select_for_update(of=("self",)).filter(pk__in=keys)
    chosen = list(locked.order_by("pk"))
    if not chosen:
        return
    collector = collected(chosen)
    for of, pks in _doomed(collector).items():
        rows = of._base_manager.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk")
        pack.rows += Rows().serialize(rows)
    pack.links += _links(collector)
    collector.delete()


def collected(things: list[Any]) -> Collector:
    """What Django would delete and set to null with things of one kind. ProtectedError if it may not."""
    collector = Collector(using=DEFAULT_DB_ALIAS, origin=things[0])
    collector.collect(things)
    return collector


def is_momentary(model: type[Model]) -> bool:
    """Rows that say what is so at this minute, such as who has a story open: nothing that could be missed."""
    return getattr(model, "is_momentary", False)


def _doomed(collector: Collector) -> dict[type[Model], list[Any]]:
    found: dict[type[Model], dict[Any, None]] = {}
    for model, rows in collector.data.items():
        found.setdefault(model, {}).update(dict.fromkeys(row.pk for row in rows))
    for query in collector.fast_deletes:
        found.setdefault(query.model, {}).update(dict.fromkeys(row.pk for row in query))
    return {model: list(keys) for model, keys in found.items() if keys and not is_momentary(model)}


def _links(collector: Collector) -> Iterator[Link]:
    for model, name, keys in loosened(collector):
        rows = model._base_manager.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
        for pk, value in rows.values_list("pk", name):
            yield Link(model._meta.label_lower, pk, name, value)


def loosened(collector: Collector) -> Iterator[tuple[type[Model], str, list[Any]]]:
    """The rows that stay, and the relation that they lose."""
    for (relation, _value), batches in collector.field_updates.items():
        found: Any = batches
        keys = [row.pk for batch in found for row in batch]
        if keys:
            yield relation.model, relation.attname, keys


def held_in(rows: Iterable[Row]) -> Iterator[str]:
    """Names of files, and keys by which a form that is sent again is known."""
    for thing in python.Deserializer(list(rows), using=DEFAULT_DB_ALIAS):
        for each in thing.object._meta.concrete_fields:
            is_key = isinstance(each, UUIDField) and each.unique
            if (isinstance(each, FileField) or is_key) and (value := getattr(thing.object, each.attname)):
                yield str(value)


def _plain(value: Any) -> str:
    """Times to the microsecond, which Django's own JSON would cut."""
    if isinstance(value, (dt.datetime, dt.date, dt.time)):
        return value.isoformat()
    return str(value)
