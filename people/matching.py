"""From a printed name to a person: certain matches are linked, doubtful ones are left open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import QuerySet

from people.models import Person
from people.names import normalise_name


class Certainty(StrEnum):
    CERTAIN = "certain"
    DOUBTFUL = "doubtful"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Match:
    """Who a printed name means; no person when several could be meant."""

    person: Person | None
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class Near:
    """Where a story plays and whose it is: of several bearers of a name the one from there comes first."""

    towns: frozenset[int] = frozenset()
    counties: frozenset[int] = frozenset()
    accounts: frozenset[int] = frozenset()

    def holds(self, person: Person) -> bool:
        county = person.unit.county_id if person.unit else None
        return person.town_id in self.towns or county in self.counties or person.user_id in self.accounts


@dataclass(frozen=True, slots=True)
class Candidates:
    """Who a printed name may mean: one person who is certain, several to choose from, or nobody yet."""

    name: str
    kind: Person.Kind | None
    certainty: Certainty
    people: tuple[Person, ...] = ()

    @property
    def match(self) -> Match:
        return Match(self.people[0] if self.certainty == Certainty.CERTAIN else None, self.certainty)


def kind_of_title(title: str) -> Person.Kind | None:
    """What a printed title says of a person: 本报记者 a reporter, 特约通讯员 a correspondent.

    特约记者 write for the paper without being on its staff. No title says nothing.
    """
    if "通讯员" in title:
        return Person.Kind.CORRESPONDENT
    if title.startswith("特约"):
        return Person.Kind.CONTRIBUTOR
    if "记者" in title or "实习生" in title:
        return Person.Kind.REPORTER
    return None


def candidates(
    printed: str, *, title: str = "", among: QuerySet[Person] | None = None, near: Near | None = None
) -> Candidates:
    """Who a printed name may mean. Nobody is made; see `candidates_for`."""
    return candidates_for([(printed, title)], among=among, near=near)[0]


def candidates_for(
    printed: Sequence[tuple[str, str]], *, among: QuerySet[Person] | None = None, near: Near | None = None
) -> list[Candidates]:
    """The same for the names of a whole text, each with its title, in one query and in their order.

    `among` is whom the reader may see, everybody by default. Who still works for the paper comes first, then
    who is `near`.
    """
    people = Person.objects.all() if among is None else among
    namesakes: dict[str, list[Person]] = defaultdict(list)
    names = {normalise_name(name) for name, _title in printed}
    for person in people.filter(name__in=names).select_related("unit", "town").order_by("pk"):
        namesakes[person.name].append(person)
    return [
        _judged(normalise_name(name), kind_of_title(title), namesakes[normalise_name(name)], near or Near())
        for name, title in printed
    ]


def _judged(name: str, kind: Person.Kind | None, namesakes: Iterable[Person], near: Near) -> Candidates:
    """Two bearers of the name, or one of another kind, are never merged silently."""
    people = tuple(sorted(namesakes, key=lambda person: (not person.is_active, not near.holds(person))))
    if not people:
        return Candidates(name, kind, Certainty.NEW)
    is_one = len(people) == 1 and kind in (None, people[0].kind)
    return Candidates(name, kind, Certainty.CERTAIN if is_one else Certainty.DOUBTFUL, people)


def identify(printed: str, *, title: str = "") -> Match:
    """The one known person of this name and kind, or a new one where nobody bears the name.

    In doubt the match stays open.
    """
    found = candidates(printed, title=title)
    if found.certainty != Certainty.NEW:
        return found.match
    person = Person.objects.create(name=found.name, kind=found.kind or Person.Kind.CONTRIBUTOR)
    return Match(person, Certainty.NEW)
