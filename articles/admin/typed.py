"""What stands in a story's form, as the snapshot that its save would have left: see `articles.revisions`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.core.exceptions import NON_FIELD_ERRORS
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model
from django.forms.formsets import DELETION_FIELD_NAME

from articles.admin.base import VersionedForm
from articles.models import Credit, Photo
from articles.photos.credits import NAME_LENGTH, TITLE_LENGTH, read_names
from articles.photos.uploads import receive
from articles.revisions.merge_story import Path
from articles.revisions.snapshot import FIELDS, OF_A_CREDIT, OF_A_PHOTO, TEXTS, Row, Snapshot, photo_row
from articles.tags import parse_tags
from articles.text import clean_body
from people.models import Person, User
from policy.inputs import is_key

PHOTOGRAPHER = Credit.Role.PHOTOGRAPHER.value
OF_A_PHOTO_FORM = ("alt_text", "taken_on", "place", "focal_x", "focal_y")


@dataclass(frozen=True)
class Filled:
    """A story's form with its rows, as somebody sent it."""

    form: VersionedForm[Any]
    # The formsets as the admin wraps them, with the rights on their rows.
    formsets: list[Any]
    by: User
    # Of the form: what is sent twice is received once.
    key: UUID | None

    def is_only_stale(self, start: Snapshot) -> bool:
        """Whether nothing but somebody else's save stands against it.

        A row that the other person has deleted is unknown by now; `start`, what the form began from, has it.
        """
        if not _is_stale_at_most(self.form):
            return False
        return all(self._rows_are_only_stale(each.formset, start) for each in self.formsets)

    @staticmethod
    def _rows_are_only_stale(formset: Any, start: Snapshot) -> bool:
        if formset.non_form_errors():
            return False
        known = {row["id"] for row in start[formset.prefix]}
        return all(
            _is_stale_at_most(form, is_of_a_deleted_row=_sent_key(form) in known)
            for form in formset.forms
            if _is_kept(form)
        )

    def snapshot(self, start: Snapshot) -> Snapshot:
        """`start` with everything that the form holds."""
        cleaned = self.form.cleaned_data
        fields = {name: _plain(cleaned[column]) for name in FIELDS if (column := _column(name)) in cleaned}
        mine = start | {"fields": start["fields"] | fields}
        if "towns" in cleaned:
            mine["towns"] = sorted(town.pk for town in cleaned["towns"])
        if "tags" in cleaned:
            mine["tags"] = sorted(cleaned["tags"])
        makers: dict[str, Callable[[Any, Row | None], Row]] = {"credits": credit_row, "photos": self._photo}
        for each in self.formsets:
            if each.has_change_permission:
                mine[each.formset.prefix] = _rows(
                    each.formset, start[each.formset.prefix], makers[each.formset.prefix]
                )
        return mine

    def photo_on_its_page(self, row: Row) -> Row:
        """A photo's own page has its credits as rows."""
        credits = (_rows(each.formset, row["credits"], credit_row) for each in self.formsets)
        return self._photo(self.form, row) | {"credits": next(credits, row["credits"])}

    def _photo(self, form: Any, row: Row | None) -> Row:
        """The row of a photo; a picture sent with it becomes a loose photo, so that it is not lost."""
        file = form.cleaned_data.get("image")
        if row is None:
            row = (
                photo_row(Photo.objects.get(pk=form.instance.pk)) if form.instance.pk else new_photo(self.by)
            )
        if isinstance(file, UploadedFile):
            row = row | self._received(str(form.prefix), file, row)
        elif file is False:
            row = row | {"image": "", "width": None, "height": None}
        return row | photo_texts(form.cleaned_data, row)

    def _received(self, prefix: str, file: UploadedFile[Any], row: Row) -> Row:
        file.seek(0)
        photo = receive(file, by=self.by, key=uuid5(self.key, prefix) if self.key else uuid4())
        picture = {"image": str(photo.image), "width": photo.width, "height": photo.height}
        return picture if row["id"] else picture | {"id": photo.pk}


def new_photo(by: User) -> Row:
    empty = Photo(uploaded_by=by)
    columns = {name: getattr(empty, name) for name in OF_A_PHOTO if name != "image"}
    return {"id": None, "towns": [], "credits": []} | columns | {"image": ""}


# What came too late --------------------------------------------------------------------------------------


