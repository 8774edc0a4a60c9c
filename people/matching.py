"""From a printed name to a person: certain matches are linked, doubtful ones are left open."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from people.models import Person
from people.names import normalise_name


class Certainty(StrEnum):
    KNOWN = "known"
    NEW = "new"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True, slots=True)
class Match:
    """Who a printed name means; no person when several could be meant."""

    person: Person | None
    certainty: Certainty


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


def identify(printed: str, *, title: str = "") -> Match:
    """The one known person of this name and kind, or a new one where nobody bears the name.

    Two bearers of the name, or one of another kind, are never merged silently: the match stays open.
    """
    name, kind = normalise_name(printed), kind_of_title(title)
    namesakes = list(Person.objects.filter(name=name))
    fitting = [person for person in namesakes if kind in (None, person.kind)]
    if len(fitting) == 1 and len(namesakes) == 1:
        return Match(fitting[0], Certainty.KNOWN)
    if namesakes:
        return Match(None, Certainty.AMBIGUOUS)
    person = Person.objects.create(name=name, kind=kind or Person.Kind.CONTRIBUTOR)
    return Match(person, Certainty.NEW)
