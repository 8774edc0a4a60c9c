"""What a picture says of itself: its size and its parts, read from its structure before anything is decoded.

A decoder believes the file. What costs memory and time is therefore counted here first: pixels, scans,
parts, frames. Whatever does not add up is refused.

JPEG: ITU-T T.81 annex B. PNG: W3C Portable Network Graphics, 3rd edition, 5. WebP: RFC 9649, 2.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from articles.images.kinds import Kind

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

MAX_PIXELS = 60_000_000
# libwebp keeps three copies of a picture besides the decoded one, transparent pictures are converted once.
WEBP_HELD, TRANSPARENT_HELD = 12, 4
# A photograph has one byte for some ten pixels, a chart one for hundreds. A file that declares far more is
# hollow: its decoder would fill the memory with grey.
MOST_PIXELS_A_BYTE = 2_000
NEVER_HOLLOW = 4_000_000
# Encoders of progressive pictures write about ten scans. Each costs a pass over the whole picture.
MOST_SCANS = 30
# Real files have parts of a kilobyte and more; a million empty ones only keep the reader busy.
FREE_PARTS = 1_000
BYTES_A_PART = 1_000

BROKEN = _("The picture is damaged and cannot be read. Export or send it again.")
TRUNCATED = _("The picture is cut off: its end is missing. Send it again.")
ANIMATED = _("The picture moves. Send a still picture.")
TOO_LARGE = _("The picture has more than 60 million pixels. Scale it down and send it again.")

SOI_LENGTH = 2
STANDALONE = {0x01, *range(0xD0, 0xD8)}
START_OF_SCAN, END_OF_IMAGE, FILL = 0xDA, 0xD9, 0xFF
BASELINE, EXTENDED, PROGRESSIVE = 0xC0, 0xC1, 0xC2
FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
NEXT_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
PNG_SIGNATURE_LENGTH = 8
WITH_ALPHA = {4, 6}
RIFF_HEAD, RIFF_CHUNK_HEAD = 12, 8
IS_ANIMATED = 0x02


@dataclass(frozen=True, slots=True)
class Anatomy:
    """`end`: where the picture ends; what follows in the file is no part of it.

    `held`: bytes that its decoder holds besides the pixels, such as the coefficients of a progressive JPEG.
    """

    kind: Kind
    width: int
    height: int
    end: int
    held: int = 0

    @property
    def pixels(self) -> int:
        return self.width * self.height


def refusal(sentence: _StrPromise, code: str) -> ValidationError:
    return ValidationError(sentence, code=code)


def examine(data: bytes, kind: Kind) -> Anatomy:
    """The anatomy of a picture that may be decoded; a refusal of any other."""
    try:
        found = {Kind.JPEG: _jpeg, Kind.PNG: _png, Kind.WEBP: _webp}[kind](data)
    except (struct.error, IndexError) as error:
        raise refusal(TRUNCATED, "truncated") from error
    if not found.pixels:
        raise refusal(BROKEN, "broken")
    if found.pixels > MAX_PIXELS:
        raise refusal(TOO_LARGE, "too_large")
    if found.pixels > max(NEVER_HOLLOW, found.end * MOST_PIXELS_A_BYTE):
        raise refusal(BROKEN, "hollow")
    return found


def _most_parts(data: bytes) -> int:
    return FREE_PARTS + len(data) // BYTES_A_PART


# JPEG -----------------------------------------------------------------------------------------------------


def _jpeg(data: bytes) -> Anatomy:
    frame: Anatomy | None = None
    is_progressive, scans = False, 0
    for code, start, end in _jpeg_segments(data):
        if code == END_OF_IMAGE:
            if frame is None or not scans:
                raise refusal(BROKEN, "broken")
            # In one pass the coefficients of a row are enough; with several, all of them are kept.
            is_kept = is_progressive or scans > 1
            return replace(frame, end=end, held=frame.held if is_kept else 0)
        if code in FRAMES:
            if frame is not None or code not in (BASELINE, EXTENDED, PROGRESSIVE):
                raise refusal(BROKEN, "broken")
            frame, is_progressive = _jpeg_frame(data[start:end]), code == PROGRESSIVE
        scans += code == START_OF_SCAN
        if scans > MOST_SCANS:
            raise refusal(BROKEN, "too_many_parts")
    raise refusal(BROKEN, "too_many_parts")


def _jpeg_segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Each marker with its payload; of the data of a scan only where it ends is looked for."""
    at = SOI_LENGTH
    for _part in range(_most_parts(data)):
        if data[at] != FILL:
            raise refusal(BROKEN, "broken")
        code = data[at + 1]
        if code == FILL:
            at += 1
        elif code == END_OF_IMAGE or code in STANDALONE:
            at += 2
            yield code, at, at
        else:
            end = at + 2 + int(*struct.unpack_from(">H", data, at + 2))
            if end > len(data):
                raise refusal(TRUNCATED, "truncated")
            yield code, at + 4, end
            at = _end_of_scan(data, end) if code == START_OF_SCAN else max(end, at + 4)


