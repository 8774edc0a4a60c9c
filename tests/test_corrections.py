"""Corrections as readers meet them: on the story's page, on a list of their own, among other stories."""

from __future__ import annotations

import json
import re
from typing import Any
from xml.etree import ElementTree

from django.test import TestCase
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from articles import workflow
from articles.models import Article, ReviewStage
from issues import release
from people.models import Desk, User
from policy.roles import REVIEWERS, Role
from reader import story as reading
from tests import make
from tests.clients import StaffClient

ATOM = "{http://www.w3.org/2005/Atom}"
LIST = "/corrections/"
WRONG, RIGHT = "三千亩", "田庄镇的麦田为两千亩。"


def correct(original: Article, headline: str = "关于麦田面积的更正", **fields: Any) -> Article:
    """A correction as its row stands once it is public, unless the fields say otherwise."""
    public = {"genre": Article.Genre.CORRECTION, "corrects": original, "body": RIGHT}
    return make.make_published(headline, **(public | fields))


class ReaderTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.town = make.make_town()
        cls.story = make.make_published("麦田返青", body=f"麦田{WRONG}。", towns=(cls.town,))

    def page_of(self, story: Article) -> str:
        return self.client.get(story.get_absolute_url()).content.decode()

    def test_the_correction_stands_before_the_text_of_its_story(self) -> None:
        correction = correct(self.story)
        page = self.page_of(self.story)
        self.assertLess(page.index('class="corrections"'), page.index(RIGHT, page.index("<body>")))
        self.assertLess(page.rindex(RIGHT), page.rindex(WRONG))
        self.assertIn(f'href="{correction.get_absolute_url()}"', page)

    def test_a_story_without_public_corrections_has_no_box(self) -> None:
        for fields in (
            {"status": Article.Status.DRAFT},
            {"publish_at": make.FAR_AHEAD},
            {"withdrawn_at": make.LONG_AGO},
        ):
            with self.subTest(**fields):
                correct(self.story, **fields)
                page = self.page_of(self.story)
                self.assertNotIn('class="corrections"', page)
                self.assertNotIn(RIGHT, page)

    def test_search_engines_are_told_of_the_correction(self) -> None:
        correction = correct(self.story)
        found = re.search(r'<script type="application/ld\+json">(.*?)</script>', self.page_of(self.story))
        assert found is not None
        (told,) = json.loads(found[1])["correction"]
        self.assertEqual((told["@type"], told["text"]), ("CorrectionComment", RIGHT))
        self.assertTrue(told["url"].endswith(correction.get_absolute_url()))

    def test_the_corrections_own_page_leads_to_its_story(self) -> None:
        page = self.page_of(correct(self.story))
        self.assertIn(f'<a href="{self.story.get_absolute_url()}">麦田返青</a>', page)

    def test_corrections_are_listed_newest_first_with_their_stories(self) -> None:
        older = correct(self.story, publish_at=make.LONG_AGO.replace(year=2022))
        newer = correct(self.story)
        response = self.client.get(LIST)
        self.assertEqual(list(response.context["page"]), [newer, older])
        self.assertContains(response, RIGHT, count=2)
        self.assertContains(response, self.story.get_absolute_url(), count=2)

    def test_the_headline_of_a_withdrawn_story_stands_on_no_correction(self) -> None:
        correction = correct(self.story, headline="更正")
        Article.objects.filter(pk=self.story.pk).update(withdrawn_at=make.LONG_AGO)
        for address in (LIST, reverse("corrections-feed"), correction.get_absolute_url()):
            with self.subTest(address=address):
                response = self.client.get(address)
                self.assertContains(response, RIGHT)
                self.assertNotContains(response, self.story.headline)
                self.assertNotContains(response, self.story.get_absolute_url() + '"')

    def test_an_unpublished_correction_is_not_listed(self) -> None:
        correct(self.story, status=Article.Status.IN_REVIEW, stage=ReviewStage.objects.in_use().first())
        self.assertContains(self.client.get(LIST), 'class="empty"')

    def test_the_list_turns_its_pages_like_the_others(self) -> None:
        for _number in range(21):
            correct(self.story)
        self.assertEqual(len(self.client.get(f"{LIST}?page=2").context["page"]), 1)
        self.assertEqual(self.client.get(f"{LIST}?page=3").status_code, 404)

    def test_the_list_is_found_from_every_page_and_by_search_engines(self) -> None:
        self.assertContains(self.client.get("/"), f'href="{LIST}"')
        self.assertContains(self.client.get("/sitemap-fixed.xml"), LIST)

    def test_the_feed_has_corrections_alone(self) -> None:
        correction = correct(self.story)
        feed = ElementTree.fromstring(self.client.get(reverse("corrections-feed")).content)  # noqa: S314
        (entry,) = feed.findall(f"{ATOM}entry")
        self.assertEqual(entry.findtext(f"{ATOM}summary"), correction.body)

    def test_a_list_of_stories_says_what_is_a_correction(self) -> None:
        correct(self.story, headline="麦田的面积", towns=(self.town,))
        with translation.override("zh-hans"):
            said = gettext("Correction: %(title)s") % {"title": "麦田的面积"}
        for address in ("/", self.town.get_absolute_url(), "/feed/"):
            with self.subTest(address=address):
                self.assertContains(self.client.get(address), said)

    def test_how_a_correction_is_called_in_lists(self) -> None:
        with translation.override("zh-hans"):
            label = gettext("Correction")
            cases = {
                "麦田的面积": gettext("Correction: %(title)s") % {"title": "麦田的面积"},
                f"关于面积的{label}": f"关于面积的{label}",
                label: gettext("Correction: %(title)s") % {"title": RIGHT},
            }
            for headline, expected in cases.items():
                with self.subTest(headline=headline):
                    row = Article(genre=Article.Genre.CORRECTION, headline=headline, body=RIGHT)
                    self.assertEqual(reading.list_title(row), expected)
            self.assertEqual(reading.list_title(Article(headline=f"{label}之后")), f"{label}之后")


