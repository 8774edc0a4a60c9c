"""The life of a story: which step leads where, who may take it, and what it leaves behind."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.test import TestCase

from articles import review, workflow
from articles.models import Article, Credit, Notice, Photo, ReviewStage, SignOff
from articles.text import text_hash
from articles.workflow import NotPossible
from people.models import User
from policy.roles import Role
from policy.table import Action, State
from tests.make import (
    LONG_AGO,
    make_article,
    make_credit,
    make_desk,
    make_issue,
    make_page,
    make_person,
    make_photo,
    make_picture,
    make_placement,
    make_user,
    sign_off,
)

Status = Article.Status


class WorkflowTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.reporter = make_user("wangyan", Role.REPORTER)
        cls.editor = make_user("bianji", Role.DESK_EDITOR)
        cls.head = make_user("zhuren", Role.SECTION_HEAD)
        cls.chief = make_user("zongbian", Role.CHIEF_EDITOR)
        cls.root = make_user("root", is_superuser=True)
        cls.stages = list(ReviewStage.objects.in_use())

    def make_story(self, status: str = Status.SUBMITTED, **fields: object) -> Article:
        fields = {"headline": "麦田返青", "body": "第一段。", "filed_by": self.reporter} | fields
        return make_article(status=status, **fields)  # type: ignore[arg-type]  # Fields of all kinds.


class LifeTests(WorkflowTests):
    def test_three_people_take_a_story_from_draft_to_signed_off(self) -> None:
        story = self.make_story(Status.DRAFT)
        workflow.submit(story, by=self.reporter)
        states = []
        for reviewer in (self.editor, self.head, self.chief):
            workflow.approve(story, by=reviewer)
            states.append(Article.objects.get().state_label)
        self.assertEqual(states[:2], ["二审", "三审"])
        self.assertEqual(story.status, Status.SIGNED_OFF)
        signed = story.sign_offs.values_list("stage_name", "by__username")
        self.assertEqual(list(signed), [("一审", "bianji"), ("二审", "zhuren"), ("三审", "zongbian")])

    def test_each_sign_off_keeps_the_text_word_for_word_with_its_hash_and_note(self) -> None:
        story = workflow.approve(self.make_story(), by=self.editor, note=" 导语可 ")
        signed = story.sign_offs.get()
        self.assertEqual((signed.text["body"], signed.note), ("第一段。", "导语可"))
        self.assertEqual(signed.text_hash, text_hash(signed.text))
        self.assertEqual(story.status_changes.get().text_hash, signed.text_hash)

    def test_an_author_recalls_a_story_until_somebody_takes_it_up(self) -> None:
        story = self.make_story()
        workflow.recall(story, by=self.reporter)
        workflow.submit(story, by=self.reporter)
        workflow.take(story, by=self.editor)
        self.assertEqual(story.state_label, "一审")
        with self.assertRaises(NotPossible):
            workflow.recall(story, by=self.reporter)

    def test_a_return_voids_the_sign_offs_and_tells_the_author_why(self) -> None:
        story = workflow.approve(self.make_story(), by=self.editor)
        workflow.return_to_author(story, by=self.head, note="请核实日期")
        self.assertEqual((story.status, story.stage), (Status.RETURNED, None))
        self.assertFalse(story.sign_offs.filter(voided_at=None).exists())
        notice = Notice.objects.get(user=self.reporter)
        self.assertEqual((notice.kind, notice.text), (Notice.Kind.RETURNED, "请核实日期"))

    def test_a_killed_story_is_revived_among_the_submitted(self) -> None:
        story = self.make_story()
        workflow.kill(story, by=self.editor, note="已过时")
        self.assertEqual(story.status, Status.KILLED)
        self.assertEqual(workflow.revive(story, by=self.editor).status, Status.SUBMITTED)

    def test_what_stands_on_a_page_is_not_killed(self) -> None:
        story = self.make_story()
        make_placement(story, make_page(make_issue()))
        with self.assertRaises(NotPossible):
            workflow.kill(story, by=self.editor, note="不用")

    def test_a_return_a_kill_and_a_withdrawal_need_a_reason(self) -> None:
        for step in (workflow.return_to_author, workflow.kill):
            with self.subTest(step=step), self.assertRaises(NotPossible):
                step(self.make_story(), by=self.editor, note=" ")
        with self.assertRaises(NotPossible):
            workflow.withdraw(self.make_story(Status.SIGNED_OFF), by=self.chief, reason="facts", note="")

    def test_a_story_without_headline_is_not_submitted(self) -> None:
        with self.assertRaises(NotPossible):
            workflow.submit(self.make_story(Status.DRAFT, headline=""), by=self.reporter)

    def test_imported_copy_is_reviewed_as_it_came(self) -> None:
        story = make_article("导入的稿子")
        self.assertEqual(story.policy_state, State.IMPORTED)
        self.assertEqual(sign_off(story).status, Status.SIGNED_OFF)

    def test_a_draft_that_has_an_author_is_not_reviewed_before_it_is_submitted(self) -> None:
        with self.assertRaises(NotPossible):
            workflow.approve(self.make_story(Status.DRAFT), by=self.editor)

    def test_the_record_of_a_sign_off_cannot_be_deleted_with_its_story(self) -> None:
        workflow.approve(self.make_story(), by=self.editor)
        with self.assertRaises(ProtectedError):
            Article.objects.get().delete()


class PeopleTests(WorkflowTests):
    def test_each_stage_is_its_roles_alone(self) -> None:
        story = self.make_story()
        for reviewer in (self.editor, self.head, self.chief):
            others = {self.reporter, self.editor, self.head, self.chief} - {reviewer}
            with self.subTest(stage=story.state_label):
                self.assertFalse([user for user in others if workflow.may(Action.APPROVE, story, by=user)])
            workflow.approve(story, by=reviewer)

    def test_nobody_signs_two_stages_superuser_included(self) -> None:
        both = make_user("liangzhi", Role.DESK_EDITOR, Role.SECTION_HEAD)
        for reviewer in (both, self.root):
            with self.subTest(reviewer=reviewer):
                story = workflow.approve(self.make_story(), by=reviewer)
                with self.assertRaises(PermissionDenied):
                    workflow.approve(story, by=reviewer)

    def test_a_void_sign_off_counts_too(self) -> None:
        """Who signed the first review and saw it voided does not do the second of the same story."""
        both = make_user("liangzhi", Role.DESK_EDITOR, Role.SECTION_HEAD)
        story = workflow.approve(self.make_story(), by=both)
        Article.objects.update(body="改了。")
        workflow.void_if_changed(story, by=both)
        workflow.approve(story, by=self.editor)
        self.assertFalse(workflow.may(Action.APPROVE, story, by=both))

    def test_the_database_refuses_one_person_at_two_stages(self) -> None:
        story = workflow.approve(self.make_story(), by=self.editor)
        with self.assertRaises(IntegrityError), transaction.atomic():
            SignOff.objects.create(
                article=story, stage=self.stages[1], stage_name="二审", by=self.editor, text={}, text_hash="x"
            )

    def test_nobody_reviews_what_they_filed_handed_in_or_are_credited_on(self) -> None:
        named = make_person("李若生", user=self.root)
        filed = self.make_story(filed_by=self.root)
        handed_in = self.make_story(Status.DRAFT)
        workflow.submit(handed_in, by=self.root)
        credited = self.make_story()
        Credit.objects.create(article=credited, person=named, role=Credit.Role.REPORTER)
        printed = self.make_story(printed_byline="记者 李 若 生 通讯员 郭锦萍")
        for story in (filed, handed_in, credited, printed):
            with self.subTest(story=story), self.assertRaises(PermissionDenied):
                workflow.approve(story, by=self.root)

    def test_who_may_not_is_told_whose_turn_it_is(self) -> None:
        story = workflow.approve(self.make_story(), by=self.editor)
        self.assertIn("二审", review.waiting_for(story))
        self.assertIn("部主任", str(workflow.why_not(Action.APPROVE, story, by=self.editor)))

    def test_a_desk_editor_does_not_send_back_what_is_past_the_first_review(self) -> None:
        story = workflow.approve(self.make_story(), by=self.editor)
        with self.assertRaises(PermissionDenied):
            workflow.return_to_author(story, by=self.editor, note="再改")
        self.assertTrue(workflow.may(Action.RETURN, story, by=self.head))

    def test_editors_review_on_their_own_desks_and_what_no_desk_has(self) -> None:
        ours, theirs = make_desk("县区部", members=(self.editor,)), make_desk("要闻部")
        may = {
            desk: workflow.may(Action.APPROVE, self.make_story(desk=desk), by=self.editor)
            for desk in (None, ours, theirs)
        }
        self.assertEqual(may, {None: True, ours: True, theirs: False})

    def test_two_stages_do_for_a_bulletin(self) -> None:
        ReviewStage.objects.filter(role=Role.SECTION_HEAD).update(is_active=False)
        story = workflow.approve(self.make_story(), by=self.editor)
        self.assertEqual(workflow.approve(story, by=self.chief).status, Status.SIGNED_OFF)

    def test_an_account_that_is_out_of_use_has_no_role(self) -> None:
        User.objects.filter(pk=self.editor.pk).update(is_active=False)
        gone = User.objects.get(pk=self.editor.pk)
        self.assertFalse(workflow.may(Action.APPROVE, self.make_story(), by=gone))


class OnceTests(WorkflowTests):
    def test_of_two_approvals_of_what_two_people_saw_the_second_is_refused(self) -> None:
        self.make_story()
        seen_by_both = Article.objects.get(), Article.objects.get()
        other = make_user("bianji2", Role.DESK_EDITOR, Role.SECTION_HEAD)
        workflow.approve(seen_by_both[0], by=self.editor)
        with self.assertRaises(NotPossible):
            workflow.approve(seen_by_both[1], by=other)
        self.assertEqual(SignOff.objects.count(), 1)


class EditTests(WorkflowTests):
    def test_an_edit_of_anything_signed_voids_all_sign_offs_and_tells_who_signed(self) -> None:
        edits: dict[str, Callable[[Article], object]] = {
            "body": lambda story: Article.objects.filter(pk=story.pk).update(body="改过。"),
            "caption": lambda story: story.photos.update(caption="改过"),
            "credit": lambda story: Credit.objects.create(article=story, printed_text="张三", role="writer"),
            "photo": lambda story: Photo.objects.create(article=story, caption="新图"),
        }
        for name, edit in edits.items():
            with self.subTest(edit=name):
                story = self.make_story()
                make_credit(make_photo(story, image=make_picture()), printed_text="刘菲", role="photographer")
                workflow.approve(story, by=self.editor)
                workflow.approve(story, by=self.head)
                edit(story)
                self.assertTrue(workflow.void_if_changed(story, by=self.head))
                self.assertEqual((story.status, story.stage), (Status.IN_REVIEW, self.stages[0]))
                self.assertFalse(story.sign_offs.filter(voided_at=None).exists())
                told = Notice.objects.filter(article=story, kind=Notice.Kind.VOIDED)
                self.assertEqual([notice.user for notice in told], [self.editor])

    def test_a_save_that_changes_nothing_keeps_the_sign_offs(self) -> None:
        story = sign_off(self.make_story())
        self.assertFalse(workflow.void_if_changed(story, by=self.editor))
        self.assertEqual(Article.objects.get().status, Status.SIGNED_OFF)

    def test_what_was_changed_behind_the_workflows_back_is_not_signed_on(self) -> None:
        """A door that forgot to void: the next reviewer does not complete sign-offs of another text."""
        story = workflow.approve(self.make_story(), by=self.editor)
        Article.objects.update(body="悄悄改了。")
        with self.assertRaises((NotPossible, PermissionDenied)):
            workflow.approve(story, by=self.head)
        self.assertEqual(Article.objects.get().stage, self.stages[0])


class WithdrawalTests(WorkflowTests):
    def setUp(self) -> None:
        self.story = sign_off(self.make_story())
        Article.objects.update(publish_at=LONG_AGO)
        self.story.refresh_from_db()

    def withdraw(self) -> Article:
        return workflow.withdraw(self.story, by=self.chief, reason="facts", note="来信指出")

    def test_a_withdrawn_story_is_gone_sealed_and_keeps_its_sign_offs(self) -> None:
        self.withdraw()
        self.assertFalse(Article.objects.published().exists())
        self.assertEqual(self.story.policy_state, State.WITHDRAWN)
        self.assertEqual(self.story.sign_offs.filter(voided_at=None).count(), 3)
        self.assertFalse(Article.objects.allowed(self.root, Action.CHANGE).exists())

    def test_only_the_chief_editor_withdraws(self) -> None:
        self.assertFalse(workflow.may(Action.WITHDRAW, self.story, by=self.head))

    def test_a_reason_that_is_none_is_refused(self) -> None:
        with self.assertRaises(ValueError):
            workflow.withdraw(self.story, by=self.chief, reason="天气", note="来信指出")
        self.assertTrue(Article.objects.published().exists())

    def test_a_withdrawn_story_is_reinstated_as_it_was(self) -> None:
        workflow.reinstate(self.withdraw(), by=self.chief)
        self.assertEqual(Article.objects.published().get().withdrawal_reason, "")

    def test_a_withdrawn_story_is_opened_reviewed_anew_and_reinstated(self) -> None:
        workflow.return_to_author(self.withdraw(), by=self.chief, note="改正数字")
        Article.objects.update(body="改正了。")
        workflow.submit(self.story, by=self.reporter)
        sign_off(self.story)
        self.assertFalse(Article.objects.published().exists())
        workflow.reinstate(self.story, by=self.chief)
        self.assertTrue(Article.objects.published().exists())

    def test_what_readers_see_is_not_sent_back(self) -> None:
        with self.assertRaises(NotPossible):
            workflow.return_to_author(self.story, by=self.chief, note="改")


class CorrectionTests(WorkflowTests):
    def setUp(self) -> None:
        self.story = sign_off(self.make_story())
        Article.objects.update(publish_at=LONG_AGO)
        self.story.refresh_from_db()

    def test_a_correction_is_reviewed_like_a_story_and_appears_with_its_last_sign_off(self) -> None:
        correction = workflow.correct(self.story, by=self.editor)
        self.assertEqual((correction.corrects, correction.policy_state), (self.story, State.DRAFT))
        workflow.submit(correction, by=self.editor)
        self.assertFalse(workflow.may(Action.APPROVE, correction, by=self.editor))
        sign_off(correction)
        self.assertIn(correction, Article.objects.published())

    def test_a_correction_on_a_page_appears_with_its_issue(self) -> None:
        correction = workflow.correct(self.story, by=self.editor)
        make_placement(correction, make_page(make_issue()))
        workflow.submit(correction, by=self.editor)
        self.assertIsNone(sign_off(correction).publish_at)

    def test_a_correction_that_is_out_keeps_its_time_when_it_is_printed_later(self) -> None:
        correction = workflow.correct(self.story, by=self.editor)
        workflow.submit(correction, by=self.editor)
        sign_off(correction)
        workflow.set_publish_time(Article.objects.filter(pk=correction.pk), None)
        self.assertIn(correction, Article.objects.published())

    def test_what_readers_do_not_see_is_not_corrected_but_edited(self) -> None:
        Article.objects.update(publish_at=None)
        with self.assertRaises(NotPossible):
            workflow.correct(self.story, by=self.editor)
