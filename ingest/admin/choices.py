"""The doubts of a page as an editor settles them: each with what it could be, as buttons."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from articles.text import shortened
from ingest.admin.acts import printed_names
from ingest.admin.people import Who
from ingest.correcting import PERSON, Question, Reading, Story
from ingest.correcting.changes import TITLES
from ingest.correcting.pieces import BODY, printed
from ingest.page import ParsedStory
from ingest.page.models import HEADLINE, KICKER, MARK, Part
from ingest.page.reasons import SENTENCES
from ingest.page.titles import LONGEST_TITLE, is_title_line
from ingest.words import DOUBTS
from people.bylines.surnames import is_person_name
from towns.gazetteer import Gazetteer

COLOURS = 8
AROUND = 24  # characters shown of the place of a doubt


@dataclass(frozen=True, slots=True)
class Choice:
    """A button, and what it posts."""

    label: str
    do: str
    values: tuple[tuple[str, object], ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A doubt with its place and its choices."""

    number: int
    story: int
    colour: str
    says: str
    why: str
    excerpt: str
    span: str
    choices: list[Choice]


@dataclass(frozen=True, slots=True)
class Case:
    """What the choices of a doubt follow from."""

    reading: Reading
    question: Question
    number: int
    story: Story
    fields: Mapping[int, ParsedStory]
    machine: Mapping[str, Any]
    gazetteer: Gazetteer
    who: Who | None

    @property
    def at(self) -> int:
        return self.question.doubt.span.start

    def name(self, key: int) -> str:
        """3 麦田返青"""
        return f"{key} {name_of(self.fields[key])}"

    def settled(self, label: str) -> Choice:
        return Choice(label, "settle", (("doubt", self.number),))


def colour_of(key: int) -> str:
    """One of eight, in turn."""
    return f"story-{(key - 1) % COLOURS}"


def name_of(story: ParsedStory) -> str:
    """The headline, or how the text begins."""
    return shortened(story.headline or "".join(story.paragraphs) or story.printed_byline or "—")


def doubt_rows(
    reading: Reading,
    fields: Mapping[int, ParsedStory],
    machine: Mapping[str, Any],
    gazetteer: Gazetteer,
    people: Iterable[Who],
) -> list[Row]:
    """Those about people first."""
    rows = []
    doubtful = {who.row.span: who for who in people if who.row.is_doubtful}
    for number, question in sorted(reading.open_questions(), key=_people_first):
        doubt = question.doubt
        story = reading.story_at(doubt.span.start)
        assert story is not None
        who = doubtful.get(doubt.span) if doubt.code == PERSON else None
        case = Case(reading, question, number, story, fields, machine, gazetteer, who)
        rows.append(
            Row(
                number,
                story.key,
                colour_of(story.key),
                str(DOUBTS[doubt.code]),
                _(SENTENCES[doubt.because]) if doubt.because else "",
                who.printed if who else _excerpt(reading.text, *doubt.span),
                f"{doubt.span.start}-{doubt.span.end}",
                list(CHOICES[doubt.code](case)),
            )
        )
    return rows


def _people_first(asked: tuple[int, Question]) -> tuple[bool, int]:
    number, question = asked
    return question.doubt.code != PERSON, number


def _excerpt(text: str, start: int, end: int) -> str:
    words = " ".join(text[start:end].split())
    return words if len(words) <= 2 * AROUND else f"{words[:AROUND]}……{words[-AROUND:]}"


# Which story


def _continuation(case: Case) -> Iterator[Choice]:
    """It stays, or goes where the machine would have put it next."""
    yield case.settled(_("Stays with %(story)s") % {"story": case.name(case.story.key)})
    fragment = _fragment(case)
    spans = [("span", f"{start}-{end}") for start, end in fragment["spans"]] if fragment else []
    for rival in fragment["rivals"] if fragment else []:
        key = _now(case, rival["story"])
        if key is None:
            yield Choice(_("A story of its own"), "move", tuple(spans))
        elif key != case.story.key:
            yield Choice(_to(case, key), "move", (*spans, ("to", key)))


def _unattached(case: Case) -> Iterator[Choice]:
    yield case.settled(_("A story of its own"))
    fragment = _fragment(case)
    for rival in fragment["rivals"] if fragment else []:
        key = _now(case, rival["story"])
        if key is not None and key != case.story.key:
            yield Choice(_to(case, key), "join", (("story", case.story.key), ("to", key)))
    yield Choice(_("No story"), "reject", (("story", case.story.key),))


def _to(case: Case, key: int) -> str:
    return _("Goes to %(story)s") % {"story": case.name(key)}


def _fragment(case: Case) -> Mapping[str, Any] | None:
    """What the machine had to place where the doubt is."""
    found = (f for f in case.machine["fragments"] if any(a <= case.at < b for a, b in f["spans"]))
    return next(found, None)


def _now(case: Case, number: int | None) -> int | None:
    """Which story now has the beginning of that story of the machine's; None for one of its own."""
    if number is None or number >= len(case.machine["stories"]):
        return None
    story = case.reading.story_at(case.machine["stories"][number]["parts"][0][0])
    return story.key if story and not story.is_accepted else case.story.key


