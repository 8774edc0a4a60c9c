"""Numbers that no page sent: longer than a database, or Python itself, reads."""

from __future__ import annotations

import uuid

from django.test import TestCase
from django.urls import reverse

from policy.roles import Role
from tests.clients import StaffClient
from tests.make import make_article, make_photo, make_picture, make_user

LONG, LONGER = "9" * 30, "9" * 5000
STORIES = reverse("admin:articles_article_changelist")


class NumberTests(TestCase):
    client_class = StaffClient

    def setUp(self) -> None:
        self.client.force_login(make_user("zongbian", Role.CHIEF_EDITOR))
        self.story = make_article(status="submitted", filed_by=make_user("jizhe", Role.REPORTER))
        self.photo = make_photo(self.story, image=make_picture())

    def test_a_filter_of_the_list_and_its_spreadsheet(self) -> None:
        for address in (STORIES, reverse("admin:articles_article_export")):
            for name, value in (("filed_by", ""), ("state", "stage-")):
                for number in (LONG, LONGER, "²"):
                    with self.subTest(address=address, name=name, number=number[:5]):
                        response = self.client.get(address, {name: value + number})
                        self.assertLess(response.status_code, 400)

    def test_a_list_that_is_saved(self) -> None:
        address = reverse("admin:articles_article_lists")
        for number in (LONG, "²"):
            self.client.post(address, {"name": number, "query": f"filed_by={number}"})
            self.assertEqual(self.client.get(address).status_code, 200)

    def test_the_story_of_a_photo_and_the_photo_itself(self) -> None:
        form = {"version": 1, "order": 1, "credits-TOTAL_FORMS": 0, "credits-INITIAL_FORMS": 0}
        own = reverse("admin:articles_photo_change", args=[self.photo.pk])
        for number in (LONG, LONGER):
            with self.subTest(length=len(number)):
                response = self.client.post(own, form | {"article": number})
                self.assertIn("article", response.context["adminform"].form.errors)
                other = reverse("admin:articles_photo_change", args=[number])
                self.assertEqual(self.client.post(other, form | {"article": ""}).status_code, 302)
        self.photo.refresh_from_db()
        self.assertEqual(self.photo.article, self.story)

    def test_the_photos_of_a_preview(self) -> None:
        form = {"photos-TOTAL_FORMS": LONGER, "form_key": uuid.uuid4(), "photos-0-caption": "麦田"}
        response = self.client.post(reverse("admin:articles_article_preview"), form)
        self.assertEqual(response.status_code, 200)

    def test_a_page_that_no_issue_has(self) -> None:
        for number in (LONG, LONGER, "²"):
            for action in ("change", "delete"):
                with self.subTest(action, number=number[:5]):
                    address = f"/admin/issues/page/{number}/{action}/"
                    self.assertIn(self.client.post(address, {"post": "yes"}).status_code, (302, 404))
