"""Notices by e-mail: who gets a letter, what is never in it, and that a dead server breaks nothing."""

from __future__ import annotations

import itertools
from smtplib import SMTPRecipientsRefused
from typing import Any

from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from django.test import TestCase, override_settings
from django.urls import reverse

from articles import notices, workflow
from articles.models import Article, Notice
from people.models import User
from policy.roles import Role
from tests.cast import CastTests
from tests.make import LONG_AGO, make_article, make_credit, make_desk, make_person, make_user

ACCOUNT = reverse("admin:account")
REFUSED = "refused@example.cn"
SECRETS = ("绝密标题", "绝密正文", "绝密理由")


class PickyServer(EmailBackend):
    """A mail server that knows one address not."""

    def send_messages(self, messages: Any) -> int:
        if messages[0].to == [REFUSED]:
            raise SMTPRecipientsRefused({REFUSED: (550, b"unknown")})
        return super().send_messages(messages)


def wants_letters(user: User) -> User:
    user.email, user.wants_email = f"{user.username}@example.cn", True
    user.save()
    return user


def recipients() -> set[str]:
    return {address for letter in mail.outbox for address in letter.to}


@override_settings(SITE_URL="https://www.example.cn")
class MatrixTests(TestCase):
    def test_letters_reach_those_who_may_read_the_story_and_nobody_else(self) -> None:
        """Role x desk x authorship, for a story in each state."""
        desk = make_desk()
        people = [wants_letters(make_user(f"{role.key}{at}", role)) for role in Role for at in ("", "-desk")]
        desk.members.set(user for user in people if user.username.endswith("-desk"))
        people += [
            wants_letters(make_user("nobody")),
            wants_letters(make_user("gone", *Role, is_active=False)),
        ]
        credited = make_person("孙洁", user=people[2])
        states = [(status, None) for status in ("draft", "submitted", "returned", "killed", "signed_off")]
        for (status, withdrawn), where in itertools.product(
            [*states, ("signed_off", LONG_AGO)], (desk, None)
        ):
            fields: dict[str, Any] = {"status": status, "withdrawn_at": withdrawn, "desk": where}
            story = make_article("绝密标题", body="绝密正文", filed_by=people[0], **fields)
            make_credit(story, credited, role="reporter")
            mail.outbox.clear()
            with self.captureOnCommitCallbacks(execute=True):
                notices.tell(User.objects.all(), story, Notice.Kind.MENTIONED, by=None, text="绝密理由")
            visible = {
                user.email
                for user in User.objects.all()
                if Article.objects.visible_to(user).filter(pk=story.pk).exists()
            }
            with self.subTest(status=status, withdrawn=withdrawn, desk=where):
                self.assertEqual(recipients(), visible)
                self.assertEqual(len(mail.outbox), len(visible))
                for letter in mail.outbox:
                    whole = str(letter.message()) + letter.subject + letter.body
                    self.assertFalse([secret for secret in SECRETS if secret in whole])
                    link = reverse("admin:articles_article_change", args=[story.pk])
                    self.assertIn(f"https://www.example.cn{link}\n", letter.body)


class LetterTests(CastTests):
    def setUp(self) -> None:
        self.author = wants_letters(self.other)
        self.story = make_article("麦田返青", filed_by=self.author, body="正文。")
        workflow.submit(self.story, by=self.author)

    def give_back(self) -> None:
        with self.captureOnCommitCallbacks(execute=True):
            workflow.return_to_author(self.story, by=self.editor, note="请核实")

    def test_a_return_sends_its_author_one_letter(self) -> None:
        self.give_back()
        self.assertEqual([letter.to for letter in mail.outbox], [[self.author.email]])

    def test_who_did_not_switch_it_on_or_has_no_address_gets_none(self) -> None:
        for fields in ({"wants_email": False}, {"email": ""}):
            User.objects.filter(pk=self.author.pk).update(
                **({"wants_email": True, "email": "a@b.cn"} | fields)
            )
            with self.captureOnCommitCallbacks(execute=True):
                notices.tell([self.author], self.story, Notice.Kind.MENTIONED, by=self.editor)
            self.assertEqual(mail.outbox, [])

    def test_a_right_lost_before_the_letter_goes_out_stops_it(self) -> None:
        with self.captureOnCommitCallbacks() as callbacks:
            workflow.return_to_author(self.story, by=self.editor, note="请核实")
        User.objects.get(pk=self.author.pk).groups.clear()
        for callback in callbacks:
            callback()
        self.assertEqual(mail.outbox, [])

    def test_a_step_that_is_undone_sends_nothing(self) -> None:
        with (
            self.captureOnCommitCallbacks(execute=True),
            self.assertRaises(RuntimeError),
            transaction.atomic(),
        ):
            workflow.return_to_author(self.story, by=self.editor, note="请核实")
            raise RuntimeError
        self.assertEqual((mail.outbox, Notice.objects.count()), ([], 0))

    @override_settings(SENDS_EMAIL=False)
    def test_without_a_mail_server_nothing_is_sent(self) -> None:
        self.give_back()
        self.assertEqual((mail.outbox, Notice.objects.count()), ([], 1))

    @override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_HOST="127.0.0.1", EMAIL_PORT=1
    )
    def test_a_dead_mail_server_is_logged_and_the_step_stands(self) -> None:
        with self.assertLogs("articles.mail", "ERROR"):
            self.give_back()
        self.story.refresh_from_db()
        self.assertEqual((self.story.status, Notice.objects.count()), ("returned", 1))

    @override_settings(EMAIL_BACKEND="tests.test_notice_mail.PickyServer")
    def test_an_address_that_is_refused_stops_no_other_letter(self) -> None:
        User.objects.filter(pk=self.chief.pk).update(email=REFUSED, wants_email=True)
        with self.assertLogs("articles.mail", "ERROR"), self.captureOnCommitCallbacks(execute=True):
            notices.tell([self.chief, self.author], self.story, Notice.Kind.MENTIONED, by=self.editor)
        self.assertEqual(recipients(), {self.author.email})


class AccountTests(CastTests):
    def save(self, **form: Any) -> User:
        self.client.force_login(self.other)
        self.client.post(ACCOUNT, form)
        return User.objects.get(pk=self.other.pk)

    def test_one_switches_it_on_for_oneself(self) -> None:
        saved = self.save(email="li@example.cn", wants_email="on")
        self.assertEqual((saved.email, saved.wants_email), ("li@example.cn", True))
        self.assertFalse(User.objects.exclude(pk=self.other.pk).filter(wants_email=True).exists())

    def test_without_an_address_it_stays_off(self) -> None:
        for email in ("", "no address"):
            self.assertFalse(self.save(email=email, wants_email="on").wants_email)

    def test_nothing_but_the_two_fields_is_written(self) -> None:
        before: dict[str, Any] = {**User.objects.filter(pk=self.other.pk).values().get()}
        self.save(email="li@example.cn", is_superuser="on", username="root", id=self.chief.pk, password="x")
        after: dict[str, Any] = {**User.objects.filter(pk=self.other.pk).values().get()}
        changed = {name for name in after if after[name] != before[name]} - {"last_login"}
        self.assertEqual(changed, {"email"})

    def test_the_page_is_for_those_who_signed_in(self) -> None:
        self.assertEqual(self.client.get(ACCOUNT).status_code, 302)
        self.client.force_login(self.other)
        self.assertContains(self.client.get(ACCOUNT), 'name="wants_email"')
