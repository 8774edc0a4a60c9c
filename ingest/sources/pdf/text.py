"""Blocks in their order become the text of the page, a paragraph a line. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ingest.page.decode import PageError
from ingest.page.lines import INDENT
from ingest.sources.pdf.blocks import Block, Body, blocks_of, is_same_size
from ingest.sources.pdf.glyphs import Glyph
from ingest.sources.pdf.heads import with_heads
from ingest.sources.pdf.lines import Line, lines_of
from ingest.sources.pdf.order import in_order
from ingest.sources.pdf.turned import turned_blocks, vertical_blocks

MAX_COLUMN_LINES = 4000  # a broadsheet page has about 1,000
INDENTED = 1.4, 2.6  # sizes to the right of the column's edge
SHORT = 2.0  # sizes that a last line leaves white


def page_of(glyphs: list[Glyph]) -> str:
    """The text of a page, a paragraph or a piece of one a line, with empty lines between them."""
    upright = [glyph for glyph in glyphs if not glyph.turned]
    vertical, horizontal = vertical_blocks(upright)
    lines = lines_of(horizontal)
    if len(lines) > MAX_COLUMN_LINES:
        detail = f"{MAX_COLUMN_LINES} lines"
        raise PageError("too-large", f"has more than {detail}", detail=detail)
    body = Body.of(lines or [line for block in vertical for line in block.lines])
    blocks = with_heads(blocks_of(lines, body), body=body.size)
    ordered = [*in_order([*blocks, *vertical]), *turned_blocks(glyphs)]
    # How many lines begin at each place, in points.
    edges = Counter(round(line.x0) for line in lines)
    return "\n\n".join(piece for block in ordered for piece in pieces(block, edges, body)) + "\n"


def pieces(block: Block, edges: Counter[int], body: Body) -> Iterator[str]:
    """The paragraphs of a block; the lines of a title each by themselves.

    What is in another type than the body goes on with nothing: a caption, a notice.
    """
    if block.is_title:
        yield from _title_lines(block)
        return
    open_lines: list[Line] = []
    is_indented = False
    for line in block.lines:
        is_other = line is block.lines[0] and not body.is_of(line)
        begins = is_other or is_paragraph(line, edges)
        if open_lines and (begins or block.x1 - open_lines[-1].x1 > SHORT * line.size):
            yield _piece(open_lines, is_indented=is_indented)
            open_lines = []
        if not open_lines:
            is_indented = begins
        open_lines.append(line)
    yield _piece(open_lines, is_indented=is_indented)


def _title_lines(block: Block) -> Iterator[str]:
    """A title over two lines is of one size; kicker, deck and byline have sizes of their own."""
    open_lines: list[Line] = []
    for line in block.lines:
        if open_lines and not _is_same_title(open_lines[-1], line):
            yield _title(open_lines)
            open_lines = []
        open_lines.append(line)
    yield _title(open_lines)


def _is_same_title(above: Line, line: Line) -> bool:
    return is_same_size(above, line.size) and not line.text.startswith(("—", "─", "-"))


def _title(lines: list[Line]) -> str:
    return " ".join(line.text for line in lines)


def is_paragraph(line: Line, edges: Counter[int]) -> bool:
    """Whether the line begins two characters to the right of where other lines begin."""
    near, far = (round(line.x0 - indent * line.size) for indent in INDENTED)
    at_edge = max((edges[x] for x in range(far, near + 1)), default=0)
    return at_edge >= max(1, edges[round(line.x0)] // 3)


def _piece(lines: list[Line], *, is_indented: bool) -> str:
    return (INDENT if is_indented else "") + "".join(line.text for line in lines)
