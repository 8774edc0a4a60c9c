"""“In already?”: one event told twice is pointed out at each door, and only to who may know of the other."""

from __future__ import annotations

import datetime as dt
from typing import Any
from unittest.mock import patch

from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import workflow
from articles.models import Article
from articles.search import duplicates
from articles.search.duplicates import draft_of, in_public, known_to, likely
from ingest.importing import receive
from people.models import Person
from policy.roles import Role
from tests.cast import ADD, CastTests, change, story_form
from tests.make import (
    FAR_AHEAD,
    make_article,
    make_county,
    make_credit,
    make_desk,
    make_person,
    make_published,
    make_town,
    make_user,
)
from tests.test_filing_link import KEY, make_link

ASKED = reverse("admin:articles_article_proposals")
JSON = {"accept": "application/json"}
HEADLINE = "双庙村千亩大蒜喜获丰收"
BODY = (
    "5月18日，走进田庄镇双庙村，连片的蒜田里一派繁忙景象。“今年大蒜长势好，亩产能到三千斤，每斤卖到三块二。”"
    "种植大户刘庆海高兴地说。双庙村今年种植大蒜1200亩，村党支部领办合作社统一供种、统一收购，带动86户群众增收。"
)
AGAIN = "蒜香飘满丰收路"
AGAIN_BODY = (
    "时下，田庄镇双庙村的1200亩大蒜陆续开挖。种了40亩蒜的刘庆海算起收入账：亩产三千斤左右，地头价三块二。"
    "据村支书介绍，村里成立了大蒜合作社，种子由合作社统一提供，蒜也由合作社包销，全村有86户加入。"
)
OTHER_BODY = "郝庄村现有大棚160个，主打早熟西瓜，返乡青年郝志远还在网上开起直播，一天卖出三百多单。"
SUBMITTED = Article.Status.SUBMITTED
AGO = duplicates.LATELY + dt.timedelta(days=1)


def garlic(**fields: Any) -> Article:
    return make_article(HEADLINE, body=BODY, **fields)


def out_lately(**fields: Any) -> Article:
    at = timezone.now() - dt.timedelta(days=2)
    return make_published(HEADLINE, body=BODY, publish_at=at, **fields)


