"""Filing by a private link: what arrives, what is refused, and what nobody gets to see."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from typing import Any
from unittest.mock import patch

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, TestCase
from django.utils import timezone

from articles import review
from articles.models import Article, Credit, Photo
from filing import limits
from filing.models import FiledStory, FilingLink, KeptPicture, SentPicture
from filing.pictures import FORGOTTEN_AFTER
from people.models import Person
from policy.roles import Role
from policy.table import State
from tests.make import (
    LONG_AGO,
    make_county,
    make_desk,
    make_person,
    make_photo,
    make_picture,
    make_town,
    make_user,
)

KEY = "0b9ff2f2-3a53-4d52-9d3c-0f4a1a3f0001"


def make_link(person: Person, **fields: Any) -> FilingLink:
    return FilingLink.objects.create(person=person, **fields)


def upload(name: str = "麦田.jpg", *, width: int = 40) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, make_picture(width=width).read(), "image/jpeg")


class LinkTests(TestCase):
    """One correspondent of a town whose county has a desk."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.town = make_town()
        cls.other_town = make_town("独山镇", "dushan", make_county())
        cls.editor = make_user("bianji", Role.DESK_EDITOR)
        cls.desk = make_desk(counties=(make_county(),), members=(cls.editor,))
        cls.person = make_person("安宁", Person.Kind.CORRESPONDENT, town=cls.town)
        cls.link = make_link(cls.person)
        cls.address = cls.link.get_private_path()

    def setUp(self) -> None:
        self.client = Client(enforce_csrf_checks=True)

    def fields(self, **changed: Any) -> dict[str, Any]:
        typed = {"key": KEY, "headline": "雪后麦田润如酥", "body": "　　一场瑞雪。\n\n　　麦田湿润。"}
        return typed | {"town": self.town.pk, "note": "请联系我"} | changed

    def send(self, **changed: Any) -> Any:
        return self.client.post(self.address, self.fields(**changed))

    def send_picture(self, file: Any = None, key: str = KEY) -> Any:
        return self.client.post(f"{self.address}pictures/", {"key": key, "picture": file or upload()})

    def arrived(self, key: str = KEY) -> str:
        return f"sent/{key}/"


