"""What of a story is another between two of its versions, in sentences: two snapshots in, no query."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from articles.admin import timeline_words as words
from articles.revisions.diff import Kind, Span, compare
from articles.revisions.snapshot import FIELDS, Snapshot
from articles.text import body_length, count_characters

# A page tells of fifty saves: what of one is not compared within so many steps counts as new.
STEPS = 500_000
Placed = dict[tuple[str, str], dict[str, Any]]


def sentences(before: Snapshot | None, after: Snapshot) -> list[str]:
    """改了主题、正文（+126字 −30字）; 排上11月26日A3版; 定于11月26日06:00见报"""
    if before is None:
        return [words.first_version(body_length(after["fields"]["body"]))]
    said = [words.changed(list(_parts(before, after))), *_places(before, after), *_times(before, after)]
    return [sentence for sentence in said if sentence]


def _parts(before: Snapshot, after: Snapshot) -> Iterator[str]:
    for name in FIELDS:
        old, new = before["fields"].get(name), after["fields"].get(name)
        if old != new and name == "body":
            added, removed = counted(old or "", new or "")
            yield words.characters(name, added=added, removed=removed)
        elif old != new:
            yield words.label_of(name)
    yield from (words.label_of(name) for name in ("towns", "tags", "credits") if before[name] != after[name])
    yield from _photos(before["photos"], after["photos"])


def _photos(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> Iterator[str]:
    old, new = ({photo["id"]: photo for photo in photos} for photos in (before, after))
    kept = old.keys() & new.keys()
    added, removed = len(new.keys() - old.keys()), len(old.keys() - new.keys())
    is_other = any(_without_caption(old[key]) != _without_caption(new[key]) for key in kept)
    if added or removed or is_other:
        yield words.rows_of("photos", added=added, removed=removed)
    if any(old[key]["caption"] != new[key]["caption"] for key in kept):
        yield words.label_of("captions")


def _without_caption(photo: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in photo.items() if name != "caption"}


def _places(before: Snapshot, after: Snapshot) -> Iterator[str]:
    old, new = _placed(before), _placed(after)
    yield from (words.taken_off(*place) for place in old if place not in new)
    yield from (words.placed(*place) for place in new if place not in old)
    yield from (words.moved(*place) for place in new if place in old and old[place] != new[place])


def _placed(snapshot: Snapshot) -> Placed:
    return {(place["issue"], place["page"]): place for place in snapshot["placements"]}


def _times(before: Snapshot, after: Snapshot) -> Iterator[str]:
    first = after["state"].get("web_first_at")
    if before["state"].get("web_first_at") != first:
        yield words.web_first(dt.datetime.fromisoformat(first) if first else None)
        return
    at = after["state"].get("publish_at")
    if before["state"].get("publish_at") != at:
        yield words.scheduled(dt.datetime.fromisoformat(at) if at else None)


def counted(before: str, after: str) -> tuple[int, int]:
    """How many characters came and how many went, blanks not counted: those that the two versions mark."""
    pieces = compare(before, after, steps=STEPS)
    came = (span for piece in pieces if piece.is_new for span in piece.spans if span.kind == Kind.ADDED)
    went = (span for piece in pieces if piece.is_old for span in piece.spans if span.kind == Kind.REMOVED)
    return _length(came), _length(went)


def _length(spans: Iterable[Span]) -> int:
    return sum(count_characters(span.text) for span in spans)
