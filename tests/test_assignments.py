"""Assignments on the staff pages: proposed, given out, answered by a story, shown on the desks."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import workflow
from articles.models import Article
from audit.bin import undo
from audit.models import Deletion
from coverage import assigning
from coverage.models import Assignment
from issues.planning import calendar
from newsroom.desk.assignments import assignments
from people.models import Person, User
from tests.cast import ADD, CastTests, change, story_form
from tests.deleting import delete
from tests.make import make_article, make_desk, make_person, make_photo
from tests.test_assigning import DAY, make_assignment

LIST = reverse("admin:coverage_assignment_changelist")
NEW = reverse("admin:coverage_assignment_add")


def page(assignment: Assignment, word: str = "change") -> str:
    return reverse(f"admin:coverage_assignment_{word}", args=[assignment.pk])


def form(**fields: Any) -> dict[str, Any]:
    return {"event": "麦田统防统治", "date": "2026-12-01", "version": 1, **fields}


class Pages(CastTests):
    def setUp(self) -> None:
        self.desk = make_desk(members=(self.editor, self.reporter))
        self.correspondent = make_person("李村", Person.Kind.CORRESPONDENT, user=self.other)

    def given_out(self, **fields: Any) -> Assignment:
        given: dict[str, Any] = {"desk": self.desk, "reporter": self.correspondent, "state": "assigned"}
        return make_assignment(**given | fields)

    def as_user(self, user: User) -> None:
        self.client.force_login(user)


class FormTests(Pages):
    def test_an_editor_saves_and_gives_out_by_one_button(self) -> None:
        self.as_user(self.editor)
        self.client.post(NEW, form(reporter=self.correspondent.pk, desk=self.desk.pk, _assign="1"))
        found = Assignment.objects.get()
        self.assertEqual((found.state, found.created_by), ("assigned", self.editor))

    def test_giving_out_to_nobody_names_the_field_and_saves_nothing(self) -> None:
        self.as_user(self.editor)
        response = self.client.post(NEW, form(desk=self.desk.pk, _assign="1"))
        self.assertIn("reporter", response.context["adminform"].form.errors)
        self.assertFalse(Assignment.objects.exists())

    def test_a_correspondent_proposes_to_cover_it(self) -> None:
        self.as_user(self.other)
        self.client.post(NEW, form(reporter=self.person.pk, _assign="1"))
        found = Assignment.objects.get()
        self.assertEqual((found.state, found.reporter), ("proposed", self.correspondent))

    def test_what_the_desk_gave_out_its_reporter_only_reads(self) -> None:
        found = self.given_out()
        self.as_user(self.other)
        self.assertNotContains(self.client.get(page(found)), 'name="_save"')
        self.assertEqual(self.client.post(page(found), form(event="改")).status_code, 403)

    def test_an_old_form_does_not_save_over_a_newer_one(self) -> None:
        found = self.given_out(created_by=self.editor)
        Assignment.objects.update(version=2, event="新的")
        self.as_user(self.editor)
        self.client.post(page(found), form(event="旧的", reporter=self.correspondent.pk, desk=self.desk.pk))
        self.assertEqual(Assignment.objects.get().event, "新的")

    def test_a_correspondent_sees_nothing_of_anothers(self) -> None:
        found = self.given_out(reporter=self.person, event="别人的选题")
        self.as_user(self.other)
        self.assertNotContains(self.client.get(LIST), "别人的选题")
        self.assertNotEqual(self.client.get(page(found)).status_code, 200)


class StoryTests(Pages):
    def send(self, assignment: Any, **fields: Any) -> Any:
        data = story_form(form_key=uuid.uuid4(), assignment=assignment, **fields)
        return self.client.post(ADD, data, follow=True)

    def test_the_form_begins_with_what_is_known(self) -> None:
        found = self.given_out(town=self.town, planned_length=800, brief="访农机手")
        self.as_user(self.other)
        shown = self.client.get(ADD, {"assignment": found.pk})
        initial = shown.context["adminform"].form.initial
        self.assertEqual((initial["towns"], initial["planned_length"]), ([self.town.pk], 800))
        self.assertIn("访农机手", initial["note"])
        self.assertContains(shown, f'name="assignment" value="{found.pk}"')

    def test_the_saved_story_is_linked_and_lies_on_the_desk_that_asked(self) -> None:
        found = self.given_out()
        self.as_user(self.other)
        self.send(found.pk)
        story = Article.objects.get()
        found.refresh_from_db()
        self.assertEqual((found.state, story.desk, found.stories.get()), ("filed", self.desk, story))
        self.assertContains(self.client.get(change(story)), page(found))

    def test_the_form_sent_twice_links_one_story(self) -> None:
        found = self.given_out()
        self.as_user(self.other)
        data = story_form(form_key=uuid.uuid4(), assignment=found.pk)
        for _time in range(2):
            self.client.post(ADD, data)
        self.assertEqual((Article.objects.count(), found.stories.count()), (1, 1))

    def test_a_forged_or_closed_assignment_links_nothing_and_loses_no_text(self) -> None:
        others = self.given_out(reporter=self.person)
        closed = self.given_out(state="dropped")
        self.as_user(self.other)
        for key in (others.pk, closed.pk, "abc", "9" * 30):
            with self.subTest(key=key):
                self.assertContains(self.send(key), 'class="warning"')
        self.assertEqual(Article.objects.count(), 4)
        self.assertFalse(Article.objects.exclude(assignments=None).exists())

    def test_an_editor_links_a_story_and_takes_the_link_away(self) -> None:
        found, story = self.given_out(), make_article("统防统治", desk=self.desk)
        self.as_user(self.editor)
        self.assertContains(self.client.get(page(found, "stories"), {"q": "统防"}), "统防统治")
        for word, count in (("link", 1), ("unlink", 0)):
            self.client.post(page(found, "stories"), {word: story.pk})
            self.assertEqual(found.stories.count(), count)

    def test_a_story_that_may_not_be_seen_is_counted_and_not_named(self) -> None:
        found = self.given_out(state="filed")
        found.stories.add(make_article("他部机密", desk=make_desk("他部"), filed_by=self.chief))
        self.as_user(self.editor)
        shown = self.client.get(page(found))
        self.assertNotContains(shown, "他部机密")
        self.assertContains(shown, "field-stories_column")

    def test_a_deletion_undone_links_again(self) -> None:
        found, story = self.given_out(), make_article(desk=self.desk)
        assigning.link(found, story=story, by=self.editor)
        self.as_user(self.editor)
        delete(self.client, page(found, "delete"))
        self.assertFalse(Assignment.objects.exists())
        undo(Deletion.objects.get(), by=self.editor)
        self.assertEqual(Assignment.objects.get().stories.get(), story)


class MarkTests(Pages):
    def marks(self) -> tuple[bool, bool]:
        found: Any = Assignment.objects.all()
        row = found.with_marks().get()
        return bool(row.is_overdue), bool(row.lacks_photo)

    def test_it_is_overdue_until_its_story_is_handed_in(self) -> None:
        found = self.given_out(due_at=timezone.now() - dt.timedelta(hours=1))
        self.assertEqual(self.marks(), (True, False))
        story = make_article(filed_by=self.other)
        assigning.file(found, story=story, by=self.other)
        self.assertEqual(self.marks(), (True, False))
        workflow.submit(story, by=self.other)
        self.assertEqual(self.marks(), (False, False))

    def test_the_photo_is_missing_until_a_story_has_one(self) -> None:
        found = self.given_out(due_at=timezone.now() - dt.timedelta(hours=1), wants_photo=True)
        story = make_article(status="submitted")
        found.stories.add(story)
        self.assertEqual(self.marks(), (False, True))
        make_photo(story)
        self.assertEqual(self.marks(), (False, False))

    def test_before_its_time_or_dropped_nothing_is_missing(self) -> None:
        found = self.given_out(due_at=timezone.now() + dt.timedelta(hours=1), wants_photo=True)
        self.assertEqual(self.marks(), (False, False))
        Assignment.objects.filter(pk=found.pk).update(
            state="dropped", due_at=timezone.now() - dt.timedelta(1)
        )
        self.assertEqual(self.marks(), (False, False))

    def test_the_list_says_so_and_filters_by_it(self) -> None:
        late = self.given_out(event="晚了", due_at=timezone.now() - dt.timedelta(hours=1))
        self.given_out(event="不急")
        self.as_user(self.editor)
        shown = self.client.get(LIST, {"late": "copy"})
        self.assertEqual(list(shown.context["cl"].queryset), [late])
        self.assertContains(shown, 'class="mark"')


class DeskTests(Pages):
    def test_a_correspondent_finds_own_open_ones_and_what_is_new(self) -> None:
        found = self.given_out(state="proposed")
        assigning.assign(found, by=self.editor)
        self.given_out(reporter=self.person)
        section = assignments(self.other)
        self.assertEqual((list(section.found), section.new), ([found], {found.pk}))

    def test_an_editor_finds_the_desks_with_overdue_ones_first(self) -> None:
        self.given_out()
        late = self.given_out(due_at=timezone.now() - dt.timedelta(hours=1))
        self.given_out(desk=make_desk("他部"))
        section = assignments(self.editor)
        self.assertEqual((section.found[0], len(section.found)), (late, 2))

    def test_the_section_asks_as_much_of_many_as_of_one(self) -> None:
        counts = []
        for _round in range(2):
            for _each in range(4):
                self.given_out()
            user = User.objects.get(pk=self.editor.pk)
            with CaptureQueriesContext(
                connection,
            ) as asked:
                assignments(user)
            counts.append(len(asked))
        self.assertEqual(counts[0], counts[1])

    def test_the_calendar_tells_what_is_seen_and_not_dropped(self) -> None:
        mine = self.given_out()
        self.given_out(reporter=self.person)
        self.given_out(state="dropped")
        user = User.objects.get(pk=self.other.pk)
        self.assertTrue(user.roles)
        [day] = calendar.days(DAY, DAY, user)
        self.assertEqual(list(day.assignments), [mine])
