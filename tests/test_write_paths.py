"""Every way in which a story is changed, through the door people use: its past is kept, the trail knows it.

`tests.kept.expect_kept` says what has to hold of a story after each of them.
"""

from __future__ import annotations

import datetime as dt
import tempfile
import uuid
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.test import TestCase
from django.urls import reverse
from taggit.models import Tag

from articles import workflow
from articles.models import Article, Revision
from articles.revisions.keeping import snapshot_of
from audit.bin import undo
from audit.models import Deletion, Entry
from audit.trail import entries_of
from filing.models import FilingLink
from people.models import Person
from policy.roles import Role
from policy.table import Action
from tests.cast import ADD, LIST, change, story_form
from tests.deleting import delete, delete_chosen
from tests.kept import PathTests, begin, begun, counts, doors, expect_kept, told_of, version
from tests.make import (
    LONG_AGO,
    make_article,
    make_issue,
    make_person,
    make_photo,
    make_town,
    make_user,
    sign_off,
)
from tests.policy_doors import FormReader
from tests.test_ingest_page import SMALL_PAGE

How = Revision.How


def hidden(response: Any) -> dict[str, Any]:
    """What the page of a question sends back besides what was ticked on the list."""
    reader = FormReader()
    reader.feed(response.content.decode())
    return {name: value for name, value in reader.values.items() if name.startswith(("version", "stood"))}


class FormTests(PathTests):
    def test_a_new_story_begins_its_past_with_the_form(self) -> None:
        self.client.force_login(self.reporter)
        rows: dict[str, Any] = {
            "credits-TOTAL_FORMS": 1,
            "credits-0-person": self.person.pk,
            "credits-0-order": 1,
        }
        rows |= {"photos-TOTAL_FORMS": 1, "photos-0-caption": "图为麦田", "photos-0-order": 1}
        self.client.post(ADD, story_form(towns=[self.town.pk], tags="春耕", **rows))
        story = Article.objects.get()
        expect_kept(story)
        kept = self.last(story)
        self.assertEqual((kept.number, kept.how, kept.by, kept.version), (1, How.FORM, self.reporter, 1))
        entry = Entry.objects.get()
        self.assertEqual((entry.action, entry.actor, entry.address), ("add", self.reporter.pk, "127.0.0.1"))
        self.assertEqual(snapshot_of(kept)["photos"][0]["caption"], "图为麦田")

    def test_a_save_says_who_how_and_why(self) -> None:
        story = begun()
        page = self.client.get(change(story))
        self.assertContains(page, 'name="why"')
        self.client.post(change(story), story_form(headline="雪后麦田", why="核实了镇名"))
        expect_kept(story)
        kept = self.last(story)
        self.assertEqual((kept.by, kept.how, kept.why), (self.editor, How.FORM, "核实了镇名"))
        entry = entries_of(story)[0]
        self.assertEqual((entry.action, entry.how, entry.note), ("change", "form", "核实了镇名"))
        self.assertEqual(version(story), 2)

    def test_a_story_without_a_past_is_kept_as_it_was_too(self) -> None:
        story = make_article("老稿", body="旧文。")
        self.client.post(change(story), story_form(headline="新题"))
        expect_kept(story)
        first = Revision.objects.get(article=story.pk, number=1)
        self.assertEqual((first.how, snapshot_of(first)["fields"]["headline"]), (How.BEGIN, "老稿"))

    def test_rows_and_relations_of_the_form_are_one_revision(self) -> None:
        story = make_article()
        photo = make_photo(story, "旧图注")
        begin(story)
        rows: dict[str, Any] = {"photos-TOTAL_FORMS": 2, "photos-INITIAL_FORMS": 1, "photos-0-id": photo.pk}
        rows |= {"photos-0-caption": "新图注", "photos-0-order": 1, "photos-0-version": 1}
        rows |= {"photos-1-caption": "另一张", "photos-1-new_photographer": "记者 王燕 摄"}
        rows |= {"credits-TOTAL_FORMS": 1, "credits-0-person": self.person.pk, "credits-0-order": 1}
        self.client.post(change(story), story_form(towns=[self.town.pk], tags="春耕，农业", **rows))
        expect_kept(story)
        self.assertEqual((doors(story), version(story)), ([How.FORM], 2))
        self.assertEqual(len(snapshot_of(self.last(story))["photos"]), 2)

    def test_an_uploaded_photo_that_a_form_takes_over_is_in_its_revision(self) -> None:
        story = begun()
        loose = make_photo(caption="图", uploaded_by=self.editor)
        rows: dict[str, Any] = {
            "photos-TOTAL_FORMS": 1,
            "photos-0-uploaded": loose.pk,
            "photos-0-caption": "图",
        }
        self.client.post(change(story), story_form(**rows, **{"photos-0-version": 1}))
        expect_kept(story)
        self.assertEqual([photo["id"] for photo in snapshot_of(self.last(story))["photos"]], [loose.pk])

    def test_a_photo_deleted_in_the_form_is_gone_from_the_next_revision(self) -> None:
        story = make_article()
        photo = make_photo(story)
        begin(story)
        rows: dict[str, Any] = {"photos-TOTAL_FORMS": 1, "photos-INITIAL_FORMS": 1, "photos-0-id": photo.pk}
        rows |= {"photos-0-caption": photo.caption, "photos-0-order": 1, "photos-0-version": 1}
        self.client.post(change(story), story_form(**rows, **{"photos-0-DELETE": "on"}))
        expect_kept(story)
        self.assertEqual(snapshot_of(self.last(story))["photos"], [])

    def test_a_form_with_a_fault_in_a_row_leaves_neither_revision_nor_entry(self) -> None:
        story = begun()
        before = counts()
        rows: dict[str, Any] = {
            "photos-TOTAL_FORMS": 1,
            "photos-0-caption": "图",
            "photos-0-taken_on": "瞎写",
        }
        response = self.client.post(change(story), story_form(headline="新题", **rows))
        self.assertEqual((response.status_code, counts()), (200, before))
        self.assertEqual(self.client.post(ADD, story_form(**rows)).status_code, 200)
        self.assertEqual((counts(), Article.objects.count()), (before, 1))

    def test_a_refused_second_save_leaves_neither_revision_nor_entry(self) -> None:
        story = begun()
        self.client.post(change(story), story_form(headline="先存的题"))
        before = counts()
        self.client.post(change(story), story_form(headline="后存的题"))
        self.assertEqual(counts(), before)
        expect_kept(story)

    def test_a_save_that_breaks_off_leaves_neither_change_nor_record(self) -> None:
        """The form's key is another story's: the database stops the save in its middle."""
        story = begun()
        before = counts()
        twin = Article.objects.create(headline="别稿", filing_key=uuid.uuid4())
        self.client.raise_request_exception = False
        self.client.force_login(self.reporter)
        response = self.client.post(ADD, story_form(form_key=str(twin.filing_key)))
        self.assertEqual((response.status_code, counts()), (400, before))
        expect_kept(story)

    def test_a_step_after_the_save_is_a_revision_of_its_own(self) -> None:
        self.client.force_login(self.reporter)
        self.client.post(ADD, story_form(_step="submit"))
        story = Article.objects.get()
        expect_kept(story)
        self.assertEqual(doors(story), [How.FORM, How.STEP])


