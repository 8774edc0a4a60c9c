"""The body of a story in lines of a column. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from articles.text import BlockKind, run_in
from issues.composing.breaking import SQUEEZE, full_width, lines
from issues.composing.description import Story
from issues.composing.faces import Face

QUOTE_INSET = 1.0
FACES = {
    BlockKind.PARAGRAPH: Face.SONG,
    BlockKind.QUOTE: Face.HEI,
    BlockKind.SUBHEAD: Face.HEI_BOLD,
}


@dataclass(frozen=True, slots=True)
class SetLine:
    """A line of the body as it is set. `bold` characters at its beginning are the dateline: 本报讯."""

    text: str
    kind: BlockKind
    block: int
    begins: bool = False
    ends: bool = False
    indent: float = 0.0
    bold: int = 0
    role: str = "body"
    story: int = 0


@lru_cache(maxsize=4096)
def body_lines(story: Story, width: float) -> tuple[SetLine, ...]:
    """Everything of the story that runs in columns `width` ems wide, its jump lines included."""
    found: list[SetLine] = []
    if story.continued_from:
        found.append(_jump(f"（上接{_page(story.continued_from)}）"))
    found += _of_blocks(story, width)
    if story.continued_on:
        found.append(_jump(f"（下转{_page(story.continued_on)}）"))
    return tuple(replace(line, story=story.id) for line in found)


@lru_cache(maxsize=1024)
def brief_lines(story: Story, width: float) -> tuple[SetLine, ...]:
    """A brief: its headline in bold lines above its text, set off by an empty line before the next one."""
    title = full_width(story.headline)
    head = lines(title, width, face=Face.HEI_BOLD, indent=0.0, squeeze=0.0) if title else ()
    found = [
        SetLine(
            title[line.start : line.end],
            BlockKind.SUBHEAD,
            -2,
            begins=n == 0,
            ends=n == len(head) - 1,
            role="brief",
        )
        for n, line in enumerate(head)
    ]
    return tuple(replace(line, story=story.id) for line in (*found, *_of_blocks(story, width)))


def texts(story: Story) -> list[str]:
    """The paragraphs as they are printed: run-in before the first one, marks full width."""
    bodies = [full_width(block.text) for block in story.here()]
    opening = opening_of(story)
    if opening and bodies:
        bodies[0] = opening + bodies[0]
    return bodies or ([opening] if opening else [])


def opening_of(story: Story) -> str:
    """本报讯（记者 王燕）: it runs in before the first sentence, and not where the story only goes on."""
    if story.continued_from:
        return ""
    return full_width(run_in(story.dateline, story.byline))


def _page(label: str) -> str:
    return label if "版" in label else f"{label}版"


def _jump(text: str) -> SetLine:
    return SetLine(text, BlockKind.PARAGRAPH, -1, begins=True, ends=True, role="jump")


def _of_blocks(story: Story, width: float) -> Iterator[SetLine]:
    blocks = story.here()
    kinds = [block.kind for block in blocks] or [BlockKind.PARAGRAPH]
    opening = len(story.dateline) if opening_of(story) else 0
    goes_on = (
        story.starts_at > 0 and bool(blocks) and all(block.text != blocks[0].text for block in story.body)
    )
    for number, text in enumerate(texts(story)):
        if number:
            opening = 0
        yield from _of_text(
            text,
            kinds[number],
            number,
            width=width,
            opening=opening,
            is_indented=not (goes_on and number == 0),
        )


def _of_text(
    text: str, kind: BlockKind, number: int, *, width: float, opening: int, is_indented: bool
) -> Iterator[SetLine]:
    face = FACES[kind]
    indent = 2.0 if kind is not BlockKind.SUBHEAD and is_indented else 0.0
    room = width - (2 * QUOTE_INSET if kind is BlockKind.QUOTE else 0)
    # A subhead is not justified: nothing squeezes its marks.
    squeeze = 0.0 if kind is BlockKind.SUBHEAD else SQUEEZE
    found = lines(text, room, face=face, indent=indent, squeeze=squeeze)
    for place, line in enumerate(found):
        yield SetLine(
            text[line.start : line.end],
            kind,
            number,
            begins=place == 0,
            ends=place == len(found) - 1,
            indent=indent if place == 0 else 0.0,
            bold=max(0, min(opening, line.end) - line.start),
        )


def in_columns(found: Sequence[SetLine], depths: Sequence[int]) -> list[list[SetLine]]:
    """The lines column by column, so many in each; no subhead ends a column if there is room to spare."""
    spare = sum(depths) - len(found)
    columns: list[list[SetLine]] = []
    start = 0
    for depth in depths:
        end = min(start + depth, len(found))
        is_left_alone = start < end < len(found) and found[end - 1].kind is BlockKind.SUBHEAD
        if is_left_alone and spare > 0 and end - start > 1:
            end -= 1
            spare -= 1
        columns.append(list(found[start:end]))
        start = end
    return columns
