"""Who is meant by a printed name, as an editor is shown it and chooses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ingest.correcting import NEW, OPEN, Meant, NameOf, NotCorrected
from ingest.crediting import Credited
from people.models import Person


@dataclass(frozen=True, slots=True)
class Option:
    """One who may be meant, or NEW or OPEN; `why` is the reason for a person who is known."""

    who: str
    label: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Who:
    """A credited name with everything it may stand for; `chosen` is what it stands for as things are."""

    row: Credited
    options: list[Option]
    chosen: str

    @property
    def name(self) -> NameOf:
        return self.row.name

    @property
    def printed(self) -> str:
        """通讯员 王燕（田庄镇）."""
        unit = f"（{self.name.unit}）" if self.name.unit else ""
        return f"{self.name.title} {self.name.name}{unit}".strip()

    @property
    def said(self) -> str:
        if self.row.is_doubtful:
            return _("Who is it?")
        return next((option.label for option in self.options if option.who == self.chosen), "")

    @property
    def why(self) -> str:
        return next((option.why for option in self.options if option.who == self.chosen), "")

    @property
    def state(self) -> str:
        if self.row.is_doubtful:
            return "doubtful"
        return self.chosen if self.chosen in (NEW, OPEN) else "linked"

    def values(self, who: str) -> tuple[tuple[str, object], ...]:
        return (("story", self.row.story), *zip(NameOf._fields, self.name, strict=True), ("who", who))


def who_of(row: Credited, *, may_add: bool) -> Who:
    options = list(_options(row, may_add=may_add))
    if row.is_new:
        chosen = NEW if may_add else OPEN
    else:
        chosen = str(row.person.pk) if row.person else OPEN
    return Who(row, options, "" if row.is_doubtful else chosen)


def _options(row: Credited, *, may_add: bool) -> Iterator[Option]:
    """Who bears the name, the most likely first; somebody new, if anything tells them apart; nobody."""
    for person, why in zip(row.found.people, row.found.reasons, strict=True):
        yield Option(str(person.pk), person.choice_label, why)
    newcomer = row.newcomer()
    if may_add and not any(_is_same(person, newcomer) for person in row.found.people):
        yield Option(NEW, _("Somebody new: %(person)s") % {"person": newcomer.choice_label})
    yield Option(OPEN, _("Leave open: the printed name alone"))


def _is_same(person: Person, newcomer: Person) -> bool:
    """What the database takes for one person: see the constraint of `Person`."""
    units = [str(each.unit or "") for each in (person, newcomer)]
    return person.kind == newcomer.kind and person.town_id == newcomer.town_id and units[0] == units[1]


def meant(row: Credited, who: str, *, may_add: bool) -> Meant:
    """What an editor chose. Raises NotCorrected where it is not offered."""
    if who not in {option.who for option in _options(row, may_add=may_add)}:
        raise NotCorrected("gone")
    return Meant(row.name, who if who in (NEW, OPEN) else int(who), row.keys)
