"""Who is credited in the stories of a page: each printed name with who may be meant, and what an editor said.

A certain name is linked, a doubtful one left open until somebody chooses, a new one made with the draft.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from audit.trail import record
from ingest.correcting import NEW, PERSON, Meant, NameOf, Reading, ask, story_fields
from ingest.page import Doubt, ParsedStory
from ingest.page.printed import Span
from people.adding import InDoubt, add_person
from people.bylines import Credit
from people.matching import Candidates, Certainty, Named, Near, candidates_for, named_as
from people.models import Person, Unit, User
from policy.access import may
from policy.table import Action
from towns.models import Town
from towns.places import Places


@dataclass(frozen=True, slots=True)
class Credited:
    """A credited name of a story. `meant` is what an editor said of it, as far as that still holds."""

    story: int
    name: NameOf
    span: Span
    named: Named
    found: Candidates
    places: Places = field(repr=False, compare=False)
    meant: Meant | None = None

    @property
    def person(self) -> Person | None:
        """Who is linked."""
        if self.meant is None:
            return self.found.match.person
        return next((person for person in self.found.people if person.pk == self.meant.who), None)

    @property
    def is_new(self) -> bool:
        if self.meant is None:
            return self.found.certainty == Certainty.NEW
        return self.meant.who == NEW

    @property
    def is_doubtful(self) -> bool:
        return self.meant is None and self.found.certainty == Certainty.DOUBTFUL

    @property
    def keys(self) -> tuple[int, ...]:
        return tuple(person.pk for person in self.found.people)

    def newcomer(self) -> Person:
        """The person as they would be added, with the unit and the town that are printed; not saved."""
        row = self.places.by_key.get(self.named.town or 0)
        return Person(
            name=self.found.name,
            kind=self.found.kind or Person.Kind.CONTRIBUTOR,
            unit=Unit(name=self.named.unit, county_id=self._county()) if self.named.unit else None,
            town=Town(pk=row.pk, name=row.name) if row else None,
        )

    def _county(self) -> int | None:
        named = self.places.gazetteer.counties_in(self.named.unit)
        return next((self.places.county_key(county) for county in named), None)


def names_in(story: ParsedStory) -> dict[Credit, NameOf]:
    """Each credit with the name that tells people apart; a body that gave a picture is nobody.

    本报讯(记者 王燕)…(王燕 摄) is one person, 记者 王燕 通讯员 王燕 are two.
    """
    persons = [credit for credit in story.credits if credit.name not in story.organisations]
    names = {credit: NameOf(credit.name, credit.title or "", credit.unit or "") for credit in persons}
    for credit, name in names.items():
        told = {each for each in names.values() if each.name == name.name and any(each[1:])}
        if not any(name[1:]) and len(told) == 1:
            names[credit] = told.pop()
    return names


def credited(
    stories: Mapping[int, ParsedStory], reading: Reading, places: Places
) -> dict[int, list[Credited]]:
    """The credited names of the stories by their keys, each name once, in one query."""
    asked = [
        (key, name, span, named)
        for key, story in stories.items()
        for name, span, named in _asked(story, reading, places)
    ]
    found = candidates_for([named for *_rest, named in asked]) if asked else []
    rows: dict[int, list[Credited]] = {key: [] for key in stories}
    for (key, name, span, named), candidates in zip(asked, found, strict=True):
        rows[key].append(_with_choice(Credited(key, name, span, named, candidates, places), reading))
    return rows


def credited_as(name: NameOf, key: int, reading: Reading, places: Places) -> Credited | None:
    """The name as a story credits it."""
    if reading.story(key) is None:
        return None
    rows = credited({key: story_fields(reading, key, places.gazetteer)}, reading, places)[key]
    return next((row for row in rows if row.name == name), None)


def _asked(story: ParsedStory, reading: Reading, places: Places) -> list[tuple[NameOf, Span, Named]]:
    near, county = _near(story, reading, places), story.county or reading.county
    places_of = dict(zip(story.credits, story.credit_spans, strict=True))
    first: dict[NameOf, Credit] = {}
    for credit, name in names_in(story).items():
        first.setdefault(name, credit)
    return [
        (
            name,
            next(iter(places_of[credit]), story.parts[0].span),
            named_as(replace(credit, title=name.title, unit=name.unit), places, near=near, county=county),
        )
        for name, credit in first.items()
    ]


def _near(story: ParsedStory, reading: Reading, places: Places) -> Near:
    """The towns of the story and its counties; where it names none, the county of the page."""
    rows = [places.named(each.town, each.county) for each in story.mentions]
    towns = [row for row in rows if row is not None]
    counties = {row.county_id for row in towns} | {places.county_key(story.county or reading.county or "")}
    return Near(
        towns=frozenset(row.pk for row in towns),
        counties=frozenset(key for key in counties if key is not None),
    )


def _with_choice(row: Credited, reading: Reading) -> Credited:
    """A choice holds while whom it names is there; somebody new is new only among those who were seen."""
    story = reading.story(row.story)
    meant = story.meant(row.name) if story else None
    if meant is None:
        return row
    is_gone = isinstance(meant.who, int) and meant.who not in row.keys
    is_known = meant.who == NEW and not set(row.keys) <= set(meant.seen)
    return row if is_gone or is_known else replace(row, meant=meant)


def asked(reading: Reading, places: Places) -> Reading:
    """The reading with a question for each name that is doubtful as people now are."""
    fields = {story.key: story_fields(reading, story.key, places.gazetteer) for story in reading.waiting}
    return with_doubts(reading, credited(fields, reading, places))


def with_doubts(reading: Reading, rows: Mapping[int, Sequence[Credited]]) -> Reading:
    """The reading with a question for each doubtful name of a story that waits."""
    doubts = [
        Doubt(PERSON, f"{row.name.name} may be one of several people.", _line(reading, row.span), row.span)
        for key in rows
        for row in rows[key]
        if row.is_doubtful
    ]
    return ask(reading, doubts)


def _line(reading: Reading, span: Span) -> int:
    return len(f"{reading.text[: span.start]}.".splitlines())


# On the draft


def link(rows: Iterable[Credited], *, by: User | None) -> tuple[dict[NameOf, Person | None], list[str]]:
    """Whom the names of one story mean, and what is left in doubt. Who is new is made: of two of one name,
    记者 王燕 通讯员 王燕, both.

    Nobody stands for the command that runs, which may add people.
    """
    people: dict[NameOf, Person | None] = {}
    doubts = []
    for row in rows:
        made = [person.pk for person in people.values() if person]
        people[row.name], doubt = _linked(row, beside=made, by=by)
        doubts += [doubt] if doubt else []
    return people, doubts


def _linked(row: Credited, *, beside: Sequence[int], by: User | None) -> tuple[Person | None, str]:
    if row.is_doubtful:
        return None, doubt_in_words(row.found)
    if not row.is_new:
        return row.person, ""
    if by is not None and not may_add_people(by):
        return None, _(
            "%s is not known yet: somebody who may add people chooses in the credits."
        ) % row.name.name
    try:
        return _added(row, beside=beside, by=by), ""
    except InDoubt as doubt:
        return None, doubt_in_words(doubt.found)


def may_add_people(user: User) -> bool:
    return may(user, Action.ADD, Person) and may(user, Action.ADD, Unit)


def _added(row: Credited, *, beside: Sequence[int], by: User | None) -> Person:
    newcomer = row.newcomer()
    unit = newcomer.unit
    if unit is not None:
        county = {"county_id": unit.county_id}
        unit, is_new = Unit.objects.get_or_create(name=unit.name, defaults=county)
        if is_new:
            record("add", unit, by=by)
    title = row.name.title if row.found.kind else ""
    person = add_person(row.name.name, title=title, unit=unit, town=newcomer.town, seen=(*row.keys, *beside))
    record("add", person, by=by)
    return person


def doubt_in_words(found: Candidates) -> str:
    """Who may be meant, each with the reason, in one line for the note of the draft."""
    if len(found.people) == 1:
        said = _("%s may be somebody else of this name: choose in the credits.") % found.name
    else:
        said = _("%s may be one of several people: choose one in the credits.") % found.name
    reasons = zip(found.people, found.reasons, strict=True)
    return " ".join([said, *(f"{person.choice_label}: {why}" for person, why in reasons)])
