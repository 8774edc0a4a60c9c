"""What a slow line gets: pages compressed, pictures as they are."""

from __future__ import annotations

import gzip

from django.test import TestCase
from django.urls import reverse

from tests import make


class CompressionTests(TestCase):
    def setUp(self) -> None:
        self.story = make.make_published(body="麦田返青。" * 200)
        self.photo = make.make_photo(self.story, image=make.make_picture(1000, 600))

    def test_a_page_is_compressed_for_who_can_read_it(self) -> None:
        address = self.story.get_absolute_url()
        plain = self.client.get(address)
        packed = self.client.get(address, headers={"Accept-Encoding": "gzip"})
        self.assertEqual(packed.headers["Content-Encoding"], "gzip")
        self.assertEqual(gzip.decompress(packed.content), plain.content)
        self.assertIn("Accept-Encoding", packed.headers["Vary"])

    def test_a_picture_passes_as_it_is(self) -> None:
        address = reverse("photo", kwargs={"key": self.photo.key, "width": 480})
        response = self.client.get(address, headers={"Accept-Encoding": "gzip"})
        self.assertNotIn("Content-Encoding", response.headers)
        self.assertTrue(b"".join(response).startswith(b"RIFF"))
