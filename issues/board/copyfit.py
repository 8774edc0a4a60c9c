"""Copyfitting (字数控制): how much stands where, and how much of it is over or missing. Pure.

A compositor counts characters and lines of a column; `Fit` names both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# What stands fits when it misses the plan by less than this; no compositor counts closer.
TOLERANCE = 0.02


@dataclass(frozen=True, slots=True)
class Fit:
    """Characters planned and standing; `line_length` is how many of them make a line of a column."""

    actual: int
    planned: int | None
    line_length: int

    @property
    def difference(self) -> int:
        """Characters too many (positive) or missing (negative); 0 within the tolerance or without a plan."""
        if not self.planned:
            return 0
        found = self.actual - self.planned
        return found if abs(found) > self.planned * TOLERANCE else 0

    @property
    def surplus(self) -> int:
        """Overset (超): characters that do not fit."""
        return max(self.difference, 0)

    @property
    def room(self) -> int:
        """Underset (缺): characters that are missing."""
        return max(-self.difference, 0)

    @property
    def lines(self) -> int:
        """The difference in lines, a begun one counted: 27 characters over at 13 a line are 3 lines."""
        return -(-abs(self.difference) // self.line_length)

    @property
    def word(self) -> str:
        """over, under or fits; empty without a plan."""
        if not self.planned:
            return ""
        return "over" if self.surplus else "under" if self.room else "fits"


def share_out(length: int, planned: Sequence[int | None]) -> list[int]:
    """How much of a story stands at each of its places, in their order.

    Each takes what it plans, the last the rest; a place that plans nothing takes all that is left.

    >>> share_out(1000, [300, None])
    [300, 700]
    >>> share_out(1000, [300, 300])
    [300, 700]
    >>> share_out(1000, [None, 300])
    [1000, 0]
    """
    shares = []
    for place, wanted in enumerate(planned, start=1):
        is_last = place == len(planned)
        share = length if wanted is None or is_last else min(wanted, length)
        shares.append(share)
        length -= share
    return shares


def page_fit(lengths: Iterable[int], *, planned: int | None, line_length: int) -> Fit:
    return Fit(sum(lengths), planned, line_length)