def _end_of_scan(data: bytes, at: int) -> int:
    following = NEXT_MARKER.search(data, at)
    if following is None:
        raise refusal(TRUNCATED, "truncated")
    return following.start()


def _jpeg_frame(segment: bytes) -> Anatomy:
    height, width, components = struct.unpack_from(">xHHB", segment)
    factors = [segment[at] for at in range(7, 7 + 3 * components, 3)]
    samples = [(factor >> 4) * (factor & 15) for factor in factors]
    widest = max((factor >> 4 for factor in factors), default=0)
    tallest = max((factor & 15 for factor in factors), default=0)
    if not samples or not all(samples):
        raise refusal(BROKEN, "broken")
    # Two bytes for each coefficient, and as many coefficients as samples.
    held = 2 * width * height * sum(samples) // (widest * tallest)
    return Anatomy(Kind.JPEG, width, height, end=0, held=held)


# PNG ------------------------------------------------------------------------------------------------------


def _png(data: bytes) -> Anatomy:
    width = height = 0
    has_data = is_transparent = False
    for name, start, end in _png_chunks(data):
        if start == PNG_SIGNATURE_LENGTH + 8:
            if name != b"IHDR":
                raise refusal(BROKEN, "broken")
            width, height, _depth, colour_type = struct.unpack_from(">IIBB", data, start)
            is_transparent = colour_type in WITH_ALPHA
        elif name == b"acTL":
            raise refusal(ANIMATED, "animated")
        elif name == b"IEND":
            if not has_data:
                raise refusal(BROKEN, "broken")
            held = TRANSPARENT_HELD * width * height if is_transparent else 0
            return Anatomy(Kind.PNG, width, height, end=end + 4, held=held)
        has_data = has_data or name == b"IDAT"
        is_transparent = is_transparent or name == b"tRNS"
    raise refusal(BROKEN, "too_many_parts")


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    at = PNG_SIGNATURE_LENGTH
    for _part in range(_most_parts(data)):
        length, name = struct.unpack_from(">I4s", data, at)
        start, end = at + 8, at + 8 + length
        if end + 4 > len(data):
            raise refusal(TRUNCATED, "truncated")
        yield name, start, end
        at = end + 4


# WebP -----------------------------------------------------------------------------------------------------


def _webp(data: bytes) -> Anatomy:
    end = RIFF_CHUNK_HEAD + int(*struct.unpack_from("<I", data, 4))
    if end > len(data):
        raise refusal(TRUNCATED, "truncated")
    sizes = [_webp_size(name, data[start : start + 10]) for name, start in _webp_chunks(data, end)]
    found = [size for size in sizes if size is not None]
    if not found:
        raise refusal(BROKEN, "broken")
    # The canvas and the picture on it; a decoder makes room for either.
    width, height = max(w for w, _h in found), max(h for _w, h in found)
    return Anatomy(Kind.WEBP, width, height, end=end, held=WEBP_HELD * width * height)


def _webp_chunks(data: bytes, end: int) -> Iterator[tuple[bytes, int]]:
    at = RIFF_HEAD
    for _part in range(_most_parts(data)):
        if at + RIFF_CHUNK_HEAD > end:
            return
        name, length = struct.unpack_from("<4sI", data, at)
        if at + RIFF_CHUNK_HEAD + length > end:
            raise refusal(TRUNCATED, "truncated")
        yield name, at + RIFF_CHUNK_HEAD
        at += RIFF_CHUNK_HEAD + length + length % 2
    raise refusal(BROKEN, "too_many_parts")


def _webp_size(name: bytes, head: bytes) -> tuple[int, int] | None:
    """Width and height as the chunk declares them; None for a chunk without."""
    if name in (b"ANIM", b"ANMF") or (name == b"VP8X" and head[0] & IS_ANIMATED):
        raise refusal(ANIMATED, "animated")
    if name == b"VP8X":
        return int.from_bytes(head[4:7], "little") + 1, int.from_bytes(head[7:10], "little") + 1
    if name == b"VP8 ":
        width, height = struct.unpack_from("<HH", head, 6)
        return width & 0x3FFF, height & 0x3FFF
    if name == b"VP8L":
        bits = int(*struct.unpack_from("<I", head, 1))
        return (bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1
    return None
