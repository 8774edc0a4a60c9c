"""Who moves an assignment from where to where, and what stands in the trail of it."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.test import TransactionTestCase

from articles.models import Article
from articles.workflow import NotPossible
from audit.trail import entries_of
from coverage import assigning
from coverage.models import Assignment
from people.models import User
from policy.roles import Role
from tests.cast import CastTests
from tests.make import make_article, make_desk, make_person, make_user
from tests.test_races import at_once, shared_database

DAY = dt.date(2026, 12, 1)


def make_assignment(event: str = "麦田统防统治", **fields: Any) -> Assignment:
    return Assignment.objects.create(event=event, date=DAY, **fields)


class AssigningTests(CastTests):
    def setUp(self) -> None:
        self.desk = make_desk(members=(self.editor, self.reporter))
        self.assignment = make_assignment(desk=self.desk, created_by=self.editor)

    def now(self) -> Assignment:
        return Assignment.objects.get(pk=self.assignment.pk)

    def assigned(self) -> Assignment:
        return assigning.assign(self.assignment, by=self.editor, to=self.person)

    def test_an_editor_gives_it_out_and_the_trail_says_to_whom(self) -> None:
        self.assigned()
        entry = entries_of(self.assignment).get()
        self.assertEqual((self.now().state, entry.action), ("assigned", "assign"))
        self.assertIn("王燕", entry.after_values["reporter"])

    def test_nobody_to_cover_it_is_refused(self) -> None:
        with self.assertRaises(NotPossible):
            assigning.assign(self.assignment, by=self.editor)

    def test_who_only_covers_it_gives_it_to_nobody_and_drops_nothing(self) -> None:
        self.assigned()
        steps: tuple[Callable[[], Any], ...] = (
            lambda: assigning.assign(self.assignment, by=self.reporter),
            lambda: assigning.drop(self.assignment, by=self.reporter, why="没空"),
            lambda: assigning.link(self.assignment, story=make_article(), by=self.reporter),
        )
        for step in steps:
            with self.assertRaises(PermissionDenied):
                step()

    def test_an_editor_of_another_desk_gives_nothing_out(self) -> None:
        other = make_user("biebu", Role.DESK_EDITOR)
        with self.assertRaises(PermissionDenied):
            assigning.assign(self.assignment, by=other, to=self.person)

    def test_dropping_keeps_why_and_taking_up_lets_it_go(self) -> None:
        self.assigned()
        assigning.drop(self.assignment, by=self.editor, why="活动取消")
        self.assertEqual((self.now().state, self.now().dropped_because), ("dropped", "活动取消"))
        assigning.take_up(self.assignment, by=self.editor)
        self.assertEqual((self.now().state, self.now().dropped_because), ("assigned", ""))

    def test_dropping_without_a_reason_is_refused(self) -> None:
        with self.assertRaises(NotPossible):
            assigning.drop(self.assignment, by=self.editor, why=" ")

    def test_its_story_files_it(self) -> None:
        self.assigned()
        story = make_article(filed_by=self.reporter)
        assigning.file(self.assignment, story=story, by=self.reporter)
        self.assertEqual((self.now().state, self.now().stories.get()), ("filed", story))

    def test_somebody_elses_assignment_is_not_filed(self) -> None:
        self.assigned()
        with self.assertRaises(PermissionDenied):
            assigning.file(self.assignment, story=make_article(filed_by=self.other), by=self.other)

    def test_what_may_not_be_seen_is_not_linked(self) -> None:
        secret = make_article(desk=make_desk("他部"), filed_by=self.chief)
        with self.assertRaises(PermissionDenied):
            assigning.link(self.assignment, story=secret, by=self.editor)

    def test_without_its_last_story_it_is_open_again(self) -> None:
        self.assigned()
        stories = [make_article(desk=self.desk) for _each in range(2)]
        for story in stories:
            assigning.link(self.assignment, story=story, by=self.editor)
        assigning.unlink(self.assignment, story=stories[0], by=self.editor)
        self.assertEqual(self.now().state, "filed")
        assigning.unlink(self.assignment, story=stories[1], by=self.editor)
        self.assertEqual(self.now().state, "assigned")

    def test_the_trail_names_a_story_by_its_key(self) -> None:
        story = make_article("机密标题", desk=self.desk)
        assigning.link(self.assignment, story=story, by=self.editor)
        self.assertEqual(entries_of(self.assignment).get().after_values["stories"], [f"#{story.pk}"])


class RaceTests(TransactionTestCase):
    def test_of_filing_and_dropping_at_once_one_happens(self) -> None:
        editor, author = make_user("bianji", Role.CHIEF_EDITOR), make_user("jizhe", Role.REPORTER)
        person = make_person(user=author)
        for _round in range(5):
            found = make_assignment(reporter=person, state="assigned")
            story = make_article(filed_by=author)
            with shared_database():
                results = at_once(_dropping(found.pk, editor), _filing(found.pk, story.pk, author))
                self.assertEqual(results.count("refused"), 1, results)


def _dropping(key: int, user: User) -> Callable[[threading.Barrier], str]:
    return _step(lambda: assigning.drop(Assignment.objects.get(pk=key), by=user, why="取消"))


def _filing(key: int, story: int, user: User) -> Callable[[threading.Barrier], str]:
    return _step(
        lambda: assigning.file(Assignment.objects.get(pk=key), story=Article.objects.get(pk=story), by=user)
    )


def _step(step: Callable[[], Any]) -> Callable[[threading.Barrier], str]:
    def run(barrier: threading.Barrier) -> str:
        barrier.wait()
        try:
            step()
        except NotPossible:
            return "refused"
        return "done"

    return run
