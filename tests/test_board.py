"""The board of an issue: what it shows to whom, what it costs, and each move on it."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Article
from issues import proofs, release
from issues.models import Issue, Page, Placement
from people.models import User
from policy.roles import Role
from tests import make
from tests.clients import StaffClient
from tests.kept import expect_kept

JSON = {"Accept": "application/json"}
OPENING_QUERIES = 12
# The id and the digest of each part.
PART = re.compile(r'id="(page-\d+|tray)"[^>]* data-digest="(\w+)"')


class BoardTests(TestCase):
    """A chief editor, a page designer, and an editor of one desk before an issue of two pages."""

    client_class = StaffClient
    client: StaffClient

    @classmethod
    def setUpTestData(cls) -> None:
        cls.chief = make.make_user("chief", Role.CHIEF_EDITOR)
        cls.editor = make.make_user("editor", Role.DESK_EDITOR)
        cls.reporter = make.make_user("reporter", Role.REPORTER)
        cls.desk = make.make_desk(members=(cls.editor,))
        cls.other_desk = make.make_desk("时政部")
        cls.issue = make.make_issue(dt.date(2099, 12, 1))
        cls.first = make.make_page(cls.issue, "A1", 1, "要闻")
        cls.second = make.make_page(cls.issue, "A2", 2, "综合")
        cls.one, cls.two = cls.story("瑞雪兆丰年"), cls.story("牡丹催花忙")
        cls.lying = cls.story("滩区搬新家")
        for story in (cls.one, cls.two):
            make.make_placement(story, cls.first)

    @classmethod
    def story(cls, headline: str, **fields: Any) -> Article:
        shown: dict[str, Any] = {"status": Article.Status.SUBMITTED, "body": "雪" * 260, "desk": cls.desk}
        return make.make_article(headline, **(shown | fields))

    def setUp(self) -> None:
        self.client.force_login(self.chief)

    def address(self, name: str = "", issue: Issue | None = None) -> str:
        return reverse(f"admin:issues_issue_board{name}", args=[(issue or self.issue).pk])

    def versions(self) -> str:
        pages = self.issue.pages.values_list("pk", "version")
        return ",".join(f"{page}:{version}" for page, version in pages)

    def move(self, story: Article, do: str, *, versions: str | None = None, **sent: Any) -> Any:
        data = {"article": story.pk, "do": do, "versions": self.versions() if versions is None else versions}
        return self.client.post(self.address("_move"), data | sent, headers=JSON)

    def on(self, page: Page) -> list[str]:
        return list(page.placements.order_by("order", "pk").values_list("article__headline", flat=True))


class LookTests(BoardTests):
    def test_pages_are_columns_and_what_stands_nowhere_lies_in_the_tray(self) -> None:
        text = self.client.get(self.address()).content.decode()
        column, tray = text.index(f'id="page-{self.first.pk}"'), text.index('id="tray"')
        self.assertLess(column, text.index("瑞雪兆丰年"))
        self.assertLess(text.index("牡丹催花忙"), tray)
        self.assertLess(tray, text.index("滩区搬新家"))

    def test_what_is_over_is_named_in_characters_and_lines(self) -> None:
        Page.objects.filter(pk=self.first.pk).update(planned_length=500)
        self.assertContains(self.client.get(self.address()), "超 20 字（2 行）")

    def test_a_story_of_another_desk_fills_its_page_without_a_word(self) -> None:
        hidden = self.story("别部的稿件", desk=self.other_desk)
        make.make_placement(hidden, self.second)
        self.client.force_login(self.editor)
        response = self.client.get(self.address())
        self.assertNotContains(response, "别部的稿件")
        self.assertContains(response, f'id="card-{hidden.pk}-{self.second.pk}"')

    def test_the_tray_is_filtered_by_town_desk_and_state(self) -> None:
        town = make.make_town()
        self.lying.towns.add(town)
        self.story("签发稿", status=Article.Status.SIGNED_OFF, desk=self.other_desk)
        for query, shown in (
            ({"town": town.pk}, ["滩区搬新家"]),
            ({"desk": self.other_desk.pk}, ["签发稿"]),
            ({"state": "signed"}, ["签发稿"]),
            ({"state": "draft"}, []),
            ({"town": "9" * 40, "desk": "x", "age": "-", "state": "?"}, ["签发稿", "滩区搬新家"]),
        ):
            with self.subTest(query=query):
                found = self.client.get(self.address(), query).context["board"].lying
                self.assertEqual([card.article.headline for card in found], shown)

    def test_a_draft_planned_for_the_day_lies_there_already(self) -> None:
        self.story("明天的会", status=Article.Status.DRAFT, planned_for=self.issue.date)
        self.story("别的草稿", status=Article.Status.DRAFT)
        found = self.client.get(self.address()).context["board"].lying
        self.assertEqual([card.article.headline for card in found], ["明天的会", "滩区搬新家"])

    def test_who_sees_no_issues_sees_no_board(self) -> None:
        self.client.force_login(self.reporter)
        for name in ("", "_changes"):
            self.assertEqual(self.client.get(self.address(name)).status_code, 403)

    def test_nothing_is_told_while_nothing_changed(self) -> None:
        stamp = self.client.get(self.address()).context["board"].stamp
        self.assertEqual(self.client.get(self.address("_changes"), {"stamp": stamp}).status_code, 204)
        self.move(self.one, "down", page=self.first.pk)
        told = self.client.get(self.address("_changes"), {"stamp": stamp}).json()
        self.assertNotEqual(told["stamp"], stamp)
        self.assertIn("牡丹催花忙", told["parts"][f"page-{self.first.pk}"])

    def test_only_what_the_asker_does_not_have_is_sent(self) -> None:
        page = self.client.get(self.address()).content.decode()
        have = ",".join(":".join(pair) for pair in PART.findall(page))
        told = self.move(self.lying, "move", to=self.first.pk, have=have).json()["parts"]
        sent = {key for key, html in told.items() if html}
        self.assertEqual(sent, {f"page-{self.first.pk}", "tray"})
        self.assertEqual(len(told), 3)
        for odd in ("", "page-1", ":,:", "tray:" + "x" * 9_000):
            told = self.client.get(self.address("_changes"), {"have": odd}).json()["parts"]
            self.assertTrue(all(told.values()), odd)

    def test_a_column_names_its_proof_and_its_open_marks_and_a_look_brings_them(self) -> None:
        stamp = self.client.get(self.address("_changes")).json()["stamp"]
        proof = proofs.pull(self.first, "galley", by=self.editor)
        told = self.client.get(self.address("_changes"), {"stamp": stamp}).json()
        self.assertIn("已出小样", told["parts"][f"page-{self.first.pk}"])
        proofs.mark(proof, article=None, quote="", note="报眉", by=self.editor)
        told = self.client.get(self.address("_changes"), {"stamp": told["stamp"]}).json()
        self.assertIn("处", told["parts"][f"page-{self.first.pk}"])

    def test_a_part_keeps_its_digest_while_it_shows_the_same(self) -> None:
        def digests() -> list[str]:
            parts = self.client.get(self.address("_changes")).json()["parts"]
            return [part.partition('data-digest="')[2].partition('"')[0] for part in parts.values()]

        before = digests()
        self.assertEqual(before, digests())
        self.move(self.lying, "move", to=self.second.pk)
        after = digests()
        self.assertEqual(before[0], after[0])
        self.assertNotEqual(before[1:], after[1:])


class MoveTests(BoardTests):
    def test_a_story_is_placed_from_the_tray_where_it_was_dropped(self) -> None:
        answer = self.move(self.lying, "move", to=self.first.pk, place=1)
        self.assertEqual(answer.status_code, 200, answer.content)
        self.assertEqual(self.on(self.first), ["瑞雪兆丰年", "滩区搬新家", "牡丹催花忙"])
        self.assertIn("滩区搬新家", answer.json()["parts"][f"page-{self.first.pk}"])
        expect_kept(self.lying)

    def test_up_and_down(self) -> None:
        self.move(self.two, "up", page=self.first.pk)
        self.assertEqual(self.on(self.first), ["牡丹催花忙", "瑞雪兆丰年"])
        self.move(self.two, "down", page=self.first.pk)
        self.assertEqual(self.on(self.first), ["瑞雪兆丰年", "牡丹催花忙"])
        self.assertEqual(self.move(self.two, "down", page=self.first.pk).status_code, 400)

    def test_to_another_page_and_back_into_the_tray(self) -> None:
        self.move(self.one, "move", to=self.second.pk, page=self.first.pk)
        self.assertEqual((self.on(self.first), self.on(self.second)), (["牡丹催花忙"], ["瑞雪兆丰年"]))
        self.move(self.one, "tray")
        self.assertEqual(self.on(self.second), [])

    def test_a_page_has_one_lead_and_it_stands_first(self) -> None:
        self.move(self.one, "lead", page=self.first.pk)
        self.move(self.two, "lead", page=self.first.pk)
        self.assertEqual(self.on(self.first), ["牡丹催花忙", "瑞雪兆丰年"])
        leads = self.first.placements.filter(position=Placement.Position.LEAD)
        self.assertEqual([row.article for row in leads], [self.two])

    def test_a_lead_that_comes_to_a_page_with_a_lead_is_none_there(self) -> None:
        self.move(self.one, "lead", page=self.first.pk)
        self.move(self.lying, "move", to=self.second.pk)
        self.move(self.lying, "lead", page=self.second.pk)
        self.move(self.lying, "move", to=self.first.pk, page=self.second.pk)
        leads = self.first.placements.filter(position=Placement.Position.LEAD)
        self.assertEqual([row.article for row in leads], [self.one])

    def test_a_story_goes_on_on_a_later_page_and_its_text_is_shared_out(self) -> None:
        self.move(self.one, "length", page=self.first.pk, length="100")
        answer = self.move(self.one, "jump", page=self.first.pk, on=self.second.pk)
        self.assertEqual(answer.status_code, 200, answer.content)
        board = self.client.get(self.address()).context["board"]
        here, there = board.columns[0].cards[0], board.columns[1].cards[0]
        self.assertEqual((here.fit.actual, here.jumps_to), (100, "A2"))
        self.assertEqual((there.fit.actual, there.comes_from), (160, "A1"))
        self.move(self.one, "tray")
        self.assertEqual((self.on(self.first), self.on(self.second)), (["牡丹催花忙"], []))

    def test_parts_of_a_story_keep_their_order(self) -> None:
        third = make.make_page(self.issue, "A3", 3)
        self.move(self.one, "jump", page=self.first.pk, on=self.second.pk)
        answer = self.move(self.one, "move", to=third.pk, page=self.first.pk)
        self.assertEqual(answer.status_code, 400)
        self.assertEqual(self.on(third), [])
        self.assertEqual(self.move(self.one, "move", to=third.pk, page=self.second.pk).status_code, 200)
        self.assertEqual(self.move(self.one, "jump", page=third.pk, on=self.first.pk).status_code, 400)

    def test_a_stale_move_moves_nothing_and_shows_the_new_state(self) -> None:
        seen = self.versions()
        self.move(self.two, "up", page=self.first.pk)
        answer = self.move(self.one, "move", to=self.second.pk, page=self.first.pk, versions=seen)
        self.assertEqual(answer.status_code, 409)
        self.assertEqual((self.on(self.first), self.on(self.second)), (["牡丹催花忙", "瑞雪兆丰年"], []))
        self.assertIn(f"page-{self.first.pk}", answer.json()["parts"])

    def test_a_move_on_another_page_is_not_stale(self) -> None:
        seen = self.versions()
        self.move(self.two, "up", page=self.first.pk)
        self.assertEqual(self.move(self.lying, "move", to=self.second.pk, versions=seen).status_code, 200)

    def test_without_a_script_the_board_comes_back_with_the_sentence(self) -> None:
        data = {"article": self.lying.pk, "do": "move", "to": self.second.pk, "versions": self.versions()}
        response = self.client.post(f"{self.address('_move')}?state=signed", data, follow=True)
        self.assertEqual(response.redirect_chain[0][0], f"{self.address()}?state=signed")
        self.assertContains(response, "滩区搬新家")
        self.assertEqual(self.on(self.second), ["滩区搬新家"])


class RefusalTests(BoardTests):
    def test_forged_moves_move_nothing(self) -> None:
        elsewhere = make.make_page(make.make_issue(make.LONG_AGO.date().replace(year=2022)), "A1", 1)
        here = self.first.pk
        for story, sent, status in (
            (self.lying, {"do": "move", "to": elsewhere.pk}, 400),
            (self.lying, {"do": "move", "to": "9" * 40}, 400),
            (self.lying, {"do": "move", "to": ""}, 400),
            (self.lying, {"do": "fly"}, 400),
            (self.lying, {"do": "up", "page": here}, 409),
            (self.lying, {"do": "tray"}, 400),
            (self.one, {"do": "position", "page": here, "position": "top"}, 400),
            (self.one, {"do": "length", "page": here, "length": "-3"}, 400),
            (self.one, {"do": "length", "page": here, "length": "9" * 40}, 400),
            (self.one, {"do": "move", "to": here, "place": "9" * 40}, 200),
            (self.one, {"do": "move", "to": self.second.pk, "versions": "nonsense"}, 409),
            (self.one, {"do": "move", "to": self.second.pk, "article": "9" * 40}, 404),
        ):
            with self.subTest(sent=sent):
                self.assertEqual(self.move(story, **sent).status_code, status)
                self.assertEqual(set(self.on(self.first)), {"瑞雪兆丰年", "牡丹催花忙"})
                self.assertEqual(self.on(self.second), [])

    def test_who_may_look_and_not_move(self) -> None:
        self.client.force_login(make.make_user("proofreader", Role.PROOFREADER))
        self.assertNotContains(self.client.get(self.address()), '<button type="submit" name="do"')
        self.assertEqual(self.move(self.one, "down", page=self.first.pk).status_code, 403)

    def test_what_is_not_seen_is_not_moved(self) -> None:
        hidden = self.story("别部的稿件", desk=self.other_desk)
        self.client.force_login(self.editor)
        self.assertEqual(self.move(hidden, "move", to=self.first.pk).status_code, 404)

    def test_an_issue_that_is_out_stays_as_readers_have_it(self) -> None:
        Issue.objects.filter(pk=self.issue.pk).update(publish_at=make.LONG_AGO)
        answer = self.move(self.one, "down", page=self.first.pk)
        self.assertEqual(answer.status_code, 400)
        self.assertEqual(self.on(self.first), ["瑞雪兆丰年", "牡丹催花忙"])

    def test_a_scheduled_issue_takes_signed_copy_and_keeps_its_pages_filled(self) -> None:
        Issue.objects.filter(pk=self.issue.pk).update(publish_at=make.FAR_AHEAD)
        self.assertEqual(self.move(self.lying, "move", to=self.first.pk).status_code, 400)
        self.assertEqual(self.move(self.one, "tray").status_code, 200)
        self.assertEqual(self.move(self.two, "tray").status_code, 400)
        signed = self.story("签发稿", status=Article.Status.SIGNED_OFF)
        self.assertEqual(self.move(signed, "move", to=self.second.pk).status_code, 200)
        signed.refresh_from_db()
        self.assertEqual(signed.publish_at, make.FAR_AHEAD)

    def test_a_story_of_another_issue_stays_there(self) -> None:
        other = make.make_page(make.make_issue(make.LONG_AGO.date().replace(year=2022)), "A1", 1)
        release.place(self.lying, other)
        self.assertEqual(self.move(self.lying, "move", to=self.first.pk).status_code, 400)
        self.assertEqual(self.on(other), ["滩区搬新家"])


class CostTests(BoardTests):
    def fill(self, pages: int, stories: int) -> Issue:
        issue = make.make_issue(make.LONG_AGO.date().replace(year=2021))
        made = Page.objects.bulk_create(
            Page(issue=issue, label=f"A{number}", order=number, editor=self.editor)
            for number in range(1, pages + 1)
        )
        town = make.make_town()
        copy = Article.objects.bulk_create(
            Article(headline=f"新闻{number}", body="雪" * 500, status="submitted", desk=self.desk)
            for number in range(stories + 60)
        )
        Article.towns.through.objects.bulk_create(
            Article.towns.through(article=story, town=town) for story in copy
        )
        Placement.objects.bulk_create(
            Placement(page=made[number % pages], article=story, order=number // pages + 1)
            for number, story in enumerate(copy[:stories])
        )
        return issue

    def opened(self, user: User, issue: Issue) -> int:
        self.client.force_login(user)
        self.client.get(self.address(issue=issue))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = self.client.get(self.address(issue=issue))
            self.assertEqual(response.status_code, 200)
        return len(queries)

    def test_it_opens_in_few_queries_however_full_it_is(self) -> None:
        issue = self.fill(24, 300)
        for user in (self.chief, self.editor):
            with self.subTest(user=user):
                self.assertLessEqual(self.opened(user, issue), OPENING_QUERIES)
                self.assertEqual(self.opened(user, issue), self.opened(user, self.issue))
