"""What stands in the audit trail, and who reads what of it."""

from __future__ import annotations

import datetime as dt
import sys
from typing import Any
from unittest.mock import patch

from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import transaction
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

import manage
from articles.models import Article, Revision
from audit.models import Entry
from audit.trail import entries_of, record
from filing.models import FilingLink
from newsroom.trail import lines
from people import second_factor
from people.models import Desk, Person, Reporter, User
from policy.roles import Role
from tests.clients import StaffClient
from tests.deleting import delete_chosen
from tests.make import (
    FAR_AHEAD,
    make_article,
    make_county,
    make_desk,
    make_issue,
    make_page,
    make_person,
    make_user,
)
from tests.releasing import answer

LOGIN = reverse("admin:login")
OWN = reverse("admin:account_trail")
LIST = reverse("admin:audit_entry_changelist")


def last() -> Entry:
    return Entry.objects.order_by("-number")[0]


def at_noon(day: int) -> Any:
    """A day in May 2031."""
    return patch.object(timezone, "now", return_value=dt.datetime(2031, 5, day, 4, tzinfo=dt.UTC))


def actions() -> list[str]:
    return list(Entry.objects.order_by("number").values_list("action", flat=True))


class RecordingTests(TestCase):
    client_class = StaffClient

    def setUp(self) -> None:
        self.admin = make_user("guanli", Role.ADMINISTRATOR)
        self.client.force_login(self.admin)

    def change(self, thing: Any, **data: Any) -> Entry:
        opts = thing._meta
        where = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[thing.pk])
        self.client.post(where, data)
        return last()

    def test_a_change_has_its_values_before_and_after(self) -> None:
        county = make_county("巨野县", "juye")
        data = {"name": "巨野县", "prefecture": "菏泽市", "slug": "juye", "order": 5}
        entry = self.change(county, **data)
        self.assertEqual((entry.action, entry.label, entry.key), ("change", "towns.county", str(county.pk)))
        self.assertEqual(entry.after_values["order"], 5)
        self.assertNotEqual(entry.before_values["order"], 5)
        self.assertNotIn("name", entry.after_values)
        self.assertEqual((entry.actor, entry.address), (self.admin.pk, "127.0.0.1"))

    def test_members_and_rows_of_a_desk_stand_in_it_by_name(self) -> None:
        desk, county = make_desk("县区部"), make_county("巨野县")
        editor = make_user("bianji", last_name="赵", first_name="敏")
        rows = {"counties-TOTAL_FORMS": 1, "counties-INITIAL_FORMS": 0, "counties-0-county": county.pk}
        entry = self.change(desk, name="县区部", members=[editor.pk], **rows)
        self.assertEqual(entry.after_values["members"], ["赵敏"])
        self.assertEqual(entry.before_values.get("members", []), [])
        row = next(iter(entry.after_values["counties"].values()))
        self.assertEqual(row["county"], f"巨野县 #{county.pk}")

    def test_an_account_is_recorded_without_what_is_secret_or_personal(self) -> None:
        account = make_user("bianji", Role.REPORTER, email="alt@example.cn")
        data = {"username": "bianji", "last_name": "赵", "first_name": "敏", "email": "neu@example.cn"}
        groups = [Group.objects.get(name=Role.DESK_EDITOR.value).pk]
        entry = self.change(account, **data, groups=groups, is_staff="on", is_active="on")
        self.assertEqual(entry.before_values["groups"], ["记者"])
        self.assertEqual(entry.after_values["groups"], ["责任编辑"])
        self.assertIn("email", entry.after_values)
        told = "".join(f"{each.before}{each.after}" for each in Entry.objects.all())
        for secret in ("alt@example.cn", "neu@example.cn", account.password):
            self.assertNotIn(secret, told)

    def test_a_password_given_to_another_is_recorded_without_it(self) -> None:
        account = make_user("bianji")
        where = reverse("admin:auth_user_password_change", args=[account.pk])
        new = {"password1": "Xiao-mai-2026", "password2": "Xiao-mai-2026", "usable_password": "true"}
        self.client.post(where, new)
        entry = last()
        self.assertIn("password", entry.after_values)
        self.assertNotIn("md5", entry.before + entry.after)

    def test_a_change_that_cannot_be_recorded_is_not_made(self) -> None:
        desk = make_desk("县区部")
        with patch("policy.admin.record", side_effect=OSError), self.assertRaises(OSError):
            none = {"counties-TOTAL_FORMS": 0, "counties-INITIAL_FORMS": 0}
            self.change(desk, name="要闻部", **none)
        self.assertEqual(Desk.objects.get().name, "县区部")

    def test_a_deletion_from_the_list_is_recorded_with_what_was_there(self) -> None:
        desk = make_desk("县区部")
        delete_chosen(self.client, reverse("admin:people_desk_changelist"), desk.pk)
        entry = Entry.objects.get(action="delete")
        self.assertEqual((entry.key, entry.name), (str(desk.pk), "县区部"))
        self.assertEqual(entry.before_values["counts"], {"people.desk": 1})

    def test_opening_a_person_an_account_or_a_link_is_recorded_once_an_hour(self) -> None:
        person = make_person(kind=Person.Kind.CORRESPONDENT)
        link = FilingLink.objects.create(person=person)
        pages = [("people_person", person), ("people_correspondent", person), ("people_user", self.admin)]
        for name, thing in [*pages, ("filing_filinglink", link)] * 2:
            self.client.get(reverse(f"admin:{name}_change", args=[thing.pk]))
        found = Entry.objects.filter(action="read").values_list("label", flat=True)
        self.assertEqual(sorted(found), ["filing.filinglink", "people.person", "people.user"])

    def test_the_address_of_a_link_is_recorded_each_time(self) -> None:
        link = FilingLink.objects.create(person=make_person(kind=Person.Kind.CORRESPONDENT))
        for _time in range(2):
            self.client.post(reverse("admin:filing_filinglink_address", args=[link.pk]))
        self.assertEqual(actions().count("show_address"), 2)
        self.assertFalse(Entry.objects.filter(after__contains=link.nonce).exists())

    def test_a_release_has_its_times(self) -> None:
        issue = make_issue(publish_at=FAR_AHEAD)
        self.client.force_login(make_user("zongbian", Role.CHIEF_EDITOR))
        make_page(issue)
        answer(self.client, reverse("admin:issues_issue_release", args=[issue.pk]), do="unschedule")
        entry = Entry.objects.get(action="unschedule")
        self.assertIn("2098-12-31", entry.before_values["publish_at"])
        self.assertIsNone(entry.after_values["publish_at"])

    def test_a_command_stands_under_its_name(self) -> None:
        account = make_user("zongbian", Role.CHIEF_EDITOR)
        StaffClient().force_login(account)
        argv = patch.object(sys, "argv", ["manage.py", "reset_second_factor", "zongbian"])
        # A command closes its connections at its end; here they are the test's.
        with argv, patch("django.core.management.base.connections.close_all"):
            manage.main()
        entry = Entry.objects.get(action="reset_second_factor")
        self.assertEqual((entry.actor, entry.actor_name), (None, "reset_second_factor"))


