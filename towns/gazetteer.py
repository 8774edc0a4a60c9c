"""Finding townships and counties in printed text.

A town is printed with its full name (太平镇), as a subdistrict office (佃户屯办事处) or after its county
(巨野县太平镇). Pure: built from the packed register or from rows the caller brings.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from towns import register

# What may follow a town's name and make it part of another one: 太平镇路, 丹阳街道小区, 龙固镇热电有限公司.
LONGER_NAME = re.compile(
    r"(?:路(?![面边网过灯口段上])|大街|大道|大桥|小区|(?!一家|一个|一处|的|某|和|与)[一-鿿]{0,6}?(?:有限|股份|责任)公司)"
)

# So far back a county is looked for to tell of which of two towns of one name a text speaks.
FARTHEST_COUNTY = 2000

# 巨野县各乡镇 and 曹县重点镇 are no names.
TOWN_LIKE = (
    r"(?P<name>(?![各全该本每多两三几]|重点|中心|特色|城关|经济|小城)[一-鿿]{2,4}?"
    r"(?<![乡城村市集重强名])(?:街道(?:办事处)?|镇|乡(?!镇|村)))"
)

# What stands behind a town that is printed without 镇: else 田庄 may be the beginning of 田庄村 or 田庄中学.
BEHIND_SHORT = r"(?=[,，。;；:：!！?？)）]|$|的|等|[两二三四五六七八九]个?(?:乡镇|镇|街道)|一带)"

# A county without its last character counts only where it stands for the whole name: 巨野法院, 巨野大义镇.
BODIES = re.compile(r"(?:法院|检察院|公安|供电|税务|县委|区委|讯|融媒|宣传|一中|消防|交警|境内|城区)")


@dataclass(frozen=True, slots=True)
class Place:
    """A town with its county as the paper prints it, its villages and its former or other names."""

    town: str
    county: str
    villages: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A town named in a text; `text[start:end]` is the matched name as printed, `reason` how it was placed.

    Reasons: `unique` (one town of the name), `county-before` (鄄城县郑营镇), `county-hint` (the page's or the
    story's county), `ambiguous` (without a county); `short` of `find_short`, `village` of `find_villages`.
    """

    town: str
    county: str
    start: int
    end: int
    matched: str
    reason: str