class LikelyTests(CastTests):
    """What is found, without a door."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.story = make_article(AGAIN, body=AGAIN_BODY, filed_by=cls.other, towns=(cls.town,))

    def found(self, *, by: Any = None, among: Any = None) -> list[Article]:
        rows = known_to(by or self.chief) if among is None else among
        return [each.article for each in likely(draft_of(self.story), among=rows, but=self.story.pk)]

    def test_the_same_event_in_other_words_is_found_and_another_one_is_not(self) -> None:
        story = garlic(filed_by=self.reporter, status=SUBMITTED)
        make_article("返乡小伙直播卖瓜", body=OTHER_BODY, filed_by=self.reporter, status=SUBMITTED)
        self.assertEqual(self.found(), [story])

    def test_of_every_state_what_the_user_may_see_and_of_others_what_is_out(self) -> None:
        draft = garlic(filed_by=self.reporter)
        public = out_lately()
        self.assertEqual(self.found(by=self.reporter), [public, draft])
        self.assertEqual(self.found(by=self.other), [public])
        self.assertEqual(self.found(among=in_public()), [public])

    def test_a_story_that_waits_for_its_time_is_no_public_one(self) -> None:
        make_published(HEADLINE, body=BODY, publish_at=FAR_AHEAD)
        self.assertEqual(self.found(by=self.other), [])
        self.assertEqual(self.found(among=in_public()), [])

    def test_what_is_older_than_two_weeks_is_another_event(self) -> None:
        old = timezone.now() - AGO
        make_published(HEADLINE, body=BODY, publish_at=old, created_at=old)
        garlic(filed_by=self.reporter, created_at=old)
        self.assertEqual(self.found(), [])

    def test_an_old_draft_that_came_out_lately_is_found(self) -> None:
        story = out_lately(created_at=timezone.now() - AGO)
        self.assertEqual(self.found(), [story])

    def test_the_most_alike_come_first_and_there_is_an_end(self) -> None:
        same = make_article(AGAIN, body=AGAIN_BODY, filed_by=self.reporter)
        for _number in range(4):
            garlic(filed_by=self.reporter)
        found = self.found()
        self.assertEqual((found[0], len(found)), (same, duplicates.MOST_SHOWN))

    def test_of_too_many_to_read_those_of_the_place_are_read(self) -> None:
        near = garlic(filed_by=self.reporter, towns=(self.town,))
        for number in range(4):
            make_article(f"别的事{number}", body=OTHER_BODY, filed_by=self.reporter)
        with patch.object(duplicates, "MOST_READ", 1):
            self.assertEqual(self.found(), [near])

    def test_thirty_recent_stories_take_no_more_queries_than_three(self) -> None:
        for _number in range(3):
            garlic(filed_by=self.reporter)
        self.found()  # Roles and desks are asked for once.
        counts = set()
        for number_of_others in (3, 30):
            for number in range(number_of_others):
                make_article(f"别的事{number}", body=OTHER_BODY, filed_by=self.reporter)
            with CaptureQueriesContext(connection) as asked:
                self.assertEqual(len(self.found()), 3)
            counts.add(len(asked))
        self.assertEqual(len(counts), 1)


class FormTests(CastTests):
    """The story's page, and the address that its script asks at pauses of typing."""

    def typed(self, **data: Any) -> list[dict[str, str]]:
        sent = {"headline": AGAIN, "body": AGAIN_BODY} | data
        rows: list[dict[str, str]] = self.client.post(ASKED, sent, headers=JSON).json()["likely"]
        return rows

    def test_while_it_is_typed_the_line_names_who_where_and_when(self) -> None:
        story = out_lately(filed_by=self.reporter)
        make_credit(story, self.person, role="reporter")
        self.client.force_login(self.chief)
        [row] = self.typed()
        day = timezone.localtime(story.publish_at).strftime("%m-%d")
        self.assertEqual(row["title"], HEADLINE)
        self.assertIn("王燕", row["told"])
        self.assertIn(day, row["told"])
        self.assertEqual(row["address"], change(story))
        self.assertEqual(self.client.get(row["look"]).status_code, 200)

    def test_a_story_that_is_out_but_not_ones_own_is_read_where_readers_read_it(self) -> None:
        story = out_lately(filed_by=self.reporter)
        self.client.force_login(self.other)
        [row] = self.typed()
        self.assertEqual((row["address"], row["look"]), (story.get_absolute_url(), ""))
        self.assertNotIn(str(self.reporter), row["told"])

    def test_of_a_story_that_may_not_be_seen_nothing_is_told(self) -> None:
        garlic(filed_by=self.reporter)
        for user, expected in ((self.other, 0), (self.reporter, 1), (self.chief, 1)):
            self.client.force_login(user)
            with self.subTest(user=user):
                self.assertEqual(len(self.typed()), expected)

    def test_a_saved_story_is_not_like_itself(self) -> None:
        story = make_article(AGAIN, body=AGAIN_BODY, filed_by=self.reporter)
        self.client.force_login(self.reporter)
        self.assertEqual(self.typed(article=story.pk), [])

    def test_nothing_typed_and_anything_typed_is_answered(self) -> None:
        garlic(filed_by=self.reporter)
        self.client.force_login(self.reporter)
        for body in ("", "蒜", "\0", "🌾" * 50, "<script>", "1" * 5000, "，。" * 300):
            with self.subTest(body=body[:5]):
                self.assertEqual(self.typed(headline="", body=body), [])

    def test_without_a_script_the_warning_comes_with_the_saved_story(self) -> None:
        story = garlic(filed_by=self.reporter, status=SUBMITTED)
        self.client.force_login(self.reporter)
        saved = self.client.post(ADD, story_form(headline=AGAIN, body=AGAIN_BODY), follow=True)
        self.assertContains(saved, f'<a href="{change(story)}">{HEADLINE}</a>')
        self.assertTrue(Article.objects.filter(headline=AGAIN).exists())

    def test_who_may_not_know_is_not_warned(self) -> None:
        garlic(filed_by=self.reporter, status=SUBMITTED)
        self.client.force_login(self.other)
        saved = self.client.post(ADD, story_form(headline=AGAIN, body=AGAIN_BODY), follow=True)
        self.assertNotContains(saved, HEADLINE)

    def test_who_reviews_the_story_has_the_line_on_its_page(self) -> None:
        story = garlic(filed_by=self.reporter, status=SUBMITTED)
        again = make_article(AGAIN, body=AGAIN_BODY, filed_by=self.other, status=SUBMITTED)
        for user, is_told in ((self.chief, True), (self.editor, True), (self.other, False)):
            self.client.force_login(user)
            page = self.client.get(change(again))
            with self.subTest(user=user):
                self.assertContains(page, 'id="likely"')
                self.assertEqual(HEADLINE in page.content.decode(), is_told)
                self.assertEqual(change(story) in page.content.decode(), is_told)

    def test_a_story_that_is_out_has_no_such_line(self) -> None:
        garlic(filed_by=self.reporter, status=SUBMITTED)
        again = make_published(AGAIN, body=AGAIN_BODY, publish_at=timezone.now())
        self.client.force_login(self.chief)
        self.assertNotContains(self.client.get(change(again)), HEADLINE)

    def test_titles_are_escaped(self) -> None:
        make_article("<b>双庙</b>", body=BODY, filed_by=self.reporter, status=SUBMITTED)
        again = make_article(AGAIN, body=AGAIN_BODY, filed_by=self.reporter, status=SUBMITTED)
        self.client.force_login(self.chief)
        self.assertContains(self.client.get(change(again)), "&lt;b&gt;双庙&lt;/b&gt;</a>")
        saved = self.client.post(ADD, story_form(headline=AGAIN, body=AGAIN_BODY), follow=True)
        self.assertNotContains(saved, "<b>双庙</b>")


