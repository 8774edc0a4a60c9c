"""The sheet and its basic columns, in points. Pure."""

from __future__ import annotations

from dataclasses import dataclass

MM = 72 / 25.4
# A broadsheet (对开) trimmed to 390 × 540 mm, and its margins.
WIDTH, HEIGHT = 390 * MM, 540 * MM
SIDE, TOP, BOTTOM = 14.5 * MM, 13 * MM, 14 * MM
# Between two columns: a character and a half. With less, a machine that reads the page takes a mark at a
# line's end, whose empty half reaches into the gap, for a part of the next column.
GAP = 13.5
BETWEEN = 15.0  # Between two stories one above the other; a hairline runs through the middle.
SMALLEST, LARGEST = 8.6, 10.6  # Body sizes of a daily: 小五 (9 pt) to 五号 (10.5 pt).


@dataclass(frozen=True, slots=True)
class Rect:
    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    def inset(self, by: float) -> Rect:
        return Rect(self.x + by, self.y + by, self.width - 2 * by, self.height - 2 * by)

    def overlaps(self, other: Rect) -> bool:
        slack = 0.01
        return (
            self.x < other.right - slack
            and other.x < self.right - slack
            and self.y < other.bottom - slack
            and other.y < self.bottom - slack
        )


@dataclass(frozen=True, slots=True)
class Grid:
    """So many basic columns; the size of the body follows, since a line holds `line_length` characters."""

    columns: int
    line_length: int

    @property
    def width(self) -> float:
        return WIDTH - 2 * SIDE

    @property
    def column(self) -> float:
        return (self.width - (self.columns - 1) * GAP) / self.columns

    @property
    def size(self) -> float:
        return self.column / self.line_length

    def span(self, columns: int) -> float:
        return columns * self.column + (columns - 1) * GAP

    def left(self, column: int) -> float:
        """Where the column begins, counted from 0, from the left edge of the type area."""
        return column * (self.column + GAP)


def grids(line_length: int) -> list[Grid]:
    """The numbers of columns with which lines of this length are set in a size that readers can read.

    Lines of 13 give eight columns (9 pt) or seven (10.4 pt); the first is the fuller page.
    """
    width = WIDTH - 2 * SIDE
    most = max(2, int((width + GAP) / (SMALLEST * line_length + GAP)))
    wanted = [Grid(columns, line_length) for columns in range(most, 1, -1)]
    return [grid for grid in wanted if grid.size <= LARGEST] or wanted[:1]
