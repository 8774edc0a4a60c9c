"""Private links: who comes in, what the answers and the log tell, and such copy under review."""

from __future__ import annotations

import datetime as dt
import io
import logging
from typing import Any

from django.conf import settings
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from articles import review, workflow
from articles.models import Article, Credit, Photo
from filing import guard
from filing.models import FilingLink, WrongToken
from filing.tokens import token_of
from people.models import Person
from policy.roles import Role
from policy.table import Action, State
from tests.clients import StaffClient
from tests.make import LONG_AGO, make_person, make_user, sign_off
from tests.test_filing_link import KEY, LinkTests, make_link
from tests.test_reader_crawl import body_of, links


class DoorTests(LinkTests):
    """Who does not come in, and what the answers tell."""

    def wrong(self) -> list[str]:
        gone = timezone.now() - dt.timedelta(minutes=1)
        revoked, expired = make_link(self.person, revoked_at=gone), make_link(self.person, expires_at=gone)
        retired = make_link(make_person("老张", Person.Kind.CORRESPONDENT, is_active=False))
        token = self.address.split("/")[2]
        made_up = [f"{self.link.pk}-{'A' * 43}", f"{token}x", f"0{token}", f"999999{token}", "abc", "9" * 400]
        other_nonce = token_of(self.link.pk, "0" * 32)
        return [
            *(link.get_private_path() for link in (revoked, expired, retired)),
            *(f"/filing/{token}/" for token in (*made_up, other_nonce)),
        ]

    def test_wrong_expired_and_revoked_addresses_get_one_and_the_same_answer(self) -> None:
        answers = set()
        for address in self.wrong():
            for ask in (self.client.get, self.client.post):
                response = ask(address)
                self.assertEqual(response.status_code, 404)
                answers.add(response.content)
        self.assertEqual(len(answers), 1)

    @override_settings(DEBUG=True)
    def test_the_answer_is_our_own_where_errors_are_shown_to_developers(self) -> None:
        self.assertTemplateUsed(self.client.get("/filing/1-abc/"), "filing/message.html")

    def test_a_link_of_another_secret_key_does_not_open_but_a_fallback_does(self) -> None:
        old = settings.SECRET_KEY
        with override_settings(SECRET_KEY="another" * 9):
            self.assertEqual(self.client.get(self.address).status_code, 404)
        with override_settings(SECRET_KEY="another" * 9, SECRET_KEY_FALLBACKS=[old]):
            self.assertEqual(self.client.get(self.address).status_code, 200)

    def test_a_link_without_expiry_stays_open(self) -> None:
        self.assertEqual(
            self.client.get(make_link(self.person, expires_at=None).get_private_path()).status_code, 200
        )

    def test_guessing_is_limited_by_address_and_shuts_nobody_out_who_was_here_before(self) -> None:
        self.client.get(self.address)
        strange = make_link(make_person("郭锦萍", Person.Kind.CORRESPONDENT)).get_private_path()
        for _try in range(guard.WRONG_TOKENS + 5):
            last = self.client.get("/filing/1-abc/")
        self.assertEqual(last.status_code, 429)
        self.assertEqual(WrongToken.objects.count(), guard.WRONG_TOKENS)
        self.assertEqual(self.client.get(strange).status_code, 429)
        self.assertEqual(self.client.get(self.address).status_code, 200)
        self.assertEqual(self.client.get(strange, REMOTE_ADDR="203.0.113.9").status_code, 200)
        WrongToken.objects.update(at=timezone.now() - guard.WINDOW)
        self.assertEqual(self.client.get(strange).status_code, 200)

    def test_a_revocation_ends_every_door(self) -> None:
        self.send_picture()
        key = Photo.objects.get().upload_key
        FilingLink.objects.update(revoked_at=timezone.now())
        for place in ("", f"sent/{KEY}/", f"pictures/{key}.webp"):
            self.assertEqual(self.client.get(self.address + place).status_code, 404)
        self.assertEqual(self.send().status_code, 404)
        self.assertEqual(self.send_picture().status_code, 404)

    def test_other_methods_are_refused(self) -> None:
        for method in (self.client.put, self.client.patch, self.client.delete, self.client.options):
            self.assertEqual(method(self.address).status_code, 405)
        self.assertEqual(self.client.get(f"{self.address}pictures/").status_code, 405)
        self.assertEqual(self.client.head(self.address).status_code, 200)

    def pages(self) -> list[Any]:
        self.send_picture()
        return [
            self.client.get(self.address),
            self.client.get("/filing/1-abc/"),
            self.send(),
            self.send(body="改"),
            self.client.get(f"{self.address}{self.arrived()}"),
            self.client.get(self.address, {"key": KEY}),
        ]

    def test_no_page_sets_a_cookie_is_kept_indexed_or_named_to_others(self) -> None:
        self.client.force_login(self.editor)
        self.client.cookies.clear()
        for response in self.pages():
            with self.subTest(status=response.status_code):
                self.assertFalse(response.cookies)
                self.assertNotIn("Cookie", response.headers.get("Vary", ""))
                for name, value in guard.HEADERS.items():
                    self.assertEqual(response.headers[name], value)
                self.assertIn("default-src 'self'", response.headers["Content-Security-Policy"])

    def test_nor_does_an_error_page(self) -> None:
        """Its links would name the address to the next page, and so to the log of a proxy."""
        self.client.raise_request_exception = False
        errors = [
            (404, self.client.get(f"{self.address}pictures/{KEY}.webp")),
            (404, self.client.get(f"{self.address}nothing/")),
            (301, self.client.get(self.address.removesuffix("/"))),
            (400, self.client.post(self.address, {f"field{number}": "" for number in range(1100)})),
            (400, self.client.generic("POST", self.address, b"x", "multipart/form-data")),
        ]
        for status, response in errors:
            with self.subTest(status=status):
                self.assertEqual(response.status_code, status)
                for name, value in guard.HEADERS.items():
                    self.assertEqual(response.headers[name], value)

    def test_no_answer_has_the_secret_address_in_it(self) -> None:
        token = self.address.split("/")[2]
        for response in self.pages():
            self.assertNotIn(token, response.content.decode() + str(response.headers))

    def test_no_line_of_the_log_has_the_secret_address_in_it(self) -> None:
        token = self.address.split("/")[2]
        log = io.StringIO()
        with logged_to(log):
            self.pages()
            self.client.put(self.address)
            FilingLink.objects.update(revoked_at=timezone.now())
            self.client.get(self.address)
            logging.getLogger("django.server").info('"%s" %s %s', f"GET {self.address} HTTP/1.1", 200, 5)
            logging.getLogger("django.request").error("broken: %s", f"http://paper.cn{self.address}")
        self.assertIn("/filing/…", log.getvalue())
        self.assertNotIn(token, log.getvalue())
        self.assertNotIn(token[3:], log.getvalue())

    def test_nor_where_it_stands_in_an_address_that_is_mistyped(self) -> None:
        token = self.address.split("/")[2]
        log = io.StringIO()
        with logged_to(log):
            for address in (f"/Filing/{token}/", f"/{token}/", f"/filing/ {token}/", f"/filing/({token})/"):
                self.client.get(address)
        self.assertEqual(log.getvalue().count("Not Found"), 4)
        self.assertNotIn(token[3:], log.getvalue())

    def test_no_public_page_has_the_secret_address_in_it(self) -> None:
        """The story is out: every page that readers can come to from the front page."""
        token = self.address.split("/")[2]
        self.send()
        Article.objects.update(status=Article.Status.SIGNED_OFF, publish_at=LONG_AGO)
        waiting, seen = ["/", "/sitemap.xml", "/robots.txt", "/feed/"], set[str]()
        while waiting:
            address = waiting.pop()
            if address in seen or address.startswith(("/static/", "/admin/")):
                continue
            seen.add(address)
            body = body_of(self.client.get(address))
            self.assertNotIn(token, body)
            waiting += links(address, body)
        self.assertIn(Article.objects.get().get_absolute_url(), seen)
        self.assertFalse([address for address in seen if "filing" in address])

    def test_the_log_tells_of_other_addresses_as_before(self) -> None:
        log = io.StringIO()
        with logged_to(log):
            logging.getLogger("x").warning("Not Found: %s", "/admin/filing/filinglink/7/change/")
        self.assertIn("/admin/filing/filinglink/7/change/", log.getvalue())

    def test_robots_are_kept_away_and_no_sitemap_names_it(self) -> None:
        self.assertContains(self.client.get("/robots.txt"), "Disallow: /filing/")

    def test_looking_is_noted_once_in_a_while(self) -> None:
        self.client.get(self.address)
        first = FilingLink.objects.get().last_used_at
        self.client.get(self.address)
        self.assertIsNotNone(first)
        self.assertEqual(FilingLink.objects.get().last_used_at, first)


