"""What a page is before anything is set: its furniture, its stories with rank and words. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from articles.text import Block, BlockKind, blocks, count_characters

WEEKDAYS = "一二三四五六日"


class Position(StrEnum):
    """The values of `issues.models.Placement.Position`, without the model (a test compares)."""

    LEAD = "lead"
    SECOND = "second"
    BOTTOM_LEAD = "bottom_lead"
    EAR = "ear"
    BRIEF = "brief"
    STANDARD = "standard"


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo of a story. Without a file its place is kept empty. `aspect` is width by height."""

    caption: str = ""
    credit: str = ""
    aspect: float = 1.5
    file: Path | None = None
    alt: str = ""
    focus: tuple[float, float] = (0.5, 0.5)  # What a crop keeps in sight, from the left and from the top.


@dataclass(frozen=True, slots=True)
class Story:
    """A story as it stands on this page.

    Of one that runs over several pages `starts_at` and `planned_length` say, in characters (字数), which part
    stands here; `continued_on` and `continued_from` are the labels in its jump lines (下转, 上接).
    """

    id: int
    headline: str = ""
    kicker: str = ""
    deck: str = ""
    dateline: str = ""
    byline: str = ""
    body: tuple[Block, ...] = ()
    pictures: tuple[Picture, ...] = ()
    position: Position = Position.STANDARD
    genre: str = "news"
    starts_at: int = 0
    planned_length: int | None = None
    continued_on: str = ""
    continued_from: str = ""

    @property
    def is_brief(self) -> bool:
        return self.position is Position.BRIEF

    @property
    def is_picture_news(self) -> bool:
        return self.genre == "photo" and bool(self.pictures)

    def here(self) -> tuple[Block, ...]:
        """The blocks that stand on this page, without the places of photos; a block may be cut."""
        end = (
            None
            if self.planned_length is None or not self.continued_on
            else self.starts_at + self.planned_length
        )
        return tuple(_part(self.body, self.starts_at, end))


@dataclass(frozen=True, slots=True)
class Folio:
    """What the head of a page says: the masthead (报头) of page one, the folio line (报眉) of the others."""

    paper: str
    date: dt.date
    label: str = ""
    name: str = ""
    editor: str = ""
    serial_number: int | None = None
    cn_number: str = ""
    publisher: str = ""
    pages: int | None = None
    set_by_hand: str = ""

    @property
    def day(self) -> str:
        return f"{self.date.year}年{self.date.month}月{self.date.day}日"

    @property
    def weekday(self) -> str:
        return f"星期{WEEKDAYS[self.date.weekday()]}"

    @property
    def page_label(self) -> str:
        return self.label if "版" in self.label else f"{self.label}版"


@dataclass(frozen=True, slots=True)
class PageDescription:
    folio: Folio
    stories: tuple[Story, ...] = ()
    is_page_one: bool = False
    line_length: int = 13

    @property
    def title(self) -> str:
        folio = self.folio
        return " ".join(filter(None, [folio.paper, folio.day, folio.page_label, folio.name]))


def body_of(text: str) -> tuple[Block, ...]:
    return tuple(blocks(text))


def _part(body: tuple[Block, ...], start: int, end: int | None) -> Iterator[Block]:
    """The blocks from the character `start` to the character `end`, counted as 字数 are."""
    counted = 0
    for block in body:
        if block.kind is BlockKind.PHOTO:
            continue
        length = count_characters(block.text)
        first = max(start - counted, 0)
        last = length if end is None else min(end - counted, length)
        counted += length
        if first < last:
            text = block.text[_place(block.text, first) : _place(block.text, last)]
            yield Block(block.kind, text.strip(), block.number)


def _place(text: str, count: int) -> int:
    """Where in the text `count` characters have been counted; marks that close go with what they close."""
    seen = 0
    for place, character in enumerate(text):
        if seen >= count and character not in "，。、；：？！”’）》〉】」』…—":
            return place
        seen += not character.isspace()
    return len(text)
