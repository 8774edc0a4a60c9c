"""Addresses of towns and counties in pinyin: 田庄镇 -> tianzhuang, 巨野县 -> juye. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from towns.readings import syllables

TOWN_SUFFIX = re.compile(r"(?:街道|镇|乡)$")
COUNTY_SUFFIX = re.compile(r"(?:新区|县|区|市)$")


def town_slug(name: str) -> str:
    return _pinyin(TOWN_SUFFIX.sub("", name))


def county_slug(name: str) -> str:
    """Two characters or more lose their suffix (juye), one keeps it (曹县 -> caoxian)."""
    stem = COUNTY_SUFFIX.sub("", name)
    return _pinyin(stem if len(stem) > 1 else name)


def town_slugs(towns: Iterable[tuple[str, str]], *, taken: Iterable[str] = ()) -> list[str]:
    """One address for each (town, county), in their order.

    Towns that would share one carry their county, all of them, so that none depends on the order of
    loading: 凤凰街道 in 巨野县 -> fenghuang-juye, 凤凰镇 in 鄄城县 -> fenghuang-juancheng.
    """
    places = list(towns)
    short = [town_slug(name) for name, _ in places]
    shared = {slug for slug, times in Counter(short).items() if times > 1} | set(taken)
    used = set(taken)
    slugs = []
    for slug, (_, county) in zip(short, places, strict=True):
        full = f"{slug}-{county_slug(county)}" if slug in shared else slug
        slugs.append(free_slug(full, used))
        used.add(slugs[-1])
    return slugs


def free_slug(slug: str, used: set[str]) -> str:
    """`slug`, or the first of slug-2, slug-3, … that is not in use."""
    number, candidate = 1, slug
    while candidate in used:
        number += 1
        candidate = f"{slug}-{number}"
    return candidate


def _pinyin(name: str) -> str:
    return "".join(re.findall(r"[a-z0-9]+", "".join(syllables(name)).lower()))
