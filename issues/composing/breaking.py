"""Where a line of Chinese ends. Pure.

The rules are those of GB/T 15834-2011 (标点符号用法) for the places of marks: no point and no closing mark
begins a line, no opening mark ends one, —— and …… take two cells and are not split; and of the composing
room: numbers and Western words stay whole, two marks that meet share the room of one and a half, a mark at
the end of a line takes half a cell, and the last line of a paragraph is not a single character where that
can be avoided.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from issues.composing.faces import FOLDER, Face, metrics

OPENING = "（([{［｛〈《「『【〔〖“‘"
CLOSING = "、。，．：；？！)]}）］｝〉》」』】〕〗”’,.:;?!%％‰℃°·•～~"
# Full-width marks whose half cell is empty: what a compositor squeezes.
EMPTY_RIGHT = set("、。，．：；？！）］｝〉》」』】〕〗”’")
EMPTY_LEFT = set("（［｛〈《「『【〔〖“‘")
INDENT = 2.0
# Of the empty halves inside a line so much may be taken to bring one more mark into it.
SQUEEZE = 0.55
# A line that is emptier than this, because a long Western word follows, takes a part of the word.
EMPTIEST = 0.75
ROUNDING = 0.004
# From so many pieces on a line may give one to the next, to save that from being a single character.
GIVES = 7

HAN = "\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
LETTER = r"A-Za-z0-9\u00c0-\u024f\u0370-\u04ff"
WORD = rf"[{LETTER}](?:[{LETTER}.,:/@&_+'’\-%]*[{LETTER}%/])?"
PIECE = re.compile(
    rf"\s+|[{re.escape(OPENING)}]*(?:—+|…+|{WORD}|[^\s])[{re.escape(CLOSING)}]*(?:[{re.escape(OPENING)}]*(?=\Z))?"
)
# A half-width mark that touches a Chinese character is set full width (GB/T 15834: marks take a cell).
HALF_WIDTH = re.compile(
    rf"(?<=[{HAN}”’》）])[,:;?!]|[,:;?!](?=[{HAN}“‘《（])|(?<=[{HAN}%％”》])[()]|[()](?=[{HAN}])"
)
BRACKETS = re.compile(rf"\(([^()]*[{HAN}][^()]*)\)")
FULL_WIDTH = str.maketrans(",:;?!()", "，：；？！（）")
GAP = re.compile(rf"(?<=[{HAN}”》！？]) (?=[{HAN}“《])")


@dataclass(frozen=True, slots=True)
class Line:
    """A line as a place in its text; `width` is what it takes of its own, in ems."""

    start: int
    end: int
    width: float


@dataclass(frozen=True, slots=True)
class _Piece:
    """What no line end goes through: a character with its marks, a word, a number, a blank."""

    start: int
    end: int
    width: float
    inner: float  # Of which empty halves that can be squeezed.
    tail: float  # What a line saves that ends here: the empty half of a mark.
    is_blank: bool
    first: str
    last: str


def full_width(text: str) -> str:
    """Half-width marks beside Chinese characters as they are printed: 8,000人,8:30 → 8,000人，8:30.

    Character for character, so that places in the text stay what they are.
    """
    text = BRACKETS.sub(r"（\1）", text)
    return HALF_WIDTH.sub(lambda found: found[0].translate(FULL_WIDTH), text)


def spaced(title: str) -> str:
    """A headline's blank between two phrases is a full cell: 以审促廉　助力经济建设."""
    return GAP.sub("\u3000", title)


@lru_cache(maxsize=4096)
def lines(
    text: str,
    width: float,
    *,
    face: Face = Face.SONG,
    indent: float = INDENT,
    folder: Path = FOLDER,
    squeeze: float = SQUEEZE,
) -> tuple[Line, ...]:
    """The text in lines `width` ems wide, the first one shorter by `indent`."""
    pieces = list(_pieces(text, face, folder))
    found = _filled(pieces, width, indent=indent, squeeze=squeeze)
    if len(found) > 1 and _is_single(found[-1]):
        found = _given(found)
    return tuple(_line(pieces) for pieces in found)


