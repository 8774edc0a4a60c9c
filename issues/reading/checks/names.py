"""The same person written two ways: 王燕 and 王艳 as reporters, 镇长李明 and 镇长李鸣 of one town.

Two people may bear names that are alike. Who is in the directory under both names is two people, and so are
names that stand side by side; otherwise the office and the place have to be the same.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from itertools import chain, combinations

from django.utils.translation import gettext as _

from issues.reading.checks.alike import is_alike, is_exchanged, is_homophone, is_variant, sounded
from issues.reading.checks.apart import Lines
from issues.reading.checks.credits import (
    Written,
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

# Who holds one of these in a place is one person.
SEATS = frozenset("镇长 乡长 县长 区长 市长".split())
# No story names more people; and so many places of each are compared.
MOST_NAMES, MOST_PLACES = 150, 5


def check(material: Material) -> Iterator[Finding]:
    named = named_in(material)
    named += list(bare_names(named, material))
    counts = Counter(each.name for each in named)
    order = {story.pk: at for at, story in enumerate(material.stories)}
    directory = directory_of({name[0] for name in counts}, material)
    known = {listed.name for listed in directory}

    def by_right(each: Named) -> tuple[bool, int, int]:
        """The right one first: who is in the directory, or is named more often, or else earlier."""
        return each.name not in known, -counts[each.name], order[each.story.pk]

    compared = _first(named)
    pairs = _pairs(compared, known, material, by_right)
    two_ways = (
        Written(_two_ways(wrong, right, known), wrong.story.pk, wrong.name, right.name)
        for wrong, right in pairs
    )
    told: set[tuple[int, frozenset[str]]] = set()
    # A name that is told of one story may be wrong in another; the right one is right everywhere.
    settled: set[tuple[int, str]] = set()
    right_names: set[str] = set()
    for each in chain(misprinted(material), byline_against_credits(named), two_ways):
        key = (each.story, frozenset((each.wrong, each.right)))
        if key not in told:
            told.add(key)
            settled.add((each.story, each.wrong))
            right_names.add(each.right)
            yield each.finding
    right_names |= known
    unknown = [
        each
        for each in compared
        if each.name not in right_names and (each.story.pk, each.name) not in settled
    ]
    absent = [listed for listed in directory if listed.name not in counts]
    yield from near_the_directory(unknown, absent, material)


def _first(named: list[Named]) -> list[Named]:
    """What is compared of each story: its first names, each at its first places and in every list."""
    kept = []
    by_story: dict[int, dict[str, set[str]]] = defaultdict(dict)
    for each in named:
        names = by_story[each.story.pk]
        if each.name not in names and len(names) == MOST_NAMES:
            continue
        sources = names.setdefault(each.name, set())
        if each.source not in sources and (each.is_credited or len(sources) < MOST_PLACES):
            sources.add(each.source)
            kept.append(each)
    return kept


def _pairs(
    named: list[Named],
    known: set[str],
    material: Material,
    by_right: Callable[[Named], tuple[bool, int, int]],
) -> Iterator[tuple[Named, Named]]:
    """Two names that are one person's, the wrong one first: once for each story that has the wrong one."""
    by_name: dict[str, list[Named]] = defaultdict(list)
    for each in named:
        by_name[each.name].append(each)
    buckets: dict[str, set[str]] = defaultdict(set)
    for name in by_name:
        for key in _keys(name):
            buckets[key].add(name)
    candidates = {pair for names in buckets.values() for pair in combinations(sorted(names), 2)}
    lines: dict[int, Lines] = {}
    for one, other in sorted(candidates):
        are_one = _rule(one, other)
        found = [(a, b) for a in by_name[one] for b in by_name[other] if are_one(a, b, material)]
        if not found or {one, other} <= known or _are_side_by_side(one, other, by_name, lines):
            continue
        right = min(found[0], key=by_right).name
        in_order = [(a, b) if b.name == right else (b, a) for a, b in found]
        yield from {wrong.story.pk: (wrong, of_right) for wrong, of_right in reversed(in_order)}.values()


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


def _are_side_by_side(one: str, other: str, by_name: dict[str, list[Named]], lines: dict[int, Lines]) -> bool:
    """王建国、王建果: who stands in one list with another is somebody else."""
    lists = {(each.story.pk, each.source) for each in by_name[one] if each.is_credited}
    if any((each.story.pk, each.source) in lists for each in by_name[other] if each.is_credited):
        return True
    stories = {each.story.pk: each.story for each in by_name[one]}
    for pk, story in stories.items():
        if pk not in lines:
            lines[pk] = Lines(story.lines)
        if lines[pk].tell_apart(one, other):
            return True
    return False


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


def _two_ways(wrong: Named, right: Named, known: set[str]) -> Finding:
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