class StaffTests(TestCase):
    """A correction goes through the review, and the pages of the staff lead from it to its story and back."""

    client_class = StaffClient

    @classmethod
    def setUpTestData(cls) -> None:
        cls.desk = Desk.objects.create(name="要闻部")
        cls.reviewers = [make.make_user(role.key, role) for role in REVIEWERS]
        for user in cls.reviewers:
            cls.desk.members.add(user)
        cls.chief = cls.reviewers[-1]
        cls.reporter = make.make_user("wangyan", Role.REPORTER)
        cls.story = make.make_published(
            "麦田返青", body=f"麦田{WRONG}。", filed_by=cls.reporter, desk=cls.desk
        )

    def begin(self) -> Article:
        """A correction that somebody who reviews nothing has written."""
        correction = workflow.correct(self.story, by=self.chief)
        Article.objects.filter(pk=correction.pk).update(body=RIGHT, filed_by=self.reporter)
        correction.refresh_from_db()
        return workflow.submit(correction, by=self.reporter)

    def review(self, correction: Article) -> None:
        for reviewer in self.reviewers:
            workflow.approve(correction, by=reviewer)

    def change_page(self, article: Article, user: User) -> str:
        self.client.force_login(user)
        address = reverse("admin:articles_article_change", args=[article.pk])
        return self.client.get(address).content.decode()

    def test_a_correction_on_no_page_is_public_with_its_last_sign_off(self) -> None:
        correction = self.begin()
        self.assertNotContains(self.client.get(self.story.get_absolute_url()), RIGHT)
        self.review(correction)
        self.assertContains(self.client.get(self.story.get_absolute_url()), RIGHT)

    def test_a_correction_on_a_page_is_public_with_its_issue(self) -> None:
        correction = self.begin()
        issue = make.make_issue()
        make.make_placement(correction, make.make_page(issue))
        self.review(correction)
        self.assertNotContains(self.client.get(LIST), RIGHT)
        release.schedule(issue, at=make.LONG_AGO, by=self.chief)
        self.assertContains(self.client.get(LIST), RIGHT)

    def test_its_headline_is_in_the_papers_language_whoever_begins_it(self) -> None:
        with translation.override("en"):
            correction = workflow.correct(self.story, by=self.chief)
        with translation.override("zh-hans"):
            self.assertEqual(correction.headline, gettext("Correction"))

    def test_the_story_names_its_corrections_with_their_state(self) -> None:
        correction = self.begin()
        page = self.change_page(self.story, self.chief)
        self.assertIn(reverse("admin:articles_article_change", args=[correction.pk]), page)
        self.assertIn("state-submitted", page)

    def test_the_correction_leads_to_its_story(self) -> None:
        page = self.change_page(self.begin(), self.chief)
        self.assertIn(reverse("admin:articles_article_change", args=[self.story.pk]), page)

    def test_who_may_not_see_the_story_gets_no_link_and_no_headline(self) -> None:
        correction = self.begin()
        other = make.make_user("zhaomin", Role.CORRESPONDENT)
        Article.objects.filter(pk=correction.pk).update(filed_by=other)
        page = self.change_page(correction, other)
        self.assertIn('class="notice corrects"', page)
        self.assertNotIn(self.story.headline, page)
        self.assertNotIn(reverse("admin:articles_article_change", args=[self.story.pk]) + '"', page)

    def test_who_may_not_see_a_correction_is_not_told_of_it(self) -> None:
        self.begin()
        Article.objects.update(desk=None)
        writer = make.make_user("liufei", Role.CORRESPONDENT)
        Article.objects.filter(pk=self.story.pk).update(filed_by=writer)
        self.assertNotIn("state-submitted", self.change_page(self.story, writer))
