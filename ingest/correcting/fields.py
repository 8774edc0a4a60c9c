"""The fields of a story as its parts make them, by the same rules as the parser's."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.correcting.changes import TITLES
from ingest.correcting.pieces import BODY, blocks_of, printed
from ingest.correcting.reading import Divided, Reading, Story, TownOf
from ingest.page import ParsedStory, titles
from ingest.page.furniture import JUMP_AT_END
from ingest.page.lines import Line, printed_lines
from ingest.page.models import BYLINE, DATELINE, DECK, HEADLINE, KICKER, MARK, NamedTown, Part
from ingest.page.parts import credit_spans
from ingest.page.printed import Printed
from ingest.page.story import is_complete, line_ranges, mentions_in
from people.bylines import Byline, Credit, parse_byline, parse_credit_line
from towns.gazetteer import Gazetteer

BY_HAND = "editor"  # why a town is in a county, where an editor said so


@dataclass(frozen=True, slots=True)
class Stretch:
    """A byline as it stands in one block, with what it says."""

    printed: Printed
    dateline: str | None
    byline: Byline
    ends_text: bool  # it stands below a text, and nothing more of the text follows in its block


def story_fields(reading: Reading, key: int, gazetteer: Gazetteer) -> ParsedStory:
    """The story, read anew out of its parts; its doubts are those still open."""
    story = reading.story(key)
    assert story is not None
    text = reading.text
    body = _paragraphs(story, text)
    paragraphs = [paragraph.text for paragraph in body]
    head = Printed.joined(printed(part, text) for part in story.parts if part.role in TITLES)
    below = "\n".join(paragraphs)
    stretches = _stretches(story, text)
    credited = [stretch for stretch in stretches if stretch.byline.credits]
    said = [credit for stretch in credited for credit in stretch.byline.credits]
    credits = tuple(dict.fromkeys(_divided(said, story.names)))
    dateline = next((stretch.dateline for stretch in stretches if stretch.dateline), None)
    county = gazetteer.county_of(head.text, paragraphs, dateline=dateline, hint=reading.county)
    county = county if story.county is None else story.county or None
    mentions = mentions_in([head, *body], gazetteer, hint=county or reading.county)
    if story.towns is not None:
        mentions = _by_hand(story.towns, mentions)
    marks = [printed(part, text).text for part in story.parts if part.role == MARK]
    complete = is_complete(
        paragraphs,
        jumps=any(JUMP_AT_END.search(mark) for mark in marks),
        is_signed=any(stretch.ends_text for stretch in credited),
    )
    starts = [part.start for part in story.parts]
    lines = [line for line in printed_lines(text) if _has_part(starts, line)]
    return ParsedStory(
        kind=story.kind,
        kicker=_kicker(_title_lines(story, KICKER, text), below),
        headline=_headline(_title_lines(story, HEADLINE, text)),
        deck="".join(_title_lines(story, DECK, text)) or None,
        dateline=dateline,
        printed_byline=" ".join(stretch.printed.text.strip() for stretch in stretches),
        credits=credits,
        organisations=tuple(dict.fromkeys(body for each in stretches for body in each.byline.organisations)),
        towns=tuple(dict.fromkeys(mention.town for mention in mentions)),
        county=county,
        paragraphs=tuple(paragraphs),
        complete=complete if story.complete is None else story.complete,
        lines=line_ranges(lines),
        parts=story.parts,
        credit_spans=credit_spans([stretch.printed for stretch in credited], credits),
        mentions=tuple(mentions),
        section=story.section,
        doubts=tuple(
            question.doubt
            for _number, question in reading.open_questions()
            if reading.story_at(question.doubt.span.start) == story
        ),
    )


def _has_part(starts: Sequence[int], line: Line) -> bool:
    """Whether a part begins in the line: parts do not go on from one line to the next."""
    at = bisect_left(starts, line.start)
    return at < len(starts) and starts[at] < line.start + len(line.text)


def _paragraphs(story: Story, text: str) -> list[Printed]:
    pieces: dict[int, list[Printed]] = defaultdict(list)
    for part in story.parts:
        if part.role in BODY:
            pieces[part.number].append(printed(part, text))
    return [Printed.joined(pieces[number]) for number in sorted(pieces)]


# Titles


def _title_lines(story: Story, role: str, text: str) -> list[str]:
    """The printed lines in this role; what stands in one line is one."""
    lines: list[tuple[int, int]] = []
    for part in (part for part in story.parts if part.role == role):
        if lines and not text[lines[-1][1] : part.start].strip(" \t\u3000"):
            lines[-1] = (lines[-1][0], part.end)
        else:
            lines.append((part.start, part.end))
    return [text[start:end] for start, end in lines]


def _headline(lines: Sequence[str]) -> str | None:
    whole = None
    for line in lines:
        whole = line if whole is None else titles.joined(whole, line)
    return whole


def _kicker(lines: Sequence[str], below: str) -> str | None:
    whole = None
    for line in lines:
        if whole is None:
            whole = line
        elif titles.runs_on(whole, line, text_below=below):
            whole = titles.joined(whole, line)
        else:
            whole = f"{whole} {line}"
    return whole


# Bylines


def _stretches(story: Story, text: str) -> list[Stretch]:
    starts = [block.printed.spans[0].start for block in blocks_of(text)]
    blocks: dict[int, list[Part]] = defaultdict(list)
    for part in story.parts:
        blocks[bisect_right(starts, part.start)].append(part)
    stretches: list[Stretch] = []
    is_below_text = False
    for parts in blocks.values():
        for run in _runs(parts):
            follows = any(part.role in BODY and part > run[-1] for part in parts)
            is_below = is_below_text or any(part.role in BODY and part < run[0] for part in parts)
            stretches.append(_stretch(run, text, ends_text=is_below and not follows))
        is_below_text = is_below_text or any(part.role in BODY for part in parts)
    return stretches


def _runs(parts: Sequence[Part]) -> list[list[Part]]:
    """The bylines of one block, with what else stands between them left out."""
    runs: list[list[Part]] = [[]]
    for part in parts:
        if part.role in (BYLINE, DATELINE):
            runs[-1].append(part)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _stretch(run: Sequence[Part], text: str, *, ends_text: bool) -> Stretch:
    whole = Printed.joined(printed(part, text) for part in run)
    dateline = "".join(printed(part, text).text for part in run if part.role == DATELINE) or None
    byline = parse_byline(whole.text)
    if not byline.credits and dateline is None:
        # What an editor calls a byline is one, as if the page had put it into brackets.
        byline = parse_credit_line(f"({whole.text.strip(' ()（）')})") or byline
    return Stretch(whole, dateline, byline, ends_text and dateline is None)


def _divided(credits: Sequence[Credit], names: Sequence[Divided]) -> list[Credit]:
    """With the names an editor divided otherwise in the place of those that were read."""
    for run in names:
        own = [credit for credit in credits if credit.name in run.printed]
        if "".join(credit.name for credit in own) == run.printed:
            at = credits.index(own[0])
            others = [credit for credit in credits if credit not in own]
            credits = [*others[:at], *(replace(own[0], name=name) for name in run.names), *others[at:]]
    return list(credits)


# Towns


def _by_hand(towns: Sequence[TownOf], found: Sequence[NamedTown]) -> list[NamedTown]:
    """What an editor chose, each with the places where the text has it."""
    spans: dict[str, list[NamedTown]] = defaultdict(list)
    for mention in found:
        spans[mention.town].append(mention)
    return [
        NamedTown(town, county, BY_HAND, tuple(span for each in spans[town] for span in each.spans))
        for town, county in towns
    ]
