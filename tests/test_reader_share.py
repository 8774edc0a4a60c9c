"""Pictures drawn for links: the right size, the same for the same words, never an empty box."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any
from unittest import skipUnless
from unittest.mock import patch

from django.core.cache import cache
from django.test import TestCase, override_settings
from PIL import Image, ImageFont

from articles.models import Article
from reader import share
from reader.share import Card, can_draw
from tests import make

WITHOUT_CHINESE = next(iter(Path("/usr/share/fonts").rglob("DejaVuSans.ttf")), None)


def has_face() -> bool:
    return share._found("") is not None


class DrawingTests(TestCase):
    def setUp(self) -> None:
        cache.clear()

    def opened(self, content: bytes) -> Image.Image:
        return Image.open(io.BytesIO(content)).convert("RGB")

    def test_a_picture_has_the_size_that_services_want(self) -> None:
        for card in (Card("菏泽日报"), Card("菏泽日报", "肩题", "长" * 120, "田庄镇", "2023年12月20日")):
            self.assertEqual(self.opened(share.picture(card)).size, (1200, 630))

    @skipUnless(has_face(), "no face with Chinese is installed")
    def test_words_are_drawn_and_other_words_are_another_picture(self) -> None:
        first, second = (
            share.picture(Card("菏泽日报", headline=words)) for words in ("麦田返青", "小麦丰收")
        )
        self.assertNotEqual(first, second)
        self.assertGreater(len(self.opened(first).getcolors(100_000) or []), 8)

    @skipUnless(has_face(), "no face with Chinese is installed")
    def test_nothing_is_drawn_beyond_the_margin(self) -> None:
        for words in ("长" * 120, "GDP" * 40, "，。" * 60, "“" * 120, "a" * 120):
            picture = self.opened(share.picture(Card("菏泽日报", words, words, "田庄镇", "2023年")))
            with self.subTest(words[:4]):
                right = picture.crop((1200 - share.MARGIN + 8, 0, 1200, 630))
                self.assertEqual(right.getcolors(), [(right.width * right.height, (252, 251, 248))])

    def test_a_character_that_no_face_has_gives_the_mark_without_words(self) -> None:
        strange = Card("菏泽日报", headline="麦田\U000f0000返青")
        self.assertFalse(can_draw(strange))
        self.assertEqual(share.picture(strange), share.picture(Card("\U000f0001")))

    def test_without_a_face_there_is_the_mark(self) -> None:
        with patch.object(share, "FACES", ("no-such-face.ttf",)):
            share._found.cache_clear()
            self.addCleanup(share._found.cache_clear)
            self.assertFalse(can_draw(Card("菏泽日报")))
            self.assertEqual(self.opened(share.picture(Card("菏泽日报"))).size, (1200, 630))

    @skipUnless(WITHOUT_CHINESE, "no face without Chinese is installed")
    def test_a_face_without_chinese_draws_no_boxes(self) -> None:
        with override_settings(SHARE_FONT=str(WITHOUT_CHINESE)):
            self.assertFalse(can_draw(Card("菏泽日报")))
            self.assertTrue(can_draw(Card("Heze Daily")))


@skipUnless(has_face(), "no face with Chinese is installed")
class LineTests(TestCase):
    """Lines as a page has them."""

    def lines(self, text: str, most: int = 9) -> list[str]:
        face = share._face(92)
        assert isinstance(face, ImageFont.FreeTypeFont)
        return list(share._lines(text, face, most=most))

    def test_no_closing_mark_begins_a_line(self) -> None:
        self.assertEqual(self.lines("一二三四五六七八九十甲，乙")[0], "一二三四五六七八九十")

    def test_no_number_is_divided(self) -> None:
        self.assertEqual(self.lines("一二三四五六七八九十2023年"), ["一二三四五六七八九十", "2023年"])

    def test_what_is_too_long_ends_in_an_ellipsis(self) -> None:
        self.assertTrue(self.lines("长" * 60, most=2)[-1].endswith("…"))
        self.assertEqual(len(self.lines("长" * 60, most=2)), 2)

    def test_nothing_is_lost_where_it_fits(self) -> None:
        text = "全市重点项目建设现场推进会议在田庄镇召开"
        self.assertEqual("".join(self.lines(text)), text)


class DoorTests(TestCase):
    def setUp(self) -> None:
        cache.clear()
        self.story = make.make_published("麦田返青")
        self.address = f"/articles/{self.story.pk}/share.png"

    def test_who_has_it_is_told_so_and_nothing_is_drawn(self) -> None:
        etag = self.client.get(self.address).headers["ETag"]
        cache.clear()
        with patch.object(share, "_drawn", side_effect=AssertionError):
            again: Any = self.client.get(self.address, headers={"If-None-Match": etag})
        self.assertEqual(again.status_code, 304)

    def test_it_is_drawn_once(self) -> None:
        with patch.object(share, "_drawn", wraps=share._drawn) as drawn:
            self.client.get(self.address)
            self.client.get(self.address)
        self.assertEqual(drawn.call_count, 1)

    def test_other_words_have_another_address(self) -> None:
        before = self.client.get(self.story.get_absolute_url()).context["share"].address
        Article.objects.filter(pk=self.story.pk).update(headline="小麦丰收")
        after = self.client.get(self.story.get_absolute_url()).context["share"].address
        self.assertNotEqual(before, after)

    def test_a_hidden_story_has_none_though_it_was_drawn_before(self) -> None:
        self.client.get(self.address)
        Article.objects.filter(pk=self.story.pk).update(withdrawn_at=make.LONG_AGO)
        self.assertEqual(self.client.get(self.address).status_code, 404)
