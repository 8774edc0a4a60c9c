"""How the names of places are read, and what readers may type to find one. Pure.

The script of the towns page (`static/reader/towns.js`) folds what is typed as `fold` does and compares it
with the keys that the page carries; a browser test asks both the same questions.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from pypinyin import lazy_pinyin

# Readings of this prefecture that a general dictionary gets wrong.
LOCAL_READINGS = {"单县": "shan xian", "都司": "du si", "什集": "shi ji", "闫什": "yan shi"}

# ü is typed as v or as u, and 吕陵 is found by either.
TYPED = str.maketrans("vü", "uu")


def syllables(name: str) -> list[str]:
    """田庄镇 -> tian, zhuang, zhen; 单县 -> shan, xian. What is no Chinese character stays as it is."""
    known = next((start for start in LOCAL_READINGS if name.startswith(start)), "")
    return [*LOCAL_READINGS.get(known, "").split(), *lazy_pinyin(name.removeprefix(known))]


def fold(text: str) -> str:
    """What counts of a text that is typed: ` Tian'zhuang ` -> tianzhuang, LÜLING and lvling -> luling."""
    plain = unicodedata.normalize("NFKC", text).lower().translate(TYPED)
    return "".join(character for character in plain if character.isalnum())


@lru_cache(maxsize=50_000)
def keys(*names: str, slug: str = "", county: str = "") -> str:
    """Whatever a town is found by, in words separated by spaces: a town is found by the beginning of any.

    田庄镇 -> 田庄镇 庄镇 镇 tianzhuangzhen tzz. The county counts by its characters alone: by its letters
    half of the prefecture would answer to a single one.
    """
    words = [word for name in names for word in _words_of(name)]
    return " ".join(dict.fromkeys(filter(None, [*words, fold(slug), fold(county)])))


def found(typed: str, keys: str) -> bool:
    """Whether a town with these keys is meant by what somebody has typed; by nothing all are."""
    return f" {fold(typed)}" in f" {keys}"


def _words_of(name: str) -> list[str]:
    plain, read = fold(name), [fold(syllable) for syllable in syllables(name)]
    ends = [plain[start:] for start in range(len(plain))]
    return [*ends, "".join(read), "".join(syllable[:1] for syllable in read)]
