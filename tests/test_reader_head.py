"""What the head of each public page tells programs: its address, its card, its feeds, JSON-LD."""

from __future__ import annotations

import datetime as dt
import json
import re
from html.parser import HTMLParser
from typing import Any

from django.test import TestCase, override_settings

from articles.models import Article
from tests import make
from tests.machines_world import make_world
from tests.schemas import json_errors

SITE = "http://testserver"


class Head(HTMLParser):
    """The links and properties of a page, and the data blocks in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[dict[str, str | None]] = []
        self.told: dict[str, str | None] = {}
        self.feed(text)
        blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
        self.data: list[dict[str, Any]] = [json.loads(block) for block in blocks]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "link":
            self.links.append(found)
        elif tag == "meta":
            self.told[found.get("property") or found.get("name") or ""] = found.get("content")

    def href(self, rel: str) -> list[str | None]:
        return [link["href"] for link in self.links if link.get("rel") == rel]

    def alternates(self, kind: str) -> list[str | None]:
        return [link["href"] for link in self.links if link.get("type") == kind]


class HeadTestCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = make_world()

    def head(self, address: str, **parameters: str) -> Head:
        return Head(self.client.get(address, parameters).content.decode())

    def pages(self) -> list[str]:
        world = self.world
        return [
            *("/", "/towns/", "/issues/", "/corrections/", "/counties/juye/", "/tags/%E6%98%A5%E8%80%95/"),
            *(each.get_absolute_url() for each in (world.town, world.person, world.issue, world.page)),
            *(each.get_absolute_url() for each in world.stories),
        ]


class AddressTests(HeadTestCase):
    def test_every_page_names_its_one_address_whatever_stands_behind_it(self) -> None:
        for address in self.pages():
            with self.subTest(address):
                self.assertEqual(self.head(address, utm_source="x").href("canonical"), [f"{SITE}{address}"])

    def test_each_page_of_a_list_is_its_own(self) -> None:
        for number in range(25):
            make.make_published(f"消息{number}", towns=(self.world.town,))
        address = self.world.town.get_absolute_url()
        self.assertEqual(self.head(address, page="2", x="1").href("canonical"), [f"{SITE}{address}?page=2"])
        self.assertEqual(self.head(address, page="1").href("canonical"), [f"{SITE}{address}"])
        self.assertEqual(self.head("/issues/", year="2023").href("canonical"), [f"{SITE}/issues/?year=2023"])

    def test_errors_have_no_address_and_no_card(self) -> None:
        Article.objects.filter(pk=self.world.plain.pk).update(withdrawn_at=make.LONG_AGO)
        for address in ("/nowhere/", self.world.plain.get_absolute_url()):
            head = self.head(address)
            self.assertEqual((head.href("canonical"), head.told.get("og:title")), ([], None))

    def test_every_subject_leads_to_its_own_feeds_in_both_forms(self) -> None:
        for feed in self.world.feeds():
            head = self.head(feed.removesuffix("feed/"))
            quoted = feed.replace("春耕", "%E6%98%A5%E8%80%95")
            with self.subTest(feed):
                self.assertIn(quoted, head.alternates("application/atom+xml"))
                self.assertIn(f"{quoted}rss/", head.alternates("application/rss+xml"))


class LanguageTests(HeadTestCase):
    def test_an_english_paper_says_so_in_every_format(self) -> None:
        address = self.world.plain.get_absolute_url()
        with override_settings(LANGUAGE_CODE="en"):
            head = self.head(address)
        self.assertEqual((head.told["og:locale"], head.data[0]["inLanguage"]), ("en_US", "en"))
        head = self.head(address)
        self.assertEqual((head.told["og:locale"], head.data[0]["inLanguage"]), ("zh_CN", "zh-Hans"))


class CardTests(HeadTestCase):
    def test_every_page_has_a_card_with_a_picture_that_is_there(self) -> None:
        for address in self.pages():
            told = self.head(address).told
            with self.subTest(address):
                self.assertEqual(told["og:url"], f"{SITE}{address}")
                self.assertTrue(told["og:title"])
                self.assertEqual(told["twitter:card"], "summary_large_image")
                picture = self.client.get(str(told["og:image"]).removeprefix(SITE))
                self.assertEqual(picture.status_code, 200)
                self.assertTrue(picture.headers["Content-Type"].startswith("image/"))

    def test_a_story_is_shown_by_its_photo_and_else_by_its_words(self) -> None:
        by_photo = self.head(self.world.story.get_absolute_url()).told
        self.assertIn(f"{self.world.photo.key}-1200x630.jpg", str(by_photo["og:image"]))
        self.assertEqual(by_photo["og:image:width"], "1200")
        drawn = self.head(self.world.plain.get_absolute_url()).told
        self.assertIn(f"/articles/{self.world.plain.pk}/share.png?v=", str(drawn["og:image"]))

    def test_a_small_photo_is_not_told_to_be_large(self) -> None:
        make.make_photo(self.world.plain, image=make.make_picture(40, 30))
        told = self.head(self.world.plain.get_absolute_url()).told
        self.assertIn(".jpg", str(told["og:image"]))
        self.assertNotIn("og:image:width", told)

    def test_a_correction_makes_the_story_newer(self) -> None:
        later = make.LONG_AGO + dt.timedelta(hours=1)
        Article.objects.filter(corrects=self.world.story).update(publish_at=later)
        told = self.head(self.world.story.get_absolute_url()).told
        self.assertLess(str(told["article:published_time"]), str(told["article:modified_time"]))


class StructuredTests(HeadTestCase):
    def test_all_that_is_told_is_valid(self) -> None:
        found = 0
        for address in self.pages():
            for data in self.head(address).data:
                found += 1
                with self.subTest(address, kind=data["@type"]):
                    self.assertEqual(json_errors(data, "json-ld.json"), [])
        self.assertEqual(found, 10)

    def test_a_story_tells_who_wrote_it_where_it_is_set_and_where_it_was_printed(self) -> None:
        data, trail = self.head(self.world.story.get_absolute_url()).data
        person, office = data["author"]
        self.assertEqual((person["@type"], person["name"]), ("Person", "王燕"))
        self.assertEqual(person["url"], f"{SITE}{self.world.person.get_absolute_url()}")
        self.assertEqual((office["@type"], office["name"]), ("Organization", "县委宣传部"))
        (place,) = data["contentLocation"]
        self.assertEqual((place["name"], place["containedInPlace"]["name"]), ("田庄镇", "巨野县"))
        self.assertEqual((data["printEdition"], data["printPage"]), ("2023-12-20", "A3"))
        self.assertEqual(data["isPartOf"]["issueNumber"], 11_001)
        self.assertEqual(data["dateline"], "本报讯")
        self.assertEqual([step["position"] for step in trail["itemListElement"]], [1, 2, 3, 4])

    def test_its_pictures_have_caption_and_credit_and_its_corrections_their_text(self) -> None:
        data = self.head(self.world.story.get_absolute_url()).data[0]
        (picture,) = data["image"]
        self.assertEqual(picture["caption"], "农机手在田间作业。")
        self.assertTrue(picture["creditText"].startswith("通讯员 刘菲"))
        self.assertEqual([each["text"] for each in data["correction"]], ["应为两千亩。"])

    def test_who_took_it_is_the_author_of_photo_news(self) -> None:
        story = make.make_published("", genre=Article.Genre.PHOTO)
        make.make_credit(make.make_photo(story), self.world.person, role="photographer")
        (author,) = self.head(story.get_absolute_url()).data[0]["author"]
        self.assertEqual(author["name"], "王燕")

    def test_a_story_of_six_in_the_morning_is_not_of_the_day_before(self) -> None:
        data = self.head(self.world.story.get_absolute_url()).data[0]
        self.assertEqual(data["datePublished"], "2023-12-20T06:00:00+08:00")

    def test_a_genre_is_told_where_there_is_a_word_for_it(self) -> None:
        self.assertEqual(
            self.head(self.world.plain.get_absolute_url()).data[0]["@type"], "OpinionNewsArticle"
        )

    def test_hostile_words_end_no_block(self) -> None:
        head = self.head(self.world.hostile.get_absolute_url())
        self.assertEqual([data["@type"] for data in head.data], ["NewsArticle", "BreadcrumbList"])
        self.assertIn("</script><script>alert(1)</script>", head.data[0]["headline"])