class logged_to:  # noqa: N801 - reads as a statement.
    """The lines of the site's own log, as its handler writes them."""

    def __init__(self, stream: io.StringIO) -> None:
        self.stream = stream
        self.handler: Any = next(h for h in logging.getLogger().handlers if h.filters)

    def __enter__(self) -> None:
        self.before = self.handler.setStream(self.stream)

    def __exit__(self, *error: object) -> None:
        self.handler.setStream(self.before)


class LatelyTests(LinkTests):
    """What the holder of the link reads about the stories."""

    def setUp(self) -> None:
        super().setUp()
        self.send()
        self.story = Article.objects.get()

    def shown(self) -> Any:
        return self.client.get(self.address).context["lately"][0]

    def test_the_state_is_told_in_plain_words(self) -> None:
        self.assertEqual(self.shown().state, State.SUBMITTED)
        workflow.approve(self.story, by=self.editor)
        self.assertEqual(self.shown().state, State.IN_REVIEW)
        Article.objects.update(desk=None)
        sign_off(self.story)
        self.assertEqual((self.shown().state, self.shown().address), (State.SIGNED_OFF, ""))
        Article.objects.update(publish_at=LONG_AGO)
        self.assertEqual(self.shown().address, self.story.get_absolute_url())
        Article.objects.update(withdrawn_at=LONG_AGO)
        self.assertEqual((self.shown().state, self.shown().address), (State.WITHDRAWN, ""))

    def test_the_reason_of_a_return_and_of_a_refusal_is_told(self) -> None:
        workflow.return_to_author(self.story, by=self.editor, note="请核实亩数")
        self.assertEqual((self.shown().state, self.shown().reason), (State.RETURNED, "请核实亩数"))
        workflow.kill(self.story, by=self.editor, note="已过时")
        self.assertEqual((self.shown().state, self.shown().reason), (State.KILLED, "已过时"))
        workflow.revive(self.story, by=self.editor)
        self.assertEqual((self.shown().state, self.shown().reason), (State.SUBMITTED, ""))

    def test_what_is_written_to_an_editor_who_has_made_it_their_own_is_not_told(self) -> None:
        workflow.return_to_author(self.story, by=self.editor, note="请核实亩数")
        workflow.submit(self.story, by=self.editor)
        chief = make_user("zongbian", Role.CHIEF_EDITOR)
        for step in (workflow.return_to_author, workflow.kill):
            step(self.story, by=chief, note="内部意见")
            self.assertNotContains(self.client.get(self.address), "内部意见")
            self.assertNotEqual(self.shown().state, State.RETURNED)

    def test_nothing_of_what_the_editors_make_of_it_is_told(self) -> None:
        Article.objects.update(headline="改过的标题", body="改过的正文")
        workflow.approve(self.story, by=self.editor, note="内部意见")
        page = self.client.get(self.address).content.decode()
        for secret in ("改过", "内部意见", "bianji", "一审", "二审"):
            self.assertNotIn(secret, page)
        self.assertIn("雪后麦田润如酥", page)

    def test_stories_of_others_are_not_told(self) -> None:
        other = make_link(make_person("郭锦萍", Person.Kind.CORRESPONDENT)).get_private_path()
        self.assertNotContains(self.client.get(other), "雪后麦田润如酥")
        self.assertRedirects(self.client.get(f"{other}sent/{KEY}/"), f"{other}?key={KEY}")


