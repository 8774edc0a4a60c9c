"""The page on which the staff see every part of the readers' pages."""

from __future__ import annotations

from django.test import TestCase
from django.urls import reverse

from articles.models import Article
from newsroom.design import SHEET, colours
from policy.roles import Role
from tests import make
from tests.clients import StaffClient


class DesignTests(TestCase):
    client: StaffClient
    client_class = StaffClient

    def page(self) -> str:
        self.client.force_login(make.make_user("wangyan", Role.REPORTER))
        return self.client.get(reverse("admin:design")).content.decode()

    def test_it_shows_the_parts_with_the_newest_stories(self) -> None:
        make.make_photo(make.make_published("麦田返青", body="全县小麦长势良好。"), image=make.make_picture())
        make.make_photo(make.make_published("集市", genre=Article.Genre.PHOTO), image=make.make_picture())
        page = self.page()
        search = ("<mark>麦田</mark>", 'class="chosen"', 'class="filters"', 'class="said-note"')
        lists = ('class="item"', 'class="photo-card"', 'class="text"', 'class="empty"', "麦田返青")
        for part in (*search, *lists):
            self.assertIn(part, page)

    def test_a_paper_without_stories_shows_what_needs_none(self) -> None:
        self.assertIn('id="states"', self.page())

    def test_drafts_are_not_among_its_stories(self) -> None:
        make.make_article("没有签发")
        self.assertNotIn("没有签发", self.page())

    def test_readers_are_led_to_the_login(self) -> None:
        self.assertEqual(self.client.get(reverse("admin:design")).status_code, 302)

    def test_the_colours_are_those_of_the_stylesheet(self) -> None:
        found = {colour.name: colour for colour in colours(SHEET.read_text(encoding="utf-8"))}
        self.assertEqual((found["paper"].light, found["paper"].dark), ("#fcfbf8", "#171614"))
        self.assertTrue(all(value.startswith("#") for c in found.values() for value in (c.light, c.dark)))
