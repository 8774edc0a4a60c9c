"""What a page of the staff site asks the database, and that it does not ask the same again and again."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from unittest import skipUnless

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Article, Credit
from ingest.importing import ingest_page
from policy.roles import Role
from policy.table import Scope
from tests.clients import StaffClient
from tests.make import make_article, make_credit, make_desk, make_person, make_town, make_user

PAGE = "开渠了\n本报讯(通讯员 安宁)渠道开挖了。"
# The places of the prefecture, and the issues that are not out.
SEARCHED_WHOLE = ("SCAN CONSTANT ROW", "SCAN towns_", "SCAN issues_issue USING INDEX issue_of_the_run")
TOGETHER = ("ingest_extract", "issues_issue", "articles_revision", "audit_entry")
TABLE = re.compile(r'(?:FROM|INTO|UPDATE|JOIN) "(\w+)"')


class StoryPageTests(TestCase):
    """A desk editor opens a story of another desk that credits her: hers to see, and only by that credit."""

    client_class = StaffClient

    @classmethod
    def setUpTestData(cls) -> None:
        cls.editor = make_user("editor", Role.DESK_EDITOR)
        cls.person = make_person(user=cls.editor)
        cls.story = make_article(desk=make_desk(), filed_by=make_user("reporter", Role.REPORTER))
        make_credit(cls.story, cls.person, role=Credit.Role.REPORTER)

    def test_it_asks_once_whose_the_story_is(self) -> None:
        self.client.force_login(self.editor)
        with CaptureQueriesContext(connection) as queries:
            page = self.client.get(reverse("admin:articles_article_change", args=[self.story.pk]))
        self.assertContains(page, "_save")
        asked = [query["sql"] for query in queries if query["sql"].startswith("SELECT 1 AS")]
        self.assertEqual(len([sql for sql in asked if '"articles_credit"' in sql]), 1)

    def test_a_story_that_is_read_again_is_asked_about_again(self) -> None:
        story = Article.objects.get(pk=self.story.pk)
        self.assertTrue(story.lies_within(Scope.OWN, self.editor))
        story.credits.all().delete()
        story.refresh_from_db()
        self.assertFalse(story.lies_within(Scope.OWN, self.editor))


class PrintedPageTests(TestCase):
    """A page that is taken in, of one story and of many."""

    @classmethod
    def setUpTestData(cls) -> None:
        make_town()

    def asked_for(self, stories: int, *, day: int) -> Counter[str]:
        """How often each table was read or written to take in a page of so many stories."""
        text = "\n".join(
            f"{number}号渠开挖\n本报讯(通讯员 安宁)田庄镇渠道开挖了。\n" for number in range(stories)
        )
        with CaptureQueriesContext(connection) as queries:
            taken = ingest_page(text, date=dt.date(2023, 12, day), label="A3")
        self.assertEqual(len(taken.articles), stories)
        return Counter(table for query in queries for table in set(TABLE.findall(query["sql"])))

    def test_many_stories_are_placed_and_kept_at_once(self) -> None:
        self.asked_for(1, day=19)
        few, many = self.asked_for(1, day=20), self.asked_for(12, day=21)
        for table in TOGETHER:
            self.assertEqual(many[table], few[table], table)

    @skipUnless(connection.vendor == "sqlite", "PostgreSQL plans by what the tables hold.")
    def test_nothing_is_searched_whole_that_grows_with_the_archive(self) -> None:
        with CaptureQueriesContext(connection) as queries:
            ingest_page(PAGE, date=dt.date(2023, 12, 20), label="A3")
        asked = {query["sql"] for query in queries if query["sql"].startswith(("SELECT", "UPDATE"))}
        found = [step for sql in asked for step in plan_of(sql) if step.startswith("SCAN")]
        self.assertEqual([step for step in found if not step.startswith(SEARCHED_WHOLE)], [])


def plan_of(sql: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        return [step for *_place, step in cursor.fetchall()]
