"""The places of the database, ready to be found in text."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import OuterRef, Subquery

from towns.gazetteer import Gazetteer, Place
from towns.models import Jurisdiction, Town, Village


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
