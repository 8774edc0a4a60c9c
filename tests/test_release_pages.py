"""The pages of the release: what readers get and when, asked once, about what was shown."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files.storage import default_storage
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from articles import workflow
from articles.models import Article
from audit.models import Entry
from issues import release
from issues.models import Issue
from policy.roles import Role
from tests import releasing
from tests.clients import StaffClient
from tests.kept import begun, expect_kept
from tests.make import (
    FAR_AHEAD,
    clear,
    make_county,
    make_issue,
    make_page,
    make_photo,
    make_placement,
    make_town,
    make_user,
    sign_off,
)
from tests.releasing import answer, ask, mark_in
from tests.test_images import picture, upload

AT = {"at_0": "2099-01-01", "at_1": "06:00:00"}
LATER = {"at_0": "2099-01-01", "at_1": "09:30:00"}
PAST = {"at_0": "2020-01-01", "at_1": "06:00:00"}


class PageCase(TestCase):
    client_class = StaffClient

    @classmethod
    def setUpTestData(cls) -> None:
        cls.chief = make_user("zongbian", Role.CHIEF_EDITOR)
        cls.editor = make_user("bianji", Role.DESK_EDITOR)
        cls.town = make_town(county=make_county())
        cls.issue = make_issue(dt.date(2099, 1, 1))
        cls.page = make_page(cls.issue, "A1", 1)
        cls.story = begun("麦田返青", body="返青了。", towns=(cls.town,))
        photo = make_photo(cls.story, image=upload(picture()))
        cls.image = str(photo.image.name)
        sign_off(cls.story)
        cls.other = sign_off(begun("今晨开镰", body="开镰了。"))
        for story in (cls.story, cls.other):
            release.place(story, cls.page, by=cls.editor)
        clear(cls.issue)
        cls.address = reverse("admin:issues_issue_release", args=[cls.issue.pk])

    def setUp(self) -> None:
        self.client.force_login(self.chief)

    def at(self) -> dt.datetime | None:
        return Issue.objects.get(pk=self.issue.pk).publish_at

    def answer(self, **data: Any) -> Any:
        return answer(self.client, self.address, **data)

    def schedule(self) -> None:
        releasing.schedule(self.issue, at=FAR_AHEAD, by=self.chief)


class LookTests(PageCase):
    def test_it_says_what_readers_get_and_when(self) -> None:
        self.schedule()
        answer = self.client.get(self.address)
        for said in (
            "2099-01-01 星期四 06:00",
            "麦田返青",
            "今晨开镰",
            "田庄镇",
            "巨野县 1",
            "/issues/2099-01-01/",
        ):
            self.assertContains(answer, said)

    def test_it_says_what_they_do_not_get_and_why(self) -> None:
        self.schedule()
        Article.objects.filter(pk=self.story.pk).update(body="改了。")
        workflow.void_if_changed(self.story, by=self.editor)
        workflow.withdraw(self.other, by=self.chief, reason="facts", note="有误")
        outlook = self.client.get(self.address).context["outlook"]
        self.assertEqual([line.story for line in outlook.unseen], [self.story, self.other])
        self.assertEqual((outlook.seen, outlook.towns), ([], []))

    def test_a_lost_picture_is_named(self) -> None:
        default_storage.delete(self.image)
        outlook = self.client.get(self.address).context["outlook"]
        self.assertEqual([line.story for line in outlook.broken], [self.story])

    def test_it_takes_the_same_queries_however_full_the_issue_is(self) -> None:
        self.client.get(self.address)
        counts = []
        for rows in (3, 12):
            while self.page.placements.count() < rows:
                story = begun(f"第{self.page.placements.count()}篇", towns=(self.town,))
                make_photo(story)
                make_placement(story, self.page)
            with self.subTest(rows=rows), CountedQueries() as counted:
                self.client.get(self.address)
            counts.append(counted.count)
        self.assertEqual(counts[0], counts[1])

    def test_only_who_releases_opens_it(self) -> None:
        self.client.force_login(self.editor)
        self.assertEqual(self.client.get(self.address).status_code, 302)


class MoveTests(PageCase):
    def test_the_question_says_the_effect_and_does_nothing(self) -> None:
        page = ask(self.client, self.address, **AT)
        self.assertContains(page, "2099-01-01 星期四 06:00")
        self.assertIsNone(self.at())

    def test_yes_does_it(self) -> None:
        self.answer(**AT)
        self.assertEqual(self.at(), FAR_AHEAD)
        expect_kept(self.story, self.other)

    def test_another_time_says_from_when_to_when(self) -> None:
        self.schedule()
        page = ask(self.client, self.address, **LATER)
        self.assertContains(page, "2099-01-01 星期四 06:00")
        self.assertContains(page, "2099-01-01 星期四 09:30")
        self.answer(**LATER)
        self.assertEqual(self.at(), FAR_AHEAD + dt.timedelta(hours=3, minutes=30))

    def test_a_time_in_the_past_is_said_to_be_at_once(self) -> None:
        page = ask(self.client, self.address, **PAST)
        self.assertTrue(page.context["question"].is_past)
        self.answer(**PAST)
        self.assertTrue(Issue.objects.published().filter(pk=self.issue.pk).exists())

    def test_at_once_is_now_by_the_database(self) -> None:
        before = timezone.now() - dt.timedelta(seconds=5)
        self.answer(do="now")
        at = self.at()
        assert at is not None
        self.assertGreater(at, before)
        self.assertEqual(Article.objects.published().count(), 2)

    def test_it_is_pulled_back(self) -> None:
        self.schedule()
        self.answer(do="unschedule")
        self.assertIsNone(self.at())
        self.assertEqual(list(Article.objects.values_list("publish_at", flat=True)), [None, None])

    def test_what_is_out_is_not_moved_by_any_button(self) -> None:
        self.answer(do="now")
        at = self.at()
        for move in (AT, {"do": "now"}, {"do": "unschedule"}, {"do": "hold_back", "story": self.story.pk}):
            with self.subTest(move):
                self.answer(**{"why": "因为", **move})
                self.assertEqual(self.at(), at)
        self.assertEqual(Article.objects.published().count(), 2)

    def test_an_answer_without_a_question_does_nothing(self) -> None:
        for move in (AT, {"do": "now"}):
            self.client.post(self.address, {**move, "shown": "guessed"})
        self.assertIsNone(self.at())

    def test_what_changed_meanwhile_is_shown_and_asked_again(self) -> None:
        shown = mark_in(ask(self.client, self.address, **AT).content.decode())
        late = sign_off(begun("补充稿"))
        release.place(late, self.page, by=self.editor)
        clear(self.issue)
        again = self.client.post(self.address, {**AT, "shown": shown})
        self.assertContains(again, "补充稿")
        self.assertTrue(again.context["has_changed"])
        self.assertIsNone(self.at())
        self.client.post(self.address, {**AT, "shown": mark_in(again.content.decode())})
        self.assertEqual(self.at(), FAR_AHEAD)

    def test_an_edit_meanwhile_is_refused_by_its_name(self) -> None:
        shown = mark_in(ask(self.client, self.address, **AT).content.decode())
        Article.objects.filter(pk=self.story.pk).update(body="改了。")
        workflow.void_if_changed(self.story, by=self.editor)
        told = self.client.post(self.address, {**AT, "shown": shown}, follow=True)
        self.assertContains(told, "麦田返青")
        self.assertIsNone(self.at())

    def test_a_yes_pressed_twice_is_done_once(self) -> None:
        sent = {"do": "unschedule"}
        self.schedule()
        sent["shown"] = mark_in(ask(self.client, self.address, **sent).content.decode())
        for _press in range(2):
            self.client.post(self.address, sent)
        self.assertEqual(Entry.objects.filter(action="unschedule").count(), 1)

    def test_a_forged_move_or_story_does_nothing(self) -> None:
        for move in ({"do": "x"}, {"do": "hold_back", "story": "abc"}, {"do": "hold_back"}):
            with self.subTest(move):
                self.assertEqual(self.client.post(self.address, move).status_code, 404)

    def test_an_editor_moves_nothing(self) -> None:
        self.schedule()
        self.client.force_login(self.editor)
        for move in (LATER, {"do": "now"}, {"do": "unschedule"}):
            self.answer(**move)
        self.assertEqual(self.at(), FAR_AHEAD)


class HoldBackTests(PageCase):
    def hold_back(self, story: Article, why: str = "版面不够") -> Any:
        return self.answer(do="hold_back", story=story.pk, why=why)

    def test_it_goes_back_signed_and_the_issue_keeps_its_time(self) -> None:
        self.schedule()
        self.hold_back(self.story)
        self.story.refresh_from_db()
        self.assertEqual((self.story.status, self.story.publish_at), (Article.Status.SIGNED_OFF, None))
        self.assertFalse(self.story.placements.exists())
        self.assertEqual(Article.objects.get(pk=self.other.pk).publish_at, FAR_AHEAD)
        expect_kept(self.story, self.other)

    def test_it_leaves_every_page_on_which_it_goes_on(self) -> None:
        second = make_page(self.issue, "A2", 2)
        first = self.story.placements.get()
        make_placement(self.story, second, continues=first)
        make_placement(sign_off(begun("第二版")), second)
        self.hold_back(self.story)
        self.assertFalse(self.story.placements.exists())

    def test_a_reason_is_asked_for(self) -> None:
        page = self.hold_back(self.story, why="")
        self.assertTrue(page.context["lacks_reason"])
        self.assertTrue(self.story.placements.exists())

    def test_the_page_names_it_with_its_reason(self) -> None:
        self.hold_back(self.story)
        self.assertContains(self.client.get(self.address), "版面不够")

    def test_placed_again_it_is_no_longer_held_back(self) -> None:
        self.hold_back(self.story)
        release.place(self.story, self.page, by=self.editor)
        self.assertEqual(self.client.get(self.address).context["outlook"].held_back, [])

    def test_a_waiting_issue_is_left_no_empty_page(self) -> None:
        self.schedule()
        self.hold_back(self.story)
        self.hold_back(self.other)
        self.assertTrue(self.other.placements.exists())

    def test_the_reason_is_in_the_trail_of_issue_and_story(self) -> None:
        self.hold_back(self.story)
        entries = Entry.objects.filter(action="hold_back").order_by("label")
        self.assertEqual([entry.label for entry in entries], ["articles.article", "issues.issue"])
        self.assertEqual({entry.note for entry in entries}, {"版面不够"})


class WebFirstPageTests(PageCase):
    def setUp(self) -> None:
        super().setUp()
        self.address = reverse("admin:issues_web_first", args=[self.story.pk])

    def times(self) -> tuple[Any, Any]:
        return Article.objects.values_list("web_first_at", "publish_at").get(pk=self.story.pk)

    def test_the_story_has_a_way_to_it(self) -> None:
        page = self.client.get(reverse("admin:articles_article_change", args=[self.story.pk]))
        self.assertContains(page, self.address)

    def test_at_a_time_and_taken_back(self) -> None:
        self.answer(do="first", **AT)
        self.assertEqual(self.times(), (FAR_AHEAD, FAR_AHEAD))
        self.assertContains(self.client.get(reverse("admin:articles_article_changelist")), "state-web_first")
        self.answer(do="take_back")
        self.assertEqual(self.times(), (None, None))

    def test_at_once(self) -> None:
        self.answer(do="first_now")
        self.assertTrue(Article.objects.published().filter(pk=self.story.pk).exists())

    def test_what_changed_meanwhile_is_asked_again(self) -> None:
        shown = mark_in(ask(self.client, self.address, do="first", **AT).content.decode())
        releasing.schedule(self.issue, at=FAR_AHEAD + dt.timedelta(days=1), by=self.chief)
        again = self.client.post(self.address, {"do": "first", **AT, "shown": shown})
        self.assertTrue(again.context["has_changed"])
        self.assertIsNone(self.times()[0])

    def test_an_unsigned_story_and_an_editor_are_sent_back(self) -> None:
        workflow.return_to_author(self.story, by=self.chief, note="核实")
        self.assertEqual(self.client.get(self.address).status_code, 302)
        self.client.force_login(self.editor)
        answer(self.client, reverse("admin:issues_web_first", args=[self.other.pk]), do="first_now")
        self.assertFalse(Article.objects.published().exists())

    def test_a_story_that_is_not_there(self) -> None:
        self.assertEqual(self.client.get(reverse("admin:issues_web_first", args=[10**9])).status_code, 404)


class CountedQueries:
    """How many queries were asked inside."""

    def __enter__(self) -> CountedQueries:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        self._captured = CaptureQueriesContext(connection)
        self._captured.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self._captured.__exit__(*error)
        self.count = len(self._captured)
