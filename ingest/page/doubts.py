"""What an editor should look at in a story that was read: each doubt with its place."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.page.events import Draft
from ingest.page.models import PHOTO, Doubt, NamedTown
from ingest.page.printed import Span
from ingest.page.titles import Title
from ingest.page.units import Unit


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
    if title.headline is None and draft.kind != PHOTO and not draft.is_brief:
        doubts.append(doubt_at(first, "no-headline", "No headline was found above the text."))
    if county is None:
        doubts.append(doubt_at(first, "county-unknown", "Nothing tells the county."))
    return doubts


def _cut_off(last: Unit) -> Doubt:
    """At the end of the text that goes on nowhere."""
    return doubt_at(last, "cut-off", "The text stops before its end.", span=last.block.printed.spans[-1])


def town_doubts(units: Sequence[Unit], mentions: Sequence[NamedTown]) -> list[Doubt]:
    """东城街道 is a subdistrict of two counties; without a county it is neither's."""
    open_ones = {each.town: each for each in reversed(mentions) if each.reason == "ambiguous"}
    return [
        doubt_at(_unit_at(units, mention.spans[0]), "town-ambiguous", reason, span=mention.spans[0])
        for town, mention in sorted(open_ones.items(), key=lambda item: item[1].spans)
        if (reason := f"Several counties have a town called {town}.")
    ]


def _unit_at(units: Sequence[Unit], span: Span) -> Unit:
    return next(unit for unit in units if span.start <= unit.block.printed.spans[-1].end - 1)
