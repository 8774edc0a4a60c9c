"""The sizes and crops of a picture: fixed, following the focal point, made once, whole or not there."""

from __future__ import annotations

import io
import threading
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.test import SimpleTestCase, TestCase, TransactionTestCase
from PIL import Image

from articles import images
from articles.images.renditions import name_of
from articles.models import Photo
from tests.make import make_photo
from tests.picture_parts import encode, photograph, scene
from tests.test_images import files_of_at_most

PATIENCE_SECONDS = 60


BY_NAME = {str(size): size for size in images.SIZES}


def made(photo: Photo, size: str) -> Image.Image:
    """The rendition of this name, such as 480.webp; without ending it is WebP."""
    with images.rendition(photo, BY_NAME[size if "." in size else f"{size}.webp"]) as file:
        return Image.open(io.BytesIO(file.read()))


def renditions() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).glob("photos/renditions/*/*") if path.is_file()]


def make_scene(width: int = 1600, height: int = 900, **fields: Any) -> Photo:
    return make_photo(image=ContentFile(encode(scene(width, height), quality=95), "x"), **fields)


class SizeTests(TestCase):
    def test_widths_keep_the_whole_picture_and_crops_have_their_form(self) -> None:
        photo = make_scene()
        sizes = {
            "480": (480, 270),
            "720": (720, 405),
            "960": (960, 540),
            "1600": (1600, 900),
            "480x360": (480, 360),
            "720x540": (720, 540),
            "960x720": (960, 720),
            "1600x1200": (1200, 900),
        }
        expected = {f"{name}.webp": ("WEBP", size) for name, size in sizes.items()}
        expected |= {f"{name}.avif": ("AVIF", size) for name, size in sizes.items()}
        expected |= {f"{name}.jpg": ("JPEG", sizes[name]) for name in ("960", "960x720")}
        expected |= {"1200x630.jpg": ("JPEG", (1200, 630))}
        found = {name: (made(photo, name).format, made(photo, name).size) for name in BY_NAME}
        self.assertEqual(found, expected)

    def test_a_small_picture_is_cropped_and_never_blown_up(self) -> None:
        photo = make_scene(200, 200)
        self.assertEqual(made(photo, "480").size, (200, 200))
        self.assertEqual(made(photo, "480x360").size, (200, 150))
        self.assertEqual(made(photo, "1200x630.jpg").size, (200, 105))

    def test_the_thinnest_picture_has_renditions_of_some_size(self) -> None:
        for width, height in ((1, 5000), (5000, 1), (1, 1)):
            photo = make_scene(2, 2)
            photo.image = ContentFile(encode(Image.new("RGB", (width, height))), "x")
            photo.save()
            with self.subTest(width=width, height=height):
                self.assertTrue(all(min(made(photo, name).size) >= 1 for name in BY_NAME))

    def test_there_are_no_other_sizes(self) -> None:
        with self.assertRaises(ValueError):
            images.rendition(make_scene(), images.Size(481))


