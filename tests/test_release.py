"""An issue appears whole, at its time, with nothing running; until then it is nowhere."""

from __future__ import annotations

import datetime as dt
import time

from django.core.exceptions import PermissionDenied
from django.test import TestCase
from django.utils import timezone

from articles import workflow
from articles.models import Article
from issues import release, whole
from issues.models import Issue, Page, Placement
from policy.roles import Role
from tests.make import FAR_AHEAD, LONG_AGO, make_article, make_issue, make_page, make_user, sign_off


class ReleaseTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.editor = make_user("bianji", Role.DESK_EDITOR)
        cls.chief = make_user("zongbian", Role.CHIEF_EDITOR)

    def setUp(self) -> None:
        self.issue = make_issue()
        self.page = make_page(self.issue)
        self.story = sign_off(make_article("麦田返青"))
        release.place(self.story, self.page)

    def published(self) -> tuple[int, int]:
        return Issue.objects.published().count(), Article.objects.published().count()

    def test_issue_and_stories_share_one_time(self) -> None:
        release.schedule(self.issue, at=FAR_AHEAD, by=self.chief)
        self.assertEqual(Issue.objects.get().publish_at, FAR_AHEAD)
        self.assertEqual(Article.objects.get().publish_at, FAR_AHEAD)
        self.assertEqual(self.published(), (0, 0))

    def test_it_appears_at_the_second_without_anything_running(self) -> None:
        at = timezone.now() + dt.timedelta(seconds=1)
        release.schedule(self.issue, at=at, by=self.chief)
        self.assertEqual(self.published(), (0, 0))
        time.sleep((at - timezone.now()).total_seconds() + 0.05)
        # One transaction sees one moment on PostgreSQL's now(); Django asks for the statement's.
        self.assertEqual(self.published(), (1, 1))

    def test_a_past_time_releases_at_once(self) -> None:
        release.schedule(self.issue, at=LONG_AGO, by=self.chief)
        self.assertEqual(self.published(), (1, 1))

    def test_only_who_may_release_does(self) -> None:
        with self.assertRaises(PermissionDenied):
            release.schedule(self.issue, at=LONG_AGO, by=self.editor)

    def test_an_unsigned_story_stops_the_whole_issue_and_is_named(self) -> None:
        release.place(make_article("未签发的稿子"), self.page)
        with self.assertRaises(release.NotReleasable) as caught:
            release.schedule(self.issue, at=LONG_AGO, by=self.chief)
        self.assertIn("未签发的稿子", str(caught.exception))
        self.assertEqual(self.published(), (0, 0))

    def test_an_empty_page_is_named(self) -> None:
        make_page(self.issue, label="A4", order=4)
        self.assertTrue(any("A4" in problem for problem in whole.told(self.issue)))

    def test_an_issue_without_pages_is_refused(self) -> None:
        self.assertEqual(len(whole.problems(make_issue(dt.date(2023, 12, 21)))), 1)

    def test_a_scheduled_issue_is_pulled_back(self) -> None:
        release.schedule(self.issue, at=FAR_AHEAD, by=self.chief)
        release.unschedule(self.issue, by=self.chief)
        self.assertIsNone(Article.objects.get().publish_at)

    def test_an_issue_that_is_out_is_not_pulled_back(self) -> None:
        release.schedule(self.issue, at=LONG_AGO, by=self.chief)
        with self.assertRaises(release.NotReleasable):
            release.unschedule(self.issue, by=self.chief)
        self.assertEqual(self.published(), (1, 1))

    def test_a_scheduled_issue_takes_signed_copy_only(self) -> None:
        release.schedule(self.issue, at=FAR_AHEAD, by=self.chief)
        with self.assertRaises(release.NotReleasable):
            release.place(make_article("迟到的草稿"), self.page)

    def test_signed_copy_placed_later_takes_the_issues_time(self) -> None:
        release.schedule(self.issue, at=FAR_AHEAD, by=self.chief)
        late = sign_off(make_article("补充稿"))
        release.place(late, self.page)
        late.refresh_from_db()
        self.assertEqual(late.publish_at, FAR_AHEAD)

    def test_a_page_read_before_the_release_does_not_undo_it(self) -> None:
        stale = Page.objects.select_related("issue").get()
        release.schedule(self.issue, at=LONG_AGO, by=self.chief)
        late = sign_off(make_article("补充稿"))
        release.place(late, stale)
        self.assertEqual(self.published(), (1, 2))

    def test_an_issue_that_is_out_is_not_put_off(self) -> None:
        release.schedule(self.issue, at=LONG_AGO, by=self.chief)
        with self.assertRaises(release.NotReleasable):
            release.schedule(self.issue, at=FAR_AHEAD, by=self.chief)
        self.assertEqual(self.published(), (1, 1))

    def test_what_makes_a_hole_after_scheduling_is_a_problem_again(self) -> None:
        release.schedule(self.issue, at=FAR_AHEAD, by=self.chief)
        workflow.withdraw(self.story, by=self.chief, reason="facts", note="待核实")
        self.assertEqual(len(whole.problems(self.issue)), 1)

    def test_a_new_lead_takes_the_place_of_the_old_one(self) -> None:
        other = sign_off(make_article("头条"))
        release.place(self.story, self.page, position="lead")
        release.place(other, self.page, position="lead")
        self.assertEqual([row.article for row in self.page.placements.filter(position="lead")], [other])

    def test_imported_drafts_on_an_issue_that_is_out_stay_hidden_until_signed(self) -> None:
        release.schedule(self.issue, at=LONG_AGO, by=self.chief)
        draft = make_article("补录的稿子")
        release.place_imported([Placement(article=draft, page=self.page, order=1)])
        self.assertEqual(self.published(), (1, 1))
        sign_off(draft)
        self.assertEqual(self.published(), (1, 2))

    def test_a_story_stands_in_one_issue(self) -> None:
        other = make_page(make_issue(dt.date(2023, 12, 21)))
        with self.assertRaises(release.NotReleasable):
            release.place(self.story, other)

    def test_a_story_taken_off_every_page_loses_its_time(self) -> None:
        release.schedule(self.issue, at=FAR_AHEAD, by=self.chief)
        self.story.placements.all().delete()
        release.follow_issue(self.issue, moved=[self.story.pk], by=self.chief)
        self.assertIsNone(Article.objects.get().publish_at)

    def test_an_edit_after_sign_off_takes_the_story_off_until_signed_again(self) -> None:
        release.schedule(self.issue, at=LONG_AGO, by=self.chief)
        Article.objects.update(body="改了。")
        workflow.void_if_changed(self.story, by=self.editor)
        self.assertEqual(self.published(), (1, 0))
        sign_off(self.story)
        self.assertEqual(self.published(), (1, 1))
