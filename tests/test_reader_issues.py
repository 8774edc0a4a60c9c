"""Issues and their pages: the calendar, one issue, one page, and the ways between them."""

from __future__ import annotations

import datetime as dt

from django.test import TestCase

from articles.models import Article
from issues.models import Placement
from tests import make


class IssuePagesTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        days = (dt.date(2022, 12, 31), dt.date(2023, 12, 19), dt.date(2023, 12, 20))
        cls.oldest, cls.before, cls.issue = (make.make_issue(day, make.LONG_AGO) for day in days)
        make.make_issue(dt.date(2023, 12, 21), make.FAR_AHEAD)
        cls.second = make.make_page(cls.issue, "A2", order=2, name="综合")
        cls.first = make.make_page(cls.issue, "A1", order=1, name="要闻")
        cls.fourth = make.make_page(cls.issue, "第四版", order=4, name="副刊")

    def test_the_calendar_shows_the_newest_year(self) -> None:
        response = self.client.get("/issues/")
        self.assertContains(response, "/issues/2023-12-20/")
        self.assertNotContains(response, "/issues/2022-12-31/")
        self.assertNotContains(response, "/issues/2023-12-21/")

    def test_the_calendar_shows_the_year_asked_for(self) -> None:
        self.assertContains(self.client.get("/issues/?year=2022"), "/issues/2022-12-31/")

    def test_a_year_without_issues_is_not_found(self) -> None:
        for year in ("1999", "x", "", "2023 ", "２０２３"):
            with self.subTest(year=year):
                self.assertEqual(self.client.get("/issues/", {"year": year}).status_code, 404)

    def test_an_issue_lists_its_pages_in_order_with_their_headlines(self) -> None:
        make.make_placement(make.make_published("头版新闻"), self.first)
        response = self.client.get(self.issue.get_absolute_url())
        self.assertEqual(list(response.context["pages"]), [self.first, self.second, self.fourth])
        self.assertContains(response, "头版新闻")

    def test_one_turns_from_issue_to_issue_over_days_without_a_paper(self) -> None:
        context = self.client.get(self.before.get_absolute_url()).context
        self.assertEqual((context["previous"], context["following"]), (self.oldest, self.issue))

    def test_the_newest_issue_has_none_after_it(self) -> None:
        self.assertIsNone(self.client.get(self.issue.get_absolute_url()).context["following"])

    def test_one_turns_from_page_to_page_and_from_issue_to_issue(self) -> None:
        context = self.client.get(self.second.get_absolute_url()).context
        self.assertEqual((context["previous"], context["following"]), (self.first, self.fourth))
        self.assertEqual((context["issue_before"], context["issue_after"]), (self.before, None))

    def test_a_page_shows_its_stories_as_placed(self) -> None:
        late, early = make.make_published("后"), make.make_published("前")
        make.make_placement(late, self.first, order=2)
        make.make_placement(early, self.first, order=1, position=Placement.Position.LEAD)
        make.make_placement(make.make_published("撤", withdrawn_at=make.LONG_AGO), self.first, order=0)
        response = self.client.get(self.first.get_absolute_url())
        self.assertEqual([placement.article for placement in response.context["placements"]], [early, late])
        self.assertContains(response, 'class="at-lead"')

    def test_the_folio_line_names_paper_date_and_page(self) -> None:
        response = self.client.get(self.first.get_absolute_url())
        for text in ("菏泽日报", "2023年12月20日 星期三", "A1版", "要闻"):
            self.assertContains(response, text)

    def test_a_chinese_label_is_an_address_and_is_not_doubled(self) -> None:
        response = self.client.get("/issues/2023-12-20/第四版/")
        self.assertContains(response, "第四版")
        self.assertNotContains(response, "第四版版")

    def test_unknown_dates_and_labels_are_not_found(self) -> None:
        for address in (
            "/issues/2023-12-18/",
            "/issues/2023-02-30/",
            "/issues/0000-00-00/",
            "/issues/2023-12-20/B9/",
            "/issues/2023-12-19/A1/",
            "/issues/2023-12-20/A1%00/",
        ):
            with self.subTest(address=address):
                self.assertEqual(self.client.get(address).status_code, 404)

    def test_photo_news_keeps_its_place_among_the_stories(self) -> None:
        story = make.make_published("", genre=Article.Genre.PHOTO)
        make.make_photo(story, "雪后的牡丹园")
        make.make_placement(story, self.first)
        for page in (self.issue, self.first):
            self.assertContains(self.client.get(page.get_absolute_url()), "雪后的牡丹园")

    def test_a_story_over_two_pages_says_where_it_goes_on_and_where_it_comes_from(self) -> None:
        story = make.make_published("跨版长文")
        begins = make.make_placement(story, self.first)
        make.make_placement(story, self.second, continues=begins)
        here, there = self.first.get_absolute_url(), self.second.get_absolute_url()
        self.assertContains(self.client.get(here), f'<a href="{there}">下转 A2版</a>', html=True)
        self.assertContains(self.client.get(there), f'<a href="{here}">上接 A1版</a>', html=True)
