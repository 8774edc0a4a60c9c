"""What was meant by letters that were typed in place of characters, and by characters that sound alike. Pure.

Readers type with an input method: 招商 comes of zhaoshang, and a slip gives zhaoshang itself or 找商.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice, pairwise
from math import log

from pypinyin import Style, pinyin

LETTERS = re.compile(r"[a-zü]+(?:['’ ][a-zü]+)*")
# As many characters as a reader looks at before choosing, and as many ways to read letters.
MOST_ALIKE, MOST_SYLLABLES, MOST_READINGS = 50, 12, 8
LONGEST_SYLLABLE = 6
TYPED = str.maketrans({"ü": "v", "’": "'"})

# For each place of a word the characters that may stand there.
Columns = tuple[tuple[str, ...], ...]


def readings(typed: str) -> Iterator[Columns]:
    """The characters that the letters may stand for, in each way to cut them into syllables.

    xian is 先… and 西安…; 'xi'an' is the latter alone. Nothing for what is no pinyin.
    """
    folded = typed.translate(TYPED)
    if not LETTERS.fullmatch(typed):
        return
    parts = [list(islice(_cut(part), MOST_READINGS)) for part in re.split(r"[' ]", folded)]
    ways: list[tuple[str, ...]] = [()]
    for cuts in parts:
        ways = [(*way, *cut) for way in ways for cut in cuts][:MOST_READINGS]
    for way in ways:
        if len(way) <= MOST_SYLLABLES:
            yield tuple(_characters()[syllable] for syllable in way)


def alike(word: str) -> Columns:
    """For each character of a Chinese word those that sound like it, itself first."""
    known, readings_of = _characters(), _readings()
    columns = []
    for character in word[:MOST_SYLLABLES]:
        others = [other for syllable in readings_of.get(character, ()) for other in known[syllable]]
        columns.append(tuple(dict.fromkeys((character, *others)))[:MOST_ALIKE])
    return tuple(columns)


def pairs(columns: Columns) -> set[str]:
    """Every two characters that may stand side by side: how often they do, says the archive."""
    return {first + second for left, right in pairwise(columns) for first in left for second in right}


def likeliest(columns: Columns, often: dict[str, int], *, most: int = 5) -> list[str]:
    """The words that may be meant, the likeliest first: those whose neighbours stand together most often."""
    if len(columns) < 2:
        return []
    paths: list[tuple[float, str]] = [(0.0, character) for character in columns[0]]
    for column in columns[1:]:
        longer = [
            (weight + log(1 + often[path[-1] + character]), path + character)
            for weight, path in paths
            for character in column
            if path[-1] + character in often
        ]
        paths = sorted(longer, key=lambda each: (-each[0], each[1]))[:MOST_ALIKE]
    return [word for _weight, word in paths[:most]]


def _cut(letters: str) -> Iterator[tuple[str, ...]]:
    """The letters cut into syllables, few long ones before many short ones.

    First it is seen from where the end can be reached, so that no way is begun that leads nowhere.
    """
    if len(letters) > MOST_SYLLABLES * LONGEST_SYLLABLE:
        return
    ends = {len(letters)}
    for start in range(len(letters) - 1, -1, -1):
        if any(stop in ends for stop in _stops(letters, start)):
            ends.add(start)
    yield from _ways(letters, 0, ends)


def _ways(letters: str, start: int, ends: set[int]) -> Iterator[tuple[str, ...]]:
    if start == len(letters):
        yield ()
    for stop in _stops(letters, start):
        if stop in ends:
            yield from ((letters[start:stop], *rest) for rest in _ways(letters, stop, ends))


def _stops(letters: str, start: int) -> list[int]:
    """Where a syllable that begins here may end, the longest first."""
    last = min(len(letters), start + LONGEST_SYLLABLE)
    return [stop for stop in range(last, start, -1) if letters[start:stop] in _characters()]


@cache
def _readings() -> dict[str, Sequence[str]]:
    """How each of the common characters is read; many have more than one reading.

    Common are the 3,755 of the first level of GB 2312, in rows 16 to 55 of its table.
    """
    rows = (bytes((0xA0 + row, 0xA0 + place)) for row in range(16, 56) for place in range(1, 95))
    common = "".join(code.decode("gb2312", errors="ignore") for code in rows)
    found = pinyin(list(common), style=Style.NORMAL, heteronym=True, v_to_u=False)
    return {character: tuple(read) for character, read in zip(common, found, strict=True)}


@cache
def _characters() -> dict[str, tuple[str, ...]]:
    """The common characters by their readings."""
    found: dict[str, list[str]] = defaultdict(list)
    for character, syllables in _readings().items():
        for syllable in syllables:
            found[syllable].append(character)
    return {syllable: tuple(characters[:MOST_ALIKE]) for syllable, characters in found.items()}
