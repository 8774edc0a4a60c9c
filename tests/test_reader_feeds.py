"""Feeds: valid, in full, and the same until something changes."""

from __future__ import annotations

import re
from typing import Any

from django.test import TestCase, override_settings

from articles.models import Article
from tests import make
from tests.machines_world import make_world
from tests.schemas import parsed, xml_errors

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
HUB = "https://hub.example.cn/"


class FeedTestCase(TestCase):
    def entries(self, address: str) -> list[Any]:
        found = parsed(self.client.get(address).content)
        return list(found.findall(f"{ATOM}entry")) or list(found.findall("channel/item"))

    def entry(self, address: str, title: str) -> Any:
        return next(each for each in self.entries(address) if title in (each.findtext(f"{ATOM}title") or ""))


class ContentTests(FeedTestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = make_world()

    def test_every_feed_is_valid_atom_and_valid_rss(self) -> None:
        for address in self.world.feeds():
            with self.subTest(address):
                self.assertEqual(xml_errors(self.client.get(address).content, "atom.rng"), [])
                self.assertEqual(xml_errors(self.client.get(f"{address}rss/").content, "rss.rng"), [])
                self.assertTrue(self.entries(address))
                self.assertEqual(len(self.entries(address)), len(self.entries(f"{address}rss/")))

    @override_settings(WEBSUB_HUB=HUB)
    def test_both_name_the_hub_of_the_settings(self) -> None:
        for address, schema in (("/feed/", "atom.rng"), ("/feed/rss/", "rss.rng")):
            answer = self.client.get(address)
            self.assertContains(answer, f'href="{HUB}"', count=1)
            self.assertEqual(xml_errors(answer.content, schema), [])

    def test_without_a_hub_none_is_named(self) -> None:
        self.assertNotContains(self.client.get("/feed/"), 'rel="hub"')

    def test_a_feed_knows_its_own_address_and_its_page(self) -> None:
        text = self.client.get("/tags/春耕/feed/").content.decode()
        tag = "http://testserver/tags/%E6%98%A5%E8%80%95/"
        self.assertIn(f'<link href="{tag}feed/" rel="self"', text)
        self.assertIn(f'<link href="{tag}" rel="alternate"', text)

    def test_the_whole_text_stands_in_it(self) -> None:
        entry = self.entry("/feed/", "落地落实")
        self.assertEqual(entry.findtext(f"{ATOM}title"), "提升政治站位 落地落实")
        summary = "本报讯（记者 王燕 通讯员 县委宣传部）第一段。"
        self.assertEqual(entry.findtext(f"{ATOM}summary"), summary)
        text = entry.findtext(f"{ATOM}content")
        for part in ("第一段。", "<h2>小标题</h2>", "<blockquote><p>引用的话。</p></blockquote>", "第二段。"):
            self.assertIn(part, text)

    def test_a_picture_is_found_from_anywhere_with_its_caption_and_credit(self) -> None:
        text = self.entry("/feed/", "落地落实").findtext(f"{ATOM}content")
        address = f"http://testserver/photos/{self.world.photo.key}-960.jpg"
        self.assertIn(f'<img src="{address}" alt="拖拉机">', text)
        self.assertRegex(text, r"农机手在田间作业。\s*通讯员 刘菲 \w+</figcaption>")
        self.assertFalse(re.search(r'(?:src|href)="/', text))

    def test_a_correction_stands_before_the_text(self) -> None:
        text = self.entry("/feed/", "落地落实").findtext(f"{ATOM}content")
        self.assertLess(text.index("应为两千亩。"), text.index("第一段。"))

    def test_a_correction_leads_to_what_it_corrects(self) -> None:
        (entry,) = self.entries("/corrections/feed/")
        link = f'<a href="http://testserver{self.world.story.get_absolute_url()}">'
        self.assertIn(link, entry.findtext(f"{ATOM}content"))

    def test_authors_are_named_one_by_one(self) -> None:
        entry = self.entry("/feed/", "落地落实")
        authors = {
            each.findtext(f"{ATOM}name"): each.findtext(f"{ATOM}uri")
            for each in entry.findall(f"{ATOM}author")
        }
        person = f"http://testserver{self.world.person.get_absolute_url()}"
        self.assertEqual(authors, {"王燕": person, "县委宣传部": None})
        rss = next(each for each in self.entries("/feed/rss/") if "落地落实" in each.findtext("title"))
        self.assertEqual([each.text for each in rss.findall(CREATOR)], ["王燕", "县委宣传部"])

    def test_towns_and_tags_are_categories(self) -> None:
        terms = [each.get("term") for each in self.entry("/feed/", "落地落实").findall(f"{ATOM}category")]
        self.assertEqual(terms, ["田庄镇", "春耕"])

    def test_hostile_words_are_words(self) -> None:
        for address, name in (("/feed/", f"{ATOM}content"), ("/feed/rss/", CONTENT)):
            entry = next(each for each in self.entries(address) if "]]>" in "".join(each.itertext()))
            with self.subTest(address):
                self.assertNotIn("<script", entry.findtext(name))
                self.assertIn("甲]]&gt;乙&lt;/script&gt;", entry.findtext(name))

    def test_a_summary_is_html_in_which_words_are_words(self) -> None:
        summary = next(self.entries("/feed/")[0].iterfind(f"{ATOM}summary"))
        self.assertEqual(summary.get("type"), "html")
        self.assertIn("&lt;script&gt;", summary.text)


class ConditionalTests(FeedTestCase):
    def setUp(self) -> None:
        self.world = make_world()

    def test_who_has_it_already_gets_no_second_copy(self) -> None:
        for address in (*self.world.feeds(), "/feed/rss/"):
            etag = self.client.get(address).headers["ETag"]
            again = self.client.get(address, headers={"If-None-Match": etag})
            with self.subTest(address):
                self.assertEqual((again.status_code, again.content), (304, b""))
                self.assertEqual(again.headers["Cache-Control"], "no-cache")

    def test_a_withdrawal_is_another_feed_though_its_newest_story_is_older(self) -> None:
        before = self.client.get("/feed/").headers
        Article.objects.filter(pk=self.world.hostile.pk).update(withdrawn_at=make.LONG_AGO)
        for name, header in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")):
            after = self.client.get("/feed/", headers={name: before[header]})
            self.assertEqual(after.status_code, 200)
            self.assertNotIn("]]&gt;", after.content.decode())

    def test_a_hidden_story_leaves_no_trace_in_what_changes(self) -> None:
        before = dict(self.client.get("/feed/").headers)
        hidden = make.make_article("待审", status=Article.Status.SUBMITTED)
        make.make_article("待审的更正", genre="correction", corrects=self.world.story)
        make.make_published("待发", publish_at=make.FAR_AHEAD).tags.add("春耕")
        hidden.tags.add("春耕")
        self.assertEqual(dict(self.client.get("/feed/").headers), before)

    def test_an_empty_feed_is_valid_and_stays_the_same(self) -> None:
        make.make_town("太平镇", "taiping")
        first, second = self.client.get("/towns/taiping/feed/"), self.client.get("/towns/taiping/feed/")
        self.assertEqual(first.headers["ETag"], second.headers["ETag"])
        self.assertEqual(xml_errors(first.content, "atom.rng"), [])
