"""Caption, by-line, credit, date and place as the camera or the photo desk wrote them into the picture.

Read from IPTC-IIM 4.2 and from the properties of the IPTC Photo Metadata Standard 2023.2 in XMP (Description,
Creator, Credit Line, Date Created, City, Sublocation); from EXIF only what those leave open. Everything else,
above all where the camera stood, is thrown away with the original.

Notes are a courtesy: what cannot be read is as if it was not there.
"""

from __future__ import annotations

import codecs
import datetime as dt
import hashlib
import logging
import re
import struct
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from defusedxml import ElementTree
from PIL import Image

from people.names import HAN

logger = logging.getLogger(__name__)

MOST_RAW = 20_000
MOST_XMP = 1_000_000
CAPTION_LENGTH, NAME_LENGTH, PLACE_LENGTH, MOST_BYLINES = 2_000, 60, 120, 8
BEFORE_PHOTOGRAPHY = 1826

IIM_RESOURCE, IIM_DIGEST = 0x0404, 0x0425
TAG_MARK = 0x1C
CAPTION, BYLINE, CREDIT, DATE, CITY, SUBLOCATION = (2, 120), (2, 80), (2, 110), (2, 55), (2, 90), (2, 92)
CHARACTER_SET, UTF_8 = (1, 90), b"\x1b%G"

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
DC = "{http://purl.org/dc/elements/1.1/}"
PHOTOSHOP = "{http://ns.adobe.com/photoshop/1.0/}"
IPTC_CORE = "{http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/}"

IMAGE_DESCRIPTION, ARTIST, XP_COMMENT = 0x010E, 0x013B, 0x9C9C
EXIF_IFD, DATE_TIME_ORIGINAL = 0x8769, 0x9003

# Control, direction and zero-width characters, halves of pairs, what is no character: none belongs in a
# caption, and some turn the words after it around.
UNWANTED = {"Cc", "Cf", "Cs", "Co", "Cn"}
IS_CHINESE = re.compile(rf"[{HAN}]")


@dataclass(frozen=True, slots=True)
class PictureNotes:
    caption: str = ""
    bylines: tuple[str, ...] = ()
    credit: str = ""
    taken_on: dt.date | None = None
    place: str = ""


def notes_of(image: Image.Image) -> PictureNotes:
    """The notes of an opened picture; empty where they cannot be read."""
    block = _iim_block(image)
    sources = [_attempt(_from_xmp, _xmp_packet(image)), _attempt(_from_iim, block)]
    if _is_edited_since(image, block):
        sources.reverse()
    return _merged([*sources, _attempt(_from_exif, image)])


def _attempt(read: Callable[[Any], PictureNotes], source: Any) -> PictureNotes:
    """Whatever a reader trips over was put there by somebody; it does not keep the picture out."""
    try:
        return read(source)
    except Exception:
        logger.info("notes of a picture could not be read", exc_info=True)
        return PictureNotes()


def _merged(sources: Iterable[PictureNotes]) -> PictureNotes:
    """Of each note the first that says anything."""
    known = list(sources)
    return PictureNotes(
        caption=next((each.caption for each in known if each.caption), ""),
        bylines=next((each.bylines for each in known if each.bylines), ()),
        credit=next((each.credit for each in known if each.credit), ""),
        taken_on=next((each.taken_on for each in known if each.taken_on), None),
        place=next((each.place for each in known if each.place), ""),
    )


# IPTC-IIM -------------------------------------------------------------------------------------------------


def _iim_block(image: Image.Image) -> bytes:
    resources = image.info.get("photoshop")
    block = resources.get(IIM_RESOURCE, b"") if isinstance(resources, dict) else b""
    return block if isinstance(block, bytes) else b""


def _is_edited_since(image: Image.Image, block: bytes) -> bool:
    """Whether the IIM was changed by a program that did not know the XMP: its digest then no longer fits.

    Photoshop image resource 1061; the rule is that of the Metadata Working Group's guidelines, 2010.
    """
    resources = image.info.get("photoshop")
    digest = resources.get(IIM_DIGEST) if isinstance(resources, dict) else None
    return bool(block and digest) and digest != hashlib.md5(block, usedforsecurity=False).digest()


def _from_iim(block: bytes) -> PictureNotes:
    fields: dict[tuple[int, int], list[bytes]] = defaultdict(list)
    for tag, value in _datasets(block):
        fields[tag].append(value[:MOST_RAW])
    is_utf_8 = UTF_8 in fields[CHARACTER_SET]

    def text(tag: tuple[int, int]) -> str:
        return decoded(fields[tag][0], is_utf_8=is_utf_8) if fields[tag] else ""

    return PictureNotes(
        caption=clean(text(CAPTION), CAPTION_LENGTH),
        bylines=_bylines(decoded(raw, is_utf_8=is_utf_8) for raw in fields[BYLINE][:MOST_BYLINES]),
        credit=one_line(text(CREDIT), NAME_LENGTH),
        taken_on=date_of(text(DATE)),
        place=_place(text(CITY), text(SUBLOCATION)),
    )


