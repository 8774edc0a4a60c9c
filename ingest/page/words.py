"""Which characters stand together inside common words: 医保, 特产, 巩固. Tells whether a seam cuts a word.

The pairs come from the word list of jieba 0.42.1 (MIT licence, github.com/fxsjy/jieba): every pair of
neighbouring characters in its words of two to four characters that it counts at least 100 times.
Each line of the file is a first character with all the second ones.
"""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path

PAIRS = Path(__file__).parent / "data" / "word-pairs.txt.gz"


@cache
def word_pairs() -> frozenset[str]:
    with gzip.open(PAIRS, "rt", encoding="utf-8") as file:
        lines = file.read().split()
    return frozenset(line[0] + second for line in lines for second in line[1:])


def cuts_word(tail: str, head: str) -> bool:
    """Whether the last character before a seam and the first one after it are common inside a word."""
    return is_word_pair(tail[-1:] + head[:1])


def is_word_pair(pair: str) -> bool:
    """Whether two characters are common side by side inside a word."""
    return pair in word_pairs()
