"""How the page of two texts calls the fields, and shows their values and differences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from articles.models import Article, Credit, Photo
from articles.revisions.changes import label_of
from articles.revisions.conflicts import Meeting
from articles.revisions.diff import Kind, spans
from articles.revisions.merge import Agreed, By
from articles.revisions.merge_story import Part, Path, parts
from articles.revisions.snapshot import Row
from people.models import Desk, Person
from towns.models import County, Town

# Typed on one line, and so answered on one.
LINES = {"kicker", "headline", "deck", "dateline", "printed_byline", "alt_text", "place"}
WHO: dict[By, Any] = {
    By.MINE: gettext_lazy("you"),
    By.THEIRS: gettext_lazy("the others"),
    By.BOTH: gettext_lazy("both"),
}
# Where a name stands for several columns, or for rows.
CALLED: dict[str, Any] = {
    "credits": gettext_lazy("credits"),
    "person_id": gettext_lazy("credits"),
    "photos": gettext_lazy("photo"),
    "image": gettext_lazy("picture"),
    "focal_x": gettext_lazy("focal point"),
}


@dataclass(frozen=True)
class Change:
    """What was merged without a question."""

    label: str
    who: Any
    before: str
    after: str


def label(path: Path, meeting: Meeting) -> str:
    """The headline, the second photo's caption."""
    if path[0] == "photos" and len(path) > 1:
        photo = _number(path[1], meeting)
        return f"{photo} {field_name(Photo, str(path[2]))}" if len(path) > 2 else photo
    return field_name(Article, str(path[1] if path[0] == "fields" else path[0]))


def _number(key: str | int, meeting: Meeting) -> str:
    for photos in (meeting.theirs["photos"], meeting.mine["photos"]):
        for number, photo in enumerate(photos, 1):
            if photo["id"] == key:
                return _("photo %(number)d") % {"number": number}
    return _("new photo")


def field_name(model: type[Article | Photo], name: str) -> str:
    if name in CALLED:
        return str(CALLED[name])
    return label_of(model, name)


def changes(meeting: Meeting) -> list[Change]:
    """What either changed, and both changed alike; the places of rows are nobody's text."""
    return [
        Change(
            label(part.path, meeting),
            WHO[piece.by],
            shown(part.path, piece.before),
            shown(part.path, piece.value),
        )
        for part in parts(meeting.tree)
        for piece in part.pieces
        if isinstance(piece, Agreed) and piece.by != By.NOBODY and not _is_quiet(part)
    ]


def _is_quiet(part: Part) -> bool:
    return part.path[-1] in ("order", "uploaded_by_id")


def shown(path: Path, value: Any) -> str:
    """The value as a person reads it; nothing where there is nothing."""
    name = path[-1]
    if value is None or value == "":
        return ""
    if isinstance(value, dict):
        return _row(value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(name, str) and name in READERS:
        return str(READERS[name](value))
    return str(value)


def _row(row: Row) -> str:
    if "caption" in row:
        credits = "、".join(_row(credit) for credit in row["credits"])
        return "　".join(filter(None, [row["caption"] or _("photo without a caption"), credits]))
    return f"{row['title'] or Credit.Role(row['role']).label} {row['printed_text']}"


def _credit(values: list[Any]) -> str:
    key, role, title, printed = values
    person = Person.objects.filter(pk=key).first() if key else None
    linked = f"（{person.choice_label}）" if person else ""
    return f"{title or Credit.Role(role).label} {printed}{linked}"


def _picture(values: list[Any]) -> str:
    name, width, height = values
    return _("%(width)s × %(height)s pixels") % {"width": width, "height": height} if name else ""


def _names(model: Any) -> Any:
    return lambda keys: "、".join(str(row) for row in model.objects.filter(pk__in=keys))


def _one(model: Any) -> Any:
    return lambda key: str(model.objects.filter(pk=key).first() or "")


READERS: dict[str, Any] = {
    "genre": lambda value: str(Article.Genre(value).label),
    "county_id": _one(County),
    "desk_id": _one(Desk),
    "towns": _names(Town),
    "tags": "、".join,
    "person_id": _credit,
    "image": _picture,
    "focal_x": lambda values: " · ".join(f"{value}%" for value in values),
}


def picture_of(path: Path, value: Any) -> Photo | None:
    """A photo that shows the picture, where the question is about one."""
    name = value[0] if path[-1] == "image" and value else ""
    if isinstance(value, dict):
        name = value.get("image", "")
    return Photo.objects.filter(image=name).order_by("pk").first() if name else None


def marked(text: str, other: str, *, is_new: bool) -> str:
    """The text with what the other has not marked, character by character."""
    own = Kind.ADDED if is_new else Kind.REMOVED
    found = spans(other, text) if is_new else spans(text, other)
    kept = ((span.kind == own, span.text) for span in found if span.kind in (Kind.SAME, own))
    return format_html_join("", "{}", ((_span(is_own, part),) for is_own, part in kept))


def _span(is_own: bool, text: str) -> str:
    return format_html("<mark>{}</mark>" if is_own else "{}", text)


def missing(path: Path) -> str:
    """What stands for a side that has nothing there."""
    if path[-1] in ("credits", "photos") or isinstance(path[-1], int):
        return pgettext("a row of a form", "removed")
    return _("(nothing)")


def body_of(meeting: Meeting) -> Iterator[tuple[str, Any]]:
    """The pieces of the text, each with the key of its question, if it is one."""
    part: Part = meeting.tree["fields"]["body"]
    yield from part.keyed
