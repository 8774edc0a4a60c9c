"""The ways on from a story, a person and a tag, and how photos and corrections stand on their pages."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.test import TestCase
from django.utils.translation import gettext

from articles.models import Article, Credit, Photo
from reader import beside
from reader.paging import STORIES_A_PAGE
from tests import make

DAY = dt.timedelta(days=1)


def published(headline: str, *tags: str, days: int = 0, **fields: Any) -> Article:
    """A public story with the tags, `days` after the others."""
    story = make.make_published(headline, publish_at=make.LONG_AGO + days * DAY, **fields)
    story.tags.add(*tags)
    return story


class ReadingOrderTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        issue = make.make_issue(publish_at=make.LONG_AGO)
        cls.front = make.make_page(issue, "A1", order=1, name="要闻")
        cls.back = make.make_page(issue, "A2", order=2, name="副刊")
        cls.first, cls.last, cls.behind = (published(name) for name in ("头条", "报眼", "散文"))
        make.make_placement(cls.first, cls.front)
        make.make_placement(cls.last, cls.front)
        make.make_placement(cls.behind, cls.back)

    def turns(self, story: Article) -> tuple[str, str]:
        in_print = self.client.get(story.get_absolute_url()).context["in_print"]
        titles = [
            place.article.headline if place else "" for place in (in_print.previous, in_print.following)
        ]
        return titles[0], titles[1]

    def test_the_last_story_of_a_page_leads_to_the_first_of_the_next(self) -> None:
        self.assertEqual(self.turns(self.last), ("头条", "散文"))
        self.assertEqual(self.turns(self.behind), ("报眼", ""))

    def test_where_a_turn_crosses_pages_it_names_the_page(self) -> None:
        within, across = (self.client.get(story.get_absolute_url()) for story in (self.first, self.last))
        named = gettext("Next page: %(label)s %(name)s") % {"label": "A2版", "name": "副刊"}
        self.assertContains(across, named)
        self.assertNotContains(within, named)

    def test_a_story_over_two_pages_is_read_where_it_begins(self) -> None:
        start = self.first.placements.get()
        make.make_placement(self.first, self.back, order=0, continues=start)
        self.assertEqual(self.turns(self.last), ("头条", "散文"))
        self.assertEqual(self.turns(self.first), ("", "报眼"))

    def test_other_stories_of_the_page_are_listed_and_those_of_the_next_are_not(self) -> None:
        on_page = self.client.get(self.last.get_absolute_url()).context["in_print"].on_page
        self.assertEqual([place.article for place in on_page], [self.first, self.last])

    def test_a_story_of_no_issue_has_no_neighbours(self) -> None:
        self.assertEqual(self.turns(published("网上先发")), ("", ""))


class RelatedTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.town = make.make_town()
        cls.story = published("种田记", "春耕", towns=(cls.town,))

    def related(self) -> list[Article]:
        return list(self.client.get(self.story.get_absolute_url()).context["related"])

    def test_stories_of_the_town_or_of_a_tag_stand_beside_it_newest_first(self) -> None:
        same_tag = published("春耕开犁", "春耕", days=1)
        same_town = published("镇里新事", towns=(self.town,), days=2)
        published("外县消息", "招商", days=3)
        self.assertEqual(self.related(), [same_town, same_tag])

    def test_only_what_readers_may_see_is_named(self) -> None:
        published("撤下的", "春耕", withdrawn_at=make.LONG_AGO)
        make.make_article("草稿", towns=(self.town,))
        published("明天的", "春耕", days=40_000)
        self.assertEqual(self.related(), [])

    def test_what_stands_on_the_same_page_is_not_named_twice(self) -> None:
        page = make.make_page(make.make_issue(publish_at=make.LONG_AGO))
        for story in (self.story, published("同版", "春耕")):
            make.make_placement(story, page)
        self.assertEqual(self.related(), [])

    def test_there_are_six_at_most(self) -> None:
        for number in range(9):
            published(f"春耕{number}", "春耕", days=number)
        self.assertEqual([story.headline for story in self.related()], [f"春耕{n}" for n in range(8, 2, -1)])

    def test_a_story_without_town_and_tag_has_none(self) -> None:
        response = self.client.get(published("无题").get_absolute_url())
        self.assertNotContains(response, 'id="related"')


class PersonTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.person = make.make_person()
        cls.tianzhuang, cls.taiping = make.make_town(), make.make_town("太平镇", "taiping")

    def credited(self, headline: str, **fields: Any) -> Article:
        story = published(headline, **fields)
        make.make_credit(story, self.person)
        return story

    def photographed(self, story: Article, caption: str = "田间", **fields: Any) -> Photo:
        photo = make.make_photo(story, caption, **fields)
        make.make_credit(photo, self.person, role=Credit.Role.PHOTOGRAPHER)
        return photo

    def test_the_towns_they_report_from_stand_with_their_numbers(self) -> None:
        self.credited("一", towns=(self.tianzhuang, self.taiping))
        self.photographed(self.credited("二", towns=(self.taiping,)))
        self.credited("撤下的", towns=(self.tianzhuang,), withdrawn_at=make.LONG_AGO)
        towns = self.client.get(self.person.get_absolute_url()).context["towns"]
        self.assertEqual([(town["name"], town["stories"]) for town in towns], [("太平镇", 2), ("田庄镇", 1)])

    def test_their_newest_pictures_lead_to_the_stories(self) -> None:
        old = self.photographed(published("旧闻"), image=make.make_picture())
        new = self.photographed(published("新闻", days=1), "雪后的牡丹园", image=make.make_picture())
        self.photographed(published("待补", days=2))
        self.photographed(published("撤下的", withdrawn_at=make.LONG_AGO), image=make.make_picture())
        response = self.client.get(self.person.get_absolute_url())
        self.assertEqual(list(response.context["photos"]), [new, old])
        self.assertContains(response, 'alt="雪后的牡丹园"')

    def test_there_are_eight_pictures_at_most_and_only_before_the_newest_stories(self) -> None:
        picture = make.stored_picture()
        for number in range(STORIES_A_PAGE + 1):
            self.photographed(published(f"新闻{number}"), image=picture)
        first, second = (self.client.get(f"{self.person.get_absolute_url()}?page={page}") for page in (1, 2))
        self.assertEqual(len(first.context["photos"]), beside.PHOTOS)
        self.assertContains(first, 'class="strip"')
        self.assertNotContains(second, 'class="strip"')


class TagTests(TestCase):
    def beside(self) -> list[str]:
        return [tag["name"] for tag in self.client.get("/tags/春耕/").context["together"]]

    def test_tags_that_often_stand_beside_it_come_first(self) -> None:
        published("一", "春耕", "农机", "合作社")
        published("二", "春耕", "农机")
        published("三", "招商")
        self.assertEqual(self.beside(), ["农机", "合作社"])

    def test_tags_of_what_readers_may_not_see_are_not_named(self) -> None:
        published("公开的", "春耕")
        published("撤下的", "春耕", "内情", withdrawn_at=make.LONG_AGO)
        self.assertEqual(self.beside(), [])

    def test_there_are_eight_at_most(self) -> None:
        published("一", "春耕", *(f"标签{number}" for number in range(12)))
        self.assertEqual(len(self.beside()), 8)


class PhotosOfAStoryTests(TestCase):
    def test_a_picture_leads_to_its_largest_size(self) -> None:
        story = make.make_published()
        photo = make.make_photo(story, image=make.make_picture())
        response = self.client.get(story.get_absolute_url())
        self.assertContains(response, f'<a class="enlarge" href="/photos/{photo.key}-1600.webp">')

    def test_a_picture_without_words_still_names_its_link(self) -> None:
        story = make.make_published()
        make.make_photo(story, "", image=make.make_picture())
        self.assertContains(self.client.get(story.get_absolute_url()), gettext("Enlarge"))

    def test_a_photo_whose_picture_is_missing_keeps_its_place_and_cannot_be_enlarged(self) -> None:
        story = make.make_published()
        make.make_photo(story, "颁奖现场")
        response = self.client.get(story.get_absolute_url())
        self.assertContains(response, 'class="missing"')
        self.assertNotContains(response, 'class="enlarge"')
        self.assertNotContains(response, "<dialog")


class CorrectionsByMonthTests(TestCase):
    def test_corrections_stand_under_their_month_the_newest_first(self) -> None:
        story = make.make_published()
        for days in (0, 1, 40):
            published("更正", days=days, genre=Article.Genre.CORRECTION, corrects=story, body="应为两千亩。")
        page = self.client.get("/corrections/").content.decode()
        january, december = page.index("2024年1月</h2>"), page.index("2023年12月</h2>")
        self.assertLess(january, december)
        self.assertEqual(page.count("item-correction", january, december), 1)
        self.assertEqual(page.count("item-correction", december), 2)
