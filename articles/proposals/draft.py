"""A story as it stands in the form, saved or not, with what was chosen for it already. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

# What is searched for places and tags. A story of a daily is shorter; the rest would only cost time.
READ_CHARACTERS = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """`towns`, `county` and `people` are keys of what was chosen, `printed` the names credited already."""

    date: dt.date
    genre: str = "news"
    kicker: str = ""
    headline: str = ""
    deck: str = ""
    dateline: str = ""
    printed_byline: str = ""
    body: str = ""
    captions: tuple[str, ...] = ()
    towns: frozenset[int] = frozenset()
    county: int | None = None
    tags: frozenset[str] = frozenset()
    people: frozenset[int] = frozenset()
    printed: frozenset[str] = frozenset()

    @property
    def text(self) -> str:
        """All of it, with a stop between lines: 田庄 at the end of one and 镇 at the next are no 田庄镇."""
        parts = (self.headline, self.kicker, self.deck, self.body, *self.captions)
        lines = (line.strip() for part in parts for line in part.splitlines())
        return "。".join(line for line in lines if line)[:READ_CHARACTERS]
