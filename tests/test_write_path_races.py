"""Many doors at once on the same stories: nothing waits for ever, and the past of each stays whole."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.test import TransactionTestCase
from django.urls import reverse

from articles import workflow
from articles.models import Article, Photo, Revision
from articles.workflow import NotPossible
from issues import release
from issues.models import Page
from people.models import User
from policy.roles import Role
from tests.cast import LIST, change, story_form
from tests.clients import StaffClient
from tests.deleting import delete_chosen
from tests.kept import doors, expect_kept
from tests.make import FAR_AHEAD, make_article, make_issue, make_page, make_photo, make_user
from tests.test_races import at_once, shared_database

ROUNDS = 6
How = Revision.How
REFUSED = (NotPossible, PermissionDenied, release.NotReleasable)
Act = Callable[[threading.Barrier], str]


class OwnTransactionTests(TransactionTestCase):
    """Django opens none for the actions of a list: each door opens its own."""

    def test_what_the_lists_do_is_kept_in_transactions_of_their_own(self) -> None:
        chief = make_user("zongbian", Role.CHIEF_EDITOR)
        client = StaffClient()
        client.force_login(chief)
        story = make_article("麦田返青", body="正文。", status=Article.Status.SUBMITTED)
        photo, other = make_photo(story, "图"), make_photo(story, "又一张")
        story.tags.add("春耕")
        delete_chosen(client, reverse("admin:articles_photo_changelist"), photo.pk)
        facts = {"action": "give_facts", "facts_given": "1", "mode": "replace", "place": "田庄镇"}
        facts |= {"_selected_action": str(other.pk), f"version_{other.pk}": "1"}
        client.post(reverse("admin:articles_photo_changelist"), facts)
        delete_chosen(client, reverse("admin:taggit_tag_changelist"), story.tags.get().pk)
        desk = {"action": "assign", "assign_confirmed": "1", "add_tags": "农业", "_selected_action": story.pk}
        client.post(LIST, desk | {f"version-{story.pk}": 4})
        kill = {"action": "kill", "step_confirmed": "1", "step_note": "不用", "_selected_action": story.pk}
        client.post(LIST, kill | {f"version-{story.pk}": 5})
        expect_kept(story)
        self.assertEqual(doors(story), [How.PHOTO, How.PHOTO, How.BULK, How.BULK, How.STEP])


class WritePathRaceTests(TransactionTestCase):
    """Half of the stories have no past yet: their first holder begins it, and so holds the trail early."""

    def setUp(self) -> None:
        self.users = {
            role: make_user(role.key, role)
            for role in (Role.DESK_EDITOR, Role.SECTION_HEAD, Role.CHIEF_EDITOR)
        }
        self.page = make_page(make_issue(dt.date(2026, 12, 1)))

    def stories(self, number: int) -> list[Article]:
        made = [
            make_article(f"{number}-{each}", body="正文。", status=Article.Status.SUBMITTED)
            for each in range(4)
        ]
        for story in made:
            make_photo(story, "")
            story.tags.add(f"春耕{number}")
        return made

    def posting(self, role: Role, address: str, form: dict[str, Any]) -> Act:
        client = StaffClient()
        client.force_login(self.users[role])

        def post(barrier: threading.Barrier) -> str:
            barrier.wait()
            return str(client.post(address, form).status_code)

        return post

    @staticmethod
    def calling(act: Callable[[], Any]) -> Act:
        def call(barrier: threading.Barrier) -> str:
            barrier.wait()
            try:
                act()
            except REFUSED:
                return "refused"
            return "done"

        return call

    def acts(self, stories: list[Article], photos: list[Photo]) -> list[Act]:
        """Each takes the stories in another order than its neighbour, if it were let."""
        chief: User = self.users[Role.CHIEF_EDITOR]
        back = stories[::-1]
        facts: dict[str, Any] = {
            "action": "give_facts",
            "facts_given": "1",
            "mode": "replace",
            "place": "田庄镇",
        }
        facts |= {"_selected_action": [photo.pk for photo in photos]}
        facts |= {f"version_{photo.pk}": 1 for photo in photos}
        desk: dict[str, Any] = {"action": "assign", "assign_confirmed": "1", "add_tags": "农业"}
        desk |= {"_selected_action": [story.pk for story in back]}
        desk |= {f"version-{story.pk}": 1 for story in back}
        moved = {"caption": "图", "order": 1, "version": 1, "article": back[-1].pk}
        moved |= {"credits-TOTAL_FORMS": 0, "credits-INITIAL_FORMS": 0}
        tag = stories[0].tags.get()
        page: dict[str, Any] = {"label": "A3", "order": 3, "version": Page.objects.get().version}
        page |= {"line_length": 13}
        page |= {"placements-TOTAL_FORMS": 4, "placements-INITIAL_FORMS": 0}
        page |= {f"placements-{number}-article": story.pk for number, story in enumerate(back)}
        page |= {f"placements-{number}-position": "standard" for number in range(4)}
        return [
            self.posting(Role.CHIEF_EDITOR, reverse("admin:articles_photo_changelist"), facts),
            self.posting(Role.DESK_EDITOR, LIST, desk),
            self.posting(Role.SECTION_HEAD, change(stories[1]), story_form(body="改了。")),
            self.posting(
                Role.DESK_EDITOR, reverse("admin:articles_photo_change", args=[photos[3].pk]), moved
            ),
            self.posting(
                Role.CHIEF_EDITOR, reverse("admin:taggit_tag_delete", args=[tag.pk]), {"post": "yes"}
            ),
            self.posting(Role.SECTION_HEAD, reverse("admin:issues_page_change", args=[self.page.pk]), page),
            self.calling(lambda: workflow.kill(stories[2], by=chief, note="不用")),
            self.calling(lambda: release.schedule(self.page.issue, at=FAR_AHEAD, by=chief)),
        ]

    def test_doors_opened_at_once_all_close_and_keep_what_they_did(self) -> None:
        for number in range(ROUNDS):
            stories = self.stories(number)
            photos = [story.photos.get() for story in stories]
            acts = self.acts(stories, photos)
            with shared_database():
                outcome = at_once(*acts)
                [told] = at_once(lambda _barrier, chosen=stories: self.look(chosen))  # type: ignore[misc]
            self.assertEqual((len(outcome), told), (len(acts), "kept"))
            self.assertFalse({"500", "403"} & set(outcome), outcome)

    @staticmethod
    def look(stories: list[Article]) -> str:
        expect_kept(*stories)
        return "kept"
