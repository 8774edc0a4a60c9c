"""What stands where on a page made elsewhere, in fractions of the page from its top left corner. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class SheetError(Exception):
    """This page cannot be shown.

    Codes: `encrypted`, `broken`, `empty`, `no-such-page` (the detail is how many there are), `shape` and
    `too-slow`.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code} {detail}".strip())
        self.code, self.detail = code, detail


class Box(NamedTuple):
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    @property
    def area(self) -> float:
        return max(self.width, 0.0) * max(self.height, 0.0)

    @property
    def middle(self) -> tuple[float, float]:
        return (self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2

    def joined(self, other: Box) -> Box:
        return Box(
            min(self.x0, other.x0),
            min(self.y0, other.y0),
            max(self.x1, other.x1),
            max(self.y1, other.y1),
        )

    def shared(self, other: Box) -> Box:
        """What both cover; without area where they are apart."""
        return Box(
            max(self.x0, other.x0),
            max(self.y0, other.y0),
            min(self.x1, other.x1),
            min(self.y1, other.y1),
        )

    def holds(self, other: Box) -> bool:
        """Whether the middle of the other lies in this one."""
        x, y = other.middle
        return self.x0 <= x <= self.x1 and self.y0 <= y <= self.y1


class Letter(NamedTuple):
    """A character and the square it is set in."""

    char: str
    box: Box


@dataclass(frozen=True, slots=True)
class Sheet:
    """Letters in the order of the file; where its pictures stand, and the tints and frames of its boxes.

    `aspect` is the page's width by its height.
    """

    letters: tuple[Letter, ...] = ()
    pictures: tuple[Box, ...] = ()
    frames: tuple[Box, ...] = ()
    aspect: float = 1.0
