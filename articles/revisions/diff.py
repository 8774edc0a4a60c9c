"""How two texts differ, for people to read: by paragraph, and inside a paragraph by character. Pure.

    compare("一场瑞雪。\\n麦田青青。", "一场大雪。\\n麦田青青。")
    [Piece(CHANGED, spans=[SAME 一场, REMOVED 瑞, ADDED 大, SAME 雪。]), Piece(SAME, …)]

A paragraph that stands elsewhere now is moved, also if it was edited on the way: it comes twice, MOVED_AWAY
where it stood and MOVED_HERE where it stands. The pieces hold both texts whole (`old_text`, `new_text`), and
compared the other way round they say the same, turned. However the texts are made, the work has an end: where
it is used up, a stretch is told as replaced.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby

# Comparisons of two characters (or paragraphs) that one call makes at most: about half a second.
STEPS = 3_000_000
# Paragraphs of more pairs of characters than this are compared by clauses first.
LONG = 1_000_000
# How alike two paragraphs are that are one paragraph, edited: in its place, or somewhere else.
ALIKE, ALIKE_ELSEWHERE = 0.4, 0.5
# Where there are too many paragraphs to compare each with each, how far from its place one is looked for.
NEAR = 3
# Sets are compared faster than sequences: so many of their members are one step.
WORDS_A_STEP = 4

# A number or a Latin word is read as one; a character keeps the marks that belong to it.
UNIT = re.compile(
    r"[0-9A-Za-z]+(?:[.,][0-9]+)*|.[\u0300-\u036f\u200d\u20e3\ufe00-\ufe0f\U000e0100-\U000e01ef]*", re.DOTALL
)
CLAUSE = re.compile(r"[^，。；：！？、,.;:!?]*[，。；：！？、,.;:!?]+|[^，。；：！？、,.;:!?]+")


class Kind(StrEnum):
    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED_AWAY = "moved_away"
    MOVED_HERE = "moved_here"


TURNED = {
    Kind.ADDED: Kind.REMOVED,
    Kind.REMOVED: Kind.ADDED,
    Kind.MOVED_AWAY: Kind.MOVED_HERE,
    Kind.MOVED_HERE: Kind.MOVED_AWAY,
}


@dataclass(frozen=True, slots=True)
class Span:
    """A run of characters that both texts have (SAME), or one of them (REMOVED, ADDED)."""

    kind: Kind
    text: str

    def turned(self) -> Span:
        return Span(TURNED.get(self.kind, self.kind), self.text)


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph of the old text, of the new one, or of both; `old`, `new`: its places there, from 0."""

    kind: Kind
    spans: tuple[Span, ...]
    old: int | None = None
    new: int | None = None

    @property
    def is_old(self) -> bool:
        """Whether the paragraph stands here in the old text."""
        return self.kind not in (Kind.ADDED, Kind.MOVED_HERE)

    @property
    def is_new(self) -> bool:
        return self.kind not in (Kind.REMOVED, Kind.MOVED_AWAY)

    @property
    def before(self) -> str:
        return "".join(span.text for span in self.spans if span.kind != Kind.ADDED)

    @property
    def after(self) -> str:
        return "".join(span.text for span in self.spans if span.kind != Kind.REMOVED)


def old_text(pieces: Iterable[Piece]) -> str:
    """The text that was compared first."""
    return "\n".join(piece.before for piece in pieces if piece.is_old)


def new_text(pieces: Iterable[Piece]) -> str:
    return "\n".join(piece.after for piece in pieces if piece.is_new)


def compare(old: str, new: str, *, steps: int = STEPS) -> list[Piece]:
    """The paragraphs of both texts in one order: what went stands before what came in its place."""
    work = Work(steps)
    a, b = paragraphs(old), paragraphs(new)
    if (len(old), old) <= (len(new), new):
        return list(_pieces(a, b, _Comparison(a, b, work).pairs()))
    return list(_pieces(a, b, [pair.turned() for pair in _Comparison(b, a, work).pairs()]))


