"""The order in which the blocks of a page are read. Pure.

A page is cut along its white stripes, again and again: across, where a title stands above its columns, and
down, where nothing reaches over from one column into the next.
"""

from __future__ import annotations

from collections.abc import Callable

from ingest.sources.pdf.blocks import Block

DEEPEST = 60
TOLERANCE = 1.0  # points that boxes may overlap and still count as apart


def in_order(blocks: list[Block], *, depth: int = 0) -> list[Block]:
    if len(blocks) < 2 or depth > DEEPEST:
        return sorted(blocks, key=lambda block: (block.top, block.x0))
    bands = _bands(blocks)
    columns = _apart(blocks, lambda block: (block.x0, block.x1))
    if len(columns) > 1:
        parts = _rows_first(blocks, columns) or columns
    elif len(bands) > 1:
        parts = bands
    else:
        return _around_the_widest(blocks, depth=depth)
    return [block for part in parts for block in in_order(part, depth=depth + 1)]


def _apart(blocks: list[Block], edges: Callable[[Block], tuple[float, float]]) -> list[list[Block]]:
    """Groups of blocks with a white stripe between them."""
    groups: list[list[Block]] = []
    end = 0.0
    for block in sorted(blocks, key=edges):
        first, last = edges(block)
        if groups and first < end - TOLERANCE:
            groups[-1].append(block)
            end = max(end, last)
        else:
            groups.append([block])
            end = last
    return groups


def _bands(blocks: list[Block]) -> list[list[Block]]:
    """Cut across above and below what stands over several columns; what lies between stays together."""
    parts: list[list[Block]] = []
    for band in _apart(blocks, lambda block: (block.top, block.bottom)):
        joined = [*parts[-1], *band] if parts else []
        if joined and _is_in_columns(parts[-1]) and _is_in_columns(joined):
            parts[-1] = joined
        else:
            parts.append(band)
    return parts


def _is_in_columns(blocks: list[Block]) -> bool:
    return len(_apart(blocks, lambda block: (block.x0, block.x1))) > 1


def _rows_first(blocks: list[Block], columns: list[list[Block]]) -> list[list[Block]] | None:
    """The upper and the lower part, where a stripe goes across all columns and the columns of the upper part
    belong together: below it something new begins on the left, while the right column of the upper part
    begins without a title, so it is the left one's continuation.
    """
    bands = _apart(blocks, lambda block: (block.top, block.bottom))
    for cut in range(1, len(bands)):
        lower = [block for band in bands[cut:] for block in band]
        upper = [block for band in bands[:cut] for block in band]
        above = set(map(id, upper))
        parts = [[block for block in column if id(block) in above] for column in columns]
        rests = [[block for block in column if id(block) not in above] for column in columns]
        if (
            all(parts)
            and rests[0]
            and _first(rests[0]).is_title
            and _first(rests[0]) in bands[cut]
            and not any(_first(part).is_title for part in parts[1:])
        ):
            return [upper, lower]
    return None


def _first(blocks: list[Block]) -> Block:
    return min(blocks, key=lambda block: block.top)


def _around_the_widest(blocks: list[Block], *, depth: int) -> list[Block]:
    """No stripe goes through: the widest block is in the way. What is above it comes before it, what is
    beside and below it after.
    """
    widest = max(blocks, key=lambda block: block.x1 - block.x0)
    middle = (widest.top + widest.bottom) / 2
    before = [block for block in blocks if block is not widest and block.bottom <= middle]
    after = [block for block in blocks if block is not widest and block.bottom > middle]
    return [*in_order(before, depth=depth + 1), widest, *in_order(after, depth=depth + 1)]
