"""The index follows every change of a story in the transaction that makes it."""

from __future__ import annotations

import datetime as dt
from typing import Any
from unittest.mock import patch

from django.core.management import call_command
from django.db import connection, transaction
from django.test import TestCase, TransactionTestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import workflow
from articles.models import Article, Credit, Photo, SearchDocument
from articles.search.documents import documents
from articles.search.finding import Filters, Found, Order, count, find
from articles.search.index import follow, kept_documents, rows, together
from articles.search.postings import postings
from articles.search.query import parse
from articles.search.suggesting import did_you_mean
from audit.bin import discard, undo
from issues import release
from issues.models import Issue, Page
from policy.roles import Role
from tests.make import (
    FAR_AHEAD,
    LONG_AGO,
    SHANGHAI,
    make_article,
    make_county,
    make_person,
    make_published,
    make_town,
    make_user,
)
from towns.models import Jurisdiction

TODAY = dt.date(2026, 11, 30)


def found(typed: str, **filters: Any) -> Found:
    return find(parse(typed, today=TODAY), Filters(**filters))


def stories(typed: str, **filters: Any) -> list[int]:
    return found(typed, **filters).stories


class FollowingTests(TestCase):
    """What readers find changes with the story."""

    def test_a_headline_that_is_saved_is_found_at_once(self) -> None:
        story = make_published("麦田返青")
        story.headline = "玉米入仓"
        story.save()
        self.assertEqual(stories("玉米"), [story.pk])
        self.assertEqual(stories("麦田"), [])

    def test_captions_and_names_of_photographers_are_found(self) -> None:
        story = make_published()
        photo = Photo.objects.create(article=story, caption="丰收广场上排练新歌")
        Credit.objects.create(photo=photo, role=Credit.Role.PHOTOGRAPHER, printed_text="王 燕")
        self.assertEqual(stories("排练新歌"), [story.pk])
        self.assertEqual(stories("作者:王燕"), [story.pk])
        photo.delete()
        self.assertEqual(stories("排练新歌"), [])
        self.assertEqual(stories("作者:王燕"), [])

    def test_padded_names_in_a_byline_are_found_as_they_are_typed(self) -> None:
        story = make_published(printed_byline="记者 王　燕 通讯员 郭锦萍")
        self.assertEqual(stories("作者:王燕"), [story.pk])
        self.assertEqual(stories("作者:郭锦萍"), [story.pk])
        self.assertEqual(stories("标题:王燕"), [])

    def test_towns_tags_people_and_counties_follow(self) -> None:
        town, person = make_town(), make_person()
        story = make_published()
        story.towns.add(town)
        story.tags.add("三农")
        Credit.objects.create(article=story, person=person, role=Credit.Role.REPORTER)
        tag = story.tags.get()
        county = town.jurisdictions.get().county
        for filters in ({"town": town.pk}, {"tag": tag.pk}, {"person": person.pk}, {"county": county.pk}):
            self.assertEqual(stories("麦田", **filters), [story.pk], filters)
        story.towns.clear()
        story.tags.clear()
        story.credits.all().delete()
        for filters in ({"town": town.pk}, {"tag": tag.pk}, {"person": person.pk}, {"county": county.pk}):
            self.assertEqual(stories("麦田", **filters), [], filters)

    def test_a_town_that_gets_another_county_takes_its_stories_along(self) -> None:
        town, other = make_town(), make_county("鲁西新区", "luxi")
        story = make_published(towns=(town,))
        Jurisdiction.objects.filter(town=town).get().delete()
        Jurisdiction.objects.create(town=town, county=other)
        self.assertEqual(stories("麦田", county=other.pk), [story.pk])
        self.assertEqual(stories("麦田", county=make_county().pk), [])

    def test_a_story_stands_under_the_county_of_its_day(self) -> None:
        town, other = make_town(), make_county("鲁西新区", "luxi")
        change = dt.date(2024, 1, 1)
        Jurisdiction.objects.filter(town=town).update(until=change)
        Jurisdiction.objects.create(town=town, county=other, since=change)
        old = make_published(towns=(town,))
        new = make_published(towns=(town,), publish_at=dt.datetime(2025, 1, 1, tzinfo=SHANGHAI))
        self.assertEqual(stories("麦田", county=make_county().pk), [old.pk])
        self.assertEqual(stories("麦田", county=other.pk), [new.pk])

    def test_what_is_deleted_is_gone_and_what_comes_back_is_found(self) -> None:
        story = make_published()
        Photo.objects.create(article=story, caption="排练新歌")
        editor = make_user("editor", Role.CHIEF_EDITOR)
        deletion = discard([story], by=editor)
        self.assertEqual(stories("麦田"), [])
        self.assertFalse(SearchDocument.objects.exists())
        undo(deletion, by=editor)
        self.assertEqual(stories("排练新歌"), [story.pk])

    def test_a_change_that_is_rolled_back_changes_nothing(self) -> None:
        story = make_published()
        with transaction.atomic():
            story.headline = "玉米入仓"
            story.save()
            transaction.set_rollback(True)
        self.assertEqual(stories("麦田"), [story.pk])
        self.assertEqual(postings().check(), [])

    def test_many_rows_follow_once_at_the_end(self) -> None:
        story = make_published()
        with CaptureQueriesContext(connection) as queries, transaction.atomic(), together():
            for number in range(5):
                Photo.objects.create(article=story, caption=f"第{number}张", order=number)
            self.assertEqual(stories("第4张"), [])
        self.assertEqual(stories("第4张"), [story.pk])
        written = [query for query in queries if "INTO articles_searchdocument" in query["sql"]]
        self.assertEqual(len(written), 1)

    def test_a_bulk_write_is_followed_when_it_is_told(self) -> None:
        story = make_published()
        Article.objects.filter(pk=story.pk).update(headline="玉米入仓")
        self.assertEqual(stories("玉米"), [])
        self.assertEqual(follow([story.pk]), 1)
        self.assertEqual(follow([story.pk]), 0)
        self.assertEqual(stories("玉米"), [story.pk])

    def test_the_terms_are_those_of_the_documents(self) -> None:
        for number in range(5):
            make_published(f"第{number}渠", body="田庄镇G318国道", printed_byline="记者 王燕")
        wanted = documents(rows())
        self.assertEqual(
            kept_documents([each.story for each in wanted]), {each.story: each for each in wanted}
        )
        self.assertEqual(list(postings().differing(wanted)), [])


