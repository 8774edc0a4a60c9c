"""Pictures: published ones only, in fixed widths, briefly cached."""

from __future__ import annotations

import io
import re
import uuid

from django.test import TestCase
from PIL import Image

from articles.images import SHARE, Size
from articles.models import Photo
from reader.pictures import address_of
from tests import make

SMALL = Size(480)


class PhotoTests(TestCase):
    def setUp(self) -> None:
        self.story = make.make_published()
        self.photo = make.make_photo(self.story, image=make.make_picture(1000, 600))

    def get(self, photo: Photo | None = None, size: Size = SMALL) -> tuple[int, bytes, dict[str, str]]:
        response = self.client.get(address_of(photo or self.photo, size))
        body = b"".join(response) if response.streaming else response.content
        return response.status_code, body, dict(response.headers)

    def test_a_picture_comes_as_webp_of_the_width_asked_for(self) -> None:
        status, body, headers = self.get()
        self.assertEqual((status, headers["Content-Type"]), (200, "image/webp"))
        self.assertEqual(Image.open(io.BytesIO(body)).size, (480, 288))

    def test_avif_and_jpeg_are_offered_beside_webp_and_come(self) -> None:
        page = self.client.get(self.story.get_absolute_url()).content.decode()
        for kind, extension in (("AVIF", "avif"), ("JPEG", "jpg")):
            size = Size(960, extension=extension)
            self.assertIn(address_of(self.photo, size), page)
            _status, body, headers = self.get(size=size)
            with self.subTest(kind):
                self.assertEqual(headers["Content-Type"], size.content_type)
                self.assertEqual(Image.open(io.BytesIO(body)).format, kind)

    def test_caches_forget_it_soon_and_nobody_guesses_its_type(self) -> None:
        headers = self.get()[2]
        self.assertEqual(headers["Cache-Control"], "public, max-age=300")
        self.assertEqual(headers["X-Content-Type-Options"], "nosniff")

    def test_other_widths_are_not_found(self) -> None:
        for width in (0, 481, 4000, 10**30):
            self.assertEqual(self.get(size=Size(width))[0], 404)

    def test_a_picture_goes_with_its_story(self) -> None:
        self.assertEqual(self.get()[0], 200)
        self.story.withdrawn_at = make.LONG_AGO
        self.story.save()
        self.assertEqual(self.get()[0], 404)

    def test_a_photo_without_story_picture_or_existence_is_not_found(self) -> None:
        library = make.make_photo(image=make.make_picture())
        waiting = make.make_photo(self.story)
        for photo in (library, waiting, Photo(key=uuid.uuid4())):
            self.assertEqual(self.get(photo)[0], 404)

    def test_crops_are_at_addresses_of_their_own(self) -> None:
        thumbnail = self.get(size=Size(480, 360))
        self.assertEqual((thumbnail[0], thumbnail[2]["Content-Type"]), (200, "image/webp"))
        self.assertEqual(Image.open(io.BytesIO(thumbnail[1])).size, (480, 360))
        share = self.get(size=SHARE)
        self.assertEqual((share[0], share[2]["Content-Type"]), (200, "image/jpeg"))
        self.assertEqual(Image.open(io.BytesIO(share[1])).size, (1000, 525))

    def test_no_other_crop_is_made_for_anybody(self) -> None:
        for width, height in ((480, 361), (481, 360), (1200, 630)):
            self.assertEqual(self.get(size=Size(width, height))[0], 404)
        self.assertEqual(self.get(size=Size(480, 360, "jpg"))[0], 404)

    def test_a_lost_file_is_not_found_and_is_logged_and_the_page_stands(self) -> None:
        """Of a size that no other test has made: what is made once is shown without its master."""
        photo = make.make_photo(self.story, image=make.make_picture(1001, 601))
        photo.image.storage.delete(str(photo.image.name))
        with self.assertLogs("reader.views.photos", "ERROR"):
            self.assertEqual(self.get(photo)[0], 404)
        self.assertContains(self.client.get(self.story.get_absolute_url()), 'width="1001" height="601"')

    def test_what_services_show_beside_a_link_is_the_crop_as_jpeg(self) -> None:
        address = address_of(self.photo, SHARE)
        expected = f'<meta property="og:image" content="http://testserver{address}">'
        self.assertContains(self.client.get(self.story.get_absolute_url()), expected, html=True)


class PlaceInTheTextTests(TestCase):
    """[图2] in the text: the photo stands there, and not above the text too."""

    def page(self, body: str) -> str:
        story = make.make_published(body=body)
        for caption in ("雪后的麦田", "开犁的农机手"):
            make.make_photo(story, caption)
        page = self.client.get(story.get_absolute_url()).content.decode()
        return re.sub(r"\s+", " ", page[page.index("<article") : page.index("</article>")])

    def test_a_photo_stands_at_its_place_and_the_others_above_the_text(self) -> None:
        page = self.page("甲段。\n[图2]\n乙段。")
        found = [page.index(text) for text in ("雪后的麦田", "甲段。", "开犁的农机手", "乙段。")]
        self.assertEqual(found, sorted(found))
        self.assertEqual(page.count("<figure"), 2)

    def test_a_place_said_twice_or_without_a_photo_is_no_hole(self) -> None:
        page = self.page("[图1]\n甲段。\n[图1]\n[图9]\n[图0]")
        self.assertEqual(page.count("<figure"), 2)
        self.assertNotIn("[图", page)
