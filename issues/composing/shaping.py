"""The shapes that a story may take on the page: so many columns wide, so high at least and at most. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from issues.composing.description import Position, Story
from issues.composing.faces import Face
from issues.composing.gallery import BELOW, Gallery, gallery
from issues.composing.grid import GAP, Grid
from issues.composing.headings import Heading, TitleLine, heading
from issues.composing.setting import SetLine, body_lines, brief_lines

INSET = 8.0  # Between the frame of a box and what it holds.
# How much closer and how much wider than on the page as a whole the lines of one story may stand.
CLOSER, WIDER = 0.975, 1.075
PAD = 5.0  # Between the headline band and the text.
SECTION = TitleLine("简　讯", Face.HEI_BOLD, 15.0, 0.0, "section")
# What a shape costs by its width, for stories by rank: the index is the number of columns.
WIDTH_COSTS = {
    Position.LEAD: (0, 120, 60, 24, 5, 0, 0, 0, 2),
    Position.SECOND: (0, 60, 14, 3, 0, 0, 5, 12, 18),
    Position.BOTTOM_LEAD: (0, 120, 50, 14, 4, 0, 0, 0, 0),
    Position.STANDARD: (0, 8, 0, 0, 0, 4, 14, 26, 34),
    Position.EAR: (0, 0, 0, 0, 0, 0, 0, 0, 0),
    Position.BRIEF: (0, 0, 0, 3, 8, 14, 20, 26, 30),
}
PICTURE_COSTS = (0, 24, 3, 0, 0, 8, 16, 22, 26)
EMPTY_PICTURE_COSTS = (0, 12, 0, 0, 10, 24, 36, 44, 50)  # Of a place that waits for its photo.
STEP_COST = 5.0
WASTE_COST = 1.0
SHALLOW, DEEP = 10, 50  # Lines of a column: below and above it looks like a strip or a tower.
LARGE = 330.0  # Photos that are higher together are larger than most stories can bear.
TAIL = 4  # Lines that a column must have below a photo, if it has any.
WIDEST_LINE = 20.0  # Ems; a longer line is hard to read at this size.
MEASURE_COST = 3.0
TAIL_COST = 8.0
LONG_LINE_COST = 40.0


@dataclass(frozen=True, slots=True)
class Leaf:
    """What stands in one rectangle: a story, or the briefs of the page; cut to `limit` lines if too long."""

    stories: tuple[Story, ...]
    is_briefs: bool = False
    limit: int | None = None
    spans: tuple[int, ...] = ()
    steps: tuple[int, ...] = (0, 1, -1)

    @property
    def story(self) -> Story:
        return self.stories[0]

    @property
    def position(self) -> Position:
        return Position.BRIEF if self.is_briefs else self.story.position

    @property
    def is_boxed(self) -> bool:
        return self.is_briefs or self.position is Position.EAR or self.story.genre == "comment"

    def all_lines(self, width: float) -> tuple[SetLine, ...]:
        if not self.is_briefs:
            return body_lines(self.story, width)
        return tuple(line for story in self.stories for line in brief_lines(story, width))

    def lines(self, width: float) -> tuple[SetLine, ...]:
        return self.all_lines(width)[: self.limit]


@dataclass(frozen=True, slots=True)
class Shape:
    """A way to set a leaf: `columns` of the grid wide, the text in `text_columns`, the photos over
    `photo_columns` of them (all of them: above the text). `low` and `high` bound its height.
    """

    leaf: Leaf
    columns: int
    text_columns: int
    heading: Heading
    gallery: Gallery | None
    photo_columns: int
    low: float
    high: float
    cost: float


def inner_width(leaf: Leaf, grid: Grid, columns: int) -> float:
    return grid.span(columns) - (2 * INSET if leaf.is_boxed else 0.0)


def text_column(width: float, columns: int) -> float:
    return (width - (columns - 1) * GAP) / columns


def text_height(lines: int, pitch: float, size: float) -> float:
    return (lines - 1) * pitch + size if lines else 0.0


@lru_cache(maxsize=512)
def shapes(leaf: Leaf, grid: Grid, pitch: float) -> tuple[Shape, ...]:
    """Every shape worth trying, all widths and headline sizes."""
    spans = leaf.spans or range(1, grid.columns + 1)
    found = [shape for columns in spans for shape in _of_width(leaf, grid, pitch, min(columns, grid.columns))]
    return tuple(found)


def _of_width(leaf: Leaf, grid: Grid, pitch: float, columns: int) -> Iterator[Shape]:
    width = inner_width(leaf, grid, columns)
    trial = _Trial(leaf, grid, pitch, columns)
    for step in leaf.steps if not leaf.is_briefs else (0,):
        band = band_of(leaf, width=width, columns=columns, step=step)
        cost = abs(step) * STEP_COST if len(leaf.steps) > 1 else 0.0
        for text_columns in _measures(leaf, columns):
            if not leaf.story.pictures or leaf.is_briefs:
                yield trial.shape(band, text_columns, cost=cost)
                continue
            for photo_columns, shown in _galleries(leaf.story, width, text_columns):
                yield trial.shape(band, text_columns, shown, photo_columns, cost=cost)


def band_of(leaf: Leaf, *, width: float, columns: int, step: int) -> Heading:
    if leaf.is_briefs:
        return Heading((SECTION,), SECTION.size * 1.5, SECTION.size)
    return heading(leaf.story, width=width, columns=columns, step=step)


def _measures(leaf: Leaf, columns: int) -> list[int]:
    """In how many columns the text is set: those of the grid, or one less, for what is meant to stand out."""
    stands_out = leaf.position in {Position.LEAD, Position.BOTTOM_LEAD} or leaf.story.genre in {
        "feature",
        "comment",
    }
    return [columns, columns - 1] if columns >= 3 and stands_out and not leaf.is_briefs else [columns]


def _galleries(story: Story, width: float, columns: int) -> Iterator[tuple[int, Gallery]]:
    """Photos above the text, over all its columns, or at the top right over some of them."""
    count = len(story.pictures)
    for span in range(1, columns + 1):
        room = span * text_column(width, columns) + (span - 1) * GAP
        for per_row in sorted({1, min(2, count), min(3, count), count}):
            is_even = count % per_row == 0 or count > 4
            if not is_even or per_row > span + (1 if span > 1 else 0):
                continue
            yield span, gallery(story.pictures, room, per_row)


@dataclass(frozen=True, slots=True)
class _Trial:
    """A leaf in so many columns of the grid; what its shapes measure and cost."""

    leaf: Leaf
    grid: Grid
    pitch: float
    columns: int

    def shape(
        self,
        band: Heading,
        text_columns: int,
        shown: Gallery | None = None,
        photo_columns: int = 0,
        *,
        cost: float,
    ) -> Shape:
        leaf, grid = self.leaf, self.grid
        ems = text_column(inner_width(leaf, grid, self.columns), text_columns) / grid.size
        count = len(leaf.lines(ems))
        if shown is not None and photo_columns < text_columns:
            depth, low, high, own = self._beside(shown, count, text_columns, photo_columns)
        else:
            depth, low, high, own = self._below(shown, count, text_columns)
        cost += own + _width_costs(leaf)[round(self.columns * 8 / grid.columns)]
        cost += _proportion_cost(depth if count else SHALLOW, self.columns)
        cost += (MEASURE_COST if text_columns < self.columns else 0.0) + (
            LONG_LINE_COST if ems > WIDEST_LINE else 0.0
        )
        cost += _photo_cost(leaf, photo_columns, text_columns, shown)
        frame = (2 * INSET if leaf.is_boxed else 0.0) + (band.height + PAD if band.lines else 0.0)
        return Shape(
            leaf,
            columns=self.columns,
            text_columns=text_columns,
            heading=band,
            gallery=shown,
            photo_columns=photo_columns,
            low=low + frame,
            high=high + frame + band.stretch,
            cost=cost,
        )

    def _below(self, shown: Gallery | None, count: int, columns: int) -> tuple[int, float, float, float]:
        """Depth, least and greatest height, and cost of text in columns, below its photos if it has any."""
        least, most = (shown.least, shown.most) if shown else (0.0, 0.0)
        between = BELOW if shown and count else 0.0
        depth = math.ceil(count / columns)
        low, high = (text_height(depth, self.pitch * each, self.grid.size) for each in (CLOSER, WIDER))
        waste = depth * columns - count
        return depth, least + between + low, most + between + high, WASTE_COST * waste

    def _beside(
        self, shown: Gallery, count: int, columns: int, photo_columns: int
    ) -> tuple[int, float, float, float]:
        """The same of text with photos over some of its columns."""
        options = beside(shown, count, columns, photo_columns, self.pitch)
        taken, depth, _empty = options[0]
        low = text_height(depth, self.pitch * CLOSER, self.grid.size)
        high = text_height(options[-1][1], self.pitch * WIDER, self.grid.size)
        if shown.least > high:  # Photos that are deeper than the text beside them.
            low, high = shown.least, shown.most
        cost = WASTE_COST * min(empty for _taken, _depth, empty in options)
        return depth, low, high, cost + (TAIL_COST if 0 < depth - taken < TAIL else 0.0)


def beside(
    shown: Gallery, count: int, columns: int, photo_columns: int, pitch: float
) -> list[tuple[int, int, int]]:
    """For photos over some of the columns: how many lines they take, how deep the columns then are, and how
    many lines of them stay empty; from the smallest crop to the largest.
    """
    least = math.ceil((shown.least + BELOW) / pitch)
    most = max(least, math.floor((shown.most + BELOW) / pitch))
    found = []
    for taken in range(least, most + 1):
        depth = max(math.ceil((count + photo_columns * taken) / columns), taken)
        found.append((taken, depth, columns * depth - photo_columns * taken - count))
    return [each for each in found if each[1] == each[0] or each[1] - each[0] >= TAIL] or found


def _width_costs(leaf: Leaf) -> tuple[float, ...]:
    if leaf.is_briefs or not leaf.story.is_picture_news:
        return WIDTH_COSTS[leaf.position]
    is_empty = all(picture.file is None for picture in leaf.story.pictures)
    return EMPTY_PICTURE_COSTS if is_empty else PICTURE_COSTS


def _proportion_cost(depth: int, columns: int) -> float:
    if columns > 1 and depth < SHALLOW:
        return 1.2 * (SHALLOW - depth) + (6.0 if depth < 5 else 0.0)
    return 0.5 * max(0, depth - DEEP) + (6.0 if columns == 1 and depth > 40 else 0.0)


def _photo_cost(leaf: Leaf, span: int, columns: int, shown: Gallery | None) -> float:
    """A photo is seen before anything else: it is neither a stamp nor larger than its story can bear."""
    if shown is None:
        return 0.0
    smallest = min(placed.width for placed in shown.placed)
    cost = (10.0 if smallest < 90 else 0.0) + max(0.0, shown.natural - LARGE) / 16
    if leaf.story.is_picture_news:
        return cost
    share = span / columns
    return cost + (6.0 if share < 0.3 else 3.0 if columns > 2 and share == 1 else 0.0)
