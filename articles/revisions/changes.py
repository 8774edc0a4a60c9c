"""What differs between two snapshots of a story, in words: each field under its label, in the form's order.

Keys become names with a fixed number of queries, however much the snapshots hold; what has gone since is told
as deleted, with its number.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Article, Credit, Photo, ReviewStage
from articles.revisions.diff import Kind, Piece, Span, compare, compare_rows
from articles.revisions.snapshot import OF_A_PHOTO, STATE, TEXTS, Snapshot
from people.models import Desk, Person, User
from towns.models import County, Town

NOTHING: Snapshot = {
    "fields": {}, "towns": [], "tags": [], "credits": [], "photos": [], "placements": [], "state": {},
}  # fmt: skip
# In the order of the story's form.
BEFORE_PLACES = ("kicker", "headline", "deck", "genre", "dateline", "printed_byline", "body")
AFTER_PLACES = ("planned_length", "planned_for", "desk_id", "is_cut_off", "note")
# Of a photo, what stands beside its picture, order, credits and towns.
OF_THE_CAPTION = ("caption", "alt_text", "taken_on", "place")
PLACES = gettext_lazy("places on pages")
LABELS = {
    "focal": gettext_lazy("focal point"),
    "image": gettext_lazy("picture"),
    "order": gettext_lazy("place among the photos"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """A field: its pieces tell what is the same, what went and what came."""

    name: str
    label: str
    pieces: list[Piece]

    @property
    def is_changed(self) -> bool:
        return any(piece.kind != Kind.SAME for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class PhotoChange:
    """A photo that came (ADDED), went (REMOVED), stands elsewhere in the row (MOVED_HERE) or was changed."""

    pk: int
    kind: Kind
    title: str
    # The names of the stored pictures, then and now.
    before: str
    after: str
    changes: list[Change]


@dataclass(frozen=True, slots=True)
class Comparison:
    changes: list[Change]
    photos: list[PhotoChange]

    @property
    def is_empty(self) -> bool:
        return not self.changes and not self.photos


def compare_snapshots(old: Snapshot, new: Snapshot, *, whole: bool = False) -> Comparison:
    """What differs; `whole`: what is the same as well."""
    reader = _Reader(_Names.of(old, new), whole)
    changes = reader.shown(reader.changes(old, new))
    photos = [photo for photo in reader.photos(old, new) if photo.kind != Kind.SAME or whole]
    return Comparison(changes, photos)


def changed_parts(old: Snapshot, new: Snapshot) -> list[str]:
    """The labels of what differs, without a query: for a list of versions."""
    fields = [
        name for name in (*BEFORE_PLACES, "county_id", *AFTER_PLACES) if _differs(old, new, "fields", name)
    ]
    parts = [label_of(Article, name) for name in fields]
    parts += [label for name, label in _part_labels().items() if old[name] != new[name]]
    return parts + [label_of(Article, name) for name in STATE if _differs(old, new, "state", name)]


def _differs(old: Snapshot, new: Snapshot, part: str, name: str) -> bool:
    return bool(old[part].get(name) != new[part].get(name))


def _part_labels() -> dict[str, str]:
    """What has rows of its own."""
    own = {name: label_of(Article, name) for name in ("towns", "tags")}
    rows = {"credits": Credit._meta.verbose_name_plural, "photos": Photo._meta.verbose_name_plural}
    return own | {name: capfirst(str(label)) for name, label in (rows | {"placements": PLACES}).items()}


def label_of(model: Any, name: str) -> str:
    return capfirst(str(model._meta.get_field(name).verbose_name))


# Names of what the snapshots have by key ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Names:
    """Of every model the rows that either snapshot names, as they are called now."""

    by_model: dict[Any, dict[int, str]]

    @classmethod
    def of(cls, *snapshots: Snapshot) -> _Names:
        keys: dict[Any, set[int]] = {
            model: set() for model in (Town, County, Desk, Person, User, ReviewStage)
        }
        for model, key in (pair for snapshot in snapshots for pair in _keys(snapshot)):
            if key is not None:
                keys[model].add(key)
        return cls({model: _called(model, found) for model, found in keys.items()})

    def name(self, model: Any, key: int | None) -> str:
        if key is None:
            return ""
        gone = _("%(kind)s no. %(number)s (deleted)") % {"kind": model._meta.verbose_name, "number": key}
        return self.by_model[model].get(key, gone)


def _called(model: Any, keys: set[int]) -> dict[int, str]:
    rows = model._base_manager.filter(pk__in=keys)
    return {row.pk: row.name if model is ReviewStage else str(row) for row in rows}


def _keys(snapshot: Snapshot) -> Iterator[tuple[Any, int | None]]:
    fields, state = snapshot["fields"], snapshot["state"]
    yield County, fields.get("county_id")
    yield Desk, fields.get("desk_id")
    yield ReviewStage, state.get("stage_id")
    yield User, state.get("filed_by_id")
    photos = snapshot["photos"]
    for owner in (snapshot, *photos):
        yield from ((Town, key) for key in owner["towns"])
        yield from ((Person, credit["person_id"]) for credit in owner["credits"])
    yield from ((User, photo["uploaded_by_id"]) for photo in photos)


# Reading two snapshots ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Reader:
    names: _Names
    whole: bool

    def shown(self, changes: Iterable[Change]) -> list[Change]:
        return [change for change in changes if change.is_changed or (self.whole and change.pieces)]

    def changes(self, old: Snapshot, new: Snapshot) -> Iterator[Change]:
        yield from (self._field(Article, name, old["fields"], new["fields"]) for name in BEFORE_PLACES)
        yield self._towns(old, new)
        yield self._field(Article, "county_id", old["fields"], new["fields"])
        yield self._list("tags", old, new, str)
        yield self._credits(old, new)
        yield from (self._field(Article, name, old["fields"], new["fields"]) for name in AFTER_PLACES)
        yield self._list("placements", old, new, _place)
        yield from (self._field(Article, name, old["state"], new["state"]) for name in STATE)

    def photos(self, old: Snapshot, new: Snapshot) -> Iterator[PhotoChange]:
        """In the order of the rows: what went stands where it stood."""
        before = {photo["id"]: (place, photo) for place, photo in enumerate(old["photos"], start=1)}
        after = {photo["id"]: (place, photo) for place, photo in enumerate(new["photos"], start=1)}
        rows = compare_rows([(str(key), "") for key in before], [(str(key), "") for key in after])
        keys_before, keys_after = list(before), list(after)
        for row in rows:
            if row.kind == Kind.MOVED_AWAY:
                continue
            key = keys_after[row.new] if row.new is not None else keys_before[row.old or 0]
            yield self._photo(row.kind, before.get(key), after.get(key))

    def _photo(
        self, kind: Kind, old: tuple[int, dict[str, Any]] | None, new: tuple[int, dict[str, Any]] | None
    ) -> PhotoChange:
        before, after = (
            place_and_photo[1] if place_and_photo else _NO_PHOTO for place_and_photo in (old, new)
        )
        changes = self.shown(self._of_a_photo(before, after))
        if kind == Kind.MOVED_HERE and old and new:
            changes.insert(0, _words("order", str(LABELS["order"]), str(old[0]), str(new[0])))
        if kind == Kind.SAME and any(change.is_changed for change in changes):
            kind = Kind.CHANGED
        place, photo = new or old or (0, _NO_PHOTO)
        title = _("Photo %(number)d") % {"number": place}
        return PhotoChange(photo["id"], kind, title, before["image"], after["image"], changes)

    def _of_a_photo(self, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
        yield _words(
            "image",
            str(LABELS["image"]),
            _picture(old),
            _picture(new),
            is_changed=old["image"] != new["image"],
        )
        yield from (self._field(Photo, name, old, new) for name in OF_THE_CAPTION)
        yield self._credits(old, new)
        yield self._towns(old, new)
        yield _words("focal", str(LABELS["focal"]), _focal(old), _focal(new))
        yield self._field(Photo, "uploaded_by_id", old, new)

    def _field(self, model: Any, name: str, old: dict[str, Any], new: dict[str, Any]) -> Change:
        label = label_of(model, name)
        if name in TEXTS or name in OF_THE_CAPTION:
            pieces = compare(str(old.get(name) or ""), str(new.get(name) or ""))
            return Change(name, label, _beside(pieces))
        before, after = (self._value(model, name, row[name]) if name in row else "" for row in (old, new))
        return _words(name, label, before, after)

    def _value(self, model: Any, name: str, value: Any) -> str:
        """In the words of the form."""
        field = model._meta.get_field(name)
        if field.is_relation:
            return self.names.name(field.related_model, value)
        if isinstance(value, bool):
            return str(_("yes") if value else _("no"))
        if name.endswith("_at") and value:
            return date_format(localtime(dt.datetime.fromisoformat(value)), "Y-m-d H:i")
        if field.choices:
            return str(dict(field.flatchoices).get(value, value))
        return "" if value is None else str(value)

    def _towns(self, old: dict[str, Any], new: dict[str, Any]) -> Change:
        return self._list("towns", old, new, lambda key: self.names.name(Town, key))

    def _credits(self, old: dict[str, Any], new: dict[str, Any]) -> Change:
        """A credit that was deleted and written again is the same if it reads the same."""
        known = {row["id"] for row in old["credits"]} & {row["id"] for row in new["credits"]}
        before, after = (
            _keyed(
                (str(row["id"]) if row["id"] in known else f"={self._credit(row)}", self._credit(row))
                for row in rows
            )
            for rows in (old["credits"], new["credits"])
        )
        return Change("credits", _part_labels()["credits"], compare_rows(before, after))

    def _credit(self, row: dict[str, Any]) -> str:
        """记者 本报记者 王燕 → 王燕: the role, what is printed, and who is meant."""
        role = dict(Credit.Role.choices).get(row["role"], row["role"])
        printed = " ".join(filter(None, [str(role), row["title"], row["printed_text"]]))
        person = self.names.name(Person, row["person_id"])
        return f"{printed} → {person}" if person else printed

    @staticmethod
    def _list(name: str, old: dict[str, Any], new: dict[str, Any], words: Callable[[Any], str]) -> Change:
        """Each entry came, went or stayed: inside of it nothing is compared."""
        before, after = (_keyed((words(each), words(each)) for each in row[name]) for row in (old, new))
        return Change(name, _part_labels()[name], compare_rows(before, after))


_NO_PHOTO: dict[str, Any] = dict.fromkeys(OF_A_PHOTO) | {"id": 0, "image": "", "towns": [], "credits": []}


def _keyed(rows: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Keys that come twice are told apart by their number."""
    seen: Counter[str] = Counter()
    found = []
    for key, words in rows:
        seen[key] += 1
        found.append((f"{key}#{seen[key]}", words))
    return found


