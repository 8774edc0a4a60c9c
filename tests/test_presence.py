"""Who has a story open: what an open form says to the server, and what it is told about the others."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, Presence, Revision
from articles.revisions.keeping import hold, keep
from people.models import User
from policy.roles import Role
from tests import kept
from tests.cast import LIST, CastTests, change, story_form
from tests.make import make_article, make_desk, make_user

JSON = {"accept": "application/json"}
LONG_GONE = 10**12


def where(story: Article | int) -> str:
    return f"/admin/articles/article/{story if isinstance(story, int) else story.pk}/presence/"


class PresenceTests(CastTests):
    story: Article
    colleague: User

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.colleague = make_user("zhangmin", Role.DESK_EDITOR, last_name="张", first_name="敏")
        cls.story = make_article(filed_by=cls.reporter, status=Article.Status.SUBMITTED)

    def post(self, user: User, story: Article | int | None = None, **data: Any) -> Any:
        self.client.force_login(user)
        return self.client.post(where(story or self.story), data, headers=JSON)

    def ask(self, user: User, **data: Any) -> Any:
        answer = self.post(user, **data)
        self.assertEqual(answer.status_code, 200, answer.content)
        return json.loads(answer.content)

    def pass_by(self, **time: float) -> None:
        """The time goes on for all who have a form open."""
        for row in Presence.objects.all():
            row.seen_at -= dt.timedelta(**time)
            row.opened_at -= dt.timedelta(**time)
            row.save()

    def save(self, by: User | None) -> None:
        self.story.refresh_from_db()
        kept.save(self.story, by=by, body=f"{self.story.body}又一段。")


class OthersTests(PresenceTests):
    def test_two_editors_are_told_of_each_other(self) -> None:
        self.assertEqual(self.ask(self.editor)["others"], [])
        [seen] = self.ask(self.colleague)["others"]
        self.assertEqual((seen["name"], seen["typing"]), ("bianji", False))
        [seen] = self.ask(self.editor)["others"]
        self.assertEqual(seen["name"], "张敏")

    def test_nobody_is_told_of_themselves_and_two_windows_are_one(self) -> None:
        self.ask(self.editor)
        self.assertEqual(self.ask(self.editor)["others"], [])
        self.assertEqual(len(self.ask(self.colleague)["others"]), 1)

    def test_unsaved_text_in_the_other_form_is_told(self) -> None:
        self.ask(self.editor, typing="1")
        self.assertTrue(self.ask(self.colleague)["others"][0]["typing"])
        self.ask(self.editor)
        self.assertFalse(self.ask(self.colleague)["others"][0]["typing"])

    def test_it_ends_by_itself_after_a_minute(self) -> None:
        self.ask(self.editor)
        self.pass_by(seconds=59)
        self.assertEqual(len(self.ask(self.colleague)["others"]), 1)
        self.pass_by(seconds=2)
        self.assertEqual(self.ask(self.colleague)["others"], [])

    def test_since_when_stays_while_the_form_is_open_and_begins_anew_after_a_break(self) -> None:
        self.ask(self.editor)
        self.pass_by(seconds=50)
        self.ask(self.editor)
        self.assertGreater(self.since(), dt.timedelta(seconds=49))
        self.pass_by(seconds=70)
        self.ask(self.editor)
        self.assertLess(self.since(), dt.timedelta(seconds=20))

    def since(self) -> dt.timedelta:
        [seen] = self.ask(self.colleague)["others"]
        return timezone.now() - dt.datetime.fromisoformat(seen["since"])

    def test_the_minutes_are_said(self) -> None:
        self.ask(self.colleague)
        self.pass_by(seconds=50)
        Presence.objects.update(opened_at=timezone.now() - dt.timedelta(minutes=3))
        [line] = self.ask(self.editor)["lines"]
        self.assertIn("张敏", line)
        self.assertIn("3", line)

    def test_another_story_is_another_matter(self) -> None:
        other = make_article("别的稿子", status=Article.Status.SUBMITTED)
        self.post(self.editor, other)
        self.assertEqual(self.ask(self.colleague)["others"], [])

    def test_rows_that_are_over_go_when_a_new_one_comes(self) -> None:
        other = make_article("别的稿子", status=Article.Status.SUBMITTED)
        self.post(self.colleague, other)
        self.pass_by(seconds=70)
        self.ask(self.editor)
        self.assertEqual(list(Presence.objects.values_list("user", flat=True)), [self.editor.pk])

    def test_an_account_out_of_use_is_not_named(self) -> None:
        self.ask(self.colleague)
        User.objects.filter(pk=self.colleague.pk).update(is_active=False)
        self.assertEqual(self.ask(self.editor)["others"], [])


class LeavingTests(PresenceTests):
    def test_who_leaves_is_gone(self) -> None:
        heard = self.ask(self.editor)["heard"]
        self.post(self.editor, leave="1", heard=heard)
        self.assertEqual(self.ask(self.colleague)["others"], [])

    def test_a_page_that_goes_does_not_end_the_one_that_came_before_its_last_word(self) -> None:
        heard = self.ask(self.editor)["heard"]
        self.ask(self.editor)  # The same story in another window, or loaded anew.
        self.post(self.editor, leave="1", heard=heard)
        self.assertEqual(len(self.ask(self.colleague)["others"]), 1)

    def test_nobody_ends_another_ones(self) -> None:
        heard = self.ask(self.editor)["heard"]
        self.post(self.colleague, leave="1", heard=heard)
        self.assertEqual(len(self.ask(self.colleague)["others"]), 1)

    def test_a_time_that_is_none_ends_nothing(self) -> None:
        self.ask(self.editor)
        for heard in ("", "gestern", "2026-13-45T00:00:00Z", "2026-11-25T00:00:00"):
            self.assertEqual(self.post(self.editor, leave="1", heard=heard).status_code, 200)
        self.assertEqual(Presence.objects.count(), 1)


class RightsTests(PresenceTests):
    def test_who_may_not_see_the_story_is_told_nothing(self) -> None:
        self.ask(self.editor)
        self.assertEqual(self.post(self.other).status_code, 404)
        self.assertEqual(Presence.objects.count(), 1)

    def test_a_key_that_is_none_is_not_found(self) -> None:
        for pk in (LONG_GONE, 10**30):
            self.assertEqual(self.post(self.editor, pk).status_code, 404)

    def test_who_only_reads_is_told_and_not_named(self) -> None:
        self.ask(self.editor)
        answer = self.ask(self.reporter)
        self.assertEqual([other["name"] for other in answer["others"]], ["bianji"])
        self.assertIsNone(answer["heard"])
        self.assertEqual(self.ask(self.colleague)["others"][0]["name"], "bianji")
        self.assertEqual(Presence.objects.filter(user=self.reporter).count(), 0)

    def test_who_may_see_it_through_another_desk_only_reads(self) -> None:
        Article.objects.update(desk=make_desk())
        self.assertEqual(self.post(self.editor).status_code, 404)

    def test_it_is_asked_by_post(self) -> None:
        self.client.force_login(self.editor)
        self.assertEqual(self.client.get(where(self.story), headers=JSON).status_code, 405)
        self.assertEqual(Presence.objects.count(), 0)

    def test_a_version_that_is_no_number_is_refused(self) -> None:
        answer = self.post(self.editor, version="x")
        self.assertEqual(answer.status_code, 400)
        self.assertIn("error", answer.json())


class NewerVersionTests(PresenceTests):
    def test_who_saved_meanwhile_is_said(self) -> None:
        self.assertEqual(self.ask(self.editor, version=1)["newer"], "")
        self.save(by=self.colleague)
        answer = self.ask(self.editor, version=1)
        self.assertEqual((answer["version"], answer["saved"]["by"]), (2, "张敏"))
        self.assertIn("张敏", answer["newer"])
        self.assertEqual(self.ask(self.editor, version=2)["newer"], "")

    def test_the_last_of_several_saves_is_named(self) -> None:
        self.save(by=self.head)
        self.save(by=self.colleague)
        self.assertEqual(self.ask(self.editor, version=1)["saved"]["by"], "张敏")

    def test_a_step_after_the_save_is_no_save(self) -> None:
        self.save(by=self.colleague)
        with transaction.atomic():
            keep(hold(self.story), by=self.head, how=Revision.How.STEP, action="take")
        self.assertEqual(self.ask(self.editor, version=1)["saved"]["by"], "张敏")
        self.assertIsNone(self.ask(self.editor, version=2)["saved"])

    def test_a_save_by_nobody_with_an_account_is_said_as_well(self) -> None:
        self.save(by=None)
        answer = self.ask(self.editor, version=1)
        self.assertEqual(answer["saved"]["by"], "")
        self.assertTrue(answer["newer"])

    def test_who_reads_is_told_other_words_than_who_saves(self) -> None:
        self.save(by=self.colleague)
        reading, writing = (self.ask(user, version=1)["newer"] for user in (self.reporter, self.editor))
        self.assertNotEqual(reading, writing)


class PageTests(PresenceTests):
    def test_the_page_shows_the_others_without_a_script_and_writes_nothing(self) -> None:
        self.ask(self.colleague)
        self.client.force_login(self.editor)
        before = list(Presence.objects.values())
        page = self.client.get(change(self.story))
        self.assertIn("张敏", page.context["presence"]["lines"][0])
        self.assertContains(page, page.context["presence"]["lines"][0])
        self.assertEqual(list(Presence.objects.values()), before)

    def test_a_form_that_comes_back_says_that_it_is_behind(self) -> None:
        self.save(by=self.colleague)
        self.client.force_login(self.editor)
        for version in ("1", "x"):
            page = self.client.post(change(self.story), story_form(headline="", version=version))
            self.assertIn("张敏", page.context["presence"]["newer"])

    def test_a_new_story_has_no_bar(self) -> None:
        self.client.force_login(self.editor)
        page = self.client.get("/admin/articles/article/add/")
        self.assertNotContains(page, 'id="presence"')


class ListTests(PresenceTests):
    def marks(self, user: User) -> list[str]:
        self.client.force_login(user)
        return re.findall('class="mark">([^<]*)<', self.client.get(LIST).content.decode())

    def test_the_list_names_who_is_at_a_story_now(self) -> None:
        self.ask(self.colleague)
        [mark] = self.marks(self.editor)
        self.assertIn("张敏", mark)
        self.pass_by(seconds=61)
        self.assertEqual(self.marks(self.editor), [])

    def test_the_list_does_not_tell_people_of_themselves(self) -> None:
        self.ask(self.colleague)
        self.assertEqual(self.marks(self.colleague), [])


class CostTests(PresenceTests):
    """Besides the session, its account and the roles, which every staff page asks for."""

    BEFORE = 3

    def cost(self, user: User, **data: Any) -> int:
        self.client.force_login(user)
        with CaptureQueriesContext(connection) as queries:
            self.client.post(where(self.story), data, headers=JSON)
        return len(queries) - self.BEFORE

    def test_an_open_page_asks_four_queries_each_time_however_many_have_it_open(self) -> None:
        """The desks, the story, this form, the others; one more when somebody saved meanwhile."""
        self.ask(self.editor)
        self.assertEqual(self.cost(self.editor, version=1), 4)
        for user in (self.colleague, self.head, self.chief):
            self.ask(user)
        self.assertEqual(self.cost(self.editor, version=1), 4)
        self.save(by=self.colleague)
        self.assertEqual(self.cost(self.editor, version=1), 5)

    def test_the_first_time_asks_two_more(self) -> None:
        """What is over goes, and the row comes."""
        self.assertEqual(self.cost(self.editor, version=1), 6)
