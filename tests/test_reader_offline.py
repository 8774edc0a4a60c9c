"""What a device is told to keep for when there is no network, and when it has to fetch it again."""

from __future__ import annotations

import datetime as dt

from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from tests import make


class LatestTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.issue = make.make_issue(publish_at=make.LONG_AGO)
        cls.page = make.make_page(cls.issue)
        cls.story = make.make_published("麦田返青")
        make.make_placement(cls.story, cls.page)

    def states(self) -> dict[str, str]:
        states: dict[str, str] = self.client.get(reverse("offline-latest")).json()["states"]
        return states

    def test_it_names_home_issue_pages_and_stories_and_nothing_hidden(self) -> None:
        make.make_placement(make.make_article("没有签发", publish_at=make.LONG_AGO), self.page)
        own = [thing.get_absolute_url() for thing in (self.issue, self.page, self.story)]
        self.assertEqual(set(self.states()), {"/", *own})

    def test_a_correction_is_a_change_of_its_story_and_of_what_lists_it(self) -> None:
        before = self.states()
        later = timezone.now() + dt.timedelta(minutes=1)
        correction = make.make_published("更正", genre=Article.Genre.CORRECTION, corrects=self.story)
        Article.objects.filter(pk=correction.pk).update(updated_at=later)
        after = self.states()
        self.assertEqual([address for address in before if before[address] == after[address]], [])

    def test_a_withdrawal_changes_what_listed_the_story(self) -> None:
        before = self.states()
        Article.objects.filter(pk=self.story.pk).update(withdrawn_at=timezone.now())
        after = self.states()
        self.assertNotIn(self.story.get_absolute_url(), after)
        self.assertNotEqual(before["/"], after["/"])

    def test_without_an_issue_it_is_the_home_page_alone(self) -> None:
        self.issue.publish_at = None
        self.issue.save()
        self.assertEqual(set(self.states()), {"/"})