def _words(name: str, label: str, before: str, after: str, *, is_changed: bool | None = None) -> Change:
    """A value that is read whole: one stands in the place of the other."""
    if is_changed if is_changed is not None else before != after:
        return Change(name, capfirst(label), [_replaced(before, after)])
    return Change(name, capfirst(label), compare(before, after))


def _replaced(before: str, after: str) -> Piece:
    spans = (Span(Kind.REMOVED, before), Span(Kind.ADDED, after))
    return Piece(Kind.CHANGED, tuple(span for span in spans if span.text), 0, 0)


def _beside(pieces: list[Piece]) -> list[Piece]:
    """A line that was written anew stands beside the one it replaces."""
    if [piece.kind for piece in pieces] == [Kind.REMOVED, Kind.ADDED]:
        return [_replaced(pieces[0].before, pieces[1].after)]
    return pieces


def _place(row: dict[str, Any]) -> str:
    """2026-11-25 A3 头条; the kinds of places are named by the model of a room above, reached by name."""
    model: Any = Article._meta.get_field("placements").related_model
    position = dict(model._meta.get_field("position").flatchoices).get(row["position"], row["position"])
    order = _("no. %d on the page") % row["order"]
    return f"{row['issue']} {row['page']} {position} {order}"


def _picture(photo: dict[str, Any]) -> str:
    if not photo["image"]:
        return ""
    size = f" {photo['width']}×{photo['height']}" if photo["width"] else ""
    return f"{_('picture')}{size}"


def _focal(photo: dict[str, Any]) -> str:
    """The middle is what nobody has chosen."""
    if photo["focal_x"] is None or (photo["focal_x"], photo["focal_y"]) == (50, 50):
        return ""
    return f"{photo['focal_x']}% / {photo['focal_y']}%"
