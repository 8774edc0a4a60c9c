"""Writing a story: a form that counts once, answers for scripts, photos that went up before, the preview."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from typing import Any

from django.test import TransactionTestCase
from django.urls import reverse

from articles import workflow
from articles.models import Article, Photo
from policy.roles import Role
from tests.cast import ADD, LIST, CastTests, change, story_form
from tests.clients import StaffClient
from tests.make import (
    make_article,
    make_issue,
    make_page,
    make_photo,
    make_picture,
    make_placement,
    make_user,
)
from tests.test_races import at_once, shared_database

PREVIEW = reverse("admin:articles_article_preview")
JSON = {"Accept": "application/json"}


class SentTwiceTests(CastTests):
    """On a poor line a form arrives, its answer is lost, and the form is sent again."""

    def setUp(self) -> None:
        self.client.force_login(self.reporter)
        self.key = str(uuid.uuid4())

    def test_a_new_story_sent_twice_is_one_story(self) -> None:
        for _time in range(2):
            response = self.client.post(ADD, story_form(form_key=self.key, _step="submit"))
            self.assertEqual(response.status_code, 302)
        story = Article.objects.get()
        self.assertEqual(story.status, Article.Status.SUBMITTED)
        self.assertEqual(story.status_changes.count(), 1)
        self.assertEqual(response.headers["Location"], change(story))

    def test_what_was_typed_since_is_given_back_where_no_script_keeps_it(self) -> None:
        """The way back in the browser leads to the page with the old key."""
        self.client.post(ADD, story_form(form_key=self.key))
        response = self.client.post(ADD, story_form(form_key=self.key, body="改过的正文。"))
        self.assertContains(response, "改过的正文。", status_code=409)
        self.assertNotContains(response, "您已不能修改", status_code=409)
        self.assertFalse(Article.objects.filter(body="改过的正文。").exists())

    def test_what_was_typed_since_on_the_page_of_a_story_is_kept_to_be_merged(self) -> None:
        story = make_article(filed_by=self.reporter)
        self.client.post(change(story), story_form(form_key=self.key, version=1))
        form = story_form(form_key=self.key, version=1, body="改过的正文。")
        self.assertContains(self.client.post(change(story), form, follow=True), "改过的正文。")
        self.assertFalse(Article.objects.filter(body="改过的正文。").exists())

    def test_the_second_sender_is_told_that_it_had_arrived(self) -> None:
        self.client.post(ADD, story_form(form_key=self.key))
        response = self.client.post(ADD, story_form(form_key=self.key), headers=JSON)
        story = Article.objects.get()
        self.assertEqual(response.json(), {"address": change(story), "pk": story.pk, "before": True})

    def test_a_change_sent_twice_is_made_once_and_is_not_called_stale(self) -> None:
        story = make_article(filed_by=self.reporter)
        for _time in range(2):
            form = story_form(headline="改过的题目", form_key=self.key)
            self.assertEqual(self.client.post(change(story), form).status_code, 302)
        story.refresh_from_db()
        self.assertEqual((story.headline, story.version), ("改过的题目", 2))

    def test_another_form_with_an_old_version_is_stale_as_before(self) -> None:
        story = make_article(filed_by=self.reporter)
        self.client.post(change(story), story_form(form_key=self.key))
        response = self.client.post(change(story), story_form(headline="别的", form_key=str(uuid.uuid4())))
        self.assertContains(self.client.get(response.headers["Location"]), "别的")
        self.assertNotEqual(Article.objects.get().headline, "别的")

    def test_the_key_of_another_persons_form_opens_nothing(self) -> None:
        make_article(filed_by=self.other, filing_key=self.key)
        response = self.client.post(ADD, story_form(form_key=self.key))
        self.assertEqual(response.status_code, 400)
        self.assertEqual(Article.objects.filter(filing_key=self.key).count(), 1)

    def test_a_form_without_a_key_is_a_form(self) -> None:
        self.client.post(ADD, story_form())
        self.client.post(ADD, story_form())
        self.assertEqual(Article.objects.count(), 2)

    def test_a_key_that_is_none_is_refused_in_the_form(self) -> None:
        response = self.client.post(ADD, story_form(form_key="abc"))
        self.assertEqual((response.status_code, Article.objects.count()), (200, 0))


def counting(key: str) -> Callable[[threading.Barrier], str]:
    """How many stories bear the key, asked over a connection of its own."""
    return lambda _barrier: str(Article.objects.filter(filing_key=key).count())


def sending(client: StaffClient, key: str) -> Callable[[threading.Barrier], str]:
    def send(barrier: threading.Barrier) -> str:
        barrier.wait()
        return str(client.post(ADD, story_form(form_key=key), headers=JSON).status_code)

    return send


class SentAtOnceTests(TransactionTestCase):
    def test_two_sendings_at_once_make_one_story(self) -> None:
        reporter = make_user("jizhe", Role.REPORTER)
        # Signed in before: only the sending itself is a race.
        hands = [StaffClient(), StaffClient()]
        for client in hands:
            client.force_login(reporter)
        with shared_database():
            for _round in range(5):
                key = str(uuid.uuid4())
                self.assertEqual(at_once(*(sending(client, key) for client in hands)), ["200", "200"])
                self.assertEqual(at_once(counting(key)), ["1"])


class AnswersForScriptsTests(CastTests):
    def setUp(self) -> None:
        self.client.force_login(self.reporter)

    def test_a_kept_form_says_where_to_go(self) -> None:
        response = self.client.post(ADD, story_form(), headers=JSON)
        self.assertEqual(response.json(), {"address": LIST})

    def test_a_form_with_a_fault_has_to_be_shown(self) -> None:
        response = self.client.post(ADD, story_form(planned_length="多少"), headers=JSON)
        self.assertEqual((response.status_code, response.json()), (422, {"invalid": True}))

    def test_a_form_that_came_too_late_leads_to_its_text(self) -> None:
        story = make_article(filed_by=self.reporter)
        workflow.submit(story, by=self.reporter)
        response = self.client.post(change(story), story_form(body="辛苦写的一段。"), headers=JSON)
        self.assertContains(self.client.get(response.json()["address"]), "辛苦写的一段。")

    def test_who_is_signed_out_is_told_so_and_led_nowhere(self) -> None:
        self.client.logout()
        for address in (ADD, PREVIEW, LIST):
            with self.subTest(address=address):
                response = self.client.post(address, story_form(), headers=JSON)
                self.assertEqual((response.status_code, list(response.json())), (401, ["error"]))
        self.assertEqual(self.client.post(ADD, story_form()).status_code, 302)


class UploadedPhotoTests(CastTests):
    """A row of the form takes over a photo that was uploaded while the story was written."""

    def setUp(self) -> None:
        self.client.force_login(self.reporter)
        self.photo = make_photo(None, "", image=make_picture(), uploaded_by=self.reporter)

    def form(self, photo: Photo, **fields: Any) -> dict[str, Any]:
        row = {"uploaded": photo.pk, "version": photo.version, "order": 1, "caption": "图为雪后的麦田"}
        row |= {"place": "田庄镇", "taken_on": "2026-11-20"}
        rows = {f"photos-0-{name}": value for name, value in (row | fields).items()}
        return story_form(**{"photos-TOTAL_FORMS": 1}, **rows)

    def test_it_joins_the_story_with_what_was_typed(self) -> None:
        name = self.photo.image.name
        self.client.post(ADD, self.form(self.photo))
        photo = Photo.objects.get()
        self.assertEqual(
            (photo.pk, photo.article, photo.image.name), (self.photo.pk, Article.objects.get(), name)
        )
        self.assertEqual(
            (photo.caption, photo.place, str(photo.taken_on)), ("图为雪后的麦田", "田庄镇", "2026-11-20")
        )

    def test_it_is_shown_again_when_the_form_has_a_fault(self) -> None:
        response = self.client.post(ADD, self.form(self.photo) | {"planned_length": "多少"})
        self.assertContains(response, reverse("admin:articles_photo_preview", args=[self.photo.pk, 480]))
        self.assertContains(response, f'name="photos-0-uploaded" value="{self.photo.pk}"')
        self.photo.refresh_from_db()
        self.assertIsNone(self.photo.article)

    def test_anothers_upload_or_a_photo_of_a_story_is_no_choice(self) -> None:
        others = make_photo(None, "", image=make_picture(), uploaded_by=self.other)
        placed = make_photo(make_article(filed_by=self.reporter), "", image=make_picture())
        for key in (others.pk, placed.pk, 987654, 10**30, "abc"):
            with self.subTest(key=key):
                form = self.form(self.photo) | {"photos-0-uploaded": key}
                self.assertEqual(self.client.post(ADD, form).status_code, 200)
        self.assertEqual(Article.objects.count(), 1)
        self.assertEqual(Photo.objects.get(pk=placed.pk).caption, "")

    def test_on_a_story_that_is_signed_it_voids_the_sign_offs(self) -> None:
        story = make_article(filed_by=self.reporter)
        workflow.submit(story, by=self.reporter)
        workflow.approve(story, by=self.editor)
        self.client.force_login(self.chief)
        self.client.post(change(story), self.form(self.photo))
        self.assertEqual(story.photos.count(), 1)
        self.assertFalse(story.sign_offs.filter(voided_at=None).exists())


class PreviewTests(CastTests):
    def preview(self, **fields: Any) -> str:
        return self.client.post(f"{PREVIEW}?part", story_form(**fields)).content.decode()

    def test_it_shows_the_marks_as_what_they_are(self) -> None:
        self.client.force_login(self.reporter)
        page = self.preview(body="## 墒情\n> 好雪\n[图1]\n正文<b>。", printed_byline="记者 王燕")
        for expected in ("墒情</p>", "<blockquote>好雪", "正文&lt;b&gt;。"):
            self.assertIn(expected, page)

    def test_the_opening_runs_in_and_counts_as_lines_of_the_column(self) -> None:
        self.client.force_login(self.reporter)
        page = self.preview(body="麦" * 12, dateline="本报讯", printed_byline="记者 王燕")
        self.assertIn("<b>本报讯（记者 王燕）</b>", page)
        # 2 of the indent, 9 of the opening and 12 of the text, 13 a line.
        self.assertRegex(page, r"preview-lines.*13.*\D2\D")

    def test_nothing_is_kept_of_it(self) -> None:
        self.client.force_login(self.reporter)
        self.preview()
        self.assertFalse(Article.objects.exists())

    def test_who_writes_no_stories_gets_none(self) -> None:
        self.client.force_login(make_user("guanli", Role.ADMINISTRATOR))
        self.assertEqual(self.client.post(PREVIEW, story_form()).status_code, 403)

    def test_without_a_script_it_is_a_page(self) -> None:
        self.client.force_login(self.reporter)
        self.assertContains(self.client.post(PREVIEW, story_form()), "</html>")


class FormTests(CastTests):
    def test_it_stands_in_the_order_of_a_story(self) -> None:
        self.client.force_login(self.reporter)
        page = self.client.get(ADD).content.decode()
        names = ["kicker", "headline", "deck", "genre", "dateline", "printed_byline", "body"]
        names += ["photos-TOTAL_FORMS", "towns", "tags", "credits-TOTAL_FORMS", "note"]
        places = [page.index(f'name="{name}"') for name in names]
        self.assertEqual(places, sorted(places))

    def test_a_story_that_is_not_kept_yet_shows_no_past(self) -> None:
        self.client.force_login(self.reporter)
        self.assertNotContains(self.client.get(ADD), "field-history_of_steps")
        self.assertContains(self.client.get(change(make_article(filed_by=self.reporter))), "history_of_steps")

    def test_without_a_script_rows_for_photos_are_had_by_the_address(self) -> None:
        self.client.force_login(self.reporter)
        self.assertNotContains(self.client.get(ADD), 'name="photos-0-image"')
        for asked, rows in (("3", 3), ("999", 10), ("many", 0), ("٣", 3), ("²", 0)):
            with self.subTest(asked):
                page = self.client.get(ADD, {"photos": asked})
                self.assertContains(page, f'name="photos-TOTAL_FORMS" value="{rows}"')

    def test_a_story_that_was_saved_but_not_handed_in_says_both(self) -> None:
        self.client.force_login(self.reporter)
        page = self.client.post(ADD, story_form(headline="", _step="submit"), follow=True)
        self.assertEqual([message.level_tag for message in page.context["messages"]], ["error", "info"])
        self.assertEqual(Article.objects.get().status, Article.Status.DRAFT)

    def test_the_page_of_the_paper_sets_how_long_its_headlines_are(self) -> None:
        self.client.force_login(self.editor)
        page = make_page(make_issue())
        page.headline_length = 14
        page.save()
        story = make_article(filed_by=self.reporter, status=Article.Status.SUBMITTED)
        make_placement(story, page)
        html = self.client.get(change(story)).content.decode()
        self.assertRegex(html, r'<input[^>]*name="headline"[^>]*data-limit="14"')
        self.assertNotRegex(html, r'<input[^>]*name="deck"[^>]*data-limit')

    def test_who_only_reads_is_given_no_keys_and_no_preview(self) -> None:
        self.client.force_login(self.reporter)
        story = make_article(filed_by=self.reporter, status=Article.Status.SUBMITTED)
        page = self.client.get(change(story))
        for name in ("form_key", "show-preview", "story-desk"):
            self.assertNotContains(page, name)
