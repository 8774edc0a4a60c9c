"""Undoing and doing again: of each correction only what it changed is kept, not the whole reading. Pure.

Readings are as `to_dict` makes them. A step says of each list that differs where it does: the place, how many
entries go, and the entries that come. Taken one after the other, steps lead back character for character.
"""

from __future__ import annotations

from typing import Any

MOST_STEPS = 50
LISTS = ("stories", "furniture", "questions")

Data = dict[str, Any]
Step = dict[str, list[Any]]


def with_step(steps: list[Step], *, to: Data, of: Data) -> list[Step]:
    """The steps and one more, leading from the reading `of` to the reading `to`; the oldest are let go."""
    return [*steps, _between(of, to)][-MOST_STEPS:]


def taken(reading: Data, step: Step) -> Data:
    """The reading after the step."""
    changed = {}
    for name, (place, gone, come) in step.items():
        entries = reading[name]
        changed[name] = [*entries[:place], *come, *entries[place + gone :]]
    return reading | changed


def _between(before: Data, after: Data) -> Step:
    differing = [name for name in LISTS if before[name] != after[name]]
    return {name: _difference(before[name], after[name]) for name in differing}


def _difference(before: list[Any], after: list[Any]) -> list[Any]:
    """Without what both begin with and what both end with."""
    start = _common(before, after)
    rest, others = before[start:], after[start:]
    end = _common(rest[::-1], others[::-1])
    return [start, len(rest) - end, others[: len(others) - end]]


def _common(some: list[Any], others: list[Any]) -> int:
    pairs = zip(some, others, strict=False)
    return next(
        (place for place, (one, other) in enumerate(pairs) if one != other), min(len(some), len(others))
    )
