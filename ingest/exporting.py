"""Pages that editors put right, in the format of the practice pages, and what the machine had read."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from ingest.correcting import Story, story_fields
from ingest.correcting.pieces import BODY
from ingest.models import SourcePage
from ingest.output import credit_as_dict
from ingest.page.lines import printed_lines
from ingest.page.models import BYLINE, DATELINE, Part
from ingest.text import without_space
from issues.models import IssueDay
from towns.gazetteer import Gazetteer

SIDE = 6  # characters shown on each side of a join


def page_id(source: SourcePage) -> str:
    """As the file of such a page is called: 2023-12-20_A3."""
    return f"{IssueDay(source.date, source.extra)}_{source.label}"


def truth_of(source: SourcePage, gazetteer: Gazetteer) -> dict[str, Any]:
    """What stands on the page, as an editor left it."""
    return _Truth(source, gazetteer).as_dict()


def machine_of(source: SourcePage) -> dict[str, Any]:
    """What the machine read, before anybody put it right."""
    return {**source.machine, "page_id": page_id(source)}


class _Truth:
    def __init__(self, source: SourcePage, gazetteer: Gazetteer) -> None:
        self.source, self.reading, self.gazetteer = source, source.current, gazetteer
        self.lines = list(printed_lines(source.text))
        self.starts = [line.start for line in self.lines]

    def as_dict(self) -> dict[str, Any]:
        furniture = self.reading.furniture
        return {
            "page_id": page_id(self.source),
            "level": 0,
            "stories": [self.story(story) for story in self.reading.stories],
            "furniture_lines": sorted({self.line(part) for part in furniture}),
            "furniture_texts": [self.text(part) for part in furniture],
        }

    def story(self, story: Story) -> dict[str, Any]:
        fields = story_fields(self.reading, story.key, self.gazetteer)
        found: dict[str, Any] = {
            "id": f"s{story.key}",
            "kind": fields.kind,
            "kicker": fields.kicker,
            "headline": fields.headline,
            "deck": fields.deck,
            "dateline": fields.dateline,
            "credits": [credit_as_dict(credit) for credit in fields.credits],
            "towns": list(fields.towns),
            "county": fields.county,
            "paragraphs": list(fields.paragraphs),
            "complete": fields.complete,
            "fragments": [list(span) for span in fields.lines],
        }
        if len(fields.lines) > 1:
            found["fragment_texts"] = [self.text_in(story, *lines) for lines in fields.lines]
        if joins := list(self.joins(story)):
            found["joins"] = joins
        if fields.section:
            found["label_above"] = fields.section
        if story.people:
            found["people"] = [{**each.name._asdict(), "who": each.who} for each in story.people]
        return found

    def text_in(self, story: Story, first: int, last: int) -> str:
        """What the story prints in these lines besides its bylines."""
        parts = (part for part in story.parts if part.role not in (BYLINE, DATELINE))
        return "".join(self.text(part) for part in parts if first <= self.line(part) <= last)

    def joins(self, story: Story) -> Iterator[list[str]]:
        """Left and right of each place where a paragraph was cut."""
        for above, below in pairwise(part for part in story.parts if part.role in BODY):
            if above.number == below.number and self.line(above) != self.line(below):
                yield [self.text(above)[-SIDE:], self.text(below)[:SIDE]]

    def text(self, part: Part) -> str:
        return without_space(self.reading.text[part.start : part.end])

    def line(self, part: Part) -> int:
        """The line of the page that a part stands in, counted from 1."""
        return self.lines[bisect(self.starts, part.start) - 1].number
