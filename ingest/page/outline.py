"""The outline of a page: the stories that begin on it, the pieces that belong to one of them, the furniture."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.bylines import Byline, parse_byline
from ingest.page import captions, furniture, titles
from ingest.page.lines import Block, Layout
from ingest.page.models import Doubt, FurnitureLine
from ingest.text import ends_sentence, fold, is_han
from towns.gazetteer import Gazetteer

BULLET = re.compile(r"^\s*[●◆■★▲◇○◎☆•△▼▪◉※✦♦□]\s*(?=[^\s])")
LONGEST_BRIEF = 200


@dataclass(slots=True, eq=False)
class Unit:
    """A block with what was found out about it."""

    block: Block
    byline: Byline
    kind: str  # body, title, deck, caption, credit, byline, brief, furniture
    reason: str = ""

    @property
    def text(self) -> str:
        return self.block.text


@dataclass(slots=True, eq=False)
class Draft:
    """A story that begins on the page: its title lines, and the units it surely owns."""

    kind: str
    title: list[Unit] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    section: str | None = None
    is_brief: bool = False
    doubts: list[Doubt] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Piece:
    """Body text whose story is not yet known: a paragraph or part of one, with a crosshead above it if any."""

    units: list[Unit]
    after_interruption: bool = False

    @property
    def text(self) -> str:
        return self.units[-1].text


Event = Draft | Piece


@dataclass(slots=True)
class Outline:
    """Drafts and pieces in the order of the page."""

    events: list[Event]
    furniture: list[FurnitureLine]


def outline(layout: Layout, gazetteer: Gazetteer) -> Outline:
    units = [_unit(block) for block in layout.blocks]
    walker = _Walker(units, gazetteer)
    walker.walk()
    walker.furniture.extend(FurnitureLine(line.number, line.text.strip(), "junk") for line in layout.junk)
    return Outline(walker.events, sorted(walker.furniture, key=lambda each: each.line))


def _unit(block: Block) -> Unit:
    text = block.text
    if reason := furniture.standing_furniture(text):
        return Unit(block, Byline(), "furniture", reason)
    byline = parse_byline(text)
    if byline.opens and byline.closes:
        kind = "credit" if byline.is_photo_credit else "byline" if byline.credits else "furniture"
        return Unit(block, byline, kind, "editors" if kind == "furniture" else "")
    if reason := furniture.section_name(text) or "":
        return Unit(block, byline, "furniture", reason)
    if titles.is_deck(text):
        return Unit(block, byline, "deck")
    if captions.is_caption(text, byline):
        return Unit(block, byline, "caption")
    if BULLET.match(text) and len(text) > 16:
        return Unit(block, byline, "brief")
    if not block.is_indented and not byline.dateline and titles.is_title_line(text, allow_comma=True):
        return Unit(block, byline, "title")
    return Unit(block, byline, "body")


class _Walker:
    """Goes down the page once. Each step takes one or more units and makes an event or furniture of them."""

    def __init__(self, units: list[Unit], gazetteer: Gazetteer) -> None:
        self.units = units
        self.gazetteer = gazetteer
        self.events: list[Event] = []
        self.furniture: list[FurnitureLine] = []
        self.section: str | None = None
        self.column = ""  # the column we stand in: briefs or notice
        self.interrupted = False
        self._mark_captions()

    def walk(self) -> None:
        index = 0
        while index < len(self.units):
            index = self._step(index)

    def _step(self, index: int) -> int:
        unit = self.units[index]
        if unit.kind == "furniture":
            return self._take_furniture(index)
        if unit.kind in ("title", "deck"):
            return self._take_titles(index)
        if unit.kind == "caption":
            return self._take_photo(index, title=[])
        if unit.kind == "brief" or (self.column == furniture.BRIEFS and self._is_plain_brief(unit)):
            return self._take_brief(index)
        if self.column == furniture.NOTICE:
            return self._take_notice(index)
        return self._take_body(index)

    # Captions first: a credit line makes a caption of the paragraph above it.

    def _mark_captions(self) -> None:
        for above, unit in zip(self.units, self.units[1:], strict=False):
            is_plain = (
                above.kind in ("body", "brief") and not above.byline.dateline and not above.byline.credits
            )
            if unit.kind == "credit" and is_plain and len(above.text) <= captions.LONGEST_CAPTION:
                above.kind = "caption"

    # Furniture and notices

    def _take_furniture(self, index: int) -> int:
        unit = self.units[index]
        self._discard(unit, unit.reason)
        self.interrupted = True
        if unit.reason in (furniture.NOTICE, furniture.BRIEFS):
            self.column = unit.reason
        elif unit.reason == furniture.SECTION:
            self.section = unit.text
            self.column = ""
        return index + 1

    def _take_notice(self, index: int) -> int:
        """The first paragraph under 公告 is the notice; what follows is, as long as it reads like one."""
        self._discard(self.units[index], furniture.NOTICE)
        index += 1
        while index < len(self.units) and self._is_notice(self.units[index]):
            self._discard(self.units[index], furniture.NOTICE)
            index += 1
        self.column = ""
        self.interrupted = True
        return index

    def _is_notice(self, unit: Unit) -> bool:
        if unit.kind not in ("body", "title") or unit.byline.dateline:
            return False
        return unit.kind == "body" and furniture.is_notice_text(unit.text)

    def _discard(self, unit: Unit, reason: str) -> None:
        self.furniture.extend(
            FurnitureLine(line.number, line.text.strip(), reason) for line in unit.block.lines
        )

    # Stories without a title

    def _is_plain_brief(self, unit: Unit) -> bool:
        if any(isinstance(e, Draft) and e.is_brief and e.units[0].kind == "brief" for e in self.events[-1:]):
            return False
        is_whole = unit.kind == "body" and ends_sentence(_body_text(unit)) and not unit.byline.dateline
        return is_whole and len(unit.text) <= LONGEST_BRIEF and not self.interrupted_by_story()

    def interrupted_by_story(self) -> bool:
        return bool(self.events) and not (isinstance(self.events[-1], Draft) and self.events[-1].is_brief)

    def _take_brief(self, index: int) -> int:
        self.events.append(Draft("story", units=[self.units[index]], is_brief=True))
        self.column = furniture.BRIEFS
        self.interrupted = True
        return index + 1

    def _take_photo(self, index: int, *, title: list[Unit]) -> int:
        units = [self.units[index]]
        following = self.units[index + 1] if index + 1 < len(self.units) else None
        if following and following.kind == "credit" and not units[0].byline.credits:
            units.append(following)
        self.events.append(Draft("photo", title=title, units=units, section=self._section_above()))
        self.interrupted = True
        self.column = ""
        return index + len(units)

    # Body text

    def _take_body(self, index: int) -> int:
        unit = self.units[index]
        self.column = ""
        if unit.kind == "body" and unit.byline.dateline:
            return self._start(index, title=[])
        self._add_piece([unit])
        return index + 1

    def _add_piece(self, units: list[Unit]) -> None:
        self.events.append(Piece(units, after_interruption=self.interrupted))
        self.interrupted = False
        self.section = None

    def _start(self, index: int, *, title: list[Unit], doubt: Doubt | None = None) -> int:
        """A story begins; a boxed byline line between title and body goes with it."""
        units = [self.units[index]]
        while units[-1].kind in ("byline", "credit") and index + len(units) < len(self.units):
            following = self.units[index + len(units)]
            if following.kind != "body":
                break
            units.append(following)
        draft = Draft("story", title=title, units=units, section=self._section_above())
        if doubt:
            draft.doubts.append(doubt)
        self.events.append(draft)
        self.interrupted = False
        self.column = ""
        return index + len(units)

    def _section_above(self) -> str | None:
        section, self.section = self.section, None
        return section

    # Titles

    def _take_titles(self, index: int) -> int:
        end = index
        while end < len(self.units) and self.units[end].kind in ("title", "deck"):
            end += 1
        run = self.units[index:end]
        run = self._without_fragments(run, is_above_text=self._starts_text(end))
        if not run:
            return end
        below = self._below(end)
        if below is None or self.units[below].kind in ("furniture", "brief"):
            self._add_lone_lines(run)
            return end
        self._discard_between(end, below)
        return self._place_titles(run, below)

    def _below(self, end: int) -> int | None:
        """The unit the title stands above, furniture between them passed over; None if there is none."""
        for index in range(end, min(end + 3, len(self.units))):
            unit = self.units[index]
            if unit.kind != "furniture":
                return index
            if unit.reason in (furniture.BRIEFS, furniture.NOTICE, furniture.SECTION):
                return None
        return None

    def _discard_between(self, end: int, below: int) -> None:
        for unit in self.units[end:below]:
            self._discard(unit, unit.reason)

    def _starts_text(self, end: int) -> bool:
        return end < len(self.units) and bool(self.units[end].byline.dateline)

    def _without_fragments(self, run: list[Unit], *, is_above_text: bool) -> list[Unit]:
        """Take pieces of a cut paragraph off the top of a run of title lines."""
        while run and run[0].kind == "title":
            if len(run) > 1 and self._is_crosshead_above_title(run):
                run[0].kind = "crosshead"
            elif not self._is_fragment(run, is_above_text=is_above_text):
                break
            self._add_piece([run[0]])
            run = run[1:]
        return run

    def _is_crosshead_above_title(self, run: list[Unit]) -> bool:
        """A crosshead may be the last line of a story before the next one's title, its text standing elsewhere."""
        return self._has_story() and not self._is_open_above() and self._has_twin(run)

    def _is_fragment(self, run: list[Unit], *, is_above_text: bool) -> bool:
        text = fold(run[0].text)
        if "," in text or text.rstrip().endswith(("!", "?")) and not is_above_text:
            return len(run) > 1 or not is_above_text
        if len(run) == 1 and is_above_text:
            return False
        likeness = titles.fragment_likeness(text, next_line=run[1].text if len(run) > 1 else None)
        return likeness > (0 if self._is_open_above() else 1.5)

    def _is_open_above(self) -> bool:
        """Whether the text above stops inside a sentence."""
        for event in reversed(self.events):
            units = event.units
            if isinstance(event, Draft) and event.kind == "photo":
                continue
            return bool(units) and not _is_closed(units[-1])
        return False

    def _add_lone_lines(self, run: list[Unit]) -> None:
        for unit in run:
            if self._has_story():
                self._add_piece([unit])
            else:
                self._discard(unit, "lone-title")

    def _has_story(self) -> bool:
        return any(isinstance(event, Draft) and event.kind == "story" for event in self.events)

    def _place_titles(self, run: list[Unit], below: int) -> int:
        unit = self.units[below]
        if unit.kind == "caption":
            return self._title_above_caption(run, below)
        if unit.byline.dateline or unit.kind == "byline" or not self._has_story():
            return self._start(below, title=run)
        score = self._start_score(run, below)
        if score <= 0 and len(run) == 1 and unit.kind == "body":
            run[0].kind = "crosshead"
            self._add_piece([run[0], unit])
            return below + 1
        doubt = Doubt("title-or-crosshead", "may be a crosshead inside a story", run[0].block.first)
        return self._start(below, title=run, doubt=doubt if score < 1 else None)

    def _title_above_caption(self, run: list[Unit], below: int) -> int:
        """A caption may stand between the title of a story and its text."""
        after = (
            below + 1 + (self.units[below + 1 : below + 2] != [] and self.units[below + 1].kind == "credit")
        )
        is_storys = after < len(self.units) and bool(self.units[after].byline.dateline)
        if is_storys and (len(run) > 1 or ":" in fold(run[0].text)):
            self._take_photo(below, title=[])
            return self._start(after, title=run)
        if len(run) > 1:
            *fragments, last = run
            if self._is_open_above() and len(fragments) == 1:
                self._add_piece(fragments)
                run = [last]
        return self._take_photo(below, title=run)

    def _start_score(self, run: list[Unit], below: int) -> float:
        """Whether lines above text without a byline begin a story (> 0) or are a crosshead (<= 0)."""
        first, text = fold(run[0].text), self.units[below].text
        score = -1.0
        score += 3 * any(unit.kind == "deck" for unit in run) + 2 * (len(run) > 1) + 1 * bool(self.section)
        head = "".join(unit.text for unit in run)
        names_place = bool(self.gazetteer.find(head) or self.gazetteer.counties_in(head))
        score += 2 * names_place + 1 * (":" in head)
        score += 1.5 * self._introduces_place(text) + 1.5 * self._end_byline_ahead(below)
        score -= 3 * bool(titles.CROSSHEAD_NUMBER.match(first)) + 2.5 * self._has_twin(run)
        return score

    def _introduces_place(self, text: str) -> bool:
        mentions = self.gazetteer.find(text[:120])
        counties = self.gazetteer.counties_in(text[:120])
        return bool(mentions and counties)

    def _end_byline_ahead(self, below: int) -> bool:
        """The text below ends with a byline, while the story above has printed its own at the start."""
        for unit in self.units[below:]:
            if unit.kind in ("title", "deck", "caption", "brief") or unit.byline.dateline:
                return False
            if unit.byline.closes and unit.byline.credits:
                return self._story_above_has_byline()
        return False

    def _story_above_has_byline(self) -> bool:
        for event in reversed(self.events):
            if isinstance(event, Piece) and event.units[-1].byline.credits:
                return True
            if isinstance(event, Draft) and event.kind == "story":
                return any(unit.byline.credits for unit in event.units)
        return False

    def _has_twin(self, run: list[Unit]) -> bool:
        """Crossheads of one story are alike: 从“住有所居”到“住有宜居”, 从“有没有”到“好不好”."""
        own = fold(run[0].text)
        at = self.units.index(run[0])
        near = self.units[max(0, at - 80) : at + 80]
        others = [
            fold(u.text)
            for u in near
            if u.kind in ("title", "crosshead") and u is not run[0] and u not in run
        ]
        return any(_are_alike(own, other) for other in others)