def _datasets(block: bytes) -> Iterator[tuple[tuple[int, int], bytes]]:
    """Record and number of each dataset with its value; the rest is left where the structure ends."""
    at = 0
    while at + 5 <= len(block) and block[at] == TAG_MARK:
        record, number, length = struct.unpack_from(">BBH", block, at + 1)
        at += 5
        if length & 0x8000:
            return
        yield (record, number), block[at : at + length]
        at += length


def decoded(raw: bytes, *, is_utf_8: bool = False) -> str:
    """UTF-8 where it is, else GB18030, which Chinese cameras and photo desks write without saying so.

    A field may be cut in the middle of a character: its last bytes are then left out.
    """
    for encoding in ("utf-8", "gb18030"):
        try:
            return codecs.getincrementaldecoder(encoding)().decode(raw, final=False)
        except UnicodeDecodeError:
            if is_utf_8:
                break
    return raw.decode("utf-8", "ignore")


# XMP ------------------------------------------------------------------------------------------------------


def _xmp_packet(image: Image.Image) -> bytes:
    packet = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp") or b""
    return packet.encode() if isinstance(packet, str) else bytes(packet)


def _from_xmp(packet: bytes) -> PictureNotes:
    packet = packet.strip(b"\0 \r\n\t")
    if not packet or len(packet) > MOST_XMP:
        return PictureNotes()
    root = ElementTree.fromstring(packet, forbid_dtd=True)

    def first(name: str) -> str:
        return next(iter(_values(root, name)), "")[:MOST_RAW]

    return PictureNotes(
        caption=clean(first(f"{DC}description"), CAPTION_LENGTH),
        bylines=_bylines(_values(root, f"{DC}creator")[:MOST_BYLINES]),
        credit=one_line(first(f"{PHOTOSHOP}Credit"), NAME_LENGTH),
        taken_on=date_of(first(f"{PHOTOSHOP}DateCreated")),
        place=_place(first(f"{PHOTOSHOP}City"), first(f"{IPTC_CORE}Location")),
    )


def _values(root: Any, name: str) -> list[str]:
    """A property is an attribute, an element, or a list in an element."""
    for description in root.iter(f"{RDF}Description"):
        if name in description.attrib:
            return [description.attrib[name]]
        found = description.find(name)
        if found is not None:
            return [item.text or "" for item in found.iter(f"{RDF}li")] or [found.text or ""]
    return []


# EXIF -----------------------------------------------------------------------------------------------------


def _from_exif(image: Image.Image) -> PictureNotes:
    """The day by the camera's own clock, never shifted; words only if they are Chinese.

    Cameras fill the description themselves: OLYMPUS DIGITAL CAMERA, SONY DSC, dav.
    """
    exif = image.getexif()
    caption = _chinese(exif.get(XP_COMMENT)) or _chinese(exif.get(IMAGE_DESCRIPTION))
    artist = _chinese(exif.get(ARTIST))
    return PictureNotes(
        caption=clean(caption, CAPTION_LENGTH),
        bylines=_bylines([artist]),
        taken_on=date_of(str(exif.get_ifd(EXIF_IFD).get(DATE_TIME_ORIGINAL, ""))),
    )


def _chinese(value: object) -> str:
    """Windows writes its comment in UTF-16; other texts come as Latin-1, whatever their bytes mean."""
    if isinstance(value, bytes):
        text = value[:MOST_RAW].decode("utf-16-le", "ignore")
    else:
        text = decoded(str(value or "")[:MOST_RAW].encode("latin-1", "ignore"))
    return text if IS_CHINESE.search(text) else ""


# Words and days -------------------------------------------------------------------------------------------


def clean(text: str, length: int) -> str:
    """Without characters that cannot be seen, line by line, no longer than `length`."""
    lines = (_visible(line) for line in text[:MOST_RAW].splitlines())
    return "\n".join(line for line in lines if line)[:length]


def one_line(text: str, length: int) -> str:
    return clean(text, length).replace("\n", " ")


def _visible(line: str) -> str:
    spaced = "".join(" " if character.isspace() else character for character in line)
    seen = "".join(each for each in spaced if unicodedata.category(each) not in UNWANTED)
    return re.sub(" {2,}", " ", unicodedata.normalize("NFC", seen)).strip()


def _bylines(printed: Iterable[str]) -> tuple[str, ...]:
    cleaned = (one_line(each, NAME_LENGTH) for each in printed)
    return tuple(dict.fromkeys(each for each in cleaned if each))


def _place(city: str, sublocation: str) -> str:
    """菏泽市 and 田庄镇 are 菏泽市田庄镇; a place that names its city stands alone."""
    within, exact = one_line(city, PLACE_LENGTH), one_line(sublocation, PLACE_LENGTH)
    if within in exact or not exact:
        return exact or within
    between = "" if IS_CHINESE.search(within + exact) else ", "
    return f"{within}{between}{exact}"[:PLACE_LENGTH]


def date_of(text: str) -> dt.date | None:
    """20261124, 2026-11-24T08:30+08:00 and 2026:11:24 08:30:00 are one day; a part of a date is none."""
    match = re.match(r"\s*(\d{4})[-:/]?(\d{2})[-:/]?(\d{2})", text, re.ASCII)
    if match is None or int(match[1]) < BEFORE_PHOTOGRAPHY:
        return None
    try:
        return dt.date(*(int(part) for part in match.groups()))
    except ValueError:
        return None