def _pieces(text: str, face: Face, folder: Path) -> Iterator[_Piece]:
    advances = metrics(face, folder).advances
    for match in PIECE.finditer(text):
        piece = match[0]
        width = sum(advances.get(character, 1.0) for character in piece)
        # Marks that meet inside the piece are squeezed whatever the line: 》） is a cell and a half wide.
        width -= 0.5 * sum(_meet(one, other) for one, other in pairwise(piece))
        inner = 0.5 * sum(
            character in EMPTY_RIGHT or character in EMPTY_LEFT for character in piece[:1] + piece[-1:]
        )
        yield _Piece(
            start=match.start(),
            end=match.end(),
            width=width,
            inner=min(inner, 0.5) if len(piece) > 1 else 0.0,
            tail=0.5 if piece[-1] in EMPTY_RIGHT and advances.get(piece[-1], 0) >= 1 else 0.0,
            is_blank=piece.isspace(),
            first=piece[0],
            last=piece[-1],
        )


def _meet(one: str, other: str) -> bool:
    return (one in EMPTY_RIGHT and (other in EMPTY_RIGHT or other in EMPTY_LEFT)) or (
        one in EMPTY_LEFT and other in EMPTY_LEFT
    )


def _filled(pieces: list[_Piece], width: float, *, indent: float, squeeze: float) -> list[list[_Piece]]:
    """Line by line as much as goes in."""
    found: list[list[_Piece]] = [[]]
    room, taken, soft = width - indent, 0.0, 0.0
    waiting = list(reversed(pieces))
    while waiting:
        piece = waiting.pop()
        line = found[-1]
        if piece.is_blank and not line:
            continue
        joined = 0.5 if line and _meet(line[-1].last, piece.first) else 0.0
        needed = taken + piece.width - joined
        if needed - piece.tail - squeeze * soft <= room + ROUNDING or piece.is_blank:
            line.append(piece)
            taken, soft = needed, soft + piece.inner
        elif parts := _parted(piece, room - taken, room, is_empty=not line):
            waiting += reversed(parts)
        else:
            found.append([])
            waiting.append(piece)
            room, taken, soft = width, 0.0, 0.0
    return [line for line in found if any(not piece.is_blank for piece in line)]


def _parted(piece: _Piece, rest: float, room: float, *, is_empty: bool) -> list[_Piece]:
    """A word that is too long for the line, in two; nothing, if it goes whole to the next line."""
    length = piece.end - piece.start
    if length < 2 or not (is_empty or (rest > room * (1 - EMPTIEST) and piece.width > rest)):
        return []
    if not is_empty and (piece.width <= room * 0.4 or length < 8):
        return []
    share = piece.width / length
    count = max(1, min(length - 1, int((rest - 0.1) / share)))
    if not is_empty and count < 3:
        return []
    middle = piece.start + count
    one = replace(piece, end=middle, width=share * count, inner=0.0, tail=0.0, last="x")
    return [one, replace(piece, start=middle, width=share * (length - count), inner=0.0, first="x")]


def _is_single(line: list[_Piece]) -> bool:
    """A line of one character, marks apart: 了。"""
    visible = [piece for piece in line if not piece.is_blank]
    return len(visible) == 1 and visible[0].width <= 2.0 and visible[0].first != "x"


def _given(found: list[list[_Piece]]) -> list[list[_Piece]]:
    """The last line but one gives its last piece to a last line that is a single character."""
    giver = [piece for piece in found[-2] if not piece.is_blank]
    if len(giver) < GIVES or giver[-1].width > 2:
        return found
    cut = found[-2].index(giver[-1])
    return [*found[:-2], found[-2][:cut], found[-2][cut:] + found[-1]]


def _line(pieces: list[_Piece]) -> Line:
    while pieces[-1].is_blank:
        pieces = pieces[:-1]
    width = sum(piece.width for piece in pieces)
    width -= 0.5 * sum(_meet(one.last, other.first) for one, other in pairwise(pieces))
    return Line(pieces[0].start, pieces[-1].end, width - pieces[-1].tail)
