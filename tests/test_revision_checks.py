"""The past of stories is what the audit trail says, or the trail is not whole."""

from __future__ import annotations

from django.db import connection, transaction
from django.test import TestCase
from django.utils import timezone

from articles.models import Revision
from audit.bin import discard, purge
from audit.models import KEPT
from audit.verify import Broken, verify
from policy.roles import Role
from tests import kept
from tests.make import make_article, make_user


class StoryTests(TestCase):
    """Every version of a story is what its entry says."""

    def setUp(self) -> None:
        self.editor = make_user("bianji", Role.DESK_EDITOR)
        self.story = make_article("雪后麦田", body="一场瑞雪。" * 40, filed_by=self.editor)
        for number in range(3):
            self.save(f"第{number}次。")

    def save(self, text: str) -> None:
        self.story.refresh_from_db()
        kept.save(self.story, by=self.editor, body=self.story.body + text)

    def said(self, *, slowly: bool = False) -> str:
        try:
            verify(slowly=slowly)
        except Broken as broken:
            return str(broken)
        return ""

    def test_a_story_with_its_versions_is_whole(self) -> None:
        self.assertEqual(self.said(slowly=True), "")

    def test_a_missing_version_is_found(self) -> None:
        Revision.objects.filter(number=4).delete()
        self.assertIn("4", self.said())

    def test_changed_bytes_and_a_changed_hash_are_found(self) -> None:
        last = Revision.objects.get(number=4)
        for changes in ({"sha256": "a" * 64}, {"data": bytes(last.data)[:-9]}, {"data": b""}):
            with self.subTest(changes), transaction.atomic():
                Revision.objects.filter(pk=last.pk).update(**changes)
                self.assertIn("4", self.said())
                transaction.set_rollback(True)

    def test_a_version_without_the_one_it_builds_on_is_found(self) -> None:
        based = Revision.objects.exclude(base=None).last()
        assert based is not None
        with transaction.atomic():
            Revision.objects.filter(pk=based.base_id or 0).delete()
            self.assertNotEqual(self.said(), "")
            transaction.set_rollback(True)

    def test_a_version_without_an_entry_is_found(self) -> None:
        last = Revision.objects.get(number=4)
        last.pk, last.number = None, 5
        last.save(force_insert=True)
        self.assertIn("5", self.said())

    def test_the_versions_of_a_purged_story_may_be_gone(self) -> None:
        discard([self.story], by=self.editor)
        purge(timezone.now() + KEPT)
        self.assertFalse(Revision.objects.exists())
        self.assertEqual(self.said(slowly=True), "")

    def test_the_versions_of_a_story_in_the_bin_may_not(self) -> None:
        discard([self.story], by=self.editor)
        Revision.objects.all().delete()
        self.assertIn("1", self.said())

    def test_a_story_that_was_changed_by_sql_is_found_when_asked_for(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE articles_article SET body = 'anders' WHERE id = %s", [self.story.pk])
        self.assertEqual(self.said(), "")
        self.assertIn(str(self.story.pk), self.said(slowly=True))
