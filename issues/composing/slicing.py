"""The page cut into rectangles: every way to set stories below and beside each other. Pure.

A page of modular make-up (模块式) is a slicing tree. The stories come in reading order, so each node holds
stories that follow each other; for every such run and every width the table holds the best trees, by their
heights. A node's height is a range, since headlines take air, lines stand wider and photos are cropped;
trees stand beside each other where their ranges meet.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from issues.composing.composition import Item, Panel
from issues.composing.description import Position
from issues.composing.grid import BETWEEN, GAP, Grid, Rect
from issues.composing.shaping import Leaf, Shape, shapes

KEPT = 7  # Trees for each run of stories and each width.
BAND = 22.0  # Heights that differ by less compete with each other.
# Columns may miss each other's height by so much, at the price of a hole.
HOLE = 26.0
HOLE_COST = 1.6  # For each line of one column that stays empty.
CLASH_COST = 5.0  # Two headlines at one height beside each other (碰题).
SEAM_COST = 4.0  # A gutter from top to bottom (通缝).
OUTSHONE_COST = 3.0  # For each point by which another headline is larger than the lead's.


@dataclass(frozen=True, slots=True)
class Tree:
    """Stories in a rectangle: a shape, or two trees below each other (`is_stack`) or beside each other."""

    low: float
    high: float
    cost: float
    columns: int
    shape: Shape | None = None
    parts: tuple[Tree, ...] = ()
    is_stack: bool = False
    titles: int = 1  # Headlines along its upper edge.

    def leaves(self) -> Iterator[Shape]:
        if self.shape is not None:
            yield self.shape
        for part in self.parts:
            yield from part.leaves()


Table = dict[tuple[int, int, int], list[Tree]]


def trees(leaves: Sequence[Leaf], grid: Grid, pitch: float, height: float) -> list[Tree]:
    """The best pages of these stories in this order, over all columns; their heights may miss the page's."""
    table: Table = {}
    count = len(leaves)
    for length in range(1, count + 1):
        for start in range(count - length + 1):
            for columns in range(1, grid.columns + 1):
                is_whole = length == count
                if is_whole and columns < grid.columns:
                    continue
                found = _single(leaves[start], grid, pitch, columns) if length == 1 else []
                found += _joined(table, start, start + length, columns, pitch)
                limit = height + HOLE if is_whole else height
                found = [tree for tree in found if tree.low <= limit]
                table[start, start + length, columns] = found if is_whole else _best(found)
    return table[0, count, grid.columns] if count else []


def _single(leaf: Leaf, grid: Grid, pitch: float, columns: int) -> list[Tree]:
    return [
        Tree(shape.low, shape.high, shape.cost, columns, shape, titles=0 if leaf.is_boxed else 1)
        for shape in shapes(leaf, grid, pitch)
        if shape.columns == columns
    ]


def _joined(table: Table, start: int, end: int, columns: int, pitch: float) -> list[Tree]:
    found: list[Tree] = []
    for middle in range(start + 1, end):
        found += [
            stacked(upper, lower)
            for upper in table.get((start, middle, columns), ())
            for lower in table.get((middle, end, columns), ())
        ]
        found += [
            tree
            for left in range(1, columns)
            for one in table.get((start, middle, left), ())
            for other in table.get((middle, end, columns - left), ())
            if (tree := beside_each_other(one, other, pitch))
        ]
    return found


def stacked(upper: Tree, lower: Tree) -> Tree:
    return Tree(
        upper.low + BETWEEN + lower.low,
        upper.high + BETWEEN + lower.high,
        upper.cost + lower.cost,
        upper.columns,
        parts=(upper, lower),
        is_stack=True,
        titles=upper.titles,
    )


def beside_each_other(one: Tree, other: Tree, pitch: float) -> Tree | None:
    low, high = max(one.low, other.low), min(one.high, other.high)
    cost = one.cost + other.cost
    if low > high + HOLE:
        return None
    if low > high:
        shorter = one if one.high < other.high else other
        cost += HOLE_COST * (low - high) / pitch * shorter.columns
        high = low
    if one.titles and other.titles:
        cost += CLASH_COST
    return Tree(
        low,
        high,
        cost,
        one.columns + other.columns,
        parts=(one, other),
        titles=one.titles + other.titles,
    )


