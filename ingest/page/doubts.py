"""What an editor should look at in a story that was read: each doubt with its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.page.events import Draft
from ingest.page.models import PHOTO, Doubt, Fragment, NamedTown
from ingest.page.printed import Printed, Span
from ingest.page.titles import Title
from ingest.page.units import Unit
from people.bylines import Credit
from towns.gazetteer import Gazetteer

# A story so little ahead of the next best one is no more than likely.
CLOSE_CALL = 2.0


def doubt_at(unit: Unit, code: str, reason: str, *, span: Span | None = None) -> Doubt:
    """A doubt about a unit, or about some characters of it."""
    spans = unit.block.printed.spans
    span = span or Span(spans[0].start, spans[-1].end)
    line = max(line.number for line in unit.block.lines if line.start <= span.start)
    return Doubt(code, reason, line, span)


def story_doubts(
    draft: Draft, units: Sequence[Unit], title: Title, *, is_complete: bool, county: str | None
) -> list[Doubt]:
    """What is missing or could be read in another way."""
    first = (draft.title or draft.units)[0]
    doubts: list[Doubt] = []
    if not is_complete:
        doubts.append(_cut_off(units[-1]))
    if title.doubt:
        reason = "The title lines can be divided in another way."
        doubts.append(doubt_at(first, "ambiguous-title", reason))
    if title.headline is None and draft.kind != PHOTO and not (draft.is_brief or draft.is_loose):
        doubts.append(doubt_at(first, "no-headline", "No headline was found above the text."))
    if county is None:
        doubts.append(doubt_at(first, "county-unknown", "Nothing tells the county."))
    return doubts


def fragment_doubts(unit: Unit, fragment: Fragment) -> list[Doubt]:
    """What makes the story of a fragment uncertain."""
    if fragment.begins_story:
        reason = "No story on the page fits this text: it may go on one of another page."
        return [doubt_at(unit, "unattached", reason)]
    if fragment.margin is not None and fragment.margin < CLOSE_CALL:
        doubt = doubt_at(unit, "weak-continuation", f"May belong to another story. {fragment.reason}")
        return [replace(doubt, because=fragment.because)]
    return []


def _cut_off(last: Unit) -> Doubt:
    """At the end of the text that goes on nowhere."""
    return doubt_at(last, "cut-off", "The text stops before its end.", span=last.block.printed.spans[-1])


def town_doubts(
    units: Sequence[Unit], texts: Sequence[Printed], mentions: Sequence[NamedTown], gazetteer: Gazetteer
) -> list[Doubt]:
    """东城街道 is in two counties, and without a county in neither; 巨野县天庄镇 is in no list."""
    open_ones = {each.town: each.spans[0] for each in reversed(mentions) if each.reason == "ambiguous"}
    doubts = [
        ("town-ambiguous", f"Several counties have a town called {town}.", span)
        for town, span in open_ones.items()
    ]
    for text in texts:
        for start, end in gazetteer.strangers(text.text):
            reason = f"No town of this name is known: {text.text[start:end]}."
            doubts.append(("town-unknown", reason, text.cut(start, end).spans[0]))
    return [doubt_at(_unit_at(units, span), code, reason, span=span) for code, reason, span in doubts]


def name_doubts(
    units: Sequence[Unit], credits: Sequence[Credit], spans: Sequence[Sequence[Span]]
) -> list[Doubt]:
    """柳学超戴子梅 is read as two people; it could be cut elsewhere, or be one name."""
    doubts = []
    printed = sorted({(*places[0], credit.name) for credit, places in zip(credits, spans, strict=True)})
    for (start, end, name), (next_start, next_end, next_name) in pairwise(printed):
        if end == next_start:
            reason = f"{name} and {next_name} are printed without anything between them."
            span = Span(start, next_end)
            doubts.append(doubt_at(_unit_at(units, span), "glued-names", reason, span=span))
    return doubts


def _unit_at(units: Sequence[Unit], span: Span) -> Unit:
    """The unit that prints a span; `units` are in page order."""
    return next(unit for unit in units if span.start < unit.block.printed.spans[-1].end)
