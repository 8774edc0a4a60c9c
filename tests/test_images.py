"""Pictures: what is taken in, and what readers get of it."""

from __future__ import annotations

import hashlib
import io

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import SimpleTestCase, TestCase
from PIL import Image

from articles import images
from articles.models import Photo


def picture(size: tuple[int, int] = (1200, 800), kind: str = "JPEG", **options: object) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, (158, 27, 30)).save(buffer, kind, **options)
    return buffer.getvalue()


def upload(data: bytes, name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


class ValidationTests(SimpleTestCase):
    def test_jpeg_png_and_webp_are_taken(self) -> None:
        for kind in images.FORMATS:
            with self.subTest(kind):
                images.validate_image(upload(picture(kind=kind)))

    def test_what_is_no_picture_of_these_kinds_is_refused(self) -> None:
        cases = {
            "text": b"not a picture",
            "gif": picture(kind="GIF"),
            "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
            "truncated": picture()[:2000],
            "empty": b"",
        }
        for name, data in cases.items():
            with self.subTest(name), self.assertRaises(ValidationError) as caught:
                images.validate_image(upload(data))
            self.assertEqual(caught.exception.code, "unreadable")

    def test_a_picture_made_to_exhaust_the_memory_is_refused(self) -> None:
        with self.assertRaises(ValidationError) as caught:
            images.validate_image(upload(picture(size=(9000, 9000), kind="PNG"), "bomb.png"))
        self.assertEqual(caught.exception.code, "too_large")


class RenditionTests(TestCase):
    def make_photo(self, data: bytes) -> Photo:
        return Photo.objects.create(caption="图为麦田", image=upload(data))

    def test_readers_get_webp_no_wider_than_asked(self) -> None:
        with images.rendition(self.make_photo(picture()), 480) as file, Image.open(file) as made:
            self.assertEqual((made.format, made.size), ("WEBP", (480, 320)))

    def test_place_and_hidden_payload_stay_behind(self) -> None:
        exif = Image.Exif()
        exif[0x010E] = "secret-place"
        data = picture(exif=exif) + b"<script>alert(1)</script>"
        with images.rendition(self.make_photo(data), 960) as file:
            made = file.read()
        self.assertNotIn(b"secret-place", made)
        self.assertNotIn(b"<script>", made)

    def test_a_picture_held_upright_is_shown_upright(self) -> None:
        exif = Image.Exif()
        exif[0x0112] = 6
        with images.rendition(self.make_photo(picture(exif=exif)), 480) as file, Image.open(file) as made:
            self.assertGreater(made.height, made.width)

    def test_the_name_of_an_original_tells_nothing_but_its_bytes(self) -> None:
        data = picture()
        photo = self.make_photo(data)
        digest = hashlib.sha256(data).hexdigest()
        self.assertEqual(photo.image.name, f"photos/originals/{photo.key}-{digest}")