class ArrivalTests(LinkTests):
    def test_a_story_lands_submitted_at_the_desk_of_the_county(self) -> None:
        response = self.send()
        self.assertRedirects(response, f"{self.address}{self.arrived()}")
        story = Article.objects.get()
        self.assertEqual((story.policy_state, story.filed_by, story.desk), (State.SUBMITTED, None, self.desk))
        self.assertEqual(story.body, "一场瑞雪。\n麦田湿润。")
        self.assertEqual((story.printed_byline, story.note), ("通讯员 安宁", "请联系我"))
        self.assertEqual(list(story.towns.all()), [self.town])
        credit = story.credits.get()
        self.assertEqual((credit.person, credit.role), (self.person, Credit.Role.CORRESPONDENT))
        step = story.status_changes.get()
        self.assertEqual((step.action, step.by, step.status), ("submit", None, "submitted"))
        self.assertIn("安宁", step.note)
        self.assertIn(story, review.waiting_on(self.editor))

    def test_the_form_says_who_files_and_offers_the_towns_of_the_county(self) -> None:
        elsewhere = make_town("青堌集镇", "qingguji", make_county("曹县", "caoxian"))
        page = self.client.get(self.address)
        self.assertContains(page, "安宁")
        self.assertContains(page, f'<option value="{self.town.pk}" selected>')
        self.assertContains(page, "独山镇")
        self.assertNotContains(page, elsewhere.name)

    def test_a_headline_that_nobody_can_see_is_none(self) -> None:
        self.assertEqual(self.send(headline="\u200b\u202e").status_code, 200)
        self.assertFalse(Article.objects.exists())
        self.send(headline="雪后\u202e麦田\u200b润如酥")
        self.assertEqual(Article.objects.get().headline, "雪后麦田润如酥")

    def test_a_town_that_is_not_offered_is_refused(self) -> None:
        elsewhere = make_town("青堌集镇", "qingguji", make_county("曹县", "caoxian"))
        for town in (elsewhere.pk, "abc", 10**30):
            with self.subTest(town=town):
                self.assertEqual(self.send(town=town).status_code, 200)
        self.assertFalse(Article.objects.exists())

    def test_without_a_town_the_story_is_of_the_county(self) -> None:
        self.send(town="")
        self.assertEqual(Article.objects.get().county, make_county())

    def test_a_person_of_no_county_files_for_any_desk(self) -> None:
        link = make_link(make_person("路人", Person.Kind.CORRESPONDENT))
        self.client.post(link.get_private_path(), self.fields(town=""))
        self.assertIsNone(Article.objects.get().desk)

    def test_what_is_missing_is_said_and_what_was_typed_is_kept(self) -> None:
        response = self.send(headline="", body="一场瑞雪。", note="急稿")
        self.assertContains(response, "一场瑞雪。")
        self.assertContains(response, "急稿")
        self.assertContains(response, KEY)
        self.assertContains(response, 'aria-invalid="true"', count=1)
        self.assertFalse(Article.objects.exists())

    def test_fields_that_are_too_long_are_refused_not_cut(self) -> None:
        for name, length in (("headline", 121), ("body", limits.BODY + 1), ("note", limits.NOTE + 1)):
            with self.subTest(field=name):
                response = self.send(**{name: "字" * length})
                self.assertContains(response, "字" * length)
        self.assertFalse(Article.objects.exists())
        self.assertNotContains(self.client.get(self.address), "maxlength")

    def test_a_line_break_counts_as_one_character(self) -> None:
        self.send(body="字\r\n" * (limits.BODY // 2))
        self.assertTrue(Article.objects.exists())


class OnceTests(LinkTests):
    def test_a_double_tap_and_a_retry_make_one_story(self) -> None:
        for _attempt in range(3):
            self.assertRedirects(self.send(), f"{self.address}{self.arrived()}")
        self.assertEqual(Article.objects.count(), 1)
        self.assertEqual(FiledStory.objects.count(), 1)

    def test_a_retry_with_pictures_makes_one_story(self) -> None:
        picture = self.kept()
        fields = {f"{picture}-caption": "图为麦田", f"{picture}-taken_by": "安宁"}
        for _attempt in range(2):
            self.assertEqual(self.send(body="", **fields).status_code, 302)
        self.assertEqual(Photo.objects.get().article, Article.objects.get())

    def kept(self) -> uuid.UUID | None:
        self.send_picture()
        return Photo.objects.get().upload_key

    def test_what_was_changed_after_it_arrived_is_neither_lost_nor_sent_without_a_word(self) -> None:
        self.send()
        response = self.send(body="改过的稿子。")
        self.assertContains(response, "改过的稿子。")
        self.assertNotContains(response, KEY)
        self.assertEqual(Article.objects.count(), 1)
        new = response.context["key"]
        self.send(key=str(new), body="改过的稿子。")
        self.assertEqual(Article.objects.count(), 2)

    def test_the_form_of_a_story_that_arrived_leads_to_the_page_that_says_so(self) -> None:
        self.send()
        self.assertRedirects(self.client.get(self.address, {"key": KEY}), f"{self.address}{self.arrived()}")

    def test_the_key_of_another_story_is_no_way_to_it(self) -> None:
        Article.objects.create(headline="别人的稿子", filing_key=KEY)
        response = self.send()
        self.assertNotContains(response, "别人的稿子")
        self.assertContains(response, "雪后麦田润如酥")
        self.assertEqual(Article.objects.count(), 1)
        for place in (self.arrived(), f"?key={KEY}"):
            self.assertNotContains(self.client.get(self.address + place, follow=True), "别人的稿子")

    def test_a_key_that_is_none_is_replaced(self) -> None:
        response = self.send(key="abc")
        self.assertEqual(response.status_code, 200)
        self.assertContains(self.client.get(self.address, {"key": "abc"}), "安宁")


class PictureTests(LinkTests):
    def test_pictures_wait_loose_for_their_story_and_come_with_captions_and_credits(self) -> None:
        self.assertEqual(self.send_picture().status_code, 200)
        self.send_picture(upload("二.jpg", width=50))
        loose = list(Photo.objects.order_by("pk"))
        self.assertEqual([photo.policy_state for photo in loose], [State.LOOSE] * 2)
        one, two = (photo.upload_key for photo in loose)
        self.send(
            **{f"{one}-caption": "图为麦田", f"{one}-taken_by": "安 宁"},
            **{f"{two}-caption": "图为农户", f"{two}-taken_by": "郭锦萍"},
        )
        first, second = Article.objects.get().photos.all()
        self.assertEqual((first.caption, second.caption), ("图为麦田", "图为农户"))
        self.assertEqual([first.credits.get().person, second.credits.get().person], [self.person, None])
        self.assertEqual(second.credits.get().printed_text, "郭锦萍")
        self.assertEqual(list(first.towns.all()), [self.town])

    def test_without_script_pictures_are_kept_and_their_captions_asked_for(self) -> None:
        response = self.client.post(
            self.address, self.fields(pictures=[upload(), upload("二.jpg", width=50)])
        )
        self.assertContains(response, "雪后麦田润如酥")
        self.assertContains(response, 'class="picture"', count=2)
        self.assertNotContains(response, "aria-invalid")
        self.assertFalse(Article.objects.exists())

    def test_pictures_alone_with_captions_are_photo_news(self) -> None:
        self.send_picture()
        key = Photo.objects.get().upload_key
        self.send(body="", **{f"{key}-caption": "图为麦田", f"{key}-taken_by": "安宁"})
        self.assertEqual(Article.objects.get().genre, Article.Genre.PHOTO)

    def test_a_picture_without_caption_or_photographer_is_not_sent(self) -> None:
        self.send_picture()
        key = Photo.objects.get().upload_key
        response = self.send(**{f"{key}-caption": "", f"{key}-taken_by": ""})
        self.assertContains(response, 'aria-invalid="true"', count=2)
        self.assertFalse(Article.objects.exists())

    def test_the_same_picture_sent_again_is_one(self) -> None:
        for _attempt in range(2):
            self.assertEqual(self.send_picture().status_code, 200)
        self.client.post(self.address, self.fields(pictures=[upload()]))
        self.assertEqual(Photo.objects.count(), 1)

    def test_what_is_no_picture_is_refused_in_words(self) -> None:
        response = self.send_picture(SimpleUploadedFile("x.jpg", b"<svg/>", "image/jpeg"))
        self.assertEqual(response.status_code, 400)
        response = self.client.post(
            self.address, self.fields(pictures=[SimpleUploadedFile("x.jpg", b"GIF89a", "image/jpeg")])
        )
        self.assertContains(response, "x.jpg")
        self.assertContains(response, "雪后麦田润如酥")
        self.assertFalse(Photo.objects.exists())

    def test_a_picture_is_taken_out_again(self) -> None:
        self.send_picture()
        photo = Photo.objects.get()
        self.client.post(self.address, self.fields(_drop=str(photo.upload_key)))
        self.assertFalse(Photo.objects.exists())

    def test_pictures_of_a_forgotten_form_go_when_another_one_comes(self) -> None:
        self.send_picture()
        forgotten = Photo.objects.get()
        KeptPicture.objects.update(at=timezone.now() - FORGOTTEN_AFTER)
        with self.captureOnCommitCallbacks(execute=True):
            self.send_picture(upload(width=50), key=str(uuid.uuid4()))
        self.assertFalse(Photo.objects.filter(pk=forgotten.pk).exists())
        self.assertFalse(default_storage.exists(forgotten.image.name or ""))

    def test_only_waiting_pictures_of_the_same_link_are_shown_or_dropped(self) -> None:
        self.send_picture()
        key = Photo.objects.get().upload_key
        other = make_link(make_person("郭锦萍", Person.Kind.CORRESPONDENT)).get_private_path()
        self.assertEqual(self.client.get(f"{self.address}pictures/{key}.webp").status_code, 200)
        self.assertEqual(self.client.get(f"{other}pictures/{key}.webp").status_code, 404)
        self.client.post(other, self.fields(_drop=str(key)))
        self.assertTrue(Photo.objects.exists())
        self.send(**{f"{key}-caption": "图", f"{key}-taken_by": "安宁"})
        self.assertEqual(self.client.get(f"{self.address}pictures/{key}.webp").status_code, 404)

    def test_a_picture_of_the_house_cannot_be_taken_by_its_key(self) -> None:
        photo = make_photo(None, image=make_picture(), upload_key=uuid.uuid4())
        self.send(**{f"{photo.upload_key}-caption": "图", f"{photo.upload_key}-taken_by": "安宁"})
        photo.refresh_from_db()
        self.assertIsNone(photo.article)

    def test_what_the_desk_has_put_on_another_story_stays_there(self) -> None:
        self.send_picture()
        photo = Photo.objects.get()
        elsewhere = Article.objects.create(headline="另一篇")
        Photo.objects.update(article=elsewhere)
        self.send(**{f"{photo.upload_key}-caption": "图", f"{photo.upload_key}-taken_by": "安宁"})
        self.assertEqual(Photo.objects.get().article, elsewhere)

    def test_pictures_that_were_forgotten_are_swept_out(self) -> None:
        self.send_picture()
        KeptPicture.objects.update(at=LONG_AGO)
        self.send_picture(upload(width=60), key=str(uuid.uuid4()))
        self.assertEqual(Photo.objects.count(), 1)


class LimitTests(LinkTests):
    def test_stories_an_hour_and_a_day_are_limited_and_the_text_is_kept(self) -> None:
        for number in range(limits.STORIES_AN_HOUR):
            self.assertEqual(self.send(key=str(uuid.uuid4()), headline=f"第{number}篇").status_code, 302)
        response = self.send()
        self.assertContains(response, "雪后麦田润如酥", status_code=429)
        self.assertEqual(Article.objects.count(), limits.STORIES_AN_HOUR)
        FiledStory.objects.update(at=timezone.now() - dt.timedelta(hours=2))
        with patch.object(limits, "STORIES_A_DAY", limits.STORIES_AN_HOUR):
            self.assertEqual(self.send().status_code, 429)
        self.assertEqual(self.send().status_code, 302)

    def test_one_link_does_not_use_up_another(self) -> None:
        other = make_link(make_person("郭锦萍", Person.Kind.CORRESPONDENT)).get_private_path()
        with patch.object(limits, "STORIES_AN_HOUR", 1):
            self.send()
            self.assertEqual(
                self.client.post(other, self.fields(key=str(uuid.uuid4()), town="")).status_code, 302
            )

    def test_pictures_of_a_story_and_of_a_day_are_limited(self) -> None:
        counts = {"PICTURES_A_STORY": 2, "PICTURES_A_DAY": 2, "STORY_BYTES": 1000, "DAY_BYTES": 1000}
        for name, most in counts.items():
            KeptPicture.objects.all().delete()
            SentPicture.objects.all().delete()
            Photo.objects.all().delete()
            with self.subTest(limit=name), patch.object(limits, name, most):
                answers = [self.send_picture(upload(width=40 + n)).status_code for n in range(3)]
                self.assertEqual(answers[-1], 400)
                self.assertLess(Photo.objects.count(), 3)

    def test_pictures_that_are_taken_out_or_refused_count_for_the_day_too(self) -> None:
        self.send_picture()
        self.client.post(self.address, self.fields(_drop=str(Photo.objects.get().upload_key)))
        self.send_picture(SimpleUploadedFile("broken.jpg", b"GIF89a", "image/jpeg"))
        self.assertEqual((Photo.objects.count(), SentPicture.objects.count()), (0, 2))
        with patch.object(limits, "PICTURES_A_DAY", 2):
            self.assertEqual(self.send_picture(upload(width=50)).status_code, 400)
        SentPicture.objects.update(at=timezone.now() - dt.timedelta(hours=25))
        self.assertEqual(self.send_picture(upload(width=50)).status_code, 200)

    def test_of_the_pictures_in_one_form_no_more_are_looked_at_than_a_story_may_have(self) -> None:
        """Each that cannot be read costs the time of decoding, and leaves no trace that could be counted."""
        broken = [SimpleUploadedFile(f"{n}.jpg", b"GIF89a", "image/jpeg") for n in range(40)]
        response = self.client.post(self.address, self.fields(pictures=broken))
        self.assertEqual(len(response.context["problems"]), limits.PICTURES_A_STORY + 1)

    def test_a_picture_that_is_too_heavy_is_refused(self) -> None:
        with patch.object(limits, "PICTURE_BYTES", 100):
            self.assertEqual(self.send_picture().status_code, 400)

    def test_a_request_that_is_too_large_is_refused_before_its_body_is_read(self) -> None:
        class Untouched(io.RawIOBase):
            def readable(self) -> bool:
                return True

            def readinto(self, buffer: Any) -> int:
                raise AssertionError("the body was read")

        for place, most in (("", limits.STORY_BYTES), ("pictures/", limits.PICTURE_BYTES)):
            with self.subTest(place=place):
                response = self.client.generic(
                    "POST",
                    self.address + place,
                    content_type="multipart/form-data; boundary=x",
                    CONTENT_LENGTH=str(most + limits.FORM_BYTES + 1),
                    **{"wsgi.input": Untouched()},  # type: ignore[arg-type]  # Part of the WSGI environment.
                )
                self.assertEqual(response.status_code, 413)