def paragraphs(text: str) -> list[str]:
    """The lines, which joined are the text again; of no text none."""
    return text.split("\n") if text else []


def compare_rows(old: list[tuple[str, str]], new: list[tuple[str, str]]) -> list[Piece]:
    """The same of rows, each a key of its own and its words: rows of one key are one, wherever they stand."""
    work = Work()
    places = {key: place for place, (key, _words) in enumerate(old)}
    in_place = {
        j + at
        for _i, j, size in matches([key for key, _ in old], [key for key, _ in new], work)
        for at in range(size)
    }
    pairs = [
        _Pair(places[key], place, spans(old[places[key]][1], words, work), place not in in_place)
        for place, (key, words) in enumerate(new)
        if key in places
    ]
    return list(_pieces([words for _, words in old], [words for _, words in new], pairs))


# The order of the pieces ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two paragraphs that are one: the place of each in its text."""

    old: int
    new: int
    spans: tuple[Span, ...]
    is_moved: bool

    def turned(self) -> _Pair:
        return _Pair(self.new, self.old, tuple(_turned(self.spans)), self.is_moved)


def _turned(spans: Iterable[Span]) -> Iterator[Span]:
    """What went stays before what came."""
    for _is_same, run in groupby(spans, key=lambda span: span.kind == Kind.SAME):
        yield from sorted((span.turned() for span in run), key=lambda span: span.kind, reverse=True)


def _pieces(old: list[str], new: list[str], pairs: list[_Pair]) -> Iterator[Piece]:
    gone = {pair.old: pair for pair in pairs if pair.is_moved}
    come = {pair.new: pair for pair in pairs if pair.is_moved}
    i = j = 0
    end = _Pair(len(old), len(new), (), is_moved=False)
    for pair in (*sorted((p for p in pairs if not p.is_moved), key=lambda p: p.old), end):
        yield from (_alone(place, old[place], gone.get(place), is_old=True) for place in range(i, pair.old))
        yield from (_alone(place, new[place], come.get(place), is_old=False) for place in range(j, pair.new))
        if pair is not end:
            is_same = old[pair.old] == new[pair.new]
            yield Piece(Kind.SAME if is_same else Kind.CHANGED, pair.spans, pair.old, pair.new)
        i, j = pair.old + 1, pair.new + 1


def _alone(place: int, text: str, moved: _Pair | None, *, is_old: bool) -> Piece:
    if moved is not None:
        return Piece(Kind.MOVED_AWAY if is_old else Kind.MOVED_HERE, moved.spans, moved.old, moved.new)
    if is_old:
        return Piece(Kind.REMOVED, (Span(Kind.REMOVED, text),), old=place)
    return Piece(Kind.ADDED, (Span(Kind.ADDED, text),), new=place)


# Which paragraphs are one ---------------------------------------------------------------------------------


@dataclass
class Work:
    """What is left of the steps that a comparison may take."""

    left: int = STEPS

    def may_take(self, steps: int) -> bool:
        """Takes the steps off what is left, if that many are."""
        if steps > self.left:
            return False
        self.left -= steps
        return True


@dataclass(frozen=True, slots=True)
class _Gap:
    """A stretch of paragraphs between two that both texts have in their places."""

    old: range
    new: range


