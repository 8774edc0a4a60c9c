"""My desk: who sees what on the first page of the staff site; every number is the length of its list."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import workflow
from articles.models import Notice, Photo, ReviewStage, SignOff, StatusChange
from issues.models import Issue, Page
from newsroom.desk import Section, sections_of
from people.models import CountyDesk, Person, User
from policy.roles import Role
from policy.table import Action
from tests.cast import CastTests
from tests.clients import StaffClient
from tests.make import (
    FAR_AHEAD,
    LONG_AGO,
    make_article,
    make_county,
    make_credit,
    make_desk,
    make_issue,
    make_page,
    make_person,
    make_photo,
    make_picture,
    make_placement,
    make_published,
    make_town,
    make_user,
)
from tests.policy_world import CAST, build

INDEX = reverse("admin:index")
LINK = re.compile(r'href="([^"]+)"[^>]* data-(rows|characters|days)="(\d+)"')
# However much is on it: the page of somebody who holds every role.
MOST_QUERIES = 55


def numbers_on(page: str) -> Iterator[tuple[str, str, int]]:
    """Every number of a desk: the address behind it, what is counted, how much."""
    for address, kind, count in LINK.findall(page):
        yield unescape(address), kind, int(count)


def desk_of(user: User) -> tuple[StaffClient, str]:
    client = StaffClient()
    client.force_login(user)
    return client, client.get(INDEX).content.decode()


def today_at(hour: int) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(timezone.localdate(), dt.time(hour)))


def last_month() -> dt.datetime:
    return today_at(12).replace(day=1) - dt.timedelta(days=3)


class Month:
    """A month of work for each of the cast, on top of the world of the policy test."""

    def __init__(self, users: dict[str, User]) -> None:
        self.stages = list(ReviewStage.objects.in_use())
        self.town = make_town("田庄镇")
        self.issue = make_issue(timezone.localdate() + dt.timedelta(days=1), FAR_AHEAD)
        self.pages = [make_page(self.issue, f"A{number}", number) for number in (1, 2)]
        Page.objects.filter(pk=self.pages[0].pk).update(planned_length=10, editor=users["desk_editor"])
        for user in users.values():
            for at in (timezone.now() - dt.timedelta(minutes=5), last_month()):
                self.work(user, at)
            self.on_pages(user)

    def work(self, user: User, at: dt.datetime) -> None:
        person = Person.objects.get(user=user)
        public = make_published("见报", body="十个字的正文啊。", publish_at=at, towns=(self.town,))
        make_credit(public, person, role="reporter")
        make_credit(make_photo(public, "图"), person, role="photographer")
        signed = make_published("签发", publish_at=at, filed_by=user)
        for story, voided_at in ((signed, None), (make_article("改过"), at)):
            stage = self.stages[0]
            SignOff.objects.create(
                article=story,
                stage=stage,
                stage_name=stage.name,
                by=user,
                at=at,
                text={},
                text_hash="x",
                voided_at=voided_at,
            )
        for action in (Action.SUBMIT, Action.RETURN):
            StatusChange.objects.create(article=signed, action=action, status="draft", by=user, at=at)
        Notice.objects.create(user=user, article=signed, kind=Notice.Kind.MENTIONED)

    def on_pages(self, user: User) -> None:
        for status, page in (("draft", 0), ("submitted", 0), ("signed_off", 1)):
            story = make_article("上版", body="正文。" * 3, status=status, filed_by=user)
            make_placement(story, self.pages[page])
        make_photo(make_article("缺图", status="submitted", filed_by=user), caption="")


class NumberTests(TestCase):
    """All roles, in a world of things in every state and relation to them, with a month of work for each."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.users = build().users
        Month(cls.users)

    def test_every_number_is_the_length_of_the_list_behind_it(self) -> None:
        for name in CAST:
            with self.subTest(role=name):
                client, page = desk_of(self.users[name])
                found = list(numbers_on(page))
                for address, kind, count in found:
                    self.assertEqual(counted(client.get(address), kind, address), count, address)
                self.assertEqual(bool(found), bool(self.users[name].roles - {Role.ADMINISTRATOR}))

    def test_a_number_of_the_last_month_does_not_count_this_month(self) -> None:
        _client, page = desk_of(self.users["reporter"])
        month, before = timezone.localdate().strftime("%Y-%m"), last_month().strftime("%Y-%m")
        found = {address.partition("tally=")[2]: count for address, _kind, count in numbers_on(page)}
        self.assertEqual((found[f"filed-{month}"], found[f"filed-{before}"]), (1, 1))
        self.assertEqual((found[f"photos-{month}"], found[f"photos-{before}"]), (1, 1))


