"""Lists for work, through the door people use: named and saved lists, own columns."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from articles import workflow
from articles.admin.lists import LISTS, counts, lists_for, saved_list_address
from articles.admin.lists.columns import COLUMNS
from articles.models import Article, ListColumns, SavedList
from people.models import User
from policy.roles import Role
from tests.cast import LIST, CastTests
from tests.make import (
    LONG_AGO,
    make_article,
    make_credit,
    make_desk,
    make_issue,
    make_page,
    make_person,
    make_photo,
    make_placement,
    make_user,
    sign_off,
)

LISTS_PAGE = reverse("admin:articles_article_lists")
COLUMNS_PAGE = reverse("admin:articles_article_columns")
SUBMITTED, RETURNED = Article.Status.SUBMITTED, Article.Status.RETURNED
# As the list itself (tests.test_admin), with every column there is.
QUERIES_WITH_EVERY_COLUMN = 28


def rows(response: Any) -> list[str]:
    return [story.title for story in response.context["cl"].result_list]


class ListCase(CastTests):
    def setUp(self) -> None:
        self.client.force_login(self.editor)

    def shown(self, **query: Any) -> list[str]:
        return rows(self.client.get(LIST, query))


class NamedListTests(ListCase):
    def test_my_review_holds_what_i_may_sign_and_nothing_of_my_own(self) -> None:
        make_article("待审", filed_by=self.reporter, status=SUBMITTED)
        make_article("自己的", filed_by=self.editor, status=SUBMITTED)
        make_article("草稿", filed_by=self.reporter)
        self.assertEqual(self.shown(list="mine-to-review"), ["待审"])

    def test_what_came_back_is_for_its_author(self) -> None:
        make_article("退我的", filed_by=self.reporter, status=RETURNED)
        make_article("退他的", filed_by=self.editor, status=RETURNED)
        self.client.force_login(self.reporter)
        self.assertEqual(self.shown(list="came-back"), ["退我的"])

    def test_this_week_on_no_page_leaves_out_what_is_placed_old_or_a_draft(self) -> None:
        old = {"created_at": LONG_AGO}
        kinds: dict[str, dict[str, Any]] = {
            "在审": {},
            "上了版": {},
            "上月的": old,
            "上月的拟本周": old | {"planned_for": timezone.localdate()},
        }
        for headline, fields in kinds.items():
            story = make_article(headline, filed_by=self.reporter, status=SUBMITTED, **fields)
            workflow.take(story, by=self.editor)
        make_article("草稿", filed_by=self.reporter)
        make_placement(Article.objects.get(headline="上了版"), make_page(make_issue()))
        self.assertEqual(set(self.shown(list="unplaced-this-week")), {"在审", "上月的拟本周"})

    def test_days_are_the_papers_days(self) -> None:
        today = timezone.localdate()
        for headline, planned in (("今", 0), ("明", 1), ("后", 2)):
            make_article(headline, planned_for=today + dt.timedelta(days=planned))
        self.assertEqual(self.shown(list="planned-today"), ["今"])
        self.assertEqual(self.shown(list="planned-tomorrow"), ["明"])

    def test_missing_pictures_are_of_stories_in_work(self) -> None:
        for headline, status in (("等图", SUBMITTED), ("不用了", Article.Status.KILLED)):
            make_photo(make_article(headline, filed_by=self.reporter, status=status), "图为麦田")
        self.assertEqual(self.shown(list="lacking-pictures"), ["等图"])
        self.assertEqual(self.shown(list="lacking-words"), ["等图"])
        photo = Article.objects.get(headline="等图").photos.get()
        make_credit(photo, make_person("李强"), role="photographer")
        self.assertEqual(self.shown(list="lacking-words"), [])

    def test_signed_off_and_on_no_page(self) -> None:
        sign_off(make_article("签发了", filed_by=self.reporter, status=SUBMITTED))
        make_article("没签", filed_by=self.reporter, status=SUBMITTED)
        self.assertEqual(self.shown(list="signed-unplaced"), ["签发了"])

    def test_every_role_that_sees_stories_has_lists_and_each_opens(self) -> None:
        for role in set(Role) - {Role.ADMINISTRATOR}:
            user = make_user(f"role-{role.key}", role)
            self.client.force_login(user)
            self.assertTrue(lists_for(user), role)
            for each in LISTS.values():
                with self.subTest(role=role, list=each.name):
                    response = self.client.get(saved_list_address(each.name))
                    self.assertEqual(response.status_code, 200)

    def test_a_list_shows_nothing_that_the_policy_hides(self) -> None:
        """A link to another role's list shows of it what this person may see."""
        make_article("别部的", desk=make_desk(), planned_for=timezone.localdate(), filed_by=self.reporter)
        self.client.force_login(self.other)
        self.assertEqual(self.shown(list="planned-today"), [])

    def test_the_numbers_are_those_of_the_lists(self) -> None:
        for number in range(3):
            make_article(f"第{number}篇", planned_for=timezone.localdate())
        with self.assertNumQueries(4):  # Roles and desks, then one for all.
            found = counts(User.objects.get(pk=self.editor.pk), LISTS.values())
        self.assertEqual((found["planned-today"], found["planned-tomorrow"]), ("3", "0"))
        self.assertNotIn("mine", found)

    def test_a_large_number_is_not_counted_out(self) -> None:
        Article.objects.bulk_create(
            Article(headline=f"{number}", planned_for=timezone.localdate()) for number in range(120)
        )
        self.assertEqual(counts(self.editor, LISTS.values())["planned-today"], "99+")

    def test_a_list_that_is_none_says_so_and_shows_all(self) -> None:
        make_article("稿")
        response = self.client.get(LIST, {"list": "nothing"}, follow=True)
        self.assertContains(response, 'class="warning"')
        self.assertEqual(rows(response), ["稿"])

    def test_the_numbers_beside_the_filters_open_with_a_named_list(self) -> None:
        response = self.client.get(LIST, {"list": "mine-to-review", "_facets": "True"})
        self.assertEqual(response.status_code, 200)

    def test_an_empty_list_says_what_it_means_and_how_to_leave(self) -> None:
        response = self.client.get(LIST, {"list": "planned-today", "q": "没有的词"})
        self.assertContains(response, LISTS["planned-today"].meaning)
        self.assertContains(response, "没有的词")
        self.assertContains(response, f'<p><a href="{LIST}">')

    def test_a_named_list_that_is_no_name_raises(self) -> None:
        with self.assertRaises(KeyError):
            saved_list_address("nothing")


