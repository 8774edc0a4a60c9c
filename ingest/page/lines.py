"""The text of a page as blocks of its layout.

Usually every line that is not empty is a block. Where the column lines were kept (19 to 27 characters each),
the lines of one paragraph are put together again: a paragraph starts with two full-width spaces.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from articles.text import ends_sentence
from ingest.page.furniture import is_junk, section_name, standing_furniture
from ingest.page.printed import Printed, Span
from ingest.page.titles import is_deck, is_title_line
from people.bylines import DATELINE, fold

INDENT = "　　"
SHORTEST_COLUMN = 15
LONGEST_COLUMN = 34


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not empty: its 1-based number on the page, its place among the printed lines, and where
    on the page its first character stands.
    """

    number: int
    text: str
    row: int
    start: int

    @property
    def printed(self) -> Printed:
        """What is printed in the line, without the white space around it."""
        return Printed(self.text, (Span(self.start, self.start + len(self.text)),)).stripped()

    @property
    def is_indented(self) -> bool:
        return self.text.startswith((INDENT, "    ", "\t"))

    @property
    def width(self) -> int:
        return len(self.text.rstrip())


@dataclass(frozen=True, slots=True)
class Block:
    """One block of the layout. `is_indented` is None on pages whose paragraphs are not indented at all."""

    lines: tuple[Line, ...]
    printed: Printed
    is_indented: bool | None = None

    @classmethod
    def of(cls, lines: Sequence[Line], *, is_indented: bool | None) -> Self:
        return cls(tuple(lines), Printed.joined(line.printed for line in lines), is_indented)

    @property
    def text(self) -> str:
        return self.printed.text

    @property
    def first(self) -> int:
        return self.lines[0].number

    @property
    def last(self) -> int:
        return self.lines[-1].number


@dataclass(frozen=True, slots=True)
class Layout:
    """The blocks of a page in order, and the junk lines that stood between or inside them."""

    blocks: tuple[Block, ...]
    junk: tuple[Line, ...]


def lay_out(text: str) -> Layout:
    """Cut the text of a page into blocks."""
    lines = list(printed_lines(text))
    junk = tuple(line for line in lines if is_junk(line.text))
    kept = [line for line in lines if not is_junk(line.text)]
    width = column_width(kept)
    if width:
        blocks = tuple(_column_blocks(kept, width=width))
    else:
        has_indents = sum(line.is_indented for line in kept) >= max(3, len(kept) // 4)
        blocks = tuple(
            Block.of([line], is_indented=line.is_indented if has_indents else None) for line in kept
        )
    return Layout(blocks=blocks, junk=junk)


def printed_lines(text: str) -> Iterator[Line]:
    """The lines that are not empty. What ends a line is what `str.splitlines` takes for an end."""
    start = row = 0
    for number, (line, whole) in enumerate(
        zip(text.splitlines(), text.splitlines(keepends=True), strict=True), start=1
    ):
        if not line.isspace() and line:
            yield Line(number, line, row, start)
            row += 1
        start += len(whole)


def column_width(lines: list[Line]) -> int | None:
    """The number of characters of a full column line, or None if the page does not keep its column lines."""
    widths = Counter(line.width for line in lines if line.width >= SHORTEST_COLUMN)
    if len(lines) < 8 or not widths:
        return None
    usual = widths.most_common(1)[0][0]
    near = sum(count for width, count in widths.items() if abs(width - usual) <= 2)
    longer = sum(count for width, count in widths.items() if width > usual + 6)
    indented = sum(line.is_indented for line in lines)
    is_column = usual <= LONGEST_COLUMN and near >= len(lines) * 0.35 and longer <= len(lines) * 0.1
    # Without an indented line nothing would tell where a paragraph begins: then each line is a block.
    return usual if is_column and 0 < indented < len(lines) * 0.8 else None


def _column_blocks(lines: list[Line], *, width: int) -> Iterator[Block]:
    open_block: list[Line] = []
    for index, line in enumerate(lines):
        if open_block and _goes_on(open_block, line, lines[index + 1 : index + 3], width=width):
            open_block.append(line)
            continue
        if open_block:
            yield Block.of(open_block, is_indented=open_block[0].is_indented)
        open_block = [line]
    if open_block:
        yield Block.of(open_block, is_indented=open_block[0].is_indented)


def _goes_on(block: list[Line], line: Line, following: list[Line], *, width: int) -> bool:
    """Whether `line` is the next column line of the paragraph in `block`."""
    last = block[-1]
    if (
        line.is_indented
        or last.width < width - 2
        or (last.width < width and ends_sentence(last.text))
        or standing_furniture(line.text)
        or standing_furniture(last.text)
        or (line.width < width - 2 and section_name(line.text))
    ):
        return False
    return not _is_title(line, last, following, width=width)


def _is_title(line: Line, last: Line, following: list[Line], *, width: int) -> bool:
    """Whether a short line without a stop below a full one is a title: above a deck or an indented 本报讯;
    above any paragraph if the full line ends a sentence.
    """
    if line.width >= width - 2 or ends_sentence(line.text):
        return False
    for after in following:
        if is_deck(after.text):
            return True
        if after.is_indented:
            is_apart = ends_sentence(last.text) and is_title_line(line.text)
            return is_apart or bool(DATELINE.match(fold(after.text)))
        if after.width >= width - 2 or ends_sentence(after.text):
            return False
    return False
