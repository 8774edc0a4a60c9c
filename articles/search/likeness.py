"""How alike two stories are, so that one event told twice in other words is noticed. Pure.

Two correspondents who were at one meeting share few sentences. They share names, places and figures: pairs of
characters, and numbers, that are rare among the stories of these days. So each part that both have counts by
its rarity, more in a title, as the cosine of the two weighted sets; and where both are full of figures and
have none in common, they tell of two events, however like the phrases of their author are.

    alike(each, {7: other, …}, Rarity([each, other, …])) == {7: 0.31}

Weights and limit were chosen on half of the pairs of tests/data/told-twice.txt and tried on the other half:
tests/test_likeness.py says how well they do.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from operator import add
from typing import TypeVar

from people.names import HAN

K = TypeVar("K", bound=Hashable)

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
    figures = frozenset(part for part in parts if part[0] <= "9")
    return Told(parts, _parts(title) & parts, figures)


def _parts(text: str) -> frozenset[str]:
    found: set[str] = set()
    for run in RUN.findall(text):
        if run[0] > "z":
            found.update(map(add, run, run[1:]))
        elif len(word := run.strip(".")) > 1:
            found.add(word)
    return frozenset(found)


class Rarity:
    """How much it says that a story has a part, by how many of these stories have it."""

    def __init__(self, stories: Iterable[Told]) -> None:
        rows = list(stories)
        self._counts = Counter(part for story in rows for part in story.parts)
        self._number = len(rows)
        # By the number of stories; of a part that none of them has as of one that a single one has.
        seen = self._number + 1 + FURTHER
        self._by_count = [math.log(seen / max(count, 1)) for count in range(self._number + 1)]

    def weights(self, story: Told) -> dict[str, float]:
        by_count, counts = self._by_count, self._counts
        found = {part: by_count[counts[part]] for part in story.parts}
        found.update((part, found[part] * TITLE_WEIGHT) for part in story.in_title)
        return found

    def figures(self, story: Told) -> set[str]:
        """Those that could tell events apart."""
        most = max(2, self._number // COMMON)
        return {figure for figure in story.figures if self._counts[figure] <= most}


def alike(one: Told, others: Mapping[K, Told], rarity: Rarity) -> dict[K, float]:
    """Those of the others that are alike enough, and how much, between 0 and 1.

    The cosine is no more than the share of `one` that the other has, so most need not be weighed at all.
    """
    if not one.says_enough:
        return {}
    weights, figures = rarity.weights(one), rarity.figures(one)
    whole = _square(weights.values())
    found = {}
    for key, other in others.items():
        shared = one.parts & other.parts
        if other.says_enough and _square(weights[part] for part in shared) >= ALIKE**2 * whole:
            theirs = rarity.weights(other)
            cosine = sum(weights[part] * theirs[part] for part in shared) / math.sqrt(
                whole * _square(theirs.values())
            )
            found[key] = cosine * _agreement(figures, rarity.figures(other))
    return {key: score for key, score in found.items() if score >= ALIKE}


def _agreement(figures: set[str], others: set[str]) -> float:
    is_other = min(len(figures), len(others)) >= FEW_FIGURES and not figures & others
    return OTHER_FIGURES if is_other else 1


def _square(weights: Iterable[float]) -> float:
    return sum(weight * weight for weight in weights)
