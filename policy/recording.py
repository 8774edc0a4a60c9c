"""What the audit trail says of a change: the values of a row before and after it, as far as they differ.

    before = values_of(desk, relations=["members"])
    …
    record("change", desk, by=user, **difference(before, values_of(desk, relations=["members"])))

A column that is secret or personal is told as changed, without its values.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypedDict

from django.db.models import Model

from policy.access import is_governed

CHANGED = "•••"
# They change with every save and say nothing.
SILENT = {"version", "updated_at"}
# Of any model: secrets, and what leads to a person.
HIDDEN = {"password", "session_salt", "nonce", "email", "last_used_from"}


@dataclass(frozen=True, slots=True)
class Values:
    """A row as plain values: its columns, the keys in its many-to-many fields, the rows on its page."""

    model: type[Model]
    columns: Mapping[str, Any] = field(default_factory=dict)
    many: Mapping[str, frozenset[Any]] = field(default_factory=dict)
    # By the name of the relation: each row by its key, under its name.
    rows: Mapping[str, Mapping[Any, tuple[str, Values]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows that are edited on the page of a thing: the model, and its column that names the thing."""

    model: type[Model]
    column: str
    name: str


class Told(TypedDict):
    before: dict[str, Any]
    after: dict[str, Any]


def values_of(thing: Model, *, rows: Iterable[Rows] = ()) -> Values:
    """The thing as it stands in the database now."""
    model = type(thing)
    row = model._base_manager.filter(pk=thing.pk).first()
    if row is None:
        return Values(model)
    return Values(
        model,
        columns=_columns(row),
        many={each.name: _keys(row, each.name) for each in model._meta.many_to_many},
        rows={each.name: _rows(row, each) for each in rows},
    )


def _columns(row: Model) -> dict[str, Any]:
    kept = (each for each in row._meta.concrete_fields if not each.primary_key and each.name not in SILENT)
    return {each.name: getattr(row, each.attname) for each in kept}


def _keys(row: Model, name: str) -> frozenset[Any]:
    return frozenset(getattr(row, name).values_list("pk", flat=True))


def _rows(row: Model, wanted: Rows) -> dict[Any, tuple[str, Values]]:
    found = list(wanted.model._base_manager.filter(**{wanted.column: row.pk}).order_by("pk"))
    for each in found:
        # Its name says on what it stands, and is not to ask for it again.
        setattr(each, wanted.column, row)
    return {each.pk: (f"{each} #{each.pk}", Values(wanted.model, _columns(each))) for each in found}


def difference(before: Values, after: Values, *, hidden: Collection[str] = ()) -> Told:
    """`before` and `after` for `audit.trail.record`: what differs, in words where a key would say nothing."""
    secret = {*HIDDEN, *hidden}
    told: tuple[dict[str, Any], dict[str, Any]] = ({}, {})
    sides = (before, after)
    for name in sorted({*before.columns, *after.columns}):
        values = [side.columns.get(name) for side in sides]
        if values[0] != values[1]:
            _tell(told, name, [CHANGED if name in secret and v else _plain(after, name, v) for v in values])
    for name in sorted({*before.many, *after.many}):
        keys = [side.many.get(name, frozenset()) for side in sides]
        if keys[0] != keys[1]:
            _tell(told, name, [_names(after.model, name, each) for each in keys])
    for name in sorted({*before.rows, *after.rows}):
        _tell_rows(told, name, [side.rows.get(name, {}) for side in sides], secret)
    return {"before": told[0], "after": told[1]}


def _tell(told: tuple[dict[str, Any], ...], name: str, values: list[Any]) -> None:
    for side, value in zip(told, values, strict=True):
        if value not in (None, "", [], {}):
            side[name] = value


def _tell_rows(
    told: tuple[dict[str, Any], ...],
    name: str,
    rows: list[Mapping[Any, tuple[str, Values]]],
    secret: set[str],
) -> None:
    """Of rows that came or went all values, of the others what changed in them."""
    found: list[dict[str, Any]] = [{}, {}]
    for key in sorted({*rows[0], *rows[1]}):
        label, model = next((side[key][0], side[key][1].model) for side in reversed(rows) if key in side)
        parts = [side[key][1] if key in side else Values(model) for side in rows]
        if parts[0] == parts[1]:
            continue
        changes = difference(parts[0], parts[1], hidden=secret)
        for side, present, told_of in zip(found, rows, changes.values(), strict=True):
            if key in present:
                side[label] = told_of
    _tell(told, name, list(found))


def _names(model: type[Model], name: str, keys: frozenset[Any]) -> list[str]:
    related: Any = model._meta.get_field(name).related_model
    if is_governed(related):
        return [f"#{key}" for key in sorted(keys)]
    return sorted(str(each) for each in related._base_manager.filter(pk__in=keys))


def _plain(values: Values, name: str, value: Any) -> Any:
    """As JSON has it. A relation is told by name; one to a story by key: its name is not everybody's."""
    column: Any = values.model._meta.get_field(name)
    if column.is_relation and value is not None and not is_governed(column.related_model):
        thing = column.related_model._base_manager.filter(pk=value).first()
        return f"{thing} #{value}" if thing else f"#{value}"
    if column.is_relation and value is not None:
        return f"#{value}"
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="seconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    return value if value is None or isinstance(value, (str, int, bool, list, dict)) else str(value)
