"""The life of a story: which step leads where, who may take it, and what it leaves behind."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

from django.core.exceptions import PermissionDenied
from django.db.models import ProtectedError
from django.test import TestCase

from articles import workflow
from articles.models import Article, Credit, Photo
from articles.text import text_hash
from articles.workflow import Action, NotPossible
from policy.roles import Role
from people.models import Person
from tests.make import LONG_AGO, make_article, make_user

Status = Article.Status


class WorkflowTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.reporter = make_user("wangyan", Role.REPORTER)
        cls.editor = make_user("bianji", Role.EDITOR)
        cls.chief = make_user("zongbian", Role.CHIEF_EDITOR)

    def make_story(self, status: str = Status.DRAFT) -> Article:
        return make_article(headline="麦田返青", body="第一段。", status=status, filed_by=self.reporter)

    def test_a_story_goes_from_draft_to_withdrawn_and_back(self) -> None:
        story = self.make_story()
        workflow.file(story, by=self.reporter)
        workflow.sign_off(story, by=self.editor)
        workflow.withdraw(story, by=self.chief, note="当事人要求")
        self.assertIsNotNone(Article.objects.get().withdrawn_at)
        workflow.reinstate(story, by=self.chief)
        self.assertIsNone(Article.objects.get().withdrawn_at)
        actions = list(story.status_changes.order_by("pk").values_list("action", flat=True))
        self.assertEqual(actions, ["file", "sign_off", "withdraw", "reinstate"])

    def test_every_step_keeps_who_took_it_and_the_hash_of_the_text(self) -> None:
        story = workflow.sign_off(self.make_story(Status.FILED), by=self.editor)
        step = story.status_changes.get()
        self.assertEqual((step.by, step.text_hash), (self.editor, story.text_hash()))
        self.assertEqual(story.sign_offs.get().text_hash, story.text_hash())

    def test_a_role_without_the_permission_is_refused(self) -> None:
        cases = [
            (Action.SIGN_OFF, self.reporter),
            (Action.RETURN, self.reporter),
            (Action.WITHDRAW, self.editor),
        ]
        for action, user in cases:
            with self.subTest(action=action):
                status = Status.SIGNED_OFF if action == Action.WITHDRAW else Status.FILED
                self.assertFalse(workflow.may(action, self.make_story(status), by=user))

    def test_each_step_leads_on_from_its_states_alone(self) -> None:
        """action x status x withdrawn, for the chief editor, who may take every step."""
        withdrawn_or_not = (False, True)
        allowed = {
            *product([Action.FILE], [Status.DRAFT], withdrawn_or_not),
            *product([Action.RETURN], [Status.FILED], withdrawn_or_not),
            *product([Action.SIGN_OFF], [Status.DRAFT, Status.FILED], withdrawn_or_not),
            (Action.WITHDRAW, Status.SIGNED_OFF, False),
            (Action.REINSTATE, Status.SIGNED_OFF, True),
        }
        for action, status, is_withdrawn in product(workflow.STEPS, Status, withdrawn_or_not):
            with self.subTest(action=action, status=status, withdrawn=is_withdrawn):
                story = self.make_story(status)
                Article.objects.filter(pk=story.pk).update(withdrawn_at=LONG_AGO if is_withdrawn else None)
                story.refresh_from_db()
                may = workflow.may(action, story, by=self.chief)
                self.assertEqual(may, (action, status, is_withdrawn) in allowed)

    def test_a_withdrawn_story_is_corrected_signed_anew_and_reinstated(self) -> None:
        story = workflow.sign_off(self.make_story(), by=self.editor)
        workflow.withdraw(story, by=self.chief, note="有误")
        Article.objects.update(body="改正了。")
        workflow.void_if_changed(story, by=self.editor)
        workflow.sign_off(story, by=self.editor)
        workflow.reinstate(story, by=self.chief)
        self.assertEqual(Article.objects.filter(status=Status.SIGNED_OFF, withdrawn_at=None).count(), 1)

    def test_the_signed_text_is_kept_word_for_word(self) -> None:
        story = workflow.sign_off(self.make_story(), by=self.editor)
        Article.objects.update(body="后来改了。")
        sign_off = story.sign_offs.get()
        self.assertEqual(sign_off.text["body"], "第一段。")
        self.assertEqual(text_hash(sign_off.text), sign_off.text_hash)

    def test_who_hands_a_story_in_does_not_sign_it(self) -> None:
        story = self.make_story()
        workflow.file(story, by=self.editor)
        with self.assertRaises(PermissionDenied):
            workflow.sign_off(story, by=self.editor)

    def test_the_record_of_a_sign_off_cannot_be_deleted_with_its_story(self) -> None:
        workflow.sign_off(self.make_story(), by=self.editor)
        with self.assertRaises(ProtectedError):
            Article.objects.get().delete()

    def test_nobody_signs_off_what_they_filed(self) -> None:
        own = make_article(headline="编辑手记", filed_by=self.editor)
        with self.assertRaises(PermissionDenied):
            workflow.sign_off(own, by=self.editor)

    def test_nobody_signs_off_what_they_are_credited_on_superuser_included(self) -> None:
        root = make_user("root", is_superuser=True)
        person = Person.objects.create(name="李若生", kind=Person.Kind.REPORTER, user=root)
        story = self.make_story()
        Credit.objects.create(article=story, person=person, role=Credit.Role.REPORTER)
        with self.assertRaises(PermissionDenied):
            workflow.sign_off(story, by=root)

    def test_a_return_needs_a_reason(self) -> None:
        with self.assertRaises(NotPossible):
            workflow.return_to_author(self.make_story(Status.FILED), by=self.editor, note=" ")

    def test_a_story_without_headline_is_not_filed(self) -> None:
        with self.assertRaises(NotPossible):
            workflow.file(make_article(headline="", filed_by=self.reporter), by=self.reporter)

    def test_a_second_sign_off_is_refused(self) -> None:
        story = self.make_story()
        workflow.sign_off(Article.objects.get(pk=story.pk), by=self.editor)
        with self.assertRaises(NotPossible):
            workflow.sign_off(story, by=self.chief)

    def test_an_edit_of_anything_signed_voids_the_sign_off(self) -> None:
        edits: dict[str, Callable[[Article], object]] = {
            "body": lambda story: Article.objects.filter(pk=story.pk).update(body="改过。"),
            "caption": lambda story: story.photos.update(caption="改过"),
            "credit": lambda story: Credit.objects.create(article=story, printed_text="张三", role="writer"),
            "photo": lambda story: Photo.objects.create(article=story, caption="新图"),
        }
        for name, edit in edits.items():
            with self.subTest(edit=name):
                story = self.make_story()
                Photo.objects.create(article=story, caption="图为麦田")
                workflow.sign_off(story, by=self.editor)
                edit(story)
                self.assertTrue(workflow.void_if_changed(story, by=self.editor))
                self.assertEqual(Article.objects.get(pk=story.pk).status, Status.FILED)
                self.assertFalse(story.sign_offs.filter(voided_at=None).exists())

    def test_a_save_that_changes_nothing_keeps_the_sign_off(self) -> None:
        story = workflow.sign_off(self.make_story(), by=self.editor)
        self.assertFalse(workflow.void_if_changed(story, by=self.editor))
        self.assertEqual(Article.objects.get().status, Status.SIGNED_OFF)
