"""Pictures: what is taken in, and what is stored of it."""

from __future__ import annotations

import hashlib
import io
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import SimpleTestCase, TestCase, TransactionTestCase
from PIL import Image, ImageCms

from articles import images
from articles.images.intake import take_in
from articles.images.kinds import Kind
from articles.models import Photo
from tests.make import make_picture


def picture(size: tuple[int, int] = (1200, 800), kind: str = "JPEG", **options: object) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, (158, 27, 30)).save(buffer, kind, **options)
    return buffer.getvalue()


def upload(data: bytes, name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def originals() -> set[Path]:
    return {path for path in Path(settings.MEDIA_ROOT).glob("photos/originals/*") if path.is_file()}


class ValidationTests(SimpleTestCase):
    def refusal_of(self, data: bytes, name: str = "photo.jpg") -> ValidationError:
        with self.assertRaises(ValidationError) as caught:
            images.validate_image(upload(data, name))
        return caught.exception

    def test_jpeg_png_and_webp_are_taken(self) -> None:
        for kind in Kind:
            with self.subTest(kind):
                images.validate_image(upload(picture(kind=kind)))

    def test_a_picture_is_what_its_bytes_say_and_not_what_it_is_called(self) -> None:
        images.validate_image(upload(picture(kind="PNG"), "holiday.jpg.exe"))
        self.assertEqual(self.refusal_of(b"MZ\x90\0 a program", "photo.jpg").code, "unreadable")

    def test_each_refusal_says_which_it_is_and_what_to_do(self) -> None:
        cases = {
            b"\0\0\0\x18ftypheic\0\0\0\0mif1heic": "iPhone",
            b"\0\0\0\x1cftypmif1\0\0\0\0mif1avif": "AVIF",
            b"\0\0\0\x18ftypmp42\0\0\0\0isom": "video",
            b"GIF89a": "GIF",
            b"\xef\xbb\xbf<svg xmlns='http://www.w3.org/2000/svg'>": "SVG",
            b"<!DOCTYPE html><html>": "web page",
            b"%PDF-1.7": "PDF",
            b"8BPS\0\1": "Photoshop",
            b"II*\0": "TIFF",
            b"PK\3\4": "Word",
            b"hello": "whatever its name says",
            b"": "empty",
            picture()[:2000]: "cut off",
        }
        for data, word in cases.items():
            with self.subTest(word), self.settings(LANGUAGE_CODE="en"):
                self.assertIn(word, english(self.refusal_of(data)))

    def test_a_picture_made_to_exhaust_the_memory_is_refused(self) -> None:
        self.assertEqual(self.refusal_of(picture((9000, 9000), "PNG"), "bomb.png").code, "too_large")

    def test_an_upload_that_lies_about_its_length_is_not_read_to_its_end(self) -> None:
        file = ContentFile(picture() + b"\0" * images.MAX_BYTES)
        file.size = 10
        with self.assertRaises(ValidationError) as caught:
            images.validate_image(file)
        self.assertEqual(caught.exception.code, "too_heavy")


def english(error: ValidationError) -> str:
    from django.utils import translation

    with translation.override("en"):
        return str(error.messages[0])


class MasterTests(SimpleTestCase):
    """The clean picture that is stored in place of the upload."""

    def test_photographs_are_jpeg_without_subsampling(self) -> None:
        photograph = Image.effect_noise((64, 64), 60).convert("RGB")
        for kind in Kind:
            with self.subTest(kind), Image.open(take_in(upload(encoded(photograph, kind)))) as master:
                self.assertEqual(master.format, "JPEG")
                self.assertEqual([layer[1:3] for layer in master.layer], [(1, 1)] * 3)

    def test_line_art_stays_as_sharp_as_it_came(self) -> None:
        chart = Image.new("RGB", (64, 64), "white")
        chart.paste((200, 0, 0), (10, 10, 20, 60))
        with Image.open(take_in(upload(encoded(chart, "PNG")))) as master:
            self.assertEqual((master.format, master.convert("RGB").tobytes()), ("PNG", chart.tobytes()))

    def test_colours_of_another_space_are_converted_and_not_relabelled(self) -> None:
        """A linear profile darkens nothing: its middle grey of 55 is sRGB's 128."""
        linear = ImageCms.ImageCmsProfile(io.BytesIO(linear_profile()))
        data = encoded(Image.new("RGB", (32, 32), (55, 55, 55)), "PNG", icc_profile=linear.tobytes())
        with Image.open(take_in(upload(data))) as master:
            self.assertAlmostEqual(master.convert("RGB").getpixel((5, 5))[0], 128, delta=3)  # type: ignore[index]  # Of RGB.

    def test_sixteen_bits_become_eight_and_not_white(self) -> None:
        grey = Image.new("I;16", (8, 8), 0x8000)
        with Image.open(take_in(upload(encoded(grey, "PNG")))) as master:
            self.assertEqual(master.convert("L").getpixel((3, 3)), 128)

    def test_a_form_and_its_save_decode_once(self) -> None:
        photo = Photo(image=upload(picture()))
        images.validate_image(photo.image)
        master = photo.image.file
        images.validate_image(photo.image)
        self.assertIs(photo.image.file, master)


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def linear_profile() -> bytes:
    """Pillow's sRGB with its three curves replaced by straight lines (ICC.1:2022, 10.6: a count of 0)."""
    plain = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    for name in (b"rTRC", b"gTRC", b"bTRC"):
        entry = plain.index(name, 128)
        at = int.from_bytes(plain[entry + 4 : entry + 8], "big")
        plain[at : at + 12] = b"curv" + bytes(8)
    return bytes(plain)


class StoringTests(TestCase):
    def test_the_name_of_an_original_tells_nothing_but_its_bytes(self) -> None:
        photo = Photo.objects.create(caption="图为麦田", image=upload(picture()))
        with photo.image.open("rb") as stored:
            digest = hashlib.sha256(stored.read()).hexdigest()
        self.assertEqual(photo.image.name, f"photos/originals/{photo.key}-{digest}")

    def test_the_stored_picture_can_be_opened_again_and_again(self) -> None:
        photo = Photo.objects.create(image=upload(picture()))
        for _time in range(2):
            with photo.image.open("rb") as stored, Image.open(stored) as image:
                self.assertEqual(image.size, (1200, 800))

    def test_place_and_hidden_payload_are_not_on_the_disk(self) -> None:
        exif = Image.Exif()
        exif[0x010E] = "secret-place"
        photo = Photo.objects.create(image=upload(picture(exif=exif) + b"<script>alert(1)</script>"))
        stored = default_storage.open(photo.image.name or "").read()
        self.assertNotIn(b"secret-place", stored)
        self.assertNotIn(b"<script>", stored)

    def test_a_picture_held_upright_is_stored_upright(self) -> None:
        exif = Image.Exif()
        exif[0x0112] = 6
        photo = Photo.objects.create(image=upload(picture(exif=exif)))
        self.assertEqual((photo.width, photo.height), (800, 1200))

    def test_a_disk_that_takes_no_more_leaves_no_half_file(self) -> None:
        before = originals()
        photo = Photo(image=upload(picture()))
        images.validate_image(photo.image)
        with self.assertRaises(OSError), files_of_at_most(1000):
            photo.save()
        self.assertEqual(originals(), before)


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """No file of this process grows beyond `size`: writing fails half-way, as on a full disk."""
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, usual[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)


class OrphanTests(TransactionTestCase):
    """A picture whose row does not come goes again."""

    def setUp(self) -> None:
        self.before = originals()

    def test_a_row_that_the_database_refuses_leaves_no_file(self) -> None:
        with self.assertRaises(DatabaseError):
            Photo.objects.create(image=make_picture(), focal_x=101)
        self.assertEqual(originals(), self.before)

    def test_what_was_refused_may_be_put_right_and_saved_again(self) -> None:
        photo = Photo(image=make_picture(), focal_x=101)
        with self.assertRaises(DatabaseError):
            photo.save()
        photo.focal_x = 100
        photo.save()
        self.assertEqual(
            {path.name for path in originals() - self.before}, {Path(photo.image.name or "").name}
        )

    def test_a_transaction_that_fails_later_leaves_no_file(self) -> None:
        with self.assertRaisesMessage(RuntimeError, "later"), transaction.atomic():
            Photo.objects.create(image=make_picture())
            self.assertEqual(len(originals() - self.before), 1)
            raise RuntimeError("later")
        self.assertEqual(originals(), self.before)

    def test_a_part_that_is_rolled_back_takes_its_file_along_and_no_other(self) -> None:
        with transaction.atomic():
            kept = Photo.objects.create(image=make_picture())
            with self.assertRaises(RuntimeError), transaction.atomic():
                Photo.objects.create(image=make_picture(50, 50))
                raise RuntimeError
        self.assertEqual(
            {path.name for path in originals() - self.before}, {Path(kept.image.name or "").name}
        )

    def test_a_committed_picture_stays(self) -> None:
        photo = Photo.objects.create(image=make_picture())
        self.assertTrue(default_storage.exists(photo.image.name or ""))
