"""What a parsed page is made of. Every piece of it says which characters of the page it was read from.

A place is a span: `page[start:end]` of the text that was parsed. White space apart, each character of the
page is in exactly one `Part`: of a story, of the furniture, or of a text no story was found for.
"""

from __future__ import annotations

from dataclasses import dataclass

from ingest.page.printed import Span
from people.bylines import Credit

STORY = "story"
PHOTO = "photo"

# Roles of parts.
KICKER = "kicker"
HEADLINE = "headline"
DECK = "deck"
DATELINE = "dateline"
BYLINE = "byline"
PARAGRAPH = "paragraph"
CAPTION = "caption"
MARK = "mark"
FURNITURE = "furniture"


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """Some characters of the page and what they are.

    Roles in a story: `kicker`, `headline`, `deck`, `dateline`, `byline` (all that names who is credited),
    `paragraph` (in a picture `caption`), and `mark` for what is printed with it and in none of its fields:
    the dashes of a deck, a bullet, (下转04版). `number` counts the paragraphs from 0. Outside: `furniture`.
    """

    start: int
    end: int
    role: str
    number: int = 0

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something an editor should look at, and where. `code` is for programs, `reason` is a plain sentence;
    `because` is that of the fragment, where its story is in doubt.

    Codes: `cut-off`, `weak-continuation`, `unattached`, `ambiguous-title`, `title-or-crosshead`,
    `no-headline`, `county-unknown`, `town-ambiguous`, `town-unknown`, `glued-names`.
    """

    code: str
    reason: str
    line: int
    span: Span
    because: str = ""


@dataclass(frozen=True, slots=True)
class NamedTown:
    """A town where a story names it; `reason` says how its county is known: see `towns.gazetteer.Mention`."""

    town: str
    county: str
    reason: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class ParsedStory:
    """One story or stand-alone picture.

    `lines` are the 1-based line ranges of the page it was read from, `parts` its characters in page order.
    `credit_spans` has the printed name of each of the `credits`.
    """

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
    parts: tuple[Part, ...]
    credit_spans: tuple[tuple[Span, ...], ...]
    mentions: tuple[NamedTown, ...]
    section: str | None = None
    doubts: tuple[Doubt, ...] = ()

    def spans(self, role: str, number: int | None = None) -> tuple[Span, ...]:
        """Where a field is printed: `spans("deck")`, `spans("paragraph", 2)`."""
        return tuple(part.span for part in self.parts if part.role == role and number in (None, part.number))


@dataclass(frozen=True, slots=True)
class FurnitureLine:
    """A line that belongs to no story, with the reason: `folio`, `editors`, `section`, `notice`, …"""

    line: int
    text: str
    reason: str
    span: Span


@dataclass(frozen=True, slots=True)
class Rival:
    """A story that a fragment could go to instead; read so, the page scores `behind` less.

    `story` is a number in `ParsedPage.stories`, or None for a story of its own.
    """

    story: int | None
    behind: float


@dataclass(frozen=True, slots=True)
class Fragment:
    """Text whose story had to be found, with the story it was given to: a number in `ParsedPage.stories`.

    `because` names the evidence that decided it (a key of `ingest.page.reasons.SENTENCES`), `reason` says it
    in a sentence. `rivals` are the next best stories, the nearest first.
    """

    spans: tuple[Span, ...]
    line: int
    story: int
    score: float
    because: str
    reason: str
    rivals: tuple[Rival, ...]
    begins_story: bool = False

    @property
    def margin(self) -> float | None:
        """How far the next best story is behind, None if there is none."""
        return self.rivals[0].behind if self.rivals else None


@dataclass(frozen=True, slots=True)
class ParsedPage:
    """Everything on the page; `parts()` has all of its characters that are not white space, each once."""

    stories: tuple[ParsedStory, ...]
    furniture: tuple[FurnitureLine, ...]
    fragments: tuple[Fragment, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    county: str | None = None

    def parts(self) -> list[Part]:
        """All parts in page order."""
        of_stories = [part for story in self.stories for part in story.parts]
        others = [Part(*line.span, FURNITURE) for line in self.furniture]
        return sorted(of_stories + others)
