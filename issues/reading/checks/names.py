"""The same person written two ways: 王燕 and 王艳 as reporters, 镇长李明 and 镇长李鸣 of one town.

Two people may bear names that are alike. Who is in the directory under both names is two people, and so are
names that stand side by side; otherwise the office and the place have to be the same.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from itertools import combinations

from django.utils.translation import gettext as _

from issues.reading.checks.alike import is_alike, is_exchanged, is_homophone, is_variant, sounded
from issues.reading.checks.credits import (
    byline_against_credits,
    directory_of,
    misprinted,
    near_the_directory,
)
from issues.reading.checks.material import Material
from issues.reading.checks.people import (
    BYLINE_WORDS,
    CORRESPONDENT,
    KNOWN_WIDELY,
    OFFICES,
    Named,
    bare_names,
    named_in,
    named_places,
    places_of,
)
from issues.reading.finding import Finding, Kind

KIN = re.compile(
    "兄弟|姐妹|兄妹|姐弟|弟弟|哥哥|堂弟|堂兄|堂哥|表弟|表哥|姐姐|妹妹|父子|母女|父女|母子|双胞胎|同名|谐音"
)
# Who holds one of these in a place is one person.
SEATS = frozenset("镇长 乡长 县长 区长 市长".split())


def check(material: Material) -> Iterator[Finding]:
    named = named_in(material)
    named += list(bare_names(named, material))
    counts = Counter(each.name for each in named)
    order = {story.pk: at for at, story in enumerate(material.stories)}
    directory = directory_of({name[0] for name in counts}, material)
    known = {listed.name for listed in directory}
    told: set[frozenset[str]] = set()
    for finding, pair in [*misprinted(material), *byline_against_credits(named)]:
        if pair not in told:
            told.add(pair)
            yield finding
    for one, other in _pairs(named, known, material):
        pair = frozenset((one.name, other.name))
        if pair not in told:
            told.add(pair)
            yield _two_ways(one, other, counts, known, order)
    settled = known.union(*told)
    unknown = [each for each in named if each.name not in settled]
    absent = [listed for listed in directory if listed.name not in counts]
    yield from near_the_directory(unknown, absent, material)


def _pairs(named: list[Named], known: set[str], material: Material) -> Iterator[tuple[Named, Named]]:
    """Two occurrences of each two names that are one person's."""
    by_name: dict[str, list[Named]] = defaultdict(list)
    for each in named:
        by_name[each.name].append(each)
    buckets: dict[str, set[str]] = defaultdict(set)
    for name in by_name:
        for key in _keys(name):
            buckets[key].add(name)
    candidates = {pair for names in buckets.values() for pair in combinations(sorted(names), 2)}
    for one, other in sorted(candidates):
        are_one = _rule(one, other)
        found = next(((a, b) for a in by_name[one] for b in by_name[other] if are_one(a, b, material)), None)
        if found and not {one, other} <= known and not _are_side_by_side(one, other, by_name):
            yield found


def _keys(name: str) -> Iterator[str]:
    """What names that may be written for each other have in common."""
    yield from (f"{name[:at]}_{name[at + 1 :]}" for at in range(len(name)))
    if len(name) > 2:
        yield f"{name[0]} {''.join(sorted(name[1:]))}"
        yield f"{name[0]} {sounded(name[1:])}"
    yield f"{name[0]}…{name[-1]}"


def _rule(one: str, other: str) -> Callable[[Named, Named, Material], bool]:
    """The further two names are apart, the more has to speak for one person."""
    if is_variant(one, other):
        return _are_one
    if is_exchanged(one, other) or is_homophone(one, other):
        return _have_one_title
    return _have_one_office if len(one) != len(other) else _have_one_seat


def _have_one_title(one: Named, other: Named, material: Material) -> bool:
    return bool(one.title and other.title) and _are_one(one, other, material)


def _have_one_office(one: Named, other: Named, material: Material) -> bool:
    """曹丽 for 曹慧丽: the character in the middle is left out."""
    if {len(one.name), len(other.name)} != {2, 3} or one.title != other.title:
        return False
    return one.title in OFFICES and _are_one(one, other, material)


