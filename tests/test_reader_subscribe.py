"""Who wants to subscribe is told how, and which address to copy."""

from __future__ import annotations

from django.test import TestCase
from django.urls import reverse

from tests import make


class SubscribeTests(TestCase):
    def test_it_gives_the_addresses_of_the_paper(self) -> None:
        page = self.client.get(reverse("subscribe"))
        for name in ("feed", "rss"):
            self.assertContains(page, f"http://testserver{reverse(name)}")

    def test_the_page_of_a_town_leads_to_the_towns_own(self) -> None:
        make.make_published(towns=(make.make_town(),))
        feed = reverse("town-feed", args=["tianzhuang"])
        self.assertContains(self.client.get("/towns/tianzhuang/"), "?of=%2Ftowns%2Ftianzhuang%2Ffeed%2F")
        page = self.client.get(reverse("subscribe"), {"of": feed})
        self.assertContains(page, f"http://testserver{feed}")
        self.assertContains(page, f"http://testserver{feed}rss/")

    def test_a_tag_in_chinese_has_its_address(self) -> None:
        feed = reverse("tag-feed", args=["春耕"])
        self.assertContains(self.client.get(reverse("subscribe"), {"of": feed}), f"http://testserver{feed}")

    def test_what_is_no_feed_of_this_site_is_not_found(self) -> None:
        for address in ("https://example.com/feed/", "//example.com/feed/", "/towns/", "/feed/rss/", "", "x"):
            with self.subTest(address):
                self.assertEqual(self.client.get(reverse("subscribe"), {"of": address}).status_code, 404)
