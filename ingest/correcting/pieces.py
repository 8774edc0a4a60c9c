"""Cutting and joining parts: the white space stays outside, the numbers of the paragraphs follow."""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from ingest.page import titles
from ingest.page.lines import Block, lay_out
from ingest.page.models import CAPTION, PARAGRAPH, PHOTO, Part
from ingest.page.printed import Printed, Span
from ingest.page.story import LONGEST_TAIL, goes_on

BODY = (PARAGRAPH, CAPTION)


def printed(part: Part, text: str) -> Printed:
    return Printed(text[part.start : part.end], (part.span,))


def cut(parts: Iterable[Part], places: Collection[int], text: str) -> list[Part]:
    """The same parts, cut in two wherever a place is inside of one."""
    pieces = []
    for part in parts:
        edges = [part.start, *sorted(each for each in places if part.start < each < part.end), part.end]
        for start, end in pairwise(edges):
            span = printed(replace(part, start=start, end=end), text).stripped().spans
            pieces += [replace(part, start=first, end=last) for first, last in span]
    return pieces


def taken(parts: Iterable[Part], spans: Sequence[Span], text: str) -> tuple[list[Part], list[Part]]:
    """The parts outside the spans, and those inside."""
    kept: list[Part] = []
    inside: list[Part] = []
    for part in cut(parts, {place for span in spans for place in span}, text):
        is_inside = any(span.start <= part.start and part.end <= span.end for span in spans)
        (inside if is_inside else kept).append(part)
    return kept, inside


@dataclass(frozen=True, slots=True)
class Run:
    """Parts whose paragraphs were divided together. Where two runs meet, one may go on in the other."""

    parts: Sequence[Part]
    origin: int
    is_apart: bool = False  # by an editor's word: no paragraph goes on into it, or out of it


def around(parts: Sequence[Part], gone: Sequence[Part], *, origin: int) -> list[Run]:
    """What is left of a story, as a run for each stretch between the parts that went."""
    places = sorted(part.start for part in gone)
    stretches: dict[int, list[Part]] = defaultdict(list)
    for part in parts:
        stretches[bisect(places, part.start)].append(part)
    return [Run(stretch, origin) for stretch in stretches.values()]


def together(runs: Iterable[Run], *, kind: str, text: str) -> tuple[Part, ...]:
    """The parts of the runs as those of one story of this kind, its paragraphs numbered from 0."""
    indents = _indented(text)
    role = CAPTION if kind == PHOTO else PARAGRAPH
    numbers: dict[tuple[int, int], int] = {}
    tails: list[str] = []
    before: tuple[Run, int] | None = None
    parts = []
    placed = [(part, run) for run in runs for part in run.parts]
    for part, own in sorted(placed, key=lambda each: each[0]):
        if part.role not in BODY:
            parts.append(replace(part, number=0))
            continue
        words = printed(part, text).text
        number = numbers.get((own.origin, part.number))
        if number is None and before and part.start not in indents and _meet(before[0], own):
            number = before[1] if _is_rest(tails[before[1]], words) else None
        if number is None:
            number = len(tails)
            tails.append("")
        numbers.setdefault((own.origin, part.number), number)
        tails[number] = (tails[number] + words)[-LONGEST_TAIL:]
        before = (own, number)
        parts.append(replace(part, role=role, number=number))
    return tuple(parts)


def _meet(above: Run, below: Run) -> bool:
    return above is not below and not (above.is_apart or below.is_apart)


def _is_rest(tail: str, words: str) -> bool:
    """Whether the paragraph goes on; neither side may be a crosshead."""
    return goes_on(tail, words) and not any(map(titles.is_title_line, (tail, words)))


@lru_cache(maxsize=4)
def blocks_of(text: str) -> tuple[Block, ...]:
    """Asked for each story of a page, and the same for all of them."""
    return lay_out(text).blocks


def _indented(text: str) -> frozenset[int]:
    """Where the paragraphs begin that are set off by an indent."""
    return frozenset(block.printed.spans[0].start for block in blocks_of(text) if block.is_indented)
