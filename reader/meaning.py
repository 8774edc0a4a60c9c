"""The places, people and tags that are meant by what somebody types: by characters, pinyin or initials.

Towns and counties are the register's, which readers have anyway; of people and tags only those in print.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import pgettext
from taggit.models import Tag

from articles import clock
from articles.search.analyzer import fold
from articles.search.query import Field, Query
from people.models import Person
from reader import queries
from towns import readings
from towns.models import County, Town

MOST_SUGGESTED = 8
MOST_MEANT = 4
# One character means too many.
SHORTEST = 2
# A name of so many characters may stand inside of what was typed: 巨野县田庄镇招商.
SHORTEST_INSIDE = 3
LONGEST_TYPED = 60
# Those of whom it is asked whether they are in print.
ASKED = 40
# Of a long question the first words are held against the names.
MOST = 4

# A thing that is meant: how well, and how long its name is.
Ranked = tuple[int, int, "Meant"]


@dataclass(frozen=True, slots=True)
class Meant:
    """`kind` says what it is, `beside` tells it from others of its name."""

    name: str
    kind: str
    address: str
    beside: str = ""

    @property
    def said(self) -> str:
        return f"{self.kind} {self.beside}".strip()


def suggested(typed: str) -> list[Meant]:
    """What may be meant while somebody still types."""
    text = readings.fold(fold(typed[:LONGEST_TYPED]))
    return _meant([text], most=MOST_SUGGESTED) if text else []


def meant(query: Query) -> list[Meant]:
    """What the words of a query mean beside stories, the first few."""
    words = [word.text for word in query.words if word.field != Field.HEADLINE]
    plain = [readings.fold(word) for word in (*words, *query.towns)]
    typed = [word for word in plain if len(word) >= SHORTEST]
    return _meant(typed, most=MOST_MEANT, is_whole=True) if typed else []


def _meant(typed: Sequence[str], *, most: int, is_whole: bool = False) -> list[Meant]:
    found = [*_places(typed, is_whole=is_whole), *_people(typed), *_tags(typed)]
    return [thing for _rank, _length, thing in sorted(found, key=lambda row: row[:2])[:most]]


def _places(typed: Sequence[str], *, is_whole: bool) -> list[Ranked]:
    """Towns with their county of today, then counties. A whole text may have the name inside."""
    towns = [
        (rank, town)
        for town in Town.objects.all()
        if (rank := _rank(typed, [town.name, *town.other_names.split()], town.slug, is_whole)) is not None
    ]
    towns = sorted(towns, key=lambda row: (row[0], len(row[1].name)))[:MOST_SUGGESTED]
    county = queries.county_by_town([town.pk for _rank, town in towns], on=clock.today()) if towns else {}
    found = [
        (rank, len(town.name), _town(town, county[town.pk].name if town.pk in county else ""))
        for rank, town in towns
    ]
    for each in County.objects.all():
        rank = _rank(typed, [each.name], each.slug, is_whole)
        if rank is not None:
            found.append((rank, len(each.name), _county(each)))
    return found


def _town(town: Town, county: str) -> Meant:
    return Meant(town.name, pgettext("what a suggestion is", "Town"), town.get_absolute_url(), county)


def _county(county: County) -> Meant:
    address = reverse("county", kwargs={"slug": county.slug})
    return Meant(county.name, pgettext("what a suggestion is", "County"), address, county.prefecture)


def _people(typed: Sequence[str]) -> list[Ranked]:
    ranks = _best(typed, Person.objects.values_list("pk", "name"))
    found = queries.people().filter(pk__in=ranks) if ranks else ()
    return [(ranks[person.pk], len(person.name), _person(person)) for person in found]


def _person(person: Person) -> Meant:
    place = person.unit or person.town
    address = reverse("person", kwargs={"pk": person.pk})
    return Meant(person.name, person.get_kind_display(), address, place.name if place else "")


def _tags(typed: Sequence[str]) -> list[Ranked]:
    ranks = _best(typed, queries.with_address().values_list("pk", "name"))
    found: Iterable[Any] = queries.tags().filter(pk__in=ranks) if ranks else ()
    return [(ranks[tag.pk], len(tag.name), _tag(tag)) for tag in found]


def _tag(tag: Tag) -> Meant:
    address = reverse("tag", kwargs={"slug": tag.slug})
    return Meant(tag.name, pgettext("what a suggestion is", "Tag"), address)


def _best(typed: Sequence[str], names: Iterable[tuple[int, str]]) -> dict[int, int]:
    """The rank by number of those that fit best: only of them it is asked whether they are in print."""
    ranked = [(rank, key) for key, name in names if (rank := _rank(typed, [name])) is not None]
    return {key: rank for rank, key in sorted(ranked)[:ASKED]}


def _rank(typed: Sequence[str], names: Sequence[str], slug: str = "", is_whole: bool = False) -> int | None:
    """How well any of the typed texts means the thing with these names: 0 is its name, None is not at all."""
    folded = [readings.fold(name) for name in names]
    keys = readings.keys(*names, slug=slug) if any(text.isascii() for text in typed) else ""
    ranks = [rank for text in typed[:MOST] if (rank := _rank_of(text, folded, keys, is_whole)) is not None]
    return min(ranks, default=None)


def _rank_of(text: str, folded: Sequence[str], keys: str, is_whole: bool) -> int | None:
    if text in folded:
        return 0
    if any(name.startswith(text) for name in folded):
        return 1
    if is_whole and any(len(name) >= SHORTEST_INSIDE and name in text for name in folded):
        return 1
    if text.isascii():
        return 2 if readings.found(text, keys) else None
    return 3 if any(text in name for name in folded) else None