def counted(response: Any, kind: str, address: str) -> int:
    """What the list shows, counted by itself: all its pages, not only the first."""
    context = response.context
    if "waiting" in address:
        return len(context["unseen"])
    if "original" in context:  # A page with copy that is not to be listed: the page itself holds the sum.
        return sum(placement.article.length for placement in context["original"].placements.all())
    rows = list(context["cl"].queryset)
    if kind == "characters":
        return sum(story.length for story in rows)
    if kind == "days":
        return (timezone.localdate() - max(timezone.localdate(story.publish_at) for story in rows)).days
    assert len(rows) == context["cl"].result_count
    return len(rows)


class LayoutTests(CastTests):
    def desk(self, user: User) -> str:
        self.client.force_login(user)
        return self.client.get(INDEX).content.decode()

    def test_several_roles_see_each_section_once(self) -> None:
        user = make_user("liang", *Role)
        self.assertEqual(sorted(sections_of(user)), sorted(Section))

    def test_a_reporter_finds_the_pen_first_and_no_issues(self) -> None:
        page = self.desk(self.reporter)
        self.assertLess(page.index("写稿"), page.index("desk-waits"))
        self.assertNotIn("desk-issues", page)

    def test_a_page_designer_finds_the_pages_first_and_no_pen(self) -> None:
        page = self.desk(make_user("banshi", Role.PAGE_DESIGNER))
        self.assertLess(page.index('id="desk-issues"'), page.index('id="desk-waits"'))
        self.assertNotIn(reverse("admin:articles_article_add"), page)

    def test_who_has_no_role_is_told_whom_to_ask(self) -> None:
        self.assertIn("还没有角色", self.desk(make_user("xinlai")))

    def test_a_new_reporter_reads_what_will_stand_where(self) -> None:
        page = self.desk(self.reporter)
        self.assertIn("您还没有稿件", page)
        self.assertIn("没有待办事项", page)

    def test_the_list_of_everything_stays_in_reach(self) -> None:
        self.assertIn(f'href="{reverse("admin:articles_article_changelist")}"', self.desk(self.chief))


