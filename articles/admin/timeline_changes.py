"""What of a story is another between two of its versions. Pure: two snapshots in, sentences out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import Any

from articles.admin import timeline_words as words
from articles.revisions.snapshot import FIELDS, Snapshot
from articles.text import body_length, count_characters

# Beyond this, comparing character by character takes longer than anybody waits: all of it counts as new.
MOST_COMPARED = 1_000_000
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
    at = after["state"].get("publish_at")
    if before["state"].get("publish_at") != at:
        yield words.scheduled(dt.datetime.fromisoformat(at) if at else None)


def counted(before: str, after: str) -> tuple[int, int]:
    """How many characters came and how many went, blanks not counted: paragraphs first, then within them."""
    added = removed = 0
    for old, new in _other_stretches(before.splitlines(), after.splitlines()):
        came, went = _counted_within("\n".join(old), "\n".join(new))
        added, removed = added + came, removed + went
    return added, removed


def _other_stretches(old: list[str], new: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield old[i:j], new[k:m]


def _counted_within(old: str, new: str) -> tuple[int, int]:
    old, new = _without_common_start(old, new)
    old, new = (text[::-1] for text in _without_common_start(old[::-1], new[::-1]))
    if len(old) * len(new) > MOST_COMPARED:
        return count_characters(new), count_characters(old)
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    other = [code for code in codes if code[0] != "equal"]
    came = _length(new[k:m] for _tag, _i, _j, k, m in other)
    return came, _length(old[i:j] for _tag, i, j, _k, _m in other)


def _without_common_start(old: str, new: str) -> tuple[str, str]:
    """Most saves change a few words of a paragraph: what is compared gets short."""
    pairs = enumerate(zip(old, new, strict=False))
    common = next((at for at, (a, b) in pairs if a != b), min(len(old), len(new)))
    return old[common:], new[common:]


def _length(pieces: Iterable[str]) -> int:
    return sum(count_characters(piece) for piece in pieces)
