"""Two people at one printed page in the same second, each with a connection of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.db import transaction
from django.test import TransactionTestCase

from articles.models import Article, Revision
from articles.revisions.keeping import hold, keep
from ingest import correcting
from ingest.importing import NotIngested, Stale, accept, correct, receive
from ingest.models import SourcePage
from issues.models import Issue
from people.models import User
from policy.roles import Role
from tests.make import make_user
from tests.test_proof_races import counting
from tests.test_queue import DAY, PAGE
from tests.test_races import at_once, shared_database

Act = Callable[[threading.Barrier], str]


def acting(act: Callable[[], object]) -> Act:
    def run(barrier: threading.Barrier) -> str:
        barrier.wait()
        try:
            act()
        except (NotIngested, Stale):
            return "refused"
        return "done"

    return run


class QueueRaceTests(TransactionTestCase):
    def setUp(self) -> None:
        self.hands = [make_user(name, Role.DESK_EDITOR) for name in ("first", "second")]

    def page(self, label: str, by: User) -> SourcePage:
        return receive(PAGE, date=DAY, label=label, by=by).source

    def test_a_page_sent_twice_at_once_waits_once(self) -> None:
        for number in range(4):
            with self.subTest(number), shared_database():
                sent = [acting(lambda by=by, n=number: self.page(f"A{n}", by)) for by in self.hands]  # type: ignore[misc]
                self.assertEqual(at_once(*sent), ["done", "done"])
                self.assertEqual(counting(SourcePage.objects.filter(label=f"A{number}").count), "1")

    def test_a_page_accepted_twice_at_once_makes_its_drafts_once(self) -> None:
        source = self.page("A1", self.hands[0])
        with shared_database():
            accepted = [acting(lambda by=by: accept(source, by=by)) for by in self.hands]  # type: ignore[misc]
            self.assertEqual(sorted(at_once(*accepted)), ["done", "refused"])
            self.assertEqual(counting(Article.objects.count), "3")

    def test_two_pages_of_a_new_issue_accepted_at_once_make_one_issue(self) -> None:
        pages = [self.page(label, self.hands[0]) for label in ("A1", "A2")]
        with shared_database():
            accepted = [acting(lambda page=page: accept(page, by=self.hands[0])) for page in pages]  # type: ignore[misc]
            self.assertEqual(at_once(*accepted), ["done", "done"])
            self.assertEqual(counting(Issue.objects.count), "1")
            self.assertEqual(counting(Article.objects.count), "6")

    def test_of_two_corrections_at_once_one_counts(self) -> None:
        source = self.page("A1", self.hands[0])

        def join() -> SourcePage:
            return correct(
                source, lambda reading: correcting.join(reading, 3, to=2), what="join", version=1, by=None
            )

        with shared_database():
            self.assertEqual(sorted(at_once(acting(join), acting(join))), ["done", "refused"])
            version = counting(lambda: SourcePage.objects.get(pk=source.pk).version)
            self.assertEqual(version, "2")


class ReplacingRaceTests(TransactionTestCase):
    """A corrected text comes in while somebody else is at the page."""

    def setUp(self) -> None:
        self.hands = [make_user(name, Role.DESK_EDITOR) for name in ("first", "second")]
        accept(receive(PAGE, date=DAY, label="A1", by=self.hands[0]).source, by=self.hands[0])

    def replace(self, text: str) -> SourcePage:
        return receive(text, date=DAY, label="A1", replaces=True, by=self.hands[0]).source

    def standing(self) -> SourcePage:
        return SourcePage.objects.standing().get(label="A1")

    def drafts_here(self) -> int:
        return self.standing().extracts.count()

    def test_sent_twice_at_once_it_replaces_once(self) -> None:
        corrected = PAGE.replace("排练新歌", "排练新歌曲")
        with shared_database():
            sent = [acting(lambda: self.replace(corrected)) for _hand in self.hands]
            self.assertEqual(at_once(*sent), ["done", "done"])
            self.assertEqual(counting(SourcePage.objects.count), "2")
            self.assertEqual(counting(self.drafts_here), "3")

    def test_of_two_texts_one_follows_the_other_and_no_draft_is_doubled(self) -> None:
        texts = [PAGE.replace("排练新歌", f"排练新歌{end}") for end in ("曲", "谣")]
        with shared_database():
            sent = [acting(lambda text=text: self.replace(text)) for text in texts]  # type: ignore[misc]
            self.assertEqual(at_once(*sent), ["done", "done"])
            self.assertEqual(counting(Article.objects.count), "3")
            self.assertEqual(counting(self.drafts_here), "3")

    def test_what_is_saved_in_the_same_second_is_not_lost(self) -> None:
        draft = Article.objects.get(headline__startswith="社区")

        def save() -> None:
            with transaction.atomic():
                story = hold(draft)
                story.body = "改过的正文。"
                story.save()
                keep(story, by=self.hands[1], how=Revision.How.FORM)

        for number in range(3):
            text = PAGE.replace("排练新歌", "排练新歌" + "啊" * number)
            with self.subTest(number), shared_database():
                at_once(acting(lambda text=text: self.replace(text)), acting(save))  # type: ignore[misc]
                self.assertEqual(
                    counting(Article.objects.filter(pk=draft.pk, body="改过的正文。").count), "1"
                )

    def test_a_story_accepted_in_the_same_second_is_one_draft(self) -> None:
        more = PAGE + "麦田里的农机手\n本报讯(记者 王燕)小雪时节,农机手开着播种机在麦田里补种。\n"
        waiting = self.replace(more)
        (story,) = waiting.current.waiting
        corrected = more.replace("排练新歌", "排练新歌曲")
        with shared_database():
            at_once(
                acting(lambda: accept(waiting, [story.key], by=self.hands[0])),
                acting(lambda: self.replace(corrected)),
            )
            left = counting(lambda: len(self.standing().current.waiting))
            self.assertEqual(int(counting(Article.objects.count)) + int(left), 4)
