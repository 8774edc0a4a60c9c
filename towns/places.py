"""The places of the database, ready to be found in text."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import OuterRef, Subquery

from towns.gazetteer import Gazetteer, Place, county_forms
from towns.models import Jurisdiction, Town, Village

# What stands behind a town's name and means the town itself.
OFFICES = ("", "政府", "人民政府", "党委", "党委政府")


@dataclass(frozen=True, slots=True)
class TownRow:
    """A town of the database with the county that governed it on the day asked for."""

    pk: int
    name: str
    other_names: str
    county_id: int | None
    county: str

    @property
    def choice_label(self) -> str:
        return f"{self.name}（{self.county}）" if self.county else self.name


@dataclass(frozen=True, slots=True)
class Places:
    """The gazetteer, and the rows that its names stand for."""

    gazetteer: Gazetteer
    by_name: Mapping[str, tuple[TownRow, ...]]
    by_village: Mapping[str, tuple[TownRow, ...]]
    by_key: Mapping[int, TownRow]

    def towns_of_village(self, name: str) -> tuple[TownRow, ...]:
        """双庙 is printed for 双庙村."""
        return self.by_village.get(name) or self.by_village.get(f"{name}村") or ()

    def named(self, town: str, county: str) -> TownRow | None:
        """The town of this name in the county; the only one of its name, whatever the county."""
        rows = self.by_name.get(town, ())
        own = [row for row in rows if row.county == county] if len(rows) > 1 else rows
        return own[0] if len(own) == 1 else None

    def county_key(self, name: str) -> int | None:
        """The key of a county by its name as printed: 巨野县, 巨野."""
        county = county_forms(self.gazetteer.counties).get(name)
        rows = self.by_key.values() if county else ()
        return next((row.county_id for row in rows if row.county == county), None)

    def town_of_unit(self, unit: str, *, county: str | None = None) -> tuple[TownRow | None, bool]:
        """The town that the name of a unit begins with, and whether it names nothing else.

        田庄镇, 巨野县田庄镇人民政府 -> 田庄镇, True; 田庄镇卫生院 -> 田庄镇, False
        """
        found = self.gazetteer.find(unit, county_hint=county)
        if not found:
            return None, False
        mention = found[0]
        before, after = unit[: mention.start], unit[mention.end :]
        begins = not before or before in county_forms(self.gazetteer.counties)
        town = self.named(mention.town, mention.county) if begins else None
        return town, town is not None and after in OFFICES


def gazetteer_on(date: dt.date) -> Gazetteer:
    """The places of the database, each in the county that governed it on `date`."""
    return places_on(date).gazetteer


def places_on(date: dt.date) -> Places:
    """The places as they are in the database at this moment.

    Reading the names costs little beside making a gazetteer of them, so the names themselves are the key
    of what is kept: a town that another process has renamed is found under its new name at once.
    """
    governing = Jurisdiction.objects.in_force(date).filter(town=OuterRef("pk"))
    towns = Town.objects.with_county(on=date).annotate(county_key=Subquery(governing.values("county")[:1]))
    rows = towns.order_by("pk").values_list("pk", "name", "other_names", "county_key", "county_name")
    villages = Village.objects.order_by("pk").values_list("town", "name")
    return _built(tuple(rows), tuple(villages))


@lru_cache(maxsize=4)
def _built(
    towns: tuple[tuple[int, str, str, int | None, str | None], ...], villages: tuple[tuple[int, str], ...]
) -> Places:
    rows = [
        TownRow(pk, name, others, county_id=county_id, county=county or "")
        for pk, name, others, county_id, county in towns
    ]
    by_key = {row.pk: row for row in rows}
    names_of: dict[int, list[str]] = defaultdict(list)
    by_name: dict[str, tuple[TownRow, ...]] = {}
    by_village: dict[str, tuple[TownRow, ...]] = {}
    # A town that was added between the two queries is not there yet.
    for town, village in dict.fromkeys(each for each in villages if each[0] in by_key):
        names_of[town].append(village)
        by_village[village] = (*by_village.get(village, ()), by_key[town])
    for row in rows:
        by_name[row.name] = (*by_name.get(row.name, ()), row)
    gazetteer = Gazetteer(
        Place(row.name, row.county, tuple(names_of[row.pk]), tuple(row.other_names.split())) for row in rows
    )
    return Places(gazetteer, by_name, by_village, by_key)
