"""What a file really is: told by its first bytes, never by its name."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# Enough for a byte order mark, an XML declaration and a comment before <svg.
HEAD_LENGTH = 2048


class Kind(StrEnum):
    """The kinds that are taken."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WEBP"


HEIC = _(
    "This is a HEIC picture of an iPhone. Choose it from the album in the telephone's own browser, which "
    "sends it as JPEG; or set Settings, Camera, Formats to Most Compatible before you take the next one."
)
AVIF = _("This is an AVIF picture. Save it as JPEG and send that.")
GIF = _("This is a GIF. Save it as JPEG or PNG and send that.")
SVG = _("This is an SVG drawing. Export it as PNG and send that.")
PDF = _("This is a PDF, not a picture. Export its page as JPEG and send that.")
EPS = _("This is an EPS or Illustrator file. Export it as JPEG or PNG and send that.")
PSD = _("This is a Photoshop file. Save it as JPEG and send that.")
TIFF = _("This is a TIFF or a camera's raw file. Export it as JPEG and send that.")
RAW = _("This is a camera's raw file. Export it as JPEG and send that.")
BMP = _("This is a BMP picture. Save it as JPEG or PNG and send that.")
ICO = _("This is an icon file. Send the picture itself, as JPEG or PNG.")
OTHER_PICTURE = _("This kind of picture is not taken. Save it as JPEG and send that.")
DOCUMENT = _(
    "This is a Word document or an archive. Save the pictures that are in it as files and send these."
)
WEB_PAGE = _("This is a web page, not the picture on it. Save the picture itself and send that.")
VIDEO = _("This is a video. Send a still picture.")
UNKNOWN = _("This is not a JPEG, PNG or WebP picture, whatever its name says.")

BY_SIGNATURE: tuple[tuple[bytes, _StrPromise], ...] = (
    (b"GIF8", GIF),
    (b"%PDF", PDF),
    (b"%!PS", EPS),
    (b"\xc5\xd0\xd3\xc6", EPS),
    (b"8BPS", PSD),
    (b"II*\0", TIFF),
    (b"MM\0*", TIFF),
    (b"II+\0", TIFF),
    (b"MM\0+", TIFF),
    (b"IIU\0", RAW),
    (b"IIRO", RAW),
    (b"IIRS", RAW),
    (b"MMOR", RAW),
    (b"FUJIFILMCCD-RAW", RAW),
    (b"FOVb", RAW),
    (b"\0MRM", RAW),
    (b"BM", BMP),
    (b"\0\0\1\0", ICO),
    (b"\xff\x0a", OTHER_PICTURE),
    (b"\0\0\0\x0cJXL ", OTHER_PICTURE),
    (b"\0\0\0\x0cjP  ", OTHER_PICTURE),
    (b"\xff\x4f\xff\x51", OTHER_PICTURE),
    (b"PK\3\4", DOCUMENT),
    (b"\xd0\xcf\x11\xe0", DOCUMENT),
    (b"Rar!", DOCUMENT),
    (b"7z\xbc\xaf", DOCUMENT),
    (b"\x1a\x45\xdf\xa3", VIDEO),
)
# Brands in the first box of what is built like an MP4 file.
HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"hevm", b"hevs", b"mif1", b"msf1"}
AVIF_BRANDS = {b"avif", b"avis"}
RAW_BRANDS = {b"crx "}


def kind_of(head: bytes) -> Kind | None:
    if head.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return Kind.WEBP
    return None


def what_it_is_instead(head: bytes) -> _StrPromise:
    """A sentence that names what was sent, and says what to do."""
    for signature, sentence in BY_SIGNATURE:
        if head.startswith(signature):
            return sentence
    if head[4:8] == b"ftyp":
        return _by_brand(head)
    if head.startswith(b"RIFF"):
        return VIDEO if head[8:12] == b"AVI " else UNKNOWN
    return _by_markup(head[:HEAD_LENGTH].lower())


def _by_brand(head: bytes) -> _StrPromise:
    length = int.from_bytes(head[:4], "big")
    box = head[8 : min(length, HEAD_LENGTH)]
    brands = {box[at : at + 4] for at in range(0, len(box), 4)}
    for known, sentence in ((AVIF_BRANDS, AVIF), (HEIC_BRANDS, HEIC), (RAW_BRANDS, RAW)):
        if brands & known:
            return sentence
    return VIDEO


def _by_markup(head: bytes) -> _StrPromise:
    text = head.replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").lstrip()
    if not text.startswith(b"<"):
        return UNKNOWN
    if b"<svg" in text:
        return SVG
    return WEB_PAGE if b"<html" in text or b"<!doctype html" in text else UNKNOWN
