"""Two saves that met: what of them is no text, where a text is found again, and one that came too late."""

from __future__ import annotations

import re
import uuid
from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import reverse

from articles import workflow
from articles.models import Article, Credit, Photo, Revision, UnmergedCopy
from articles.revisions.packing import unpack_value
from policy.roles import Role
from tests.cast import CastTests, change, story_form
from tests.kept import begin
from tests.make import make_article, make_credit, make_photo, make_picture, make_user
from tests.test_conflicts import BODY, JSON, ConflictTests, discard_of, keys, page_of
from tests.test_doors import photo_page, photo_rows
from tests.test_images import picture, upload

INDEX, WAITING = reverse("admin:index"), reverse("admin:waiting")


class RowTests(ConflictTests):
    """Credits and photos."""

    def setUp(self) -> None:
        super().setUp()
        self.photo = make_photo(self.story, "图为麦田。一位农民。", image=make_picture(), order=1)
        self.credit = make_credit(self.story, self.person, role="reporter", order=1)
        Revision.objects.all().delete()
        begin(self.story)

    def credits(self, *rows: dict[str, Any], initial: int = 1) -> dict[str, Any]:
        form: dict[str, Any] = {"credits-TOTAL_FORMS": len(rows), "credits-INITIAL_FORMS": initial}
        for number, row in enumerate(rows):
            form |= {f"credits-{number}-{name}": value for name, value in row.items()}
        return form

    def own_credit(self, **fields: Any) -> dict[str, Any]:
        row = {"id": self.credit.pk, "person": self.person.pk, "role": "reporter", "order": 1}
        return row | {"title": "", "printed_text": "王燕"} | fields

    def form(self, **fields: Any) -> dict[str, Any]:
        rows = photo_rows(Photo.objects.get(pk=self.photo.pk), version=1) if self.has_photo() else {}
        return super().form(**(rows | self.credits(self.own_credit()) | fields))

    def has_photo(self) -> bool:
        return Photo.objects.filter(pk=self.photo.pk).exists()

    def test_a_caption_of_both_is_merged_by_sentences(self) -> None:
        self.save_first(**{"photos-0-caption": "图为雪后的麦田。一位农民。"})
        copy = self.save_second(**{"photos-0-caption": "图为麦田。一位老农。", "photos-0-alt_text": "麦田"})
        self.merged(copy)
        photo = Photo.objects.get()
        self.assertEqual((photo.caption, photo.alt_text), ("图为雪后的麦田。一位老农。", "麦田"))

    def test_a_photo_one_deleted_and_the_other_captioned(self) -> None:
        captioned = self.form(**{"photos-0-caption": "图为丰收的麦田。"})
        for choice, captions in (("mine", ["图为丰收的麦田。"]), ("theirs", [])):
            with self.subTest(choice), transaction.atomic():
                self.save_first(**{"photos-0-DELETE": "on"})
                self.assertFalse(self.has_photo())
                copy = self.save_second(**captioned)
                self.assertIn("图为丰收的麦田。", self.look(copy))
                self.merged(copy, choice)
                self.assertEqual([photo.caption for photo in self.story.photos.all()], captions)
                transaction.set_rollback(True)

    def test_the_other_way_round(self) -> None:
        self.save_first(**{"photos-0-caption": "图为丰收的麦田。"})
        copy = self.save_second(**{"photos-0-DELETE": "on"})
        self.assertTrue(self.has_photo())
        self.merged(copy, "theirs")
        self.assertEqual(Photo.objects.get().caption, "图为丰收的麦田。")

    def test_credits_that_each_added_both_stand(self) -> None:
        new = {"role": "correspondent", "printed_text": "安宁"}
        self.save_first(**self.credits(self.own_credit(), new))
        self.merged(
            self.save_second(**self.credits(self.own_credit(), {"role": "reporter", "printed_text": "刘菲"}))
        )
        names = sorted(self.story.credits.values_list("printed_text", flat=True))
        self.assertEqual(names, ["刘菲", "安宁", "王燕"])

    def test_a_credit_deleted_and_changed_is_asked(self) -> None:
        self.save_first(**self.credits(self.own_credit(DELETE="on")))
        copy = self.save_second(**self.credits(self.own_credit(title="本报记者")))
        self.merged(copy, "mine")
        self.assertEqual(self.story.credits.get().title, "本报记者")

    def test_a_photo_taken_up_before_joins_by_the_merge(self) -> None:
        loose = make_photo(None, "", image=make_picture(50, 40), uploaded_by=self.head)
        self.save_first(headline="先存的题")
        row = {"uploaded": loose.pk, "version": loose.version, "caption": "图为农机。"}
        row |= {"new_photographer": "记者 王燕 摄"}
        rows = {f"photos-1-{name}": value for name, value in row.items()}
        copy = self.save_second(**rows, **{"photos-TOTAL_FORMS": 2})
        loose.refresh_from_db()
        self.assertIsNone(loose.article)
        self.merged(copy)
        loose.refresh_from_db()
        self.assertEqual((loose.article, loose.caption), (self.story, "图为农机。"))
        self.assertEqual([credit.printed_text for credit in loose.credits.all()], ["王燕"])

    def test_a_picture_sent_in_the_form_itself_is_kept_and_joins(self) -> None:
        self.save_first(headline="先存的题")
        key = str(uuid.uuid4())
        for _time in range(2):
            rows = {"photos-1-image": upload(picture()), "photos-1-caption": "图为农机。"}
            copy = self.save_second(**rows, **{"photos-TOTAL_FORMS": 2}, form_key=key)
        self.assertEqual((Photo.objects.filter(article=None).count(), UnmergedCopy.objects.count()), (1, 1))
        self.merged(copy)
        kept = self.story.photos.get(caption="图为农机。")
        self.assertEqual((kept.width, kept.height, kept.uploaded_by), (1200, 800, self.head))

    def test_a_new_picture_in_place_of_the_old_one_is_kept(self) -> None:
        self.save_first(headline="先存的题")
        copy = self.save_second(**{"photos-0-image": upload(picture())})
        self.merged(copy)
        self.photo.refresh_from_db()
        self.assertEqual((self.photo.width, self.photo.height), (1200, 800))

    def test_photographers_are_merged_as_they_are_chosen(self) -> None:
        self.save_first(headline="先存的题")
        copy = self.save_second(**{"photos-0-photographers": [self.person.pk]})
        self.merged(copy)
        credit = self.photo.credits.get()
        self.assertEqual((credit.person, credit.role), (self.person, Credit.Role.PHOTOGRAPHER))

    def test_the_row_of_another_story_is_no_row_of_this_one(self) -> None:
        other = make_photo(make_article("别人的稿子"), "别的图")
        self.save_first(headline="先存的题")
        copy = self.save_second(**{"photos-0-id": other.pk, "photos-0-caption": "改"})
        self.assertEqual([row["id"] for row in unpack_value(copy.data)["photos"]], [self.photo.pk])

    def test_a_row_alone_that_is_stale_counts_from_the_oldest(self) -> None:
        copy = self.save_second(**{"photos-0-version": 7, "photos-0-caption": "图为新麦。"})
        self.assertEqual(copy.version, 0)