class Gazetteer:
    """Towns, counties and villages of one prefecture, ready to be found in text."""

    def __init__(self, places: Iterable[Place]) -> None:
        self.places: tuple[Place, ...] = tuple(places)
        self.counties: tuple[str, ...] = tuple(dict.fromkeys(p.county for p in self.places if p.county))
        self._by_name = _by_name(self.places)
        self._by_village = _by_village(self.places)
        self._short_forms = _short_forms(self.counties)
        self._county_names = county_forms(self.counties)
        self._towns = _alternatives(self._by_name)
        self._county_forms = _alternatives(self._county_names)
        self._town_like = re.compile(rf"(?:{_alternatives(self.counties).pattern}){TOWN_LIKE}")
        self._by_short = _by_short(self.places)
        short = _alternatives(name for _county, name in self._by_short).pattern
        whole = _alternatives(self.counties).pattern
        self._short_towns = re.compile(
            rf"(?P<county>{whole})(?P<towns>(?:{short})(?:、(?:{short}))*){BEHIND_SHORT}"
        )
        self._village_length = max((len(name) for name in self._by_village), default=0)

    @classmethod
    def from_register(cls, prefecture: str = "菏泽市") -> Self:
        """The gazetteer of `prefecture` in the packed official register."""
        villages: dict[str, list[str]] = defaultdict(list)
        for village in register.villages():
            villages[village.township_code].append(village.name)
        return cls(
            Place(town=row.name, county=row.paper_county, villages=tuple(villages.get(row.code, ())))
            for row in register.townships(prefecture)
        )

    def find(self, text: str, *, county_hint: str | None = None) -> list[Mention]:
        """The towns named in `text`, in order; white space inside a name does not hide it (王 集镇)."""
        flat, positions = _squeezed(text)
        mentions: list[Mention] = []
        for match in self._towns.finditer(flat):
            if LONGER_NAME.match(flat, match.end()):
                continue
            county, reason = self._placed(match.group(), flat, at=match.start(), hint=county_hint)
            start, end = positions[match.start()], positions[match.end() - 1] + 1
            town = self._official(match.group(), county=county)
            mentions.append(Mention(town, county, start, end, text[start:end], reason))
        return mentions

    def find_short(self, text: str) -> list[Mention]:
        """Towns named behind their county without 镇, 乡 or 街道: 鄄城县郑营的麦田, 鄄城县郑营、董口等地."""
        flat, positions = _squeezed(text)
        mentions: list[Mention] = []
        for match in self._short_towns.finditer(flat):
            at = match.start("towns")
            for name in match["towns"].split("、"):
                town = self._by_short.get((match["county"], name))
                start, end = positions[at], positions[at + len(name) - 1] + 1
                at += len(name) + 1
                if town:
                    mentions.append(Mention(town, match["county"], start, end, text[start:end], "short"))
        return mentions

    def find_villages(self, text: str, *, county: str | None) -> list[Mention]:
        """Villages named in `text` as the towns they lie in, where only one town of the county has the name;
        without a county, only one town at all.
        """
        flat, positions = _squeezed(text)
        mentions = []
        for start, end in self._villages(flat):
            owners = self._places_of_village(flat[start:end])
            owners = [place for place in owners if county in (None, place.county)]
            if len(owners) == 1:
                first, last = positions[start], positions[end - 1] + 1
                town = owners[0]
                mentions.append(Mention(town.town, town.county, first, last, text[first:last], "village"))
        return mentions

    def strangers(self, text: str) -> list[tuple[int, int]]:
        """Where a county is followed by what reads like a town of it and is none: 巨野县天庄镇."""
        flat, positions = _squeezed(text)
        known = {end for mention in self._towns.finditer(flat) for end in range(*mention.span())}
        return [
            (positions[match.start("name")], positions[match.end("name") - 1] + 1)
            for match in self._town_like.finditer(flat)
            if match.end("name") - 1 not in known
        ]

    def counties_in(self, text: str) -> Counter[str]:
        """How often each county is named in `text`, by its name (曹县) or a safe short form (巨野法院)."""
        flat, _ = _squeezed(text)
        found: Counter[str] = Counter()
        for match in self._county_forms.finditer(flat):
            county = self._county_names[match.group()]
            if match.group() not in self._short_forms or self._stands_for_county(flat, match.end()):
                found[county] += 1
        return found

    def county_of(
        self,
        title: str,
        paragraphs: Sequence[str] = (),
        *,
        dateline: str | None = None,
        hint: str | None = None,
    ) -> str | None:
        """The county a story is set in, or None if nothing tells.

        The place a story opens with weighs most: title and first paragraph before the rest, a county by name
        before one known from a town. `hint` decides only between towns of the same name.
        """
        weights: Counter[str] = Counter()
        if dateline:
            weights.update(dict.fromkeys(self._in_dateline(dateline), 6))
        for rank, text in enumerate([title, *paragraphs]):
            share = 4 if rank == 0 else 3 if rank == 1 else 1
            for county, count in self.counties_in(text).items():
                weights[county] += share * min(count, 3) * 2
            for mention in self.find(text, county_hint=hint):
                if mention.county:
                    weights[mention.county] += share
        return max(weights, key=lambda county: weights[county]) if weights else None

    def villages_in(self, text: str) -> dict[str, frozenset[str]]:
        """Villages named in `text`, each with the towns that have one of the name."""
        flat, _ = _squeezed(text)
        names = (flat[start:end] for start, end in self._villages(flat))
        return {name: frozenset(place.town for place in self._places_of_village(name)) for name in names}

    def _villages(self, flat: str) -> Iterator[tuple[int, int]]:
        for match in re.finditer("[村庄寨楼集屯店社区]", flat):
            for size in range(min(self._village_length, match.end()), 2, -1):
                start = match.end() - size
                if self._places_of_village(flat[start : match.end()]):
                    yield start, match.end()
                    break

    def _places_of_village(self, name: str) -> Sequence[Place]:
        """双庙庄 is printed for 双庙庄村."""
        return self._by_village.get(name) or self._by_village.get(f"{name}村") or ()

    def _placed(self, name: str, flat: str, *, at: int, hint: str | None) -> tuple[str, str]:
        """The county of the town `name` at `at`, and how it is known."""
        counties = {place.county for place in self._by_name[name]}
        printed = [c for c in self.counties if c in counties and _stands_before(flat, at, c)]
        if printed:
            return printed[0], "county-before"
        if len(counties) == 1:
            return next(iter(counties)), "unique"
        start = max(0, at - FARTHEST_COUNTY)
        earlier = [(flat.rfind(county, start, at), county) for county in counties if county]
        found, county = max(earlier, default=(-1, ""))
        if found >= 0:
            return county, "county-before"
        return (hint, "county-hint") if hint in counties else ("", "ambiguous")

    def _official(self, name: str, *, county: str) -> str:
        places = self._by_name[name]
        return next((place.town for place in places if place.county == county), places[0].town)

    def _stands_for_county(self, flat: str, end: int) -> bool:
        return bool(BODIES.match(flat, end) or self._towns.match(flat, end))

    def _in_dateline(self, dateline: str) -> set[str]:
        short = {county for form, county in self._short_forms.items() if form in dateline}
        return short | set(self.counties_in(dateline))


