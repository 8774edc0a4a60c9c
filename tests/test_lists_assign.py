"""Desk, tags and planned issue of many stories at once, each by the rights of its own form."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from policy.roles import Role
from tests.cast import LIST, change, story_form
from tests.make import make_article, make_desk, make_user, sign_off
from tests.test_lists import SUBMITTED, ListCase


class AssignTests(ListCase):
    def setUp(self) -> None:
        super().setUp()
        self.desk = make_desk("县区部", members=(self.editor,))
        self.other_desk = make_desk("要闻部")
        self.stories = [
            make_article(f"第{number}篇", filed_by=self.reporter, status=SUBMITTED) for number in range(3)
        ]

    def ask(self, *stories: Article) -> Any:
        chosen = [story.pk for story in stories or self.stories]
        return self.client.post(LIST, {"action": "assign", "_selected_action": chosen})

    def assign(self, *stories: Article, **sent: Any) -> Any:
        chosen = stories or tuple(self.stories)
        form = {"action": "assign", "assign_confirmed": "1", "_selected_action": [s.pk for s in chosen]}
        versions = {f"version-{story.pk}": story.version for story in chosen}
        return self.client.post(LIST, form | versions | sent, follow=True)

    def test_the_page_asks_and_shows_how_the_stories_are(self) -> None:
        self.stories[0].tags.add("春耕")
        response = self.ask()
        for text in ("第0篇", "春耕", "assign_confirmed", "要闻部"):
            self.assertContains(response, text)
        self.assertEqual(Article.objects.filter(version=1).count(), 3)

    def test_desk_tags_and_day_are_set_together_and_history_keeps_it(self) -> None:
        self.stories[0].tags.add("旧闻")
        day = timezone.localdate() + dt.timedelta(days=2)
        self.assign(
            desk=self.other_desk.pk, add_tags="春耕，农业", remove_tags="旧闻", planned=day.isoformat()
        )
        for story in Article.objects.all():
            self.assertEqual((story.desk, story.planned_for, story.version), (self.other_desk, day, 2))
            self.assertEqual({str(tag) for tag in story.tags.all()}, {"春耕", "农业"})
        entry = LogEntry.objects.filter(object_id=str(self.stories[0].pk)).get()
        self.assertEqual(entry.user, self.editor)
        for word in ("部门", "标签", "拟刊期次"):
            self.assertIn(word, entry.get_change_message())

    def test_what_is_left_as_it_is_stays(self) -> None:
        Article.objects.update(desk=self.desk, planned_for=dt.date(2026, 12, 1))
        self.assign(add_tags="春耕")
        story = Article.objects.all()[0]
        self.assertEqual((story.desk, story.planned_for), (self.desk, dt.date(2026, 12, 1)))

    def test_desk_and_day_can_be_taken_away(self) -> None:
        Article.objects.update(desk=self.desk, planned_for=dt.date(2026, 12, 1))
        self.assign(desk="none", planned="none")
        self.assertEqual(Article.objects.filter(desk=None, planned_for=None).count(), 3)

    def test_another_day_is_typed(self) -> None:
        self.assign(planned="other", planned_for="2026-12-24")
        self.assertEqual(Article.objects.filter(planned_for="2026-12-24").count(), 3)

    def test_bad_input_is_told_beside_its_field_and_nothing_is_set(self) -> None:
        for sent in (
            {"planned": "other"},
            {"planned": "2026-13-01"},
            {"planned_for": "0001-01-01"},
            {"planned_for": "瞎写"},
            {"desk": "999"},
            {"desk": "x"},
            {"add_tags": "!!!"},
            {"add_tags": "春耕", "planned": "other"},
            {},
        ):
            with self.subTest(sent=sent):
                self.assertContains(self.assign(**sent), "errorlist")
        self.assertEqual(Article.objects.filter(version=1, planned_for=None, desk=None).count(), 3)

    def test_a_story_that_may_not_be_changed_is_named_and_the_others_are_done(self) -> None:
        killed = make_article("不用的", filed_by=self.reporter, status=Article.Status.KILLED)
        response = self.assign(*self.stories, killed, add_tags="春耕")
        self.assertContains(response, "《不用的》：")
        self.assertEqual(Article.objects.filter(tags__name="春耕").count(), 3)

    def test_an_author_sets_tags_of_own_drafts_and_no_desk(self) -> None:
        self.client.force_login(self.reporter)
        draft = make_article("草稿", filed_by=self.reporter)
        self.assertNotContains(self.ask(draft), 'name="desk"')
        self.assign(draft, self.stories[0], add_tags="春耕", desk=self.other_desk.pk)
        self.assertEqual([story.title for story in Article.objects.filter(tags__name="春耕")], ["草稿"])
        self.assertFalse(Article.objects.filter(desk=self.other_desk).exists())

    def test_who_changes_no_story_has_no_such_action(self) -> None:
        self.client.force_login(make_user("jiaodui", Role.PROOFREADER))
        self.assertNotContains(self.client.get(LIST), 'value="assign"')
        self.assign(add_tags="春耕")
        self.assertFalse(Article.objects.filter(tags__name="春耕").exists())

    def test_an_open_form_is_stale_afterwards(self) -> None:
        self.assign(add_tags="春耕")
        self.client.post(change(self.stories[0]), story_form(headline="改题", version=1))
        self.assertFalse(Article.objects.filter(headline="改题").exists())

    def test_a_story_that_somebody_saved_meanwhile_is_left_alone(self) -> None:
        saved = self.stories[0]
        Article.objects.filter(pk=saved.pk).update(version=2)
        response = self.assign(add_tags="春耕")
        self.assertContains(response, "《第0篇》：")
        self.assertEqual(Article.objects.filter(tags__name="春耕").count(), 2)

    def test_what_was_so_already_is_counted_and_gets_no_new_version(self) -> None:
        self.stories[0].tags.add("春耕")
        self.assign(add_tags="春耕")
        self.assertEqual(Article.objects.get(pk=self.stories[0].pk).version, 1)
        self.assertEqual(LogEntry.objects.count(), 2)

    def test_a_story_that_left_the_list_is_counted(self) -> None:
        gone = make_article("删掉的")
        form: dict[str, Any] = {"action": "assign", "assign_confirmed": "1", "add_tags": "春耕"}
        form |= {"_selected_action": [self.stories[0].pk, gone.pk], f"version-{self.stories[0].pk}": 1}
        gone.delete()
        self.assertContains(self.client.post(LIST, form, follow=True), "已不在这个列表里")

    def test_tags_void_no_sign_off(self) -> None:
        """They are not part of the text that somebody answered for."""
        story = sign_off(self.stories[0])
        self.client.force_login(self.chief)
        self.assign(story, add_tags="春耕", planned="none")
        self.assertEqual(Article.objects.get(pk=story.pk).status, Article.Status.SIGNED_OFF)

    def test_more_than_a_page_can_ask_about_is_refused(self) -> None:
        Article.objects.bulk_create(Article(headline=f"{number}") for number in range(201))
        form = {"action": "assign", "index": "0", "select_across": "1", "_selected_action": [1]}
        self.assertContains(self.client.post(LIST, form, follow=True), "200")

    def test_forged_ids_are_no_crash(self) -> None:
        form = {"action": "assign", "assign_confirmed": "1", "_selected_action": ["x", "9" * 30]}
        self.assertEqual(self.client.post(LIST, form, follow=True).status_code, 200)
        self.assertEqual(reverse("admin:articles_article_changelist"), LIST)
