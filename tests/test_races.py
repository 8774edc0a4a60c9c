"""Two people in the same second, each with a connection of their own."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.exceptions import PermissionDenied
from django.db import connection, connections
from django.test import TransactionTestCase

from articles import workflow
from articles.models import Article, SignOff
from articles.workflow import NotPossible
from people.models import User
from policy.roles import Role
from tests.make import make_article, make_user

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