def _stands_before(flat: str, at: int, county: str) -> bool:
    """鄄城县郑营镇, 鄄城郑营镇."""
    return flat.endswith(county, 0, at) or (len(county) > 2 and flat.endswith(county[:-1], 0, at))


def _by_name(places: Iterable[Place]) -> dict[str, list[Place]]:
    names: dict[str, list[Place]] = defaultdict(list)
    for place in places:
        for name in dict.fromkeys((place.town, *place.aliases)):
            for form in forms_of(name):
                names[form].append(place)
    return names


def forms_of(name: str) -> list[str]:
    """佃户屯街道 is also printed 佃户屯办事处 and 佃户屯街道办事处."""
    if not name.endswith("街道"):
        return [name]
    return [name, f"{name}办事处", f"{name.removesuffix('街道')}办事处", f"{name.removesuffix('街道')}街道办"]


def _by_village(places: Iterable[Place]) -> dict[str, list[Place]]:
    towns: dict[str, list[Place]] = defaultdict(list)
    for place in places:
        for village in dict.fromkeys(place.villages):
            towns[village].append(place)
    return dict(towns)


def _by_short(places: Iterable[Place]) -> dict[tuple[str, str], str]:
    """(鄄城县, 郑营) -> 郑营镇; a single character is no name."""
    stems = ((place, re.sub(r"(?:镇|乡|街道)$", "", place.town)) for place in places)
    return {(place.county, stem): place.town for place, stem in stems if place.town != stem and len(stem) > 1}


def county_forms(counties: Iterable[str]) -> dict[str, str]:
    """Every form in which counties are printed, whole or short, with the county it stands for."""
    names = tuple(counties)
    return _county_names(names) | _short_forms(names)


def _county_names(counties: Iterable[str]) -> dict[str, str]:
    """Every full name a county is found by: 鲁西新区 is also printed 菏泽经济技术开发区."""
    names = {county: county for county in counties}
    for registered, printed in register.PAPER_COUNTIES.items():
        if printed in names:
            names[registered] = names[registered.replace("技术", "")] = printed
    return names


def _short_forms(counties: Iterable[str]) -> dict[str, str]:
    """巨野县 -> 巨野; 曹县 and 单县 have no shorter form, and 牡丹 alone is safe only where it is checked."""
    return {county[:-1]: county for county in counties if len(county) > 2}


def _alternatives(names: Iterable[str]) -> re.Pattern[str]:
    """One pattern for all names, the longest first: 大黄集镇 before 黄集镇."""
    ordered = sorted(names, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, ordered)) if ordered else r"(?!)")


def _squeezed(text: str) -> tuple[str, Sequence[int]]:
    """`text` without white space, and for each character kept its position in `text`."""
    if text.split() == [text]:
        return text, range(len(text))
    kept = [(char, index) for index, char in enumerate(text) if not char.isspace()]
    return "".join(char for char, _ in kept), [index for _, index in kept]
