"""网络首发: a signed story is in front of readers before its issue, or without one, and never unsigned."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.test import TestCase
from django.utils import timezone

from articles import workflow
from articles.models import Article
from articles.workflow import NotPossible
from audit.models import Entry
from issues import release
from policy.roles import Role
from tests import releasing
from tests.kept import begun, expect_kept
from tests.make import (
    FAR_AHEAD,
    LONG_AGO,
    make_county,
    make_issue,
    make_page,
    make_town,
    make_user,
    sign_off,
)

SOONER = FAR_AHEAD - dt.timedelta(hours=12)
SOONEST = FAR_AHEAD - dt.timedelta(days=2)


class WebFirstCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.editor = make_user("bianji", Role.DESK_EDITOR)
        cls.chief = make_user("zongbian", Role.CHIEF_EDITOR)
        cls.town = make_town(county=make_county())

    def setUp(self) -> None:
        self.issue = make_issue(dt.date(2026, 12, 1))
        self.page = make_page(self.issue)
        self.story = sign_off(begun("今晨开镰", body="开镰了。", towns=(self.town,)))
        self.other = sign_off(begun("麦田返青", body="返青了。"))
        release.place(self.other, self.page, by=self.editor)

    def place(self) -> None:
        release.place(self.story, self.page, by=self.editor)

    def publish(self, at: dt.datetime) -> Article:
        self.story.refresh_from_db()
        return workflow.publish_first(self.story, at=at, by=self.chief)

    def times(self) -> tuple[Any, Any]:
        return Article.objects.values_list("web_first_at", "publish_at").get(pk=self.story.pk)

    def is_public(self) -> bool:
        return Article.objects.published().filter(pk=self.story.pk).exists()


class WebFirstTests(WebFirstCase):
    def test_a_signed_story_without_a_place_gets_its_time(self) -> None:
        self.publish(SOONER)
        self.assertEqual(self.times(), (SOONER, SOONER))
        self.assertFalse(self.is_public())
        expect_kept(self.story)

    def test_a_past_time_is_at_once(self) -> None:
        self.publish(timezone.now())
        self.assertTrue(self.is_public())

    def test_it_keeps_its_time_when_its_issue_gets_a_later_one(self) -> None:
        self.place()
        self.publish(SOONER)
        releasing.schedule(self.issue, at=FAR_AHEAD, by=self.chief)
        self.assertEqual(self.times(), (SOONER, SOONER))

    def test_it_goes_with_its_issue_when_that_is_put_before_it(self) -> None:
        self.place()
        self.publish(SOONER)
        releasing.schedule(self.issue, at=SOONEST, by=self.chief)
        self.assertEqual(self.times(), (SOONER, SOONEST))

    def test_it_keeps_its_time_when_its_issue_is_pulled_back(self) -> None:
        self.place()
        releasing.schedule(self.issue, at=FAR_AHEAD, by=self.chief)
        self.publish(SOONER)
        release.unschedule(self.issue, by=self.chief)
        self.assertEqual(self.times(), (SOONER, SOONER))

    def test_it_keeps_its_time_when_it_is_held_back_from_its_issue(self) -> None:
        self.place()
        releasing.schedule(self.issue, at=FAR_AHEAD, by=self.chief)
        self.publish(SOONER)
        release.hold_back(self.story, self.issue, by=self.chief, note="版面不够")
        self.assertEqual(self.times(), (SOONER, SOONER))

    def test_what_readers_have_keeps_the_time_at_which_they_had_it(self) -> None:
        self.place()
        self.publish(at := timezone.now())
        releasing.schedule(self.issue, at=LONG_AGO, by=self.chief)
        self.assertEqual(self.times(), (at, at))
        self.assertTrue(self.is_public())

    def test_taken_back_it_goes_with_its_issue(self) -> None:
        self.place()
        releasing.schedule(self.issue, at=FAR_AHEAD, by=self.chief)
        self.publish(SOONER)
        workflow.take_back_first(self.story, by=self.chief)
        self.assertEqual(self.times(), (None, FAR_AHEAD))

    def test_taken_back_without_an_issue_it_has_no_time(self) -> None:
        self.publish(SOONER)
        workflow.take_back_first(self.story, by=self.chief)
        self.assertEqual(self.times(), (None, None))

    def test_it_gets_another_time(self) -> None:
        self.publish(SOONER)
        self.publish(SOONEST)
        self.assertEqual(self.times(), (SOONEST, SOONEST))

    def test_a_time_after_its_issue_is_refused(self) -> None:
        self.place()
        releasing.schedule(self.issue, at=SOONER, by=self.chief)
        with self.assertRaises(NotPossible):
            self.publish(FAR_AHEAD)
        self.assertEqual(self.times(), (None, SOONER))

    def test_what_is_out_is_neither_sent_out_again_nor_taken_back(self) -> None:
        self.publish(timezone.now())
        with self.assertRaises(NotPossible):
            self.publish(FAR_AHEAD)
        with self.assertRaises(NotPossible):
            workflow.take_back_first(self.story, by=self.chief)
        self.assertTrue(self.is_public())

    def test_what_was_never_web_first_is_not_taken_back(self) -> None:
        with self.assertRaises(NotPossible):
            workflow.take_back_first(self.story, by=self.chief)

    def test_only_who_releases_sends_it_out(self) -> None:
        with self.assertRaises(PermissionDenied):
            workflow.publish_first(self.story, at=SOONER, by=self.editor)

    def test_an_unsigned_story_is_refused(self) -> None:
        draft = begun("未签发的稿子")
        with self.assertRaises(NotPossible):
            workflow.publish_first(draft, at=SOONER, by=self.chief)
        self.assertIsNone(Article.objects.get(pk=draft.pk).publish_at)

    def test_who_looked_at_an_older_text_does_not_send_out_the_newer(self) -> None:
        Article.objects.filter(pk=self.story.pk).update(version=2)
        with self.assertRaises(NotPossible):
            workflow.publish_first(self.story, at=SOONER, by=self.chief)

    def test_an_edit_hides_it_until_it_is_signed_again(self) -> None:
        self.publish(timezone.now())
        Article.objects.filter(pk=self.story.pk).update(body="改了。")
        workflow.void_if_changed(self.story, by=self.editor)
        self.assertFalse(self.is_public())
        sign_off(self.story)
        self.assertTrue(self.is_public())

    def test_what_is_returned_does_not_go_out_by_itself_once_it_is_signed_again(self) -> None:
        self.publish(SOONER)
        workflow.return_to_author(self.story, by=self.chief, note="核实数字")
        self.assertEqual(self.times(), (None, None))

    def test_what_is_not_used_does_not_go_out_by_itself_once_it_is_revived(self) -> None:
        self.publish(SOONER)
        workflow.kill(self.story, by=self.chief, note="不用")
        self.assertEqual(self.times(), (None, None))

    def test_what_readers_have_is_not_killed(self) -> None:
        self.publish(timezone.now())
        with self.assertRaises(NotPossible):
            workflow.kill(self.story, by=self.chief, note="不用")
        self.assertTrue(self.is_public())

    def test_it_is_in_the_trail_with_its_time(self) -> None:
        self.publish(SOONER)
        workflow.take_back_first(self.story, by=self.chief)
        first, second = (Entry.objects.get(action=name) for name in ("publish_first", "take_back_first"))
        self.assertIn("2098-12-31", first.after_values["web_first_at"])
        self.assertIn("2098-12-31", second.before_values["web_first_at"])
        self.assertIsNone(second.after_values["publish_at"])
        self.assertEqual(first.actor, self.chief.pk)


class ReaderTests(WebFirstCase):
    """Without its page until its issue is out, then with it."""

    def setUp(self) -> None:
        super().setUp()
        self.place()
        releasing.schedule(self.issue, at=FAR_AHEAD, by=self.chief)
        self.publish(timezone.now())

    def test_readers_have_the_story_and_no_page(self) -> None:
        answer = self.client.get(self.story.get_absolute_url())
        self.assertContains(answer, "今晨开镰")
        self.assertIsNone(answer.context["placement"])
        self.assertEqual(self.client.get(self.page.get_absolute_url()).status_code, 404)

    def test_every_list_has_it_and_nothing_else_of_its_issue(self) -> None:
        for address in ("/", self.town.get_absolute_url(), f"/counties/{make_county().slug}/", "/feed/"):
            with self.subTest(address):
                answer = self.client.get(address)
                self.assertContains(answer, "今晨开镰")
                self.assertNotContains(answer, "麦田返青")

    def test_with_its_issue_it_has_its_page(self) -> None:
        release.release_now(self.issue, by=self.chief)
        answer = self.client.get(self.story.get_absolute_url())
        self.assertEqual(answer.context["placement"].page, self.page)
        self.assertContains(self.client.get(self.page.get_absolute_url()), "今晨开镰")

    def test_on_the_front_page_it_stands_beside_the_issue_before(self) -> None:
        older = sign_off(begun("昨日要闻", body="正文。"))
        release.place(older, make_page(issue := make_issue(dt.date(2026, 11, 30))), by=self.editor)
        releasing.schedule(issue, at=LONG_AGO, by=self.chief)
        self.assertContains(self.client.get("/"), "今晨开镰")
        release.release_now(self.issue, by=self.chief)
        self.assertEqual(list(self.client.get("/").context["web_first"]), [])

    def test_in_the_feed_it_stands_at_the_time_at_which_readers_had_it(self) -> None:
        release.release_now(self.issue, by=self.chief)
        text = self.client.get("/feed/").content.decode()
        self.assertLess(text.index("麦田返青"), text.index("今晨开镰"))