class SigningInTests(TestCase):
    def setUp(self) -> None:
        cache.clear()
        self.user = make_user("bianji", Role.DESK_EDITOR)

    def sign_in(self, username: str, password: str) -> None:
        self.client.post(LOGIN, {"username": username, "password": password, "next": "/admin/"})

    def test_in_and_out(self) -> None:
        self.sign_in("bianji", "bianji")
        self.client.post(reverse("admin:logout"))
        self.assertEqual(actions(), ["login", "logout"])
        self.assertEqual(last().actor, self.user.pk)

    def test_a_wrong_password_is_about_the_account_and_nobodys_deed(self) -> None:
        self.sign_in("bianji", "geheim-geheim")
        entry = last()
        self.assertEqual((entry.action, entry.actor, entry.key), ("login_failed", None, str(self.user.pk)))
        self.assertEqual(entry.address, "127.0.0.1")
        self.assertNotIn("geheim", entry.before + entry.after + entry.note + entry.name)

    def test_a_name_that_is_no_account_is_not_recorded(self) -> None:
        self.sign_in("Xiao-mai-2026", "bianji")
        self.assertEqual(actions(), [])

    def test_who_is_refused_for_trying_too_often_is_recorded_once(self) -> None:
        for _time in range(8):
            self.sign_in("bianji", "falsch")
        self.assertEqual(actions(), ["login_failed"] * 5 + ["locked_out"])

    def test_a_password_of_ones_own_and_the_settings(self) -> None:
        self.client.force_login(self.user)
        data = {"old_password": "bianji", "new_password1": "Xiao-mai-2026", "new_password2": "Xiao-mai-2026"}
        self.client.post(reverse("admin:password_change"), data)
        self.client.post(reverse("admin:account"), {"email": "a@example.cn"})
        self.assertEqual(actions(), ["password", "change"])
        self.assertFalse(Entry.objects.filter(after__contains="example").exists())

    def test_what_the_second_factor_does(self) -> None:
        client = StaffClient()
        client.force_login(self.user)
        codes = second_factor.renew_codes(self.user)
        second_factor.TOTPDevice.objects.create(user=self.user, name="app")
        for code in (codes[0], "0000000000"):
            client.force_password(self.user)
            client.post(reverse("admin:second_factor_verify"), {"code": code})
        self.assertEqual(actions(), ["renew_codes", "second_factor", "code_failed"])