def typed_plainly(sent: Mapping[str, Any], start: Snapshot, *, by: User) -> Snapshot:
    """The texts of a form that its sender may not send any more: nobody checks them, and nothing is left out.

    `sent` is what the browser sent, but for the character that no database takes.
    """
    sent = {name: sent[name].replace("\0", "") for name in sent}
    fields = {name: _plain(sent[name].strip()) for name in TEXTS if name in sent}
    if "body" in fields:
        fields["body"] = clean_body(fields["body"])
    mine = start | {"fields": start["fields"] | fields}
    if "tags" in sent:
        mine["tags"] = sorted(parse_tags(sent["tags"]))
    return mine | {
        "photos": _late_rows("photos", sent, start["photos"], partial(_late_photo, by=by)),
        "credits": _late_rows("credits", sent, start["credits"], _late_credit),
    }


def _late_rows(
    prefix: str, sent: Row, start: list[Row], make: Callable[[Row | None, Row], Row | None]
) -> list[Row]:
    """The rows of `start` with what was typed in them, and the new ones in which anything was."""
    known: dict[int | None, Row] = {row["id"]: row for row in start}
    new: list[Row] = []
    for typed in _sent_rows(prefix, sent):
        key = int(typed["id"]) if is_key(Photo, typed.get("id", "")) else None
        made = make(known.get(key), typed) if key is None or key in known else None
        if made is not None and key is None:
            new.append(made)
        elif made is not None:
            known[key] = made
    return [*known.values(), *new]


def _sent_rows(prefix: str, sent: Row) -> Iterable[Row]:
    """photos-0-caption is the caption of the first row of photos."""
    rows: dict[str, Row] = defaultdict(dict)
    for name, text in sent.items():
        place, _dash, field = name.rpartition("-")
        if place.startswith(f"{prefix}-"):
            rows[place][field] = text
    return rows.values()


def _late_photo(row: Row | None, typed: Row, *, by: User) -> Row | None:
    """A new row may have a picture that its sender has uploaded."""
    words: Row = {name: typed[name].strip() for name in ("alt_text", "place") if name in typed}
    if "caption" in typed:
        words["caption"] = clean_body(typed["caption"])
    printed = typed.get("new_photographer", "")
    if row is None:
        own = Photo.objects.filter(article=None, uploaded_by=by)
        chosen = typed.get("uploaded", "")
        uploaded = own.filter(pk=chosen).first() if is_key(Photo, chosen) else None
        if not (uploaded or printed or any(words.values())):
            return None
        row = photo_row(uploaded) if uploaded else new_photo(by)
    return row | words | {"credits": _as_printed(row["credits"], printed)}


def _late_credit(row: Row | None, typed: Row) -> Row | None:
    words = {name: typed[name].strip() for name in ("title", "printed_text") if name in typed}
    if row is not None:
        return row | words
    chosen = typed.get("person", "")
    person = Person.objects.filter(pk=chosen).first() if is_key(Person, chosen) else None
    words["printed_text"] = words.get("printed_text") or (person.name if person else "")
    role = typed["role"] if typed.get("role") in Credit.Role.values else Credit.Role.REPORTER.value
    whose = {"person_id": person.pk if person else None, "role": role, "title": ""}
    return _new_credit(**whose | words) if words["printed_text"] else None


# Errors ------------------------------------------------------------------------------------------------


def _is_kept(form: Any) -> bool:
    return not getattr(form, "cleaned_data", {}).get(DELETION_FIELD_NAME)


def _is_stale_at_most(form: Any, *, is_of_a_deleted_row: bool = False) -> bool:
    found = form.errors.as_data()
    if not set(found) <= {NON_FIELD_ERRORS, "version", *(["id"] if is_of_a_deleted_row else [])}:
        return False
    return all(error.code == "stale" for error in found.get(NON_FIELD_ERRORS, []))


def _sent_key(form: Any) -> int | None:
    """The key of the row that the form was about, as it was sent."""
    sent = form.data.get(form.add_prefix("id"), "")
    return int(sent) if is_key(Photo, sent) else None


# Rows --------------------------------------------------------------------------------------------------