class StepTests(PathTests):
    def step(self, story: Article, action: Action, *, by: Any, **sent: Any) -> Any:
        self.client.force_login(by)
        address = reverse("admin:articles_article_step", args=[story.pk, action])
        return self.client.post(address, {"step_note": "说明", **sent}, follow=True)

    def test_each_step_is_kept_with_its_note_and_the_stage_that_signed(self) -> None:
        story = begun("麦田返青", filed_by=self.reporter, body="正文。")
        way = [
            (Action.SUBMIT, self.reporter),
            (Action.RECALL, self.reporter),
            (Action.SUBMIT, self.reporter),
            (Action.TAKE, self.editor),
            (Action.RETURN, self.editor),
            (Action.SUBMIT, self.reporter),
            (Action.KILL, self.editor),
            (Action.REVIVE, self.editor),
            (Action.APPROVE, self.editor),
            (Action.APPROVE, self.head),
            (Action.APPROVE, self.chief),
        ]
        for action, user in way:
            self.step(story, action, by=user)
            expect_kept(story)
            kept = self.last(story)
            self.assertEqual((kept.how, kept.step, kept.by, kept.why), (How.STEP, action, user, "说明"))
        steps = Revision.objects.filter(article=story.pk, step=Action.APPROVE)
        self.assertEqual(list(steps.values_list("stage_name", flat=True)), ["一审", "二审", "三审"])
        self.assertEqual(version(story), 1)

    def test_what_happens_to_a_public_story_is_kept_and_its_correction_begins_a_past(self) -> None:
        story = sign_off(begun("麦田返青", body="正文。"))
        Article.objects.update(publish_at=LONG_AGO)
        for action, sent in (
            (Action.WITHDRAW, {"reason": "facts"}),
            (Action.REINSTATE, {}),
            (Action.CORRECT, {}),
        ):
            self.step(story, action, by=self.chief, **sent)
            self.assertEqual(self.last(story).step, action)
            expect_kept(story)
        correction = Article.objects.get(corrects=story)
        expect_kept(correction)
        self.assertEqual(entries_of(correction).get().action, "add")

    def test_an_edit_of_signed_text_is_kept_and_so_is_the_void_it_brings(self) -> None:
        story = sign_off(begun("麦田返青", body="正文。"))
        self.client.force_login(self.chief)
        self.client.post(change(story), story_form(body="改了。"))
        expect_kept(story)
        self.assertEqual(doors(story)[-2:], [How.FORM, How.STEP])
        self.assertEqual(self.last(story).step, Action.VOID)

    def test_nobody_answers_for_a_text_that_was_saved_since_their_page_was_shown(self) -> None:
        story = begun("麦田返青", status=Article.Status.SUBMITTED, filed_by=self.reporter)
        shown = self.client.get(change(story)).context["seen"]
        self.client.post(change(story), story_form(body="别人改了。"))
        response = self.step(story, Action.APPROVE, by=self.editor, step_seen=shown)
        self.assertContains(response, "messagelist")
        self.assertFalse(story.sign_offs.exists())
        self.assertEqual(doors(story), [How.FORM])

    def test_who_saves_and_approves_on_one_page_answers_for_what_they_saved(self) -> None:
        story = begun("麦田返青", status=Article.Status.SUBMITTED, filed_by=self.reporter)
        shown = self.client.get(change(story)).context["seen"]
        self.client.post(change(story), story_form(body="改了。", _step="approve", step_seen=shown))
        self.assertEqual(story.sign_offs.count(), 1)
        expect_kept(story)

    def test_a_step_on_a_story_that_was_saved_while_it_was_looked_at_is_refused(self) -> None:
        """Between the look and the lock: the caller's own story is an older one."""
        story = begun("麦田返青", status=Article.Status.SUBMITTED, filed_by=self.reporter)
        self.client.post(change(story), story_form(body="改了。"))
        with self.assertRaisesMessage(workflow.NotPossible, str(workflow.SAVED_MEANWHILE)):
            workflow.approve(story, by=self.editor)