def _have_one_seat(one: Named, other: Named, material: Material) -> bool:
    """田庄镇镇长李明 and 田庄镇镇长李刚, whatever the characters: unless one of them was it before."""
    if one.title != other.title or one.title not in SEATS or one.name[0] != other.name[0]:
        return False
    if any(each.place.endswith(("原", "前", "时任", "老", "新任", "前任")) for each in (one, other)):
        return False
    own, others = named_places(one, material), named_places(other, material)
    return bool(own[0] & others[0] or (not own[0] and not others[0] and own[1] & others[1]))


def _are_side_by_side(one: str, other: str, by_name: dict[str, list[Named]]) -> bool:
    """王建国、王建果: who stands in one list with another is somebody else."""
    lists = {(each.story.pk, each.source) for each in by_name[one] if each.is_credited}
    if any((each.story.pk, each.source) in lists for each in by_name[other] if each.is_credited):
        return True
    return any(_tells_apart(one, other, line) for line in _lines_with(one, other, by_name))


def _tells_apart(one: str, other: str, line: str) -> bool:
    """Whether the line names both in one row, or says that they are kin or namesakes."""
    if KIN.search(line):
        return True
    for part in re.split("[，。；！？]", line):
        places = sorted((part.find(name), part.find(name) + len(name)) for name in (one, other))
        if places[0][0] >= 0 and re.search("[、和与及/ 　]", part[places[0][1] : places[1][0]]):
            return True
    return False


def _lines_with(one: str, other: str, by_name: dict[str, list[Named]]) -> list[str]:
    stories = {each.story.pk: each.story for each in by_name[one]}
    return [line for story in stories.values() for line in story.lines if one in line and other in line]


def _are_one(one: Named, other: Named, material: Material) -> bool:
    if not _is_same_title(one, other):
        return False
    if one.story is other.story:
        return not (
            one.is_credited and other.is_credited and one.source.split()[0] == other.source.split()[0]
        )
    if not (one.title and other.title) and not (one.is_credited and other.is_credited):
        return is_alike(one.name, other.name) and _meet(one, other, material, is_needed=False)
    is_needed = one.is_one_of_many or other.is_one_of_many
    is_needed = is_needed or (len(one.name) == 2 and one.title in KNOWN_WIDELY)
    return _meet(one, other, material, is_needed=is_needed)


def _is_same_title(one: Named, other: Named) -> bool:
    """第一书记 and 书记 may be one; 副书记 is another, and so is 新华社记者.

    A bare photo credit may be of whoever has credits.
    """
    first, second = sorted((one.title.replace("支书", "书记"), other.title.replace("支书", "书记")), key=len)
    if not first:
        is_byline = second in ("", *BYLINE_WORDS)
        return (one.is_credited == other.is_credited and is_byline) or len(one.name) > 2
    is_longer = second.endswith(first) and "副" not in second and first not in BYLINE_WORDS
    return first == second or is_longer


def _meet(one: Named, other: Named, material: Material, *, is_needed: bool) -> bool:
    """Whether both are of one place. Staff reporters write from everywhere."""
    if one.is_credited and other.is_credited and CORRESPONDENT not in (one.title, other.title):
        return True
    own, others = places_of(one, material), places_of(other, material)
    if own[0] and others[0]:
        return bool(own[0] & others[0])
    if is_needed:
        return False
    return not (own[1] and others[1]) or bool(own[1] & others[1])


def _two_ways(
    one: Named, other: Named, counts: Counter[str], known: set[str], order: dict[int, int]
) -> Finding:
    """The right one first: who is in the directory, or is named more often, or else earlier."""
    right, wrong = sorted(
        (one, other), key=lambda each: (each.name not in known, -counts[each.name], order[each.story.pk])
    )
    said = {
        "right": f"{right.title}{right.name}",
        "wrong": f"{wrong.title}{wrong.name}",
        "story": wrong.story.article.title,
        "page": wrong.story.page.label,
        "other": right.story.article.title,
        "other_page": right.story.page.label,
    }
    text = _(
        "Page %(page)s, “%(story)s” prints %(wrong)s; page %(other_page)s, “%(other)s” prints %(right)s: "
        "if it is one person, one of the two is wrong."
    )
    if right.name in known:
        text = _(
            "Page %(page)s, “%(story)s” prints %(wrong)s; page %(other_page)s, “%(other)s” prints %(right)s, "
            "as the directory has it."
        )
    stories = tuple(dict.fromkeys((wrong.story.pk, right.story.pk)))
    facts = (wrong.name, right.name, wrong.story.pk, right.story.pk)
    return Finding(Kind.NAMES, "person_two_ways", text % said, facts, wrong.story.page.pk, stories)
