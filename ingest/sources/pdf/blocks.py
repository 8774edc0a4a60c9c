"""Lines become blocks: lines of one size below each other in one column. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.sources.pdf.lines import Line

NEXT_LINE = 2.1  # sizes from one baseline to the next
SAME_SIZE = 1.04  # type is set in sizes of its own: a caption is half a point smaller than the body
SAME_SIZE_READ = 1.15  # where a machine read a scanned page, it guessed the sizes
TITLE = 1.12  # times the size of the body
INDENT = 2.6  # sizes that the first line of a paragraph may stand further in
SHARED = 0.5  # of the narrower line, to stand below each other


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Lines in their order, and the rectangle they fill."""

    lines: tuple[Line, ...]
    x0: float
    top: float
    x1: float
    bottom: float
    is_title: bool = False

    @classmethod
    def of(cls, lines: Sequence[Line], *, body: float) -> Block:
        return cls(
            tuple(lines),
            min(line.x0 for line in lines),
            min(line.top for line in lines),
            max(line.x1 for line in lines),
            max(line.bottom for line in lines),
            is_title=lines[0].size >= body * TITLE,
        )

    @property
    def size(self) -> float:
        return self.lines[0].size


@dataclass(frozen=True, slots=True)
class Body:
    """The size and the font that most characters of the page have."""

    size: float
    font: str

    @classmethod
    def of(cls, lines: Sequence[Line]) -> Body:
        sizes: Counter[float] = Counter()
        fonts: Counter[str] = Counter()
        for line in lines:
            sizes[round(line.size, 1)] += len(line.glyphs)
            fonts[line.font] += len(line.glyphs)
        return cls(sizes.most_common(1)[0][0], fonts.most_common(1)[0][0])

    def is_of(self, line: Line) -> bool:
        return line.font == self.font and is_same_size(line, self.size)


def is_same_size(line: Line, size: float) -> bool:
    small, large = sorted((line.size, size))
    return large <= small * (SAME_SIZE_READ if line.glyphs[0].is_hidden else SAME_SIZE)


def blocks_of(lines: list[Line], body: Body) -> list[Block]:
    """A line that has one line below it, which has none other above it, goes on in it."""
    below: dict[int, list[int]] = defaultdict(list)
    above: dict[int, list[int]] = defaultdict(list)
    ordered = sorted(range(len(lines)), key=lambda index: lines[index].y)
    for place, index in enumerate(ordered):
        for other in _next_below(lines, index, ordered[place + 1 :]):
            below[index].append(other)
            above[other].append(index)
    blocks, taken = [], set()
    for index in ordered:
        if index in taken:
            continue
        chain = [index]
        while len(below[chain[-1]]) == 1 and len(above[below[chain[-1]][0]]) == 1:
            chain.append(below[chain[-1]][0])
        taken.update(chain)
        blocks.append(Block.of([lines[each] for each in chain], body=body.size))
    return blocks


def _next_below(lines: list[Line], index: int, candidates: list[int]) -> list[int]:
    """Lines of the same size that stand right below this one."""
    line = lines[index]
    found: list[int] = []
    for other in candidates:
        down = lines[other].y - line.y
        if down > NEXT_LINE * line.size:
            break
        nearer = [each for each in found if lines[each].y < lines[other].y - 0.3 * line.size]
        if (
            down > 0.5 * line.size
            and _stand_together(line, lines[other])
            and not any(_shared(lines[each], lines[other]) > 0 for each in nearer)
        ):
            found.append(other)
    return found


def _stand_together(line: Line, other: Line) -> bool:
    narrow = min(line.x1 - line.x0, other.x1 - other.x0)
    is_like = is_same_size(line, other.size) and line.font == other.font
    # A short last line may end left of where the next paragraph begins.
    is_level = abs(line.x0 - other.x0) <= INDENT * line.size
    return is_like and (is_level or _shared(line, other) >= SHARED * narrow)


def _shared(line: Line, other: Line) -> float:
    return min(line.x1, other.x1) - max(line.x0, other.x0)
