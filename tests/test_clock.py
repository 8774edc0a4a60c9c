"""One answer is read at one moment: no page is half of before an issue's time and half of after it."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import TestCase
from django.urls import reverse

from articles import clock
from articles.models import Article
from issues.models import Issue
from tests import make

SOON = dt.timedelta(seconds=0.6)


class Straddling:
    """Lets the moment pass between the first query of its kind that has `marked` in it and the next one."""

    def __init__(self, moment: dt.datetime, kind: str = "SELECT", marked: str = "publish_at") -> None:
        self.moment, self.kind, self.marked, self.has_waited = moment, kind, marked, False

    def __call__(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        result = execute(sql, *rest)
        if not self.has_waited and sql.startswith(self.kind) and self.marked in sql:
            self.has_waited = True
            wait_until(self.moment)
        return result


def wait_until(moment: dt.datetime) -> None:
    while clock.database_time() <= moment:
        time.sleep(0.02)


class OneMomentTests(TestCase):
    """An issue of tomorrow's town story that appears while a page is being put together."""

    def setUp(self) -> None:
        self.at = clock.database_time() + SOON
        self.town = make.make_town()
        page = make.make_page(make.make_issue(dt.date(2026, 11, 26), publish_at=self.at))
        self.story = make.make_published("明日的要闻", publish_at=self.at, towns=(self.town,))
        make.make_placement(self.story, page)
        self.issue = page.issue

    def asked(self, address: str) -> str:
        with connection.execute_wrapper(Straddling(self.at)):
            return self.client.get(address).content.decode()

    def test_the_front_page_begun_before_the_moment_knows_nothing_of_the_issue(self) -> None:
        text = self.asked("/")
        self.assertNotIn("明日的要闻", text)
        self.assertNotIn(self.issue.get_absolute_url(), text)

    def test_the_front_page_begun_after_it_has_all_of_it(self) -> None:
        wait_until(self.at)
        text = self.client.get("/").content.decode()
        self.assertIn("明日的要闻", text)
        self.assertIn(self.issue.get_absolute_url(), text)

    def test_a_page_that_is_drawn_after_its_view_is_read_at_the_same_moment(self) -> None:
        self.assertNotIn("/articles/", self.asked(reverse("sitemap-section", args=["stories"])))

    def test_the_town_page_counts_and_lists_at_the_same_moment(self) -> None:
        self.assertNotIn("明日的要闻", self.asked(self.town.get_absolute_url()))


class ReadingTests(TestCase):
    def test_what_readers_will_find_is_read_at_a_moment_to_come(self) -> None:
        story = make.make_published(publish_at=make.FAR_AHEAD)
        issue = make.make_issue(publish_at=make.FAR_AHEAD)
        with clock.reading(at=make.FAR_AHEAD):
            self.assertIn(story, Article.objects.published())
            self.assertIn(issue, Issue.objects.published())
        self.assertNotIn(story, Article.objects.published())
        self.assertNotIn(issue, Issue.objects.published())

    def test_the_moment_ends_with_its_block_whatever_happens(self) -> None:
        story = make.make_published(publish_at=make.FAR_AHEAD)
        with self.assertRaises(ZeroDivisionError), clock.reading(at=make.FAR_AHEAD):
            _ = 1 / 0
        self.assertNotIn(story, Article.objects.published())
