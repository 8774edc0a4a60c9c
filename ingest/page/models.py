"""What a parsed page is made of."""

from __future__ import annotations

from dataclasses import dataclass

from people.bylines import Credit

STORY = "story"
PHOTO = "photo"


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something an editor should look at. `code` is for programs, `reason` is plain English for people.

    Codes: `cut-off`, `weak-continuation`, `ambiguous-title`, `title-or-crosshead`, `no-headline`,
    `county-unknown`, `town-ambiguous`.
    """

    code: str
    reason: str
    line: int


@dataclass(frozen=True, slots=True)
class ParsedStory:
    """One story or stand-alone picture. `lines` are the 1-based line ranges of the page it was read from."""

    kind: str
    kicker: str | None
    headline: str | None
    deck: str | None
    dateline: str | None
    printed_byline: str
    credits: tuple[Credit, ...]
    organisations: tuple[str, ...]
    towns: tuple[str, ...]
    county: str | None
    paragraphs: tuple[str, ...]
    complete: bool
    lines: tuple[tuple[int, int], ...]
    section: str | None = None
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class FurnitureLine:
    """A line that belongs to no story, with the reason: `folio`, `editors`, `section`, `notice`, …"""

    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class ParsedPage:
    """Everything on the page: each line that is not empty is in one story or in the furniture."""

    stories: tuple[ParsedStory, ...]
    furniture: tuple[FurnitureLine, ...]
    doubts: tuple[Doubt, ...] = ()
    county: str | None = None
