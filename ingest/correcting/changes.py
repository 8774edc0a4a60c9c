"""What an editor does to a reading: each takes a reading and returns a new one, or raises NotCorrected."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from ingest.correcting.pieces import BODY, Run, around, printed, taken, together
from ingest.correcting.reading import Divided, Meant, Question, Reading, Story, TownOf
from ingest.page import titles
from ingest.page.models import (
    BYLINE,
    DATELINE,
    DECK,
    FURNITURE,
    HEADLINE,
    KICKER,
    MARK,
    PARAGRAPH,
    PHOTO,
    STORY,
    Doubt,
    Part,
)
from ingest.page.printed import Span

TITLES = (KICKER, HEADLINE, DECK)
REST = "rest"  # of the paragraph before
ROLES = (KICKER, HEADLINE, DECK, DATELINE, BYLINE, PARAGRAPH, REST, MARK, FURNITURE)

# The doubts that are answered by what is done.
PLACED = frozenset({"weak-continuation", "unattached", "title-or-crosshead"})
TITLED = frozenset({"ambiguous-title", "no-headline", "title-or-crosshead"})
PERSON = "person"  # several people bear the name, or one who may be somebody else
OF_TOWNS = frozenset({"town-ambiguous", "town-unknown"})


class NotCorrected(Exception):
    """It cannot be done. Codes: `gone` (no such story or doubt), `accepted`, `nothing-there`, `itself`,
    `no-story` (the place is in no story), `no-role`, `no-names` (they are not what is printed).
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


# Which story a text belongs to --------------------------------------------------------------------------


def move(reading: Reading, spans: Sequence[Span], *, to: int | None) -> Reading:
    """What stands in the spans goes to the story `to`, furniture too; without one it begins a story."""
    target = _waiting(reading, to) if to is not None else Story(_new_key(reading), STORY, ())
    sources = [story for story in reading.stories if story is not target]
    found: list[Run] = []
    for source in sources:
        kept, inside = taken(source.parts, spans, reading.text)
        if inside:
            _demand_waiting(source)
            reading = _replaced(reading, source, around(kept, inside, origin=source.key))
            found.append(Run(inside, source.key))
    kept, inside = taken(reading.furniture, spans, reading.text)
    if inside:
        reading = replace(reading, furniture=tuple(kept))
        found.append(Run(_numbered(inside), FROM_FURNITURE))
    if not found:
        raise NotCorrected("nothing-there")
    runs = [Run(target.parts, target.key), *found]
    return _answered(_replaced(reading, target, runs), PLACED, spans)


def join(reading: Reading, key: int, *, to: int) -> Reading:
    """All of a story goes on the story `to`. If both have titles, the later ones stay as crossheads."""
    story, target = _waiting(reading, key), _waiting(reading, to)
    if story is target:
        raise NotCorrected("itself")
    first, second = sorted((story, target), key=lambda each: each.parts[0])
    runs = [Run(first.parts, first.key), Run(second.parts, second.key)]
    if _has_title(first) and _has_title(second):
        lines = [part for part in second.parts if part.role in TITLES]
        others = [part for part in second.parts if part.role not in TITLES]
        runs[1:] = [Run(others, second.key), *_crossheads(lines)]
    spans = [part.span for part in story.parts]
    reading = _replaced(reading, story, [])
    target = replace(target, people=tuple(dict.fromkeys((*target.people, *story.people))))
    return _answered(_replaced(reading, target, runs), PLACED, spans)


def split(reading: Reading, at: int) -> Reading:
    """From the character `at` on the story is another one; a title line it begins with becomes its title."""
    first = next((part for part in reading.parts() if at < part.end), None)
    story = reading.story_at(first.start) if first else None
    if story is None:
        raise NotCorrected("no-story")
    _demand_waiting(story)
    kept, rest = taken(story.parts, [Span(at, len(reading.text))], reading.text)
    if not kept or not rest:
        raise NotCorrected("nothing-there")
    new = Story(_new_key(reading), STORY, ())
    reading = _replaced(reading, story, [Run(kept, story.key)])
    reading = _replaced(reading, new, [Run(_titled(rest, reading.text), story.key)])
    return _answered(reading, PLACED | TITLED, [Span(rest[0].start, rest[0].end)])


def reject(reading: Reading, key: int) -> Reading:
    """The story is none: what it is made of becomes furniture."""
    return _without(reading, [part.span for part in _waiting(reading, key).parts])


# What a text is -----------------------------------------------------------------------------------------


def set_role(reading: Reading, spans: Sequence[Span], role: str) -> Reading:
    """What stands in the spans is the kicker, a paragraph, … of its story. Each span that becomes a paragraph
    is one of its own; `rest` goes on the paragraph before it.
    """
    if role not in ROLES:
        raise NotCorrected("no-role")
    if role == FURNITURE:
        return _without(reading, spans)
    is_done = False
    for story in reading.stories:
        kept, inside = taken(story.parts, spans, reading.text)
        if inside:
            _demand_waiting(story)
            reading = _replaced(reading, story, _in_role(story, kept, inside, role))
            is_done = True
    if not is_done:
        raise NotCorrected("no-story")
    return _answered(reading, TITLED, spans) if role in (*TITLES, PARAGRAPH) else reading


def set_kind(reading: Reading, key: int, kind: str) -> Reading:
    """A picture with its caption, or a story."""
    if kind not in (STORY, PHOTO):
        raise NotCorrected("no-role")
    story = replace(_waiting(reading, key), kind=kind)
    return _replaced(reading, story, [Run(story.parts, key)])


# What is known of a story -------------------------------------------------------------------------------


