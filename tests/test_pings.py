"""Search engines and hubs are told what is public, once, by a command; never of what is not."""

from __future__ import annotations

import datetime as dt
from io import StringIO
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qs

from django.core.management import CommandError, call_command
from django.test import TestCase, TransactionTestCase, override_settings
from django.utils import timezone

from articles.models import Article, StatusChange
from issues.announcements import hooks
from reader.models import Ping
from reader.pings import sending
from tests import make
from tests.machines_world import make_world
from tests.sink import Sink, sink
from tests.test_races import at_once, shared_database

SITE = "http://testserver"
KEY = "a1b2c3d4-e5f6"
HOUR = dt.timedelta(hours=1)


def ping() -> int:
    out = StringIO()
    call_command("ping", stdout=out)
    return int(out.getvalue())


class PingTestCase(TestCase):
    """`INDEXNOW_URL` is a server on this machine; each test says who is told."""

    sink: Sink

    def setUp(self) -> None:
        self.sink = self.enterContext(sink())
        self.enterContext(override_settings(SITE_URL=SITE, INDEXNOW_URL=self.sink.address("/indexnow")))
        self.story = make.make_published("今晨的消息", publish_at=timezone.now() - HOUR)

    def use(self, *, indexnow: bool = False, websub: bool = False) -> None:
        hub = self.sink.address("/hub") if websub else ""
        self.enterContext(override_settings(INDEXNOW_KEY=KEY if indexnow else "", WEBSUB_HUB=hub))

    def told(self) -> list[str]:
        """The addresses of the newest call to IndexNow."""
        return [url.removeprefix(SITE) for url in self.sink.calls[-1].told["urlList"]]

    def topics(self) -> list[str]:
        calls = [parse_qs(call.body.decode()) for call in self.sink.calls if call.path == "/hub"]
        self.assertEqual([call["hub.mode"] for call in calls], [["publish"]] * len(calls))
        return [call["hub.url"][0].removeprefix(SITE) for call in calls]

    def change(self, **fields: Any) -> None:
        Article.objects.filter(pk=self.story.pk).update(**fields)


def sign_anew(story: Article) -> None:
    StatusChange.objects.create(
        article=story, action="approve", status=Article.Status.SIGNED_OFF, text_hash=story.text_hash()
    )


class OffTests(PingTestCase):
    def test_without_settings_nothing_is_sent(self) -> None:
        self.use()
        self.assertEqual((ping(), self.sink.calls, Ping.objects.count()), (0, [], 0))

    def test_no_key_no_key_file(self) -> None:
        for key in ("", KEY):
            with override_settings(INDEXNOW_KEY=key):
                self.assertEqual(self.client.get("/some-other-key.txt").status_code, 404)

    def test_the_key_file_is_the_key(self) -> None:
        self.use(indexnow=True)
        self.assertEqual(self.client.get(f"/{KEY}.txt").content.decode(), KEY)


