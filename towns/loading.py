"""Write the register of a prefecture into the database; running it again changes nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, astuple, dataclass

from django.db import transaction

from audit.trail import record
from towns import register
from towns.models import County, Jurisdiction, Town, Village
from towns.slugs import town_slugs

# 鲁西新区 was unveiled on this day; before it the register's development zones governed its towns.
PAPER_COUNTY_SINCE = {"鲁西新区": dt.date(2022, 9, 2)}

KINDS = {"街道": Town.Kind.SUBDISTRICT, "镇": Town.Kind.TOWN, "乡": Town.Kind.TOWNSHIP}


class UnknownPrefecture(Exception):
    """The register has no prefecture of this name."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load added."""

    counties: int
    towns: int
    villages: int


@transaction.atomic
def load_prefecture(prefecture: str) -> Loaded:
    """Add the prefecture's counties, towns and villages that are not there yet.

    Raises `UnknownPrefecture`. What editors changed in the meantime (names, addresses, counties) stays.
    """
    townships = register.townships(prefecture)
    if not townships:
        raise UnknownPrefecture(prefecture)
    known = set(Town.objects.exclude(division_code="").values_list("division_code", flat=True))
    new = [township for township in townships if township.code not in known]
    before = County.objects.count()
    towns = _add_towns(new, prefecture=prefecture)
    villages = _add_villages(towns)
    loaded = Loaded(counties=County.objects.count() - before, towns=len(towns), villages=villages)
    if any(astuple(loaded)):
        record("load", County, by=None, after={"prefecture": prefecture, **asdict(loaded)})
    return loaded


def _add_towns(townships: list[register.Township], *, prefecture: str) -> list[Town]:
    slugs = town_slugs(
        ((row.name, row.paper_county) for row in townships),
        taken=Town.objects.values_list("slug", flat=True),
    )
    counties = _Counties(prefecture)
    towns = Town.objects.bulk_create(
        Town(name=row.name, kind=kind_of(row.name), slug=slug, division_code=row.code)
        for row, slug in zip(townships, slugs, strict=True)
    )
    Jurisdiction.objects.bulk_create(
        jurisdiction
        for row, town in zip(townships, towns, strict=True)
        for jurisdiction in _jurisdictions(row, town, counties)
    )
    return towns


def _jurisdictions(row: register.Township, town: Town, counties: _Counties) -> list[Jurisdiction]:
    since = PAPER_COUNTY_SINCE.get(row.paper_county)
    present = Jurisdiction(town=town, county=counties.get(row.paper_county), since=since)
    if since is None:
        return [present]
    return [Jurisdiction(town=town, county=counties.get(row.county), until=since), present]


def _add_villages(towns: list[Town]) -> int:
    by_code = {town.division_code: town for town in towns}
    rows = [row for row in register.villages() if row.township_code in by_code]
    Village.objects.bulk_create(
        [Village(town=by_code[row.township_code], name=row.name, division_code=row.code) for row in rows],
        batch_size=500,
    )
    return len(rows)


def kind_of(name: str) -> Town.Kind:
    return next((kind for suffix, kind in KINDS.items() if name.endswith(suffix)), Town.Kind.OTHER)


class _Counties:
    """Counties by name, made on first use in the register's order."""

    def __init__(self, prefecture: str) -> None:
        self.prefecture = prefecture
        self.by_name = {county.name: county for county in County.objects.filter(prefecture=prefecture)}

    def get(self, name: str) -> County:
        if name not in self.by_name:
            order = 10 * (len(self.by_name) + 1)
            county = County.objects.create(name=name, prefecture=self.prefecture, order=order)
            self.by_name[name] = county
        return self.by_name[name]