class FilingLinkTests(TestCase):
    """The sender learns of what is out, the desk of all that it may see."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.town = make_town()
        cls.editor = make_user("bianji", Role.DESK_EDITOR)
        make_desk(counties=(make_county(),), members=(cls.editor,))
        cls.person = make_person("安宁", Person.Kind.CORRESPONDENT, town=cls.town)
        cls.link = make_link(cls.person)

    def send(self) -> str:
        typed = {"key": KEY, "headline": AGAIN, "body": AGAIN_BODY, "town": self.town.pk, "note": ""}
        answer: Any = Client().post(self.link.get_private_path(), typed, follow=True)
        self.assertEqual(answer.status_code, 200)
        return str(answer.content.decode())

    def test_the_sender_is_told_of_a_published_story_only(self) -> None:
        public = out_lately()
        make_article("机密双庙大蒜", body=BODY, status=SUBMITTED, filed_by=self.editor)
        page = self.send()
        self.assertIn(f'href="{public.get_absolute_url()}"', page)
        self.assertNotIn("机密", page)

    def test_unpublished_copy_leaves_no_trace_with_the_sender(self) -> None:
        garlic(status=SUBMITTED, filed_by=self.editor)
        make_published(HEADLINE, body=BODY, publish_at=FAR_AHEAD)
        page = self.send()
        self.assertNotIn(HEADLINE, page)
        self.assertNotIn("<ul>", page.partition('id="arrived"')[2].partition("</div>")[0])

    def test_the_desk_sees_it_on_the_page_of_the_story(self) -> None:
        garlic(status=SUBMITTED, filed_by=self.editor)
        self.send()
        self.client.force_login(self.editor)
        story = Article.objects.get(headline=AGAIN)
        self.assertContains(self.client.get(change(story)), HEADLINE)

    def test_what_editors_make_of_it_is_not_told_by_what_it_is_like(self) -> None:
        out_lately()
        self.send()
        story = Article.objects.get(headline=AGAIN)
        workflow.take(story, by=self.editor)
        where = f"{self.link.get_private_path()}sent/{KEY}/"
        self.assertNotContains(Client().get(where), HEADLINE)


class QueueTests(CastTests):
    def test_a_printed_story_that_is_in_already_is_pointed_out_when_it_is_accepted(self) -> None:
        story = garlic(filed_by=self.reporter, status=SUBMITTED)
        text = f"{AGAIN}\n本报讯（通讯员 安宁）{AGAIN_BODY}\n"
        source = receive(text, date=dt.date(2023, 12, 20), label="A3", by=self.editor).source
        self.client.force_login(self.editor)
        where = reverse("admin:ingest_sourcepage_work", args=[source.pk])
        key = source.current.waiting[0].key
        page = self.client.post(where, {"do": "accept", "version": 1, "story": key}, follow=True)
        self.assertTrue(Article.objects.filter(headline=AGAIN).exists())
        self.assertContains(page, f'<a href="{change(story)}">{HEADLINE}</a>')