class PlannedFilterTests(ListCase):
    def test_today_tomorrow_this_week_and_none(self) -> None:
        today = timezone.localdate()
        monday = today - dt.timedelta(days=today.weekday())
        make_article("未定")
        make_article("今天", planned_for=today)
        make_article("明天", planned_for=today + dt.timedelta(days=1))
        make_article("下周", planned_for=monday + dt.timedelta(days=8))
        self.assertEqual(self.shown(planned="today"), ["今天"])
        self.assertIn("明天", self.shown(planned="tomorrow"))
        self.assertEqual(self.shown(planned="none"), ["未定"])
        self.assertIn("今天", self.shown(planned="week"))
        self.assertNotIn("下周", self.shown(planned="week"))


class SavedListTests(ListCase):
    def save(self, name: str = "县区短讯", query: str = "genre__exact=brief&q=麦田") -> HttpResponse:
        response: Any = self.client.post(LISTS_PAGE, {"name": name, "query": query}, follow=True)
        return response  # type: ignore[no-any-return]  # Of the test client.

    def one(self, kept: SavedList, door: str = "lists_one") -> str:
        return reverse(f"admin:articles_article_{door}", args=[kept.pk])

    def test_a_filtered_list_is_kept_by_name_and_opens_again(self) -> None:
        make_article("麦田短讯", genre="brief")
        make_article("麦田长文", genre="feature")
        self.save()
        kept = self.editor.saved_lists.get()
        self.assertContains(self.client.get(LIST), "县区短讯")
        response = self.client.get(self.one(kept), follow=True)
        self.assertEqual(rows(response), ["麦田短讯"])

    def test_what_filters_nothing_is_not_kept(self) -> None:
        self.save(query="p=3&o=-2&genre__exact=brief&_popup=1&e=1&all=&_facets=True")
        self.assertEqual(self.editor.saved_lists.get().query, "genre__exact=brief")

    def test_two_lists_of_one_person_have_two_names(self) -> None:
        self.save()
        self.assertContains(self.save(query="q=x"), "errornote")
        self.assertEqual(self.editor.saved_lists.count(), 1)
        self.client.force_login(self.chief)
        self.save()
        self.assertEqual(self.chief.saved_lists.count(), 1)

    def test_what_is_no_filter_is_not_kept(self) -> None:
        for query in (
            "filed_by__password__startswith=a",
            "list=nothing",
            "genre__exact=nothing",
            "x=1",
            "q=" + "长" * 101,
        ):
            with self.subTest(query=query):
                self.assertContains(self.save(query=query), "errornote")
        self.assertFalse(SavedList.objects.exists())

    def test_a_list_whose_desk_is_gone_says_so_and_shows_all(self) -> None:
        make_article("稿")
        desk = make_desk()
        kept = SavedList.objects.create(user=self.editor, name="县区部", query=f"desk__id__exact={desk.pk}")
        make_desk("要闻部")
        desk.delete()
        response = self.client.get(self.one(kept), follow=True)
        self.assertContains(response, 'class="warning"')
        self.assertEqual(rows(response), ["稿"])

    def test_a_filter_that_went_with_a_role_says_so_and_leaks_nothing(self) -> None:
        kept = SavedList.objects.create(user=self.other, name="旧", query="filed_by=1")
        make_article("别人的稿", filed_by=self.reporter)
        self.client.force_login(self.other)
        response = self.client.get(self.one(kept), follow=True)
        self.assertContains(response, 'class="warning"')
        self.assertNotContains(response, "别人的稿")

    def test_it_is_renamed_moved_and_deleted_after_a_question(self) -> None:
        for name in ("甲", "乙", "丙"):
            self.save(name, "q=a")
        second = SavedList.objects.get(name="乙")
        self.client.post(self.one(second), {"move": "up"})
        self.assertEqual([str(each) for each in self.editor.saved_lists.all()], ["乙", "甲", "丙"])
        self.client.post(self.one(second), {"name": "丁"})
        self.client.get(self.one(second, "lists_delete"))
        self.assertEqual([str(each) for each in self.editor.saved_lists.all()], ["丁", "甲", "丙"])
        self.client.post(self.one(second, "lists_delete"))
        self.assertEqual([str(each) for each in self.editor.saved_lists.all()], ["甲", "丙"])

    def test_a_name_that_another_list_has_is_refused_when_renaming(self) -> None:
        self.save("甲", "q=a")
        self.save("乙", "q=b")
        response = self.client.post(self.one(SavedList.objects.get(name="乙")), {"name": "甲"})
        self.assertContains(response, "errornote")
        self.assertEqual(self.editor.saved_lists.filter(name="乙").count(), 1)

    def test_anothers_list_is_not_there(self) -> None:
        kept = SavedList.objects.create(user=self.chief, name="总编的", query="q=密")
        for door in ("lists_one", "lists_delete"):
            with self.subTest(door=door):
                self.assertEqual(self.client.get(self.one(kept, door)).status_code, 404)
                self.assertEqual(self.client.post(self.one(kept, door), {"name": "x"}).status_code, 404)
        self.assertNotContains(self.client.get(LISTS_PAGE), "总编的")
        self.assertEqual(SavedList.objects.get().name, "总编的")

    def test_there_is_an_end_to_how_many_and_how_long(self) -> None:
        SavedList.objects.bulk_create(
            SavedList(user=self.editor, name=f"{number}", order=1) for number in range(30)
        )
        self.assertContains(self.save(), "errornote")
        SavedList.objects.all().delete()
        self.assertContains(self.save(query="state=" + "x" * 3000), "errornote")

    def test_who_sees_no_stories_keeps_no_lists(self) -> None:
        self.client.force_login(make_user("guanli", Role.ADMINISTRATOR))
        for address in (LISTS_PAGE, COLUMNS_PAGE):
            self.assertEqual(self.client.get(address).status_code, 403)
            self.assertEqual(self.client.post(address, {"name": "x"}).status_code, 403)