class ListTests(PathTests):
    def setUp(self) -> None:
        super().setUp()
        self.stories = [
            begun(f"第{number}篇", filed_by=self.reporter, status=Article.Status.SUBMITTED, body="正文。")
            for number in range(3)
        ]

    def send(self, **sent: Any) -> Any:
        form = {"_selected_action": [story.pk for story in self.stories]}
        return self.client.post(LIST, form | sent, follow=True)

    def test_desk_tags_and_day_set_on_many_are_a_revision_of_each(self) -> None:
        asked = hidden(self.send(action="assign"))
        self.send(action="assign", assign_confirmed="1", add_tags="春耕", planned="none", **asked)
        for story in self.stories:
            expect_kept(story)
            self.assertEqual((doors(story), version(story)), ([How.BULK], 2))
            self.assertEqual(self.last(story).by, self.editor)

    def test_what_was_so_already_is_no_revision(self) -> None:
        before = counts()
        asked = hidden(self.send(action="assign"))
        self.send(action="assign", assign_confirmed="1", remove_tags="没有的", **asked)
        self.assertEqual(counts(), before)

    def test_a_step_taken_on_many_is_a_revision_of_each(self) -> None:
        asked = hidden(self.send(action="approve"))
        self.send(action="approve", step_confirmed="1", step_note="可用", **asked)
        for story in self.stories:
            expect_kept(story)
            self.assertEqual((self.last(story).step, self.last(story).why), (Action.APPROVE, "可用"))

    def test_a_story_saved_or_moved_since_the_question_is_left_alone_and_named(self) -> None:
        both = make_user("liangzhi", Role.DESK_EDITOR, Role.SECTION_HEAD)
        self.client.force_login(both)
        saved, moved = self.stories[:2]
        asked = hidden(self.send(action="approve"))
        self.client.force_login(self.editor)
        self.client.post(change(saved), story_form(body="别人改了。"))
        workflow.approve(Article.objects.get(pk=moved.pk), by=self.editor)
        self.client.force_login(both)
        response = self.send(action="approve", step_confirmed="1", step_note="", **asked)
        said = " ".join(str(message) for message in response.context["messages"])
        self.assertIn("麦田返青", said)
        self.assertIn("第1篇", said)
        signed = [story.sign_offs.filter(by=both).count() for story in self.stories]
        self.assertEqual(signed, [0, 0, 1])
        expect_kept(*self.stories)

    def test_a_confirmation_without_a_version_takes_no_step(self) -> None:
        self.send(action="approve", step_confirmed="1", step_note="")
        self.assertEqual(Article.objects.filter(status=Article.Status.SUBMITTED).count(), 3)


