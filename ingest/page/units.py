"""Blocks with what they are: title line, caption, credit line, brief, furniture or body."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from articles.text import ends_sentence
from ingest.page import captions, furniture, titles
from ingest.page.lines import Block
from ingest.page.printed import Printed
from people.bylines import Byline, fold, parse_byline

BULLET = re.compile(r"^\s*[●◆■★▲◇○◎☆•△▼▪◉※✦♦□]\s*(?=[^\s])")
SHORTEST_BRIEF = 17
LONGEST_CROSSHEAD = 20
CROSSHEAD = "crosshead"
LEAD_BYLINE = "lead-byline"  # a boxed byline line between title and text


@dataclass(slots=True, eq=False)
class Unit:
    """A block with what was found out about it."""

    block: Block
    byline: Byline
    kind: str  # body, title, deck, crosshead, caption, credit, byline, brief, furniture
    reason: str = ""

    @property
    def text(self) -> str:
        return self.block.text

    @property
    def ends_story(self) -> bool:
        """Whether the writer's name closes the text here: 。(通讯员 张三), or a line of its own."""
        return self.byline.closes and bool(self.byline.credits) and self.kind != LEAD_BYLINE


def read_units(blocks: Sequence[Block]) -> list[Unit]:
    """Each block by itself, then what only its neighbours show."""
    units = [_unit(block) for block in blocks]
    for above, unit in itertools.pairwise(units):
        if unit.kind == "credit" and _can_be_captioned(above):
            above.kind = "caption"
        if above.reason in (furniture.NOTICE, furniture.SECTION) and unit.byline.dateline:
            _name_is_title(above)
        if _is_indented_crosshead(above, unit):
            above.kind = CROSSHEAD
    return units


def _unit(block: Block) -> Unit:
    """What a block is by itself. The order matters: a credit line is short enough for a title."""
    if reason := furniture.standing_furniture(block.text):
        return Unit(block, Byline(), "furniture", reason)
    byline = parse_byline(block.text)
    if byline.spans == ((0, len(block.text)),):
        return _credit_line(block, byline)
    if reason := furniture.section_name(block.text):
        return Unit(block, byline, "furniture", reason)
    return Unit(block, byline, _kind(block, byline))


def _credit_line(block: Block, byline: Byline) -> Unit:
    if not byline.credits:
        return Unit(block, byline, "furniture", "editors")
    return Unit(block, byline, "credit" if byline.is_photo_credit else "byline")


def _kind(block: Block, byline: Byline) -> str:
    text = block.text
    if titles.is_deck(text):
        return "deck"
    if captions.is_caption(text, byline):
        return "caption"
    if BULLET.match(text) and len(text) >= SHORTEST_BRIEF:
        return "brief"
    can_be_title = not block.is_indented and not byline.dateline
    return "title" if can_be_title and titles.is_title_line(text, allow_comma=True) else "body"


def _can_be_captioned(unit: Unit) -> bool:
    """Whether a credit line below makes a caption of this paragraph: one without a byline of its own."""
    is_plain = unit.kind in ("body", "brief") and not unit.byline.dateline and not unit.byline.credits
    return is_plain and len(unit.text) <= captions.LONGEST_CAPTION


def _is_indented_crosshead(unit: Unit, below: Unit) -> bool:
    """一、支部强起来 above an indented paragraph; a cut paragraph would go on without an indent."""
    if not all(each.kind == "body" and each.block.is_indented for each in (unit, below)):
        return False
    if len(unit.text) > LONGEST_CROSSHEAD or not titles.is_title_line(unit.text):
        return False
    is_numbered = bool(titles.CROSSHEAD_NUMBER.match(fold(unit.text)))
    return is_numbered or titles.fragment_likeness(unit.text, next_line=None) <= 0


def _name_is_title(unit: Unit) -> None:
    """县气象局发布寒潮提示 right above 本报讯 is a headline, although it ends like the name of a notice."""
    if len(unit.text) > 6 and titles.is_title_line(unit.text):
        unit.kind, unit.reason = "title", ""


def body(unit: Unit) -> Printed:
    """What a unit prints besides dateline, credits, bullet and jump line."""
    return unit.block.printed.cut(*body_bounds(unit))


def body_bounds(unit: Unit) -> tuple[int, int]:
    """Where the body stands in the text of a unit."""
    start, end = _byline_bounds(unit)
    if jump := furniture.JUMP_AT_END.search(unit.text[start:end]):
        end = start + jump.start()
    if jump := furniture.JUMP_AT_START.match(unit.text[start:end]):
        start += jump.end()
    if unit.kind in ("brief", "caption") and (bullet := BULLET.match(unit.text[start:end])):
        start += bullet.end()
    text = unit.text[start:end]
    return start + len(text) - len(text.lstrip()), max(start, start + len(text.rstrip()))


def is_closed(unit: Unit) -> bool:
    """Whether a text can end here: after a whole sentence, or with the writer's name."""
    return ends_sentence(unit.text[slice(*_byline_bounds(unit))]) or unit.ends_story


def _byline_bounds(unit: Unit) -> tuple[int, int]:
    """Where the opening byline ends and the closing one begins."""
    start, end = 0, len(unit.text)
    for first, last in unit.byline.spans:
        if first == 0:
            start = last
        else:
            end = first
    return start, end