class ReadingTests(TestCase):
    client_class = StaffClient

    @classmethod
    def setUpTestData(cls) -> None:
        cls.reporter = make_user("jizhe", Role.REPORTER, last_name="王", first_name="燕")
        cls.admin = make_user("guanli", Role.ADMINISTRATOR)
        cls.chief = make_user("zongbian", Role.CHIEF_EDITOR)
        cls.own = make_article("自己的稿子", filed_by=cls.reporter)
        cls.secret = make_article("别人的稿子", filed_by=cls.chief, desk=make_desk("要闻部"))
        cls.desk = make_desk("县区部")
        for thing in (cls.own, cls.secret, cls.desk):
            record("note", thing, by=cls.reporter, note=f"关于{thing}")

    def page(self, user: User, where: str, **query: Any) -> str:
        self.client.force_login(user)
        return self.client.get(where, query).content.decode()

    def timeline(self, user: User, **query: Any) -> str:
        return self.page(user, reverse("admin:people_user_timeline", args=[self.reporter.pk]), **query)

    def test_one_reads_what_one_did_without_what_one_may_not_see(self) -> None:
        text = self.page(self.reporter, OWN)
        self.assertIn("自己的稿子", text)
        self.assertNotIn("别人的稿子", text)
        self.assertIn(reverse("admin:articles_article_change", args=[self.own.pk]), text)

    def test_what_is_named_after_its_door_is_said_once(self) -> None:
        record("merge", self.own, by=self.reporter, how=Revision.How.MERGE)
        line = lines(Entry.objects.filter(action="merge"), self.reporter, admin.site)[0]
        self.assertEqual((line.action != "", line.how), (True, ""))

    def test_values_are_called_as_the_desk_calls_them(self) -> None:
        story = {"status": "submitted", "filed_by_id": self.reporter.pk, "stage_id": 1}
        told = {"copy": 1, "version": 2, "revision": 3, "sha256": "ab", "deletion": 4}
        counts = {"counts": {"articles.article": 1}}
        record("submit", self.own, by=self.reporter, before={"status": "draft"}, after=story | told | counts)
        line = lines(Entry.objects.filter(action="submit"), self.reporter, admin.site)[0]
        named = {name: (before, after) for name, before, after in line.changes}
        self.assertEqual([name for name in named if name.isascii()], [])
        self.assertIn(("草稿", "已投稿"), named.values())
        self.assertIn(("", "稿件: 1"), named.values())

    def test_others_timelines_are_for_who_may_read_the_trail(self) -> None:
        self.client.force_login(self.reporter)
        where = reverse("admin:people_user_timeline", args=[self.chief.pk])
        self.assertEqual(self.client.get(where).status_code, 403)
        self.assertIn("别人的稿子", self.timeline(self.chief))
        self.assertIn(("read", str(self.reporter.pk)), Entry.objects.values_list("action", "key"))

    def test_an_administrator_reads_of_a_desk_and_not_of_stories(self) -> None:
        text = self.timeline(self.admin)
        self.assertIn("县区部", text)
        self.assertNotIn("稿子", text)

    def test_a_timeline_has_pages_of_fifty(self) -> None:
        for _number in range(60):
            record("change", self.desk, by=self.reporter)
        self.assertEqual(self.timeline(self.chief).count("trail-address"), 50)
        self.assertEqual(self.timeline(self.chief, p=2).count("trail-address"), 13)
        self.assertEqual(self.timeline(self.chief, p="x").count("trail-address"), 50)

    def test_ones_own_deleted_things_stay_ones_own_to_read(self) -> None:
        Article.objects.filter(pk=self.own.pk).delete()
        self.assertIn("自己的稿子", self.page(self.reporter, OWN))
        self.assertNotIn("自己的稿子", self.timeline(self.admin))

    def test_the_list_shows_that_something_happened_and_names_what_may_be_seen(self) -> None:
        text = self.page(self.admin, LIST)
        self.assertEqual(text.count("field-who"), 3 + 1)
        self.assertNotIn("稿子", text)
        self.assertIn("别人的稿子", self.page(self.chief, LIST))

    def test_a_name_is_not_found_by_who_may_not_read_it(self) -> None:
        self.assertNotIn('class="field-who"', self.page(self.admin, LIST, q="别人"))
        self.assertIn('class="field-who"', self.page(self.chief, LIST, q="别人"))
        self.assertIn('class="field-who"', self.page(self.admin, LIST, q="王燕"))

    def test_the_page_of_an_entry_keeps_what_may_not_be_seen(self) -> None:
        entry = Entry.objects.get(key=str(self.secret.pk), label="articles.article")
        where = reverse("admin:audit_entry_change", args=[entry.pk])
        self.assertNotIn("稿子", self.page(self.admin, where))
        self.assertNotIn("historylink", self.page(self.admin, where))
        self.assertIn("关于别人的稿子", self.page(self.chief, where))
        self.client.force_login(self.chief)
        self.client.post(where, {"note": "anders"})
        self.assertNotEqual(Entry.objects.get(pk=entry.pk).note, "anders")

    def test_reading_the_trail_stands_in_it_once_an_hour(self) -> None:
        self.page(self.chief, LIST)
        self.page(self.chief, LIST)
        self.assertEqual(Entry.objects.filter(action="read", label="audit.entry").count(), 1)

    def test_a_day_is_found_by_its_numbers(self) -> None:
        with at_noon(4):
            record("change", self.desk, by=self.chief)
        with at_noon(6):
            record("change", self.desk, by=self.chief)
            for day, count in {"2031-05-04": 1, "2031-05-05": 0, "2031-05-06": 2, "bogus": 6}.items():
                self.assertEqual(self.page(self.chief, LIST, day=day).count('class="field-who"'), count, day)

    def test_filters_by_action_kind_and_person(self) -> None:
        self.page(self.chief, LIST)
        for query, count in (({"action": "note"}, 3), ({"kind": "people.desk"}, 1), ({"by": "none"}, 0)):
            self.assertEqual(self.page(self.chief, LIST, **query).count('class="field-who"'), count, query)
        self.assertEqual(self.page(self.chief, LIST, by=self.reporter.pk).count('class="field-who"'), 3)


class OriginTests(TestCase):
    def test_without_a_request_there_is_no_address(self) -> None:
        with transaction.atomic():
            entry = record("change", make_desk(), by=None)
        self.assertEqual((entry.address, entry.actor_name), ("", ""))

    def test_a_reporter_is_a_person(self) -> None:
        person = make_person()
        record("change", Reporter.objects.get(pk=person.pk), by=None)
        self.assertEqual(entries_of(person).count(), 1)