class ArrivalTests(TestCase):
    def test_what_comes_by_a_link_begins_its_past_under_its_senders_name(self) -> None:
        town = make_town()
        person = make_person("安宁", Person.Kind.CORRESPONDENT, town=town)
        typed = {
            "key": str(uuid.uuid4()),
            "headline": "雪后麦田",
            "body": "正文。",
            "town": town.pk,
            "note": "",
        }
        self.client.post(FilingLink.objects.create(person=person).get_private_path(), typed)
        story = Article.objects.get()
        expect_kept(story)
        self.assertEqual(told_of(story)[0][2], How.LINK)
        entry = entries_of(story).get()
        self.assertEqual((entry.action, entry.actor, entry.actor_name), ("add", None, "安宁"))

    def test_a_printed_page_begins_the_past_of_each_story_on_its_place(self) -> None:
        make_issue(dt.date(2023, 12, 20), publish_at=LONG_AGO)
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "page.txt")
            file.write_text(SMALL_PAGE, encoding="utf-8")
            for _run in range(2):
                call_command("ingest_page", str(file), date="2023-12-20", page="A3")
        story = Article.objects.get()
        expect_kept(story)
        self.assertEqual(doors(story), [How.INGEST, How.RELEASE])
        first = Revision.objects.get(number=1)
        self.assertEqual(snapshot_of(first)["placements"][0]["page"], "A3")
        self.assertEqual(entries_of(story).order_by("number")[0].action, "add")


class TagTests(PathTests):
    def setUp(self) -> None:
        super().setUp()
        self.story, self.other = make_article("麦田返青"), begun("丰收在望")
        self.story.tags.add("春耕")
        begin(self.story)
        self.tag = Tag.objects.get()

    def expect(self, tags: list[str]) -> None:
        expect_kept(self.story, self.other)
        self.assertEqual(snapshot_of(self.last(self.story))["tags"], tags)
        self.assertEqual((doors(self.story), version(self.story)), ([How.BULK], 2))
        self.assertEqual((doors(self.other), version(self.other)), ([], 1))

    def test_another_name_changes_each_story_that_has_it(self) -> None:
        self.client.post(
            reverse("admin:taggit_tag_change", args=[self.tag.pk]), {"name": "春播", "slug": "春耕"}
        )
        self.expect(["春播"])

    def test_another_address_changes_no_story(self) -> None:
        before = counts()
        self.client.post(
            reverse("admin:taggit_tag_change", args=[self.tag.pk]), {"name": "春耕", "slug": "chun"}
        )
        self.assertEqual(counts(), before)

    def test_deleted(self) -> None:
        delete(self.client, reverse("admin:taggit_tag_delete", args=[self.tag.pk]))
        self.expect([])

    def test_a_deleted_tag_comes_back_to_its_stories(self) -> None:
        delete(self.client, reverse("admin:taggit_tag_delete", args=[self.tag.pk]))
        undo(Deletion.objects.get(), by=self.editor)
        expect_kept(self.story, self.other)
        self.assertEqual(snapshot_of(self.last(self.story))["tags"], ["春耕"])

    def test_deleted_from_the_list(self) -> None:
        delete_chosen(self.client, reverse("admin:taggit_tag_changelist"), self.tag.pk)
        self.expect([])


class TownTests(PathTests):
    def test_a_town_that_stories_are_about_is_not_deleted_from_under_them(self) -> None:
        self.client.force_login(self.chief)
        story = begun("麦田返青", towns=(self.town,))
        address = reverse("admin:towns_town_delete", args=[self.town.pk])
        self.assertContains(delete(self.client, address), "田庄镇")
        self.assertEqual(list(story.towns.all()), [self.town])
        expect_kept(story)
        story.towns.clear()
        delete(self.client, address)
        self.assertFalse(type(self.town).objects.exists())
