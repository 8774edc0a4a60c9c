"""The chief editor looks at the readers' pages as they will be, and nobody else does."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles import workflow
from issues import release
from issues.models import Issue
from tests.make import FAR_AHEAD
from tests.test_release_pages import PageCase


class AsReadTests(PageCase):
    def setUp(self) -> None:
        super().setUp()
        self.schedule()
        self.front = reverse("admin:as_read", args=[self.issue.pk])

    def look(self, address: str = "/") -> Any:
        return self.client.get(self.front + address.removeprefix("/"))

    def test_front_page_issue_page_town_and_story_are_as_they_will_be(self) -> None:
        addresses = ("/", self.issue.get_absolute_url(), self.page.get_absolute_url())
        for address in (*addresses, self.town.get_absolute_url(), self.story.get_absolute_url()):
            with self.subTest(address):
                self.assertContains(self.look(address), "麦田返青")
                self.assertNotIn(b"\xe9\xba\xa6\xe7\x94\xb0", Client().get(address).content)

    def test_its_links_and_pictures_stay_inside(self) -> None:
        page = self.look(self.page.get_absolute_url())
        self.assertContains(page, f'href="{self.front}articles/{self.story.pk}/"')
        picture = f"/photos/{self.story.photos.get().key}-480.webp"
        self.assertEqual(self.look(picture).status_code, 200)
        self.assertEqual(Client().get(picture).status_code, 404)

    def test_after_it_addresses_are_the_public_ones_again(self) -> None:
        self.look()
        self.assertEqual(reverse("home"), "/")

    def test_no_cache_keeps_it_and_no_engine_lists_it(self) -> None:
        for address in ("/", f"/photos/{self.story.photos.get().key}-480.webp"):
            answer = self.look(address)
            self.assertIn("no-store", answer["Cache-Control"])
            self.assertNotIn("public", answer["Cache-Control"])
            self.assertEqual(answer["X-Robots-Tag"], "noindex")

    def test_it_says_that_it_is_a_preview(self) -> None:
        self.assertContains(self.look(), "read-as-of")
        self.assertNotContains(Client().get("/"), "read-as-of")

    def test_a_withdrawn_story_is_not_in_it(self) -> None:
        workflow.withdraw(self.story, by=self.chief, reason="facts", note="有误")
        self.assertNotContains(self.look(self.page.get_absolute_url()), "麦田返青")

    def test_web_first_stands_without_its_page_before_the_release_of_the_issue(self) -> None:
        self.story.refresh_from_db()
        workflow.publish_first(self.story, at=timezone.now(), by=self.chief)
        self.assertIsNone(Client().get(self.story.get_absolute_url()).context["placement"])
        self.assertIsNotNone(self.look(self.story.get_absolute_url()).context["placement"])

    def test_without_a_time_there_is_nothing_to_see(self) -> None:
        release.unschedule(self.issue, by=self.chief)
        self.assertEqual(self.look().status_code, 404)

    def test_who_does_not_release_does_not_look(self) -> None:
        self.client.force_login(self.editor)
        self.assertEqual(self.look().status_code, 403)
        self.assertEqual(Client().get(self.front).status_code, 302)
        self.assertEqual(Issue.objects.get(pk=self.issue.pk).publish_at, FAR_AHEAD)

    def test_an_address_that_readers_do_not_have(self) -> None:
        self.assertEqual(self.look("/admin/").status_code, 404)

    def test_nothing_is_written_there(self) -> None:
        self.assertEqual(self.client.post(self.front).status_code, 405)
