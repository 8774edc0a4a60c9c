"""What a camera or a photo desk wrote into a picture: read, cleaned, and never an obstacle."""

from __future__ import annotations

import datetime as dt
import hashlib
import struct

from django.core.files.base import ContentFile
from django.test import SimpleTestCase
from PIL import Image

from articles.images.intake import take_in
from articles.images.notes import PictureNotes, date_of
from tests.hostile_pictures import LAUGHS, OUTSIDE
from tests.picture_parts import encode, iim, jpeg_with, scene, segment, xmp

CAPTION = "11月24日,巨野县田庄镇农民在麦田里查看苗情。"
UTF_8 = (1, 90, b"\x1b%G")


def notes(*segments: bytes) -> PictureNotes:
    return take_in(ContentFile(jpeg_with(*segments))).notes


def notes_of_exif(exif: Image.Exif) -> PictureNotes:
    return take_in(ContentFile(encode(scene(64, 64), exif=exif))).notes


class IptcTests(SimpleTestCase):
    """IPTC-IIM, as photo desks have written it since the nineties."""

    def fields(self, encoding: str) -> list[tuple[int, int, bytes]]:
        return [
            (2, 120, CAPTION.encode(encoding)),
            (2, 80, "记者 王燕 摄".encode(encoding)),
            (2, 80, "刘菲".encode(encoding)),
            (2, 110, "菏泽日报".encode(encoding)),
            (2, 55, b"20261124"),
            (2, 90, "菏泽市".encode(encoding)),
            (2, 92, "田庄镇".encode(encoding)),
        ]

    def test_every_field_is_read_in_the_character_sets_that_chinese_desks_use(self) -> None:
        expected = PictureNotes(
            CAPTION, ("记者 王燕 摄", "刘菲"), "菏泽日报", dt.date(2026, 11, 24), "菏泽市田庄镇"
        )
        for encoding, declared in (("utf-8", [UTF_8]), ("utf-8", []), ("gb18030", []), ("gbk", [])):
            with self.subTest(encoding, declared=bool(declared)):
                self.assertEqual(notes(iim(*declared, *self.fields(encoding))), expected)

    def test_a_caption_cut_in_the_middle_of_a_character_is_read_up_to_there(self) -> None:
        for encoding in ("utf-8", "gb18030"):
            raw = CAPTION.encode(encoding)[:-4] if encoding == "utf-8" else CAPTION.encode(encoding)[:-3]
            with self.subTest(encoding):
                self.assertEqual(notes(iim((2, 120, raw))).caption, CAPTION[:-2])

    def test_what_is_declared_as_utf_8_and_is_not_gives_no_nonsense(self) -> None:
        self.assertEqual(notes(iim(UTF_8, (2, 120, b"\xff\xfe\x80"))).caption, "")

    def test_a_block_that_ends_too_early_gives_what_came_before(self) -> None:
        block = iim((2, 90, "菏泽市".encode()), (2, 120, CAPTION.encode()))
        self.assertEqual(notes(block[:2] + struct.pack(">H", len(block) - 2) + block[4:]).place, "菏泽市")


