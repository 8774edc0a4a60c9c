"""Feeds, sitemaps, robots.txt."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

from django.test import TestCase

from reader.sitemaps import SITEMAPS
from tests import make

ATOM = "{http://www.w3.org/2005/Atom}"


class FeedTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.town = make.make_town()
        cls.story = make.make_published(
            "落地落实",
            kicker="提升政治站位",
            dateline="本报讯",
            printed_byline="通讯员 王渊伦",
            body="第一段。\n第二段。",
            towns=(cls.town,),
        )
        make.make_published("别处的事")

    def entries(self, address: str) -> list[ElementTree.Element]:
        return ElementTree.fromstring(self.client.get(address).content).findall(f"{ATOM}entry")  # noqa: S314

    def test_a_feed_has_the_full_title_and_the_first_paragraph(self) -> None:
        (entry,) = self.entries("/towns/tianzhuang/feed/")
        self.assertEqual(entry.findtext(f"{ATOM}title"), "提升政治站位 落地落实")
        self.assertEqual(entry.findtext(f"{ATOM}summary"), "本报讯（通讯员 王渊伦）第一段。")

    def test_the_papers_feed_has_every_town(self) -> None:
        self.assertEqual(len(self.entries("/feed/")), 2)

    def test_one_stray_control_character_does_not_silence_the_feed(self) -> None:
        make.make_published("换\x0c页", body="正\x0b文")
        self.assertEqual(self.entries("/feed/")[0].findtext(f"{ATOM}title"), "换页")


class ForMachinesTests(TestCase):
    def test_every_section_of_the_sitemap_is_in_its_index(self) -> None:
        make.make_published()
        index = self.client.get("/sitemap.xml").content.decode()
        for section in SITEMAPS:
            with self.subTest(section=section):
                self.assertIn(f"/sitemap-{section}.xml", index)
                self.assertEqual(self.client.get(f"/sitemap-{section}.xml").status_code, 200)

    def test_an_unknown_section_is_not_found(self) -> None:
        self.assertEqual(self.client.get("/sitemap-drafts.xml").status_code, 404)

    def test_robots_are_sent_to_the_sitemap_and_away_from_the_staff(self) -> None:
        response = self.client.get("/robots.txt")
        self.assertContains(response, "Disallow: /admin/")
        self.assertContains(response, "Sitemap: http://testserver/sitemap.xml")

    def test_a_story_tells_search_engines_where_it_was_printed(self) -> None:
        story = make.make_published(body="正文。", dateline="本报讯")
        make.make_placement(story, make.make_page(make.make_issue(publish_at=make.LONG_AGO)))
        body = self.client.get(story.get_absolute_url()).content.decode()
        found = re.search(r'<script type="application/ld\+json">(.*?)</script>', body)
        assert found is not None
        data = json.loads(found[1])
        self.assertEqual(
            (data["@type"], data["headline"], data["printPage"]), ("NewsArticle", "麦田返青", "A3")
        )
