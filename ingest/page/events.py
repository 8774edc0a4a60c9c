"""What the outline of a page is made of: stories that begin, and pieces that belong to one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.page.models import PHOTO, STORY, Doubt, FurnitureLine
from ingest.page.units import Unit, is_closed


@dataclass(slots=True, eq=False)
class Draft:
    """A story that begins on the page: its title lines, and the units it surely owns.

    `is_loose` if nothing but the want of another story for its text makes it one.
    """

    kind: str
    title: list[Unit] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    section: str | None = None
    is_brief: bool = False
    is_loose: bool = False
    doubts: list[Doubt] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Piece:
    """Body text whose story is not yet known: a paragraph or part of one, under its crosshead if any."""

    units: list[Unit]
    after_interruption: bool = False

    @property
    def text(self) -> str:
        return self.units[-1].text


Event = Draft | Piece


@dataclass(slots=True)
class Outline:
    """Drafts and pieces in the order of the page."""

    events: list[Event]
    furniture: list[FurnitureLine]


def has_story(events: Sequence[Event]) -> bool:
    return any(isinstance(event, Draft) and event.kind == STORY for event in events)


def is_open_above(events: Sequence[Event]) -> bool:
    """Whether the text above, pictures passed over, stops inside a sentence."""
    above = text_above(events)
    return above is not None and not is_closed(above)


def text_above(events: Sequence[Event]) -> Unit | None:
    """The last text above, pictures passed over."""
    for event in reversed(events):
        if not (isinstance(event, Draft) and event.kind == PHOTO):
            return event.units[-1]
    return None


def has_byline_above(events: Sequence[Event]) -> bool:
    """Whether the story at hand has named its writer already."""
    for event in reversed(events):
        if isinstance(event, Piece) and event.units[-1].byline.credits:
            return True
        if isinstance(event, Draft) and event.kind == STORY:
            return any(unit.byline.credits for unit in event.units)
    return False
