"""Titles and the columns they stand above. Pure.

A title is set in the middle of its columns and often narrower than they are: to the eye it belongs to all of
them. So its lines are taken together, and its rectangle is made as wide as its columns.
"""

from __future__ import annotations

from dataclasses import replace

from ingest.sources.pdf.blocks import Block

CLOSE = 1.2  # sizes of white between two lines of one title
NEAR = 3.0  # sizes of the body from a title down to its columns
LEVEL = 1.0  # sizes of the body between the tops of columns that begin together
SLACK = 4.0  # sizes of the body that a title may be off the middle


def with_heads(blocks: list[Block], *, body: float) -> list[Block]:
    """The same blocks, the lines of each title in one that is as wide as its columns."""
    joined = _joined(blocks, body=body)
    titles = [block for block in joined if block.is_title]
    texts = [block for block in joined if not block.is_title]
    return [*texts, *(_spread(title, titles, texts, body=body) for title in titles)]


def _joined(blocks: list[Block], *, body: float) -> list[Block]:
    """Kicker, headline and deck in one block, with a byline of one line in the middle below them."""
    heads: list[Block] = []
    others: list[Block] = []
    for block in sorted(blocks, key=lambda block: block.top):
        above = next((head for head in reversed(heads) if _goes_with(block, head, body=body)), None)
        if above is not None:
            heads[heads.index(above)] = _merged(above, block)
        elif block.is_title:
            heads.append(block)
        else:
            others.append(block)
    return [*heads, *others]


def _goes_with(block: Block, head: Block, *, body: float) -> bool:
    white = block.top - head.bottom
    shared = min(block.x1, head.x1) - max(block.x0, head.x0)
    if not -body <= white <= CLOSE * max(body, min(block.size, head.size)) or shared <= 0:
        return False
    off_centre = abs(block.x0 + block.x1 - head.x0 - head.x1) / 2
    return block.is_title or (len(block.lines) == 1 and off_centre < body)


def _merged(head: Block, block: Block) -> Block:
    return replace(
        head,
        lines=(*head.lines, *block.lines),
        x0=min(head.x0, block.x0),
        x1=max(head.x1, block.x1),
        bottom=max(head.bottom, block.bottom),
    )


def _spread(title: Block, titles: list[Block], texts: list[Block], *, body: float) -> Block:
    """As wide as the columns that begin level below it, as far as no other title stands above them."""
    below = [block for block in texts if -body < block.top - title.bottom <= NEAR * body]
    if not below:
        return title
    under = [block for block in below if block.x0 < title.x1 and block.x1 > title.x0]
    top = min(block.top for block in under or below)
    level = [
        block
        for block in below
        if abs(block.top - top) <= LEVEL * body
        and not any(_is_over(other, block, since=title.top) for other in titles if other is not title)
    ]
    x0, x1 = min([title.x0, *(b.x0 for b in under)]), max([title.x1, *(b.x1 for b in under)])
    # What stands beside the title or its columns and is none of them bounds the room in whose middle it is.
    beside = [
        b for b in (*titles, *texts) if b is not title and title.top < b.bottom and b.top < top - LEVEL * body
    ]
    beside += [b for b in below if abs(b.top - top) <= LEVEL * body and b not in level]
    start = max((b.x1 for b in beside if b.x1 <= x0 + body), default=min(b.x0 for b in texts))
    end = min((b.x0 for b in beside if b.x0 >= x1 - body), default=max(b.x1 for b in texts))
    # Between two titles each has the columns in whose middle it stands.
    twice = title.x0 + title.x1
    if any(b.is_title and b.x1 <= x0 + body for b in beside):
        start = max(start, twice - end - SLACK * body)
    if any(b.is_title and b.x0 >= x1 - body for b in beside):
        end = min(end, twice - start + SLACK * body)
    return replace(
        title,
        x0=min([x0, *(b.x0 for b in level if start - 1 <= b.x0 < x0)]),
        x1=max([x1, *(b.x1 for b in level if x1 < b.x1 <= end + 1)]),
    )


def _is_over(title: Block, block: Block, *, since: float) -> bool:
    """Whether this title stands right above the block, not higher than the one that is looked at."""
    shared = min(title.x1, block.x1) - max(title.x0, block.x0)
    return shared > 0 and since - title.size <= title.bottom <= block.top + title.size