@dataclass
class _Comparison:
    a: list[str]
    b: list[str]
    work: Work = field(default_factory=Work)

    def pairs(self) -> list[_Pair]:
        in_place = [(i + k, j + k) for i, j, size in matches(self.a, self.b, self.work) for k in range(size)]
        gaps = list(_gaps(in_place, len(self.a), len(self.b)))
        found = [*((i, j, False) for i, j in in_place), *self._in_gaps(gaps)]
        return [
            _Pair(i, j, spans(self.a[i], self.b[j], self.work), is_moved) for i, j, is_moved in sorted(found)
        ]

    def _in_gaps(self, gaps: list[_Gap]) -> Iterator[tuple[int, int, bool]]:
        """Pairs of what stands in the gaps, the most alike first; one that crosses another was moved."""
        gap_of_a = {i: number for number, gap in enumerate(gaps) for i in gap.old}
        gap_of_b = {j: number for number, gap in enumerate(gaps) for j in gap.new}
        taken_a: set[int] = set()
        taken_b: set[int] = set()
        in_order: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for score, i, j in (*self._equal(gap_of_a, gap_of_b), *self._alike(gaps)):
            if i in taken_a or j in taken_b:
                continue
            number = gap_of_a[i]
            is_moved = number != gap_of_b[j] or not _fits(in_order[number], (i, j))
            if is_moved and score < ALIKE_ELSEWHERE:
                continue
            taken_a.add(i)
            taken_b.add(j)
            yield i, j, is_moved

    def _equal(self, left_a: Iterable[int], left_b: Iterable[int]) -> Iterator[tuple[float, int, int]]:
        """The same words in another place: the first of them with the first."""
        places: dict[str, deque[int]] = defaultdict(deque)
        for j in left_b:
            if self.b[j].strip():
                places[self.b[j]].append(j)
        for i in left_a:
            if places.get(self.a[i]):
                yield 1.0, i, places[self.a[i]].popleft()

    def _alike(self, gaps: list[_Gap]) -> list[tuple[float, int, int]]:
        """Edited paragraphs, the most alike first, of those the ones that stand nearest each other."""
        profiles_a = {i: _profile(self.a[i]) for gap in gaps for i in gap.old}
        profiles_b = {j: _profile(self.b[j]) for gap in gaps for j in gap.new}
        steps = (len(profiles_a) + sum(map(len, profiles_a.values()))) * len(profiles_b) // WORDS_A_STEP
        scored = ((likeness(profiles_a[i], profiles_b[j]), i, j) for i, j in self._candidates(gaps, steps))
        found = [each for each in scored if each[0] >= ALIKE]
        return sorted(found, key=lambda each: (-each[0], abs(each[1] - each[2]), each[1], each[2]))

    def _candidates(self, gaps: list[_Gap], steps: int) -> Iterator[tuple[int, int]]:
        """Each with each, or where that is too much, each with those near its place."""
        if self.work.may_take(steps):
            yield from ((i, j) for gap in gaps for i in gap.old for other in gaps for j in other.new)
            return
        for gap in gaps:
            for i in gap.old:
                middle = gap.new.start + (i - gap.old.start) * len(gap.new) // len(gap.old)
                near = range(max(gap.new.start, middle - NEAR), min(gap.new.stop, middle + NEAR + 1))
                yield from ((i, j) for j in near)


def _gaps(in_place: list[tuple[int, int]], old: int, new: int) -> Iterator[_Gap]:
    i = j = 0
    for next_i, next_j in (*in_place, (old, new)):
        if next_i > i or next_j > j:
            yield _Gap(range(i, next_i), range(j, next_j))
        i, j = next_i + 1, next_j + 1


def _fits(in_order: list[tuple[int, int]], pair: tuple[int, int]) -> bool:
    """Whether the pair keeps the order of those before, to which it is added then."""
    at = bisect_left(in_order, pair)
    fits = (at == 0 or in_order[at - 1][1] < pair[1]) and (at == len(in_order) or pair[1] < in_order[at][1])
    if fits:
        in_order.insert(at, pair)
    return fits


def _profile(text: str) -> frozenset[str]:
    """The characters and the pairs of characters of a paragraph."""
    return frozenset(text) | {text[at : at + 2] for at in range(len(text) - 1)}


def likeness(profile: frozenset[str], other: frozenset[str]) -> float:
    """From 0 to 1: how much of both is common (Dice)."""
    return 2 * len(profile & other) / max(len(profile) + len(other), 1)


# Inside a paragraph ---------------------------------------------------------------------------------------

# What is the same (both equal), or what stands in its place.
_Hunk = tuple[str, str]


