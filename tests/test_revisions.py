"""The past of a story: what is kept of it, in how many bytes, and the way back."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import TestCase

from articles.models import Article, Photo, Revision
from articles.revisions.applying import SavedMeanwhile, restore
from articles.revisions.keeping import hold, keep, latest, snapshot_of
from articles.revisions.snapshot import snapshot
from audit.models import Entry
from audit.trail import record
from policy.roles import Role
from tests import kept
from tests.make import make_article, make_credit, make_desk, make_person, make_photo, make_town, make_user

How = Revision.How


class KeepingTests(TestCase):
    def setUp(self) -> None:
        self.editor = make_user("bianji", Role.DESK_EDITOR)
        make_desk("要闻部", members=(self.editor,))
        self.town = make_town()
        self.story = make_article(
            "雪后麦田", body="一场瑞雪。\n麦田青青。", towns=(self.town,), filed_by=self.editor
        )
        make_credit(self.story, make_person("王燕"), role="reporter")
        self.photo = make_photo(self.story, "图为麦田。")

    def save(self, **fields: Any) -> Revision | None:
        return kept.save(self.story, by=self.editor, why="补一个数字", **fields)

    def test_the_first_change_keeps_what_was_before_it_as_well(self) -> None:
        self.save(body="一场瑞雪。")
        first, second = Revision.objects.order_by("number")
        self.assertEqual(first.how, How.BEGIN)
        self.assertEqual(snapshot_of(first)["fields"]["body"], "一场瑞雪。\n麦田青青。")
        self.assertEqual(snapshot_of(second)["fields"]["body"], "一场瑞雪。")
        self.assertEqual((second.by, second.why), (self.editor, "补一个数字"))

    def test_a_damaged_version_stops_nobody_who_writes(self) -> None:
        self.save(body="一场瑞雪。")
        Revision.objects.update(data=b"damaged")
        kept = self.save(body="一场大雪。")
        assert kept is not None
        self.assertIsNone(kept.base)
        self.assertEqual(snapshot_of(kept)["fields"]["body"], "一场大雪。")

    def test_a_save_that_changes_nothing_keeps_nothing(self) -> None:
        self.save(body="一场瑞雪。")
        self.assertIsNone(self.save(body="一场瑞雪。"))

    def test_each_revision_has_its_entry_in_the_trail(self) -> None:
        self.save(body="一场瑞雪。")
        kept = latest(self.story)
        assert kept is not None
        entry = Entry.objects.order_by("-number")[0]
        self.assertEqual(entry.after_values["sha256"], kept.sha256)
        self.assertEqual((entry.label, entry.key), ("articles.article", str(self.story.pk)))

    def test_the_database_refuses_to_change_or_delete_an_entry(self) -> None:
        self.save(body="一场瑞雪。")
        for harm in (
            lambda: Entry.objects.update(note="x"),
            lambda: Entry.objects.all().delete(),
        ):
            with self.assertRaisesMessage(Exception, "append-only"), transaction.atomic():
                harm()

    def test_a_version_is_brought_back_whole(self) -> None:
        before = snapshot(self.story)
        self.save(headline="麦田", body="没有了。")
        with transaction.atomic():
            hold(self.story)
            self.photo.delete()
            self.story.credits.all().delete()
            self.story.towns.clear()
            self.story.tags.add("三农")
            keep(self.story, by=self.editor, how=How.FORM)
        self.story.refresh_from_db()
        first = Revision.objects.get(number=1)
        restore(self.story, first, by=self.editor, version=self.story.version)
        after = snapshot(self.story)
        for part in ("fields", "towns", "tags"):
            self.assertEqual(after[part], before[part])
        self.assertEqual(after["credits"][0]["printed_text"], "王燕")
        self.assertEqual(after["photos"][0]["caption"], "图为麦田。")

    def test_a_photo_that_a_version_has_not_goes_back_to_the_library(self) -> None:
        self.save(body="一场瑞雪。")
        with transaction.atomic():
            hold(self.story)
            later = make_photo(self.story, "后来的照片。")
            keep(self.story, by=self.editor, how=How.PHOTO)
        self.story.refresh_from_db()
        restore(self.story, Revision.objects.get(number=1), by=self.editor, version=self.story.version)
        self.assertIsNone(Photo.objects.get(pk=later.pk).article)

    def test_a_version_is_not_brought_back_over_a_save_nobody_has_looked_at(self) -> None:
        self.save(body="一场瑞雪。")
        with self.assertRaises(SavedMeanwhile):
            restore(self.story, Revision.objects.get(number=1), by=self.editor, version=1)

    def test_a_long_story_takes_few_bytes_a_revision(self) -> None:
        body = "\n".join(
            f"第{number}段，{chr(0x4E00 + number * 7)}{chr(0x5E00 + number * 11)}镇的麦田。"
            for number in range(60)
        )
        for number in range(10):
            self.save(body=f"{body}\n第{number}次改动。")
        sizes = [len(row.data) for row in Revision.objects.filter(base__isnull=False)]
        whole = [len(row.data) for row in Revision.objects.filter(base=None)]
        self.assertLessEqual(len(whole), 2)
        self.assertLess(max(sizes), 500)


@pytest.mark.django_db(transaction=True)
def test_a_record_outside_of_a_transaction_is_refused() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        record("change", make_article("雪后麦田"), by=None)


class TableTests(TestCase):
    def test_two_revisions_of_one_number_cannot_be(self) -> None:
        story = make_article("雪后麦田")
        with transaction.atomic():
            hold(story)
        again = Revision.objects.get(article=story)
        again.pk = None
        with self.assertRaises(IntegrityError), transaction.atomic():
            again.save(force_insert=True)
        self.assertEqual(Article.objects.count(), 1)
