"""A photo without picture, caption or credit does not pass review."""

from __future__ import annotations

from typing import Any

from django.test import TestCase
from django.urls import reverse
from django.utils import translation

from articles import workflow
from articles.models import Article, Credit, Photo
from articles.photos.lacking import photo_gaps
from articles.workflow import NotPossible
from policy.roles import Role
from tests import make
from tests.clients import StaffClient

Status = Article.Status


class GateTests(TestCase):
    client: StaffClient
    client_class = StaffClient

    @classmethod
    def setUpTestData(cls) -> None:
        cls.reporter = make.make_user("wangyan", Role.REPORTER)
        cls.editor = make.make_user("bianji", Role.DESK_EDITOR)

    def make_story(self, **fields: Any) -> Article:
        return make.make_article(**({"status": Status.SUBMITTED, "filed_by": self.reporter} | fields))

    def make_whole_photo(self, story: Article, **fields: Any) -> Photo:
        photo = make.make_photo(story, **({"image": make.make_picture()} | fields))
        make.make_credit(photo, printed_text="刘菲", role=Credit.Role.PHOTOGRAPHER)
        return photo

    def assertRefused(self, story: Article, sentence: str) -> None:
        with self.assertRaises(NotPossible) as caught:
            workflow.approve(story, by=self.editor)
        self.assertEqual(str(caught.exception), sentence)
        story.refresh_from_db()
        self.assertEqual(story.status, Status.SUBMITTED)

    def test_a_story_with_whole_photos_passes(self) -> None:
        story = self.make_story()
        self.make_whole_photo(story)
        self.assertEqual(photo_gaps(story), [])
        workflow.approve(story, by=self.editor)
        self.assertEqual(story.status, Status.IN_REVIEW)

    def test_what_is_missing_is_said_of_each_photo(self) -> None:
        story = self.make_story()
        self.make_whole_photo(story)
        make.make_photo(story, "", image=make.make_picture())
        make.make_photo(story)
        with translation.override("en"):
            self.assertRefused(
                story,
                "Photo 2: no caption、no credit；Photo 3: no picture、no credit",
            )

    def test_each_single_gap_stops_the_story(self) -> None:
        for gap, fields in {"picture": {"image": ""}, "caption": {"caption": ""}}.items():
            with self.subTest(gap), translation.override("en"):
                story = self.make_story()
                self.make_whole_photo(story, **fields)
                self.assertRefused(story, f"Photo 1: no {gap}")

    def test_photo_news_needs_a_photo(self) -> None:
        with translation.override("en"):
            self.assertRefused(self.make_story(genre="photo"), "Photo news needs a photo.")

    def test_who_wrote_and_photographed_is_credited_on_the_story(self) -> None:
        story = self.make_story()
        make.make_photo(story, image=make.make_picture())
        self.assertEqual(len(photo_gaps(story)), 1)
        make.make_credit(story, printed_text="王燕", role=Credit.Role.PHOTOGRAPHER)
        self.assertEqual(photo_gaps(story), [])

    def test_copy_that_nobody_filed_passes_as_it_was_printed(self) -> None:
        story = self.make_story(filed_by=None, status=Status.DRAFT, genre="photo")
        make.make_photo(story)
        workflow.approve(story, by=self.editor)
        self.assertEqual(story.status, Status.IN_REVIEW)

    def test_handing_in_waits_for_no_picture(self) -> None:
        story = self.make_story(status=Status.DRAFT)
        make.make_photo(story)
        workflow.submit(story, by=self.reporter)
        self.assertEqual(story.status, Status.SUBMITTED)

    def test_the_gap_is_shown_before_anybody_presses_the_button(self) -> None:
        story = self.make_story()
        make.make_photo(story, "")
        self.client.force_login(self.editor)
        address = reverse("admin:articles_article_change", args=[story.pk])
        with translation.override("en"):
            gaps = photo_gaps(story)[0]
        self.client.cookies["django_language"] = "en"
        self.assertContains(self.client.get(address), gaps)
