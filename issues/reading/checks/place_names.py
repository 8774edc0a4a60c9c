"""The same town or county written two ways: 田庄乡 and 田壮镇 for 田庄镇, 甄城县 for 鄄城县.

A name that the database or, in its place, the country's register knows is itself; short forms (田庄) and the
forms of a subdistrict (佃户屯办事处) are print.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from django.utils.translation import gettext as _

from issues.reading.checks.alike import alike, is_left_out, sound_near
from issues.reading.checks.material import Material, Story
from issues.reading.finding import Finding, Kind
from towns.gazetteer import LONGER_NAME, Mention, county_forms, forms_of
from towns.models import own_prefecture
from towns.register import names_of_the_country, province_of

OF_SUBDISTRICT = ("街道办事处", "街道办", "办事处", "街道")
SUFFIX = re.compile("街道办事处|街道办(?!事)|街道|办事处|镇|乡|县|区")
COUNTY_SUFFIXES = ("县", "区")
# 田庄乡村振兴 names no 乡, 巨野区域 no 区.
OTHER_WORD = {
    "乡": re.compile("[村镇亲情土愁音贤野间下]"),
    "镇": re.compile("[定静压守江海化]"),
    "区": re.compile("[域块间位别分划]"),
}
EARLIER = re.compile(r"(?:原|原来的|旧|老|撤销?|时任|昔日的?|当时的|曾叫)$")
HISTORY = re.compile(
    r"1[89]\d\d年|解放初|解放前|建国初|民国|清代|明代|公社|年代|旧时|旧称|古称|当年|那时|历史上|改为|曾|原名|过去"
)
CHANGED = re.compile(r"(?:[（(](?:现|今)|改|撤|并入|升格|更名)")
PROVINCES = re.compile(
    "北京|天津|河北|山西|内蒙古|辽宁|吉林|黑龙江|上海|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|广西|海南|重庆|四川|贵州|"
    "云南|西藏|陕西|甘肃|青海|宁夏|新疆|香港|澳门|台湾"
)
UNIT_BEFORE = re.compile(r"[一-鿿]{1,8}(?:省|自治区|市|县|区|州|盟|旗)$")

REACH = 20
# What the sentence says before a name.
BEFORE = 200
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Known:
    """A place of the database: its stem and what follows it."""

    name: str
    stem: str
    suffix: str
    county: str = ""


@dataclass(frozen=True, slots=True)
class Odd:
    """A name in a text that no place has, and the place that seems to be meant."""

    written: str
    meant: Known
    story: Story


def check(material: Material) -> Iterator[Finding]:
    finder = _Finder(material)
    for story in material.stories:
        told: set[tuple[str, str]] = set()
        for odd in finder.odd_names(story):
            if (odd.written, odd.meant.name) not in told:
                told.add((odd.written, odd.meant.name))
                yield _finding(odd, finder.where.get(odd.meant.name))


def _finding(odd: Odd, right: Story | None) -> Finding:
    said = {**odd.story.told, "written": odd.written, "right": odd.meant.name}
    stories: tuple[int, ...] = (odd.story.pk,)
    if right is not None and right is not odd.story:
        said |= {"other": right.article.title, "other_page": right.page.label}
        stories = (odd.story.pk, right.pk)
        text = _(
            "Page %(page)s: “%(story)s” prints %(written)s; page %(other_page)s, “%(other)s” prints "
            "%(right)s, as the list of towns has it."
        )
    else:
        text = _("Page %(page)s: “%(story)s” prints %(written)s; the list of towns has %(right)s.")
    facts: tuple[str | int, ...] = (odd.written, odd.meant.name, *stories)
    return Finding(Kind.NAMES, "place_two_ways", text % said, facts, odd.story.page.pk, stories)


class _Finder:
    def __init__(self, material: Material) -> None:
        self.material = material
        rows = material.places.by_key.values()
        towns = [known for row in rows if (known := _known(row.name, row.county))]
        counties = [known for county in material.counties if (known := _known(county.name))]
        self.by_stem = _grouped((known.stem, known) for known in [*towns, *counties])
        self.by_gap = _grouped((gap, stem) for stem in self.by_stem for gap in _gaps(stem))
        self.of_county = _grouped((known.county, known) for known in towns)
        # Towns of three characters and more, by what two may be left before the suffix.
        self.by_ending = _grouped(
            (ending, known) for known in towns if len(known.stem) > 2 for ending in _endings(known.stem)
        )
        self.sizes = sorted({len(stem) for stem in self.by_stem}, reverse=True)
        names = [name for row in rows for name in (row.name, *row.other_names.split())]
        self.names = {form for name in names for form in forms_of(name)}
        self.county_forms = tuple(county_forms(county.name for county in material.counties))
        self.texts = {story.pk: "\n".join(story.lines) for story in material.stories}
        self.tells_of: dict[tuple[int, str], bool] = {}
        self.where = _where(material, counties)

    def odd_names(self, story: Story) -> Iterator[Odd]:
        for text, mentions in self.material.mentions[story.pk]:
            spans = _Spans(mentions)
            for match in SUFFIX.finditer(text):
                # 田庄镇镇长 is no 田庄镇镇.
                if spans.holds(match.end()) or match.start() in spans.ends:
                    continue
                odd = self._odd(text, match, story)
                if odd is not None:
                    yield odd

    def _odd(self, text: str, match: re.Match[str], story: Story) -> Odd | None:
        suffix, start, end = match.group(), match.start(), match.end()
        if LONGER_NAME.match(text, end) or (suffix in OTHER_WORD and OTHER_WORD[suffix].match(text, end)):
            return None
        before = text[max(0, start - BEFORE) : start]
        for size in self.sizes:
            stem = before[-size:]
            if len(stem) < size or (stem[-1] == "城" and suffix in "镇乡"):
                continue
            written = f"{stem}{suffix}"
            if written in self.names or written in self.county_forms:
                return None
            meant = self._meant(stem, suffix)
            if meant and not self._is_itself(written, meant, before[:-size], text[end : end + REACH], story):
                return Odd(written, meant, story)
        return self._unlike(text, match, story)

    def _meant(self, stem: str, suffix: str) -> Known | None:
        """The place of the same stem and another suffix, or of a stem that differs in one like character."""
        is_county = suffix in COUNTY_SUFFIXES
        for known in self.by_stem.get(stem, ()):
            if (known.suffix in COUNTY_SUFFIXES) == is_county and not _is_same_kind(known.suffix, suffix):
                return known
        near = {other for gap in _gaps(stem) for other in self.by_gap.get(gap, ()) if other != stem}
        for other in sorted(near):
            [(one, two)] = [(a, b) for a, b in zip(stem, other, strict=True) if a != b]
            is_like = alike(one, two) or (sound_near(one, two) and not _exists(f"{stem}{suffix}"))
            for known in self.by_stem[other] if is_like else ():
                if _is_same_kind(known.suffix, suffix):
                    return known
        return None

    def _is_itself(self, written: str, meant: Known, before: str, after: str, story: Story) -> bool:
        """Whether the name is another place after all: of an earlier time, or elsewhere in the country."""
        if EARLIER.search(before) or HISTORY.search(before) or CHANGED.match(after):
            return True
        if before.endswith(self.county_forms):
            return False
        if self._is_of_elsewhere(before) or _is_end_of_a_name(before, written, but=written):
            return True
        if not _exists(written):
            return False
        return _is_far(before) or not self._is_at_home(meant, story)

    def _is_at_home(self, meant: Known, story: Story) -> bool:
        """Whether the issue names the town rightly elsewhere, or the story tells of its county."""
        if meant.name in self.where or not meant.county:
            return meant.name in self.where
        county = story.article.county
        key = (story.pk, meant.county)
        if key not in self.tells_of:
            told = [county.name if county else "", *(row.county for row in self.material.towns[story.pk])]
            self.tells_of[key] = meant.county in told or meant.county in self.texts[story.pk]
        return self.tells_of[key]

    def _unlike(self, text: str, match: re.Match[str], story: Story) -> Odd | None:
        """巨野县田桃镇: behind its county a name that no town has, and that is one character from one's."""
        suffix = match.group()
        before = text[max(0, match.start() - REACH) : match.start()]
        if HISTORY.search(before):
            return None
        for county, towns in self.of_county.items():
            if not county or county not in before:
                continue
            stem = before[before.rindex(county) + len(county) :]
            if not 2 <= len(stem) <= 5 or not re.fullmatch("[一-鿿]+", stem) or _exists(f"{stem}{suffix}"):
                continue
            for known in towns:
                if _is_same_kind(known.suffix, suffix) and _is_one_off(stem, known.stem):
                    return Odd(f"{stem}{suffix}", known, story)
        return self._shortened(before, suffix, story)

    def _shortened(self, before: str, suffix: str, story: Story) -> Odd | None:
        """马岭镇 and 岭马岗镇 where the issue names 马岭岗镇: a character left out, or two exchanged."""
        for known in self.by_ending.get(before[-2:], ()):
            size = len(known.stem)
            is_exchanged = sorted(before[-size:]) == sorted(known.stem) and not before.endswith(known.stem)
            stem = before[-size:] if is_exchanged else before[-size + 1 :]
            if not is_exchanged and not _is_one_off(stem, known.stem):
                continue
            written, front = f"{stem}{suffix}", before[: -len(stem)]
            is_known = known.name in self.where and _is_same_kind(known.suffix, suffix)
            if is_known and not self._is_of_elsewhere(front) and not _is_end_of_a_name(front, written):
                return Odd(written, known, story)
        return None

    def _is_of_elsewhere(self, before: str) -> bool:
        """Whether another county or prefecture stands right before the name."""
        is_own = before.endswith((*self.county_forms, own_prefecture()))
        return not is_own and UNIT_BEFORE.search(before[-10:]) is not None