class FoundAgainTests(ConflictTests):
    def test_above_the_form_and_among_what_waits_for_its_writer_alone(self) -> None:
        self.save_first(headline="先存的题")
        copy = self.save_second(headline="后存的题")
        for address in (change(self.story), WAITING):
            with self.subTest(address):
                self.assertContains(self.second.get(address), page_of(copy))
                self.assertNotContains(self.first.get(address), page_of(copy))

    def test_the_bell_counts_it(self) -> None:
        before = self.second.get(INDEX).context["bell"]()
        self.save_first(headline="先存的题")
        self.save_second(headline="后存的题")
        self.assertEqual(self.second.get(INDEX).context["bell"](), before + 1)

    def test_once_merged_or_let_go_nothing_waits(self) -> None:
        self.save_first(headline="先存的题")
        copies = [self.save_second(deck="副题"), self.save_second(deck="另一副题")]
        self.merged(copies[0])
        self.second.post(discard_of(copies[1]))
        for address in (change(self.story), WAITING):
            self.assertNotContains(self.second.get(address), "/merge/")


class TooLateTests(CastTests):
    """The author types on while an editor takes the story over."""

    def setUp(self) -> None:
        self.story = make_article("原题", body="旧的一段。", filed_by=self.reporter)
        self.photo = make_photo(self.story, "旧图注。")
        workflow.submit(self.story, by=self.reporter)
        self.client.force_login(self.reporter)
        form = story_form(body="辛苦写的一段。", tags="三农") | photo_rows(self.photo, caption="新图注。")
        self.response = self.client.post(change(self.story), form)
        self.copy = UnmergedCopy.objects.get()

    def test_the_text_is_kept_and_stands_on_a_page_of_its_own(self) -> None:
        self.assertEqual(self.response.status_code, 303)
        for _time in range(2):
            page = self.client.get(page_of(self.copy))
            for text in ("辛苦写的一段。", "新图注。", "三农", "readonly", discard_of(self.copy)):
                self.assertContains(page, text)
        self.assertEqual(Article.objects.get().body, "旧的一段。")

    def test_when_the_story_comes_back_it_can_be_merged(self) -> None:
        workflow.take(self.story, by=self.editor)
        workflow.return_to_author(self.story, by=self.editor, note="请核实")
        page = self.client.get(page_of(self.copy)).content.decode()
        answers = {f"choice-{key}": "mine" for key in keys(page)}
        [version] = re.findall(r'name="version" value="(\d+)"', page)
        self.client.post(page_of(self.copy), {"version": version} | answers)
        story = Article.objects.get()
        self.assertEqual((story.body, story.photos.get().caption), ("辛苦写的一段。", "新图注。"))

    def test_a_text_that_is_too_long_for_its_column_is_kept_too_and_merged_no_further(self) -> None:
        self.client.post(change(self.story), story_form(headline="长" * 300))
        copy = UnmergedCopy.objects.order_by("-pk")[0]
        self.assertContains(self.client.get(page_of(copy)), "长" * 300)

    def test_a_version_that_nothing_could_have_loses_no_text(self) -> None:
        response = self.client.post(change(self.story), story_form(body="另一段。", version="9" * 5000))
        self.assertContains(self.client.get(response["Location"]), "另一段。")

    def test_the_text_of_a_story_that_is_gone_or_out_of_sight_is_given_back(self) -> None:
        unseen = make_article("别人的稿子", filed_by=self.other)
        for key in (unseen.pk, 987654):
            with self.subTest(key=key):
                address = reverse("admin:articles_article_change", args=[key])
                response = self.client.post(address, story_form(body="辛苦写的一段。"))
                self.assertContains(response, "辛苦写的一段。", status_code=409)
                self.assertNotContains(response, "别人的稿子", status_code=409)
                answer = self.client.post(address, story_form(), headers=JSON)
                self.assertEqual(answer.status_code, 422)

    def test_who_never_changes_stories_keeps_nothing(self) -> None:
        self.client.force_login(make_user("jiaodui", Role.PROOFREADER))
        self.assertEqual(self.client.post(change(self.story), story_form()).status_code, 403)
        self.assertEqual(UnmergedCopy.objects.count(), 1)


