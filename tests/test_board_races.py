"""Two editors move on one board in the same second, each with a connection of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from django.test import Client, TransactionTestCase
from django.urls import reverse

from articles.models import Article
from issues.models import Issue, Page, Placement
from policy.roles import Role
from tests.clients import StaffClient
from tests.make import make_article, make_issue, make_page, make_placement, make_user
from tests.test_races import at_once, shared_database

ROUNDS = 8


def moving(client: Client, address: str, sent: dict[str, Any]) -> Callable[[threading.Barrier], str]:
    def move(barrier: threading.Barrier) -> str:
        barrier.wait()
        return str(client.post(address, sent, headers={"Accept": "application/json"}).status_code)

    return move


def told(of: Callable[[], Any]) -> Callable[[threading.Barrier], str]:
    """What is in the database, asked over a connection of its own."""

    def ask(barrier: threading.Barrier) -> str:
        return str(of())

    return ask


class BoardRaceTests(TransactionTestCase):
    def setUp(self) -> None:
        self.clients = [StaffClient(), StaffClient()]
        for number, client in enumerate(self.clients):
            client.force_login(make_user(f"bianji{number}", Role.CHIEF_EDITOR))
        self.issue: Issue = make_issue()
        self.pages: list[Page] = [make_page(self.issue, f"A{number}", number) for number in (1, 2, 3)]
        self.stories: list[Article] = [
            make_article(f"第{number}篇", body="正文。") for number in range(ROUNDS)
        ]
        self.address = reverse("admin:issues_issue_board_move", args=[self.issue.pk])

    def versions(self) -> str:
        return ",".join(f"{page.pk}:{page.version}" for page in Page.objects.filter(issue=self.issue))

    def both(self, story: Article, versions: str, **sent: Any) -> list[str]:
        """One editor to the second page, the other to the third, as both saw the board."""
        shown = {"article": story.pk, "do": "move", "versions": versions} | sent
        targets = [shown | {"to": page.pk} for page in self.pages[1:]]
        return at_once(
            *(moving(client, self.address, data) for client, data in zip(self.clients, targets, strict=True))
        )

    def test_of_two_moves_of_one_card_at_once_one_counts(self) -> None:
        first = self.pages[0].pk
        for story in self.stories:
            make_placement(story, self.pages[0])
        with shared_database():
            for story in self.stories:
                versions = at_once(told(self.versions))[0]
                self.assertEqual(self.both(story, versions, page=first), ["200", "409"])
                places = Placement.objects.filter(article=story.pk)
                self.assertEqual(at_once(told(places.count)), ["1"])

    def test_of_two_who_take_one_story_from_the_tray_one_gets_it(self) -> None:
        with shared_database():
            for story in self.stories:
                versions = at_once(told(self.versions))[0]
                self.assertEqual(self.both(story, versions), ["200", "409"])
                places = Placement.objects.filter(article=story.pk)
                self.assertEqual(at_once(told(places.count)), ["1"])
