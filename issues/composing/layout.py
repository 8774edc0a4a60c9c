"""A page composed: the make-up chosen among many, every story set, what is over and missing told. Pure.

`compose` is the door. It orders the stories by rank, finds the distance of lines with which the page is full,
searches the slicing trees and fills the best one.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from issues.composing.composition import GREY, Composition, Fit, Item, Notice
from issues.composing.description import PageDescription, Position, Story
from issues.composing.faces import Face, metrics
from issues.composing.filling import HAIRLINE, Filled, fill, fit_of
from issues.composing.furniture import EAR_COLUMNS, ear_area, head, type_area
from issues.composing.grid import BETWEEN, GAP, Grid, Rect, grids
from issues.composing.headings import STEPS
from issues.composing.setting import body_lines, texts
from issues.composing.shaping import Leaf, inner_width, shapes, text_column
from issues.composing.slicing import Tree, page_cost, places, rules, trees

# The distance of lines, in ems of the body: from tight to airy.
TIGHTEST, USUAL, WIDEST = 1.30, 1.5, 1.84
EAR_LEADINGS = (1.35, 1.5, 1.65, 1.8)
NEAR = (1.0, 0.965, 1.035, 0.93, 1.07)
ENOUGH = 45.0  # A page that costs no more is good; nothing else is tried.
OTHER_LAYOUT_COST = 10_000.0
ROUNDS = 12
MOST_STORIES = 24  # Besides ear and briefs; no page of a daily has as many.
RANKS = {Position.LEAD: 0, Position.SECOND: 1, Position.BOTTOM_LEAD: 9}


class Layout(StrEnum):
    """How a page is cut first."""

    BANNER = "banner"  # 通栏头条: the lead over the whole width.
    BASE = "base"  # A story over the whole width at the foot (倒头条通栏).
    TIERS = "tiers"  # Two tiers.
    SIDE = "side"  # A column of one or two at one side, from top to bottom.
    HALVES = "halves"  # Two stacks beside each other.


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the editor has fixed: the layout, the order of the stories, how wide some are, and how much larger
    or smaller than usual a headline is (in steps of an eighth). Everything else is the compositor's.
    """

    layout: Layout | None = None
    order: tuple[int, ...] = ()
    spans: Mapping[int, int] = field(default_factory=dict)
    headline_steps: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class _Draft:
    tree: Tree
    grid: Grid
    pitch: float
    cost: float


def compose(page: PageDescription, wishes: Wishes = Wishes()) -> Composition:
    """The page set. Whatever the stories are, they stand on it or what does not is told."""
    ear, briefs, others = sorted_out(page, wishes)
    area = type_area(page, has_ear=ear is not None)
    draft = _best_draft(page, wishes, others, briefs, area)
    is_kept = draft is not None and wishes.layout in {None, layout_of(draft.tree)}
    if draft is None and others:
        # No page has stories of these widths: what is left of the wishes is the order.
        draft = _best_draft(page, Wishes(order=wishes.order), others, briefs, area)
    grid = draft.grid if draft else grids(page.line_length)[0]
    items: list[Item] = head(page, grid, has_ear=ear is not None)
    filled: list[Filled] = []
    if ear is not None:
        filled.append(_filled_ear(ear, grid))
    if draft:
        filled += [fill(shape, rect, grid, draft.pitch) for shape, rect in places(draft.tree, area, grid)]
        items += rules(draft.tree, area, grid, HAIRLINE, GREY)
    composition = _composition(page, items, filled, area, draft)
    if is_kept or wishes == Wishes():
        return composition
    return replace(composition, notices=(Notice("wish_not_kept"), *composition.notices))


def sorted_out(page: PageDescription, wishes: Wishes) -> tuple[Story | None, tuple[Story, ...], list[Story]]:
    """The ear, the briefs, and the other stories by rank; the first of those leads if no lead was named."""
    stories = sorted(page.stories, key=lambda story: RANKS.get(story.position, 5))
    if wishes.order:
        rank = {key: number for number, key in enumerate(wishes.order)}
        stories.sort(key=lambda story: rank.get(story.id, len(rank)))
    ear = (
        next((story for story in stories if story.position is Position.EAR), None)
        if page.is_page_one
        else None
    )
    briefs = tuple(story for story in stories if story.is_brief)
    if len(briefs) == 1:
        briefs = ()
    others = [story for story in stories if story is not ear and story not in briefs][:MOST_STORIES]
    return ear, briefs, _with_lead([_ranked(story) for story in others])


def _ranked(story: Story) -> Story:
    return replace(story, position=Position.STANDARD) if story.position is Position.EAR else story