def spans(old: str, new: str, work: Work | None = None) -> tuple[Span, ...]:
    """The runs of characters of two paragraphs."""
    if old == new:
        return (Span(Kind.SAME, old),) if old else ()
    found: list[Span] = []
    for before, after in _joined(_hunks(old, new, work or Work())):
        if before == after:
            found.append(Span(Kind.SAME, before))
            continue
        found += [Span(kind, text) for kind, text in ((Kind.REMOVED, before), (Kind.ADDED, after)) if text]
    return tuple(found)


def _hunks(old: str, new: str, work: Work) -> Iterator[_Hunk]:
    if len(old) * len(new) <= LONG:
        yield from _by(UNIT, old, new, work)
        return
    for before, after in _by(CLAUSE, old, new, work):
        if before == after or not before or not after:
            yield before, after
        else:
            yield from _by(UNIT, before, after, work)


def _by(unit: re.Pattern[str], old: str, new: str, work: Work) -> Iterator[_Hunk]:
    a, b = unit.findall(old), unit.findall(new)
    i = j = 0
    for next_i, next_j, size in (*matches(a, b, work), (len(a), len(b), 0)):
        if next_i > i or next_j > j:
            yield "".join(a[i:next_i]), "".join(b[j:next_j])
        if size:
            same = "".join(a[next_i : next_i + size])
            yield same, same
        i, j = next_i + size, next_j + size


def _joined(hunks: Iterable[_Hunk]) -> list[_Hunk]:
    """A few common characters between two changes are chance: people read one change there."""
    found: list[_Hunk] = []
    for before, after in hunks:
        if found and _is_same(found[-1]) == (before == after):
            found[-1] = (found[-1][0] + before, found[-1][1] + after)
            continue
        found.append((before, after))
        if len(found) >= 3 and _is_chance(found[-2], found[-3], found[-1]):
            parts = [found.pop() for _part in range(3)][::-1]
            found.append(("".join(part[0] for part in parts), "".join(part[1] for part in parts)))
    return found


def _is_same(hunk: _Hunk) -> bool:
    return hunk[0] == hunk[1]


def _is_chance(between: _Hunk, left: _Hunk, right: _Hunk) -> bool:
    if not _is_same(between) or _is_same(left) or _is_same(right):
        return False
    length = len(between[0])
    return length == 1 or 2 * length <= min(max(map(len, left)), max(map(len, right)))


# What two sequences have in common ------------------------------------------------------------------------


def matches(
    a: Sequence[str], b: Sequence[str], work: Work, is_junk: Callable[[str], bool] | None = None
) -> list[tuple[int, int, int]]:
    """Runs that both have in the same order: place in `a`, place in `b`, length. None of junk alone."""
    start = _common(a, b)
    end = _common(a[start:][::-1], b[start:][::-1])
    found = [(0, 0, start)] if start else []
    middle = _longest(a[start : len(a) - end], b[start : len(b) - end], work, is_junk)
    found += [(start + i, start + j, size) for i, j, size in middle]
    return [*found, (len(a) - end, len(b) - end, end)] if end else found


def _common(a: Sequence[str], b: Sequence[str]) -> int:
    """How many both have in common at their beginning."""
    return next((at for at, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _longest(
    a: Sequence[str], b: Sequence[str], work: Work, is_junk: Callable[[str], bool] | None
) -> list[tuple[int, int, int]]:
    """The longest run, then the longest before and after it, and so on, as difflib does it."""
    matcher = SequenceMatcher(is_junk, a, b, autojunk=False)
    in_b = Counter(each for each in b if not (is_junk and is_junk(each)))
    found, ranges = [], [(0, len(a), 0, len(b))]
    while ranges:
        a_low, a_high, b_low, b_high = ranges.pop()
        steps = sum(in_b[each] + 1 for each in a[a_low:a_high])
        if b_low == b_high or not steps or not work.may_take(steps):
            continue
        i, j, size = matcher.find_longest_match(a_low, a_high, b_low, b_high)
        if size:
            found.append((i, j, size))
            ranges += [(a_low, i, b_low, j), (i + size, a_high, j + size, b_high)]
    return sorted(found)