class XmpTests(SimpleTestCase):
    PROPERTIES = (
        f"<dc:description><rdf:Alt><rdf:li xml:lang='x-default'>{CAPTION}</rdf:li></rdf:Alt></dc:description>"
        "<dc:creator><rdf:Seq><rdf:li>王燕</rdf:li><rdf:li>刘菲</rdf:li></rdf:Seq></dc:creator>"
        "<photoshop:Credit>菏泽日报</photoshop:Credit>"
        "<photoshop:DateCreated>2026-11-24T00:30:00+08:00</photoshop:DateCreated>"
        "<photoshop:City>菏泽市</photoshop:City>"
        "<Iptc4xmpCore:Location>菏泽市牡丹区</Iptc4xmpCore:Location>"
    )

    def test_every_field_is_read(self) -> None:
        expected = PictureNotes(CAPTION, ("王燕", "刘菲"), "菏泽日报", dt.date(2026, 11, 24), "菏泽市牡丹区")
        self.assertEqual(notes(xmp(self.PROPERTIES)), expected)

    def test_properties_may_be_attributes(self) -> None:
        packet = xmp("").replace(b'rdf:about=""', 'photoshop:City="菏泽市"'.encode())
        packet = segment(0xE1, packet[4:])
        self.assertEqual(notes(packet).place, "菏泽市")

    def test_bombs_and_broken_packets_are_no_notes_and_no_error(self) -> None:
        description = "<dc:description>{}</dc:description>"
        packets = {
            "laughs": xmp(description.format("&j;"), before=LAUGHS),
            "a file": xmp(description.format("&out;"), before=OUTSIDE),
            "no xml": segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<<<>"),
            "unknown encoding": segment(
                0xE1, b"http://ns.adobe.com/xap/1.0/\0<?xml version='1.0' encoding='klingon'?><a/>"
            ),
        }
        for name, packet in packets.items():
            with self.subTest(name):
                self.assertEqual(notes(packet), PictureNotes())

    def test_what_the_xmp_leaves_open_is_taken_from_the_iptc(self) -> None:
        found = notes(xmp("<photoshop:City>菏泽市</photoshop:City>"), iim((2, 120, CAPTION.encode())))
        self.assertEqual((found.place, found.caption), ("菏泽市", CAPTION))

    def test_an_iptc_edited_after_the_xmp_was_written_counts(self) -> None:
        old = xmp("<photoshop:City>济宁市</photoshop:City>")
        block = struct.pack(">BBBH", 0x1C, 2, 90, 9) + "菏泽市".encode()
        for digest, place in ((hashlib.md5(block).digest(), "济宁市"), (b"x" * 16, "菏泽市")):  # noqa: S324
            resources = b"".join(
                b"8BIM" + struct.pack(">HHI", number, 0, len(data)) + data
                for number, data in ((0x0425, digest), (0x0404, block))
            )
            with self.subTest(place):
                self.assertEqual(notes(old, segment(0xED, b"Photoshop 3.0\0" + resources)).place, place)


class ExifTests(SimpleTestCase):
    def test_the_day_is_that_of_the_cameras_clock_whatever_its_zone(self) -> None:
        exif = Image.Exif()
        exif.get_ifd(0x8769).update({0x9003: "2026:11:24 23:59:59", 0x9011: "-11:00"})
        self.assertEqual(notes_of_exif(exif).taken_on, dt.date(2026, 11, 24))

    def test_words_that_a_camera_writes_by_itself_are_no_caption(self) -> None:
        for words in ("OLYMPUS DIGITAL CAMERA         ", "SONY DSC", "dav", "DCIM\\100MEDIA\\DJI_0001.JPG"):
            exif = Image.Exif()
            exif[0x010E] = words
            with self.subTest(words):
                self.assertEqual(notes_of_exif(exif).caption, "")

    def test_chinese_words_are_one_whichever_program_wrote_them(self) -> None:
        for tag, value in (
            (0x010E, CAPTION.encode()),
            (0x010E, CAPTION.encode("gb18030")),
            (0x9C9C, CAPTION.encode("utf-16-le") + b"\0\0"),
        ):
            exif = Image.Exif()
            exif[tag] = value
            with self.subTest(tag=tag):
                self.assertEqual(notes_of_exif(exif).caption, CAPTION)

    def test_dates_that_are_none_are_none(self) -> None:
        for text in (
            "0000:00:00 00:00:00",
            "    :  :     :  :  ",
            "2026",
            "2026-11",
            "20261324",
            "18250101",
            "٢٠٢٦1124",
        ):
            with self.subTest(text):
                self.assertIsNone(date_of(text))


class CleaningTests(SimpleTestCase):
    def test_what_cannot_be_seen_or_turns_words_around_is_taken_out(self) -> None:
        raw = "图为\u202e麦\u200b田\x00\x07\ufeff。\u2066\r\n\r\n第二段\u3000\u3000文字\ue000\ufffe"
        self.assertEqual(notes(iim((2, 120, raw.encode()))).caption, "图为麦田。\n第二段 文字")

    def test_a_name_and_a_place_are_one_line_of_bounded_length(self) -> None:
        long = ("王燕\n" * 200).encode()
        found = notes(iim((2, 80, long), (2, 92, long), (2, 120, CAPTION.encode() * 200)))
        self.assertEqual([len(name) for name in found.bylines], [60])
        self.assertEqual((len(found.place), "\n" in found.place), (120, False))
        self.assertLessEqual(len(found.caption), 2000)

    def test_markup_stays_text(self) -> None:
        raw = b"<script>alert(1)</script>"
        self.assertEqual(notes(iim((2, 120, raw))).caption, raw.decode())
