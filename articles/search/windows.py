"""The quarters of years in which PostgreSQL looks one after the other. Pure.

Its index gives every document that has a term before the newest of them is known. A term for the quarter in
the query keeps that small: words that are frequent are found in the newest quarters, and rare ones cost
little wherever they stand.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from articles.search.analyzer import facet

# How many quarters are looked through together: at first one, then twice as many each time.
MOST_TOGETHER = 32


@dataclass(frozen=True, slots=True)
class Window:
    """The terms of the quarters, and the first day that belongs to them; no terms and no day: all before."""

    terms: tuple[str, ...] = ()
    since: dt.date | None = None


def windows(until: dt.date, *, since: dt.date | None = None) -> Iterator[Window]:
    """The windows from the day `until` back, as far as `since`, by default as far as there are stories."""
    year, quarter, together = until.year, (until.month + 2) // 3, 1
    while together <= MOST_TOGETHER:
        terms = []
        for _each in range(together):
            terms.append(quarter_term(year, quarter))
            first = dt.date(year, 3 * quarter - 2, 1)
            year, quarter = (year, quarter - 1) if quarter > 1 else (year - 1, 4)
            if year < dt.MINYEAR or (since is not None and first <= since):
                yield Window(tuple(terms), first)
                return
        yield Window(tuple(terms), first)
        together *= 2
    yield Window()


def quarter_term(year: int, quarter: int) -> str:
    """_q2026q4"""
    return facet("q", f"{year}q{quarter}")


def quarter_of(day: dt.date) -> str:
    return quarter_term(day.year, (day.month + 2) // 3)
