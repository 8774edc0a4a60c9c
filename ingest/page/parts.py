"""The parts of a story: which characters of the page make which of its fields."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.page.models import BYLINE, DATELINE, DECK, MARK, Part
from ingest.page.printed import Printed, Span
from ingest.page.titles import DECK_MARK, Title
from ingest.page.units import Unit, body_bounds
from ingest.text import is_han, without_space
from people.bylines import Credit, fold


def title_parts(lines: Sequence[Unit], title: Title) -> list[Part]:
    """The lines of a title, each in its role; the dashes of a deck are marks."""
    parts: list[Part] = []
    for unit, role in zip(lines, title.roles, strict=True):
        line = unit.block.printed
        mark = DECK_MARK.match(line.text) if role == DECK else None
        start = mark.end() if mark else 0
        parts += [*_parts(line.cut(0, start), MARK), *_parts(line.cut(start), role or MARK)]
    return parts


def unit_parts(unit: Unit, *, role: str, number: int) -> list[Part]:
    """A unit of a story: its body in `role`, its byline with the dateline, and what is left as marks."""
    labelled = [(start, end, BYLINE) for start, end in unit.byline.spans]
    dateline = unit.text.find(unit.byline.dateline) if unit.byline.dateline else -1
    if dateline >= 0:
        (_start, end, _role), *others = labelled
        after = dateline + len(unit.byline.dateline or "")
        labelled = [(0, dateline, BYLINE), (dateline, after, DATELINE), (after, end, BYLINE), *others]
    labelled.append((*body_bounds(unit), role))
    parts: list[Part] = []
    at = 0
    for start, end, label in sorted(labelled):
        parts += _parts(unit.block.printed.cut(at, start), MARK)
        parts += _parts(unit.block.printed.cut(start, end), label, number if label == role else 0)
        at = max(at, end)
    return parts + _parts(unit.block.printed.cut(at), MARK)


def credited_stretches(units: Sequence[Unit]) -> list[Printed]:
    """The bylines that credit somebody, the dateline with them."""
    credited = [unit for unit in units if unit.byline.credits]
    return [unit.block.printed.cut(*span) for unit in credited for span in unit.byline.spans]


def _parts(printed: Printed, role: str, number: int = 0) -> list[Part]:
    """One part for each place of `printed`, the white space around it left out."""
    stripped = (piece.stripped() for piece in printed.pieces())
    return [Part(*span, role, number) for piece in stripped for span in piece.spans]


def credit_spans(stretches: Sequence[Printed], credits: Sequence[Credit]) -> tuple[tuple[Span, ...], ...]:
    """Where each credited name is printed. Of a name that is credited twice, each printing counts once:
    本报讯(记者 王燕)…(王燕 摄); one printing may stand for two credits: 王燕 文/图.
    """
    found = {name: _printings(name, stretches) for name in {credit.name for credit in credits}}
    spans = []
    for index, credit in enumerate(credits):
        printings = found[credit.name]
        earlier = sum(each.name == credit.name for each in credits[:index])
        spans.append(printings[min(earlier, len(printings) - 1)] if printings else ())
    return tuple(spans)


def _printings(name: str, stretches: Sequence[Printed]) -> list[tuple[Span, ...]]:
    """王燕 is also printed 王　燕. A whole word comes before a part of one (李明 in 李明亮)."""
    pattern = re.compile(r"\s*".join(map(re.escape, without_space(name))))
    whole: list[tuple[Span, ...]] = []
    inside: list[tuple[Span, ...]] = []
    for stretch in stretches:
        text = fold(stretch.text)
        for match in pattern.finditer(text):
            around = text[max(0, match.start() - 1) : match.start()] + text[match.end() : match.end() + 1]
            group = inside if any(map(is_han, around)) else whole
            group.append(stretch.cut(*match.span()).spans)
    return whole or inside