def set_towns(reading: Reading, key: int, towns: Sequence[TownOf]) -> Reading:
    story = replace(_waiting(reading, key), towns=tuple(dict.fromkeys(towns)))
    return _answered(reading.with_story(story), OF_TOWNS, [part.span for part in story.parts])


def set_county(reading: Reading, key: int, county: str) -> Reading:
    story = replace(_waiting(reading, key), county=county)
    return _answered(reading.with_story(story), {"county-unknown"}, [part.span for part in story.parts])


def set_complete(reading: Reading, key: int, *, complete: bool) -> Reading:
    story = replace(_waiting(reading, key), complete=complete)
    return _answered(reading.with_story(story), {"cut-off"}, [part.span for part in story.parts])


def set_names(reading: Reading, key: int, printed: str, names: Sequence[str]) -> Reading:
    """The credited names in a run of characters; together they are the run."""
    if not names or "".join(names) != printed:
        raise NotCorrected("no-names")
    story = _waiting(reading, key)
    others = [each for each in story.names if each.printed != printed]
    story = replace(story, names=(*others, Divided(printed, tuple(names))))
    return _answered(reading.with_story(story), {"glued-names"}, [part.span for part in story.parts])


def set_person(reading: Reading, key: int, meant: Meant) -> Reading:
    """Who a credited name of the story is."""
    story = _waiting(reading, key)
    others = [each for each in story.people if each.name != meant.name]
    return reading.with_story(replace(story, people=(*others, meant)))


def ask(reading: Reading, doubts: Sequence[Doubt]) -> Reading:
    """With these doubts about people in the place of those before; the others keep their numbers."""
    kept = [question for question in reading.questions if question.doubt.code != PERSON]
    return replace(reading, questions=(*kept, *map(Question, doubts)))


def settle(reading: Reading, number: int) -> Reading:
    """The machine's doubt needs nothing to be done."""
    if not 0 <= number < len(reading.questions):
        raise NotCorrected("gone")
    questions = list(reading.questions)
    questions[number] = replace(questions[number], is_settled=True)
    return replace(reading, questions=tuple(questions))


def accept(reading: Reading, keys: Collection[int]) -> Reading:
    """These stories are right: nothing about them changes any more."""
    for key in keys:
        reading = reading.with_story(replace(_waiting(reading, key), is_accepted=True))
    return reading


# How it is done -----------------------------------------------------------------------------------------

FROM_FURNITURE, APART = -1, -2  # origins of runs that come from no story


def _waiting(reading: Reading, key: int) -> Story:
    story = reading.story(key)
    if story is None:
        raise NotCorrected("gone")
    _demand_waiting(story)
    return story


def _demand_waiting(story: Story) -> None:
    if story.is_accepted:
        raise NotCorrected("accepted")


def _new_key(reading: Reading) -> int:
    return 1 + max((story.key for story in reading.stories), default=0)


def _replaced(reading: Reading, story: Story, runs: Sequence[Run]) -> Reading:
    return reading.with_story(replace(story, parts=together(runs, kind=story.kind, text=reading.text)))


def _without(reading: Reading, spans: Sequence[Span]) -> Reading:
    """What stands in the spans belongs to no story."""
    gone: list[Part] = []
    for story in reading.stories:
        kept, inside = taken(story.parts, spans, reading.text)
        if inside:
            _demand_waiting(story)
            reading = _replaced(reading, story, around(kept, inside, origin=story.key))
            gone += [Part(part.start, part.end, FURNITURE) for part in inside]
    if not gone:
        raise NotCorrected("nothing-there")
    return replace(reading, furniture=tuple(sorted([*reading.furniture, *gone])))


def _in_role(story: Story, kept: Sequence[Part], inside: Sequence[Part], role: str) -> list[Run]:
    if role == PARAGRAPH:
        return [*around(kept, inside, origin=story.key), *_crossheads(inside)]
    if role == REST:
        return [Run([*kept, *_as_rest(kept, inside)], story.key)]
    changed = [replace(part, role=role) for part in inside]
    return [Run([*kept, *changed], story.key)]


def _as_rest(kept: Sequence[Part], inside: Sequence[Part]) -> list[Part]:
    """With the number of the last paragraph before them."""
    before = [part for part in kept if part.role in BODY and part < inside[0]]
    if not before:
        raise NotCorrected("nothing-there")
    return [replace(part, role=PARAGRAPH, number=before[-1].number) for part in inside]


def _crossheads(parts: Sequence[Part]) -> list[Run]:
    """Each part a paragraph by itself."""
    return [
        Run([replace(part, role=PARAGRAPH, number=0)], APART - number, is_apart=True)
        for number, part in enumerate(parts)
    ]


def _numbered(parts: Sequence[Part]) -> list[Part]:
    return [replace(part, role=PARAGRAPH, number=number) for number, part in enumerate(parts)]


def _titled(parts: list[Part], text: str) -> list[Part]:
    """A line like a title above other text is one."""
    first, *rest = parts
    is_title = first.role in BODY and titles.is_title_line(printed(first, text).text)
    if not is_title or not any(part.role in BODY for part in rest):
        return parts
    return [replace(first, role=HEADLINE), *rest]


def _has_title(story: Story) -> bool:
    return any(part.role in TITLES for part in story.parts)


def _answered(reading: Reading, codes: Collection[str], spans: Sequence[Span]) -> Reading:
    """The doubts of these codes that lie in the spans are settled by what was done there."""
    for number, question in enumerate(reading.questions):
        start, end = question.doubt.span
        if question.doubt.code in codes and any(span.start < end and start < span.end for span in spans):
            reading = settle(reading, number)
    return reading
