"""The photos of a story in rows, each with its caption and credit, and how far they may be cropped. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from issues.composing.breaking import full_width, lines
from issues.composing.description import Picture
from issues.composing.faces import Face, metrics

SIZE, LEADING = 7.8, 10.4
ABOVE, BELOW = 3.0, 7.0  # Around a caption.
BETWEEN = 7.0
CREDIT_GAP = 1.5  # Ems between caption and credit on one line.
CROP = (0.84, 1.16)  # Of the height that a picture has whole.
FEWEST_POINTS, MOST_POINTS = 44.0, 620.0  # No picture is a strip, none a page.
ASPECTS = (0.55, 2.4)


@dataclass(frozen=True, slots=True)
class Placed:
    """A picture in its row: place and width within the gallery, the lines of its caption and of its credit,
    and whether the credit stands below the caption.
    """

    picture: Picture
    row: int
    x: float
    width: float
    caption: tuple[str, ...]
    credit: tuple[str, ...]
    is_below: bool

    @property
    def depth(self) -> int:
        return len(self.caption) + (len(self.credit) if self.is_below else 0)


@dataclass(frozen=True, slots=True)
class Gallery:
    """`pictures` is the height of the rows of pictures, `fixed` that of captions and of what lies between."""

    placed: tuple[Placed, ...]
    heights: tuple[float, ...]
    captions: tuple[float, ...]
    width: float

    @property
    def fixed(self) -> float:
        return sum(self.captions) + BETWEEN * (len(self.heights) - 1)

    @property
    def natural(self) -> float:
        return sum(self.heights) + self.fixed

    @property
    def least(self) -> float:
        return sum(self.heights) * CROP[0] + self.fixed

    @property
    def most(self) -> float:
        return sum(self.heights) * CROP[1] + self.fixed


@lru_cache(maxsize=2048)
def gallery(pictures: tuple[Picture, ...], width: float, per_row: int) -> Gallery:
    rows = [pictures[start : start + per_row] for start in range(0, len(pictures), per_row)]
    placed, heights, captions = [], [], []
    for number, row in enumerate(rows):
        aspects = [min(max(picture.aspect, ASPECTS[0]), ASPECTS[1]) for picture in row]
        height = (width - BETWEEN * (len(row) - 1)) / sum(aspects)
        height = min(max(height, FEWEST_POINTS), MOST_POINTS)
        widths = _widths(aspects, width)
        x, deepest = 0.0, 0
        for picture, each in zip(row, widths, strict=True):
            placed.append(captioned(picture, number, x, each))
            deepest = max(deepest, placed[-1].depth)
            x += each + BETWEEN
        heights.append(height)
        captions.append(ABOVE + deepest * LEADING if deepest else 0.0)
    return Gallery(tuple(placed), tuple(heights), tuple(captions), width)


def captioned(picture: Picture, row: int, x: float, width: float) -> Placed:
    """The credit stands at the right of a caption of one line if there is room, else below the caption."""
    ems = width / SIZE
    text, credit = (_in_lines(full_width(words), ems) for words in (picture.caption, picture.credit))
    taken = sum(metrics(Face.HEI).width(line) for line in (*text[-1:], *credit))
    is_below = bool(credit) and (len(text) != 1 or len(credit) > 1 or taken + CREDIT_GAP > ems)
    return Placed(picture, row, x, width, text, credit, is_below)


def _in_lines(text: str, ems: float) -> tuple[str, ...]:
    found = lines(text, ems, face=Face.HEI, indent=0.0, squeeze=0.0) if text else ()
    return tuple(text[line.start : line.end] for line in found)


def _widths(aspects: Sequence[float], width: float) -> list[float]:
    room = width - BETWEEN * (len(aspects) - 1)
    return [room * aspect / sum(aspects) for aspect in aspects]