class EmbargoTests(TestCase):
    """Nothing is found or counted before its time, or after it was withdrawn."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.chief = make_user("chief", Role.CHIEF_EDITOR)

    def test_drafts_and_scheduled_stories_are_not_found(self) -> None:
        make_article("麦田返青")
        make_published("麦田返青", publish_at=FAR_AHEAD)
        make_published("麦田返青", withdrawn_at=LONG_AGO)
        make_article("麦田返青", status=Article.Status.SIGNED_OFF)
        self.assertEqual(found("麦田"), Found(facets=found("无此").facets))
        self.assertEqual(found("麦田").count, 0)

    def test_a_story_is_found_from_its_very_moment_on(self) -> None:
        now = timezone.now()
        past = make_published("麦田返青", publish_at=now)
        make_published("麦田返青", publish_at=now + dt.timedelta(seconds=30))
        self.assertEqual(stories("麦田"), [past.pk])

    def test_a_story_that_is_withdrawn_is_not_found_until_it_is_reinstated(self) -> None:
        story = make_published()
        story = workflow.withdraw(story, by=self.chief, reason="facts", note="有误")
        self.assertEqual(stories("麦田"), [])
        workflow.reinstate(story, by=self.chief)
        self.assertEqual(stories("麦田"), [story.pk])

    def test_the_index_is_not_believed_where_the_story_says_otherwise(self) -> None:
        story = make_published()
        Article.objects.filter(pk=story.pk).update(withdrawn_at=LONG_AGO)
        self.assertEqual(found("麦田").count, 0)

    def test_what_is_released_is_found_with_its_issue(self) -> None:
        issue = Issue.objects.create(date=dt.date(2023, 12, 20))
        page = Page.objects.create(issue=issue, label="A1", name="要闻")
        story = make_article("麦田返青", status=Article.Status.SIGNED_OFF)
        release.place(story, page)
        self.assertEqual(stories("麦田"), [])
        Issue.objects.filter(pk=issue.pk).update(publish_at=LONG_AGO)
        workflow.set_publish_time(issue.articles(), LONG_AGO)
        self.assertEqual(stories("麦田"), [story.pk])
        self.assertEqual(found("麦田").facets["y"], {"2023": 1})


class FindingTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.town = make_town()
        cls.old = make_published(
            "巨野县招商引资再结硕果",
            deck="三个项目落地田庄镇",
            body="本报讯 沿G318國道，2026年11月签约，PM2.5下降。\n第二段说招商。",
            towns=(cls.town,),
            publish_at=dt.datetime(2024, 5, 1, 6, tzinfo=SHANGHAI),
        )
        cls.new = make_published(
            "天气晴好", body="有人说招商，县里", publish_at=dt.datetime(2025, 5, 1, 6, tzinfo=SHANGHAI)
        )

    def test_words_phrases_exclusions_fields_and_days(self) -> None:
        old, new = self.old.pk, self.new.pk
        for typed, expected in {
            "招": [new, old],
            "招商": [new, old],
            "招商 签约": [old],
            "招商引资": [old],
            "招商引": [old],
            "沿g318国道": [old],
            "318國": [old],
            "pm2.5下降": [old],
            "026年1": [old],
            "招商 -县": [],
            "招商 -县里": [old],
            "招商 -签约了": [new, old],
            "招商 -“2026年11月签约”": [new],
            "标题:招商": [old],
            "标题:落地": [old],
            "标题:签约": [],
            "招商 镇:田庄": [old],
            "招商 镇:无此": [],
            "镇:田庄镇": [old],
            "招商 日期:2025": [new],
            "日期:2024-05-01": [old],
            "日期:2024-05-02": [],
            "日期:2024-04..2024-06 招商": [old],
            "招商硕果": [],
            '"下降。 第二段"': [],
            "-招商": [],
        }.items():
            with self.subTest(typed):
                self.assertEqual(stories(typed), expected)

    def test_filters_alone_find_too(self) -> None:
        self.assertEqual(stories("", year=2024), [self.old.pk])
        self.assertEqual(stories("", town=self.town.pk), [self.old.pk])
        self.assertEqual(stories("", stories=(self.new.pk,)), [self.new.pk])
        self.assertEqual(stories("招商", stories=()), [])
        self.assertEqual(stories(""), [])

    def test_the_more_relevant_come_first_when_asked(self) -> None:
        query = parse("招商", today=TODAY)
        self.assertEqual(find(query, Filters(), order=Order.RELEVANT).stories, [self.old.pk, self.new.pk])

    def test_staff_find_stories_of_every_state(self) -> None:
        draft = make_article("招商草稿")
        ahead = make_published("招商预告", publish_at=FAR_AHEAD)
        everything = {self.old.pk, self.new.pk, draft.pk, ahead.pk}
        self.assertEqual(set(Article.objects.search("招商").values_list("pk", flat=True)), everything)
        self.assertEqual(Article.objects.published().search("招商").count(), 2)
        self.assertEqual(Article.objects.search("招商 -县里").count(), 3)
        self.assertFalse(Article.objects.search("-招商").exists())

    def test_pages_follow_each_other_by_key_in_both_orders(self) -> None:
        rows = [make_published(f"丰收{number}", publish_at=LONG_AGO) for number in range(53)]
        newest_first = [story.pk for story in reversed(rows)]
        query = parse("丰收", today=TODAY)
        for order in Order:
            shown, after, pages = [], "", 0
            while pages == 0 or after:
                page = find(query, Filters(), order=order, after=after)
                shown += page.stories
                after, pages = page.after, pages + 1
            self.assertEqual((sorted(shown), pages), (sorted(newest_first), 3), order)
        self.assertEqual(find(query, Filters()).stories, newest_first[:20])

    def test_the_last_page_of_the_most_relevant_is_the_last(self) -> None:
        """420 stories, of which the older have the word in the title: all of them are among the ranked."""
        for number in range(40):
            make_published(f"丰收{number}", publish_at=LONG_AGO)
        for number in range(400):
            make_published("麦田", body=f"丰收{number}", publish_at=LONG_AGO + dt.timedelta(days=1))
        query = parse("丰收", today=TODAY)
        shown, after = [], ""
        while True:
            page = find(query, Filters(), order=Order.RELEVANT, after=after)
            self.assertTrue(page.stories)
            shown += page.stories
            after = page.after
            if not after:
                break
        self.assertEqual((len(shown), len(set(shown))), (440, 440))

    def test_a_document_left_behind_hides_no_other_story(self) -> None:
        rows = [make_published(f"丰收{number}", publish_at=LONG_AGO) for number in range(30)]
        Article.objects.filter(pk__in=[story.pk for story in rows[5:]]).update(withdrawn_at=LONG_AGO)
        with patch("articles.search.finding.COUNTED", 10):
            found = find(parse("丰收", today=TODAY), Filters())
            self.assertTrue(found.is_more)
            self.assertEqual(found.stories, [story.pk for story in reversed(rows[:5])])
        self.assertEqual(count(parse("丰收", today=TODAY), most=1), 1)

    def test_what_was_meant_is_proposed_if_it_is_found(self) -> None:
        for typed, meant in {
            "zhaoshang": "招商",
            "zhao shang": "招商",
            "zhaoshangyinzi": "招商引资",
            "找商引资": "招商引资",
            "田庄真": "田庄镇",
            "标题:zhaoshang": "标题:招商",
            "找商引资 签约": "招商引资 签约",
            "hello": None,
            "夔": None,
        }.items():
            with self.subTest(typed):
                self.assertEqual(did_you_mean(parse(typed, today=TODAY)), meant)

    def test_nothing_is_proposed_of_what_is_not_public(self) -> None:
        make_article("花椒芽菜")
        make_published("辣根种植", publish_at=FAR_AHEAD)
        self.assertIsNone(did_you_mean(parse("huajiao", today=TODAY)))
        self.assertIsNone(did_you_mean(parse("lagen", today=TODAY)))


class EmptiedTests(TransactionTestCase):
    def test_a_database_that_is_emptied_keeps_no_terms(self) -> None:
        make_published()
        call_command("flush", verbosity=0, interactive=False)
        self.assertEqual(postings().strays(), [])
        self.assertEqual(postings().check(), [])
