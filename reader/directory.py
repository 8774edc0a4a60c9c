"""The towns page: all towns by county or by first letter, and those that a reader means. No queries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_uppercase
from typing import Any

from reader.front_page import place_in_order
from towns import maps, readings
from towns.models import County, Town

# Where a town stands whose address does not begin with a letter.
NO_LETTER = "#"


@dataclass(frozen=True, slots=True)
class TownEntry:
    """A town with its county of today. `keys` is what it is found by: see `towns.readings`."""

    town: Town
    county: County | None
    stories: int
    keys: str
    is_found: bool

    @property
    def letter(self) -> str:
        """Of its address, which is made of the reading and may be corrected by an editor: 单 is read shan."""
        first = self.town.slug[:1].upper()
        return first if first in ascii_uppercase else NO_LETTER


@dataclass(frozen=True, slots=True)
class Section:
    """Towns under one heading: a letter or a county; with neither, those whose county nobody has entered."""

    towns: Sequence[TownEntry]
    county: County | None = None
    letter: str = ""
    stories: int = 0

    @property
    def anchor(self) -> str:
        return self.letter or (self.county.slug if self.county else "other-places")

    @property
    def is_found(self) -> bool:
        return any(entry.is_found for entry in self.towns)


@dataclass(frozen=True, slots=True)
class MapCounty:
    """A county where it lies on the map."""

    shape: maps.Shape
    county: County
    stories: int


def entries(
    towns: Iterable[Town], *, governing: Mapping[int, County], counts: Mapping[int, int], typed: str
) -> list[TownEntry]:
    """The towns with county and number of stories, and whether what was typed means them."""
    return [_entry(town, governing.get(town.pk), counts.get(town.pk, 0), typed) for town in towns]


def _entry(town: Town, county: County | None, stories: int, typed: str) -> TownEntry:
    names = (town.name, *town.other_names.split())
    keys = readings.keys(*names, slug=town.slug, county=county.name if county else "")
    return TownEntry(town, county, stories, keys, readings.found(typed, keys))


def by_county(towns: Sequence[TownEntry], counts: Mapping[int, int]) -> list[Section]:
    """In the counties' order; `counts` are the stories by county. Towns without a county come last."""
    grouped = _grouped(towns, lambda entry: entry.county)
    return [
        Section(grouped[county], county=county, stories=counts.get(county.pk, 0) if county else 0)
        for county in sorted(grouped, key=place_in_order)
    ]


def by_letter(towns: Sequence[TownEntry]) -> list[Section]:
    in_order = sorted(towns, key=lambda entry: (entry.letter == NO_LETTER, entry.town.slug))
    grouped = _grouped(in_order, lambda entry: entry.letter)
    return [Section(grouped[letter], letter=letter) for letter in grouped]


def letters(sections: Iterable[Section]) -> list[tuple[str, bool]]:
    """A to Z, and whether a town begins with it."""
    used = {section.letter for section in sections}
    return [(letter, letter in used) for letter in (*ascii_uppercase, *used - set(ascii_uppercase))]


def on_the_map(prefecture: str, counties: Iterable[County], counts: Mapping[int, int]) -> list[MapCounty]:
    """The counties of the prefecture that its map has; nothing where there are not two to choose from."""
    by_name = {county.name: county for county in counties if county.prefecture == prefecture}
    found = [
        MapCounty(shape, county, counts.get(county.pk, 0))
        for shape in maps.shapes(prefecture)
        if (county := by_name.get(shape.county))
    ]
    return found if len(found) > 1 else []


def _grouped(towns: Iterable[TownEntry], key: Callable[[TownEntry], Any]) -> dict[Any, list[TownEntry]]:
    groups: dict[Any, list[TownEntry]] = {}
    for entry in towns:
        groups.setdefault(key(entry), []).append(entry)
    return groups
