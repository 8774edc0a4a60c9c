"""Sitemaps, the news sitemap, robots.txt."""

from __future__ import annotations

import datetime as dt

from django.test import TestCase
from django.utils import timezone

from articles.models import Article
from reader.sitemaps import SITEMAPS
from tests import make
from tests.machines_world import HOSTILE, make_world
from tests.schemas import parsed, xml_errors
from towns.models import Jurisdiction

NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


class SitemapTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = make_world()

    def test_every_section_is_in_the_index_and_valid(self) -> None:
        index = self.client.get("/sitemap.xml").content
        self.assertEqual(xml_errors(index, "siteindex.xsd"), [])
        for section in [*SITEMAPS, "news"]:
            with self.subTest(section=section):
                self.assertIn(f"/sitemap-{section}.xml", index.decode())
                answer = self.client.get(f"/sitemap-{section}.xml")
                self.assertEqual(xml_errors(answer.content, "sitemap.xsd"), [])

    def test_a_county_is_there_for_the_stories_of_its_day_alone(self) -> None:
        moved = make.make_town("马岭岗镇", "malinggang", county=make.make_county("牡丹区", "mudan"))
        make.make_published("旧闻", towns=(moved,))
        changed = dt.date(2024, 1, 1)
        Jurisdiction.objects.filter(town=moved).update(until=changed)
        luxi = make.make_county("鲁西新区", "luxi")
        Jurisdiction.objects.create(town=moved, county=luxi, since=changed)
        found = parsed(self.client.get("/sitemap-counties.xml").content)
        slugs = {each.text.split("/")[-2] for each in found.iter(LOC)}
        self.assertEqual(slugs, {"juye", "mudan"})

    def test_an_unknown_section_is_not_found(self) -> None:
        self.assertEqual(self.client.get("/sitemap-drafts.xml").status_code, 404)

    def test_robots_are_sent_to_the_sitemap_and_away_from_staff_and_search_alone(self) -> None:
        lines = self.client.get("/robots.txt").content.decode().splitlines()
        kept_out = [f"Disallow: {address}" for address in ("/admin/", "/filing/", "/search/")]
        self.assertEqual([line for line in lines if "allow" in line], kept_out)
        self.assertIn("Sitemap: http://testserver/sitemap.xml", lines)


class NewsTests(TestCase):
    def setUp(self) -> None:
        now = timezone.now()
        self.story = make.make_published("今晨的消息", publish_at=now - dt.timedelta(hours=3))
        make.make_published("前天的消息", publish_at=now - dt.timedelta(hours=49))
        make.make_published("明天的消息", publish_at=now + dt.timedelta(hours=3))

    def titles(self) -> list[str]:
        found = parsed(self.client.get("/sitemap-news.xml").content)
        return [each.text for each in found.iter(f"{NEWS}title")]

    def test_it_has_the_stories_of_two_days(self) -> None:
        self.assertEqual(self.titles(), ["今晨的消息"])

    def test_an_entry_names_the_paper_its_language_and_the_time(self) -> None:
        (entry,) = parsed(self.client.get("/sitemap-news.xml").content)
        self.assertEqual(entry.findtext(LOC), f"http://testserver{self.story.get_absolute_url()}")
        self.assertEqual(next(entry.iter(f"{NEWS}name")).text, "菏泽日报")
        self.assertEqual(next(entry.iter(f"{NEWS}language")).text, "zh-cn")
        told = dt.datetime.fromisoformat(next(entry.iter(f"{NEWS}publication_date")).text)
        assert self.story.publish_at
        self.assertEqual(told, self.story.publish_at.replace(microsecond=0))

    def test_a_withdrawn_story_is_gone_from_it(self) -> None:
        Article.objects.filter(pk=self.story.pk).update(withdrawn_at=timezone.now())
        self.assertEqual(self.titles(), [])

    def test_hostile_words_are_words(self) -> None:
        make.make_published(HOSTILE, publish_at=timezone.now())
        self.assertEqual(xml_errors(self.client.get("/sitemap-news.xml").content, "sitemap.xsd"), [])
        self.assertIn("甲]]>乙</script>", self.titles()[0])
