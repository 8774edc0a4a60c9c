"""One answer is of one state of the database, and no cache keeps an answer beyond the next release."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import Any

from django.db import connection
from django.test import TestCase, TransactionTestCase
from django.urls import reverse

from articles import clock, workflow
from articles.models import Article
from issues import release
from issues.board.moves import held
from issues.models import Issue
from people.models import User
from policy.roles import Role
from reader.snapshot import one_state
from tests import make
from tests.test_clock import Straddling
from tests.test_races import shared_database
from tests.test_reader_crawl import CrawlTests as Crawled

TOMORROW = dt.date(2026, 11, 26)


class Meanwhile:
    """Does something in another connection after the first query about stories or issues."""

    def __init__(self, act: Callable[[], object]) -> None:
        self.act, self.is_done = act, False

    def __call__(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        result = execute(sql, *rest)
        if not self.is_done and "publish_at" in sql:
            self.is_done = True
            elsewhere(self.act)
        return result


def elsewhere(act: Callable[[], object]) -> None:
    """In a thread, which has a connection of its own."""

    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(run).result()


def make_world() -> tuple[User, Issue, Article]:
    chief = make.make_user("zongbian", Role.CHIEF_EDITOR)
    issue = make.make_issue(TOMORROW)
    story = make.sign_off(make.make_article("明日的要闻", towns=(make.make_town(),)))
    release.place(story, make.make_page(issue))
    make.clear(issue)
    return chief, issue, story


class OneStateTests(TransactionTestCase):
    def setUp(self) -> None:
        self.chief, self.issue, self.story = make_world()
        make.make_placement(
            make.make_published("昨天的要闻"), make.make_page(make.make_issue(publish_at=make.LONG_AGO))
        )

    def test_a_release_at_once_between_two_queries_is_for_the_next_answer(self) -> None:
        with shared_database():
            elsewhere(self.read_during_a_release)

    def read_during_a_release(self) -> None:
        """Of a moment already past: by the time alone the second query would see it."""
        at = clock.database_time() - dt.timedelta(seconds=1)
        released = Meanwhile(lambda: release.schedule(self.issue, at=at, by=self.chief))
        with connection.execute_wrapper(released):
            text = self.client.get("/").content.decode()
        self.assertTrue(released.is_done)
        self.assertNotIn("明日的要闻", text)
        self.assertIn("明日的要闻", self.client.get("/").content.decode())

    def test_readers_hold_up_nobody_who_writes(self) -> None:
        with shared_database():
            elsewhere(self.release_during_an_answer)

    def release_during_an_answer(self) -> None:
        with one_state():
            self.assertEqual(Issue.objects.published().count(), 1)
            elsewhere(lambda: release.release_now(self.issue, by=self.chief))
            self.assertEqual(Issue.objects.published().count(), 1)
        self.assertEqual(Issue.objects.published().count(), 2)

    def test_it_is_over_when_the_view_fails(self) -> None:
        with self.assertRaises(ZeroDivisionError), one_state():
            _ = 1 / 0
        release.release_now(self.issue, by=self.chief)
        self.assertEqual(Issue.objects.published().count(), 2)

    def test_a_picture_is_streamed_after_it(self) -> None:
        photo = make.make_photo(make.make_published("雪景"), image=make.make_picture())
        answer = self.client.get(reverse("photo", kwargs={"key": photo.key, "width": 480}))
        release.release_now(self.issue, by=self.chief)  # Needs a transaction of its own on this connection.
        self.assertTrue(b"".join(answer.streaming_content).startswith(b"RIFF"))


class MovedInTimeTests(TestCase):
    """The time comes while an editor's change is under way: readers keep what they have."""

    def setUp(self) -> None:
        self.chief, self.issue, _story = make_world()
        self.at = clock.database_time() + dt.timedelta(seconds=0.6)
        release.schedule(self.issue, at=self.at, by=self.chief)

    def late(self, kind: str = "UPDATE", marked: str = "publish_at") -> AbstractContextManager[None]:
        return connection.execute_wrapper(Straddling(self.at, kind, marked))

    def expect_kept(self) -> None:
        self.assertEqual(Issue.objects.get(pk=self.issue.pk).publish_at, self.at)
        self.assertTrue(Issue.objects.published().filter(pk=self.issue.pk).exists())

    def second_story(self) -> Article:
        """One more on the page of the waiting issue, which is not left empty without it."""
        story = make.make_published("乙", publish_at=self.at)
        make.make_placement(story, self.issue.pages.get())
        return story

    def test_pulling_back_comes_too_late(self) -> None:
        with self.assertRaises(release.NotReleasable), self.late():
            release.unschedule(self.issue, by=self.chief)
        self.expect_kept()

    def test_another_time_comes_too_late(self) -> None:
        with self.assertRaises(release.NotReleasable), self.late():
            release.schedule(self.issue, at=make.FAR_AHEAD, by=self.chief)
        self.expect_kept()

    def test_holding_a_story_back_comes_too_late(self) -> None:
        story = self.second_story()
        with self.assertRaises(release.NotReleasable), self.late("DELETE", "issues_placement"):
            release.hold_back(story, self.issue, by=self.chief, note="版面不够")
        self.assertTrue(story.placements.exists())

    def test_a_move_on_the_board_comes_too_late(self) -> None:
        story, page = self.second_story(), self.issue.pages.get()
        seen = {page.pk: page.version}
        with (
            self.assertRaises(release.NotReleasable),
            self.late("UPDATE", "issues_placement"),
            held(self.issue, by=self.chief, seen=seen, article=story) as hand,
        ):
            hand.set_length(page.pk, 100)
        self.assertFalse(story.placements.exclude(planned_length=None).exists())

    def test_taking_back_what_is_web_first_comes_too_late(self) -> None:
        story = make.make_published("丙", publish_at=self.at, web_first_at=self.at)
        with self.assertRaises(workflow.NotPossible), self.late("UPDATE", "articles_article"):
            workflow.take_back_first(story, by=self.chief)
        self.assertIn(story, Article.objects.published())


class CacheTests(Crawled):
    """Nothing that a cache keeps unasked may be otherwise after the next release."""

    def expect_asked_again(self, address: str, status: int) -> None:
        response = self.client.get(address)
        with self.subTest(address=address):
            self.assertEqual(response.status_code, status)
            self.assertEqual(response.headers["Cache-Control"], "no-cache")
            self.assertNotIn("Expires", response.headers)

    def test_every_public_address_is_asked_for_again_each_time(self) -> None:
        for address in self.addresses():
            if not address.startswith("/photos/"):
                self.expect_asked_again(address, 200)

    def test_what_is_not_there_yet_is_asked_for_again_each_time(self) -> None:
        story = self.hidden["scheduled"]
        photo = {"key": story.photos.get().key, "width": 480}
        coming = [
            story.get_absolute_url(),
            self.later.get_absolute_url(),
            self.later_page.get_absolute_url(),
            reverse("photo", kwargs=photo),
            reverse("photo-crop", kwargs=photo | {"height": 360}),
            reverse("photo-crop", kwargs=photo | {"width": 1200, "height": 630, "extension": "jpg"}),
            story.credits.get().person.get_absolute_url(),
            reverse("tag", kwargs={"slug": story.tags.get().slug}),
            "/issues/?year=2098",
            "/nowhere/",
        ]
        for address in coming:
            self.expect_asked_again(address, 404)

    def test_what_was_withdrawn_is_asked_for_again_each_time(self) -> None:
        self.expect_asked_again(self.hidden["withdrawn"].get_absolute_url(), 410)
