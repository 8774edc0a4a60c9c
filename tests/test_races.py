"""Two people in the same second, each with a connection of their own."""

from __future__ import annotations

import sqlite3
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.db import connection, connections
from django.test import Client, TransactionTestCase

from articles import workflow
from articles.models import Article, Photo, SignOff
from articles.photos import uses
from articles.workflow import NotPossible
from filing import pictures
from filing.models import FilingLink
from people.models import Person, User
from policy.roles import Role
from tests.make import make_article, make_person, make_user
from tests.test_filing_link import upload

ROUNDS = 25
PATIENCE_SECONDS = 60


@contextmanager
def shared_database() -> Iterator[None]:
    """A database that threads share: SQLite's in memory is one connection's, so it is copied to a file."""
    if connection.vendor != "sqlite":
        yield
        return
    with TemporaryDirectory() as folder:
        file = Path(folder) / "race.sqlite3"
        with sqlite3.connect(file) as copy:
            connection.connection.backup(copy)
            # Two first connections that both change the journal lock each other out, however long they wait.
            copy.execute("PRAGMA journal_mode = WAL")
        in_memory = connection.settings_dict["NAME"]
        connection.settings_dict["NAME"] = str(file)
        try:
            yield
        finally:
            connection.settings_dict["NAME"] = in_memory


def at_once(*actions: Callable[[threading.Barrier], str]) -> list[str]:
    """Run each action in a thread of its own; each waits at the barrier before it acts."""
    barrier = threading.Barrier(len(actions), timeout=PATIENCE_SECONDS)
    results: list[str] = []

    def run(action: Callable[[threading.Barrier], str]) -> None:
        try:
            results.append(action(barrier))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    return sorted(results)


def approving(story: int, reviewer: User) -> Callable[[threading.Barrier], str]:
    def approve(barrier: threading.Barrier) -> str:
        article = Article.objects.get(pk=story)
        barrier.wait()
        try:
            workflow.approve(article, by=reviewer)
        except (NotPossible, PermissionDenied):
            return "refused"
        return "approved"

    return approve


def standing(story: int) -> Callable[[threading.Barrier], str]:
    """How many sign-offs the story has, asked over a connection of its own."""

    def count(barrier: threading.Barrier) -> str:
        return str(SignOff.objects.filter(article=story, voided_at=None).count())

    return count


def sending(address: str, key: uuid.UUID) -> Callable[[threading.Barrier], str]:
    """A double tap, or a retry while the first sending is still on its way."""

    def send(barrier: threading.Barrier) -> str:
        barrier.wait()
        typed = {"key": str(key), "headline": "麦田返青", "body": "正文。", "town": "", "note": ""}
        return str(Client().post(address, typed).status_code)

    return send


def filed(key: uuid.UUID) -> Callable[[threading.Barrier], str]:
    def count(barrier: threading.Barrier) -> str:
        return str(Article.objects.filter(filing_key=key, status=Article.Status.SUBMITTED).count())

    return count


class ApprovalRaceTests(TransactionTestCase):
    def setUp(self) -> None:
        # Each may do the first and the second review: without the lock both approvals would count.
        self.reviewers = [
            make_user(name, Role.DESK_EDITOR, Role.SECTION_HEAD) for name in ("bianji1", "bianji2")
        ]
        author = make_user("jizhe", Role.REPORTER)
        self.stories = [
            make_article(f"第{number}篇", filed_by=author, status=Article.Status.SUBMITTED).pk
            for number in range(ROUNDS)
        ]

    def test_of_two_approvals_at_once_one_counts(self) -> None:
        with shared_database():
            for story in self.stories:
                outcome = at_once(*(approving(story, reviewer) for reviewer in self.reviewers))
                self.assertEqual(outcome, ["approved", "refused"])
                self.assertEqual(at_once(standing(story)), ["1"])


class FilingRaceTests(TransactionTestCase):
    def test_of_two_sendings_of_one_form_at_once_one_makes_the_story(self) -> None:
        person = make_person("安宁", Person.Kind.CORRESPONDENT)
        address = FilingLink.objects.create(person=person).get_private_path()
        with shared_database():
            for key in (uuid.uuid4() for _round in range(5)):
                self.assertEqual(at_once(sending(address, key), sending(address, key)), ["302", "302"])
                self.assertEqual(at_once(filed(key)), ["1"])


class TakenBackRaceTests(TransactionTestCase):
    """A picture is put in a story while whoever sent it takes it back: wherever it stands, it is stored."""

    def setUp(self) -> None:
        self.editor = make_user("bianji", Role.DESK_EDITOR)
        self.link = FilingLink.objects.create(person=make_person("安宁", Person.Kind.CORRESPONDENT))
        # A story each time: with the first revision of one the trail is locked as well.
        self.stories = [make_article(status=Article.Status.SUBMITTED).pk for _round in range(ROUNDS)]

    def keeping(self, key: uuid.UUID, width: int) -> Callable[[threading.Barrier], str]:
        def keep(_barrier: threading.Barrier) -> str:
            photo = pictures.keep(self.link, key, upload(width=width)).photo
            return f"{photo.pk} {photo.upload_key}"

        return keep

    def using(self, photo: int, story_key: int) -> Callable[[threading.Barrier], str]:
        def use(barrier: threading.Barrier) -> str:
            seen, story = Photo.objects.get(pk=photo), Article.objects.get(pk=story_key)
            barrier.wait()
            try:
                uses.use_in(seen, story, by=self.editor)
            except NotPossible:
                return "refused"
            return "used"

        return use

    def dropping(
        self, filing_key: uuid.UUID, upload_key: uuid.UUID, *, after: float
    ) -> Callable[[threading.Barrier], str]:
        def drop(barrier: threading.Barrier) -> str:
            barrier.wait()
            time.sleep(after)
            pictures.drop(self.link, filing_key, upload_key)
            return "dropped"

        return drop

    def whole(self, _barrier: threading.Barrier) -> str:
        return str(all(default_storage.exists(str(photo.image)) for photo in Photo.objects.all()))

    def test_no_photo_is_left_without_its_file(self) -> None:
        with shared_database():
            for number, story in enumerate(self.stories):
                key = uuid.uuid4()
                [kept] = at_once(self.keeping(key, 40 + number))
                photo, _blank, upload_key = kept.partition(" ")
                # A little later each time, so that it falls into every part of the other's work.
                drop = self.dropping(key, uuid.UUID(upload_key), after=number / 1000)
                outcome = at_once(self.using(int(photo), story), drop)
                self.assertIn(outcome, (["dropped", "refused"], ["dropped", "used"]))
                self.assertEqual(at_once(self.whole), ["True"])