class ReviewTests(LinkTests):
    """Such copy in the workflow: submitted, and filed by no account."""

    def setUp(self) -> None:
        super().setUp()
        self.send()
        self.story = Article.objects.get()

    def test_it_passes_three_reviews_like_any_other(self) -> None:
        Article.objects.update(desk=None)
        self.assertEqual(sign_off(self.story).status, Article.Status.SIGNED_OFF)

    def test_killed_and_revived_it_is_submitted_again_and_no_imported_draft(self) -> None:
        workflow.kill(self.story, by=self.editor, note="不用")
        self.assertEqual(workflow.revive(self.story, by=self.editor).policy_state, State.SUBMITTED)

    def test_returned_it_is_handed_in_by_the_desk_which_then_does_not_review_it(self) -> None:
        workflow.return_to_author(self.story, by=self.editor, note="请改")
        workflow.submit(self.story, by=self.editor)
        self.assertEqual(self.story.filed_by, self.editor)
        self.assertFalse(workflow.may(Action.APPROVE, self.story, by=self.editor))

    def test_who_gets_an_account_later_sees_it_and_does_not_review_it(self) -> None:
        user = make_user("anning", Role.CORRESPONDENT, Role.DESK_EDITOR)
        Person.objects.filter(pk=self.person.pk).update(user=user)
        self.desk.members.add(user)
        self.assertIn(self.story, Article.objects.visible_to(user))
        self.assertFalse(workflow.may(Action.APPROVE, self.story, by=user))
        self.assertNotIn(self.story, review.waiting_on(user))

    def test_nor_after_an_editor_took_the_name_off_it(self) -> None:
        user = make_user("anning", Role.DESK_EDITOR)
        self.desk.members.add(user)
        Person.objects.filter(pk=self.person.pk).update(user=user)
        Credit.objects.all().delete()
        Article.objects.update(printed_byline="")
        story = Article.objects.get()
        self.assertFalse(workflow.may(Action.APPROVE, story, by=user))
        self.assertNotIn(story, review.waiting_on(user))
        self.assertIn(story, review.waiting_on(self.editor))

    def test_who_takes_it_back_becomes_its_author(self) -> None:
        user = make_user("anning", Role.CORRESPONDENT)
        Person.objects.filter(pk=self.person.pk).update(user=user)
        workflow.recall(self.story, by=user)
        self.assertEqual((self.story.policy_state, self.story.filed_by), (State.DRAFT, user))
        workflow.submit(self.story, by=user)
        self.assertEqual(Article.objects.get().policy_state, State.SUBMITTED)

    def test_only_a_draft_just_made_by_a_form_is_received(self) -> None:
        imported = Article.objects.create(headline="导入的稿子")
        for story in (imported, self.story):
            with self.assertRaises(workflow.NotPossible):
                workflow.receive(story, sender=self.person)

    def test_the_storys_page_says_by_whose_link_it_came(self) -> None:
        client = StaffClient()
        client.force_login(self.editor)
        page = client.get(reverse("admin:articles_article_change", args=[self.story.pk]))
        self.assertContains(page, self.story.status_changes.get().note)
