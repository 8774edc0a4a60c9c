"""The door of the package: one page in, one ParsedPage out."""

from __future__ import annotations

from collections import Counter, defaultdict

from ingest.page.assignment import Assignment
from ingest.page.choices import CLOSE_CALL, choices
from ingest.page.decode import check_page
from ingest.page.doubts import doubt_at
from ingest.page.events import Draft, Outline, Piece
from ingest.page.lines import lay_out
from ingest.page.models import Doubt, ParsedPage, ParsedStory
from ingest.page.outline import outline
from ingest.page.story import read_story
from ingest.page.units import Unit
from towns.gazetteer import Gazetteer


def parse_page(text: str, *, gazetteer: Gazetteer) -> ParsedPage:
    """Read the stories of a page. Raises PageError if `text` is no page."""
    check_page(text)
    page = outline(lay_out(text), gazetteer)
    events = _with_a_draft(page)
    given = _assigned(events, gazetteer)
    county = _page_county(text, gazetteer)
    drafts = [event for event in events if isinstance(event, Draft)]
    stories = tuple(
        read_story(draft, given[number], gazetteer=gazetteer, county_hint=county)
        for number, draft in enumerate(drafts)
    )
    return ParsedPage(
        stories=stories, furniture=tuple(page.furniture), doubts=_all_doubts(stories), county=county
    )


def _with_a_draft(page: Outline) -> list[Draft | Piece]:
    """Text above the first title goes on a story of an earlier page: it becomes a story of its own."""
    events = page.events
    first = next(
        (i for i, event in enumerate(events) if isinstance(event, Draft) and event.kind == "story"),
        len(events),
    )
    loose = next((i for i, event in enumerate(events[:first]) if isinstance(event, Piece)), None)
    if loose is None:
        return events
    piece = events[loose]
    return [*events[:loose], Draft("story", units=piece.units), *events[loose + 1 :]]


def _assigned(events: list[Draft | Piece], gazetteer: Gazetteer) -> dict[int, list[list[Unit]]]:
    assignment = Assignment(events, gazetteer)
    given: dict[int, list[list[Unit]]] = defaultdict(list)
    for placed, choice in zip(assignment.pieces, choices(assignment), strict=True):
        piece = placed.piece
        given[choice.draft].append(piece.units)
        if choice.margin < CLOSE_CALL:
            doubt = doubt_at(piece.units[0], "weak-continuation", "may belong to another story")
            assignment.drafts[choice.draft].doubts.append(doubt)
    return given


def _page_county(text: str, gazetteer: Gazetteer) -> str | None:
    counts: Counter[str] = gazetteer.counties_in(text)
    for mention in gazetteer.find(text):
        if mention.county:
            counts[mention.county] += 1
    return counts.most_common(1)[0][0] if counts else None


def _all_doubts(stories: tuple[ParsedStory, ...]) -> tuple[Doubt, ...]:
    return tuple(sorted((d for story in stories for d in story.doubts), key=lambda doubt: doubt.line))