class PhotoPageTests(ConflictTests):
    """A photo on its own page, saved over what somebody else saved there or in the story's form."""

    def setUp(self) -> None:
        super().setUp()
        self.photo = make_photo(self.story, "图为麦田。一位农民。", image=make_picture(), order=1)
        self.credit = make_credit(self.photo, printed_text="刘菲", role=Credit.Role.PHOTOGRAPHER, order=1)
        Revision.objects.all().delete()
        begin(self.story)

    def send(self, client: Client, photo: Photo | None = None, **fields: Any) -> Any:
        photo = photo or self.photo
        form = {"caption": photo.caption, "version": 1, "story_version": 1, "order": 1}
        form |= {"article": photo.article_id or "", "credits-TOTAL_FORMS": 0, "credits-INITIAL_FORMS": 0}
        return client.post(photo_page(photo), form | fields)

    def test_captions_of_both_are_merged_with_the_story(self) -> None:
        self.save_first(**photo_rows(self.photo, caption="图为雪后的麦田。一位农民。"))
        response = self.send(self.second, caption="图为麦田。一位老农。", place="田庄镇")
        copy = UnmergedCopy.objects.get()
        self.assertEqual((response.status_code, response.headers["Location"]), (303, page_of(copy)))
        self.merged(copy)
        photo = Photo.objects.get()
        self.assertEqual((photo.caption, photo.place), ("图为雪后的麦田。一位老农。", "田庄镇"))
        self.assertEqual(Article.objects.get().body, BODY)

    def test_the_photo_desk_merges_a_photo_of_a_story_it_does_not_write(self) -> None:
        self.save_first(**photo_rows(self.photo, caption="图为雪后的麦田。一位农民。"))
        self.second = self.signed_in(make_user("tupian", Role.PHOTO_DESK))
        row: dict[str, Any] = {
            "credits-TOTAL_FORMS": 1,
            "credits-INITIAL_FORMS": 1,
            "credits-0-id": self.credit.pk,
        }
        row |= {"credits-0-printed_text": "刘菲菲", "credits-0-role": "photographer"}
        self.send(self.second, caption="图为麦苗。一位农民。", **row)
        self.merged(UnmergedCopy.objects.get(), "mine")
        photo = Photo.objects.get()
        self.assertEqual(
            (photo.caption, photo.credits.get().printed_text), ("图为麦苗。一位农民。", "刘菲菲")
        )

    def test_the_photo_desk_merges_nothing_else_of_a_story(self) -> None:
        desk = make_user("tupian", Role.PHOTO_DESK)
        self.save_first(headline="先存的题")
        copy = self.save_second(headline="后存的题")
        UnmergedCopy.objects.update(by=desk)
        self.second = self.signed_in(desk)
        self.second.post(page_of(copy), {"version": 2, f"choice-{'a' * 16}": "mine"})
        self.assertNotContains(self.second.get(page_of(copy)), "choice-")
        self.assertEqual(Article.objects.get().headline, "先存的题")

    def test_of_a_loose_photo_both_values_stand_on_the_page(self) -> None:
        loose = make_photo(None, "原来的图注。", uploaded_by=self.head)
        self.send(self.first, loose, caption="先存的图注。")
        response = self.send(self.second, loose, caption="后存的图注。")
        self.assertContains(response, "先存的图注。")
        self.assertContains(response, "后存的图注。</textarea>")
        self.assertContains(response, 'name="version" value="2"')
        loose.refresh_from_db()
        self.assertEqual((loose.caption, UnmergedCopy.objects.count()), ("先存的图注。", 0))

    def test_a_page_with_a_fault_of_its_own_is_shown_again(self) -> None:
        self.save_first(**photo_rows(self.photo, caption="图为雪后的麦田。"))
        response = self.send(self.second, caption="图为麦苗。", taken_on="昨天")
        self.assertContains(response, "图为麦苗。</textarea>")
        self.assertFalse(UnmergedCopy.objects.exists())

    def test_the_page_carries_what_the_story_was(self) -> None:
        self.save_first(headline="先存的题")
        self.assertContains(self.second.get(photo_page(self.photo)), 'name="story_version" value="2"')
