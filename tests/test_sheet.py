"""The sign-off sheet: what it says of a story's reviews, and what it does with more than a sheet holds.

That one sheet of A4 holds it is shown in a browser: tests/browser/test_sign_off_sheet.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.test import SimpleTestCase, TestCase
from django.urls import reverse

from articles import workflow
from articles.admin import sheet_rows
from articles.admin.sheet_rows import Note, StepRow, newest_that_fit
from articles.models import Article, ReviewStage, StatusChange
from people.models import User
from policy.roles import REVIEWERS, Role
from policy.table import Action
from tests import make

QUERIES = 18


class SheetTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.reporter = make.make_user("wangyan", Role.REPORTER, last_name="王", first_name="燕")
        cls.reviewers = [make.make_user(role.key, role, last_name=role.value) for role in REVIEWERS]
        cls.story = make.make_article(
            "麦田返青",
            kicker="县区新闻",
            deck="墒情好",
            printed_byline="记者 王燕",
            body="麦田返青。",
            filed_by=cls.reporter,
        )
        make.make_credit(cls.story, title="本报记者", printed_text="王燕", role="reporter")
        photo = make.make_photo(cls.story, image=make.make_picture())
        make.make_credit(photo, title="通讯员", printed_text="刘菲", role="photographer")
        make.make_placement(cls.story, make.make_page(make.make_issue()))

    def sheet(self, *, by: User | None = None) -> Any:
        self.client.force_login(by or self.reviewers[0])
        return self.client.get(reverse("admin:articles_article_sheet", args=[self.story.pk]))

    def approve(self, times: int) -> None:
        if self.story.status in (Article.Status.DRAFT, Article.Status.RETURNED):
            workflow.submit(self.story, by=self.reporter)
        for reviewer in self.reviewers[:times]:
            workflow.approve(self.story, by=reviewer, note=f"{reviewer.username}可发")

    def test_it_says_which_story_whose_and_where(self) -> None:
        response = self.sheet()
        for said in ("麦田返青", "县区新闻", "墒情好", "王燕", "本报记者 王燕、通讯员 刘菲", "2023-12-20 A3"):
            with self.subTest(said=said):
                self.assertContains(response, said)

    def test_every_stage_has_its_row_signed_or_open(self) -> None:
        self.approve(2)
        response = self.sheet()
        self.assertEqual([row.by for row, _older in response.context["sign_offs"]], ["责任编辑", "部主任"])
        self.assertEqual([stage.role for stage in response.context["open_stages"]], ["值班总编"])
        self.assertContains(response, 'class="open"', count=1)
        self.assertContains(response, "desk_editor可发")

    def test_a_voided_sign_off_is_struck_with_who_voided_it_and_why(self) -> None:
        self.approve(1)
        workflow.return_to_author(self.story, by=self.reviewers[1], note="数字不对")
        response = self.sheet()
        self.assertContains(response, 'class="voided"', count=1)
        ((row, _older),) = response.context["sign_offs"]
        self.assertIn("部主任", row.voided)
        self.assertIn(sheet_rows.minute(self.story.sign_offs.get().voided_at), row.voided)
        self.assertContains(response, "数字不对")
        self.assertEqual(len(response.context["open_stages"]), 3)

    def test_each_way_of_voiding_is_told_apart(self) -> None:
        ways: dict[Action, Callable[[], object]] = {
            Action.VOID: lambda: workflow.void_if_changed(self.story, by=self.reporter),
            Action.RETURN: lambda: workflow.return_to_author(self.story, by=self.reviewers[1], note="退"),
            Action.KILL: lambda: workflow.kill(self.story, by=self.reviewers[1], note="不用"),
        }
        self.story.placements.all().delete()
        told = set()
        for number, (action, take) in enumerate(ways.items()):
            self.approve(1)
            Article.objects.filter(pk=self.story.pk).update(
                body=f"改了{number}。" if action == "void" else "文"
            )
            take()
            self.story.refresh_from_db()
            if action == Action.VOID:
                workflow.return_to_author(self.story, by=self.reviewers[1], note="退")
            row, _older = self.sheet().context["sign_offs"][-1]
            told.add(row.voided.rpartition(":")[2][2:])
        self.assertEqual(len(told), 3)

    def test_the_hash_of_the_present_text_stands_in_full_once(self) -> None:
        self.approve(2)
        page = self.sheet().content.decode()
        text_hash = self.story.text_hash()
        self.assertEqual(page.count(sheet_rows.grouped(text_hash, by=8)), 1)
        self.assertEqual(page.count(sheet_rows.grouped(text_hash[:16], by=4)), 2)

    def test_it_says_whether_the_sign_offs_cover_the_text(self) -> None:
        unsigned = self.sheet().context
        self.approve(1)
        signed = self.sheet().context
        # Changed past every door: the sign-offs still stand, and the sheet is where that comes to light.
        Article.objects.filter(pk=self.story.pk).update(body="谁改了。")
        changed = self.sheet().context
        self.assertEqual(
            [context["is_covered"] for context in (unsigned, signed, changed)], [True, True, False]
        )
        self.assertEqual(len({context["verdict"] for context in (unsigned, signed, changed)}), 3)

    def test_older_steps_are_summed_up_in_print_and_stand_on_the_screen(self) -> None:
        for number in range(60):
            action = (Action.SUBMIT, Action.RETURN)[number % 2]
            StatusChange.objects.create(
                article=self.story, action=action, status="draft", note=f"第{number}步。"
            )
        response = self.sheet()
        rows, older = response.context["steps"], response.context["older_steps"]
        self.assertEqual(len(rows), 60)
        self.assertGreater(len(older), 10)
        self.assertEqual([row for row, is_older in rows if is_older], older)
        self.assertContains(response, "第0步。")
        self.assertContains(response, response.context["older_counts"])

    def test_a_sheet_without_steps_is_a_sheet(self) -> None:
        self.assertEqual(self.sheet().status_code, 200)

    def test_it_is_there_for_who_may_see_the_story_and_for_nobody_else(self) -> None:
        self.assertEqual(self.sheet(by=self.reporter).status_code, 200)
        stranger = make.make_user("liufei", Role.CORRESPONDENT)
        self.assertEqual(self.sheet(by=stranger).status_code, 404)

    def test_it_says_when_and_by_whom_it_was_printed(self) -> None:
        context = self.sheet(by=self.reporter).context
        self.assertEqual(context["printed_by"], self.reporter)
        self.assertEqual(str(context["printed_at"].tzinfo), "Asia/Shanghai")

    def test_its_queries_do_not_grow_with_what_happened(self) -> None:
        address = reverse("admin:articles_article_sheet", args=[self.story.pk])
        self.sheet()
        for rounds in (1, 2, 3):
            self.approve(1)
            with self.subTest(rounds=rounds), self.assertNumQueries(QUERIES):
                self.client.get(address)
            workflow.return_to_author(self.story, by=self.reviewers[1], note="退")

    def test_a_stage_that_is_not_in_use_any_more_keeps_its_row_and_asks_for_none(self) -> None:
        self.approve(1)
        ReviewStage.objects.filter(order=1).update(is_active=False)
        context = self.sheet().context
        self.assertEqual(len(context["sign_offs"]), 1)
        self.assertEqual([stage.order for stage in context["open_stages"]], [2, 3])


class FittingTests(SimpleTestCase):
    """How rows are counted. No database."""

    def step(self, number: int, note: str = "") -> StepRow:
        return StepRow(pk=number, action="交稿", by="王燕", at="2026-11-22 10:00", note=Note.of(note))

    def test_the_newest_rows_stay(self) -> None:
        rows = [self.step(number) for number in range(10)]
        older, shown = newest_that_fit(rows, room=3.5 * rows[0].height)
        self.assertEqual(([row.pk for row in older], [row.pk for row in shown]), (list(range(7)), [7, 8, 9]))

    def test_where_there_is_no_room_all_are_older(self) -> None:
        rows = [self.step(number) for number in range(3)]
        self.assertEqual(newest_that_fit(rows, room=0), (rows, []))

    def test_a_row_that_is_too_high_hides_what_is_older_than_it(self) -> None:
        rows = [self.step(1), self.step(2, note="长" * 90), self.step(3)]
        older, shown = newest_that_fit(rows, room=3.5)
        self.assertEqual(([row.pk for row in older], [row.pk for row in shown]), ([1, 2], [3]))

    def test_a_long_note_is_cut_and_says_so(self) -> None:
        note = Note.of("长" * 91)
        self.assertEqual((len(note.short), note.short[-1], note.is_cut), (90, "…", True))
        self.assertFalse(Note.of("长" * 90).is_cut)

    def test_lines_are_counted_by_the_width_of_the_characters(self) -> None:
        cases = {"": 1, "字" * 10: 1, "字" * 11: 2, "a" * 16: 1, "a" * 17: 2}
        for text, expected in cases.items():
            with self.subTest(text=text):
                self.assertEqual(sheet_rows.lines(text, 10), expected)

    def test_a_hash_is_grouped_for_the_eye(self) -> None:
        self.assertEqual(sheet_rows.grouped("a1b2c3d4", by=4), "a1b2 c3d4")
