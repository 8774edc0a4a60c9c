"""The archive by day, the page about the paper, and what the home page shows beside the stories."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from people.models import MastheadLine
from tests import make

DAY = dt.date(2024, 3, 15)


def at(day: dt.date, hour: int = 12) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))


class DayTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.first = make.make_published("清晨的集市", publish_at=at(DAY, 0))
        cls.last = make.make_published("夜里的粮站", publish_at=at(DAY, 23))
        make.make_published("早先的稿件", publish_at=at(DAY - dt.timedelta(days=3)))
        make.make_published("后来的稿件", publish_at=at(DAY + dt.timedelta(days=2)))
        make.make_article("没有签发的稿件", publish_at=at(DAY))

    def test_a_day_shows_what_was_published_from_its_midnight_to_the_next(self) -> None:
        page = self.client.get(reverse("day", args=[DAY]))
        self.assertEqual(list(page.context["page"].object_list), [self.last, self.first])
        self.assertNotContains(page, "没有签发的稿件")

    def test_it_leads_to_the_days_before_and_after_on_which_something_was_published(self) -> None:
        page = self.client.get(reverse("day", args=[DAY]))
        self.assertEqual(page.context["before"], DAY - dt.timedelta(days=3))
        self.assertEqual(page.context["after"], DAY + dt.timedelta(days=2))

    def test_a_day_without_anything_is_an_address_that_is_not_there(self) -> None:
        for day in ("2024-03-14", "2024-03-15-1", "2024-02-30", "0001-01-01", "9999-12-31"):
            with self.subTest(day):
                self.assertEqual(self.client.get(f"/archive/{day}/").status_code, 404)

    def test_the_archive_counts_each_day_of_a_year(self) -> None:
        page = self.client.get(reverse("archive"))
        (month,) = page.context["months"]
        self.assertEqual((month.first, dict(month.days)[DAY]), (DAY.replace(day=1), 2))
        self.assertEqual(len(month.days), 3)

    def test_the_last_evening_of_a_year_belongs_to_it(self) -> None:
        make.make_published(publish_at=at(dt.date(2021, 12, 31), 23))
        page = self.client.get(reverse("archive"), {"year": "2021"})
        self.assertEqual(page.context["years"], [2024, 2023, 2022, 2021])
        self.assertEqual([month.days for month in page.context["months"]], [[(dt.date(2021, 12, 31), 1)]])

    def test_a_year_outside_of_the_archive_is_not_found(self) -> None:
        for year in ("2023", "2025", "99999999999", "二〇二四", ""):
            with self.subTest(year):
                self.assertEqual(self.client.get(reverse("archive"), {"year": year}).status_code, 404)


class EmptyArchiveTests(TestCase):
    def test_a_paper_without_stories_says_so(self) -> None:
        self.assertContains(self.client.get(reverse("archive")), 'class="empty"')


class AboutTests(TestCase):
    def test_the_staff_box_stands_in_its_parts_and_order(self) -> None:
        MastheadLine.objects.create(part="staff", label="总编辑", text="某某", order=2)
        MastheadLine.objects.create(part="staff", label="社长", text="另一位", order=1)
        page = self.client.get(reverse("about"))
        self.assertEqual([line.label for line in page.context["parts"]["staff"]], ["社长", "总编辑"])
        self.assertNotContains(page, 'id="contact"')

    def test_numbers_and_addresses_can_be_followed_and_nothing_else_is_markup(self) -> None:
        for text in ("0530-566 0000", "tougao@example.com", "https://example.com/", "<b>不是标记</b>"):
            MastheadLine.objects.create(part="contact", label="联系", text=text)
        page = self.client.get(reverse("about"))
        for link in ("tel:05305660000", "mailto:tougao@example.com", "https://example.com/"):
            self.assertContains(page, f'href="{link}"')
        self.assertContains(page, "&lt;b&gt;不是标记&lt;/b&gt;")

    def test_a_telephone_dials_only_what_is_a_number_in_whole(self) -> None:
        for text, dials in (
            ("0530-566 0000", "05305660000"),
            ("（0530）5660000", "05305660000"),
            ("+86 530 5660000", "+865305660000"),
            ("CN 37-0042", ""),
            ("邮编 274000", ""),
            ("", ""),
        ):
            with self.subTest(text):
                self.assertEqual(MastheadLine(text=text).phone, dials)


class HomeTests(TestCase):
    def photo_news(self, headline: str, **fields: Any) -> Article:
        story = make.make_published(headline, genre=Article.Genre.PHOTO)
        make.make_photo(story, f"{headline}的图", **fields)
        return story

    def test_the_photo_of_the_day_is_photo_news_whose_picture_is_there(self) -> None:
        shown = self.photo_news("有图", image=make.make_picture())
        self.photo_news("无图")
        make.make_published("头条", publish_at=timezone.now())
        front = self.client.get("/").context["front"]
        self.assertEqual(front.photo, shown)
        self.assertNotIn(shown, front.photos)

    def test_corrections_of_the_last_fortnight_are_on_the_front(self) -> None:
        story = make.make_published("原稿")
        genre = Article.Genre.CORRECTION
        new = make.make_published("新更正", genre=genre, corrects=story, publish_at=timezone.now())
        make.make_published("旧更正", genre=genre, corrects=story)
        page = self.client.get("/")
        self.assertEqual(list(page.context["corrections"]), [new])
        self.assertContains(page, "front-corrections")
