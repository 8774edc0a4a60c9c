"""What is told outside: after the time, once, whoever else fails; and nobody who reads waits for it."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import TestCase, TransactionTestCase, override_settings
from django.urls import reverse
from django.utils import timezone

from articles import clock, workflow
from articles.models import Article
from issues import announcements, release
from issues.announcements import hooks, worker
from issues.models import Announcement, Issue
from policy.roles import Role
from tests import make, releasing
from tests.clients import StaffClient
from tests.sink import Sink, sink
from tests.test_notice_mail import REFUSED, wants_letters
from tests.test_races import at_once, shared_database

ROOT = Path(__file__).resolve().parent.parent
SITE = "https://www.example.cn"
SECRET = "a-secret-of-both"
SOON = dt.timedelta(hours=1)


class Newsroom(TestCase):
    """An issue of two stories on a page, ready for its release, and a service outside."""

    def setUp(self) -> None:
        self.sink = self.enterContext(sink())
        self.enterContext(
            override_settings(
                RELEASE_HOOKS=[self.sink.address()], RELEASE_HOOK_SECRET="", SITE_URL=SITE, SENDS_EMAIL=True
            )
        )
        self.chief = make.make_user("zongbian", Role.CHIEF_EDITOR)
        self.editor = make.make_user("bianji", Role.DESK_EDITOR)
        self.issue, self.stories = make_issue(dt.date(2026, 11, 26))

    def release_now(self) -> None:
        release.release_now(self.issue, by=self.chief)

    def only(self) -> Announcement:
        return Announcement.objects.get()


def make_issue(date: dt.date, **fields: Any) -> tuple[Issue, list[Article]]:
    issue = make.make_issue(date)
    Issue.objects.filter(pk=issue.pk).update(**fields)
    page = make.make_page(issue)
    stories = [make.sign_off(make.make_article(headline)) for headline in ("麦田返青", "冬修水利")]
    for story in stories:
        release.place(story, page)
    issue.refresh_from_db()
    make.clear(issue)
    return issue, stories


class HookTests(Newsroom):
    def test_nothing_is_sent_before_the_time_and_once_after_it(self) -> None:
        at = clock.database_time() + dt.timedelta(seconds=0.8)
        releasing.schedule(self.issue, at=at, by=self.chief)
        self.assertEqual((worker.announce(), self.sink.calls), (0, []))
        while clock.database_time() <= at:
            time.sleep(0.05)
        self.assertEqual((worker.announce(), worker.announce()), (1, 0))
        self.assertEqual(self.sink.paths, ["/hook"])

    def test_it_says_what_is_public_and_where(self) -> None:
        self.release_now()
        hidden = self.stories[0]
        workflow.withdraw(hidden, by=self.chief, reason=Article.WithdrawalReason.FACTS, note="数字有误")
        worker.announce()
        told = self.sink.calls[0].told
        self.assertEqual(told["paper"], settings.PAPER_NAME)
        self.assertEqual((told["event"], told["date"], told["extra"]), ("issue", "2026-11-26", 0))
        self.assertEqual(told["address"], f"{SITE}/issues/2026-11-26/")
        address = f"{SITE}{self.stories[1].get_absolute_url()}"
        self.assertEqual(told["stories"], [{"headline": "冬修水利", "address": address}])
        self.assertEqual(self.sink.calls[0].key, str(self.only().key))

    def test_it_is_signed_with_the_secret(self) -> None:
        self.release_now()
        with override_settings(RELEASE_HOOK_SECRET=SECRET):
            worker.announce()
        call = self.sink.calls[0]
        expected = hmac.new(SECRET.encode(), call.body, hashlib.sha256).hexdigest()
        self.assertEqual(call.headers["X-Newsroom-Signature"], f"sha256={expected}")

    def test_one_of_fifty_that_fails_stops_none_of_the_others(self) -> None:
        addresses = [self.sink.address(f"/hook/{number:02}") for number in range(50)]
        self.sink.answers["/hook/07"] = 500
        with override_settings(RELEASE_HOOKS=addresses):
            self.release_now()
            with self.assertLogs("issues.announcements.worker", "ERROR") as logged:
                self.assertEqual(worker.announce(), 49)
        self.assertEqual(len(logged.records), 1)
        self.assertEqual(len(self.sink.calls), 50)
        self.assertEqual(Announcement.objects.exclude(done_at=None).count(), 49)
        failed = Announcement.objects.get(done_at=None)
        self.assertEqual((failed.target, "500" in failed.error), (addresses[7], True))

    def test_a_service_that_is_away_or_answers_without_end_or_sends_us_elsewhere_has_failed(self) -> None:
        self.sink.answers |= {"/drip": None, "/moved": 302}
        targets = [self.sink.address("/drip"), self.sink.address("/moved"), "http://127.0.0.1:9/away"]
        with override_settings(RELEASE_HOOKS=targets), patch.object(hooks, "LONGEST_SECONDS", 0.3):
            self.release_now()
            with self.assertLogs("issues.announcements.worker", "ERROR"):
                self.assertEqual(worker.announce(), 0)
        self.assertEqual(self.sink.paths, ["/drip", "/moved"])
        self.assertFalse(Announcement.objects.filter(error="").exists())

    def test_an_address_that_the_environment_names_no_more_is_not_called(self) -> None:
        self.release_now()
        with override_settings(RELEASE_HOOKS=[]), self.assertLogs("issues.announcements.worker", "ERROR"):
            worker.announce()
        self.assertEqual(self.sink.calls, [])

    def test_nobody_is_told_of_yesterdays_paper_by_a_worker_that_starts_late(self) -> None:
        yesterday = clock.database_time() - dt.timedelta(days=2)
        releasing.schedule(self.issue, at=yesterday, by=self.chief)
        self.assertEqual((worker.announce(), self.sink.calls), (0, []))


class OwedTests(Newsroom):
    def test_another_time_is_followed(self) -> None:
        releasing.schedule(self.issue, at=make.FAR_AHEAD, by=self.chief)
        releasing.schedule(self.issue, at=timezone.now() + SOON, by=self.chief)
        self.assertEqual(worker.announce(), 0)
        self.release_now()
        self.assertEqual((worker.announce(), self.sink.paths), (1, ["/hook"]))

    def test_what_is_pulled_back_is_told_to_nobody_until_it_is_scheduled_again(self) -> None:
        releasing.schedule(self.issue, at=make.FAR_AHEAD, by=self.chief)
        release.unschedule(self.issue, by=self.chief)
        self.assertFalse(Announcement.objects.exists())
        self.release_now()
        self.assertEqual(worker.announce(), 1)

    def test_a_refused_schedule_owes_nothing(self) -> None:
        release.place(make.make_article("未签发的稿子"), self.issue.pages.get())
        with self.assertRaises(release.NotReleasable):
            self.release_now()
        self.assertFalse(Announcement.objects.exists())

    def test_an_archive_issue_announces_nothing(self) -> None:
        archive, _stories = make_issue(dt.date(1998, 5, 1), is_archive=True)
        release.release_now(archive, by=self.chief)
        self.assertFalse(Announcement.objects.exists())

    def test_a_new_time_of_an_issue_that_is_out_announces_it_no_second_time(self) -> None:
        self.release_now()
        worker.announce()
        releasing.schedule(self.issue, at=clock.database_time() - SOON, by=self.chief)
        self.assertEqual((worker.announce(), len(self.sink.calls)), (0, 1))

    def test_a_web_first_story_is_told_by_itself(self) -> None:
        story = self.stories[0]
        self.post_web_first(story, "first_now")
        self.assertEqual(worker.announce(), 1)
        told = self.sink.calls[0].told
        self.assertEqual((told["event"], told["stories"][0]["headline"]), ("story", "麦田返青"))

    def test_a_web_first_story_that_is_withdrawn_before_the_worker_comes_is_told_to_nobody(self) -> None:
        story = self.stories[0]
        self.post_web_first(story, "first_now")
        workflow.withdraw(story, by=self.chief, reason=Article.WithdrawalReason.FACTS, note="数字有误")
        self.assertEqual((worker.announce(), self.sink.calls), (0, []))

    def test_web_first_that_is_taken_back_is_told_to_nobody(self) -> None:
        story = self.stories[0]
        workflow.publish_first(story, at=make.FAR_AHEAD, by=self.chief)
        announcements.owe(article=story, by=self.chief)
        self.post_web_first(story, "take_back")
        self.assertFalse(Announcement.objects.exists())

    def post_web_first(self, story: Article, do: str) -> None:
        """The move and the answer to its question."""
        client = StaffClient()
        client.force_login(self.chief)
        address = reverse("admin:issues_web_first", args=[story.pk])
        page = client.post(address, {"do": do})
        answered = client.post(address, {"do": do, "shown": page.context["question"].mark})
        self.assertEqual(answered.status_code, 302)


class LetterTests(Newsroom):
    def setUp(self) -> None:
        super().setUp()
        self.enterContext(override_settings(RELEASE_HOOKS=[]))
        self.issue.pages.update(editor=self.editor)

    def test_page_editors_and_who_scheduled_it_get_a_letter_if_they_want_letters(self) -> None:
        wants_letters(self.chief)
        wants_letters(self.editor)
        self.release_now()
        self.assertEqual(mail.outbox, [])
        self.assertEqual(worker.announce(), 2)
        self.assertEqual(
            sorted(letter.to[0] for letter in mail.outbox), ["bianji@example.cn", "zongbian@example.cn"]
        )
        self.assertIn(f"{SITE}/issues/2026-11-26/", mail.outbox[0].body)
        self.assertNotIn("麦田返青", mail.outbox[0].body)

    def test_who_wants_none_gets_none(self) -> None:
        self.release_now()
        self.assertEqual((worker.announce(), mail.outbox), (0, []))

    def test_who_left_meanwhile_gets_none(self) -> None:
        wants_letters(self.chief)
        self.release_now()
        self.chief.is_active = False
        self.chief.save()
        with self.assertLogs("issues.announcements.worker", "ERROR"):
            self.assertEqual((worker.announce(), mail.outbox), (0, []))

    @override_settings(EMAIL_BACKEND="tests.test_notice_mail.PickyServer")
    def test_an_address_that_is_refused_stops_no_other_letter(self) -> None:
        wants_letters(self.editor)
        self.chief.email, self.chief.wants_email = REFUSED, True
        self.chief.save()
        self.release_now()
        with self.assertLogs("issues.announcements.worker", "ERROR"):
            self.assertEqual(worker.announce(), 1)
        self.assertEqual([letter.to for letter in mail.outbox], [["bianji@example.cn"]])


class AgainTests(Newsroom):
    def failed(self) -> Announcement:
        self.sink.answers["/hook"] = 503
        self.release_now()
        with self.assertLogs("issues.announcements.worker", "ERROR"):
            worker.announce()
        self.sink.answers.clear()
        return self.only()

    def died(self, ago: dt.timedelta) -> Announcement:
        """A worker claimed it and was never heard of again."""
        self.release_now()
        Announcement.objects.update(begun_at=clock.database_time() - ago)
        return self.only()

    def test_what_failed_is_sent_by_hand_alone_and_under_its_old_key(self) -> None:
        row = self.failed()
        self.assertEqual(worker.announce(), 0)
        call_command("announce", again=row.pk)
        self.assertEqual([call.key for call in self.sink.calls], [str(row.key)] * 2)
        self.assertEqual((self.only().error, self.only().done_at is None), ("", False))

    def test_what_a_dead_worker_had_begun_is_shown_as_uncertain_and_not_sent_again(self) -> None:
        row = self.died(dt.timedelta(minutes=5))
        self.assertEqual(worker.announce(), 0)
        self.assertEqual(
            [told.state for told in announcements.told(self.issue)], [announcements.State.UNCERTAIN]
        )
        call_command("announce", again=row.pk)
        self.assertEqual(len(self.sink.calls), 1)

    def test_what_may_be_under_way_was_sent_or_was_never_begun_is_not_sent_again(self) -> None:
        under_way = self.died(dt.timedelta(seconds=5))
        with self.assertRaises(CommandError):
            call_command("announce", again=under_way.pk)
        Announcement.objects.update(done_at=timezone.now())
        with self.assertRaises(CommandError):
            call_command("announce", again=under_way.pk)
        Announcement.objects.update(begun_at=None, done_at=None)
        with self.assertRaises(CommandError):
            call_command("announce", again=under_way.pk)
        self.assertEqual(self.sink.calls, [])

    def test_a_second_failure_is_an_error_of_the_command(self) -> None:
        row = self.failed()
        self.sink.answers["/hook"] = 503
        with self.assertRaises(CommandError), self.assertLogs("issues.announcements.worker", "ERROR"):
            call_command("announce", again=row.pk)

    def test_the_release_page_says_what_failed_and_how_to_send_it_without_the_address(self) -> None:
        with override_settings(RELEASE_HOOKS=[self.sink.address("/hook?token=geheim")]):
            self.sink.answers["/hook?token=geheim"] = 503
            self.release_now()
            with self.assertLogs("issues.announcements.worker", "ERROR"):
                worker.announce()
        client = StaffClient()
        client.force_login(self.chief)
        page = client.get(reverse("admin:issues_issue_release", args=[self.issue.pk]))
        self.assertContains(page, f"announce --again {self.only().pk}")
        self.assertContains(page, "127.0.0.1")
        self.assertContains(page, "503")
        self.assertNotContains(page, "geheim")


class TwoWorkersTests(TransactionTestCase):
    def test_two_workers_at_once_send_each_once(self) -> None:
        with sink() as outside, override_settings(SITE_URL=SITE):
            addresses = [outside.address(f"/hook/{number:02}") for number in range(20)]
            with override_settings(RELEASE_HOOKS=addresses):
                self.release()
                with shared_database():
                    sent = at_once(*[working] * 2)
        self.assertEqual(sum(map(int, sent)), 20)
        self.assertEqual(outside.paths, sorted(f"/hook/{number:02}" for number in range(20)))

    def release(self) -> None:
        issue, _stories = make_issue(dt.date(2026, 11, 26))
        release.release_now(issue, by=make.make_user("zongbian", Role.CHIEF_EDITOR))


def working(barrier: Any) -> str:
    barrier.wait()
    return str(worker.announce())


class ForeverTests(TransactionTestCase):
    def test_the_worker_sends_what_becomes_due_and_ends_at_sigterm(self) -> None:
        """As systemd runs it: a process of its own on a database of its own."""
        with sink() as outside, shared_database():
            with override_settings(RELEASE_HOOKS=[outside.address()], SITE_URL=SITE):
                at_once(scheduling)
                process = start_worker(outside)
            try:
                wait_for(lambda: bool(outside.calls), process)
                process.send_signal(signal.SIGTERM)
                self.assertEqual(process.wait(30), 0)
            finally:
                process.kill()
                process.wait()
        self.assertEqual(outside.paths, ["/hook"])


def scheduling(barrier: Any) -> str:
    barrier.wait()
    issue, _stories = make_issue(dt.date(2026, 11, 26))
    at = clock.database_time() + dt.timedelta(seconds=1)
    releasing.schedule(issue, at=at, by=make.make_user("zongbian", Role.CHIEF_EDITOR))
    return "scheduled"


def start_worker(outside: Sink) -> subprocess.Popen[bytes]:
    environ = os.environ | {
        "DATABASE_URL": database_url(),
        "RELEASE_HOOKS": outside.address(),
        "SITE_URL": SITE,
    }
    return subprocess.Popen([sys.executable, "manage.py", "announce", "--forever"], cwd=ROOT, env=environ)


def database_url() -> str:
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return os.environ["DATABASE_URL"].replace("/newsroom?", f"/{name}?")


def wait_for(is_so: Any, process: subprocess.Popen[bytes]) -> None:
    while not is_so():
        assert process.poll() is None, "the worker ended by itself"
        time.sleep(0.05)
