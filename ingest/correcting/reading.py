"""A reading of a page: its stories as parts, what an editor said of them, and the doubts still open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from ingest.page import Doubt, ParsedPage
from ingest.page.models import FURNITURE, Part
from ingest.page.printed import Span


class TownOf(NamedTuple):
    """A town with its county, which may be empty: two counties may have a town of one name."""

    town: str
    county: str


class Divided(NamedTuple):
    """柳学超戴子梅 are 柳学超 and 戴子梅: the run of characters, and the names in it."""

    printed: str
    names: tuple[str, ...]


class NameOf(NamedTuple):
    """A credited name as it is printed, with its title and unit: what tells two people of one name apart."""

    name: str
    title: str
    unit: str


NEW, OPEN = "new", "open"


class Meant(NamedTuple):
    """Who is meant by a name: the key of a person, NEW for somebody new, or OPEN for the printed name alone.

    `seen` are the people of the name that the editor was shown: of somebody else there was no choice.
    """

    name: NameOf
    who: int | str
    seen: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Story:
    """A story: `key` is its own for as long as the page is worked on, `parts` stand in page order.

    `towns`, `county` and `complete` are what an editor said; None where the text itself tells. An empty
    county says that there is none. `names` has credited names that an editor divided otherwise, `people` who
    is meant by them.
    """

    key: int
    kind: str
    parts: tuple[Part, ...]
    section: str | None = None
    is_accepted: bool = False
    towns: tuple[TownOf, ...] | None = None
    county: str | None = None
    complete: bool | None = None
    names: tuple[Divided, ...] = ()
    people: tuple[Meant, ...] = ()

    def meant(self, name: NameOf) -> Meant | None:
        """What an editor said of the name."""
        return next((each for each in self.people if each.name == name), None)


@dataclass(frozen=True, slots=True)
class Question:
    """A doubt of the machine's, until an editor has settled it."""

    doubt: Doubt
    is_settled: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """The page's text, and which of its characters make what. `county` is the one the page speaks of most."""

    text: str = field(repr=False)
    stories: tuple[Story, ...]
    furniture: tuple[Part, ...]
    questions: tuple[Question, ...] = ()
    county: str | None = None

    def parts(self) -> list[Part]:
        """All parts in page order."""
        return sorted([*(part for story in self.stories for part in story.parts), *self.furniture])

    def story(self, key: int) -> Story | None:
        return next((story for story in self.stories if story.key == key), None)

    def story_at(self, place: int) -> Story | None:
        """The story that has the character at `place`."""
        found = (s for s in self.stories if any(part.start <= place < part.end for part in s.parts))
        return next(found, None)

    @property
    def waiting(self) -> list[Story]:
        return [story for story in self.stories if not story.is_accepted]

    def open_questions(self) -> Iterator[tuple[int, Question]]:
        """What nobody has settled, with its number, as far as a story that waits is about it."""
        for number, question in enumerate(self.questions):
            story = None if question.is_settled else self.story_at(question.doubt.span.start)
            if story is not None and not story.is_accepted:
                yield number, question

    def with_story(self, changed: Story) -> Reading:
        """With one story exchanged; one that has no part left is gone. Stories stand as they begin."""
        stories = [*(story for story in self.stories if story.key != changed.key), changed]
        kept = sorted((story for story in stories if story.parts), key=lambda story: story.parts[0])
        return replace(self, stories=tuple(kept))


def read(page: ParsedPage, text: str) -> Reading:
    """The machine's reading, with nothing put right yet."""
    stories = sorted(page.stories, key=lambda story: story.parts[0])
    return Reading(
        text=text,
        stories=tuple(
            Story(key, story.kind, story.parts, section=story.section)
            for key, story in enumerate(stories, start=1)
        ),
        furniture=tuple(sorted(Part(*line.span, FURNITURE) for line in page.furniture)),
        questions=tuple(map(Question, page.doubts)),
        county=page.county,
    )


# For JSON -----------------------------------------------------------------------------------------------


def to_dict(reading: Reading) -> dict[str, Any]:
    """All but the text, which is kept once."""
    return {
        "county": reading.county,
        "stories": [_story_to_dict(story) for story in reading.stories],
        "furniture": [[part.start, part.end] for part in reading.furniture],
        "questions": [_question_to_dict(question) for question in reading.questions],
    }


def from_dict(data: dict[str, Any], text: str) -> Reading:
    return Reading(
        text=text,
        stories=tuple(map(_story_from_dict, data["stories"])),
        furniture=tuple(Part(start, end, FURNITURE) for start, end in data["furniture"]),
        questions=tuple(map(_question_from_dict, data["questions"])),
        county=data["county"],
    )


def _story_to_dict(story: Story) -> dict[str, Any]:
    return {
        "key": story.key,
        "kind": story.kind,
        "section": story.section,
        "parts": [[part.start, part.end, part.role, part.number] for part in story.parts],
        "accepted": story.is_accepted,
        "towns": None if story.towns is None else [list(town) for town in story.towns],
        "county": story.county,
        "complete": story.complete,
        "names": [[each.printed, list(each.names)] for each in story.names],
        "people": [[list(each.name), each.who, list(each.seen)] for each in story.people],
    }


def _story_from_dict(data: dict[str, Any]) -> Story:
    return Story(
        key=data["key"],
        kind=data["kind"],
        parts=tuple(Part(*part) for part in data["parts"]),
        section=data["section"],
        is_accepted=data["accepted"],
        towns=None if data["towns"] is None else tuple(TownOf(*town) for town in data["towns"]),
        county=data["county"],
        complete=data["complete"],
        names=tuple(Divided(run, tuple(names)) for run, names in data["names"]),
        # Pages that waited before people were chosen in the queue have none.
        people=tuple(Meant(NameOf(*name), who, tuple(seen)) for name, who, seen in data.get("people", ())),
    )


def _question_to_dict(question: Question) -> dict[str, Any]:
    doubt = question.doubt
    return {
        "code": doubt.code,
        "reason": doubt.reason,
        "line": doubt.line,
        "span": list(doubt.span),
        "because": doubt.because,
        "settled": question.is_settled,
    }


def _question_from_dict(data: dict[str, Any]) -> Question:
    doubt = Doubt(data["code"], data["reason"], data["line"], Span(*data["span"]), data["because"])
    return Question(doubt, data["settled"])
