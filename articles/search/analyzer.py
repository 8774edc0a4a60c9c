"""How text becomes what search compares: one rule for what is indexed and for what is asked. Pure.

Chinese is written without spaces, and no list of words knows the villages and people of a county. So nothing
is cut into words: a story is found by every character and every two neighbouring characters of it, and what
is longer is looked up in the text itself. Digits repeat (every story has a 20), so where a Latin letter or a
digit takes part three neighbours are a term too.

    fold("Ｇ３１８國道") == "g318国道"
    terms("a股") == {"a", "股", "a股"}

The experiments behind this choice are in docs/search.md.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from itertools import pairwise

# Of the rules in this module: another one means that everything is indexed anew.
VERSION = 1
# Letters, digits and Chinese characters side by side; marks and spaces end a run.
RUN = re.compile(r"[^\W_]+")
NARROW = re.compile(r"[0-9a-z]")
# What of a long sentence is looked up in the index; all of it is looked up in the text.
MOST_TERMS = 24
# No character of a text: it may not be confused with one of a query.
FACET_MARK = "_"


def fold(text: str) -> str:
    """The text as it is compared: half width, lower case, simplified characters, one kind of space.

    Each character becomes one character, so a place in the folded text is the same place in the text.
    """
    return text.translate(_table())


@cache
def _table() -> dict[int, str]:
    """Only what stays one character: ㎡ would become two, and stays as it is."""
    table = dict(_folded(range(0x21, 0x3400))) | dict(_folded(range(0xF900, 0x10000)))
    table |= dict(_simplified())
    table |= {ord(mark): " " for mark in "\t\x0b\x0c\r\u00a0\u3000"}
    return table


def _folded(characters: Iterable[int]) -> Iterator[tuple[int, str]]:
    for code in characters:
        plain = unicodedata.normalize("NFKC", chr(code)).lower()
        if len(plain) == 1 and plain != chr(code):
            yield code, plain


def _simplified() -> Iterator[tuple[int, str]]:
    """Traditional and variant characters: the file says where they are from."""
    lines = resources.files(__package__).joinpath("traditional.txt").read_text(encoding="utf-8").splitlines()
    for pair in (pair for line in lines if not line.startswith("#") for pair in line.split()):
        yield ord(pair[0]), pair[1]


def terms(folded: str) -> set[str]:
    """What a folded text is found by."""
    found: set[str] = set()
    for run in RUN.findall(folded):
        found.update(run)
        found.update(map("".join, pairwise(run)))
        if NARROW.search(run):
            found.update(_threes(run))
    return found


def asked_terms(folded: str) -> tuple[str, ...]:
    """The terms that a text with this word in it has for certain: as few as say the same.

    Three neighbours say what their twos say, two what each says alone. Of a long sentence some are enough,
    evenly taken, since the sentence is looked up in the text as well.
    """
    found = dict.fromkeys(term for run in RUN.findall(folded) for term in _asked(run))
    chosen = list(found)
    step = max(1, -(-len(chosen) // MOST_TERMS))
    return tuple(chosen[::step])


def is_exact(folded: str) -> bool:
    """Whether the terms alone say that the word stands in a text: those of one or two characters do."""
    run = RUN.fullmatch(folded)
    return run is not None and (len(folded) <= 2 or (len(folded) == 3 and bool(NARROW.search(folded))))


def _asked(run: str) -> Iterator[str]:
    if len(run) < 3:
        yield run
        return
    threes = set(_threes(run))
    for start in range(len(run) - 1):
        after, before = run[start : start + 3], run[max(start - 1, 0) : start + 2]
        if after in threes and len(after) == 3:
            yield after
        elif before not in threes or start == 0:
            yield run[start : start + 2]


def _threes(run: str) -> Iterator[str]:
    """Three neighbours of which at least one is a Latin letter or a digit."""
    for start in range(len(run) - 2):
        three = run[start : start + 3]
        if NARROW.search(three):
            yield three


def facet(kind: str, value: int | str) -> str:
    """A term for what a story is filed under, which no text can contain: facet("t", 12) == "_t12"."""
    return f"{FACET_MARK}{kind}{value}"