class _Spans:
    """Where the towns that a text names rightly stand in it; they do not overlap."""

    def __init__(self, mentions: list[Mention]) -> None:
        self.starts = [each.start for each in mentions]
        self.ends = {each.end for each in mentions}
        self.last = [each.end for each in mentions]

    def holds(self, end: int) -> bool:
        """Whether a word that ends there ends in one of them."""
        at = bisect_left(self.starts, end) - 1
        return at >= 0 and end <= self.last[at]


def _grouped(pairs: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    groups: dict[str, list[T]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return dict(groups)


def _where(material: Material, counties: list[Known]) -> dict[str, Story]:
    """The first story that prints each town or county in the way of the list."""
    where: dict[str, Story] = {}
    for story in material.stories:
        text = "\n".join(story.lines)
        named = [row.name for row in material.towns[story.pk]]
        for name in [*named, *(county.name for county in counties if county.name in text)]:
            where.setdefault(name, story)
    return where


def _known(name: str, county: str = "") -> Known | None:
    """None for a name of one character: 曹县 is near to too much."""
    for suffix in (*OF_SUBDISTRICT, "镇", "乡", *COUNTY_SUFFIXES):
        stem = name.removesuffix(suffix)
        if stem != name:
            return Known(name, stem, suffix, county) if len(stem) > 1 else None
    return None


def _gaps(stem: str) -> Iterator[str]:
    yield from (f"{stem[:at]}_{stem[at + 1 :]}" for at in range(len(stem)))


def _endings(stem: str) -> set[str]:
    """The two last characters of the stem with one left out, or with two neighbours exchanged."""
    shorter = {stem[:at] + stem[at + 1 :] for at in range(len(stem))}
    exchanged = {stem[:at] + stem[at + 1] + stem[at] + stem[at + 2 :] for at in range(len(stem) - 1)}
    return {each[-2:] for each in shorter | exchanged}


def _is_same_kind(one: str, other: str) -> bool:
    return one == other or (one in OF_SUBDISTRICT and other in OF_SUBDISTRICT)


def _is_one_off(stem: str, other: str) -> bool:
    """One character wrong, missing or too many."""
    if len(stem) == len(other):
        return len(stem) > 1 and sum(a != b for a, b in zip(stem, other, strict=True)) == 1
    return is_left_out(stem, other) or is_left_out(other, stem)


def _is_end_of_a_name(before: str, written: str, *, but: str = "") -> bool:
    """Whether the name, with up to three characters before it, is that of a town somewhere: 河南店镇."""
    names = (f"{before[len(before) - more :]}{written}" for more in range(min(3, len(before)) + 1))
    return any(name != but and _exists(name) for name in names)


def _is_far(before: str) -> bool:
    """Whether another province than the paper's own is named before."""
    own = province_of(own_prefecture())
    return any(not own.startswith(province) for province in PROVINCES.findall(before))


def _exists(written: str) -> bool:
    """Whether a township of the country has this name in any of its forms."""
    names = names_of_the_country()
    stem = next((written.removesuffix(each) for each in OF_SUBDISTRICT if written.endswith(each)), None)
    return written in names or (stem is not None and f"{stem}街道" in names)
