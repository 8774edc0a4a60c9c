"""What was tried against the history of stories, the bin and the trail: none of it may work again."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Photo, Revision, UnmergedCopy
from articles.revisions.conflicts import keep_copy
from articles.revisions.keeping import hold, keep
from articles.revisions.packing import unpack_value
from articles.revisions.snapshot import snapshot
from audit.bin import discard, purge
from audit.models import KEPT, Deletion, Entry
from policy.roles import Role
from tests.cast import CastTests, change, story_form
from tests.make import make_article, make_photo, make_picture, make_town, make_user
from tests.test_conflicts import ConflictTests, keys, page_of
from tests.test_doors import photo_rows

LONGER = "9" * 5000
NUL = "前\0后"


class HostileTextTests(CastTests):
    """A reporter's draft of two versions."""

    def setUp(self) -> None:
        self.story = make_article("麦田返青", body="第一句。", filed_by=self.reporter)
        self.save(body="第二句。")
        self.client.force_login(self.reporter)

    def save(self, **fields: Any) -> None:
        with transaction.atomic():
            story = hold(self.story)
            for name, value in fields.items():
                setattr(story, name, value)
            story.version += 1
            story.save()
            keep(story, by=self.reporter, how=Revision.How.FORM)

    def submit(self) -> None:
        Article.objects.filter(pk=self.story.pk).update(status=Article.Status.SUBMITTED)

    def mine(self) -> Any:
        return unpack_value(UnmergedCopy.objects.get().data)

    def test_the_reason_of_a_restore(self) -> None:
        address = reverse("admin:articles_article_restore", args=[self.story.pk, 1])
        response = self.client.post(address, {"version": 2, "why": NUL})
        self.assertEqual(response.status_code, 302)
        self.assertEqual(Revision.objects.get(how="restore").why, "前后")

    def test_the_reason_of_a_restore_is_short(self) -> None:
        address = reverse("admin:articles_article_restore", args=[self.story.pk, 1])
        self.client.post(address, {"version": 2, "why": "长" * 100_000})
        self.assertLessEqual(len(Revision.objects.get(how="restore").why), 500)

    def test_numbers_that_python_does_not_read(self) -> None:
        self.client.force_login(self.chief)
        self.assertEqual(self.client.get(change(self.story), {"photos": LONGER}).status_code, 200)
        trail = reverse("admin:audit_entry_changelist")
        self.assertLess(self.client.get(trail, {"by": LONGER}).status_code, 400)

    def test_the_note_of_a_step_taken_with_the_save(self) -> None:
        form = story_form(version=2, body="第三句。", _step="submit", step_note=NUL)
        response = self.client.post(change(self.story), form | {"form_key": str(uuid.uuid4())})
        self.assertEqual(response.status_code, 302)
        self.assertEqual(self.story.status_changes.get().note, "前后")

    def test_a_version_that_python_does_not_read_loses_no_text(self) -> None:
        self.submit()
        for version in (LONGER, "９" * 30, "²", "-1", "0", ""):
            with self.subTest(version=version[:5]):
                UnmergedCopy.objects.all().delete()
                response = self.client.post(change(self.story), story_form(version=version, body="新写的。"))
                self.assertEqual(response.status_code, 303)
                self.assertIn("新写的。", self.mine()["fields"]["body"])

    def test_what_came_too_late_is_merged_whatever_was_sent(self) -> None:
        self.submit()
        self.client.post(
            change(self.story), story_form(version=1, body="新写的。", kicker=NUL, tags=f"甲，{NUL}")
        )
        Article.objects.filter(pk=self.story.pk).update(status=Article.Status.RETURNED)
        copy = UnmergedCopy.objects.get()
        page = self.client.get(page_of(copy)).content.decode()
        answers = {f"choice-{key}": "own" for key in keys(page)} | {f"own-{key}": NUL for key in keys(page)}
        response = self.client.post(page_of(copy), answers | {"version": 2})
        self.assertEqual(response.status_code, 302, response.content.decode()[:3000])
        self.story.refresh_from_db()
        self.assertEqual(self.story.kicker, "前后")

    def test_a_caption_and_a_credit_that_came_too_late_with_new_rows(self) -> None:
        self.submit()
        form = story_form(version=2, body="第二句。") | {
            "photos-TOTAL_FORMS": 1,
            "photos-0-id": "",
            "photos-0-caption": "新照片的说明。",
            "photos-0-new_photographer": "记者 王燕 摄",
            "credits-TOTAL_FORMS": 1,
            "credits-0-id": "",
            "credits-0-printed_text": "郭锦萍",
            "credits-0-role": "correspondent",
        }
        response = self.client.post(change(self.story), form, follow=True)
        for typed in ("新照片的说明。", "郭锦萍", "王燕"):
            self.assertContains(response, typed)
        Article.objects.filter(pk=self.story.pk).update(status=Article.Status.RETURNED)
        self.client.post(page_of(UnmergedCopy.objects.get()), {"version": 2})
        self.assertEqual(self.story.photos.get().caption, "新照片的说明。")
        self.assertEqual(self.story.credits.get().printed_text, "郭锦萍")

    def test_a_picture_that_came_too_late_is_the_senders_own_or_none(self) -> None:
        self.submit()
        own = make_photo(caption="", image=make_picture(), uploaded_by=self.reporter)
        others = make_photo(caption="别人的。", image=make_picture(), uploaded_by=self.other)
        rows: dict[str, Any] = {"photos-TOTAL_FORMS": 2}
        for number, photo in enumerate((own, others)):
            rows |= {f"photos-{number}-id": "", f"photos-{number}-uploaded": photo.pk}
            rows |= {f"photos-{number}-caption": f"第{number}张。"}
        self.client.post(change(self.story), story_form(version=2, body="第二句。") | rows)
        self.assertEqual([photo["id"] for photo in self.mine()["photos"]], [own.pk, None])
        self.assertEqual([photo["caption"] for photo in self.mine()["photos"]], ["第0张。", "第1张。"])


