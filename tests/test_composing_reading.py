"""A page of the database as the compositor gets it."""

from __future__ import annotations

import datetime as dt

from django.test import TestCase, override_settings

from articles.models import Article
from issues.composing import Position, compose
from issues.composing.reading import describe
from issues.models import Issue, Page, Placement


class DescribeTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.issue = Issue.objects.create(date=dt.date(2024, 3, 8), serial_number=11280)
        cls.first = Page.objects.create(issue=cls.issue, label="A1", name="要闻")
        cls.second = Page.objects.create(issue=cls.issue, label="A2", name="综合")
        cls.story = Article.objects.create(
            headline="修好渠 种好田",
            deck="大田集镇见闻",
            genre=Article.Genre.FEATURE,
            printed_byline="记者 王一田",
            body="\n".join(["水渠修好了，种田不怕水少了。" * 6] * 6),
        )
        cls.begins = Placement.objects.create(
            page=cls.first, article=cls.story, position=Placement.Position.LEAD, planned_length=300
        )
        cls.goes_on = Placement.objects.create(page=cls.second, article=cls.story, continues=cls.begins)
        photo = Article.objects.create(genre=Article.Genre.PHOTO)
        shown = photo.photos.create(caption="田里人来人往。")
        shown.credits.create(role="photographer", title="通讯员", printed_text="刘菲")
        Placement.objects.create(page=cls.second, article=photo)

    def test_the_folio_is_that_of_the_issue(self) -> None:
        page = describe(self.first)
        self.assertEqual((page.folio.day, page.folio.weekday), ("2024年3月8日", "星期五"))
        self.assertEqual((page.folio.label, page.folio.pages, page.folio.serial_number), ("A1", 2, 11280))
        self.assertTrue(page.is_page_one)
        with override_settings(PAPER_CN_NUMBER="CN 37-0067", PAPER_PUBLISHER="菏泽日报社"):
            folio = describe(self.first).folio
        self.assertEqual((folio.cn_number, folio.publisher), ("CN 37-0067", "菏泽日报社"))
        self.assertFalse(describe(self.second).is_page_one)

    def test_a_page_that_is_not_the_first_by_its_label_has_a_folio_line(self) -> None:
        alone = Page.objects.create(issue=Issue.objects.create(date=dt.date(2024, 3, 9)), label="A3")
        self.assertFalse(describe(alone).is_page_one)

    def test_a_story_comes_with_its_rank_and_its_words(self) -> None:
        (story,) = describe(self.first).stories
        self.assertEqual(story.position, Position.LEAD)
        self.assertEqual((story.deck, story.byline), ("——大田集镇见闻", "记者 王一田"))

    def test_a_story_on_two_pages_stands_there_in_two_parts(self) -> None:
        (first,), (second, _photo) = describe(self.first).stories, describe(self.second).stories
        self.assertEqual((first.continued_on, second.continued_from), ("A2", "A1"))
        printed = "".join(block.text for block in (*first.here(), *second.here()))
        self.assertEqual(printed, "".join(block.text for block in first.body))
        self.assertEqual(sum(len(block.text) for block in first.here()), 300)

    def test_photo_news_brings_its_caption_and_its_credit(self) -> None:
        Article.objects.filter(genre=Article.Genre.PHOTO).update(printed_byline="通讯员 刘菲 摄")
        photo = describe(self.second).stories[1]
        self.assertEqual(photo.byline, "")
        self.assertEqual(
            [(each.caption, each.credit) for each in photo.pictures], [("田里人来人往。", "通讯员 刘菲 摄")]
        )

    def test_a_page_costs_a_fixed_number_of_queries(self) -> None:
        with self.assertNumQueries(9):
            describe(Page.objects.get(pk=self.second.pk))

    def test_the_page_of_the_database_composes(self) -> None:
        composition = compose(describe(self.first))
        self.assertEqual(composition.overset, ())
        self.assertEqual([region.story for region in composition.regions], [self.story.pk])
