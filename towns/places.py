"""The places of the database as the gazetteer knows them."""

from __future__ import annotations

import datetime as dt

from towns.gazetteer import Gazetteer, Place
from towns.models import Town


def gazetteer_on(date: dt.date) -> Gazetteer:
    """The places of the database, each in the county that governed it on `date`."""
    towns = Town.objects.with_county(on=date).prefetch_related("villages")
    return Gazetteer(
        Place(
            town=town.name,
            county=town.county_name or "",
            villages=tuple(village.name for village in town.villages.all()),
            aliases=tuple(town.other_names.split()),
        )
        for town in towns
    )