def _with_lead(stories: list[Story]) -> list[Story]:
    if any(story.position is Position.LEAD for story in stories):
        return stories
    for number, story in enumerate(stories):
        if story.headline and not story.is_picture_news and story.position is not Position.BRIEF:
            return [replace(story, position=Position.LEAD), *stories[:number], *stories[number + 1 :]]
    return stories


def _leaf(story: Story, wishes: Wishes) -> Leaf:
    span = wishes.spans.get(story.id)
    step = wishes.headline_steps.get(story.id)
    return Leaf(
        (story,),
        spans=(max(1, span),) if span else (),
        steps=(0, 1, -1) if step is None else (min(max(step, STEPS[0]), STEPS[1]),),
    )


# The choice of a make-up


def _best_draft(
    page: PageDescription, wishes: Wishes, stories: list[Story], briefs: tuple[Story, ...], area: Rect
) -> _Draft | None:
    if not stories and not briefs:
        return None
    leaves = [_leaf(story, wishes) for story in stories]
    orders = list(_orders(leaves, briefs, wishes))
    for _round in range(ROUNDS):
        drafts = [draft for order in orders for draft in _drafts(page, order, area, wishes)]
        if drafts:
            return min(drafts, key=lambda draft: draft.cost)
        orders = [_shortened(page, order, area, by=0.04 * _round) for order in orders]
    return None


def _orders(leaves: list[Leaf], briefs: tuple[Story, ...], wishes: Wishes) -> Iterable[tuple[Leaf, ...]]:
    """Where the briefs may stand: right of the lead, or last; where the editor put the first of them."""
    if not briefs:
        yield tuple(leaves)
        return
    column = Leaf(briefs, is_briefs=True)
    if wishes.order:
        before = set(wishes.order[: _place(wishes.order, briefs[0].id)])
        first = [leaf for leaf in leaves if leaf.story.id in before]
        yield (*first, column, *(leaf for leaf in leaves if leaf not in first))
        return
    yield (*leaves, column)
    if leaves:
        yield (leaves[0], column, *leaves[1:])


def _place(order: Sequence[int], key: int) -> int:
    return order.index(key) if key in order else len(order)


def _drafts(page: PageDescription, order: tuple[Leaf, ...], area: Rect, wishes: Wishes) -> list[_Draft]:
    """The best pages with the distances of lines that promise to fill it; none, if it is overfull."""
    found: list[_Draft] = []
    for grid, pitch in _settings(page, order, area):
        candidates = [
            _Draft(tree, grid, pitch, page_cost(tree, area.height, pitch) + _wish_cost(tree, wishes))
            for tree in trees(order, grid, pitch, area.height)
            if tree.low <= area.height
        ]
        if candidates:
            found.append(min(candidates, key=lambda draft: draft.cost))
            if found[-1].cost < ENOUGH:
                break
    return found


def _wish_cost(tree: Tree, wishes: Wishes) -> float:
    """Another layout is taken only where no page of these stories has the one that is wished for."""
    return 0.0 if wishes.layout in {None, layout_of(tree)} else OTHER_LAYOUT_COST


def _settings(page: PageDescription, order: tuple[Leaf, ...], area: Rect) -> list[tuple[Grid, float]]:
    """Grids and distances of lines, the most promising first."""
    possible = grids(page.line_length)
    for grid in possible:
        share = _fitting(order, grid, area)
        if share <= WIDEST or grid is possible[-1]:
            shares = sorted(
                {min(max(share * near, TIGHTEST), WIDEST) for near in NEAR},
                key=lambda each: abs(each - share),
            )
            return [(grid, grid.size * each) for each in shares[:3]]
    return []


def _fitting(order: tuple[Leaf, ...], grid: Grid, area: Rect) -> float:
    """The distance of lines, in ems, with which the stories would fill the page."""
    lines, rest = _demand(order, grid)
    if not lines:
        return WIDEST
    return (area.width * area.height * 0.985 - rest) / lines / grid.size


def _demand(order: tuple[Leaf, ...], grid: Grid) -> tuple[float, float]:
    """What the stories take: points of lines (times their distance: the area), and square points."""
    pitch = grid.size * USUAL
    lines = rest = 0.0
    for leaf in order:
        shape = min(shapes(leaf, grid, pitch), key=lambda shape: shape.cost)
        width = grid.span(shape.columns) + GAP
        ems = text_column(inner_width(leaf, grid, shape.columns), shape.text_columns) / grid.size
        standing = len(leaf.lines(ems)) * (grid.column + GAP) * shape.columns / shape.text_columns
        lines += standing
        rest += max(0.0, (shape.low + shape.high) / 2 * width - standing * pitch) + BETWEEN * width
    return lines, rest


