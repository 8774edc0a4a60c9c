"""Reading one story out of its title lines and the units it was given."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from articles.text import CLOSERS, STOPS, ends_sentence
from ingest.page.doubts import name_doubts, story_doubts, town_doubts
from ingest.page.events import Draft
from ingest.page.furniture import JUMP_AT_END
from ingest.page.lines import Line
from ingest.page.models import CAPTION, PARAGRAPH, PHOTO, NamedTown, ParsedStory, Part
from ingest.page.parts import credit_spans, credited_stretches, title_parts, unit_parts
from ingest.page.printed import Printed
from ingest.page.titles import Title, read_title
from ingest.page.units import CROSSHEAD, Unit, body
from ingest.text import without_space
from people.bylines import fold
from towns.gazetteer import Gazetteer

LONGEST_TAIL = 100  # characters that may stand behind the last mark of a sentence, and to spare
SAID = re.compile(r"^[^,。]{0,24}(?:说|道|介绍|表示|告诉记者|感慨|回忆)[。,]")


def read_story(
    draft: Draft, pieces: Sequence[Sequence[Unit]], *, gazetteer: Gazetteer, county_hint: str | None
) -> ParsedStory:
    """Put the parts of a story together. `pieces` are what the assignment gave it, in page order."""
    units = [*draft.units, *(unit for piece in pieces for unit in piece)]
    numbers = paragraph_numbers(units)
    printed = _joined(units, numbers)
    paragraphs = [paragraph.text for paragraph in printed]
    title = read_title([unit.text for unit in draft.title], text_below="\n".join(paragraphs))
    head = Printed.joined(unit.block.printed for unit in draft.title)
    dateline = next((unit.byline.dateline for unit in units if unit.byline.dateline), None)
    credits = tuple(dict.fromkeys(credit for unit in units for credit in unit.byline.credits))
    spans = credit_spans(credited_stretches(units), credits)
    county = gazetteer.county_of(head.text, paragraphs, dateline=dateline, hint=county_hint)
    mentions = mentions_in([head, *printed], gazetteer, hint=county or county_hint)
    complete = is_complete(
        paragraphs,
        jumps=any(JUMP_AT_END.search(unit.text) for unit in units),
        is_signed=any(unit.ends_story for unit in units),
    )
    return ParsedStory(
        kind=draft.kind,
        kicker=title.kicker,
        headline=title.headline,
        deck=title.deck,
        dateline=dateline,
        printed_byline=" ".join(unit.byline.printed for unit in units if unit.byline.printed),
        credits=credits,
        organisations=tuple(dict.fromkeys(body for unit in units for body in unit.byline.organisations)),
        towns=tuple(dict.fromkeys(mention.town for mention in mentions)),
        county=county,
        paragraphs=tuple(paragraphs),
        complete=complete,
        lines=line_ranges(line for unit in (*draft.title, *units) for line in unit.block.lines),
        parts=_parts(draft, title, units, numbers),
        credit_spans=spans,
        mentions=tuple(mentions),
        section=draft.section,
        doubts=(
            *draft.doubts,
            *story_doubts(draft, units, title, is_complete=complete, county=county),
            *name_doubts(units, credits, spans),
            *town_doubts([*draft.title, *units], [head, *printed], mentions, gazetteer),
        ),
    )


def paragraph_numbers(units: Sequence[Unit]) -> list[int]:
    """For each unit of a story the paragraph it is a piece of; pieces cut by column ends have one number.

    A unit without a body (a line of credits) has the number of the paragraph before it.
    """
    numbers: list[int] = []
    number, tail, is_crosshead = -1, "", False
    for unit in units:
        text = body(unit).text
        if text:
            can_go_on = not (is_crosshead or unit.block.is_indented or unit.kind == CROSSHEAD)
            is_below = unit.block.is_indented is False
            is_rest = number >= 0 and can_go_on and (is_below or goes_on(tail, text))
            number += not is_rest
            tail = (tail + text if is_rest else text)[-LONGEST_TAIL:]
            is_crosshead = unit.kind == CROSSHEAD
        numbers.append(max(number, 0))
    return numbers


def _joined(units: Sequence[Unit], numbers: Sequence[int]) -> list[Printed]:
    """The paragraphs of a story."""
    pieces: dict[int, list[Printed]] = defaultdict(list)
    for unit, number in zip(units, numbers, strict=True):
        if (piece := body(unit)).text:
            pieces[number].append(piece)
    return [Printed.joined(pieces[number]) for number in sorted(pieces)]


def goes_on(tail: str, text: str) -> bool:
    """Whether `text` is the rest of the paragraph that ends with `tail`."""
    if not ends_sentence(tail):
        return True
    return tail.rstrip()[-1] in CLOSERS and bool(SAID.match(fold(text)))


def _parts(draft: Draft, title: Title, units: Sequence[Unit], numbers: Sequence[int]) -> tuple[Part, ...]:
    role = CAPTION if draft.kind == PHOTO else PARAGRAPH
    parts = title_parts(draft.title, title)
    for unit, number in zip(units, numbers, strict=True):
        parts += unit_parts(unit, role=role, number=number)
    return tuple(sorted(parts))


def mentions_in(texts: Sequence[Printed], gazetteer: Gazetteer, *, hint: str | None) -> list[NamedTown]:
    """The towns that the texts name; of texts that name none, those of the villages they name."""
    named = [
        (text, [*gazetteer.find(text.text, county_hint=hint), *gazetteer.find_short(text.text)])
        for text in texts
    ]
    if not any(found for _text, found in named):
        named = [(text, gazetteer.find_villages(text.text, county=hint)) for text in texts]
    return [
        NamedTown(each.town, each.county, each.reason, text.cut(each.start, each.end).spans)
        for text, found in named
        for each in sorted(found, key=lambda mention: mention.start)
    ]


def is_complete(paragraphs: Sequence[str], *, jumps: bool, is_signed: bool) -> bool:
    """Whole unless the text `jumps` to another page (下转04版) or stops inside a sentence; one that is signed
    at its end is closed whatever its last mark.
    """
    if not paragraphs or jumps:
        return False
    if is_signed:
        return True
    last = without_space(fold(paragraphs[-1]))
    return ends_sentence(last) or last[-1:] in STOPS


def line_ranges(lines: Iterable[Line]) -> tuple[tuple[int, int], ...]:
    """The numbers of the lines; those with only empty ones between them make one range."""
    ranges: list[tuple[int, int]] = []
    row = None
    for line in sorted(lines, key=lambda line: line.row):
        if row is not None and line.row == row + 1:
            ranges[-1] = (ranges[-1][0], line.number)
        else:
            ranges.append((line.number, line.number))
        row = line.row
    return tuple(ranges)
