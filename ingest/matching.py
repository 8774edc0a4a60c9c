"""Which story of a corrected page is which of the text before. Pure.

Two texts are as alike as the pairs of neighbouring characters that both have: 麦田返青了 and 麦田变青了 share
麦田 and 青了 of four and four. They are one story if they share half of their pairs, or if nearly all of the
shorter one stands in the longer one, as when a text that broke off has its end now. The most alike first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from itertools import pairwise
from typing import TypeVar

from ingest.text import without_space

HALF = 0.5
NEARLY_ALL = 0.8
SHORTEST = 20  # pairs: what is shorter may stand anywhere by chance

Old = TypeVar("Old", bound=Hashable)
New = TypeVar("New", bound=Hashable)
Pairs = Counter[tuple[str, str]]


def match(old: Mapping[Old, str], new: Mapping[New, str]) -> dict[New, Old]:
    """For each new story that was there before, which one it was; each is at most one. Equally alike ones
    keep their order.
    """
    before = {key: _pairs(text) for key, text in old.items()}
    found = [
        (likeness, here, there)
        for here, pairs in ((key, _pairs(text)) for key, text in new.items())
        for there, others in before.items()
        if (likeness := _likeness(pairs, others))
    ]
    joined: dict[New, Old] = {}
    for _likeness_of, here, there in sorted(found, key=lambda each: -each[0]):
        if here not in joined and there not in joined.values():
            joined[here] = there
    return joined


def is_known(text: str, page: str) -> bool:
    """Whether the page had most of the text, wherever it stood."""
    pairs = _pairs(text)
    return (pairs & _pairs(page)).total() >= HALF * max(pairs.total(), 1)


def _likeness(pairs: Pairs, others: Pairs) -> float:
    """From 0 (another story) to 1 (the same characters)."""
    shared, sizes = (pairs & others).total(), sorted((pairs.total(), others.total()))
    both = 2 * shared / max(sum(sizes), 1)
    is_inside = sizes[0] >= SHORTEST and shared >= NEARLY_ALL * sizes[0]
    return both if both >= HALF or is_inside else 0


def _pairs(text: str) -> Pairs:
    return Counter(pairwise(without_space(text)))
