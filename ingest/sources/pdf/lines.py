"""Characters become lines: what stands side by side, but not across the white between two columns. Pure."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.sources.pdf.glyphs import Glyph, is_wide

ASCENT, DESCENT = 0.88, 0.12
SAME_LINE = 0.25  # of the size, between two baselines
SAME_SIZE = 1.35
TOUCHING = 0.6  # the widest gap inside a word, in sizes; columns of small type stand no closer
WIDEST_SPACE = 3.0
WIDEST_LONE_SPACE = 1.1  # where nothing above or below tells whether a gap is a space
NARROWEST = 0.5  # sizes of white between two columns
LONGEST_LINE = 30.0  # sizes that a short last line may leave white
NEXT_LINE = 2.2  # sizes to the line above or below that tells whether a gap goes on
SPACE = 0.18  # sizes more than the gaps beside it
FULL_SPACE = 0.7


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """Characters of one line, left to right; top and bottom are those of the type, not of the ink."""

    glyphs: tuple[Glyph, ...]
    x0: float
    x1: float
    y: float
    size: float
    font: str

    @classmethod
    def of(cls, glyphs: Sequence[Glyph]) -> Line:
        size = median(glyph.size for glyph in glyphs)
        y = median(glyph.y for glyph in glyphs)
        font = Counter(glyph.font for glyph in glyphs).most_common(1)[0][0]
        return cls(tuple(glyphs), glyphs[0].x0, max(glyph.x1 for glyph in glyphs), y, size, font)

    @property
    def top(self) -> float:
        return self.y - ASCENT * self.size

    @property
    def bottom(self) -> float:
        return self.y + DESCENT * self.size

    @property
    def text(self) -> str:
        """With a space where the gap is wider than the even gaps of a justified line."""
        pairs = list(pairwise(self.glyphs))
        even = [
            after.x0 - before.x1 for before, after in pairs if is_wide(before.char) or is_wide(after.char)
        ]
        # A quarter, not half: a line of names has as many spaces as other gaps.
        usual = min(max(sorted(even)[len(even) // 4], 0.0), TOUCHING * self.size) if even else 0.0
        return self.glyphs[0].char + "".join(
            _space((after.x0 - before.x1 - usual) / self.size, before, after) + after.char
            for before, after in pairs
        )


def _space(gap: float, before: Glyph, after: Glyph) -> str:
    if gap < SPACE:
        return ""
    return "　" if gap >= FULL_SPACE and is_wide(before.char) and is_wide(after.char) else " "


def lines_of(glyphs: Iterable[Glyph]) -> list[Line]:
    """The lines of upright type, each within its column."""
    words = [Line.of(word) for word in _words(list(glyphs))]
    return _joined(words)


def _words(glyphs: list[Glyph]) -> Iterator[list[Glyph]]:
    """Characters that follow each other without a gap."""
    rows = _Rows(glyphs)
    after: dict[int, int] = {}
    taken: set[int] = set()
    for index in sorted(range(len(glyphs)), key=lambda index: glyphs[index].x0):
        following = rows.next_to(index, taken)
        if following is not None:
            after[index] = following
            taken.add(following)
    for index in range(len(glyphs)):
        if index not in taken:
            word = [glyphs[index]]
            while (index := after.get(index, -1)) >= 0:
                word.append(glyphs[index])
            yield word


class _Rows:
    """Finds the character to the right of another: by bands of the page, each sorted from left to right."""

    def __init__(self, glyphs: list[Glyph]) -> None:
        self.glyphs = glyphs
        self.height = max(1.0, SAME_LINE * median(glyph.size for glyph in glyphs))
        self.bands: dict[int, list[tuple[float, int]]] = defaultdict(list)
        for index, glyph in enumerate(glyphs):
            self.bands[self._band(glyph.y)].append((glyph.x0, index))
        for band in self.bands.values():
            band.sort()

    def _band(self, y: float) -> int:
        return math.floor(y / self.height)

    def next_to(self, index: int, taken: set[int]) -> int | None:
        glyph = self.glyphs[index]
        reach = SAME_LINE * glyph.size
        best: tuple[float, int] | None = None
        for number in range(self._band(glyph.y - reach), self._band(glyph.y + reach) + 1):
            band = self.bands.get(number, [])
            for x0, other in band[bisect_left(band, (glyph.x0, -1)) :]:
                if x0 > glyph.x1 + TOUCHING * glyph.size or (best and x0 >= best[0]):
                    break
                if other != index and other not in taken and _goes_on(glyph, self.glyphs[other]):
                    best = (x0, other)
        return best[1] if best else None


def _goes_on(glyph: Glyph, other: Glyph) -> bool:
    """A mark may overlap the character before it by half its width, as marks have white of their own."""
    small, large = sorted((glyph.size, other.size))
    is_level = abs(glyph.y - other.y) <= SAME_LINE * small
    is_right = other.x0 + other.x1 > glyph.x0 + glyph.x1 and other.x0 >= glyph.x1 - 0.75 * small
    return is_level and is_right and large <= small * SAME_SIZE and other.x0 <= glyph.x1 + TOUCHING * small


class _Words:
    """The words of a page by their height on it."""

    def __init__(self, words: list[Line]) -> None:
        self.by_height = sorted(words, key=lambda word: word.y)
        self.heights = [word.y for word in self.by_height]

    def between(self, top: float, bottom: float) -> list[Line]:
        return self.by_height[bisect_left(self.heights, top) : bisect_right(self.heights, bottom)]


def _joined(words: list[Line]) -> list[Line]:
    """Words of one line put together across its spaces, but not across the white between columns."""
    near = _Words(words)
    follows = {
        id(word): after
        for word in words
        if (after := _neighbour(word, near)) and not _is_gutter(word, after, near)
    }
    inner = {id(after) for after in follows.values()}
    lines = []
    for word in words:
        if id(word) in inner:
            continue
        glyphs, last = list(word.glyphs), word
        while following := follows.get(id(last)):
            glyphs += following.glyphs
            last = following
        lines.append(Line.of(glyphs))
    return sorted(lines, key=lambda line: (line.y, line.x0))


def _neighbour(word: Line, near: _Words) -> Line | None:
    """The next word to the right that could be of the same line."""
    reach = SAME_LINE * word.size
    beside = [
        other
        for other in near.between(word.y - reach, word.y + reach)
        if other.x0 > word.x0
        and -0.5 * word.size < other.x0 - word.x1 <= WIDEST_SPACE * word.size
        and _is_like(word, other)
    ]
    return min(beside, key=lambda other: other.x0, default=None)


def _is_like(one: Line, other: Line) -> bool:
    small, large = sorted((one.size, other.size))
    return large <= small * SAME_SIZE


def _is_gutter(before: Line, after: Line, near: _Words) -> bool:
    """Whether a gap is the white between columns. The lines above and below tell: they leave it white too, or
    their type goes through.
    """
    size, width = before.size, after.x0 - before.x1
    if width < TOUCHING * size:
        return False
    edge, reach = SAME_LINE * size, NEXT_LINE * size
    above = near.between(before.y - reach, before.y - edge)
    below = near.between(before.y + edge, before.y + reach)
    told = [_is_open(before, after, words) for words in (above, below)]
    if True in told:
        return True
    return False not in told and width > WIDEST_LONE_SPACE * size


def _is_open(before: Line, after: Line, words: list[Line]) -> bool | None:
    """Whether the next line on one side leaves white what this one leaves; None if it does not reach so far.

    Beside a short last line the gap is wider than the white between the columns: a part of it is enough.
    """
    size = before.size
    alike = [word for word in words if _is_like(word, before)]
    white = [(before.x1, after.x0)]
    for word in alike:
        white = [rest for gap in white for rest in _without(gap, word, least=NARROWEST * size)]
    for left, right in white:
        ends = any(left - LONGEST_LINE * size < word.x1 <= left for word in alike)
        begins = any(right <= word.x0 < right + WIDEST_SPACE * size for word in alike)
        if ends and begins:
            return True
    return None if white else False


def _without(gap: tuple[float, float], word: Line, *, least: float) -> list[tuple[float, float]]:
    """What of the gap the word leaves white, if it is wide enough to part two columns."""
    left, right = gap
    rests = [gap] if word.x1 <= left or word.x0 >= right else [(left, word.x0), (word.x1, right)]
    return [(start, end) for start, end in rests if end - start >= least]
