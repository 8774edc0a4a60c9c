"""Deleting on the staff site: it asks twice, says what goes, and the bin has the way back."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from html import unescape
from typing import Any

from django.contrib.admin.models import LogEntry
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import HttpResponse
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from articles import workflow
from articles.models import Article, Note, Photo, Presence, Revision
from articles.revisions import keeping
from articles.revisions.applying import restore
from audit.bin import discard
from audit.models import Deletion, Entry
from filing.models import FilingLink
from ingest.importing import ingest_page
from ingest.models import SourcePage
from issues.models import Page
from people.models import Unit, User
from policy.roles import Role
from tests.cast import ADD, LIST, CastTests, change, story_form
from tests.deleting import delete, shown
from tests.make import (
    make_article,
    make_credit,
    make_desk,
    make_issue,
    make_page,
    make_person,
    make_photo,
    make_picture,
    make_town,
    make_user,
)

BIN = reverse("admin:audit_deletion_changelist")


def door(thing: Any, name: str = "delete") -> str:
    return reverse(f"admin:{thing._meta.app_label}_{thing._meta.model_name}_{name}", args=[thing.pk])


def undo(deletion: Deletion) -> str:
    return reverse("admin:audit_deletion_undo", args=[deletion.pk])


class DeletingTests(CastTests):
    def setUp(self) -> None:
        self.desk = make_desk(members=(self.reporter,))
        self.story = make_article("麦田返青", filed_by=self.reporter, desk=self.desk)
        make_credit(self.story, self.person, role="reporter")
        make_photo(self.story, "田间", uploaded_by=self.reporter)
        self.client.force_login(self.reporter)

    def first(self, address: str, response: Any = None, **data: Any) -> Any:
        """From the first page to the second."""
        page = response or self.client.get(address)
        return self.client.post(address, {"bin_step": "1", "bin_shown": shown(page), **data})

    def second(self, address: str, page: Any, **data: Any) -> Any:
        return self.client.post(address, {"bin_step": "2", "bin_shown": shown(page), "sure": "yes", **data})

    def delete(self, thing: Any, **data: Any) -> Any:
        return delete(self.client, door(thing), **data)

    def deleted(self, thing: Any) -> Deletion:
        self.client.get(self.delete(thing).url)
        return Deletion.objects.latest("pk")

    def errors(self, response: Any) -> str:
        found = re.search(r'class="errornote"[^>]*>(.*?)</p>', response.content.decode(), re.DOTALL)
        return unescape(found[1]) if found else ""

    def messages(self, response: HttpResponse) -> str:
        return " ".join(map(str, response.context["messages"]))


class TwoQuestionsTests(DeletingTests):
    def test_the_first_page_names_what_goes_and_what_stays(self) -> None:
        page = self.client.get(door(self.story))
        self.assertContains(page, "麦田返青")
        for kind in ("图片", "署名"):
            self.assertContains(page, f'<span class="bin-kind">{kind}</span> <strong>1</strong>')

    def test_who_has_the_story_open_is_not_counted_and_changes_nothing(self) -> None:
        Presence.objects.create(article=self.story, user=self.reporter)
        page = self.client.get(door(self.story))
        self.assertEqual(set(page.context["question"].counts), {"稿件", "署名"})
        Presence.objects.all().delete()
        page = self.first(door(self.story), page)
        Presence.objects.create(article=self.story, user=self.editor)
        self.second(door(self.story), page)
        self.assertEqual(Article.objects.count(), 0)
        self.assertNotIn("articles.presence", Deletion.objects.get().counts)
        self.client.post(undo(Deletion.objects.get()))
        self.assertEqual((Article.objects.count(), Presence.objects.count()), (1, 0))

    def test_the_second_says_until_when_and_by_whom_it_can_be_undone(self) -> None:
        page = self.first(door(self.story), why="交重了")
        until = timezone.localtime(timezone.now() + dt.timedelta(days=30))
        for words in ("麦田返青", "交重了", Role.CHIEF_EDITOR.value, until.strftime("%Y-%m-%d")):
            self.assertContains(page, words)
        self.assertTrue(Article.objects.exists())

    def test_the_second_answer_deletes_and_leads_to_the_list_with_the_way_back(self) -> None:
        response = self.delete(self.story, why="交重了")
        self.assertRedirects(response, LIST, fetch_redirect_response=False)
        self.assertFalse(Article.objects.exists())
        deletion = Deletion.objects.get()
        self.assertEqual((deletion.by, deletion.why, deletion.name), (self.reporter, "交重了", "麦田返青"))
        self.assertContains(self.client.get(LIST), undo(deletion))
        self.assertEqual(LogEntry.objects.get().object_repr, "麦田返青")

    def test_nothing_is_deleted_by_one_request(self) -> None:
        address = door(self.story)
        digest = shown(self.client.get(address))
        for data in (
            {"post": "yes"},
            {"bin_step": "1", "sure": "yes"},
            {"bin_step": "1", "bin_shown": digest, "sure": "yes"},
            {"bin_step": "2", "sure": "yes"},
            {"bin_step": "2", "bin_shown": "x", "sure": "yes"},
            {"bin_step": "2", "bin_shown": digest},
            {"bin_step": "3", "bin_shown": digest, "sure": "yes"},
            {"bin_step": ["1", "2"], "bin_shown": digest},
        ):
            with self.subTest(data=data):
                self.assertEqual(self.client.post(address, data).status_code, 200)
                self.assertTrue(Article.objects.exists())

    def test_a_tick_that_is_missing_is_asked_for(self) -> None:
        address = door(self.story)
        page = self.first(address)
        again = self.client.post(address, {"bin_step": "2", "bin_shown": shown(page)})
        self.assertTrue(self.errors(again))
        self.assertRedirects(self.second(address, again), LIST)

    def test_what_comes_in_between_is_shown_again_at_either_step(self) -> None:
        address = door(self.story)
        page = self.client.get(address)
        Note.objects.create(article=self.story, by=self.editor, text="别删")
        first = self.first(address, page)
        self.assertTrue(self.errors(first))
        second = self.first(address, first)
        Note.objects.create(article=self.story, by=self.editor, text="真别删")
        again = self.second(address, second)
        self.assertTrue(self.errors(again))
        self.assertContains(again, 'name="bin_step" value="1"')
        self.assertTrue(Article.objects.exists())

    def test_what_was_handed_in_meanwhile_stays(self) -> None:
        address = door(self.story)
        page = self.first(address)
        workflow.submit(self.story, by=self.reporter)
        self.assertEqual(self.second(address, page).status_code, 403)
        self.assertTrue(Article.objects.exists())

    def test_what_stands_on_it_is_said_and_nothing_is_asked(self) -> None:
        self.client.force_login(self.chief)
        page = make_page(make_issue())
        story = make_article("在版上的")
        page.placements.create(article=story)
        response = self.client.get(door(page))
        self.assertNotContains(response, "bin_step")
        self.client.post(door(page), {"bin_step": "2", "sure": "yes"})
        self.assertTrue(Page.objects.exists())

    def test_a_reason_of_any_length_is_taken_and_cut(self) -> None:
        self.delete(self.story, why="长" * 5000 + "\0")
        self.assertEqual(Deletion.objects.get().why, "长" * 500)

    def test_a_name_is_shown_as_text(self) -> None:
        Article.objects.update(headline="<b>麦田</b>")
        page = self.first(door(self.story), why="<i>x</i>")
        self.assertNotContains(page, "<b>麦田</b>")
        self.assertNotContains(page, "<i>x</i>")

    def test_who_may_not_delete_it_gets_neither_page(self) -> None:
        for user, status in ((self.other, 302), (self.editor, 302), (make_user("leser"), 403)):
            self.client.force_login(user)
            with self.subTest(user=user):
                self.assertEqual(self.client.get(door(self.story)).status_code, status)
                sent = self.client.post(door(self.story), {"bin_step": "2", "sure": "yes"})
                self.assertEqual(sent.status_code, status)
        self.assertTrue(Article.objects.exists())

    def test_a_photo_of_a_story_makes_it_another_text(self) -> None:
        self.delete(Photo.objects.get())
        self.assertEqual(Article.objects.get().version, 2)
        self.client.post(undo(Deletion.objects.get()))
        self.assertEqual(Article.objects.get().photos.count(), 1)

    def test_every_kind_goes_through_the_bin(self) -> None:
        self.client.force_login(self.chief)
        for thing in (
            Unit.objects.create(name="单位"),
            make_issue(),
            make_page(make_issue(dt.date(2026, 1, 2))),
        ):
            key = thing.pk
            with self.subTest(kind=thing._meta.label):
                deletion = self.deleted(thing)
                self.assertEqual((deletion.label, deletion.key), (thing._meta.label_lower, str(key)))
                self.client.post(undo(deletion))
                self.assertTrue(type(thing)._default_manager.filter(pk=key).exists())


class ManyTests(DeletingTests):
    def setUp(self) -> None:
        super().setUp()
        self.second_story = make_article("第二篇", filed_by=self.reporter, desk=self.desk)
        self.keys = [self.story.pk, self.second_story.pk]

    def send(self, **data: Any) -> Any:
        ticked = {"action": "delete_selected", "_selected_action": self.keys}
        return self.client.post(LIST, ticked | data)

    def to_the_second(self) -> Any:
        return self.send(bin_step="1", bin_shown=shown(self.send()))

    def test_many_are_asked_about_twice_and_are_one_deletion(self) -> None:
        page = self.to_the_second()
        self.assertEqual(Article.objects.count(), 2)
        response = self.send(bin_step="2", bin_shown=shown(page), sure="yes", why="两篇都交重了")
        self.assertEqual(response.status_code, 302)
        self.assertFalse(Article.objects.exists())
        deletion = Deletion.objects.get()
        self.assertEqual(deletion.why, "两篇都交重了")
        self.client.post(undo(deletion))
        self.assertEqual(Article.objects.count(), 2)

    def test_nothing_is_deleted_by_one_request(self) -> None:
        self.send(post="yes")
        self.send(bin_step="2", sure="yes")
        self.assertEqual(Article.objects.count(), 2)

    def test_another_choice_is_shown_again(self) -> None:
        page = self.to_the_second()
        self.keys.pop()
        self.send(bin_step="2", bin_shown=shown(page), sure="yes")
        self.assertEqual(Article.objects.count(), 2)

    def test_what_is_not_ones_own_is_refused_as_a_whole(self) -> None:
        workflow.submit(self.second_story, by=self.reporter)
        self.assertNotContains(self.send(), "bin_step")
        self.assertEqual(self.send(bin_step="2", sure="yes").status_code, 403)
        self.assertEqual(Article.objects.count(), 2)


class BinPageTests(DeletingTests):
    def test_a_deletion_stands_there_with_who_why_and_what_went(self) -> None:
        self.delete(self.story, why="交重了")
        page = self.client.get(BIN)
        for words in ("麦田返青", "交重了", str(self.reporter), "署名 1", "还剩 30 天"):
            self.assertContains(page, words)
        itself = self.client.get(door(Deletion.objects.get(), "change"))
        self.assertContains(itself, "麦田返青")
        self.assertNotContains(itself, door(Deletion.objects.get(), "history"))

    def test_it_is_brought_back_after_a_question(self) -> None:
        deletion = self.deleted(self.story)
        self.assertContains(self.client.get(undo(deletion)), "麦田返青")
        self.assertFalse(Article.objects.exists())
        response = self.client.post(undo(deletion), follow=True)
        self.assertContains(response, change(Article.objects.get()))
        self.assertNotContains(self.client.get(BIN), undo(deletion))

    def test_twice_says_that_it_is_back(self) -> None:
        deletion = self.deleted(self.story)
        self.client.post(undo(deletion))
        again = self.client.post(undo(deletion))
        self.assertEqual(again.status_code, 409)
        self.assertTrue(self.errors(again))
        self.assertEqual(Article.objects.count(), 1)

    def test_a_desk_that_is_gone_is_named_and_nothing_comes_back(self) -> None:
        deletion = self.deleted(self.story)
        self.desk.delete()
        answer = self.client.post(undo(deletion))
        self.assertEqual(answer.status_code, 409)
        self.assertIn("麦田返青", self.errors(answer))
        self.assertFalse(Article.objects.exists())
        self.assertTrue(Deletion.objects.open().exists())

    def test_others_do_not_see_it_nor_bring_it_back(self) -> None:
        deletion = self.deleted(self.story)
        for user in (self.other, self.editor, self.head):
            self.client.force_login(user)
            with self.subTest(user=user):
                self.assertNotContains(self.client.get(BIN), "麦田返青")
                self.assertEqual(self.client.get(undo(deletion)).status_code, 404)
                self.assertEqual(self.client.post(undo(deletion)).status_code, 404)
        self.assertFalse(Article.objects.exists())

    def test_the_chief_editor_sees_and_brings_back_everybodys(self) -> None:
        deletion = self.deleted(self.story)
        self.client.force_login(self.chief)
        self.assertContains(self.client.get(BIN), "麦田返青")
        Article.objects.all().delete()
        self.client.post(undo(deletion))
        self.assertTrue(Article.objects.exists())

    def test_an_administrator_sees_that_there_is_one_and_not_which(self) -> None:
        self.client.get(self.delete(self.story, why="关于某人").url)
        deletion = Deletion.objects.get()
        self.client.force_login(make_user("guanli", Role.ADMINISTRATOR))
        page = self.client.get(BIN)
        self.assertContains(page, "稿件")
        for words in ("麦田返青", "关于某人"):
            self.assertNotContains(page, words)
            self.assertNotContains(self.client.get(door(deletion, "change")), words)
        self.assertEqual(self.client.post(undo(deletion)).status_code, 403)

    def test_who_may_no_longer_delete_such_a_thing_brings_none_back(self) -> None:
        """Whose it is, is judged by what it is: a story that another handed in is not mine to delete."""
        deletion = discard([make_article("别人的", filed_by=self.other)], by=self.reporter)
        self.assertEqual(self.client.post(undo(deletion)).status_code, 403)
        self.assertFalse(Article.objects.filter(headline="别人的").exists())
        self.assertFalse(Entry.objects.filter(action="undelete").exists())
        self.reporter.groups.clear()
        self.client.force_login(User.objects.get(pk=self.reporter.pk))
        self.assertEqual(self.client.get(undo(deletion)).status_code, 403)

    def test_after_thirty_one_days_it_is_gone_from_the_page_and_from_the_table(self) -> None:
        deletion = self.deleted(self.story)
        Deletion.objects.update(at=timezone.now() - dt.timedelta(days=31))
        self.assertEqual(self.client.post(undo(deletion)).status_code, 404)
        self.assertNotContains(self.client.get(BIN), "麦田返青")
        self.assertFalse(Deletion.objects.exists())
        self.assertEqual(self.client.post(undo(deletion)).status_code, 404)

    def test_numbers_that_no_deletion_has_are_not_found(self) -> None:
        for number in ("0", "99", "9" * 30):
            address = f"{BIN}{number}/undo/"
            self.assertEqual(self.client.post(address).status_code, 404)

    def test_nobody_adds_changes_or_deletes_a_deletion(self) -> None:
        deletion = self.deleted(self.story)
        self.client.force_login(make_user("root", is_superuser=True))
        addresses = [reverse("admin:audit_deletion_add"), door(deletion), door(deletion, "change")]
        self.assertEqual([self.client.post(address).status_code for address in addresses], [403] * 3)

    def test_the_first_page_leads_there(self) -> None:
        self.assertContains(self.client.get(reverse("admin:index")), BIN)

    def test_an_empty_bin_says_so(self) -> None:
        self.assertContains(self.client.get(BIN), 'class="empty"')
        self.delete(self.story)
        self.assertNotContains(self.client.get(BIN), 'class="empty"')

    def test_the_page_of_its_room_says_nothing_of_roles(self) -> None:
        room = self.client.get(reverse("admin:app_list", args=["audit"]))
        self.assertContains(room, BIN)
        self.assertNotContains(room, "还没有角色")


class IngestedPageTests(CastTests):
    def test_a_page_with_its_stories_is_one_deletion_and_one_way_back(self) -> None:
        ingest_page(
            "田庄镇:麦田返青\n\n本报讯(通讯员 安宁)巨野县田庄镇的麦田返青了。\n",
            date=dt.date(2026, 12, 1),
            label="A1",
        )
        self.client.force_login(self.chief)
        delete(self.client, door(SourcePage.objects.get()))
        self.assertFalse(Article.objects.exists() or Page.objects.exists())
        self.client.post(undo(Deletion.objects.get()))
        self.assertEqual(SourcePage.objects.get().extracts.get().article, Article.objects.get())
        self.assertEqual(Article.objects.get().placements.count(), 1)


class SentAgainTests(DeletingTests):
    KEY = str(uuid.UUID(int=5))

    def test_a_form_that_is_sent_again_makes_no_second_story_without_a_word(self) -> None:
        form = story_form(headline="只交一次", form_key=self.KEY)
        self.client.post(ADD, form)
        deletion = self.deleted(Article.objects.get(headline="只交一次"))
        answer = self.client.post(ADD, form)
        self.assertEqual(answer.status_code, 409)
        self.assertContains(answer, "第二段", status_code=409)
        self.assertContains(answer, undo(deletion), status_code=409)
        self.assertFalse(Article.objects.filter(headline="只交一次").exists())
        script = self.client.post(ADD, form, headers={"accept": "application/json"})
        self.assertIn(script.status_code, (409, 422))

    def test_what_was_typed_into_a_story_that_is_deleted_is_given_back(self) -> None:
        second = make_article("第二篇", filed_by=self.reporter)
        where = change(second)
        discard([self.story, second], by=self.chief)
        answer = self.client.post(where, story_form(body="刚写的一段。"))
        self.assertContains(answer, "刚写的一段。", status_code=409)
        self.assertNotContains(answer, "/undo/", status_code=409)

    def test_once_it_is_back_its_form_is_a_form_again(self) -> None:
        deletion = self.deleted(self.story)
        self.client.post(undo(deletion))
        rows = {"photos-TOTAL_FORMS": 0, "credits-TOTAL_FORMS": 0}
        saved = self.client.post(change(self.story), story_form(headline="改题", **rows))
        self.assertEqual(saved.status_code, 302)


class RowsOfTheFormTests(CastTests):
    """A row taken out of the story's form is no deletion: the story's past has it."""

    def test_a_photo_taken_out_comes_back_with_an_earlier_version_picture_and_all(self) -> None:
        story = make_article("麦田返青", filed_by=self.reporter)
        photo = make_photo(story, "田间", uploaded_by=self.reporter, image=make_picture())
        make_credit(photo, self.person, role="photographer")
        with transaction.atomic():
            kept = keeping.keep(keeping.hold(story), by=self.reporter, how=Revision.How.FORM)
        kept = kept or keeping.latest(story)
        self.client.force_login(self.reporter)
        row = {
            "id": photo.pk,
            "article": story.pk,
            "caption": "田间",
            "version": 1,
            "order": 1,
            "DELETE": "on",
        }
        form = story_form(**{"photos-TOTAL_FORMS": 1, "photos-INITIAL_FORMS": 1})
        self.client.post(change(story), form | {f"photos-0-{name}": value for name, value in row.items()})
        self.assertFalse(story.photos.exists())
        story.refresh_from_db()
        assert kept is not None
        restore(story, kept, by=self.reporter, version=story.version)
        back = story.photos.get()
        self.assertEqual((back.caption, back.image.name), ("田间", photo.image.name))
        self.assertEqual(back.credits.get().person, self.person)
        self.assertTrue(default_storage.exists(str(back.image.name)))


class FiledByLinkTests(TestCase):
    def test_a_form_whose_story_was_deleted_makes_no_second_one_without_a_word(self) -> None:
        person = make_person("安宁", "correspondent", town=make_town())
        link = FilingLink.objects.create(person=person)
        key = str(uuid.UUID(int=6))
        form = {"key": key, "headline": "麦田返青", "body": "麦田返青了。", "town": str(person.town_id)}
        self.client.post(link.get_private_path(), form)
        discard([Article.objects.get()], by=None)
        answer = self.client.post(link.get_private_path(), form)
        self.assertContains(answer, "麦田返青了。")
        self.assertFalse(Article.objects.exists())
        self.assertNotContains(answer, key)
