"""The paper's running number as a rule: which number each issue of a row has. Pure.

assign([planned(100), planned(None), planned(None)])        # 100, 101, 102
assign([released(100), planned(104), planned(None)])        # 100, 101, 102
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """An issue in the row. What is out, or comes from the archive, is fixed: its number stays what it is."""

    number: int | None
    is_fixed: bool = False
    is_archive: bool = False
    is_typed: bool = False


@dataclass(frozen=True, slots=True)
class Before:
    """What stands before a place: the highest number, and whether the run has begun.

    It begins with the first numbered issue that is not from the archive: of an archive only single issues
    are there, and nothing follows from their numbers.
    """

    top: int | None = None
    has_begun: bool = False

    def then(self, place: Place, number: int | None) -> Before:
        if number is None:
            return self
        return Before(max(number, self.top or 0), self.has_begun or not place.is_archive)


def assign(row: Sequence[Place], *, before: Before = Before(), first: int | None = None) -> list[int | None]:
    """The number of each place. Fixed ones keep theirs; the others follow each other from the first number.

    A place between fixed ones for which no number is left has none. `first` is a number that the beginning of
    the run had until now, such as that of an issue that was deleted.
    """
    numbers: list[int | None] = []
    begin = _beginning(row, before, first)
    for place, ceiling in zip(row, ceilings(row), strict=True):
        number = place.number if place.is_fixed else _follows(place, before, begin)
        if not place.is_fixed and number is not None and ceiling is not None and number >= ceiling:
            number = None
        numbers.append(number)
        before = before.then(place, number)
    return numbers


def _follows(place: Place, before: Before, begin: int | None) -> int | None:
    lowest = (before.top or 0) + 1
    if before.has_begun:
        return lowest
    if place.number is None:
        return None
    return max(place.number if place.is_typed or begin is None else begin, lowest)


def _beginning(row: Sequence[Place], before: Before, first: int | None) -> int | None:
    """The lowest number of those that are not fixed, before the first that is: the run begins with it, in
    whatever order they stand by now.
    """
    numbers = [] if first is None else [first]
    for place in row:
        before = before.then(place, place.number if place.is_fixed else None)
        if before.has_begun:
            break
        if not place.is_fixed and place.number is not None:
            numbers.append(place.number)
    return min(numbers, default=None)


def ceilings(row: Sequence[Place]) -> list[int | None]:
    """For each place the lowest fixed number that stands after it."""
    return [*_lowest_after(row)][::-1]


def _lowest_after(row: Sequence[Place]) -> Iterator[int | None]:
    lowest: int | None = None
    for place in reversed(row):
        yield lowest
        if place.is_fixed and place.number is not None:
            lowest = place.number if lowest is None else min(lowest, place.number)
