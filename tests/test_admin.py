"""The staff pages, through the door people use: who files, who signs, who releases, who sees what."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.contrib import admin
from django.urls import reverse

from articles import workflow
from articles.models import Article, Credit, Photo
from issues.models import Issue
from people.models import Person
from policy.roles import Role
from tests.cast import ADD, LIST, CastTests, change, story_form
from tests.deleting import delete
from tests.make import (
    FAR_AHEAD,
    LONG_AGO,
    clear,
    make_article,
    make_county,
    make_desk,
    make_issue,
    make_page,
    make_person,
    make_placement,
    make_town,
    make_user,
    sign_off,
)
from tests.releasing import answer

# Session, user, roles and desks, own columns, four filters, two counts, the stories with what their columns
# show, who is at them, how much is in the lists by name, own lists, dates, and the three of the bell.
LIST_QUERIES = 24


class FilingTests(CastTests):
    def setUp(self) -> None:
        self.client.force_login(self.reporter)

    def file_story(self) -> Article:
        form = story_form(_step="submit", towns=[self.town.pk], tags="春耕，农业")
        form |= {"credits-TOTAL_FORMS": 1, "credits-0-person": self.person.pk, "credits-0-role": "reporter"}
        form |= {
            "credits-0-order": 1,
            "photos-TOTAL_FORMS": 1,
            "photos-0-caption": "图为麦田",
            "photos-0-order": 1,
        }
        form |= {"photos-0-photographers": [self.person.pk]}
        response = self.client.post(ADD, form)
        self.assertRedirects(response, LIST)
        return Article.objects.get()

    def test_a_reporter_files_a_whole_story_in_one_form(self) -> None:
        story = self.file_story()
        self.assertEqual((story.status, story.filed_by), (Article.Status.SUBMITTED, self.reporter))
        self.assertEqual(story.body, "第一段。\n第二段。")
        self.assertEqual({str(tag) for tag in story.tags.all()}, {"春耕", "农业"})
        self.assertEqual(story.credits.get().printed_text, "王燕")
        self.assertEqual(story.photos.get().credits.get().role, Credit.Role.PHOTOGRAPHER)

    def test_a_filed_story_is_read_only_for_its_author(self) -> None:
        story = self.file_story()
        self.client.post(change(story), story_form(headline="改了", version=1))
        self.assertEqual(Article.objects.get().headline, "麦田返青")

    def test_status_and_time_cannot_be_forged(self) -> None:
        self.client.post(
            ADD, story_form(status="signed_off", publish_at_0="2020-01-01", publish_at_1="06:00")
        )
        story = Article.objects.get()
        self.assertEqual((story.status, story.publish_at), (Article.Status.DRAFT, None))

    def test_a_story_without_headline_stays_a_draft_and_says_why(self) -> None:
        response = self.client.post(ADD, story_form(headline="", _step="submit"), follow=True)
        self.assertEqual(Article.objects.get().status, Article.Status.DRAFT)
        self.assertContains(response, "主题")

    def test_a_reporter_sees_own_stories_only(self) -> None:
        foreign = make_article("别人的稿子", filed_by=self.other)
        own = make_article("自己的稿子", filed_by=self.reporter)
        credited = make_article("署名的稿子")
        Credit.objects.create(article=credited, person=self.person, role="reporter")
        response = self.client.get(LIST)
        self.assertContains(response, own.headline)
        self.assertContains(response, credited.headline)
        self.assertNotContains(response, foreign.headline)
        self.assertEqual(self.client.get(change(foreign)).status_code, 302)
        self.assertNotContains(self.client.get(LIST, {"q": "别人"}), foreign.headline)

    def test_a_photo_is_not_attached_to_a_foreign_story_by_a_forged_id(self) -> None:
        foreign = make_article("别人的稿子", filed_by=self.other)
        form = {"caption": "图", "article": foreign.pk, "order": 0}
        form |= {"credits-TOTAL_FORMS": 0, "credits-INITIAL_FORMS": 0}
        self.client.post(reverse("admin:articles_photo_add"), form)
        self.assertFalse(Photo.objects.exists())


class ConcurrencyTests(CastTests):
    def test_the_second_of_two_saves_is_refused_and_keeps_its_text(self) -> None:
        story = make_article("原题", filed_by=self.reporter)
        self.client.force_login(self.editor)
        self.client.post(change(story), story_form(headline="先存的题", version=1))
        response = self.client.post(change(story), story_form(headline="后存的题", version=1), follow=True)
        self.assertEqual(Article.objects.get().headline, "先存的题")
        kept = re.sub(r"</?mark>", "", response.content.decode())
        self.assertIn("后存的题", kept)
        self.assertIn("先存的题", kept)

    def test_each_save_carries_the_next_version(self) -> None:
        story = make_article("原题")
        self.client.force_login(self.editor)
        for version in (1, 2, 3):
            self.client.post(change(story), story_form(headline=f"第{version}稿", version=version))
        self.assertEqual(Article.objects.get().version, 4)

    def test_a_photo_saved_on_its_own_page_makes_open_forms_stale(self) -> None:
        story = make_article("原题", filed_by=self.reporter)
        photo = Photo.objects.create(article=story, caption="旧图注")
        self.client.force_login(self.editor)
        form = {"caption": "新图注", "article": story.pk, "order": 0, "version": 1}
        form |= {"credits-TOTAL_FORMS": 0, "credits-INITIAL_FORMS": 0}
        self.client.post(reverse("admin:articles_photo_change", args=[photo.pk]), form)
        self.assertEqual(Article.objects.get().version, 2)


class EditingTests(CastTests):
    def setUp(self) -> None:
        self.story = make_article(
            "麦田返青", filed_by=self.reporter, status=Article.Status.SUBMITTED, body="正文。"
        )
        self.client.force_login(self.editor)

    def step(self, action: str) -> str:
        return reverse("admin:articles_article_step", args=[self.story.pk, action])

    def test_a_desk_editor_saves_and_approves_with_a_note(self) -> None:
        self.client.post(change(self.story), story_form(_step="approve", step_note="可用"))
        self.assertEqual(Article.objects.get().state_label, "二审")
        self.assertEqual(self.story.sign_offs.get().note, "可用")

    def test_approving_from_the_list_asks_first_and_tells_each_story_that_could_not(self) -> None:
        own = make_article("自己的稿子", filed_by=self.editor, status=Article.Status.SUBMITTED)
        form = {"action": "approve", "_selected_action": [self.story.pk, own.pk]}
        self.assertContains(self.client.post(LIST, form), "step_confirmed")
        self.assertEqual(Article.objects.filter(status=Article.Status.SUBMITTED).count(), 2)
        confirmed: dict[str, Any] = form | {"step_confirmed": "1", "step_note": ""}
        confirmed |= {f"version-{story.pk}": story.version for story in (self.story, own)}
        response = self.client.post(LIST, confirmed, follow=True)
        self.assertEqual(Article.objects.get(status=Article.Status.IN_REVIEW), self.story)
        said = [str(message) for message in response.context["messages"]]
        self.assertTrue(any("自己的稿子" in each for each in said), said)

    def test_an_edit_of_a_signed_story_voids_the_sign_offs_and_says_so(self) -> None:
        sign_off(self.story)
        response = self.client.post(change(self.story), story_form(body="改了。"), follow=True)
        self.assertEqual(Article.objects.get().state_label, "一审")
        self.assertContains(response, 'class="warning"')

    def test_a_second_reviewer_who_edits_sends_it_back_to_the_first(self) -> None:
        workflow.approve(self.story, by=self.editor)
        self.client.force_login(self.head)
        seen = f"in_review-{self.story.stage_id}-1"
        self.client.post(change(self.story), story_form(body="改。", _step="approve", step_seen=seen))
        self.assertEqual(Article.objects.get().state_label, "一审")

    def test_a_page_that_was_opened_before_the_story_moved_on_takes_no_step(self) -> None:
        both = make_user("liangzhi", Role.DESK_EDITOR, Role.SECTION_HEAD)
        workflow.approve(self.story, by=self.editor)
        self.client.force_login(both)
        self.client.post(self.step("approve"), {"step_seen": "submitted--1", "step_note": ""})
        self.assertEqual(self.story.sign_offs.count(), 1)

    def test_a_return_asks_for_the_reason_the_author_reads(self) -> None:
        self.assertEqual(self.client.post(self.step("return"), {"step_note": ""}).status_code, 200)
        self.client.post(self.step("return"), {"step_note": "请核实日期"})
        self.client.force_login(self.reporter)
        self.assertContains(self.client.get(change(self.story)), "请核实日期")

    def test_who_cannot_review_reads_whose_turn_it_is_and_has_no_button(self) -> None:
        workflow.approve(self.story, by=self.editor)
        response = self.client.get(change(self.story))
        self.assertContains(response, "部主任")
        self.assertNotContains(response, 'value="approve"')

    def test_an_author_takes_a_submitted_story_back_with_one_click(self) -> None:
        self.client.force_login(self.reporter)
        self.assertContains(self.client.get(change(self.story)), self.step("recall"))
        self.client.post(self.step("recall"), {"step_note": ""})
        self.assertEqual(Article.objects.get().status, Article.Status.DRAFT)

    def test_a_step_nobody_may_take_is_refused(self) -> None:
        for action in ("withdraw", "publish", "void", "reinstate"):
            with self.subTest(action=action):
                self.client.post(self.step(action), {"step_note": "x", "reason": "facts"})
                self.assertEqual(Article.objects.get().status, Article.Status.SUBMITTED)

    def test_a_withdrawal_asks_for_the_readers_reason(self) -> None:
        sign_off(self.story)
        self.client.force_login(self.chief)
        self.assertEqual(self.client.post(self.step("withdraw"), {"step_note": "误"}).status_code, 200)
        self.client.post(self.step("withdraw"), {"step_note": "误", "reason": "facts"})
        self.assertEqual(Article.objects.get().withdrawal_reason, "facts")

    def test_a_correction_is_begun_from_the_story_and_opens_as_a_draft(self) -> None:
        sign_off(self.story)
        Article.objects.update(publish_at=LONG_AGO)
        self.client.post(self.step("correct"))
        correction = Article.objects.get(corrects=self.story)
        self.assertEqual((correction.genre, correction.filed_by), ("correction", self.editor))
        self.client.post(change(correction), story_form(genre="correction", headline="更正", _step="submit"))
        self.assertEqual(Article.objects.get(pk=correction.pk).status, Article.Status.SUBMITTED)

    def test_a_correspondents_copy_goes_to_the_desk_of_the_county(self) -> None:
        desk = make_desk(counties=(make_county(),))
        make_person("安宁", Person.Kind.CORRESPONDENT, town=self.town, user=self.other)
        self.client.force_login(self.other)
        self.client.post(ADD, story_form(_step="submit"))
        self.assertEqual(Article.objects.get(filed_by=self.other).desk, desk)


class ReleasePageTests(CastTests):
    def setUp(self) -> None:
        self.issue = make_issue(dt.date(2026, 12, 1))
        self.page = make_page(self.issue)
        self.story = make_article("麦田返青")
        self.address = reverse("admin:issues_issue_release", args=[self.issue.pk])

    def placements(self, **fields: Any) -> dict[str, Any]:
        form = {"label": "A3", "order": 3, "name": "县区", "line_length": 13, "version": 1}
        form |= {"placements-TOTAL_FORMS": 1, "placements-INITIAL_FORMS": 0}
        form |= {
            "placements-0-article": self.story.pk,
            "placements-0-position": "lead",
            "placements-0-order": 1,
        }
        return form | fields

    def test_an_editor_places_a_story_on_a_page(self) -> None:
        self.client.force_login(self.editor)
        self.client.post(reverse("admin:issues_page_change", args=[self.page.pk]), self.placements())
        self.assertEqual(self.page.placements.get().article, self.story)

    def test_the_chief_editor_schedules_at_a_beijing_time(self) -> None:
        sign_off(self.story)
        make_placement(self.story, self.page)
        clear(self.issue)
        self.client.force_login(self.chief)
        answer(self.client, self.address, at_0="2099-01-01", at_1="06:00:00")
        self.assertEqual(Issue.objects.get().publish_at, FAR_AHEAD)

    def test_an_unsigned_story_is_named_and_nothing_is_scheduled(self) -> None:
        make_placement(self.story, self.page)
        self.client.force_login(self.chief)
        response = answer(self.client, self.address, at_0="2099-01-01", at_1="06:00:00")
        self.assertContains(response, "麦田返青")
        self.assertIsNone(Issue.objects.get().publish_at)

    def test_an_editor_does_not_release(self) -> None:
        sign_off(self.story)
        make_placement(self.story, self.page)
        self.client.force_login(self.editor)
        answer(self.client, self.address, at_0="2020-01-01", at_1="06:00:00")
        self.assertIsNone(Issue.objects.get().publish_at)

    def test_a_story_of_another_issue_is_refused_on_the_page(self) -> None:
        make_placement(self.story, make_page(make_issue(dt.date(2026, 12, 2))))
        self.client.force_login(self.editor)
        self.client.post(reverse("admin:issues_page_change", args=[self.page.pk]), self.placements())
        self.assertFalse(self.page.placements.exists())

    def test_an_issue_that_is_out_cannot_be_deleted(self) -> None:
        Issue.objects.update(publish_at=LONG_AGO)
        self.client.force_login(self.chief)
        response = delete(self.client, reverse("admin:issues_issue_delete", args=[self.issue.pk]))
        self.assertEqual(response.status_code, 403)


class DeskTests(CastTests):
    def test_every_list_and_form_opens_for_who_may_see_it(self) -> None:
        root = make_user("root", is_superuser=True)
        for user in (self.reporter, self.editor, self.chief, root):
            self.client.force_login(user)
            for model, model_admin in admin.site._registry.items():
                for page, allowed in (
                    ("changelist", "has_view_permission"),
                    ("add", "has_add_permission"),
                ):
                    with self.subTest(user=user, model=model, page=page):
                        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}")
                        response = self.client.get(address)
                        may = getattr(model_admin, allowed)(response.wsgi_request)
                        self.assertEqual(response.status_code, 200 if may else 403)

    def test_namesakes_are_told_apart_in_the_choices(self) -> None:
        make_town("东城街道", "dongcheng-mudan")
        self.client.force_login(self.reporter)
        query = {"app_label": "articles", "model_name": "article", "field_name": "towns", "term": "东城"}
        self.assertIn(
            "东城街道（巨野县）",
            self.client.get(reverse("admin:autocomplete"), query).json()["results"][0]["text"],
        )

    def test_the_list_takes_the_same_queries_for_three_stories_and_for_thirty(self) -> None:
        self.client.force_login(self.editor)
        page = make_page(make_issue())
        self.client.get(LIST)  # Content types are asked for once a process.
        for rows in (3, 30):
            for number in range(rows):
                story = make_article(f"第{number}篇", towns=(self.town,), filed_by=self.reporter)
                Photo.objects.create(article=story, caption="图")
                make_placement(story, page)
            with self.subTest(rows=rows), self.assertNumQueries(LIST_QUERIES):
                self.client.get(LIST)

    def test_the_staff_site_speaks_chinese_and_english_on_request(self) -> None:
        self.client.force_login(self.editor)
        self.assertContains(self.client.get(LIST), "稿件")
        self.client.post(reverse("set_language"), {"language": "en", "next": LIST})
        self.assertContains(self.client.get(LIST), "stories")
