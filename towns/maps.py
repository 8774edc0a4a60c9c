"""The schematic map of a prefecture: which county lies where, drawn in straight lines. Pure.

`data/maps.csv` has a line for each county: its outline as corners "x,y" on a grid of ten, to the right and
down, and the middle of its name. Another prefecture is added as data; one without lines has no map.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

MAPS = Path(__file__).parent / "data" / "maps.csv"
# Room for the lines and for the mark of the focus.
MARGIN = 5


@dataclass(frozen=True, slots=True)
class Shape:
    """A county on the map. `outline` is written as SVG writes points."""

    county: str
    outline: str
    x: int
    y: int

    @property
    def corners(self) -> list[tuple[int, int]]:
        return [_point(corner) for corner in self.outline.split()]


@cache
def shapes(prefecture: str) -> tuple[Shape, ...]:
    """The counties of 菏泽市, from the north; empty for a prefecture whose map nobody has drawn."""
    with MAPS.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["prefecture"] == prefecture]
    return tuple(Shape(row["county"], row["outline"], *_point(row["label"])) for row in rows)


@cache
def view_box(prefecture: str) -> str:
    """The part of the plane that the map takes, as SVG writes it: left, top, width, height."""
    corners = [corner for shape in shapes(prefecture) for corner in shape.corners]
    left, top = (min(axis) - MARGIN for axis in zip(*corners, strict=True))
    right, bottom = (max(axis) + MARGIN for axis in zip(*corners, strict=True))
    return f"{left} {top} {right - left} {bottom - top}"


def _point(text: str) -> tuple[int, int]:
    x, y = text.split(",")
    return int(x), int(y)