class IndexNowTests(PingTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.use(indexnow=True)

    def test_what_has_become_public_is_told_with_the_key(self) -> None:
        self.assertEqual(ping(), 1)
        message = self.sink.calls[-1].told
        self.assertEqual((message["host"], message["key"]), ("testserver", KEY))
        self.assertEqual(message["keyLocation"], f"{SITE}/{KEY}.txt")
        self.assertEqual(self.told(), [self.story.get_absolute_url()])

    def test_it_is_told_once(self) -> None:
        self.assertEqual((ping(), ping(), len(self.sink.calls)), (1, 0, 1))

    def test_a_withdrawal_is_told_and_a_reinstatement(self) -> None:
        ping()
        self.change(withdrawn_at=timezone.now())
        self.assertEqual((ping(), ping(), self.told()), (1, 0, [self.story.get_absolute_url()]))
        self.change(withdrawn_at=None)
        self.assertEqual((ping(), ping()), (1, 0))

    def test_a_corrected_story_is_told_again_with_its_correction(self) -> None:
        old = make.make_published("旧闻")
        Article.objects.filter(pk=old.pk).update(updated_at=make.LONG_AGO)
        ping()
        correction = make.make_published(
            "更正", genre="correction", corrects=old, body="应为两千亩。", publish_at=timezone.now()
        )
        self.assertEqual(ping(), 2)
        addresses = {old.get_absolute_url(), correction.get_absolute_url()}
        self.assertEqual((set(self.told()), ping()), (addresses, 0))

    def test_a_story_that_was_signed_anew_is_told(self) -> None:
        ping()
        sign_anew(self.story)
        self.assertEqual((ping(), ping()), (1, 0))

    def test_what_the_newsroom_notes_beside_the_text_is_nobodys_business(self) -> None:
        ping()
        self.change(version=2, note="再核一次", updated_at=timezone.now())
        self.assertEqual(ping(), 0)

    def test_what_is_not_public_is_never_told(self) -> None:
        for state in (Article.Status.DRAFT, Article.Status.SUBMITTED):
            make.make_article("待审", status=state, publish_at=timezone.now() - HOUR)
        make.make_published("待发", publish_at=timezone.now() + HOUR)
        make.make_published(
            "从未见报", publish_at=timezone.now() - HOUR, withdrawn_at=timezone.now() - 2 * HOUR
        )
        self.assertEqual((ping(), self.told()), (1, [self.story.get_absolute_url()]))

    def test_the_archive_is_not_told_at_the_first_run(self) -> None:
        old = make.make_published("旧闻")
        Article.objects.filter(pk=old.pk).update(updated_at=make.LONG_AGO)
        self.assertEqual(ping(), 1)

    def test_more_than_a_call_may_hold_waits_for_the_next_run(self) -> None:
        make.make_published("又一条", publish_at=timezone.now() - HOUR)
        with patch.object(sending, "MOST", 1):
            self.assertEqual((ping(), ping(), ping()), (1, 1, 0))

    def test_what_was_told_long_ago_is_forgotten(self) -> None:
        ping()
        self.change(publish_at=make.LONG_AGO, updated_at=make.LONG_AGO)
        Ping.objects.update(begun_at=make.LONG_AGO)
        self.assertEqual((ping(), Ping.objects.count()), (0, 0))


class FailureTests(PingTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.use(indexnow=True)

    def expect_failure(self) -> None:
        with self.assertRaisesMessage(CommandError, "indexnow"), self.assertLogs("reader.pings", "ERROR"):
            ping()

    def test_what_failed_is_told_at_the_next_run(self) -> None:
        self.sink.answers["/indexnow"] = 500
        self.expect_failure()
        self.sink.answers.clear()
        self.assertEqual((ping(), ping()), (1, 0))

    def test_no_redirect_is_followed(self) -> None:
        self.sink.answers["/indexnow"] = 302
        self.expect_failure()
        self.assertEqual(self.sink.paths, ["/indexnow"])

    def test_who_answers_without_end_is_cut_off(self) -> None:
        self.sink.answers["/indexnow"] = None
        with patch.object(hooks, "LONGEST_SECONDS", 0.3):
            self.expect_failure()

    def test_nobody_at_home_is_a_failure_like_others(self) -> None:
        with override_settings(INDEXNOW_URL="http://127.0.0.1:9/"):
            self.expect_failure()

    def test_one_service_that_fails_does_not_stop_the_other(self) -> None:
        self.use(indexnow=True, websub=True)
        self.sink.answers["/indexnow"] = 500
        self.expect_failure()
        self.assertIn("/feed/", self.topics())

    def test_a_run_that_died_is_made_good_after_a_while(self) -> None:
        ping()
        Ping.objects.update(is_told=False)
        self.assertEqual(ping(), 0)
        Ping.objects.update(begun_at=timezone.now() - HOUR)
        self.assertEqual(ping(), 1)

    def test_publication_needs_none_of_it(self) -> None:
        self.sink.answers["/indexnow"] = 500
        self.expect_failure()
        self.assertEqual(self.client.get(self.story.get_absolute_url()).status_code, 200)


class WebSubTests(PingTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.use(websub=True)

    def test_every_feed_that_a_story_is_in_is_told(self) -> None:
        world = make_world()
        for story in Article.objects.published():
            sign_anew(story)
        ping()
        told = self.topics()
        expected = {address for feed in world.feeds() for address in (feed, f"{feed}rss/")}
        quoted = {address.replace("春耕", "%E6%98%A5%E8%80%95") for address in expected}
        self.assertLessEqual(quoted, set(told))
        self.assertEqual(len(told), len(set(told)))

    def test_what_is_told_is_what_the_feeds_call_themselves(self) -> None:
        ping()
        for topic in self.topics():
            self.assertContains(self.client.get(topic), f'href="{SITE}{topic}"')

    def test_a_withdrawal_is_told_to_the_feeds_it_was_in(self) -> None:
        self.story.towns.add(make.make_town())
        ping()
        self.sink.calls.clear()
        self.change(withdrawn_at=timezone.now())
        ping()
        self.assertIn("/towns/tianzhuang/feed/", self.topics())


class TwoRunsTests(TransactionTestCase):
    def test_of_two_runs_at_once_one_tells_it(self) -> None:
        with (
            sink() as outside,
            override_settings(SITE_URL=SITE, INDEXNOW_URL=outside.address(), INDEXNOW_KEY=KEY),
        ):
            make.make_published("今晨的消息", publish_at=timezone.now() - HOUR)
            with shared_database():
                told = at_once(*[running] * 2)
        self.assertEqual((sorted(told), len(outside.calls)), (["0", "1"], 1))


def running(barrier: Any) -> str:
    barrier.wait()
    return str(sending.ping())
