"""Bringing a snapshot back after the newsroom moved on: nothing is stolen, overwritten or half written."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.db import transaction
from django.test import TestCase

from articles import workflow
from articles.models import Article, Photo, Revision
from articles.revisions.applying import restore
from articles.revisions.keeping import hold, keep, snapshot_of
from articles.revisions.snapshot import snapshot
from articles.workflow import NotPossible
from people.models import Desk
from policy.roles import Role
from tests import make

How = Revision.How


class ApplyingTests(TestCase):
    def setUp(self) -> None:
        self.editor = make.make_user("bianji", Role.DESK_EDITOR)
        self.story = make.make_article("雪后麦田", body="一场瑞雪。", filed_by=self.editor)
        self.photo = make.make_photo(
            self.story, "图为麦田。", image=make.stored_picture(), width=40, height=30
        )
        with transaction.atomic():
            hold(self.story)

    def bring_back(self, number: int = 1) -> list[str]:
        self.story.refresh_from_db()
        revision = Revision.objects.get(article=self.story, number=number)
        remarks = restore(self.story, revision, by=self.editor, version=self.story.version)
        self.story.refresh_from_db()
        return remarks

    def keep(self) -> None:
        with transaction.atomic():
            hold(self.story)
            keep(self.story, by=self.editor, how=How.FORM)

    def test_another_picture_comes_back_under_new_addresses(self) -> None:
        key = self.photo.key
        old = self.photo.image.name
        Photo.objects.filter(pk=self.photo.pk).update(image=make.stored_picture(), width=9, height=9)
        self.keep()
        self.bring_back()
        self.photo.refresh_from_db()
        self.assertEqual((self.photo.image.name, self.photo.width, self.photo.height), (old, 40, 30))
        self.assertNotEqual(self.photo.key, key)

    def test_the_same_picture_keeps_its_addresses(self) -> None:
        Photo.objects.filter(pk=self.photo.pk).update(caption="改了。")
        self.keep()
        self.bring_back()
        self.assertEqual(Photo.objects.get(pk=self.photo.pk).key, self.photo.key)

    def test_a_picture_whose_file_is_gone_is_told_and_the_photo_keeps_its_words(self) -> None:
        name = str(self.photo.image.name)
        self.photo.delete()
        self.keep()
        default_storage.delete(name)
        remarks = self.bring_back()
        photo = self.story.photos.get()
        self.assertEqual((photo.caption, photo.image.name or "", photo.width), ("图为麦田。", "", None))
        self.assertEqual(len(remarks), 1)

    def test_a_photo_that_stands_in_another_story_stays_there(self) -> None:
        other = make.make_article("别的稿件")
        Photo.objects.filter(pk=self.photo.pk).update(article=other, caption="别处的说明。")
        self.keep()
        self.bring_back()
        self.assertEqual(other.photos.get().caption, "别处的说明。")
        again = self.story.photos.get()
        self.assertEqual((again.caption, again.image.name), ("图为麦田。", self.photo.image.name))
        self.assertNotEqual(again.key, self.photo.key)

    def test_a_photo_of_the_library_comes_back_itself_unless_somebody_has_worked_on_it(self) -> None:
        Photo.objects.filter(pk=self.photo.pk).update(article=None)
        self.keep()
        self.bring_back()
        self.assertEqual(self.story.photos.get().pk, self.photo.pk)
        Photo.objects.filter(pk=self.photo.pk).update(article=None, caption="图片部补写的说明。")
        self.keep()
        self.bring_back()
        self.assertEqual(self.story.photos.get().caption, "图为麦田。")
        self.assertEqual(Photo.objects.get(pk=self.photo.pk).caption, "图片部补写的说明。")

    def test_photos_and_credits_of_one_place_keep_their_order(self) -> None:
        for caption in ("乙。", "丙。"):
            make.make_photo(self.story, caption, order=self.photo.order)
        for name in ("王燕", "郭锦萍"):
            make.make_credit(self.story, role="reporter", printed_text=name, order=1)
        self.keep()
        before = snapshot(self.story)
        self.story.photos.first().delete()  # type: ignore[union-attr]  # There is one.
        self.story.credits.all().delete()
        self.keep()
        self.bring_back(2)
        after = snapshot(self.story)
        for part, name in (("photos", "caption"), ("credits", "printed_text")):
            self.assertEqual([row[name] for row in after[part]], [row[name] for row in before[part]])

    def test_a_correction_stays_one_and_nothing_becomes_one(self) -> None:
        correction = make.make_article("更正", genre="correction", corrects=self.story, filed_by=self.editor)
        with transaction.atomic():
            hold(correction)
        first = Revision.objects.get(article=correction)
        # The version of another story: what a merge may bring, and a forged one.
        restore(self.story, first, by=self.editor, version=self.story.version)
        self.story.refresh_from_db()
        self.assertEqual((self.story.headline, self.story.genre), ("更正", "news"))
        correction.refresh_from_db()
        own = Revision.objects.filter(article=self.story).order_by("number")[0]
        restore(correction, own, by=self.editor, version=correction.version)
        correction.refresh_from_db()
        self.assertEqual(correction.genre, "correction")

    def test_authors_bring_back_no_desk(self) -> None:
        desk, other = Desk.objects.create(name="本部"), Desk.objects.create(name="他部")
        Article.objects.filter(pk=self.story.pk).update(desk=desk)
        self.keep()
        Article.objects.filter(pk=self.story.pk).update(desk=other)
        self.keep()
        self.story.refresh_from_db()
        author = make.make_user("jizhe", Role.REPORTER)
        restore(self.story, Revision.objects.get(number=2), by=author, version=self.story.version)
        self.story.refresh_from_db()
        self.assertEqual(self.story.desk, other)
        self.bring_back(2)
        self.assertEqual(self.story.desk, desk)

    def test_what_was_changed_past_every_door_is_kept_before_it_is_overwritten(self) -> None:
        Article.objects.filter(pk=self.story.pk).update(body="直接写进数据库的。")
        self.bring_back()
        bodies = [snapshot_of(each)["fields"]["body"] for each in Revision.objects.order_by("number")]
        self.assertEqual(bodies, ["一场瑞雪。", "直接写进数据库的。", "一场瑞雪。"])

    def test_a_version_without_a_headline_changes_nothing_of_a_filed_story(self) -> None:
        Article.objects.filter(pk=self.story.pk).update(headline="")
        self.keep()
        Article.objects.filter(pk=self.story.pk).update(headline="有了标题")
        self.story.refresh_from_db()
        self.keep()
        workflow.submit(self.story, by=self.editor)
        with self.assertRaises(NotPossible):
            self.bring_back(2)
        self.story.refresh_from_db()
        self.assertEqual(self.story.headline, "有了标题")
