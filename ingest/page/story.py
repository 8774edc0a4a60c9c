"""Reading one story out of its title lines and the units it was given."""

from __future__ import annotations

import re
from collections.abc import Sequence

from articles.text import CLOSERS, STOPS, ends_sentence
from ingest.page.events import Draft
from ingest.page.furniture import JUMP_AT_END
from ingest.page.models import PHOTO, Doubt, ParsedStory
from ingest.page.titles import Title, read_title
from ingest.page.units import Unit, body_text
from ingest.text import without_space
from people.bylines import Credit, fold
from towns.gazetteer import Gazetteer, Mention

SAID = re.compile(r"^[^,。]{0,24}(?:说|道|介绍|表示|告诉记者|感慨|回忆)[。,]")


def read_story(
    draft: Draft, pieces: Sequence[Sequence[Unit]], *, gazetteer: Gazetteer, county_hint: str | None
) -> ParsedStory:
    """Put the parts of a story together. `pieces` are what the assignment gave it, in page order."""
    runs = [list(draft.units), *[list(units) for units in pieces]]
    units = [unit for run in runs for unit in run]
    paragraphs = join_paragraphs(runs)
    title = _title(draft, paragraphs)
    credits = tuple(dict.fromkeys(credit for unit in units for credit in unit.byline.credits))
    dateline = next((unit.byline.dateline for unit in units if unit.byline.dateline), None)
    printed = " ".join(unit.byline.printed for unit in units if unit.byline.printed)
    head = "\n".join(filter(None, (title.kicker, title.headline, title.deck)))
    county = gazetteer.county_of(head, paragraphs, dateline=dateline, hint=county_hint)
    mentions = _mentions([head, *paragraphs], gazetteer, hint=county or county_hint)
    complete = _is_complete(paragraphs, units, credits)
    return ParsedStory(
        kind=draft.kind,
        kicker=title.kicker,
        headline=title.headline,
        deck=title.deck,
        dateline=dateline,
        printed_byline=printed,
        credits=credits,
        organisations=tuple(dict.fromkeys(body for unit in units for body in unit.byline.organisations)),
        towns=tuple(dict.fromkeys(mention.town for mention in mentions)),
        county=county,
        paragraphs=tuple(paragraphs),
        complete=complete,
        lines=_line_ranges([*draft.title, *units]),
        section=draft.section,
        doubts=(
            *draft.doubts,
            *_doubts(draft, title, complete=complete, county=county, last=units[-1]),
            *_town_doubts(mentions, line=(draft.title or draft.units)[0].block.first),
        ),
    )


def join_paragraphs(runs: Sequence[Sequence[Unit]]) -> list[str]:
    """The paragraphs of a story, pieces cut by column ends joined again."""
    paragraphs: list[str] = []
    is_crosshead = False
    for run in runs:
        for unit in run:
            text = body_text(unit)
            if not text:
                continue
            if paragraphs and not is_crosshead and _goes_on(paragraphs[-1], text, unit):
                paragraphs[-1] += text
            else:
                paragraphs.append(text)
            is_crosshead = unit.kind == "crosshead"
    return paragraphs


def _goes_on(paragraph: str, text: str, unit: Unit) -> bool:
    if unit.block.is_indented or unit.kind == "crosshead":
        return False
    if not ends_sentence(paragraph):
        return True
    return paragraph.rstrip()[-1] in CLOSERS and bool(SAID.match(fold(text)))


def _title(draft: Draft, paragraphs: Sequence[str]) -> Title:
    return read_title([unit.text for unit in draft.title], text_below="\n".join(paragraphs))


def _mentions(texts: Sequence[str], gazetteer: Gazetteer, *, hint: str | None) -> list[Mention]:
    return [mention for text in texts for mention in gazetteer.find(text, county_hint=hint)]


def _is_complete(paragraphs: Sequence[str], units: Sequence[Unit], credits: Sequence[Credit]) -> bool:
    """Whole unless the text stops inside a sentence; an end byline closes a story whatever its last mark."""
    if not paragraphs:
        return False
    if any(JUMP_AT_END.search(unit.text) for unit in units):
        return False
    if any(unit.ends_story for unit in units):
        return True
    last = without_space(fold(paragraphs[-1]))
    return ends_sentence(last) or last[-1:] in STOPS


def _line_ranges(units: Sequence[Unit]) -> tuple[tuple[int, int], ...]:
    """Where the units stand; lines with only empty ones between them make one range."""
    ranges: list[tuple[int, int]] = []
    row = None
    for line in sorted((line for unit in units for line in unit.block.lines), key=lambda line: line.row):
        if row is not None and line.row == row + 1:
            ranges[-1] = (ranges[-1][0], line.number)
        else:
            ranges.append((line.number, line.number))
        row = line.row
    return tuple(ranges)


def _doubts(draft: Draft, title: Title, *, complete: bool, county: str | None, last: Unit) -> list[Doubt]:
    line = (draft.title or draft.units)[0].block.first
    doubts: list[Doubt] = []
    if not complete:
        doubts.append(Doubt("cut-off", "the text stops before its end", last.block.last))
    if title.doubt:
        doubts.append(Doubt("ambiguous-title", "the title lines can be divided in another way", line))
    if title.headline is None and draft.kind != PHOTO and not draft.is_brief:
        doubts.append(Doubt("no-headline", "no headline was found above the text", line))
    if county is None:
        doubts.append(Doubt("county-unknown", "nothing tells the county", line))
    return doubts


def _town_doubts(mentions: Sequence[Mention], *, line: int) -> list[Doubt]:
    """东城街道 is a subdistrict of two counties; without a county it is neither's."""
    names = dict.fromkeys(mention.town for mention in mentions if mention.reason == "ambiguous")
    return [Doubt("town-ambiguous", f"several counties have a town called {name}", line) for name in names]
