"""Which of the people who bear a printed name is meant, and why. Pure.

Only what is printed with the name makes one of several certain: a unit or a town that is theirs alone.
Where a story plays puts them in order, and tells against a correspondent who writes from elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

CORRESPONDENT = "correspondent"


class Certainty(StrEnum):
    CERTAIN = "certain"
    DOUBTFUL = "doubtful"
    NEW = "new"


class Why(StrEnum):
    """What speaks most for a person, or against."""

    UNIT = "unit"
    TOWN = "town"
    OTHER_KIND = "other-kind"
    OTHER_PLACE = "other-place"
    UNKNOWN_PLACE = "unknown-place"
    NEAR_TOWN = "near-town"
    NEAR_COUNTY = "near-county"
    COLLEAGUE = "colleague"
    ELSEWHERE = "elsewhere"
    ALONE = "alone"
    NAMESAKE = "namesake"


EXPLICIT = frozenset({Why.UNIT, Why.TOWN})
NEARNESS = frozenset({*EXPLICIT, Why.NEAR_TOWN, Why.NEAR_COUNTY, Why.COLLEAGUE})


@dataclass(frozen=True, slots=True)
class Near:
    """Where a story plays and whose it is, by the keys of towns, counties and accounts."""

    towns: frozenset[int] = frozenset()
    counties: frozenset[int] = frozenset()
    accounts: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Said:
    """What is printed of a name: the kind that its title says, the unit, and the town that the unit names.

    A town printed alone (通讯员 王燕(田庄镇)) is a town without a unit.
    """

    kind: str | None = None
    unit: str = ""
    town: int | None = None


@dataclass(frozen=True, slots=True)
class Bearer:
    """What is known of a person who bears the name; `counties` are those of their unit and town."""

    kind: str
    unit: str = ""
    unit_county: str = ""
    town: int | None = None
    counties: frozenset[int] = frozenset()
    account: int | None = None


def judge(said: Said, bearers: Sequence[Bearer], near: Near) -> tuple[Certainty, list[Why]]:
    """How certain it is who is meant, and for each bearer the reason.

    A unit or town that is printed decides: it has to be that of exactly one bearer. Without it the one bearer
    is meant, if kind and county do not speak against it. Two who share a name are never merged.
    """
    whys = [_why(said, bearer, near, is_alone=len(bearers) == 1) for bearer in bearers]
    if not bearers:
        return Certainty.NEW, whys
    if said.unit or said.town:
        is_one = sum(_explicit(said, bearer) is not None for bearer in bearers) == 1
        is_certain = is_one and any(why in EXPLICIT for why in whys)
    else:
        is_certain = len(bearers) == 1 and whys[0] not in (Why.OTHER_KIND, Why.ELSEWHERE)
    return Certainty.CERTAIN if is_certain else Certainty.DOUBTFUL, whys


def _why(said: Said, bearer: Bearer, near: Near, *, is_alone: bool) -> Why:
    if said.kind not in (None, bearer.kind):
        return Why.OTHER_KIND
    if said.unit or said.town:
        is_placed = bool(bearer.unit or bearer.town)
        return _explicit(said, bearer) or (Why.OTHER_PLACE if is_placed else Why.UNKNOWN_PLACE)
    return _nearness(bearer, near) or (Why.ALONE if is_alone else Why.NAMESAKE)


def _nearness(bearer: Bearer, near: Near) -> Why | None:
    """Reporters write from everywhere, so only a correspondent can be from elsewhere."""
    is_elsewhere = bearer.kind == CORRESPONDENT and bearer.counties and near.counties
    cases = (
        (Why.NEAR_TOWN, bearer.town in near.towns),
        (Why.NEAR_COUNTY, bearer.counties & near.counties),
        (Why.COLLEAGUE, bearer.account in near.accounts),
        (Why.ELSEWHERE, is_elsewhere),
    )
    return next((why for why, holds in cases if holds), None)


def _explicit(said: Said, bearer: Bearer) -> Why | None:
    """Whether the printed unit or town is that of the bearer."""
    if said.unit and bearer.unit and _is_same(said.unit, bearer):
        return Why.UNIT
    is_town = said.town is not None and said.town == bearer.town
    return Why.TOWN if is_town and not (said.unit and bearer.unit) else None


def _is_same(printed: str, bearer: Bearer) -> bool:
    """巨野县融媒体中心 is also entered as 融媒体中心 of 巨野县, and printed 巨野融媒体中心."""
    unit, county = bearer.unit, bearer.unit_county
    whole = unit if unit.startswith(county) else f"{county}{unit}"
    return printed in (unit, whole) or (len(county) > 2 and printed == whole.replace(county, county[:-1], 1))
