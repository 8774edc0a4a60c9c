"""Type that does not run from left to right: vertical lines, and what stands on its side. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from ingest.sources.pdf.blocks import Block, Body, blocks_of
from ingest.sources.pdf.glyphs import Glyph
from ingest.sources.pdf.lines import ASCENT, DESCENT, Line, lines_of

SHORTEST = 3
STEP = 0.8, 1.7  # sizes from one character of a vertical line down to the next
ASIDE = 0.3
NEXT_COLUMN = 1.3  # sizes of white between two vertical lines of one title


def vertical_blocks(glyphs: list[Glyph]) -> tuple[list[Block], list[Glyph]]:
    """The blocks of vertical type, their lines from right to left, and what is not vertical.

    The order of the file tells: each character of a vertical line stands right below the one before.
    """
    columns: list[list[Glyph]] = []
    others: list[Glyph] = []
    for run in _runs(glyphs):
        is_rest = bool(columns) and _stands_left(run, columns[-1]) and _begins_level(run, columns[-1])
        if len(run) >= SHORTEST or is_rest:
            columns.append(run)
        else:
            others += run
    if not columns:
        return [], others
    return [_block(columns) for columns in _together(columns)], others


def _runs(glyphs: list[Glyph]) -> Iterator[list[Glyph]]:
    run: list[Glyph] = []
    for glyph in glyphs:
        if run and not _is_below(glyph, run[-1]):
            yield run
            run = []
        run.append(glyph)
    if run:
        yield run


def _is_below(glyph: Glyph, other: Glyph) -> bool:
    size = max(glyph.size, other.size)
    down = (glyph.y - other.y) / size
    return abs(glyph.x0 - other.x0) <= ASIDE * size and STEP[0] <= down <= STEP[1]


def _together(columns: list[list[Glyph]]) -> Iterator[list[list[Glyph]]]:
    """Vertical lines of one size side by side, from right to left."""
    open_block: list[list[Glyph]] = []
    for column in columns:
        if open_block and not _stands_left(column, open_block[-1]):
            yield open_block
            open_block = []
        open_block.append(column)
    yield open_block


def _stands_left(column: list[Glyph], other: list[Glyph]) -> bool:
    size = other[0].size
    white = other[0].x0 - column[0].x0 - size
    is_level = column[0].y <= other[-1].y and column[-1].y >= other[0].y
    return (
        is_level and abs(column[0].size - size) < 0.2 * size and -ASIDE * size <= white <= NEXT_COLUMN * size
    )


def _begins_level(column: list[Glyph], other: list[Glyph]) -> bool:
    """A vertical line may be as short as one character: then it begins where the one before begins."""
    return abs(column[0].y - other[0].y) <= ASIDE * other[0].size


def _block(columns: list[list[Glyph]]) -> Block:
    """As if the lines ran from left to right, in the rectangle where they stand."""
    size = columns[0][0].size
    top = min(glyph.y for column in columns for glyph in column) - ASCENT * size
    lines = [_laid_down(column, top=top, row=row) for row, column in enumerate(columns)]
    return Block(
        tuple(lines),
        x0=min(glyph.x0 for column in columns for glyph in column),
        top=top,
        x1=max(glyph.x0 for column in columns for glyph in column) + size,
        bottom=max(glyph.y for column in columns for glyph in column) + DESCENT * size,
        is_title=True,
    )


def _laid_down(column: list[Glyph], *, top: float, row: int) -> Line:
    return Line.of(
        [
            replace(glyph, x0=glyph.y - top, x1=glyph.y - top + glyph.size, y=row * 1.5 * glyph.size)
            for glyph in column
        ]
    )


def turned_blocks(glyphs: list[Glyph]) -> Iterator[Block]:
    """What stands on its side or askew, read as if it stood upright; it comes after everything else."""
    turned = sorted((glyph for glyph in glyphs if glyph.turned), key=lambda glyph: glyph.turned)
    for _angle, group in groupby(turned, key=lambda glyph: glyph.turned):
        lines = lines_of(group)
        yield from blocks_of(lines, Body.of(lines))
