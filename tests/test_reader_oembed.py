"""oEmbed: a story on another site, as JSON and as XML."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.test import TestCase

from articles.models import Article
from tests import make
from tests.machines_world import make_world
from tests.schemas import parsed
from tests.test_reader_head import Head

SITE = "http://testserver"


class OembedTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = make_world()
        cls.address = f"{SITE}{cls.world.story.get_absolute_url()}"

    def ask(self, url: str = "", **asked: Any) -> Any:
        return self.client.get("/oembed/", {"url": url or self.address} | asked)

    def test_a_story_is_quoted_with_a_link_and_without_a_script(self) -> None:
        data = self.ask().json()
        self.assertEqual((data["type"], data["title"]), ("rich", "提升政治站位 落地落实"))
        self.assertIn(f'<blockquote cite="{self.address}">', data["html"])
        self.assertIn(f'<a href="{self.address}">', data["html"])

    def test_hostile_words_are_words(self) -> None:
        html = self.ask(f"{SITE}{self.world.hostile.get_absolute_url()}").json()["html"]
        self.assertNotIn("<script", html)
        self.assertIn("&lt;script&gt;", html)

    def test_xml_says_the_same(self) -> None:
        for story in self.world.stories:
            url = f"{SITE}{story.get_absolute_url()}"
            found = {each.tag: each.text or "" for each in parsed(self.ask(url, format="xml").content)}
            told = {name: str(value) for name, value in self.ask(url).json().items()}
            with self.subTest(story.pk):
                self.assertEqual(set(found), set(told))
                self.assertEqual(found["width"], told["width"])

    def test_a_large_photo_comes_with_its_sides_and_a_small_one_not(self) -> None:
        data = self.ask().json()
        self.assertEqual((data["thumbnail_width"], data["thumbnail_height"]), (1200, 630))
        make.make_photo(self.world.plain, image=make.make_picture(40, 30))
        self.assertNotIn("thumbnail_url", self.ask(f"{SITE}{self.world.plain.get_absolute_url()}").json())

    def test_it_is_no_larger_than_there_is_room(self) -> None:
        data = self.ask(maxwidth="320", maxheight="100").json()
        self.assertEqual((data["width"], data["height"]), (320, 100))

    def test_what_is_no_public_story_here_is_not_found_all_the_same(self) -> None:
        hidden = make.make_article("待审")
        Article.objects.filter(pk=self.world.plain.pk).update(withdrawn_at=make.LONG_AGO)
        bad = [
            *(f"{SITE}{each.get_absolute_url()}" for each in (hidden, self.world.plain)),
            *(f"{SITE}{path}" for path in ("/articles/987654/", "/", "/towns/tianzhuang/", "/admin/", "")),
            self.address.replace("testserver", "other.example.cn"),
            self.address.replace("http:", "ftp:"),
            self.address.replace("testserver", "testserver@other.example.cn"),
            *("x", "http://[", self.world.story.get_absolute_url()),
        ]
        answers = {url: self.ask(url) for url in bad}
        self.assertEqual({url: each.status_code for url, each in answers.items()}, dict.fromkeys(bad, 404))
        self.assertEqual(len({each.content for each in answers.values()}), 1)

    def test_a_bad_size_is_named(self) -> None:
        for name in ("maxwidth", "maxheight"):
            for value in ("x", "0", "-1", "9" * 30):
                self.assertEqual(self.ask(**{name: value}).json()["parameter"], name)

    def test_the_page_of_a_story_leads_here(self) -> None:
        head = Head(self.client.get(self.world.story.get_absolute_url()).content.decode())
        for kind in ("application/json+oembed", "text/xml+oembed"):
            (href,) = head.alternates(kind)
            parts = urlsplit(str(href))
            self.assertEqual(parse_qs(parts.query)["url"], [self.address])
            self.assertEqual(self.client.get(f"{parts.path}?{parts.query}").status_code, 200)