class FocusTests(TestCase):
    """The scene has a colour in each quarter: what the crop shows in its middle tells where it was taken."""

    def colour(self, photo: Photo, size: str = "480x360") -> tuple[int, ...]:
        crop = made(photo, size).convert("RGB")
        pixel = crop.getpixel((crop.width // 4, crop.height // 4))
        assert isinstance(pixel, tuple)
        return tuple(round(value / 100) for value in pixel)

    def test_crops_follow_the_focal_point(self) -> None:
        wide = {0: (2, 0, 0), 100: (0, 2, 0)}
        for focal_x, colour in wide.items():
            with self.subTest(focal_x=focal_x):
                self.assertEqual(self.colour(make_scene(2000, 500, focal_x=focal_x)), colour)
        tall = {0: (2, 0, 0), 100: (0, 0, 2)}
        for focal_y, colour in tall.items():
            with self.subTest(focal_y=focal_y):
                self.assertEqual(self.colour(make_scene(500, 2000, focal_y=focal_y)), colour)

    def test_another_focal_point_is_another_file_of_a_crop_and_the_same_of_a_width(self) -> None:
        photo = make_scene(focal_x=20)
        first = {name: name_of(photo, size) for name, size in BY_NAME.items()}
        photo.focal_x = 80
        moved = {name for name, size in BY_NAME.items() if name_of(photo, size) != first[name]}
        self.assertEqual(moved, {name for name in BY_NAME if "x" in name})

    def test_two_photos_of_the_same_bytes_share_their_files(self) -> None:
        first, second = (name_of(make_scene(), BY_NAME["480x360.webp"]) for _time in range(2))
        self.assertEqual(first, second)


class LostTests(TestCase):
    def test_a_master_that_is_gone_empty_or_broken_is_lost_and_nothing_worse(self) -> None:
        contents = (None, b"", b"\xff\xd8\xff\xe0 no more", b"GIF89a", encode(scene())[:3000])
        # Of a size of its own: what was once made is shown even when its master is gone.
        for number, content in enumerate(contents):
            photo = make_scene(1501 + number)
            path = Path(default_storage.path(photo.image.name or ""))
            path.unlink(missing_ok=True)
            if content is not None:
                path.write_bytes(content)
            with self.subTest(content=content and content[:10]), self.assertRaises(images.PictureLost):
                images.rendition(photo, images.Size(960))


class FullDiskTests(TestCase):
    def test_readers_get_a_picture_that_cannot_be_kept(self) -> None:
        photo = make_scene(1301)
        with files_of_at_most(100), self.assertLogs("articles.images.renditions", "ERROR"):
            self.assertEqual(made(photo, "480").size, (480, 332))
        self.assertIn(images.Size(480), images.missing_renditions(photo))


class MakingTests(TransactionTestCase):
    def test_all_sizes_are_made_ahead_once_the_photo_is_committed(self) -> None:
        photo = make_scene(700, 500)
        until = time.monotonic() + PATIENCE_SECONDS
        while list(images.missing_renditions(photo)) and time.monotonic() < until:
            time.sleep(0.02)
        self.assertEqual(list(images.missing_renditions(photo)), [])

    def test_the_command_makes_what_is_missing_and_names_what_is_lost(self) -> None:
        whole, lost = make_scene(300, 200), make_scene(200, 300)
        Photo.objects.filter(pk=lost.pk).update(image="photos/originals/nothing")
        for path in renditions():
            path.unlink(missing_ok=True)
        out, err = io.StringIO(), io.StringIO()
        call_command("make_renditions", stdout=out, stderr=err)
        self.assertEqual(list(images.missing_renditions(whole)), [])
        self.assertIn("2/2", out.getvalue())
        self.assertIn(f"photo {lost.pk} ", err.getvalue())


class RaceTests(SimpleTestCase):
    ROUNDS, THREADS = 8, 4

    def test_of_many_first_uses_at_once_none_serves_half_a_file(self) -> None:
        """Each reads the file whole; one file is left, and nothing that somebody forgot."""
        for number in range(self.ROUNDS):
            data = encode(photograph(900 + number, 700), quality=90)
            photo = Photo(
                pk=number, image=default_storage.save(f"photos/originals/race-{number}", ContentFile(data))
            )
            self.assertEqual(self.at_once(photo), [(480, round(480 * 700 / (900 + number)))] * self.THREADS)
            name = Path(default_storage.path(name_of(photo, images.Size(480))))
            self.assertEqual([path.name for path in name.parent.glob(f"*{name.stem[:64]}*")], [name.name])

    def at_once(self, photo: Photo) -> list[tuple[int, int]]:
        barrier = threading.Barrier(self.THREADS, timeout=PATIENCE_SECONDS)
        sizes: list[tuple[int, int]] = []

        def use() -> None:
            barrier.wait()
            with images.rendition(photo, images.Size(480)) as file, Image.open(file) as image:
                image.load()
                sizes.append(image.size)

        threads = [threading.Thread(target=use) for _number in range(self.THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE_SECONDS)
        return sizes
