"""The other doors: what was once found open, forged or left standing, and has to stay shut."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from taggit.models import Tag

from articles import review, workflow
from articles.models import Article, Credit, Photo
from ingest.importing import ingest_page
from ingest.models import SourcePage
from issues import release
from issues.models import Issue, Page
from people.models import Person
from tests import releasing
from tests.cast import ADD, LIST, CastTests, change, story_form
from tests.deleting import delete
from tests.make import (
    FAR_AHEAD,
    LONG_AGO,
    make_article,
    make_credit,
    make_issue,
    make_page,
    make_photo,
    make_placement,
    make_town,
    sign_off,
)
from tests.test_images import picture, upload

# The placement form and the bell, whatever the rows; autocomplete adds a query for each chosen story.
FORM_QUERIES = 12
CREDITS = {"credits-TOTAL_FORMS": 0, "credits-INITIAL_FORMS": 0}


def photo_page(photo: Photo) -> str:
    return reverse("admin:articles_photo_change", args=[photo.pk])


def photo_rows(*photos: Photo, **fields: Any) -> dict[str, Any]:
    """The photo inline of a story form as the browser posts it."""
    form: dict[str, Any] = {"photos-TOTAL_FORMS": len(photos), "photos-INITIAL_FORMS": len(photos)}
    for number, photo in enumerate(photos):
        row = {
            "id": photo.pk,
            "caption": photo.caption,
            "order": photo.order,
            "version": photo.version,
        } | fields
        form |= {f"photos-{number}-{name}": value for name, value in row.items()}
    return form


class PictureTests(CastTests):
    def setUp(self) -> None:
        self.story = make_article(
            "雪后麦田", body="正文。", status=Article.Status.SUBMITTED, filed_by=self.reporter
        )
        self.photo = Photo.objects.create(article=self.story, caption="图为麦田", image=upload(picture()))
        make_credit(self.photo, printed_text="刘菲", role=Credit.Role.PHOTOGRAPHER)
        self.client.force_login(self.editor)

    def test_a_story_with_a_picture_is_saved_and_signed_again_and_again(self) -> None:
        for version in (1, 2):
            form = story_form(version=version, body=f"第{version}稿。", _step="approve")
            self.client.post(change(self.story), form | photo_rows(self.photo))
            self.assertEqual(Article.objects.get().state_label, "二审")
        self.assertEqual((self.photo.width, self.photo.height), (1200, 800))

    def test_a_caption_is_corrected_where_the_file_is_lost(self) -> None:
        self.photo.image.storage.delete(self.photo.image.name or "")
        form = {"caption": "改过的图注", "article": self.story.pk, "order": 0, "version": 1} | CREDITS
        self.assertEqual(self.client.post(photo_page(self.photo), form).status_code, 302)
        self.assertEqual(Photo.objects.get().caption, "改过的图注")

    def test_a_stale_photo_page_does_not_overwrite_the_story_form(self) -> None:
        form = story_form(version=1) | photo_rows(self.photo, caption="先改的图注")
        self.client.post(change(self.story), form)
        stale = {"caption": "后存的图注", "article": self.story.pk, "order": 0, "version": 1} | CREDITS
        response = self.client.post(photo_page(self.photo), stale)
        self.assertContains(self.client.get(response.headers["Location"]), "后存")
        self.assertEqual(Photo.objects.get().caption, "先改的图注")

    def test_line_ends_of_the_browser_do_not_void_a_sign_off(self) -> None:
        Photo.objects.filter(pk=self.photo.pk).update(caption="第一句。\n第二句。")
        sign_off(self.story)
        form = story_form(body="正文。", headline="雪后麦田", dateline="", printed_byline="", tags="雪")
        self.client.post(change(self.story), form | photo_rows(self.photo, caption="第一句。\r\n第二句。"))
        self.assertEqual(Article.objects.get().status, Article.Status.SIGNED_OFF)


class AuthorTests(CastTests):
    def test_a_form_that_comes_too_late_gives_the_text_back(self) -> None:
        story = make_article("原题", filed_by=self.reporter)
        workflow.submit(story, by=self.reporter)
        self.client.force_login(self.reporter)
        response = self.client.post(change(story), story_form(body="辛苦写的一段。"), follow=True)
        self.assertContains(response, "辛苦写的一段。")
        self.assertEqual(Article.objects.get().body, "")

    def test_a_photo_on_somebody_elses_story_is_out_of_sight(self) -> None:
        foreign = make_article("别人的稿子", filed_by=self.other)
        photo = Photo.objects.create(article=foreign, caption="图", uploaded_by=self.reporter)
        self.client.force_login(self.reporter)
        self.assertNotContains(self.client.get(reverse("admin:articles_photo_changelist")), "别人的稿子")
        self.assertEqual(self.client.get(photo_page(photo)).status_code, 302)

    def test_tags_are_not_merged_without_the_right(self) -> None:
        tag = Tag.objects.create(name="春耕")
        self.client.force_login(self.reporter)
        form = {"action": "render_tag_form", "_selected_action": [tag.pk]}
        self.client.post(reverse("admin:taggit_tag_changelist"), form)
        self.client.post("/admin/taggit/tag/merge-tags/", {"new_tag_name": "被篡改"})
        self.assertEqual([str(row) for row in Tag.objects.all()], ["春耕"])

    def test_a_tag_that_makes_no_address_is_refused(self) -> None:
        self.client.force_login(self.reporter)
        for tag in ("！！！", "长" * 101):
            with self.subTest(tag=tag):
                self.assertEqual(self.client.post(ADD, story_form(tags=tag)).status_code, 200)
                self.assertFalse(Article.objects.exists())

    def test_lists_do_not_answer_questions_about_foreign_stories(self) -> None:
        foreign = make_article("别人的稿子", filed_by=self.other, towns=(make_town("大义镇", "dayi"),))
        Credit.objects.create(article=foreign, person=self.person, role="reporter")
        self.client.force_login(self.other)
        for model, lookup in (
            ("towns_town", "articles"),
            ("towns_county", "articles"),
            ("people_person", "credits"),
            ("taggit_tag", "article"),
        ):
            with self.subTest(model=model):
                address = reverse(f"admin:{model}_changelist")
                self.assertEqual(self.client.get(address, {lookup: foreign.pk}).status_code, 400)

    def test_the_version_of_a_new_story_is_not_the_authors_to_choose(self) -> None:
        self.client.force_login(self.reporter)
        self.client.post(ADD, story_form(version=2147483647))
        self.assertEqual(Article.objects.get().version, 1)


class EditorTests(CastTests):
    def setUp(self) -> None:
        self.client.force_login(self.editor)

    def test_a_filed_story_does_not_lose_its_headline(self) -> None:
        story = make_article("原题", filed_by=self.reporter, status=Article.Status.SUBMITTED)
        response = self.client.post(change(story), story_form(headline=""))
        self.assertEqual(response.status_code, 200)
        self.assertEqual(Article.objects.get().headline, "原题")

    def test_a_name_credited_twice_is_an_error_in_the_form(self) -> None:
        row = {"person": self.person.pk, "role": "reporter", "order": 1}
        form = story_form(**{"credits-TOTAL_FORMS": 2})
        form |= {f"credits-{number}-{name}": value for number in (0, 1) for name, value in row.items()}
        self.assertContains(self.client.post(ADD, form), "王燕")
        self.assertFalse(Article.objects.exists())

    def test_an_editor_does_not_say_whose_account_a_person_is(self) -> None:
        form = {"name": "王燕", "kind": "reporter", "user": "", "is_active": "on"}
        self.client.post(reverse("admin:people_person_change", args=[self.person.pk]), form)
        self.assertEqual(Person.objects.get().user, self.reporter)

    def test_a_story_once_signed_is_not_deleted_even_by_the_chief_editor(self) -> None:
        story = workflow.submit(make_article("原题", filed_by=self.reporter), by=self.reporter)
        sign_off(story)
        Article.objects.update(body="改了。")
        workflow.void_if_changed(story, by=self.editor)
        workflow.return_to_author(story, by=self.chief, note="重写")
        self.client.force_login(self.chief)
        address = reverse("admin:articles_article_delete", args=[story.pk])
        self.assertEqual(delete(self.client, address).status_code, 403)


class PageTests(CastTests):
    def setUp(self) -> None:
        self.issue = make_issue(dt.date(2026, 12, 1))
        self.page = make_page(self.issue)
        self.story = sign_off(make_article("麦田返青"))
        self.placement = make_placement(self.story, self.page)
        self.client.force_login(self.editor)

    def save_page(self, **fields: Any) -> Any:
        form = {"label": "A3", "order": 3, "name": "县区", "line_length": 13, "version": 1}
        form |= {"placements-TOTAL_FORMS": 1, "placements-INITIAL_FORMS": 1}
        form |= {"placements-0-id": self.placement.pk}
        form |= {
            "placements-0-article": self.story.pk,
            "placements-0-order": 1,
            "placements-0-position": "lead",
        }
        return self.client.post(reverse("admin:issues_page_change", args=[self.page.pk]), form | fields)

    def test_a_public_story_is_not_taken_off_its_page_without_a_reason(self) -> None:
        releasing.schedule(self.issue, at=LONG_AGO, by=self.chief)
        self.save_page(**{"placements-0-DELETE": "on"})
        self.assertEqual(Article.objects.published().count(), 1)

    def test_a_page_stays_workable_while_one_of_its_stories_is_unsigned(self) -> None:
        releasing.schedule(self.issue, at=LONG_AGO, by=self.chief)
        Article.objects.update(body="改了。")
        workflow.void_if_changed(self.story, by=self.editor)
        self.save_page(name="新版名")
        self.assertEqual(Page.objects.get().name, "新版名")

    def test_a_page_does_not_change_its_issue(self) -> None:
        other = make_issue(dt.date(2026, 12, 2))
        releasing.schedule(self.issue, at=LONG_AGO, by=self.chief)
        self.save_page(issue=other.pk)
        self.assertEqual(Page.objects.get().issue, self.issue)
        self.assertEqual(Article.objects.published().count(), 1)

    def test_the_second_of_two_saves_of_a_page_is_refused(self) -> None:
        self.save_page(name="先存的版名")
        self.save_page(name="后存的版名")
        self.assertEqual(Page.objects.get().name, "先存的版名")

    def test_a_story_taken_off_a_scheduled_issue_does_not_appear_alone(self) -> None:
        stays = sign_off(make_article("留下的稿子"))
        other = make_placement(stays, self.page)
        releasing.schedule(self.issue, at=FAR_AHEAD, by=self.chief)
        row = {"id": other.pk, "article": stays.pk, "order": 2, "position": "standard"}
        form = {f"placements-1-{name}": value for name, value in row.items()}
        counts = {"placements-TOTAL_FORMS": 2, "placements-INITIAL_FORMS": 2}
        self.save_page(**form, **counts, **{"placements-0-DELETE": "on"})
        self.assertIsNone(Article.objects.get(pk=self.story.pk).publish_at)
        self.assertEqual(Article.objects.get(pk=stays.pk).publish_at, FAR_AHEAD)

    def test_a_page_of_a_waiting_issue_is_not_emptied(self) -> None:
        releasing.schedule(self.issue, at=FAR_AHEAD, by=self.chief)
        self.save_page(**{"placements-0-DELETE": "on"})
        self.assertEqual(self.page.placements.count(), 1)

    def test_stories_that_change_rows_are_an_error_in_the_form(self) -> None:
        second = make_article("第二篇")
        other = make_placement(second, self.page)
        form: dict[str, Any] = {"placements-TOTAL_FORMS": 2, "placements-INITIAL_FORMS": 2}
        form |= {"placements-0-article": second.pk}
        form |= {"placements-1-id": other.pk, "placements-1-article": self.story.pk}
        form |= {"placements-1-order": 2, "placements-1-position": "standard"}
        self.assertEqual(self.save_page(**form).status_code, 200)

    def test_labels_that_change_rows_and_labels_taken_meanwhile_are_errors_in_the_form(self) -> None:
        second = make_page(self.issue, label="A4", order=4)
        rows = [(self.page, "A4"), (second, "A3")]
        exchanged = {"pages-TOTAL_FORMS": 2, "pages-INITIAL_FORMS": 2, "date": "2026-12-01"}
        for number, (page, label) in enumerate(rows):
            row = {"id": page.pk, "label": label, "order": number, "version": page.version}
            exchanged |= {f"pages-{number}-{name}": value for name, value in row.items()}
        late = {"pages-TOTAL_FORMS": 1, "pages-INITIAL_FORMS": 0, "date": "2026-12-01", "pages-0-label": "A4"}
        for name, form in (("exchanged", exchanged), ("taken meanwhile", late)):
            with self.subTest(name):
                address = reverse("admin:issues_issue_change", args=[self.issue.pk])
                self.assertEqual(self.client.post(address, form).status_code, 200)

    def test_only_who_releases_adds_to_what_readers_have(self) -> None:
        releasing.schedule(self.issue, at=LONG_AGO, by=self.chief)
        late = sign_off(make_article("补充稿"))
        row: dict[str, Any] = {"placements-TOTAL_FORMS": 2, "placements-1-article": late.pk}
        row |= {"placements-1-order": 2, "placements-1-position": "standard"}
        self.save_page(**row)
        self.assertFalse(Article.objects.published().filter(pk=late.pk).exists())
        with self.assertRaises(release.NotReleasable):
            release.place(late, self.page, by=self.editor)
        self.client.force_login(self.chief)
        self.save_page(**row)
        self.assertTrue(Article.objects.published().filter(pk=late.pk).exists())

    def test_the_label_of_a_page_with_a_public_address_stays(self) -> None:
        releasing.schedule(self.issue, at=FAR_AHEAD, by=self.chief)
        self.save_page(label="Z9")
        row = {"id": self.page.pk, "label": "Z9", "order": 3, "name": "县区", "version": 1}
        form = {"date": "2026-12-01", "pages-TOTAL_FORMS": 1, "pages-INITIAL_FORMS": 1}
        form |= {f"pages-0-{name}": value for name, value in row.items()}
        self.client.post(reverse("admin:issues_issue_change", args=[self.issue.pk]), form)
        self.page.refresh_from_db()
        self.assertEqual(self.page.label, "A3")

    def test_the_date_of_a_released_issue_stays(self) -> None:
        releasing.schedule(self.issue, at=LONG_AGO, by=self.chief)
        form = {"date": "2001-01-01", "pages-TOTAL_FORMS": 0, "pages-INITIAL_FORMS": 0}
        self.client.post(reverse("admin:issues_issue_change", args=[self.issue.pk]), form)
        self.assertEqual(Issue.objects.get().date, dt.date(2026, 12, 1))

    def test_a_year_that_cannot_be_right_is_refused(self) -> None:
        self.client.force_login(self.chief)
        address = reverse("admin:issues_issue_release", args=[self.issue.pk])
        for day in ("0001-01-01", "9999-12-31"):
            with self.subTest(day=day):
                response = self.client.post(address, {"at_0": day, "at_1": "00:00:00"})
                self.assertEqual(response.status_code, 200)
                self.assertIsNone(Issue.objects.get().publish_at)

    def test_the_list_of_issues_shows_what_readers_will_miss(self) -> None:
        releasing.schedule(self.issue, at=FAR_AHEAD, by=self.chief)
        workflow.withdraw(self.story, by=self.chief, reason="facts", note="待核实")
        self.assertContains(self.client.get(reverse("admin:issues_issue_changelist")), 'class="mark"')

    def test_the_page_form_takes_one_query_a_row_more_and_no_others(self) -> None:
        address = reverse("admin:issues_page_change", args=[self.page.pk])
        self.client.get(address)  # Content types are asked for once a process.
        for rows in (3, 20):
            while self.page.placements.count() < rows:
                article = make_article(f"第{self.page.placements.count()}篇")
                make_photo(article)
                make_placement(article, self.page)
            with self.subTest(rows=rows), self.assertNumQueries(FORM_QUERIES + rows):
                self.client.get(address)


class OwnCopyTests(CastTests):
    def test_a_name_without_its_person_is_still_ones_own(self) -> None:
        Person.objects.create(name="编甲", kind=Person.Kind.REPORTER, user=self.editor)
        story = make_article("编甲的稿子")
        Credit.objects.create(article=story, printed_text="编甲", role="reporter")
        self.assertTrue(review.is_own_copy(story, self.editor))

    def test_a_namesake_of_the_same_kind_is_an_error_in_the_form(self) -> None:
        self.client.force_login(self.editor)
        form = {"name": "王 燕", "is_active": "on"}
        self.assertEqual(self.client.post(reverse("admin:people_reporter_add"), form).status_code, 200)
        self.assertEqual(Person.objects.count(), 1)

    def test_the_role_of_a_credit_follows_from_the_person(self) -> None:
        self.client.force_login(self.reporter)
        row: dict[str, Any] = {
            "credits-TOTAL_FORMS": 1,
            "credits-0-person": self.person.pk,
            "credits-0-role": "",
        }
        self.client.post(ADD, story_form(**row))
        self.assertEqual(Credit.objects.get().role, Credit.Role.REPORTER)

    def test_an_author_deletes_an_own_draft_and_nothing_else(self) -> None:
        self.client.force_login(self.reporter)
        own = make_article("多交的一份", filed_by=self.reporter)
        filed = make_article("已交的稿子", filed_by=self.reporter, status="submitted")
        for story in (own, filed):
            delete(self.client, reverse("admin:articles_article_delete", args=[story.pk]))
        self.assertEqual([story.headline for story in Article.objects.all()], ["已交的稿子"])


class PreviewTests(CastTests):
    def setUp(self) -> None:
        self.story = make_article("雪后麦田", filed_by=self.reporter)
        self.photo = Photo.objects.create(article=self.story, caption="图", image=upload(picture()))
        self.address = reverse("admin:articles_photo_preview", args=[self.photo.pk, 480])

    def test_who_may_see_the_story_sees_its_picture_before_it_is_public(self) -> None:
        for user, status in ((self.reporter, 200), (self.editor, 200), (self.other, 404)):
            with self.subTest(user=user):
                self.client.force_login(user)
                response = self.client.get(self.address)
                self.assertEqual(response.status_code, status)
        self.client.logout()
        self.assertEqual(self.client.get(self.address).status_code, 302)

    def test_no_cache_keeps_it(self) -> None:
        self.client.force_login(self.editor)
        self.assertIn("no-store", self.client.get(self.address).headers["Cache-Control"])
        self.assertContains(self.client.get(change(self.story)), self.address)


class UndoTests(CastTests):
    PAGE = "田庄镇:麦田返青\n\n本报讯(通讯员 安宁)巨野县田庄镇的麦田返青了。\n"

    def setUp(self) -> None:
        ingest_page(self.PAGE, date=dt.date(2026, 12, 1), label="A1")
        self.address = reverse("admin:ingest_sourcepage_delete", args=[SourcePage.objects.get().pk])
        self.client.force_login(self.chief)

    def test_a_page_with_a_wrong_date_is_taken_out_with_its_drafts(self) -> None:
        self.assertContains(self.client.get(self.address), "麦田返青")
        delete(self.client, self.address)
        self.assertFalse(Article.objects.exists() or SourcePage.objects.exists())

    def test_a_page_with_a_signed_story_stays(self) -> None:
        sign_off(Article.objects.get())
        self.assertEqual(delete(self.client, self.address).status_code, 403)
        self.assertTrue(SourcePage.objects.exists())

    def test_an_editor_does_not_take_pages_out(self) -> None:
        self.client.force_login(self.editor)
        self.assertEqual(delete(self.client, self.address).status_code, 403)
        self.assertEqual(self.client.get(LIST).status_code, 200)
