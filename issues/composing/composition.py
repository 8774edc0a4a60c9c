"""A composed page: what stands where, in points from the top left corner of the sheet. Pure.

One description for everything that is made of a page: the PDF, its picture and the regions of its stories.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from articles.text import BlockKind
from issues.composing.description import PageDescription, Picture
from issues.composing.faces import Face
from issues.composing.grid import HEIGHT, WIDTH, Rect

BLACK, RED, GREY = "#111111", "#c8102e", "#8a8a8a"


@dataclass(frozen=True, slots=True)
class Text:
    """Lines that stand below each other `leading` apart, broken already."""

    x: float
    y: float
    width: float
    size: float
    face: Face
    lines: tuple[str, ...]
    leading: float = 0.0
    role: str = "p"  # p, h1, h2, caption; `furniture` is no part of what is read.
    align: str = "left"
    colour: str = BLACK
    is_justified: bool = False
    ends: bool = True  # Whether the paragraph ends with the last line, which then is not justified.
    indent: float = 0.0
    bold: int = 0  # So many characters of the first line stand in the bold sans: 本报讯.
    kind: BlockKind = BlockKind.PARAGRAPH
    tracking: float = 0.0

    @property
    def height(self) -> float:
        return self.size + self.leading * (len(self.lines) - 1)


@dataclass(frozen=True, slots=True)
class Panel:
    """A rule, a tint or the frame of a box."""

    rect: Rect
    fill: str = ""
    stroke: float = 0.0
    colour: str = BLACK


@dataclass(frozen=True, slots=True)
class Image:
    """A picture in its frame; what does not fit into it is cropped."""

    rect: Rect
    picture: Picture


Item = Text | Panel | Image


@dataclass(frozen=True, slots=True)
class Fit:
    """What is over or missing of a story, in lines of its columns.

    `cut_after` are the last words that still stand, where the text is longer than its place.
    """

    story: int
    lines: int
    over: int = 0
    under: int = 0
    cut_after: str = ""
    characters_over: int = 0


@dataclass(frozen=True, slots=True)
class Region:
    """Where a story stands, in fractions of the page. A brief that runs on over a column end has two."""

    story: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Notice:
    """What an editor should know: `picture_missing` (of which story), `wish_not_kept`."""

    code: str
    story: int | None = None


@dataclass(frozen=True, slots=True)
class Composition:
    description: PageDescription
    items: tuple[Item, ...]
    areas: tuple[tuple[int, Rect], ...]
    fits: tuple[Fit, ...]
    layout: str
    hole_share: float = 0.0
    missing: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()

    @property
    def regions(self) -> tuple[Region, ...]:
        return tuple(
            Region(story, area.x / WIDTH, area.y / HEIGHT, area.width / WIDTH, area.height / HEIGHT)
            for story, area in self.areas
        )

    @property
    def overset(self) -> tuple[Fit, ...]:
        return tuple(fit for fit in self.fits if fit.over)
