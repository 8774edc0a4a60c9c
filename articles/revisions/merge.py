"""Two texts that began from one, merged by sentences; what both changed differently is a clash. Pure.

    merge("麦田青。雪厚。", "麦田绿。雪厚。", "麦田青。雪深。")
    -> [Agreed("麦田绿。", MINE), Agreed("雪深。", THEIRS)]

Nothing is lost: whatever either side wrote stands in a piece that is agreed, or in a clash. Which of the two
texts is called mine makes no difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from articles.revisions.diff import Work, matches

# A sentence with its closing marks, the rest of a line, or a line's end: joined they are the text again.
TOKEN = re.compile(r"[^。！？；!?;\n]*[。！？；!?;]+[”’」』）)》]*|[^。！？；!?;\n]+|\n")
BREAK = "\n"


class By(StrEnum):
    """Who made a piece what it is."""

    NOBODY = "nobody"
    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Agreed:
    """What needs no answer: as it was, changed by one, or by both alike."""

    value: Any
    by: By = By.NOBODY
    before: Any = None


@dataclass(frozen=True, slots=True)
class Clash:
    """What both changed, and not alike."""

    base: Any
    mine: Any
    theirs: Any


Segment = Agreed | Clash


@dataclass(frozen=True, slots=True)
class Hunk:
    """`new` in place of the sentences from `start` to before `end`; of an addition these are the same."""

    start: int
    end: int
    new: tuple[str, ...]
    by: By

    @property
    def place(self) -> tuple[int, int]:
        return self.start, self.end


def tokens(text: str) -> list[str]:
    return TOKEN.findall(text)


def whole(base: Any, mine: Any, theirs: Any) -> Segment:
    """Of what cannot be taken apart: the changed one, if one was changed."""
    if mine == theirs:
        return Agreed(mine, By.NOBODY if mine == base else By.BOTH, base)
    if mine == base:
        return Agreed(theirs, By.THEIRS, base)
    if theirs == base:
        return Agreed(mine, By.MINE, base)
    return Clash(base, mine, theirs)


def merge(base: str, mine: str, theirs: str) -> list[Segment]:
    """The text in pieces. Sentences beside each other may be changed by two people without a clash."""
    old = tokens(base)
    hunks = [*_hunks(old, tokens(mine), By.MINE), *_hunks(old, tokens(theirs), By.THEIRS)]
    pieces: list[Segment] = []
    done = 0
    for start, end, group in _groups(sorted(hunks, key=lambda hunk: hunk.place)):
        if start > done:
            pieces.append(Agreed("".join(old[done:start]), before="".join(old[done:start])))
        pieces.append(_piece(old, start, end, group))
        done = end
    if done < len(old):
        pieces.append(Agreed("".join(old[done:]), before="".join(old[done:])))
    return list(_joined(pieces))


def common(mine: str, theirs: str) -> str:
    """What both texts have, in its order: stands for the one they began from where that is not known."""
    first, second = tokens(mine), tokens(theirs)
    kept, done = [], 0
    for hunk in [*_hunks(first, second, By.THEIRS), Hunk(len(first), len(first), (), By.THEIRS)]:
        kept += first[done : hunk.start]
        done = hunk.end
    return "".join(kept)


def _hunks(old: Sequence[str], new: Sequence[str], by: By) -> Iterator[Hunk]:
    for first, last, begin, end in _changes(old, new):
        yield from _by_sentences(old[first:last], new[begin:end], first, by)


def _changes(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Line ends are no sign of a like place: there are as many as paragraphs.

    However the texts are made, the work has an end: what is left then is one change.
    """
    i = j = 0
    kept = matches(old, new, Work(), is_junk=lambda token: token == BREAK)
    for next_i, next_j, size in (*kept, (len(old), len(new), 0)):
        if next_i > i or next_j > j:
            yield i, next_i, j, next_j
        i, j = next_i + size, next_j + size


def _by_sentences(old: Sequence[str], new: Sequence[str], start: int, by: By) -> Iterator[Hunk]:
    """As many sentences in as many lines as before are changed one by one."""
    pairs = list(zip(old, new, strict=False))
    is_by_one = len(old) == len(new) and all((a == BREAK) == (b == BREAK) for a, b in pairs)
    if is_by_one:
        for number, (before, after) in enumerate(pairs, start):
            if before != after:
                yield Hunk(number, number + 1, (after,), by)
    elif old or new:
        yield Hunk(start, start + len(old), tuple(new), by)


def _groups(hunks: Iterable[Hunk]) -> Iterator[tuple[int, int, list[Hunk]]]:
    """Changes of one place together: they overlap, or add something at the same point."""
    group: list[Hunk] = []
    start = end = 0
    for hunk in hunks:
        is_inside = start < hunk.start < end or (hunk.start == start < end and hunk.end > hunk.start)
        if group and (is_inside or hunk.place == (start, end)):
            end = max(end, hunk.end)
            group.append(hunk)
            continue
        if group:
            yield start, end, group
        group, (start, end) = [hunk], hunk.place
    if group:
        yield start, end, group


def _piece(old: Sequence[str], start: int, end: int, group: list[Hunk]) -> Segment:
    before = "".join(old[start:end])
    sides = {hunk.by for hunk in group}
    texts = {by: _applied(old, start, end, [h for h in group if h.by == by]) for by in sides}
    if len(sides) == 1:
        by = sides.pop()
        return Agreed(texts[by], by, before)
    if texts[By.MINE] == texts[By.THEIRS]:
        return Agreed(texts[By.MINE], By.BOTH, before)
    return Clash(before, texts[By.MINE], texts[By.THEIRS])


def _applied(old: Sequence[str], start: int, end: int, hunks: list[Hunk]) -> str:
    kept: list[str] = []
    for hunk in hunks:
        kept += [*old[start : hunk.start], *hunk.new]
        start = hunk.end
    return "".join([*kept, *old[start:end]])


def _joined(pieces: Iterable[Segment]) -> Iterator[Segment]:
    """Clashes without anything between them are one question."""
    last: Clash | None = None
    for piece in pieces:
        if isinstance(piece, Clash):
            last = piece if last is None else _both(last, piece)
            continue
        if last is not None:
            yield last
            last = None
        yield piece
    if last is not None:
        yield last


def _both(one: Clash, other: Clash) -> Clash:
    return Clash(one.base + other.base, one.mine + other.mine, one.theirs + other.theirs)
