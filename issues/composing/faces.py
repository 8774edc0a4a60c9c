"""The four faces a page is set in: where their files lie, which characters they have, how wide each is. Pure.

A face is read with nothing but the standard library: the character map (cmap) and the advances (hmtx) of an
OpenType file are all that a compositor needs before anything is set.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

FOLDER = Path(__file__).resolve().parent / "fonts"
# What stands for a character that a face lacks: compositors set a 〓 for a sort that is not in the case.
MISSING = "〓"
# The em is this wide for a character nobody knows.
FULL_WIDTH = 1.0
SEGMENTED, SEGMENTS = 4, 12  # The two formats of a character map that our fonts have.


class Face(StrEnum):
    """Song (宋体, serif) and Hei (黑体, sans), each in two weights; the value is the file's name."""

    SONG = "Newsroom-Song-Regular"
    SONG_BOLD = "Newsroom-Song-Bold"
    HEI = "Newsroom-Hei-Regular"
    HEI_BOLD = "Newsroom-Hei-Bold"

    @property
    def family(self) -> str:
        return "Newsroom Song" if "Song" in self.value else "Newsroom Hei"

    @property
    def weight(self) -> str:
        return "bold" if self.value.endswith("Bold") else "regular"


class FontsMissingError(Exception):
    """A page cannot be set: the file of a face is not where it should be, or is not a font."""


@dataclass(frozen=True, slots=True)
class Metrics:
    """How wide each character of a face is, in ems. What is not in it, the face does not have."""

    advances: Mapping[str, float]

    def width(self, text: str) -> float:
        return sum(self.advances.get(character, FULL_WIDTH) for character in text)

    def missing(self, text: Iterable[str]) -> set[str]:
        return {character for character in text if character not in self.advances and not character.isspace()}


@lru_cache(maxsize=16)
def metrics(face: Face, folder: Path = FOLDER) -> Metrics:
    path = folder / f"{face.value}.otf"
    try:
        data = path.read_bytes()
        return Metrics(MappingProxyType(_advances(data)))
    except (OSError, struct.error, KeyError) as error:
        raise FontsMissingError(f"{path.name} is not in {folder} or cannot be read: {error}") from error


def printable(text: str, face: Face, folder: Path = FOLDER) -> str:
    """The text as the face can print it: a 〓 in the place of every character that it lacks."""
    lacking = metrics(face, folder).missing(text)
    return "".join(MISSING if character in lacking else character for character in text)


def _advances(data: bytes) -> dict[str, float]:
    tables = _tables(data)
    units = struct.unpack_from(">H", data, tables[b"head"] + 18)[0]
    count = struct.unpack_from(">H", data, tables[b"hhea"] + 34)[0]
    widths = struct.unpack_from(">" + "Hh" * count, data, tables[b"hmtx"])[::2]
    glyphs = _glyphs(data, tables[b"cmap"])
    return {chr(code): widths[min(glyph, count - 1)] / units for code, glyph in glyphs.items() if code > 0x1F}


def _tables(data: bytes) -> dict[bytes, int]:
    count = struct.unpack_from(">H", data, 4)[0]
    entries = (struct.unpack_from(">4sIII", data, 12 + 16 * number) for number in range(count))
    return {tag: offset for tag, _checksum, offset, _length in entries}


def _glyphs(data: bytes, start: int) -> dict[int, int]:
    """Code point to glyph, of every table of the map that is in one of the two usual formats."""
    found: dict[int, int] = {}
    for number in range(struct.unpack_from(">H", data, start + 2)[0]):
        offset = start + struct.unpack_from(">I", data, start + 4 + 8 * number + 4)[0]
        kind = struct.unpack_from(">H", data, offset)[0]
        if kind == SEGMENTS:
            found |= _of_groups(data, offset)
        elif kind == SEGMENTED:
            found |= _of_segments(data, offset)
    return found


def _of_groups(data: bytes, offset: int) -> dict[int, int]:
    found: dict[int, int] = {}
    for number in range(struct.unpack_from(">I", data, offset + 12)[0]):
        first, last, glyph = struct.unpack_from(">III", data, offset + 16 + 12 * number)
        found |= {code: glyph + code - first for code in range(first, last + 1)}
    return found


def _of_segments(data: bytes, offset: int) -> dict[int, int]:
    doubled = struct.unpack_from(">H", data, offset + 6)[0]
    ends, starts, deltas, ranges = (
        offset + 14 + skip for skip in (0, doubled + 2, 2 * doubled + 2, 3 * doubled + 2)
    )
    found: dict[int, int] = {}
    for place in range(0, doubled, 2):
        first, last, delta, away = (
            struct.unpack_from(">H", data, each + place)[0] for each in (starts, ends, deltas, ranges)
        )
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if away:
                glyph = struct.unpack_from(">H", data, ranges + place + away + 2 * (code - first))[0]
            if glyph or not away:
                found[code] = (glyph + delta) & 0xFFFF
    return {code: glyph for code, glyph in found.items() if glyph}