class ColumnTests(ListCase):
    def heads(self) -> list[Any]:
        return list(self.client.get(LIST).context["cl"].list_display)[3:]

    def choose(self, **sent: Any) -> Any:
        return self.client.post(COLUMNS_PAGE, sent)

    def test_each_role_begins_with_columns_of_its_own(self) -> None:
        of_editor = self.heads()
        self.client.force_login(self.reporter)
        self.assertNotEqual(self.heads(), of_editor)
        self.assertIn("last_step", self.heads())

    def test_columns_are_chosen_and_ordered_by_each_person(self) -> None:
        order = ["tag_names", "state", "credited", "desk"]
        self.choose(order=order, column=["state", "tag_names", "credited"], back="genre__exact=brief")
        self.assertEqual(self.heads(), ["tag_names", "state", "credited"])
        self.client.force_login(self.chief)
        self.assertNotEqual(self.heads(), ["tag_names", "state", "credited"])

    def test_after_choosing_the_filters_are_as_before_and_no_other_host_is_reached(self) -> None:
        response = self.choose(order=["state"], column=["state"], back="genre__exact=brief")
        self.assertEqual(response["Location"], f"{LIST}?genre__exact=brief")
        response = self.choose(order=["state"], column=["state"], back="//evil.example/?a=b")
        self.assertTrue(response["Location"].startswith(f"{LIST}?"))

    def test_a_button_moves_a_column_without_a_script(self) -> None:
        sent = {"order": ["state", "desk", "changed"], "column": ["state", "desk", "changed"]}
        self.assertRedirects(self.choose(**sent, up="desk"), COLUMNS_PAGE)
        self.assertEqual(self.heads(), ["desk", "state", "changed"])
        self.choose(**sent, down="changed")
        self.assertEqual(self.heads(), ["state", "desk", "changed"])

    def test_what_is_no_column_is_left_out(self) -> None:
        self.choose(order=["password", "state"], column=["password", "state"])
        self.assertEqual(self.heads(), ["state"])
        ListColumns.objects.update(columns=["gone", "desk"])
        self.assertEqual(self.heads(), ["desk"])

    def test_reset_gives_back_the_columns_of_the_role(self) -> None:
        before = self.heads()
        self.choose(order=["desk"], column=["desk"])
        self.choose(reset="1")
        self.assertEqual(self.heads(), before)

    def test_every_column_says_what_it_is_about(self) -> None:
        story = make_article(
            "麦田",
            towns=(self.town,),
            filed_by=self.reporter,
            desk=make_desk(members=(self.editor,)),
            planned_for=dt.date(2026, 12, 1),
        )
        story.tags.add("春耕")
        make_credit(story, self.person, role="reporter")
        make_credit(make_photo(story, ""), make_person("李强"), role="photographer")
        workflow.submit(story, by=self.reporter)
        workflow.return_to_author(story, by=self.editor, note="请核实日期")
        self.choose(order=list(COLUMNS), column=list(COLUMNS))
        response = self.client.get(LIST)
        for text in ("田庄镇", "春耕", "王燕、李强", "请核实日期", "12-01", "县区部", "缺图片、缺说明"):
            with self.subTest(text=text):
                self.assertContains(response, text)

    def test_every_column_takes_the_same_queries_for_three_stories_and_for_thirty(self) -> None:
        ListColumns.objects.create(user=self.editor, columns=list(COLUMNS))
        page = make_page(make_issue())
        self.client.get(LIST)  # Content types are asked for once a process.
        for number_of_rows in (3, 30):
            for number in range(number_of_rows):
                story = make_article("", body=f"第{number}篇", filed_by=self.reporter)
                make_credit(make_photo(story), None, printed_text="某", role="photographer")
                make_placement(story, page)
                story.tags.add("春耕")
                workflow.submit(make_article(f"交{number}", filed_by=self.reporter), by=self.reporter)
            with self.subTest(rows=number_of_rows), self.assertNumQueries(QUERIES_WITH_EVERY_COLUMN):
                self.client.get(LIST)

    def test_columns_that_are_not_shown_ask_for_nothing(self) -> None:
        ListColumns.objects.create(user=self.editor, columns=[])
        make_article("稿").tags.add("春耕")
        self.client.get(LIST)
        with self.assertNumQueries(QUERIES_WITH_EVERY_COLUMN - 9):
            self.client.get(LIST)
