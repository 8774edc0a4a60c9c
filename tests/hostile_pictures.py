"""A corpus of pictures that are broken or made to do harm, each with what has to become of it.

Made here and never stored: each case names a function, so that only the pictures asked for are made.
`bench/hostile_pictures.py` measures what each costs.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PIL import Image

from tests.picture_parts import (
    CANARY,
    SCRIPT,
    animated_webp,
    apng,
    archive,
    box,
    chunk,
    cmyk,
    cut_off,
    declaring_webp,
    encode,
    exif_with,
    flipped,
    grey_png,
    hollow_jpeg,
    iim,
    jpeg_bomb,
    jpeg_with,
    lab_profile,
    large_progressive,
    photograph,
    png,
    png_bomb,
    png_text_bomb,
    scans,
    scene,
    segment,
    sixteen_bits,
    xmp,
)

HARMLESS = "harmless"


@dataclass(frozen=True)
class Case:
    """`code`: the code of the refusal, or HARMLESS where a clean master has to come out."""

    name: str
    make: Callable[[], bytes]
    code: str = HARMLESS
    size: tuple[int, int] | None = None
    # Seconds to make and to read: the bench alone takes it.
    is_large: bool = False


LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "haha">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
    ) + "]>"
)  # fmt: skip
OUTSIDE = '<!DOCTYPE x [<!ENTITY out SYSTEM "file:///etc/passwd">]>'
GPS = f"<exif:GPSLatitude>{CANARY.decode()}</exif:GPSLatitude>"
TURNED = {orientation: (640, 480) if orientation < 5 else (480, 640) for orientation in range(1, 9)}

CORPUS = (
    # Something else behind the picture, in it, or instead of it
    Case("JPEG with a script behind it", lambda: encode(scene()) + SCRIPT, size=(640, 480)),
    Case("JPEG that is a ZIP as well", lambda: encode(scene()) + archive(), size=(640, 480)),
    Case("JPEG with a script in a comment", lambda: jpeg_with(segment(0xFE, SCRIPT)), size=(640, 480)),
    Case("JPEG with a second picture behind it", lambda: encode(scene()) * 2, size=(640, 480)),
    Case("MPO of two pictures", lambda: encode(scene(), "MPO", save_all=True, append_images=[scene()])),
    Case("PNG with a script behind it", lambda: encode(scene(), "PNG") + SCRIPT),
    Case("PNG with a script in a text", lambda: grey_png(64, 64, before=chunk(b"tEXt", b"a\0" + SCRIPT))),
    Case("PNG with a script after its data", lambda: grey_png(64, 64, after=chunk(b"tEXt", b"a\0" + SCRIPT))),
    Case("WebP with a script behind it", lambda: encode(scene(), "WEBP") + SCRIPT),
    Case("GIF that is a script", lambda: b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)", "unreadable"),
    Case("text", lambda: b"not a picture", "unreadable"),
    Case("a web page called .jpg", lambda: b"<!DOCTYPE html><html>" + SCRIPT, "unreadable"),
    Case("nothing", lambda: b"", "empty"),
    Case("31 MB of nothing", lambda: b"\xff\xd8\xff" + b"\0" * 31 * 1024 * 1024, "too_heavy"),
    # Other kinds
    Case("GIF", lambda: encode(scene(), "GIF"), "unreadable"),
    Case(
        "SVG", lambda: b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT, "unreadable"
    ),
    Case("HEIC", lambda: box(b"heic"), "unreadable"),
    Case("AVIF", lambda: encode(scene(64, 64), "AVIF"), "unreadable"),
    Case("TIFF", lambda: encode(scene(), "TIFF"), "unreadable"),
    Case("BMP", lambda: encode(scene(), "BMP"), "unreadable"),
    Case("ICO", lambda: encode(scene(64, 64), "ICO"), "unreadable"),
    Case("PSD", lambda: b"8BPS\0\1" + b"\0" * 100, "unreadable"),
    Case("PDF", lambda: encode(scene(), "PDF"), "unreadable"),
    Case("JPEG 2000", lambda: encode(scene(), "JPEG2000"), "unreadable"),
    Case("ZIP", archive, "unreadable"),
    # Made to exhaust memory or time
    Case("PNG of 400 million pixels in 390 KB", png_bomb, "too_large", is_large=True),
    Case(
        "PNG that declares 2 to the 31 pixels a side",
        lambda: grey_png(64, 64).replace(
            struct.pack(">II", 64, 64), struct.pack(">II", 2**31 - 1, 2**31 - 1), 1
        ),
        "too_large",
    ),
    Case("JPEG of 3,600 million pixels", jpeg_bomb, "too_large"),
    Case("JPEG of 59 million pixels with nothing in it", hollow_jpeg, "hollow"),
    Case("WebP of 268 million pixels", lambda: declaring_webp(16383, 16383), "too_large"),
    Case("WebP of 40 million pixels", lambda: declaring_webp(8000, 5000), "too_large"),
    Case(
        "WebP of 22 million pixels",
        lambda: encode(photograph(5500, 4000), "WEBP", quality=50, method=0),
        is_large=True,
    ),
    Case("progressive JPEG with 500 scans", lambda: scans(500), "too_many_parts"),
    Case(
        "progressive JPEG of 40 million pixels with 20 scans more",
        lambda: scans(19, 8000, 5000),
        is_large=True,
    ),
    Case(
        "progressive JPEG of 58 million pixels, 4:4:4",
        lambda: large_progressive(9000, 6500, subsampling="4:4:4"),
        "too_large",
        is_large=True,
    ),
    Case(
        "progressive JPEG of 58 million pixels, 4:2:0",
        lambda: large_progressive(9000, 6500),
        size=(4500, 3250),
        is_large=True,
    ),
    Case(
        "JPEG of 58 million pixels, turned",
        lambda: encode(photograph(9000, 6500), quality=50, exif=exif_with(6)),
        size=(3250, 4500),
        is_large=True,
    ),
    Case("JPEG of 58 million pixels in four colours", lambda: encode(scene(9000, 6500)), size=(4500, 3250)),
    Case(
        "JPEG of 40 million pixels, turned",
        lambda: encode(photograph(8000, 5000), quality=80, exif=exif_with(8)),
        size=(5000, 8000),
        is_large=True,
    ),
    Case(
        "CMYK JPEG of 40 million pixels, turned",
        lambda: encode(photograph(8000, 5000).convert("CMYK"), quality=20, exif=exif_with(6)),
        size=(5000, 8000),
        is_large=True,
    ),
    Case(
        "transparent PNG of 58 million pixels",
        lambda: png(9000, 6500, (b"\0" + b"\x80" * 36000) * 6500, kind=(8, 6), level=1),
        "too_large",
        is_large=True,
    ),
    Case(
        "PNG of 58 million pixels",
        lambda: encode(photograph(9000, 6500), "PNG", compress_level=1),
        size=(4500, 3250),
        is_large=True,
    ),
    Case(
        "PNG of 58 million pixels in a palette",
        lambda: encode(scene(9000, 6500).quantize(200), "PNG", compress_level=1),
        size=(4500, 3250),
        is_large=True,
    ),
    Case(
        "PNG with 2.5 million empty chunks",
        lambda: grey_png(64, 64, before=chunk(b"teSt", b"") * 2_500_000),
        "too_many_parts",
    ),
    Case(
        "JPEG with 5 million empty segments",
        lambda: jpeg_with(segment(0xFE, b"") * 5_000_000),
        "too_many_parts",
    ),
    Case("JPEG with 20 MB of filling", lambda: jpeg_with(b"\xff" * 20_000_000), "too_many_parts"),
    Case("PNG whose text unpacks to 30 MB", lambda: png_text_bomb(b"zTXt"), "broken"),
    Case("PNG with 100 such texts", lambda: png_text_bomb(b"zTXt", 100), "broken"),
    Case("PNG whose XMP unpacks to 30 MB", lambda: png_text_bomb(b"iTXt"), "broken"),
    Case("PNG whose profile unpacks to 30 MB", lambda: png_text_bomb(b"iCCP"), "broken"),
    Case("1 by 1", lambda: encode(scene(2, 2).crop((0, 0, 1, 1))), size=(1, 1)),
    Case("1 by 60,000", lambda: encode(Image.new("RGB", (1, 60000))), size=(1, 60000)),
    Case(
        "60,000 by 1, turned",
        lambda: encode(Image.new("RGB", (60000, 1)), exif=exif_with(6)),
        size=(1, 60000),
    ),
    # Cut off and damaged
    *(
        Case(f"{kind} cut off at {share:.0%}", partial(cut_off, kind, share), "truncated")
        for kind in ("JPEG", "PNG", "WEBP")
        for share in (0.02, 0.3, 0.7, 0.99)
    ),
    Case("JPEG of three bytes", lambda: b"\xff\xd8\xff", "truncated"),
    Case("PNG with a wrong checksum", lambda: flipped(grey_png(64, 64), 50), "broken"),
    Case("PNG whose data unpack to too little", lambda: png(64, 64, b"\0" * 100), "broken"),
    Case(
        "PNG without data",
        lambda: (
            b"\x89PNG\r\n\x1a\n"
            + chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0))
            + chunk(b"IEND", b"")
        ),
        "broken",
    ),
    Case("JPEG without a frame", lambda: b"\xff\xd8" + segment(0xFE, b"a") + b"\xff\xd9", "broken"),
    Case(
        "JPEG with two frames",
        lambda: jpeg_with(segment(0xC0, struct.pack(">BHHB", 8, 9, 9, 1) + b"\1\x11\0")),
        "broken",
    ),
    Case("lossless JPEG", lambda: encode(scene()).replace(b"\xff\xc0", b"\xff\xc3", 1), "broken"),
    Case(
        "WebP of no known data",
        lambda: b"RIFF" + struct.pack("<I", 16) + b"WEBPVP9 " + struct.pack("<I", 4) + b"abcd",
        "broken",
    ),
    Case(
        "WebP with noise for data",
        lambda: (
            b"RIFF"
            + struct.pack("<I", 112)
            + b"WEBPVP8 "
            + struct.pack("<I", 100)
            + b"\x30\x01\x00\x9d\x01\x2a\x40\x00\x40\x00"
            + b"\xa5" * 90
        ),
        "broken",
    ),
    # What moves
    Case("animated PNG", apng, "animated"),
    Case("animated WebP", animated_webp, "animated"),
    # Notes and profiles
    Case("GPS in EXIF", lambda: encode(scene(), exif=exif_with())),
    Case("GPS in XMP", lambda: jpeg_with(xmp(GPS))),
    Case("place in IPTC", lambda: jpeg_with(iim((2, 120, CANARY), (2, 90, CANARY)))),
    Case("EXIF in a PNG", lambda: encode(scene(), "PNG", exif=exif_with())),
    Case("EXIF in a WebP", lambda: encode(scene(), "WEBP", exif=exif_with(), xmp=CANARY)),
    Case("EXIF that is noise", lambda: jpeg_with(segment(0xE1, b"Exif\0\0" + b"\xa5" * 5000))),
    Case(
        "EXIF that points in a circle",
        lambda: jpeg_with(
            segment(0xE1, b"Exif\0\0II*\0\x08\0\0\0\1\0\x69\x87\4\0\1\0\0\0\x08\0\0\0\x08\0\0\0")
        ),
    ),
    Case(
        "EXIF that declares 4 GB",
        lambda: jpeg_with(
            segment(0xE1, b"Exif\0\0II*\0\x08\0\0\0\1\0\x0e\x01\2\0\xff\xff\xff\xff\x08\0\0\0\0\0\0\0")
        ),
    ),
    Case("XMP of a billion laughs", lambda: jpeg_with(xmp("<dc:source>&j;</dc:source>", before=LAUGHS))),
    Case("XMP that asks for a file", lambda: jpeg_with(xmp("<dc:source>&out;</dc:source>", before=OUTSIDE))),
    Case("XMP nested 10,000 deep", lambda: jpeg_with(xmp("<a>" * 9_000 + "</a>" * 9_000))),
    Case("IPTC that is noise", lambda: jpeg_with(segment(0xED, b"Photoshop 3.0\x008BIM" + b"\xa5" * 5000))),
    Case("IPTC of 12,000 by-lines", lambda: jpeg_with(iim(*[(2, 80, b"")] * 12_000))),
    Case("profile that is noise", lambda: encode(scene(), icc_profile=b"\xa5" * 4000)),
    Case("profile of a colour space of its own", lambda: encode(scene(), icc_profile=lab_profile())),
    *(
        Case(f"orientation {turn}", partial(encode, scene(), exif=exif_with(turn)), size=size)
        for turn, size in TURNED.items()
    ),
    # Other colours
    Case("CMYK", cmyk, size=(640, 480)),
    Case("grey", lambda: encode(scene(mode="L"))),
    Case("grey PNG of 16 bits", lambda: sixteen_bits(0, 1), size=(64, 64)),
    Case("PNG of 16 bits", lambda: sixteen_bits(2, 3), size=(64, 64)),
    Case("transparent PNG of 16 bits", lambda: sixteen_bits(6, 4), size=(64, 64)),
    Case("PNG in a palette", lambda: encode(scene().quantize(8), "PNG"), size=(640, 480)),
    Case("PNG of one bit", lambda: encode(scene(mode="1"), "PNG"), size=(640, 480)),
    Case("transparent PNG", lambda: encode(scene(mode="RGBA"), "PNG"), size=(640, 480)),
)
