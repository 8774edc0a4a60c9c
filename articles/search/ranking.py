"""Which of the stories that were found matter most to who asked. Pure.

All of the stories have all of the words. What counts is how often, more so in the title, less so in a long
text (the saturation of BM25: Robertson and Zaragoza, 2009), and how new the story is: news ages.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from articles.search.keys import second_of

TITLE_WEIGHT = 4.0
# BM25's k1 and b, and the usual length of a story of the paper.
SATURATION, LENGTH_WEIGHT, USUAL_LENGTH = 1.2, 0.75, 600
# A story loses half of what newness gives it in this time; the rest stays with it.
HALF_LIFE = dt.timedelta(days=3 * 365)
LASTING = 0.35


@dataclass(frozen=True, slots=True)
class Candidate:
    """A story among those of which the most relevant are chosen; title and text folded."""

    story: int
    key: int
    title: str
    text: str


def ranked(candidates: Iterable[Candidate], words: Sequence[str], *, now: dt.datetime) -> list[int]:
    """The numbers of the stories, the most relevant first; of equal ones the newer first."""
    scored = [(score(each, words, now=now), each.key, each.story) for each in candidates]
    return [story for _score, _key, story in sorted(scored, reverse=True)]


def score(candidate: Candidate, words: Sequence[str], *, now: dt.datetime) -> float:
    length = 1 - LENGTH_WEIGHT + LENGTH_WEIGHT * len(candidate.text) / USUAL_LENGTH
    told = sum(_told(candidate, word, length) for word in words)
    age = max(now - second_of(candidate.key), dt.timedelta())
    newness: float = 0.5 ** (age / HALF_LIFE)
    return round(told * (LASTING + (1 - LASTING) * newness), 6)


def _told(candidate: Candidate, word: str, length: float) -> float:
    often = candidate.text.count(word) + TITLE_WEIGHT * candidate.title.count(word)
    return often * (SATURATION + 1) / (often + SATURATION * length)
