"""How alike two stories are, so that one event told twice in other words is noticed. Pure.

Two correspondents who were at one meeting share few sentences. They share names, places and figures: pairs of
characters, and numbers, that are rare among the stories of these days. So each part that both have counts by
its rarity, more in a title, as the cosine of the two weighted sets; and where both are full of figures and
have none in common, they tell of two events, however like the phrases of their author are.

    rarity = Rarity([each, other, …])
    likeness(each, other, rarity) >= ALIKE

Weights and limit were chosen on half of the pairs of tests/data/told-twice.txt and tried on the other half:
tests/test_likeness.py says how well they do.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from people.names import HAN

# From here on an editor is told.
ALIKE = 0.17
TITLE_WEIGHT = 1.5
# What is left of a likeness where both texts have figures, and not one in common.
OTHER_FIGURES = 0.25
# A text has to say this many figures before it says something that another one does not say them.
FEW_FIGURES = 2
# Two words share little by chance; what is shorter is compared with nothing.
FEWEST_PARTS = 12
# A long text repeats itself: what it is about stands at its beginning.
READ_CHARACTERS = 3_000
# As if so many further stories had been read that have none of it: among few stories all is rare.
FURTHER = 200
# A figure that more than a tenth of the stories have is a day of the month, or a round number.
COMMON = 10
RUN = re.compile(rf"[{HAN}]+|[0-9a-z.]+")


@dataclass(frozen=True, slots=True)
class Told:
    """The parts of a story: pairs of Chinese characters, whole numbers and Latin words."""

    parts: frozenset[str]
    in_title: frozenset[str]
    figures: frozenset[str]

    @property
    def says_enough(self) -> bool:
        return len(self.parts) >= FEWEST_PARTS


def told(title: str, text: str) -> Told:
    """Of folded texts (`analyzer.fold`); `text` holds the title as well."""
    parts = _parts(text[:READ_CHARACTERS])
    figures = frozenset(part for part in parts if part[0].isdigit() and len(part) > 1)
    return Told(parts, _parts(title) & parts, figures)


def _parts(text: str) -> frozenset[str]:
    found: set[str] = set()
    for run in RUN.findall(text):
        if run[0] > "z":
            found.update(map("".join, pairwise(run)))
        elif len(word := run.strip(".")) > 1:
            found.add(word)
    return frozenset(found)


@dataclass(slots=True)
class Rarity:
    """How much it says that a story has a part, by how many of these stories have it."""

    stories: Iterable[Told]
    _counts: Counter[str] = field(init=False)
    _number: int = field(init=False)

    def __post_init__(self) -> None:
        self._counts, self._number = Counter(), 0
        for each in self.stories:
            self._counts.update(each.parts)
            self._number += 1

    def weight(self, part: str) -> float:
        return math.log((self._number + 1 + FURTHER) / max(self._counts[part], 1))

    def figures(self, story: Told) -> set[str]:
        """Those that could tell events apart."""
        most = max(2, self._number // COMMON)
        return {figure for figure in story.figures if self._counts[figure] <= most}

    def length(self, story: Told) -> float:
        return math.sqrt(sum(self._of(story, part) ** 2 for part in story.parts))

    def shared(self, one: Told, other: Told) -> float:
        return sum(self._of(one, part) * self._of(other, part) for part in one.parts & other.parts)

    def _of(self, story: Told, part: str) -> float:
        return self.weight(part) * (TITLE_WEIGHT if part in story.in_title else 1)


def likeness(one: Told, other: Told, rarity: Rarity) -> float:
    """Between 0 and 1; the same whichever story is named first."""
    if not (one.says_enough and other.says_enough):
        return 0.0
    alike = rarity.shared(one, other) / (rarity.length(one) * rarity.length(other))
    figures, others = rarity.figures(one), rarity.figures(other)
    is_other = min(len(figures), len(others)) >= FEW_FIGURES and not figures & others
    return alike * (OTHER_FIGURES if is_other else 1)