def _shortened(page: PageDescription, order: tuple[Leaf, ...], area: Rect, *, by: float) -> tuple[Leaf, ...]:
    """The stories cut to what the page holds: the longest first, down to the length of the next."""
    grid = grids(page.line_length)[0]
    lines, rest = _demand(order, grid)
    room = area.width * area.height * (0.97 - by) - rest
    pitch = grid.size * (TIGHTEST + 0.04)
    excess = math.ceil((lines - room / pitch) / (grid.column + GAP))
    lengths = [len(leaf.lines(float(grid.line_length))) for leaf in order]
    excess = max(excess, math.ceil(0.03 * sum(lengths)))
    while excess > 0 and max(lengths) > 4:
        longest = max(range(len(lengths)), key=lambda number: lengths[number])
        others = sorted(set(lengths), reverse=True)
        least = max(others[1] if len(others) > 1 else 4, 4, lengths[longest] - excess)
        least = min(least, lengths[longest] - 1)
        excess -= lengths[longest] - least
        lengths[longest] = least
    return tuple(replace(leaf, limit=length) for leaf, length in zip(order, lengths, strict=True))


def layout_of(tree: Tree) -> Layout:
    if not tree.parts:
        return Layout.BANNER
    one, other = tree.parts
    if tree.is_stack:
        if (
            other.shape is not None
            and not other.shape.leaf.is_briefs
            and other.shape.leaf.position is not Position.LEAD
        ):
            return Layout.BASE
        return Layout.BANNER if one.shape is not None else Layout.TIERS
    return Layout.SIDE if min(one.columns, other.columns) <= 2 else Layout.HALVES


# The page set


def _filled_ear(story: Story, grid: Grid) -> Filled:
    """The ear (报眼) beside the masthead: it is as high as that, and what does not go in is over."""
    area = ear_area(grid)
    leaf = Leaf((replace(story, pictures=()),), spans=(EAR_COLUMNS,))
    count = len(leaf.lines(text_column(inner_width(leaf, grid, EAR_COLUMNS), EAR_COLUMNS) / grid.size))
    for limit in range(count, -1, -1):
        cut = replace(leaf, limit=limit)
        found = [
            (max(0.0, area.height - shape.high), shape.cost, abs(share - USUAL), shape, share * grid.size)
            for share in EAR_LEADINGS
            for shape in shapes(cut, grid, share * grid.size)
            if shape.low <= area.height
        ]
        if found:
            break
    else:
        return Filled(fits=[Fit(story.id, 0, over=count)])
    _missing, _cost, _away, shape, pitch = min(found, key=lambda each: each[:3])
    return fill(shape, area, grid, pitch)


def _composition(
    page: PageDescription,
    items: list[Item],
    filled: list[Filled],
    area: Rect,
    draft: _Draft | None,
) -> Composition:
    for each in filled:
        items += each.items
    fits = [fit for each in filled for fit in each.fits]
    known = {fit.story for fit in fits}
    fits += [_of_nothing(page, story) for story in page.stories if story.id not in known]
    below = 0.0 if draft else area.width * area.height
    return Composition(
        description=page,
        items=tuple(items),
        areas=tuple(place for each in filled for place in each.areas),
        fits=tuple(fits),
        layout=layout_of(draft.tree).value if draft else "",
        hole_share=(sum(each.hole for each in filled) + below) / (area.width * area.height),
        missing=missing_glyphs(page.stories),
        notices=tuple(_notices(page)),
    )


def _of_nothing(page: PageDescription, story: Story) -> Fit:
    """A story for which there was no place at all: all its lines are over."""
    return fit_of(story.id, body_lines(story, float(page.line_length)), 0, 0)


def missing_glyphs(stories: Iterable[Story]) -> dict[str, tuple[int, ...]]:
    """Characters that our faces lack, each with the stories in which it stands; a 〓 is set for it."""
    found: dict[str, list[int]] = defaultdict(list)
    for story in stories:
        words = [story.kicker, story.headline, story.deck, story.byline, *texts(story)]
        words += [word for picture in story.pictures for word in (picture.caption, picture.credit)]
        for character in sorted(metrics(Face.SONG).missing("".join(words))):
            found[character].append(story.id)
    return {character: tuple(ids) for character, ids in found.items()}


def _notices(page: PageDescription) -> Iterable[Notice]:
    for story in page.stories:
        if any(picture.file is None for picture in story.pictures):
            yield Notice("picture_missing", story.id)