class TrailTests(CastTests):
    def test_a_purge_names_no_story_to_who_sees_none(self) -> None:
        story = make_article("机密的标题", filed_by=self.reporter)
        with transaction.atomic():
            deletion = discard([story], by=self.reporter)
        Deletion.objects.filter(pk=deletion.pk).update(at=timezone.now() - KEPT - dt.timedelta(days=1))
        purge()
        administrator = make_user("guanli", Role.ADMINISTRATOR)
        self.client.force_login(administrator)
        trail = reverse("admin:audit_entry_changelist")
        self.assertNotContains(self.client.get(trail), "机密的标题")
        for entry in Entry.objects.all():
            page = self.client.get(reverse("admin:audit_entry_change", args=[entry.pk]))
            self.assertNotContains(page, "机密的标题")
        self.assertContains(self.client.get(trail, {"q": "机密"}), 'id="result_list"', count=0)


class OwnWordsTests(ConflictTests):
    """What somebody writes on the page of two texts stands on the next page, whatever happens meanwhile."""

    OWN = "我自己写的一长句。"

    def setUp(self) -> None:
        super().setUp()
        self.save_first(body="编辑改的。")
        self.second.post(change(self.story), self.form(body="主任改的。"))
        self.copy = UnmergedCopy.objects.get()
        found = keys(self.second.get(page_of(self.copy)).content.decode())
        self.answers = {f"choice-{key}": "own" for key in found} | {f"own-{key}": self.OWN for key in found}
        self.answers |= {"version": "2"}

    def test_the_story_was_saved_again(self) -> None:
        self.first.post(change(self.story), self.form(body="编辑又改的。", version=2))
        self.assertContains(self.second.post(page_of(self.copy), self.answers), self.OWN)

    def test_the_story_was_killed(self) -> None:
        Article.objects.filter(pk=self.story.pk).update(status=Article.Status.KILLED)
        response = self.second.post(page_of(self.copy), self.answers)
        self.assertContains(response, self.OWN)
        self.assertContains(response, "主任改的。")

    def test_the_story_was_deleted(self) -> None:
        with transaction.atomic():
            discard([self.story], by=self.chief)
        response = self.second.post(page_of(self.copy), self.answers)
        self.assertContains(response, self.OWN, status_code=409)
        self.assertNotContains(response, "雪后麦田", status_code=409)

    def test_the_texts_were_merged_in_another_window(self) -> None:
        theirs = {name: value for name, value in self.answers.items() if name.startswith("choice")}
        self.second.post(page_of(self.copy), dict.fromkeys(theirs, "theirs") | {"version": "2"})
        self.assertContains(self.second.post(page_of(self.copy), self.answers, follow=True), self.OWN)

    def test_sent_twice_nothing_is_missing(self) -> None:
        self.second.post(page_of(self.copy), self.answers)
        response = self.second.post(page_of(self.copy), self.answers, follow=True)
        self.assertNotContains(response, f"：{self.OWN}")


