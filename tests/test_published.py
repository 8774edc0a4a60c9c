"""The public rule: a story is public when it is signed off, its time has passed and it is not withdrawn."""

from __future__ import annotations

import datetime as dt
from itertools import product

from django.test import TestCase
from django.utils import timezone

from articles.models import Article, Photo, ReviewStage
from issues.models import Issue

PAST = timezone.now() - dt.timedelta(days=1)
FUTURE = timezone.now() + dt.timedelta(days=1)
TIMES = {"none": None, "past": PAST, "future": FUTURE}


class PublishedTests(TestCase):
    """status x time x withdrawn: one cell of thirty-six is public."""

    def test_only_signed_past_and_not_withdrawn_is_public(self) -> None:
        for status, when, is_withdrawn in product(Article.Status, TIMES, (False, True)):
            with self.subTest(status=status, time=when, withdrawn=is_withdrawn):
                article = Article.objects.create(
                    headline="县里修路",
                    status=status,
                    stage=ReviewStage.objects.first() if status == Article.Status.IN_REVIEW else None,
                    publish_at=TIMES[when],
                    withdrawn_at=PAST if is_withdrawn else None,
                )
                is_public = Article.objects.published().filter(pk=article.pk).exists()
                expected = (status, when, is_withdrawn) == (Article.Status.SIGNED_OFF, "past", False)
                self.assertEqual(is_public, expected)

    def test_a_photo_is_public_with_its_story(self) -> None:
        for when in ("past", "future"):
            with self.subTest(time=when):
                article = Article.objects.create(
                    headline="雪景", status=Article.Status.SIGNED_OFF, publish_at=TIMES[when]
                )
                photo = Photo.objects.create(article=article, caption="雪后")
                is_public = Photo.objects.published().filter(pk=photo.pk).exists()
                self.assertEqual(is_public, when == "past")

    def test_a_photo_without_a_story_is_not_public(self) -> None:
        Photo.objects.create(caption="资料图")
        self.assertFalse(Photo.objects.published().exists())

    def test_an_issue_is_public_from_its_time_on(self) -> None:
        for order, (name, at) in enumerate(TIMES.items(), start=1):
            with self.subTest(time=name):
                issue = Issue.objects.create(date=dt.date(2023, 12, order), publish_at=at)
                is_public = Issue.objects.published().filter(pk=issue.pk).exists()
                self.assertEqual(is_public, name == "past")

    def test_the_database_refuses_a_signed_story_without_headline(self) -> None:
        from django.db import IntegrityError

        with self.assertRaises(IntegrityError):
            Article.objects.create(status=Article.Status.SIGNED_OFF, body="正文")
