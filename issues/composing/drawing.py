"""A composed page as a schematic drawing: its parts in points of the sheet, as SVG takes them. Pure.

Headlines stand as they are set, running text as grey lines, photos as crossed boxes. Of a story that is not
the asker's to see the headline is a grey line too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from issues.composing.composition import Composition, Image, Panel, Text
from issues.composing.grid import GAP, HEIGHT, WIDTH, Grid, Rect, grids

SHARES = {"left": 0.0, "center": 0.5, "right": 1.0}  # Of the room that is left, before the line.
ANCHORS = {"left": "start", "center": "middle", "right": "end"}
ASCENT = 0.86  # Of the size: where Chinese characters stand above the base line.
# The number of a story and what is over or missing, large enough to be read on a telephone.
BADGE, TAG = 46.0, 40.0


@dataclass(frozen=True, slots=True)
class Box:
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True, slots=True)
class Title:
    x: str
    y: str
    size: str
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class Shape:
    """A story on the drawing: its boxes, of which briefs may have two, and where its number and tag stand."""

    story: int
    boxes: tuple[Box, ...]
    badge: Box
    tag: Box


@dataclass(frozen=True, slots=True)
class Drawing:
    titles: tuple[Title, ...]
    lines: str  # The path of the running text.
    crosses: str
    photos: tuple[Box, ...]
    rules: tuple[Box, ...]
    shapes: tuple[Shape, ...]
    width: str = f"{WIDTH:.0f}"
    height: str = f"{HEIGHT:.0f}"


def draw(composition: Composition, *, hidden: Collection[int] = ()) -> Drawing:
    veiled = [area for story, area in composition.areas if story in hidden]
    texts = [item for item in composition.items if isinstance(item, Text)]
    titles = [item for item in texts if _is_title(item) and not any(_lies_in(item, area) for area in veiled)]
    photos = [item.rect for item in composition.items if isinstance(item, Image)]
    panels = [item.rect for item in composition.items if isinstance(item, Panel) and item.fill]
    return Drawing(
        titles=tuple(title for item in titles for title in _titles(item)),
        lines="".join(line for item in texts if item not in titles for line in _lines(item)),
        crosses="".join(_cross(rect) for rect in photos),
        photos=tuple(map(_box, photos)),
        rules=tuple(_box(rect) for rect in panels if min(rect.width, rect.height) < 2),
        shapes=tuple(_shapes(composition)),
    )


def columns_of(composition: Composition) -> Mapping[int, int]:
    """How many basic columns wide each story stands."""
    grid = _grid(composition)
    return {
        story: round((area.width + GAP) / (grid.column + GAP)) for story, area in reversed(composition.areas)
    }


def characters_in_line(composition: Composition) -> Mapping[int, int]:
    """How many characters a line of each story holds, as it is set."""
    found: dict[int, int] = {}
    for item in composition.items:
        if isinstance(item, Text) and item.is_justified:
            for story, area in composition.areas:
                if story not in found and _lies_in(item, area):
                    found[story] = round(item.width / item.size)
    return found


def _grid(composition: Composition) -> Grid:
    """The one whose body size the running text has."""
    possible = grids(composition.description.line_length)
    sizes = [item.size for item in composition.items if isinstance(item, Text) and item.is_justified]
    return min(possible, key=lambda grid: abs(grid.size - sizes[0])) if sizes else possible[0]


def _is_title(item: Text) -> bool:
    return item.role in {"h1", "furniture"} or (item.align == "center" and item.role != "caption")


def _lies_in(item: Text, area: Rect) -> bool:
    x, y = item.x + item.width / 2, item.y + item.size / 2
    return area.x <= x <= area.right and area.y <= y <= area.bottom


def _titles(item: Text) -> Iterator[Title]:
    shift = item.width * SHARES[item.align]
    for number, text in enumerate(item.lines):
        y = item.y + item.size * ASCENT + number * item.leading
        yield Title(_n(item.x + shift), _n(y), _n(item.size), ANCHORS[item.align], text)


def _lines(item: Text) -> Iterator[str]:
    for number, text in enumerate(item.lines):
        indent = item.indent if number == 0 else 0.0
        is_short = not item.is_justified or (item.ends and number == len(item.lines) - 1)
        room = item.width - indent
        width = min(room, len(text) * item.size) if is_short else room
        start = (
            item.x + indent + {"left": 0.0, "center": (room - width) / 2, "right": room - width}[item.align]
        )
        yield f"M{start:.0f} {item.y + item.size / 2 + number * item.leading:.1f}h{width:.0f}"


def _cross(rect: Rect) -> str:
    left, right, top, bottom = map(_n, (rect.x, rect.right, rect.y, rect.bottom))
    return f"M{left} {top}L{right} {bottom}M{right} {top}L{left} {bottom}"


def _shapes(composition: Composition) -> Iterator[Shape]:
    areas: defaultdict[int, list[Rect]] = defaultdict(list)
    for story, area in composition.areas:
        areas[story].append(area)
    for story, found in areas.items():
        # Both at the foot, where they hide no headline; a region may be lower than they are.
        last = found[-1]
        badge = Rect(last.x, last.bottom - BADGE, BADGE, BADGE)
        tag = Rect(badge.right, last.bottom - TAG, last.width - BADGE, TAG)
        yield Shape(story, tuple(map(_box, found)), _box(badge), _box(tag))


def _box(rect: Rect) -> Box:
    return Box(_n(rect.x), _n(rect.y), _n(rect.width), _n(rect.height))


def _n(number: float) -> str:
    return f"{number:.1f}"