class SectionTests(CastTests):
    def desk(self, user: User) -> str:
        self.client.force_login(user)
        return self.client.get(INDEX).content.decode()

    def test_what_came_back_says_who_returned_it_and_why(self) -> None:
        story = workflow.submit(make_article("返青", filed_by=self.reporter), by=self.reporter)
        workflow.return_to_author(story, by=self.editor, note="请核实日期")
        page = self.desk(self.reporter)
        self.assertIn("请核实日期", page)
        self.assertIn("bianji", page)

    def test_an_own_story_says_its_stage_and_its_page(self) -> None:
        story = workflow.submit(make_article("返青", filed_by=self.reporter), by=self.reporter)
        workflow.approve(story, by=self.editor)
        make_placement(story, make_page(make_issue(dt.date(2099, 1, 2)), "B7"))
        page = self.desk(self.reporter)
        self.assertIn("2099-01-02 B7", page)
        self.assertRegex(page, r'data-rows="1"><strong>1</strong> 二审')

    def test_a_page_that_is_too_full_says_by_how_much(self) -> None:
        page = make_page(make_issue(timezone.localdate()))
        Page.objects.update(planned_length=100)
        make_placement(make_article(body="字" * 130), page)
        self.assertIn("超 30 字", self.desk(self.chief))
        Page.objects.update(planned_length=200)
        self.assertIn("还差 70 字", self.desk(self.chief))
        Page.objects.update(planned_length=131)
        self.assertIn("正好", self.desk(self.chief))

    def test_copy_out_of_sight_fills_its_page_and_is_named_nowhere(self) -> None:
        page = make_page(make_issue(timezone.localdate()))
        other = make_article("绝密选题", body="字" * 30, desk=make_desk("他部"), filed_by=self.reporter)
        make_placement(other, page)
        desk = self.desk(self.editor)
        self.assertNotIn("绝密", desk)
        self.assertIn('data-characters="30"', desk)
        self.assertIn("不归您看", desk)

    def test_an_issue_that_readers_have_is_not_the_next_one(self) -> None:
        make_issue(timezone.localdate(), LONG_AGO)
        self.assertIn("还没有排定下一期", self.desk(self.chief))

    def test_towns_are_those_of_the_desk_and_the_longest_silent_stand_first(self) -> None:
        here, there = make_county(), make_county("郓城县", "yuncheng")
        towns = [make_town(name, f"town-{name}", here) for name in ("甲镇", "乙镇")]
        make_town("丁镇", "town-ding", there)
        for days, town in ((3, towns[0]), (40, towns[1])):
            make_published(publish_at=timezone.now() - dt.timedelta(days=days), towns=(town,))
        CountyDesk.objects.create(county=here, desk=make_desk(members=(self.editor,)))
        page = self.desk(self.editor)
        self.assertEqual(re.findall(r'data-days="(\d+)"', page), ["40", "3"])
        self.assertIn("田庄镇", page)
        self.assertNotIn("丁镇", page)

    def test_a_withdrawn_story_ends_no_silence(self) -> None:
        make_published(towns=(self.town,), withdrawn_at=LONG_AGO)
        self.assertNotIn("data-days", self.desk(self.chief))

    def test_a_correspondents_towns_are_those_of_the_own_county(self) -> None:
        make_person("安宁", Person.Kind.CORRESPONDENT, town=self.town, user=self.other)
        make_town("丁镇", "town-ding", make_county("郓城县", "yuncheng"))
        page = self.desk(self.other)
        self.assertIn("田庄镇", page)
        self.assertNotIn("丁镇", page)

    def test_the_photo_desk_sees_what_each_photo_lacks(self) -> None:
        user = make_user("tupian", Role.PHOTO_DESK)
        story = make_article("图片", status="submitted", filed_by=self.reporter)
        make_credit(make_photo(story, "麦田", image=make_picture()), printed_text="王燕", role="photographer")
        self.assertIn("图片、说明、署名齐全", self.desk(user))
        Photo.objects.update(caption="")
        self.assertRegex(self.desk(user), r'<span class="mark">\s*缺说明')

    def test_a_forged_filter_lists_nothing_of_others_and_breaks_nothing(self) -> None:
        make_article("绝密选题", desk=make_desk("他部"), filed_by=self.reporter)
        self.client.force_login(self.other)
        address = reverse("admin:articles_article_changelist")
        for query in ("town=x", "town=99999999999999999999", "on_page=x", "tally=filed-9999-99", "tally=x"):
            for more in ("", "&in_issue=0", "&signed=0&public=x"):
                page = self.client.get(f"{address}?{query}{more}")
                self.assertNotContains(page, "绝密")


class CostTests(TestCase):
    """The page asks the same few questions, however much there is."""

    client_class = StaffClient

    @classmethod
    def setUpTestData(cls) -> None:
        cls.user = make_user("quanneng", *Role)
        cls.person = make_person(user=cls.user)

    def more(self, count: int) -> None:
        issue, _made = Issue.objects.get_or_create(date=timezone.localdate())
        page = issue.pages.first() or make_page(issue)
        town = make_town(f"镇{count}", f"town-{count}")
        for number in range(count):
            story = make_published(publish_at=timezone.now(), towns=(town,), filed_by=self.user)
            make_credit(story, self.person, role="reporter")
            placed = make_article(f"{number}", status="submitted", filed_by=None)
            make_placement(placed, page)
            make_photo(placed)
            returned = make_article("退", status="returned", filed_by=self.user)
            StatusChange.objects.create(article=returned, action="return", status="returned", by=self.user)
            Notice.objects.create(user=self.user, article=story, kind="mentioned")

    def test_the_desk_costs_the_same_for_3_and_300_stories(self) -> None:
        self.client.force_login(self.user)
        counts = []
        for rows in (3, 300):
            self.more(rows)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                self.assertEqual(self.client.get(INDEX).status_code, 200)
            counts.append(len(queries))
        self.assertEqual(counts[0], counts[1])
        self.assertLessEqual(counts[0], MOST_QUERIES)
