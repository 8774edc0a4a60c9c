"""What of a story is shown among the results: the words marked in title and text. Pure.

A place in the folded text is the same place in the text (`analyzer.fold`), so what is shown is the text as it
is printed, whatever width and characters it was asked in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from articles.search.analyzer import fold

LENGTH = 90
# How much stands before the first word that was found.
BEFORE = 18
SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text that was found, or one between."""

    text: str
    is_found: bool = False


def marked(text: str, words: Sequence[str]) -> list[Piece]:
    """The whole text in pieces; `words` are folded."""
    pieces, end = [], 0
    for start, stop in _merged(_places(text, words)):
        pieces += [Piece(text[end:start]), Piece(text[start:stop], is_found=True)]
        end = stop
    return [piece for piece in (*pieces, Piece(text[end:])) if piece.text]


def excerpt(text: str, words: Sequence[str], *, length: int = LENGTH) -> list[Piece]:
    """The part of the text in which most of the words stand, in pieces, with … where the text goes on."""
    flat = SPACE.sub(" ", text).strip()
    start = _best_start(flat, words, length)
    stop = min(len(flat), start + length)
    shown = marked(flat[start:stop], words)
    before = [Piece("…")] if start else []
    after = [Piece("…")] if stop < len(flat) else []
    return [*before, *shown, *after]


def _best_start(text: str, words: Sequence[str], length: int) -> int:
    """Where a window begins that holds the most different words, the earliest of these."""
    places = sorted(_places(text, words))
    folded = fold(text)
    best, chosen = 0, 0
    for start, _stop in places:
        window = folded[start : start + length - BEFORE]
        held = sum(word in window for word in words)
        if held > best:
            best, chosen = held, start
        if held == len(words):
            break
    begin = max(0, chosen - BEFORE)
    return max(0, min(begin, len(text) - length))


def _places(text: str, words: Iterable[str]) -> list[tuple[int, int]]:
    folded = fold(text)
    return [place for word in words if word for place in _of(word, folded)]


def _of(word: str, folded: str) -> Iterator[tuple[int, int]]:
    start = folded.find(word)
    while start >= 0:
        yield start, start + len(word)
        start = folded.find(word, start + 1)


def _merged(places: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Places that overlap or touch as one."""
    begin, end = -1, -1
    for start, stop in sorted(places):
        if start > end:
            if end > begin:
                yield begin, end
            begin, end = start, stop
        else:
            end = max(end, stop)
    if end > begin:
        yield begin, end