def _are_alike(one: str, other: str) -> bool:
    """Same first character and same marks, or same length with the same marks and a shared character in place."""
    if one == other:
        return False
    if ":" in one or ":" in other:
        return False
    marks = [re.sub(r"[^“”!?、·\s]", "", text) for text in (one, other)]
    if bool(titles.CROSSHEAD_NUMBER.match(one)) and bool(titles.CROSSHEAD_NUMBER.match(other)):
        return True
    shared = sum(a == b and is_han(a) for a, b in zip(one, other, strict=False))
    if marks[0] != marks[1]:
        return False
    common = sum(is_han(char) for char in set(one) & set(other))
    if one[0] == other[0] and is_han(one[0]) and bool(marks[0]) and common >= 2:
        return True
    return len(one) == len(other) and shared >= 3


def _body_text(unit: Unit) -> str:
    text = unit.text
    for start, end in reversed(unit.byline.spans):
        text = text[:start] + text[end:]
    return text


def _is_closed(unit: Unit) -> bool:
    return ends_sentence(_body_text(unit)) or bool(unit.byline.closes and unit.byline.credits)


def body_text(unit: Unit) -> str:
    """The text of a unit without dateline, credits, bullet and jump line."""
    text = _body_text(unit).strip()
    text = furniture.JUMP_AT_START.sub("", furniture.JUMP_AT_END.sub("", text))
    return BULLET.sub("", text).strip() if unit.kind in ("brief", "caption") else text


def events_of(outline: Outline) -> Sequence[Event]:
    return outline.events
