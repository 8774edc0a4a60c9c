"""Printed pages spoiled at random, and what must hold for whatever is read from them."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from ingest.page import ParsedPage, ParsedStory, read_page
from ingest.text import without_space
from people.bylines import fold

PAGES = Path(__file__).parent / "data" / "pages"
NOISE = (
    "　", "　　", " ", "\t", "\u00a0", "\u200b", "\ufeff", "\u2028", "\x0b", "\x0c", "\x85", "\r",
    "(", ")", "（", "）", "“", "”", "「", "》", "【", "□", "●", "——", "丨", "、", ",", "。", ":", "……",
    "本报讯", "记者", "摄", "文/图", "(记者 王燕)", "(下转04版)", "(上接01版)", "镇", "巨野县", "责编:王燕",
    "0", "Ａ", "𠮷", "👩‍👩‍👧", "é", "\u202e", "\ud83d", "\x00", "\x1b",
)  # fmt: skip
LINE_ENDS = ("\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\n\n\n", "\n　\n")


@cache
def practice_pages() -> tuple[str, ...]:
    return tuple(read_page(path) for path in sorted(PAGES.glob("*.txt")))


def mutated(dice: random.Random, pages: Sequence[str]) -> str:
    """One of `pages`, changed in one to eight ways."""
    text = dice.choice(pages)
    for _ in range(dice.randint(1, 8)):
        text = dice.choice(MUTATIONS)(text, dice)
    return text


def _noise(text: str, dice: random.Random) -> str:
    for _ in range(dice.randint(1, 12)):
        at = dice.randint(0, len(text))
        text = text[:at] + dice.choice(NOISE) + text[at + dice.choice((0, 0, 1)) :]
    return text


def _cut(text: str, dice: random.Random) -> str:
    """Leave out a stretch, or print it somewhere else, or twice."""
    start = dice.randint(0, len(text))
    stretch = text[start : start + dice.choice((1, 8, 60, 400))]
    rest = text[:start] + text[start + len(stretch) :] if dice.random() < 0.7 else text
    at = dice.randint(0, len(rest))
    return rest[:at] + dice.choice(("", stretch)) + rest[at:]


def _lines(change: Callable[[list[str], random.Random], None]) -> Callable[[str, random.Random], str]:
    def mutation(text: str, dice: random.Random) -> str:
        lines = text.split("\n")
        change(lines, dice)
        return "\n".join(lines)

    return mutation


@_lines
def _moved(lines: list[str], dice: random.Random) -> None:
    for _ in range(dice.randint(1, 6)):
        lines.insert(dice.randint(0, len(lines)), lines.pop(dice.randrange(len(lines))))


@_lines
def _doubled(lines: list[str], dice: random.Random) -> None:
    start = dice.randrange(len(lines))
    lines[start:start] = lines[start : start + dice.randint(1, 5)] * dice.choice((1, 1, 2, 12))


@_lines
def _joined(lines: list[str], dice: random.Random) -> None:
    start = dice.randrange(len(lines))
    lines[start : start + 3] = ["".join(lines[start : start + 3])]


@_lines
def _indented(lines: list[str], dice: random.Random) -> None:
    lines[:] = [dice.choice(("　　", "")) + line if line else line for line in lines]


def _columns(text: str, dice: random.Random) -> str:
    """The page with column lines of one width kept."""
    width = dice.randint(15, 30)
    blocks = ["　　" + block for block in text.split("\n") if block]
    return "\n".join(block[i : i + width] for block in blocks for i in range(0, len(block), width))


def _line_ends(text: str, dice: random.Random) -> str:
    return text.replace("\n\n", dice.choice(LINE_ENDS))


def _widened(text: str, dice: random.Random) -> str:
    """Some half-width characters as full-width ones."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" and dice.random() < 0.5 else c for c in text)


MUTATIONS = (_noise, _cut, _moved, _doubled, _joined, _indented, _columns, _line_ends, _widened)


def assert_nothing_is_lost(text: str, page: ParsedPage) -> None:
    """The parts of the page and the white space between them are the text, in its order and once each."""
    rebuilt = ""
    for part in page.parts():
        between = text[len(rebuilt) : part.start]
        assert not between.strip(), f"lost: {between!r}"
        rebuilt += between + text[part.start : part.end]
        assert len(rebuilt) == part.end > part.start, f"in two parts: {text[part.start : part.end]!r}"
    assert not text[len(rebuilt) :].strip(), f"lost: {text[len(rebuilt) :]!r}"


def assert_fields_are_printed(text: str, page: ParsedPage) -> None:
    """Every field of every story says what is printed at its places."""
    for story in page.stories:
        for role in ("kicker", "headline", "deck"):
            assert without_space(at(text, story, role)) == without_space(getattr(story, role) or "")
        for number, paragraph in enumerate(story.paragraphs):
            role = "caption" if story.kind == "photo" else "paragraph"
            assert at(text, story, role, number) == paragraph
        assert at(text, story, "dateline").startswith(story.dateline or "")
        for credit, spans in zip(story.credits, story.credit_spans, strict=True):
            printed = "".join(text[start:end] for start, end in spans)
            assert without_space(fold(printed)) == without_space(credit.name)
    for span in [doubt.span for doubt in page.doubts] + [s for each in page.fragments for s in each.spans]:
        assert text[span.start : span.end].strip()


def at(text: str, story: ParsedStory, role: str, number: int | None = None) -> str:
    return "".join(text[start:end] for start, end in story.spans(role, number))