def _crosshead(case: Case) -> Iterator[Choice]:
    yield case.settled(_("A title: a story begins here"))
    above = [s for s in case.reading.waiting if s.parts[0] < case.story.parts[0]]
    if above:
        label = _("A subhead of %(story)s") % {"story": case.name(above[-1].key)}
        yield Choice(label, "join", (("story", case.story.key), ("to", above[-1].key)))


# Titles


def _title(case: Case) -> Iterator[Choice]:
    """Every other way to divide the lines."""
    yield case.settled(_("Right as it is"))
    lines = _title_lines(case)
    spans = tuple(("span", f"{part.start}-{part.end}") for part in lines)
    texts = [printed(part, case.reading.text).text for part in lines]
    roles = [part.role for part in lines]
    for kickers in range(len(lines)):
        if roles != [KICKER] * kickers + [HEADLINE] * (len(lines) - kickers):
            label = _("Headline: %(headline)s") % {"headline": " ".join(texts[kickers:])}
            yield Choice(label, "divide", (*spans, ("kickers", kickers), ("doubt", case.number)))


def _title_lines(case: Case) -> list[Part]:
    """Kicker and headline, and lines above them that are in neither, such as the name of a column."""
    parts = case.story.parts
    last = max((part.start for part in parts if part.role == HEADLINE), default=-1)
    return [
        part
        for part in parts
        if part.role in (KICKER, HEADLINE)
        or (part.role == MARK and part.start < last and is_title_line(printed(part, case.reading.text).text))
    ]


def _no_headline(case: Case) -> Iterator[Choice]:
    yield case.settled(_("It has none"))
    first = next((part for part in case.story.parts if part.role in BODY), None)
    if first and first.end - first.start <= LONGEST_TITLE and not _has_title(case.story):
        label = _("Headline: %(headline)s") % {"headline": printed(first, case.reading.text).text}
        yield Choice(label, "role", (("span", f"{first.start}-{first.end}"), ("role", HEADLINE)))


def _has_title(story: Story) -> bool:
    return any(part.role in TITLES for part in story.parts)


# What is known of the story


def _cut_off(case: Case) -> Iterator[Choice]:
    for label, complete in ((_("Cut off indeed"), 0), (_("It is whole"), 1)):
        yield Choice(label, "complete", (("story", case.story.key), ("complete", complete)))


def _county(case: Case) -> Iterator[Choice]:
    yield case.settled(_("No county"))
    page = [case.reading.county] if case.reading.county else []
    for county in dict.fromkeys([*page, *case.gazetteer.counties]):
        yield Choice(county, "county", (("story", case.story.key), ("county", county)))


def _ambiguous_town(case: Case) -> Iterator[Choice]:
    """The counties that have a town of the name; the story's other towns stay."""
    yield case.settled(pgettext("of a town", "Leave it out"))
    town = _printed_town(case)
    for place in case.gazetteer.places:
        if town == place.town:
            yield _town_choice(case, town, place.county)


def _printed_town(case: Case) -> str:
    mentions = case.fields[case.story.key].mentions
    return next((m.town for m in mentions if any(a <= case.at < b for a, b in m.spans)), "")


def _unknown_town(case: Case) -> Iterator[Choice]:
    """As it is printed; or one that is nearly called so."""
    yield case.settled(_("Right as it is"))
    words = case.reading.text[slice(*case.question.doubt.span)]
    near = get_close_matches(words, {place.town for place in case.gazetteer.places}, n=3, cutoff=0.5)
    for place in case.gazetteer.places:
        if place.town in near:
            yield _town_choice(case, place.town, place.county)


def _town_choice(case: Case, town: str, county: str) -> Choice:
    mentions = case.fields[case.story.key].mentions
    others = [f"{each.town}（{each.county}）" for each in mentions if each.town != town and each.county]
    chosen = dict.fromkeys([*others, f"{town}（{county}）"])
    return Choice(f"{town}（{county}）", "towns", (("story", case.story.key), ("towns", " ".join(chosen))))


def _glued(case: Case) -> Iterator[Choice]:
    """As they were cut, cut elsewhere, or one name."""
    run = printed_names(case.reading, case.number)
    names = [credit.name for credit in case.fields[case.story.key].credits if credit.name in run]
    yield case.settled("、".join(names) or _("Right as it is"))
    cuts = [(run[:at], run[at:]) for at in range(2, len(run) - 1)]
    for cut in [*(cut for cut in cuts if all(map(is_person_name, cut))), (run,)]:
        if list(cut) != names:
            values = (("story", case.story.key), ("doubt", case.number), ("names", " ".join(cut)))
            yield Choice("、".join(cut), "names", values)


def _person(case: Case) -> Iterator[Choice]:
    assert case.who is not None
    for option in case.who.options:
        yield Choice(option.label, "who", case.who.values(option.who), option.why)


CHOICES: dict[str, Callable[[Case], Iterator[Choice]]] = {
    "weak-continuation": _continuation,
    "unattached": _unattached,
    "title-or-crosshead": _crosshead,
    "ambiguous-title": _title,
    "no-headline": _no_headline,
    "cut-off": _cut_off,
    "county-unknown": _county,
    "town-ambiguous": _ambiguous_town,
    "town-unknown": _unknown_town,
    "glued-names": _glued,
    PERSON: _person,
}
