"""The outline of a page: which stories begin on it, which pieces go on one of them, what is furniture."""

from __future__ import annotations

from ingest.page import beginnings, furniture
from ingest.page.doubts import doubt_at
from ingest.page.events import Draft, Event, Outline, Piece, has_story, is_open_above
from ingest.page.lines import Layout, Line
from ingest.page.models import PHOTO, STORY, Doubt, FurnitureLine
from ingest.page.titles import CROSSHEAD_NUMBER
from ingest.page.units import CROSSHEAD, LEAD_BYLINE, Unit, is_closed, read_units
from people.bylines import fold
from towns.gazetteer import Gazetteer

LONGEST_BRIEF = 200


def outline(layout: Layout, gazetteer: Gazetteer) -> Outline:
    walker = _Walker(read_units(layout.blocks), gazetteer)
    walker.walk()
    walker.furniture.extend(furniture_line(line, "junk") for line in layout.junk)
    return Outline(walker.events, sorted(walker.furniture, key=lambda each: each.line))


def furniture_line(line: Line, reason: str) -> FurnitureLine:
    (span,) = line.printed.spans
    return FurnitureLine(line.number, line.printed.text, reason, span)


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

    def walk(self) -> None:
        index = 0
        while index < len(self.units):
            index = self._step(index)

    def _step(self, index: int) -> int:
        unit = self.units[index]
        if self.column == furniture.NOTICE and unit.kind == "title" and furniture.is_notice_text(unit.text):
            return self._take_notice(index)
        if unit.kind in ("furniture", "title", "deck"):
            return self._take_furniture(index) if unit.kind == "furniture" else self._take_titles(index)
        if unit.kind == "caption":
            return self._take_photo(index, title=[])
        if unit.kind == "brief" or (self.column == furniture.BRIEFS and self._is_plain_brief(unit)):
            return self._take_brief(index)
        if self.column == furniture.NOTICE and not unit.byline.dateline:
            return self._take_notice(index)
        return self._take_body(index)

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
        while index < len(self.units) and (reason := self._notice_reason(index)):
            self._discard(self.units[index], reason)
            index += 1
        self.column = ""
        self.interrupted = True
        return index

    def _notice_reason(self, index: int) -> str | None:
        """Why a unit below a notice goes with it: a further paragraph, a date or a telephone, the items of
        …公告如下:, and the body that signs it (曹县自来水公司).
        """
        above, unit = fold(self.units[index - 1].text), self.units[index]
        if unit.kind == "furniture":
            return unit.reason if unit.reason in ("folio", "service") else None
        is_item = above.endswith(":") or CROSSHEAD_NUMBER.match(above)
        if unit.byline.dateline or unit.kind not in ("body", "title", CROSSHEAD):
            return None
        if is_item and CROSSHEAD_NUMBER.match(fold(unit.text)):
            return furniture.NOTICE
        if unit.kind == "title":
            return furniture.NOTICE if furniture.signs_notice(unit.text) else None
        return furniture.NOTICE if furniture.is_notice_text(unit.text) else None

    def _discard(self, unit: Unit, reason: str) -> None:
        self.furniture.extend(furniture_line(line, reason) for line in unit.block.lines)

    # Stories without a title

    def _is_plain_brief(self, unit: Unit) -> bool:
        """A paragraph without bullet under 简讯, as long as no brief before it has one."""
        last = self.events[-1] if self.events else None
        if isinstance(last, Draft) and last.is_brief and last.units[0].kind == "brief":
            return False
        is_whole = unit.kind == "body" and is_closed(unit) and not unit.byline.dateline
        return is_whole and len(unit.text) <= LONGEST_BRIEF

    def _take_brief(self, index: int) -> int:
        units = self.units[index : index + 1]
        if index + 1 < len(self.units) and beginnings.goes_on(units[0], self.units[index + 1]):
            units.append(self.units[index + 1])
        self.events.append(Draft(STORY, units=units, is_brief=True))
        self.column = furniture.BRIEFS
        self.interrupted = True
        return index + len(units)

    def _take_photo(self, index: int, *, title: list[Unit]) -> int:
        units = [self.units[index]]
        following = self.units[index + 1] if index + 1 < len(self.units) else None
        if following and following.kind == "credit" and not units[0].byline.credits:
            units.append(following)
        self.events.append(Draft(PHOTO, title=title, units=units, section=self._section_above()))
        self.interrupted = True
        self.column = ""
        return index + len(units)

    # Body text

    def _take_body(self, index: int) -> int:
        unit = self.units[index]
        self.column = ""
        if unit.kind == "body" and (unit.byline.dateline or self._comes_from_another_page(index)):
            return self._start(index, title=[])
        if unit.kind == CROSSHEAD:
            return self._take_crosshead(index)
        self._add_piece([unit])
        return index + 1

    def _comes_from_another_page(self, index: int) -> bool:
        """Whether (上接01版) stands before the text at `index`, in it or on a line of its own."""
        if furniture.JUMP_AT_START.match(self.units[index].text):
            return True
        above = self.units[index - 1] if index else None
        return above is not None and bool(furniture.JUMP_AT_START.match(above.text))

    def _take_crosshead(self, index: int) -> int:
        """A crosshead goes where the paragraph under it goes."""
        following = self.units[index + 1 : index + 2]
        has_text = bool(following) and following[0].kind == "body" and not following[0].byline.dateline
        self._add_piece(self.units[index : index + 1 + has_text])
        return index + 1 + has_text

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
            units[-1].kind = LEAD_BYLINE
            units.append(following)
        draft = Draft(STORY, title=title, units=units, section=self._section_above())
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
        run, below_run = self.units[index:end], self.units[end : end + 1]
        if beginnings.runs_into_text(run, below_run, events=self.events, units=self.units):
            end -= 1
            self.units[end].kind = "body"
            if end == index:
                return self._take_body(index)
        run = self.units[index:end]
        run = self._without_fragments(run, end)
        if not run:
            return end
        below = self._below(end)
        if below is not None and self.units[below].kind == "brief":
            self._discard(run.pop(), furniture.SECTION)
            below = None
        if below is None:
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

    def _without_fragments(self, run: list[Unit], end: int) -> list[Unit]:
        """Take pieces of a cut paragraph off the top of a run of title lines."""
        while run and run[0].kind == "title":
            if len(run) > 1 and self._is_lone_crosshead(run):
                run[0].kind = CROSSHEAD
            elif not beginnings.is_fragment(run, self.units[end : end + 4], events=self.events):
                break
            self._add_piece([run[0]])
            run = run[1:]
        return run

    def _is_lone_crosshead(self, run: list[Unit]) -> bool:
        """A crosshead may be the last line before the next story's title, its text standing elsewhere."""
        is_after_text = has_story(self.events) and not is_open_above(self.events)
        return is_after_text and beginnings.has_twin(run, self.units)

    def _add_lone_lines(self, run: list[Unit]) -> None:
        """Lines with nothing under them end an open sentence, or are a crosshead; else they are furniture."""
        for unit in run:
            if self._is_lone_crosshead([unit]):
                unit.kind = CROSSHEAD
                self._add_piece([unit])
            elif has_story(self.events) and is_open_above(self.events):
                self._add_piece([unit])
            else:
                self._discard(unit, "lone-title")
                self.interrupted = True

    def _place_titles(self, run: list[Unit], below: int) -> int:
        unit = self.units[below]
        if unit.kind == "caption":
            return self._title_above_caption(run, below)
        is_begun = unit.byline.dateline or unit.kind == "byline" or self._comes_from_another_page(below)
        if is_begun or not has_story(self.events):
            return self._start(below, title=run)
        score = beginnings.start_score(
            run,
            self.units[below:],
            events=self.events,
            units=self.units,
            gazetteer=self.gazetteer,
            has_section=bool(self.section),
        )
        if score <= 0 and len(run) == 1 and beginnings.interrupts(run[0], unit, events=self.events):
            self._discard(run[0], furniture.SECTION)
            self.interrupted = True
            return below
        if score <= 0 and len(run) == 1 and unit.kind == "body":
            run[0].kind = CROSSHEAD
            self._add_piece([run[0], unit])
            return below + 1
        doubt = doubt_at(run[0], "title-or-crosshead", "may be a crosshead inside the story before")
        return self._start(below, title=run, doubt=doubt if score < 1 else None)

    def _title_above_caption(self, run: list[Unit], below: int) -> int:
        """A caption may stand between the title of a story and its text."""
        after = below + 1
        while after < len(self.units) and self.units[after].kind == "credit":
            after += 1
        is_storys = after < len(self.units) and bool(self.units[after].byline.dateline)
        if is_storys and (len(run) > 1 or ":" in fold(run[0].text)):
            self._take_photo(below, title=[])
            return self._start(after, title=run)
        if len(run) > 1:
            *fragments, last = run
            if is_open_above(self.events) and len(fragments) == 1:
                self._add_piece(fragments)
                run = [last]
        return self._take_photo(below, title=run)
