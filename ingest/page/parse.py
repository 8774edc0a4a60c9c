"""The door of the package: one page in, one ParsedPage out."""

from __future__ import annotations

from collections import Counter, defaultdict

from ingest.page.assignment import Assignment
from ingest.page.choices import explained
from ingest.page.decode import check_page
from ingest.page.doubts import fragment_doubts
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
    assignment = Assignment(page.events, gazetteer)
    best = assignment.best()
    fragments = tuple(explained(assignment, best))
    drafts = [held.draft for held in best.stories]
    given: dict[int, list[list[Unit]]] = defaultdict(list)
    for piece, fragment in zip(assignment.pieces, fragments, strict=True):
        drafts[fragment.story].doubts += fragment_doubts(piece.piece.units[0], fragment)
        if not fragment.begins_story:
            given[fragment.story].append(piece.piece.units)
    county = page_county(text, gazetteer)
    stories = tuple(
        read_story(draft, given[number], gazetteer=gazetteer, county_hint=county)
        for number, draft in enumerate(drafts)
    )
    return ParsedPage(
        stories=stories,
        furniture=tuple(page.furniture),
        fragments=fragments,
        doubts=_all_doubts(stories),
        county=county,
    )


def page_county(text: str, gazetteer: Gazetteer) -> str | None:
    counts: Counter[str] = gazetteer.counties_in(text)
    for mention in gazetteer.find(text):
        if mention.county:
            counts[mention.county] += 1
    return counts.most_common(1)[0][0] if counts else None


def _all_doubts(stories: tuple[ParsedStory, ...]) -> tuple[Doubt, ...]:
    return tuple(sorted((d for story in stories for d in story.doubts), key=lambda doubt: doubt.span))