def _rows(formset: Any, start: list[Row], make: Callable[[Any, Row | None], Row]) -> list[Row]:
    """The rows of `start` as the form has them, without those marked for deletion, and the new ones.

    A row that names one of another story is none, as for Django.
    """
    known: dict[int | None, Row] = {row["id"]: row for row in start}
    new: list[Row] = []
    for form in formset.forms:
        key = form.instance.pk or _sent_key(form)
        if not _is_kept(form):
            known.pop(key, None)
        elif key in known:
            known[key] = make(form, known[key])
        elif form.instance.pk or (key is None and form.has_changed()):
            new.append(make(form, None))
    return [*known.values(), *new]


def photo_texts(cleaned: Row, row: Row) -> Row:
    """What the form of a photo says besides its picture."""
    told = {name: _plain(cleaned[name]) for name in OF_A_PHOTO_FORM if name in cleaned} | _order(cleaned)
    if "caption" in cleaned:
        told["caption"] = clean_body(cleaned["caption"])
    if "photographers" in cleaned:
        told["credits"] = _photographers(row["credits"], cleaned)
    if "towns" in cleaned:
        told["towns"] = sorted(town.pk for town in cleaned["towns"])
    return told


def credit_row(form: Any, row: Row | None) -> Row:
    cleaned = form.cleaned_data
    empty: Row = {"id": form.instance.pk, "order": None}
    told = {name: _plain(cleaned[_column(name)]) for name in OF_A_CREDIT if _column(name) in cleaned}
    if not told.get("printed_text") and cleaned.get("person"):
        told["printed_text"] = cleaned["person"].name
    return (row or empty) | told | _order(cleaned)


def _order(cleaned: Row) -> Row:
    """A row that is given no place keeps the one it has."""
    return {"order": cleaned["order"]} if cleaned.get("order") is not None else {}


def _photographers(credits: list[Row], cleaned: Row) -> list[Row]:
    """As `PhotoForm` saves them: linked ones as chosen, printed names as typed, other roles untouched."""
    chosen: list[Person] = cleaned["photographers"]
    keys = {person.pk for person in chosen}
    rows = [row for row in credits if row["role"] != PHOTOGRAPHER or row["person_id"] in keys | {None}]
    for person in chosen:
        rows = _linked(rows, person)
    return _as_printed(rows, cleaned.get("new_photographer", ""))


def _as_printed(rows: list[Row], typed: str) -> list[Row]:
    """With the names of the typed line that do not stand there yet."""
    rows = list(rows)
    there = {(row["role"], row["printed_text"]) for row in rows}
    for name in read_names(typed):
        if (name.role, name.name) not in there:
            title, printed = (name.title or "")[:TITLE_LENGTH], name.name[:NAME_LENGTH]
            rows.append(_new_credit(role=name.role, title=title, printed_text=printed))
    return rows


def _linked(rows: list[Row], person: Person) -> list[Row]:
    ours = [row for row in rows if row["role"] == PHOTOGRAPHER]
    if any(row["person_id"] == person.pk for row in ours):
        return rows
    named = next((r for r in ours if r["person_id"] is None and r["printed_text"] == person.name), None)
    if named is not None:
        return [row | {"person_id": person.pk} if row is named else row for row in rows]
    title = person.get_kind_display()
    return [*rows, _new_credit(person_id=person.pk, title=title, printed_text=person.name)]


def _new_credit(**fields: Any) -> Row:
    return {"id": None, "person_id": None, "role": PHOTOGRAPHER, "order": None} | fields


# Values ------------------------------------------------------------------------------------------------


def _column(name: str) -> str:
    """The field of the form that holds a column of the story."""
    return name.removesuffix("_id")


def _plain(value: Any) -> Any:
    """As a snapshot has it."""
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, str):
        return value.replace("\r\n", "\n")
    return value.isoformat() if hasattr(value, "isoformat") else value


def texts_of(mine: Snapshot) -> Iterator[tuple[Path, str]]:
    """Everything written in the copy, each with its place, to be read and copied."""
    for name in TEXTS:
        if mine["fields"][name]:
            yield ("fields", name), mine["fields"][name]
    if mine["tags"]:
        yield ("tags",), "，".join(mine["tags"])
    if mine["credits"]:
        yield ("credits",), _names_in(mine["credits"])
    for photo in mine["photos"]:
        texts = {name: photo[name] for name in ("caption", "place", "alt_text")}
        for name, text in (texts | {"credits": _names_in(photo["credits"])}).items():
            if text:
                yield ("photos", photo["id"] or "new", name), text


def _names_in(credits: list[Row]) -> str:
    return "，".join(f"{credit['title']} {credit['printed_text']}".strip() for credit in credits)