def _best(found: list[Tree]) -> list[Tree]:
    """The cheapest of each band of heights, and of those the cheapest."""
    bands: dict[int, Tree] = {}
    for tree in found:
        band = int((tree.low + tree.high) / 2 / BAND)
        if band not in bands or tree.cost < bands[band].cost:
            bands[band] = tree
    return sorted(bands.values(), key=lambda tree: tree.cost)[:KEPT]


def page_cost(tree: Tree, height: float, pitch: float) -> float:
    """What a tree costs as a page of this height: with what stays empty below it."""
    missing = max(0.0, height - tree.high)
    seam = SEAM_COST if not tree.is_stack and tree.parts else 0.0
    return tree.cost + seam + _disorder(tree) + HOLE_COST * missing / pitch * tree.columns


def _disorder(tree: Tree) -> float:
    """A headline larger than the lead's costs, by the point."""
    sizes = [(shape.leaf.position is Position.LEAD, shape.heading.size) for shape in tree.leaves()]
    lead = max((size for is_lead, size in sizes if is_lead), default=0.0)
    largest = max((size for is_lead, size in sizes if not is_lead), default=0.0)
    return OUTSHONE_COST * max(0.0, largest - lead) if lead else 0.0


def places(tree: Tree, rect: Rect, grid: Grid) -> Iterator[tuple[Shape, Rect]]:
    """Where each shape stands when the tree fills the rectangle."""
    if tree.shape is not None:
        yield tree.shape, rect
        return
    one, other = tree.parts
    if tree.is_stack:
        upper, lower = _shared(one, other, rect.height - BETWEEN)
        yield from places(one, Rect(rect.x, rect.y, rect.width, upper), grid)
        yield from places(other, Rect(rect.x, rect.y + upper + BETWEEN, rect.width, lower), grid)
        return
    left = grid.span(one.columns)
    yield from places(one, Rect(rect.x, rect.y, left, rect.height), grid)
    yield from places(other, Rect(rect.x + left + GAP, rect.y, grid.span(other.columns), rect.height), grid)


def _shared(one: Tree, other: Tree, height: float) -> tuple[float, float]:
    """The height dealt out: to each what it needs, what is left by how much each can take."""
    left = height - one.low - other.low
    soft = (one.high - one.low, other.high - other.low)
    total = sum(soft)
    share = soft[0] / total if total > 0 else one.low / max(one.low + other.low, 1.0)
    first = one.low + left * share
    return first, height - first


def rules(tree: Tree, rect: Rect, grid: Grid, thickness: float, colour: str) -> Iterator[Item]:
    """Hairlines between what stands below and beside each other; none beside a box, which has its own."""
    if not tree.parts:
        return
    one, other = tree.parts
    rects = list(_halves(tree, rect, grid))
    if not (_is_box(one) or _is_box(other)):
        if tree.is_stack:
            y = rects[0].bottom + BETWEEN / 2 - thickness / 2
            yield Panel(Rect(rect.x, y, rect.width, thickness), fill=colour)
        else:
            x = rects[0].right + GAP / 2 - thickness / 2
            yield Panel(Rect(x, rect.y, thickness, rect.height), fill=colour)
    for part, half in zip(tree.parts, rects, strict=True):
        yield from rules(part, half, grid, thickness, colour)


def _halves(tree: Tree, rect: Rect, grid: Grid) -> Iterator[Rect]:
    one, other = tree.parts
    if tree.is_stack:
        upper, lower = _shared(one, other, rect.height - BETWEEN)
        yield Rect(rect.x, rect.y, rect.width, upper)
        yield Rect(rect.x, rect.y + upper + BETWEEN, rect.width, lower)
        return
    left = grid.span(one.columns)
    yield Rect(rect.x, rect.y, left, rect.height)
    yield Rect(rect.x + left + GAP, rect.y, grid.span(other.columns), rect.height)


def _is_box(tree: Tree) -> bool:
    return tree.shape is not None and tree.shape.leaf.is_boxed
