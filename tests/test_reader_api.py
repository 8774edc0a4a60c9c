"""The JSON interface: what it says of stories, issues and towns, how lists go on, what it refuses."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any
from urllib.parse import urlsplit

from django.test import TestCase

from articles.models import Article, StatusChange
from issues.models import Issue
from reader.api.parameters import Key
from tests import make
from tests.machines_world import make_world
from tests.schemas import json_errors

SITE = "http://testserver"


class ApiTestCase(TestCase):
    def data(self, address: str, **asked: Any) -> dict[str, Any]:
        answer = self.client.get(address, asked)
        self.assertEqual(answer.status_code, 200, answer.content)
        data: dict[str, Any] = answer.json()
        return data

    def titles(self, **asked: Any) -> list[str]:
        return [story["title"] for story in self.data("/api/stories/", **asked)["stories"]]

    def refused(self, address: str, parameter: str, **asked: Any) -> None:
        answer = self.client.get(address, asked)
        self.assertEqual((answer.status_code, answer.json()["parameter"]), (400, parameter), asked)
        self.assertEqual(answer.headers["Content-Type"], "application/problem+json")


class NinjsTests(ApiTestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = make_world()
        cls.address = f"/api/stories/{cls.world.story.pk}/"

    def test_every_story_is_valid_ninjs_in_full_and_in_lists(self) -> None:
        documents = [self.data(f"/api/stories/{story.pk}/") for story in self.world.stories]
        for data in [*documents, *self.data("/api/stories/")["stories"]]:
            with self.subTest(data["title"], kind=data["representationType"]):
                self.assertEqual(json_errors(data, "ninjs-3.0.json"), [])

    def test_headlines_have_their_roles(self) -> None:
        found = {each["role"]: each["value"] for each in self.data(self.address)["headlines"]}
        self.assertEqual(found, {"kicker": "提升政治站位", "main": "落地落实", "deck": "麦田里的好消息"})

    def test_people_places_and_subjects_lead_to_their_pages(self) -> None:
        data = self.data(self.address)
        self.assertEqual([each["name"] for each in data["people"]], ["王燕", "县委宣传部"])
        self.assertEqual(data["people"][0]["uri"], f"{SITE}{self.world.person.get_absolute_url()}")
        self.assertEqual(
            [(each["rel"], each["name"]) for each in data["places"]],
            [("town", "田庄镇"), ("county", "巨野县")],
        )
        self.assertEqual([each["name"] for each in data["subjects"]], ["春耕"])

    def test_the_text_is_there_plain_and_as_html(self) -> None:
        plain, html = self.data(self.address)["bodies"]
        self.assertEqual(plain["value"], "第一段。\n小标题\n引用的话。\n第二段。")
        self.assertEqual(plain["charCount"], self.world.story.length)
        self.assertIn("<h2>小标题</h2>", html["value"])

    def test_photo_page_and_correction_are_associated(self) -> None:
        found = {each["rel"]: each for each in self.data(self.address)["associations"]}
        self.assertEqual(set(found), {"photo", "printedOn", "correction"})
        self.assertEqual(found["printedOn"]["uri"], f"{SITE}{self.world.page.get_absolute_url()}")
        self.assertIn("刘菲", found["photo"]["by"])
        for rendition in found["photo"]["renditions"]:
            answer = self.client.get(urlsplit(rendition["href"]).path)
            self.assertEqual(answer.headers["Content-Type"], rendition["contentType"])

    def test_a_correction_leads_to_what_it_corrects(self) -> None:
        data = self.data(f"/api/stories/{self.world.correction.pk}/")
        self.assertEqual([each["rel"] for each in data["associations"]], ["corrects"])

    def test_a_list_leads_to_the_whole(self) -> None:
        data = self.data("/api/stories/", tag="春耕")["stories"][-1]
        self.assertNotIn("bodies", data)
        whole = next(each["href"] for each in data["renditions"] if each["name"] == "ninjs")
        self.assertEqual(whole, f"{SITE}{self.address}")

    def test_a_withdrawn_story_is_told_to_be_so_and_nothing_of_it(self) -> None:
        Article.objects.filter(pk=self.world.plain.pk).update(withdrawn_at=make.LONG_AGO)
        answer = self.client.get(f"/api/stories/{self.world.plain.pk}/")
        self.assertEqual(answer.status_code, 410)
        self.assertNotIn("另一条消息", answer.content.decode())

    def test_a_hidden_story_answers_like_one_that_never_was(self) -> None:
        hidden = make.make_article("待审")
        there, nowhere = (self.client.get(f"/api/stories/{pk}/") for pk in (hidden.pk, 987_654))
        self.assertEqual((there.status_code, nowhere.status_code), (404, 404))
        self.assertEqual((there.content, dict(there.headers)), (nowhere.content, dict(nowhere.headers)))


class ListTests(ApiTestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = make_world()

    def test_filters_find_what_the_pages_of_the_site_show(self) -> None:
        story, both = "提升政治站位 落地落实", 2
        self.assertIn(story, self.titles(town="tianzhuang"))
        self.assertIn(story, self.titles(county="juye"))
        self.assertEqual(len(self.titles(person=self.world.person.pk)), both)
        self.assertEqual(len(self.titles(tag="春耕")), both)
        self.assertEqual(self.titles(issue="2023-12-20"), [story])

    def test_several_filters_mean_all_of_them(self) -> None:
        make.make_published("别处的春耕").tags.add("春耕")
        self.assertNotIn("别处的春耕", self.titles(tag="春耕", town="tianzhuang", county="juye"))
        self.assertIn("别处的春耕", self.titles(tag="春耕"))

    def test_since_and_until_count_days_whole_by_the_papers_clock(self) -> None:
        late = dt.datetime(2024, 3, 1, 23, 30, tzinfo=make.SHANGHAI)
        make.make_published("夜里的消息", publish_at=late)
        self.assertEqual(self.titles(since="2024-03-01", until="2024-03-01"), ["夜里的消息"])
        self.assertEqual(self.titles(since="2024-03-02"), [])
        self.assertEqual(self.titles(since="2024-03-01T23:30:00+08:00"), ["夜里的消息"])
        self.assertNotIn("夜里的消息", self.titles(until="2024-03-01T23:30:00+08:00"))

    def test_a_list_goes_on_without_gap_and_without_repeating(self) -> None:
        for number in range(7):
            make.make_published(f"消息{number}")
        everything, pages, address = self.titles(limit=100), [], "/api/stories/?limit=3"
        while address:
            data = self.data(address)
            pages.append([story["title"] for story in data["stories"]])
            address = data.get("next", "").removeprefix(SITE)
        self.assertEqual([title for page in pages for title in page], everything)
        self.assertEqual({len(page) for page in pages[:-1]}, {3})

    def test_what_appears_meanwhile_moves_nothing(self) -> None:
        first = self.data("/api/stories/", limit=2)
        make.make_published("刚刚发布", publish_at=make.LONG_AGO + dt.timedelta(days=1))
        rest = self.data(first["next"].removeprefix(SITE))
        seen = {story["uri"] for story in first["stories"]}
        self.assertFalse(seen & {story["uri"] for story in rest["stories"]})

    def test_a_list_goes_on_from_a_story_that_was_withdrawn_meanwhile(self) -> None:
        key = Key(make.LONG_AGO, self.world.plain.pk)
        Article.objects.filter(pk=self.world.plain.pk).update(withdrawn_at=make.LONG_AGO)
        self.assertTrue(self.titles(after=str(key)))

    def test_hidden_stories_change_no_list_and_no_etag(self) -> None:
        before = self.client.get("/api/stories/?limit=4")
        for state in (Article.Status.DRAFT, Article.Status.SUBMITTED):
            make.make_article("待审", status=state, towns=(self.world.town,)).tags.add("春耕")
        make.make_published("待发", publish_at=make.FAR_AHEAD)
        after = self.client.get("/api/stories/?limit=4")
        self.assertEqual((before.content, dict(before.headers)), (after.content, dict(after.headers)))
        self.assertNotIn("next", after.json())


class IssueTests(ApiTestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = make_world()
        make.make_issue(dt.date(2098, 12, 31), publish_at=make.FAR_AHEAD)

    def test_an_issue_has_its_pages_and_their_stories(self) -> None:
        data = self.data("/api/issues/2023-12-20/")
        (page,) = data["pages"]
        self.assertEqual((data["serialNumber"], page["label"]), (11_001, "A3"))
        self.assertEqual([each["headline"] for each in page["stories"]], ["落地落实"])

    def test_a_page_as_printed_has_picture_pdf_and_the_place_of_each_story(self) -> None:
        printed = {"picture", "pdf"}
        before = self.data("/api/issues/2023-12-20/")["pages"][0]
        self.assertFalse(printed & set(before))
        self.assertNotIn("regions", before["stories"][0])
        make.make_rendition(
            self.world.page, (self.world.story, 0.1, 0.2, 0.5, 0.25), (self.world.story, 0.6, 0.1, 0.3, 0.4)
        )
        page = self.data("/api/issues/2023-12-20/")["pages"][0]
        self.assertEqual((page["picture"]["width"], page["picture"]["height"]), (200, 280))
        for address, kind in ((page["picture"]["uri"], "image/webp"), (page["pdf"], "application/pdf")):
            answer = self.client.get(urlsplit(address).path)
            self.assertEqual((answer.status_code, answer.headers["Content-Type"]), (200, kind))
        self.assertEqual(
            page["stories"][0]["regions"],
            [
                {"x": 0.1, "y": 0.2, "width": 0.5, "height": 0.25},
                {"x": 0.6, "y": 0.1, "width": 0.3, "height": 0.4},
            ],
        )

    def test_search_engines_are_told_of_picture_and_pdf(self) -> None:
        make.make_rendition(self.world.page, (self.world.story, 0.1, 0.2, 0.5, 0.25))
        page = self.client.get("/issues/2023-12-20/").content.decode()
        (told,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
        (part,) = json.loads(told)["hasPart"]
        self.assertEqual(self.client.get(urlsplit(part["image"]).path).headers["Content-Type"], "image/webp")
        self.assertEqual(part["encoding"]["contentUrl"], f"{SITE}/issues/2023-12-20/A3.pdf")

    def test_issues_are_listed_newest_first_and_go_on(self) -> None:
        extra = make.make_issue(dt.date(2023, 12, 21), publish_at=make.LONG_AGO)
        Issue.objects.filter(pk=extra.pk).update(extra=1)
        first = self.data("/api/issues/", limit=1)
        self.assertEqual([each["day"] for each in first["issues"]], ["2023-12-21-1"])
        rest = self.data(first["next"].removeprefix(SITE))
        self.assertEqual([each["day"] for each in rest["issues"]], ["2023-12-20"])
        self.assertNotIn("next", rest)

    def test_an_issue_to_come_is_not_found(self) -> None:
        self.assertEqual(self.client.get("/api/issues/2098-12-31/").status_code, 404)
        self.refused("/api/stories/", "issue", issue="2098-12-31")

    def test_a_town_has_its_county_and_counts_what_is_public(self) -> None:
        make.make_article("待审", towns=(self.world.town,))
        (town,) = self.data("/api/towns/")["towns"]
        self.assertEqual((town["name"], town["county"]["name"], town["stories"]), ("田庄镇", "巨野县", 3))
        self.assertEqual(len(self.data(town["href"].removeprefix(SITE))["stories"]), 3)


class RefusalTests(ApiTestCase):
    def test_a_bad_parameter_is_named(self) -> None:
        person = make.make_person("无稿的人")
        bad: list[tuple[str, Any]] = [
            *(("limit", value) for value in ("0", "101", "-1", "x", "", "１", "9" * 30)),
            *(
                ("after", value)
                for value in ("x", "", "20231220T060000.000000-x", "00000000T000000.000000-1")
            ),
            *(("since", value) for value in ("x", "2023-13-01", "2023-12-20T06:00:00", "0001-01-01", "")),
            *(("until", value) for value in ("9999-12-31", "9999-12-31T23:59:59-08:00")),
            *(("issue", value) for value in ("20231220", "2023-02-30", "2023-12-20-0", "2023-12-20")),
            *(("person", value) for value in ("x", "9" * 40, "-1", person.pk, 987_654)),
            *(("town", value) for value in ("nowhere", "a\x00b")),
            *((name, "x") for name in ("county", "tag", "q")),
        ]
        for name, value in bad:
            with self.subTest(name, value=value):
                self.refused("/api/stories/", name, **{name: value})

    def test_a_parameter_given_twice_is_named(self) -> None:
        answer = self.client.get("/api/stories/?town=a&town=b")
        self.assertEqual((answer.status_code, answer.json()["parameter"]), (400, "town"))

    def test_other_addresses_take_none(self) -> None:
        for address in ("/api/", "/api/towns/"):
            self.refused(address, "x", x="1")
        self.refused("/api/issues/", "after", after="gestern")


class AnswerTests(ApiTestCase):
    """What every address has in common."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = make_world()

    def addresses(self) -> list[str]:
        lists = [f"/api/{name}" for name in ("", "openapi.json", "stories/", "issues/", "towns/")]
        return [*lists, f"/api/stories/{self.world.story.pk}/", "/api/issues/2023-12-20/"]

    def test_who_has_it_already_gets_no_second_copy(self) -> None:
        for address in self.addresses():
            first = self.client.get(address)
            again = self.client.get(address, headers={"If-None-Match": first.headers["ETag"]})
            with self.subTest(address):
                self.assertEqual((again.status_code, again.content), (304, b""))
                self.assertEqual(again.headers["ETag"], first.headers["ETag"])

    def test_scripts_of_other_sites_may_read_it_errors_too(self) -> None:
        for address in (*self.addresses(), "/api/stories/987654/", "/api/stories/?limit=x"):
            with self.subTest(address):
                self.assertEqual(self.client.get(address).headers["Access-Control-Allow-Origin"], "*")

    def test_a_story_says_when_it_was_signed_last_and_nothing_of_what_is_noted_beside_it(self) -> None:
        story = self.world.plain
        change = StatusChange.objects.create(
            article=story, action="approve", status=Article.Status.SIGNED_OFF, text_hash=""
        )
        address = f"/api/stories/{story.pk}/"
        before = self.client.get(address)
        self.assertIn(f"{change.at:%d %b %Y %H:%M:%S} GMT", before.headers["Last-Modified"])
        Article.objects.filter(pk=story.pk).update(note="再核一次", version=9, updated_at=make.FAR_AHEAD)
        self.assertEqual(self.client.get(address).content, before.content)
