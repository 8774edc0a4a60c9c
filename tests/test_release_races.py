"""A release and what crosses it in the same second: the issue is whole or it is not out."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F
from django.test import TransactionTestCase

from articles import workflow
from articles.models import Article, Revision
from articles.revisions.keeping import hold, keep
from articles.workflow import NotPossible
from issues import release
from issues.models import Issue
from policy.roles import Role
from tests.kept import begun
from tests.make import FAR_AHEAD, LONG_AGO, make_issue, make_page, make_placement, make_user, sign_off
from tests.test_races import at_once, shared_database

ROUNDS = 8
Act = Callable[[threading.Barrier], str]


class ReleaseRaceTests(TransactionTestCase):
    def setUp(self) -> None:
        self.chief = make_user("zongbian", Role.CHIEF_EDITOR)
        self.editor = make_user("bianji", Role.DESK_EDITOR)

    def world(self, number: int) -> tuple[Issue, Article]:
        """An issue of one page with two stories; the first is the one that everybody is about."""
        issue = make_issue(LONG_AGO.date().replace(day=number + 1))
        page = make_page(issue, "A1", 1)
        stories = [sign_off(begun(f"{number}-{name}", body="正文。")) for name in ("甲", "乙")]
        for story in stories:
            make_placement(story, page)
        return issue, stories[0]

    def acting(self, act: Callable[[], Any], done: str) -> Act:
        def run(barrier: threading.Barrier) -> str:
            barrier.wait()
            try:
                act()
            except (release.NotReleasable, NotPossible):
                return "refused"
            return done

        return run

    def scheduling(self, issue: Issue) -> Act:
        return self.acting(lambda: release.schedule(issue, at=FAR_AHEAD, by=self.chief), "scheduled")

    def edit(self, story: Article) -> None:
        with transaction.atomic():
            hold(story)
            Article.objects.filter(pk=story.pk).update(body="改了。", version=F("version") + 1)
            keep(story, by=self.editor, how=Revision.How.FORM)
            workflow.void_if_changed(story, by=self.editor)

    def after(self, story: Article, issue: Issue) -> tuple[Any, ...]:
        seen: list[tuple[Any, ...]] = []

        def look(barrier: threading.Barrier) -> str:
            row = Article.objects.get(pk=story.pk)
            at = Issue.objects.values_list("publish_at", flat=True).get(pk=issue.pk)
            seen.append((row.status, row.publish_at, row.web_first_at, row.placements.count(), at))
            return ""

        at_once(look)
        return seen[0]

    def test_a_story_held_back_while_its_issue_is_scheduled_is_in_it_or_not(self) -> None:
        for number in range(ROUNDS):
            issue, story = self.world(number)
            held = partial(release.hold_back, story, issue, by=self.chief, note="缓")
            act = self.acting(held, "held")
            with shared_database():
                outcome = at_once(self.scheduling(issue), act)
                status, at, _first, places, issue_at = self.after(story, issue)
            self.assertEqual(outcome, ["held", "scheduled"])
            self.assertEqual((status, at, places, issue_at), ("signed_off", None, 0, FAR_AHEAD))

    def test_of_a_release_and_an_edit_the_release_is_refused_or_the_story_hidden(self) -> None:
        for number in range(ROUNDS):
            issue, story = self.world(number)
            with shared_database():
                outcome = at_once(self.scheduling(issue), self.acting(partial(self.edit, story), "edited"))
                status, at, _first, _places, issue_at = self.after(story, issue)
            self.assertEqual(status, "in_review")
            self.assertEqual(at, issue_at)
            self.assertEqual(issue_at, FAR_AHEAD if "scheduled" in outcome else None)

    def test_web_first_and_a_release_leave_the_earlier_time(self) -> None:
        for number in range(ROUNDS):
            issue, story = self.world(number)
            at = FAR_AHEAD.replace(year=2098)
            first = self.acting(partial(workflow.publish_first, story, at=at, by=self.chief), "first")
            with shared_database():
                outcome = at_once(self.scheduling(issue), first)
                _status, publish_at, first_at, _places, _issue_at = self.after(story, issue)
            self.assertEqual(outcome, ["first", "scheduled"])
            self.assertEqual((publish_at, first_at), (at, at))
