"""A story set into its rectangle to the last point, and what of it is over or missing. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import Any

from articles.text import BlockKind, count_characters
from issues.composing.composition import BLACK, GREY, RED, Fit, Image, Item, Panel, Text
from issues.composing.faces import Face
from issues.composing.gallery import ABOVE, BELOW, BETWEEN, LEADING, SIZE, Placed
from issues.composing.grid import GAP, Grid, Rect
from issues.composing.headings import LEADING as TITLE_LEADING
from issues.composing.setting import QUOTE_INSET, SetLine, in_columns
from issues.composing.shaping import (
    CLOSER,
    INSET,
    PAD,
    WIDER,
    Shape,
    beside,
    text_column,
    text_height,
)

HAIRLINE = 0.35
TINT = "#f3f1ec"
ROLES = {"headline": "h1", "section": "furniture"}
ABOVE_HEADLINE = 0.4  # Of the air of a headline band; the rest goes below it.
# What decides between crops of a photo: points left over, empty lines, lines further apart than usual.
REST_COST, EMPTY_COST, AWAY_COST = 4.0, 3.0, 20.0
WORDS = 20  # Of the text before a cut, in characters.


@dataclass
class Filled:
    items: list[Item] = field(default_factory=list)
    areas: list[tuple[int, Rect]] = field(default_factory=list)
    fits: list[Fit] = field(default_factory=list)
    hole: float = 0.0  # Square points that stay empty.


@dataclass(frozen=True, slots=True)
class Plan:
    """How the lines stand: the depth of the columns, the lines that photos take of some of them, the distance
    of lines, the height of the photos, and the points that neither fills.
    """

    depth: int
    taken: int
    pitch: float
    pictures: float
    rest: float


def fill(shape: Shape, rect: Rect, grid: Grid, pitch: float) -> Filled:
    return Setter(shape, rect, grid, pitch).filled()


@dataclass(frozen=True)
class Setter:
    """Sets one shape into one rectangle."""

    shape: Shape
    rect: Rect
    grid: Grid
    pitch: float

    def filled(self) -> Filled:
        found = Filled()
        if self.shape.leaf.is_boxed:
            tint = TINT if self.shape.leaf.is_briefs else ""
            found.items.append(Panel(self.rect, fill=tint, stroke=0.6, colour=GREY))
        found.items += self._titles()
        found.items += self._pictures()
        found.items += self._texts()
        found.areas += self._areas()
        found.fits += self._fits()
        found.hole = self._empty + self._short * self.plan.pitch * self.width
        return found

    # Measures

    @cached_property
    def inner(self) -> Rect:
        return self.rect.inset(INSET) if self.shape.leaf.is_boxed else self.rect

    @property
    def width(self) -> float:
        return text_column(self.inner.width, self.shape.text_columns)

    @property
    def ems(self) -> float:
        return self.width / self.grid.size

    @cached_property
    def lines(self) -> tuple[SetLine, ...]:
        return self.shape.leaf.lines(self.ems)

    @property
    def band(self) -> float:
        return self.shape.heading.height + PAD if self.shape.heading.lines else 0.0

    @property
    def air(self) -> float:
        """What the headline band takes of the points that are left."""
        return min(self.plan.rest, self.shape.heading.stretch)

    @property
    def top(self) -> float:
        """Where photos and text begin."""
        return self.inner.y + self.band + self.air

    @property
    def has_corner(self) -> bool:
        """Whether photos stand over some of the columns only."""
        return self.shape.gallery is not None and self.shape.photo_columns < self.shape.text_columns

    @cached_property
    def plan(self) -> Plan:
        """The distance of lines and the crop of the photos with which the text ends at the bottom edge."""
        shown, count = self.shape.gallery, len(self.lines)
        room = self.inner.height - self.band
        if self.has_corner:
            return self._plan_of_corner(room)
        depth = math.ceil(count / self.shape.text_columns)
        if shown is None:
            return self._spread(depth, room)
        between = BELOW if count else 0.0
        wanted = room - between - text_height(depth, self.pitch, self.grid.size)
        pictures = min(max(wanted, shown.least), shown.most)
        return self._spread(depth, room - pictures - between, pictures=pictures)

    def _plan_of_corner(self, room: float) -> Plan:
        shown, shape = self.shape.gallery, self.shape
        assert shown is not None
        options = beside(shown, len(self.lines), shape.text_columns, shape.photo_columns, self.pitch)
        plans = [(self._spread(depth, room, taken=taken), empty) for taken, depth, empty in options]
        best, _empty = min(plans, key=lambda each: self._cost(*each))
        if best.taken < best.depth:
            height = best.taken * best.pitch - BELOW
            return Plan(best.depth, best.taken, best.pitch, height, best.rest)
        # The photos are as deep as the text beside them, or deeper.
        height = min(max(room, shown.least), shown.most)
        return Plan(best.depth, best.taken, best.pitch, height, min(best.rest, room - height))

    def _cost(self, plan: Plan, empty: int) -> float:
        return abs(plan.rest) * REST_COST + empty * EMPTY_COST + abs(plan.pitch - self.pitch) * AWAY_COST

    def _spread(self, depth: int, room: float, *, taken: int = 0, pictures: float = 0.0) -> Plan:
        pitch = self.pitch
        if depth > 1:
            fitting = (room - self.grid.size) / (depth - 1)
            pitch = min(max(fitting, pitch * CLOSER), pitch * WIDER)
        return Plan(depth, taken, pitch, pictures, room - text_height(depth, pitch, self.grid.size))

    @cached_property
    def taken(self) -> list[int]:
        """For each column the lines that photos take of it."""
        n, p = self.shape.text_columns, self.shape.photo_columns
        return [0] * (n - p) + [self.plan.taken] * p if self.has_corner else [0] * n

    @cached_property
    def columns(self) -> list[list[SetLine]]:
        """All as deep as each other but for the photos; the last a line shorter if lines lack."""
        depths = [self.plan.depth - taken for taken in self.taken]
        spare = sum(depths) - len(self.lines)
        while spare > 0 and any(depths):
            for number in range(len(depths) - 1, -1, -1):
                if spare > 0 and depths[number] > 0:
                    depths[number] -= 1
                    spare -= 1
        return in_columns(self.lines, depths)

    @property
    def _standing(self) -> int:
        return sum(map(len, self.columns))

    @property
    def _empty(self) -> float:
        return max(0.0, self.plan.rest - self.air) * self.inner.width

    @property
    def _short(self) -> int:
        """Lines that stay empty at the feet of the columns."""
        if not self.lines:
            return 0
        room = self.plan.depth * self.shape.text_columns - sum(self.taken)
        return max(0, room - self._standing)

    # What stands there

    def _titles(self) -> Iterator[Text]:
        for line in self.shape.heading.lines:
            above = self.air * ABOVE_HEADLINE + line.top + line.size * (TITLE_LEADING - 1) / 2
            yield Text(
                x=self.inner.x,
                y=self.inner.y + above,
                width=self.inner.width,
                size=line.size,
                face=line.face,
                lines=(line.text,),
                role=ROLES.get(line.role, "p"),
                align="center",
                colour=RED if line.role == "section" else BLACK,
            )

    def _pictures(self) -> Iterator[Item]:
        shown, shape = self.shape.gallery, self.shape
        if shown is None:
            return
        left = self.inner.x + (shape.text_columns - shape.photo_columns) * (self.width + GAP)
        crop = (self.plan.pictures - shown.fixed) / sum(shown.heights)
        y = self.top
        for row, (whole, below) in enumerate(zip(shown.heights, shown.captions, strict=True)):
            for placed in (each for each in shown.placed if each.row == row):
                area = Rect(left + placed.x, y, placed.width, whole * crop)
                yield Image(area, placed.picture)
                yield from _captions(placed, area)
            y += whole * crop + below + BETWEEN

    def _texts(self) -> Iterator[Text]:
        above = self.plan.pictures + BELOW if self.shape.gallery and not self.has_corner else 0.0
        for number, lines in enumerate(self.columns):
            x = self.inner.x + number * (self.width + GAP)
            y = self.top + above + self.taken[number] * self.plan.pitch
            for start, piece in _pieces(lines):
                yield self._text(piece, x, y + start * self.plan.pitch)

    def _text(self, piece: list[SetLine], x: float, y: float) -> Text:
        first = piece[0]
        inset = QUOTE_INSET * self.grid.size if first.kind is BlockKind.QUOTE else 0.0
        is_plain = first.kind is not BlockKind.SUBHEAD and first.role != "jump"
        return Text(
            x=x + inset,
            y=y,
            width=self.width - 2 * inset,
            size=self.grid.size,
            lines=tuple(line.text for line in piece),
            leading=self.plan.pitch,
            is_justified=is_plain,
            ends=piece[-1].ends,
            indent=first.indent * self.grid.size,
            bold=sum(line.bold for line in piece),
            **_look(first),
        )

    # What is told

    def _fits(self) -> Iterator[Fit]:
        leaf, standing = self.shape.leaf, self._standing
        lines = leaf.all_lines(self.ems)
        if not leaf.is_briefs:
            under = round(self._empty / (self.plan.pitch * (self.width + GAP)))
            yield fit_of(leaf.story.id, lines, standing, under)
            return
        for story in leaf.stories:
            own = [line for line in lines if line.story == story.id]
            yield fit_of(story.id, own, sum(line.story == story.id for line in lines[:standing]), 0)

    def _areas(self) -> Iterator[tuple[int, Rect]]:
        """Where the stories stand: one in its rectangle, briefs where their lines are, column by column."""
        if not self.shape.leaf.is_briefs:
            yield self.shape.leaf.story.id, self.rect
            return
        for number, lines in enumerate(self.columns):
            x, y = self.inner.x + number * (self.width + GAP), self.top
            for story, group in groupby(lines, key=lambda line: line.story):
                count = len(list(group))
                yield story, Rect(x, y, self.width, text_height(count, self.plan.pitch, self.grid.size))
                y += count * self.plan.pitch


def _captions(placed: Placed, area: Rect) -> Iterator[Text]:
    def text(lines: tuple[str, ...], first: int, **others: Any) -> Text:
        return Text(
            x=area.x,
            y=area.bottom + ABOVE + first * LEADING,
            width=placed.width,
            size=SIZE,
            face=Face.HEI,
            lines=lines,
            leading=LEADING,
            role="caption",
            **others,
        )

    if placed.caption:
        yield text(placed.caption, 0)
    if placed.credit:
        yield text(placed.credit, placed.depth - len(placed.credit), align="right")


def _pieces(lines: Sequence[SetLine]) -> Iterator[tuple[int, list[SetLine]]]:
    """The lines of one paragraph in this column, with the number of the first."""
    place = 0
    for _key, group in groupby(lines, key=lambda line: (line.story, line.block, line.role)):
        piece = list(group)
        yield place, piece
        place += len(piece)


def _look(line: SetLine) -> dict[str, Any]:
    """Face, place in the line, and rank of a piece of the body."""
    if line.role == "jump":
        return {"face": Face.HEI, "align": "right", "kind": line.kind}
    if line.kind is BlockKind.SUBHEAD:
        is_brief = line.role == "brief"
        return {
            "face": Face.HEI_BOLD,
            "align": "left" if is_brief else "center",
            "role": "h1" if is_brief else "h2",
            "kind": line.kind,
        }
    return {"face": Face.HEI if line.kind is BlockKind.QUOTE else Face.SONG, "kind": line.kind}


def fit_of(story: int, lines: Sequence[SetLine], standing: int, under: int) -> Fit:
    over = len(lines) - standing
    last = "".join(line.text for line in lines[max(0, standing - 2) : standing]) if over else ""
    lost = sum(count_characters(line.text) for line in lines[standing:])
    return Fit(story, standing, over=over, under=under, cut_after=last[-WORDS:], characters_over=lost)
