"""From a printed name to a person: certain matches are linked, doubtful ones are left open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.bylines import Credit
from people.judging import EXPLICIT, NEARNESS, Bearer, Certainty, Near, Said, Why, judge
from people.models import Person
from people.names import normalise_name
from towns.models import Jurisdiction
from towns.places import Places

__all__ = [
    "Candidates",
    "Certainty",
    "Match",
    "Named",
    "Near",
    "candidates",
    "candidates_for",
    "named_as",
    "other_house",
]

REASONS = {
    Why.UNIT: _("The unit printed with the name is theirs."),
    Why.TOWN: _("The town printed with the name is theirs."),
    Why.OTHER_KIND: _("The printed title is that of another kind of author."),
    Why.OTHER_PLACE: _("Another unit or town is printed with the name."),
    Why.UNKNOWN_PLACE: _("Nobody has entered which unit or town they write from."),
    Why.NEAR_TOWN: _("They write from a town of the story."),
    Why.NEAR_COUNTY: _("They write from the county of the story."),
    Why.COLLEAGUE: _("They work at the desk of the story."),
    Why.ELSEWHERE: _("They write from another county than that of the story."),
    Why.ALONE: _("Nobody else bears the name."),
    Why.NAMESAKE: _("They bear the name; nothing printed speaks for them or against."),
}


@dataclass(frozen=True, slots=True)
class Match:
    """Who a printed name means; no person when several could be meant."""

    person: Person | None
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class Named:
    """A name as it is printed, with its title, its unit, and the key of the town that the unit names.

    `near` is where its story plays: of several bearers of a name the one from there comes first.
    """

    name: str
    title: str = ""
    unit: str = ""
    town: int | None = None
    near: Near = field(default=Near())


def named_as(credit: Credit, places: Places, *, near: Near, county: str | None = None) -> Named:
    """A credit with what its unit says: 田庄镇 is a town, 田庄镇卫生院 a unit in it, 巨野县 the county.

    `county` is that of the story: 县融媒体中心 is its, and so is a town that has namesakes.
    """
    name, title, unit = credit.name, credit.title or "", other_house(credit.unit)
    if key := places.county_key(unit):
        return Named(name, title, near=Near(counties=frozenset({key})))
    town, is_all = places.town_of_unit(unit, county=county)
    return Named(name, title, "" if is_all else _whole(unit, county), town.pk if town else None, near)


def other_house(unit: str | None) -> str:
    """The printed unit; empty if it is the paper itself, whose people have units of their own."""
    squeezed = "".join((unit or "").split())
    return "" if squeezed.startswith(settings.PAPER_NAME) else squeezed


def _whole(unit: str, county: str | None) -> str:
    """县融媒体中心 in a story of 曹县 is 曹县融媒体中心; 市气象局 is that of the prefecture."""
    for place in (county or "", settings.PAPER_PREFECTURE):
        if place and unit[:1] == place[-1]:
            return place + unit[1:]
    return unit


@dataclass(frozen=True, slots=True)
class Candidates:
    """Who a printed name may mean: one person who is certain, several to choose from, or nobody yet.

    `whys` has the reason for each of the people.
    """

    name: str
    kind: Person.Kind | None
    certainty: Certainty
    people: tuple[Person, ...] = ()
    whys: tuple[Why, ...] = ()

    @property
    def match(self) -> Match:
        return Match(self.people[0] if self.certainty == Certainty.CERTAIN else None, self.certainty)

    @property
    def reasons(self) -> list[str]:
        return [str(REASONS[why]) for why in self.whys]


def kind_of_title(title: str, *, unit: str = "") -> Person.Kind | None:
    """What a printed title says of a person: 本报记者 a reporter, 特约通讯员 a correspondent.

    特约记者 write for the paper without being on its staff. No title says nothing, nor does that of another
    house: 新华社记者.
    """
    if unit and title.startswith(unit):
        return None
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
    return candidates_for([Named(printed, title, near=near or Near())], among=among)[0]


def candidates_for(printed: Sequence[Named], *, among: QuerySet[Person] | None = None) -> list[Candidates]:
    """The same for the names of a whole text, in one query and in their order.

    `among` is whom the reader may see, everybody by default. Whose unit or town is printed comes first, then
    who still works for the paper, then who is near. See `people.judging` for what is certain.
    """
    people = Person.objects.all() if among is None else among
    today = Jurisdiction.objects.in_force(timezone.localdate()).filter(town=OuterRef("town"))
    people = people.annotate(town_county=Subquery(today.values("county")[:1]))
    namesakes: dict[str, list[Person]] = defaultdict(list)
    names = {normalise_name(each.name) for each in printed}
    for person in people.filter(name__in=names).select_related("unit__county", "town").order_by("pk"):
        namesakes[person.name].append(person)
    return [_judged(each, namesakes[normalise_name(each.name)]) for each in printed]


def _judged(printed: Named, namesakes: Sequence[Person]) -> Candidates:
    kind = kind_of_title(printed.title, unit=printed.unit)
    said = Said(kind, printed.unit, printed.town)
    certainty, whys = judge(said, [_bearer(person) for person in namesakes], printed.near)
    ranked = sorted(zip(namesakes, whys, strict=True), key=_rank)
    return Candidates(
        normalise_name(printed.name),
        kind,
        certainty,
        tuple(person for person, _why in ranked),
        tuple(why for _person, why in ranked),
    )


def _rank(judged: tuple[Person, Why]) -> tuple[bool, bool, bool]:
    person, why = judged
    return why not in EXPLICIT, not person.is_active, why not in NEARNESS


def _bearer(person: Person) -> Bearer:
    """`person` as the query of `candidates_for` has it."""
    unit = person.unit
    counties = {unit.county_id if unit else None, getattr(person, "town_county", None)}
    return Bearer(
        kind=person.kind,
        unit="".join(unit.name.split()) if unit else "",
        unit_county=unit.county.name if unit and unit.county else "",
        town=person.town_id,
        counties=frozenset(key for key in counties if key is not None),
        account=person.user_id,
    )