class SentTwiceTests(CastTests):
    """The way back in the browser leads to the page with its old key."""

    def setUp(self) -> None:
        self.story = make_article("麦田返青", body="第一句。", filed_by=self.reporter)
        self.photo = make_photo(self.story, caption="说明。", image=make_picture())
        with transaction.atomic():
            hold(self.story)
        self.client.force_login(self.reporter)
        self.form = story_form(form_key=str(uuid.uuid4()), body="第二句。", tags="三农", towns=[self.town.pk])
        self.form |= photo_rows(self.photo, caption="说明。", place="田庄镇")
        self.form |= {"photos-0-new_photographer": "记者 王燕 通讯员 刘菲 摄"}
        row = {"id": "", "article": self.story.pk, "printed_text": "郭锦萍", "role": "correspondent"}
        self.form |= {f"credits-0-{name}": value for name, value in row.items()}
        self.form |= {"credits-TOTAL_FORMS": 1, "credits-0-title": ""}
        self.assertEqual(self.client.post(change(self.story), self.form).status_code, 302)

    def test_the_same_counts_once(self) -> None:
        response = self.client.post(change(self.story), self.form, follow=True)
        self.assertContains(response, "只算一次")
        self.assertFalse(UnmergedCopy.objects.exists())

    def test_what_was_added_since_is_kept(self) -> None:
        town = make_town("独山镇", "dushan")
        added = (
            {"tags": "三农，冬小麦"}, {"towns": [self.town.pk, town.pk]}, {"photos-0-place": "独山镇"},
            {"photos-0-new_photographer": "记者 李明 摄"}, {"credits-0-printed_text": "孙晓"},
        )  # fmt: skip
        for fields in added:
            with self.subTest(fields=fields):
                UnmergedCopy.objects.all().delete()
                self.assertEqual(self.client.post(change(self.story), self.form | fields).status_code, 303)
                self.assertEqual(UnmergedCopy.objects.count(), 1)


class PhotoDeskTests(CastTests):
    def test_a_merge_puts_no_photo_back_on_a_story(self) -> None:
        """The photo desk changes captions, and puts nothing on a story nor takes it off."""
        desk = make_user("tupian", Role.PHOTO_DESK)
        story = make_article(status=Article.Status.SUBMITTED, filed_by=self.reporter)
        photo = make_photo(story, caption="原说明。", image=make_picture())
        with transaction.atomic():
            base = snapshot(hold(story))
            mine = base | {"photos": [row | {"caption": "图片部写的。"} for row in base["photos"]]}
            copy = keep_copy(story, mine, by=desk, version=1, form_key=None)
        self.client.force_login(desk)
        self.assertContains(self.client.get(page_of(copy)), "merge-form")
        Photo.objects.filter(pk=photo.pk).update(article=None)
        response = self.client.get(page_of(copy))
        self.assertNotContains(response, "merge-form")
        self.assertContains(response, "图片部写的。")
        self.client.post(page_of(copy), {"version": "1"})
        photo.refresh_from_db()
        self.assertIsNone(photo.article)
