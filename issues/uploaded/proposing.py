"""Regions (热区) proposed for a page made elsewhere: where its stories stand, told by their words. Pure.

    propose(sheet, stories) -> regions in the order of the stories, one or several each; none where the page
    has no text, or nothing of the story

An editor corrects them: a proposal is a beginning, not the truth.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from articles.text import run_in
from issues.composing.description import Story
from issues.uploaded.joining import join
from issues.uploaded.matching import Told, match, runs_of
from issues.uploaded.sheet import Box, Letter, Sheet

MOST_OF_A_STORY = 12
PAGE = Box(0.0, 0.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Proposed:
    """Where a part of a story stands, in fractions of the page."""

    story: int
    x: float
    y: float
    width: float
    height: float


def propose(sheet: Sheet, stories: Sequence[Told]) -> list[Proposed]:
    """Measured in heights of the page within, so that a length is as long across as it is down."""
    runs = runs_of([Letter(letter.char, _stretched(letter.box, sheet.aspect)) for letter in sheet.letters])
    if not runs or not stories:
        return []
    match(runs, stories)
    pictures, frames = (
        [_stretched(box, sheet.aspect) for box in boxes] for boxes in (sheet.pictures, sheet.frames)
    )
    found = join(runs, pictures, frames)
    return [
        Proposed(story.id, box.x0, box.y0, box.width, box.height)
        for story in stories
        for box in (_on_page(each, sheet.aspect) for each in _largest(found.get(story.id, [])))
        if box.width > 0 and box.height > 0
    ]


def told_of(story: Story) -> Told:
    """All of it, whichever part was planned to stand here: it may have been cut elsewhere."""
    byline = "" if story.dateline else story.byline
    return Told(
        story.id,
        (story.kicker, story.headline, story.deck, byline),
        run_in(story.dateline, story.byline) + "".join(block.text for block in story.body),
        tuple(f"{picture.caption}{picture.credit}" for picture in story.pictures),
    )


def _largest(boxes: Sequence[Box]) -> list[Box]:
    """No story has as many parts; in the order in which they were found."""
    kept = sorted(boxes, key=lambda box: box.area, reverse=True)[:MOST_OF_A_STORY]
    return [box for box in boxes if box in kept]


def _stretched(box: Box, aspect: float) -> Box:
    return Box(box.x0 * aspect, box.y0, box.x1 * aspect, box.y1)


def _on_page(box: Box, aspect: float) -> Box:
    return Box(*(round(value, 5) for value in _stretched(box, 1 / aspect).shared(PAGE)))
