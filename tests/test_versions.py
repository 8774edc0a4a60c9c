"""The pages of a story's past, through the client: looking, comparing, bringing back."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import workflow
from articles.admin.history import A_PAGE
from articles.models import Article, Photo, Revision
from articles.revisions.keeping import hold, keep
from audit.models import Entry
from people.models import User
from tests import make
from tests.cast import CastTests, change

How = Revision.How


class VersionsTests(CastTests):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        make.make_desk(members=(cls.reporter, cls.editor, cls.head))
        cls.story = make.make_article(
            "雪后麦田", body="一场瑞雪。\n麦田青青。", towns=(cls.town,), filed_by=cls.reporter
        )
        cls.photo = make.make_photo(cls.story, "图为麦田。", image=make.stored_picture())
        make.make_credit(cls.photo, make.make_person("刘菲"), role="photographer")

    def save(self, *, by: User | None = None, why: str = "", **fields: object) -> None:
        with transaction.atomic():
            story = hold(self.story)
            for name, value in fields.items():
                setattr(story, name, value)
            story.version += 1
            story.save()
            keep(story, by=by or self.reporter, how=How.FORM, why=why)
            workflow.void_if_changed(story, by=by or self.reporter)
        self.story.refresh_from_db()

    def versions(self, by: User | None = None, **query: Any) -> Any:
        self.client.force_login(by or self.reporter)
        return self.client.get(self.address, query)

    @property
    def address(self) -> str:
        return reverse("admin:articles_article_versions", args=[self.story.pk])

    def restore_address(self, number: int) -> str:
        return reverse("admin:articles_article_restore", args=[self.story.pk, number])

    def restore(self, number: int, by: User | None = None, **data: object) -> Any:
        self.client.force_login(by or self.reporter)
        form = {"version": self.story.version, "why": ""} | data
        response = self.client.post(self.restore_address(number), form, follow=False)
        self.story.refresh_from_db()
        return response


class LookingTests(VersionsTests):
    def test_the_newest_version_is_compared_with_the_one_before_it(self) -> None:
        self.save(headline="雪后麦田青", why="主题短了")
        response = self.versions()
        self.assertContains(response, "青<span", count=2)
        self.assertContains(response, "主题短了")
        self.assertEqual((response.context["chosen"].number, response.context["against"].number), (2, 1))

    def test_any_two_are_compared(self) -> None:
        for body in ("甲。", "乙。", "丙。"):
            self.save(body=body)
        response = self.versions(new=4, old=1)
        self.assertEqual([each.name for each in response.context["comparison"].changes], ["body"])
        turned = self.versions(new=1, old=4)
        self.assertEqual(turned.context["chosen"].number, 4)

    def test_a_version_compared_with_itself_does_not_differ(self) -> None:
        self.save(body="甲。")
        self.assertTrue(self.versions(new=2, old=2).context["comparison"].is_empty)

    def test_of_the_first_version_everything_it_says_is_shown(self) -> None:
        self.save(body="甲。")
        response = self.versions(new=1)
        for said in ("雪后麦田", "一场瑞雪。", "田庄镇", "图为麦田。"):
            self.assertContains(response, said)
        self.assertNotContains(response, "<ins>")

    def test_a_story_without_a_past_says_so(self) -> None:
        response = self.versions()
        self.assertEqual(response.status_code, 200)
        self.assertNotContains(response, "versions-slider")
        self.assertContains(response, 'class="empty"')
        self.assertEqual(self.versions(part=1).status_code, 200)

    def test_a_story_of_one_version_has_no_way_back_or_on(self) -> None:
        with transaction.atomic():
            hold(self.story)
        response = self.versions()
        self.assertContains(response, 'aria-disabled="true"', count=2)
        self.assertNotContains(response, "/restore/")

    def test_a_part_is_the_comparison_alone(self) -> None:
        self.save(body="甲。")
        response = self.versions(part=1, new=2)
        self.assertContains(response, 'data-number="2"')
        self.assertNotContains(response, "<html")

    def test_numbers_that_no_page_offers_are_not_found(self) -> None:
        self.save(body="甲。")
        for number in ("0", "3", "-1", "9" * 30, "9" * 5000, "²", "甲", "1.5"):
            for name in ("new", "old", "from"):
                with self.subTest(name=name, number=number[:5]):
                    self.assertEqual(self.versions(None, **{name: number}).status_code, 404)

    def test_djangos_history_of_the_story_is_this_page(self) -> None:
        self.save(body="甲。")
        self.client.force_login(self.reporter)
        history = reverse("admin:articles_article_history", args=[self.story.pk])
        self.assertContains(self.client.get(history), "versions-slider")
        form = self.client.get(reverse("admin:articles_article_change", args=[self.story.pk]))
        self.assertContains(form, reverse("admin:articles_article_versions", args=[self.story.pk]))
        self.assertNotContains(form, history)
        for forged in ("甲", "9" * 30):
            address = reverse("admin:articles_article_history", args=[forged])
            self.assertEqual(self.client.get(address).status_code, 404)

    def test_others_do_not_see_it(self) -> None:
        self.save(body="甲。")
        self.assertEqual(self.versions(by=self.other).status_code, 404)
        self.assertEqual(self.client.get(self.restore_address(1)).status_code, 404)
        self.assertEqual(self.client.post(self.restore_address(1)).status_code, 404)

    def test_what_is_gone_is_told_as_deleted(self) -> None:
        town = make.make_town("柳林镇", "liulin")
        with transaction.atomic():
            hold(self.story)
            self.story.towns.set([town])
            keep(self.story, by=self.reporter, how=How.FORM)
        self.story.towns.clear()
        town.delete()
        change = next(
            each for each in self.versions(new=2).context["comparison"].changes if each.name == "towns"
        )
        self.assertIn(str(town.pk or ""), change.pieces[-1].after)
        self.assertNotIn("柳林镇", change.pieces[-1].after)

    def test_a_photo_is_told_as_added_changed_moved_and_taken_away(self) -> None:
        def kinds() -> list[str]:
            return [photo.kind.value for photo in self.versions().context["comparison"].photos]

        self.save(body="甲。")
        second = make.make_photo(self.story, "图为农机手。")
        self.save(body="甲。")
        self.assertEqual(kinds(), ["added"])
        Photo.objects.filter(pk=self.photo.pk).update(caption="图为返青的麦田。")
        self.save(body="甲。")
        self.assertEqual(kinds(), ["changed"])
        Photo.objects.filter(pk=self.photo.pk).update(order=9)
        self.save(body="甲。")
        self.assertEqual(kinds(), ["moved_here"])
        second.delete()
        self.save(body="甲。")
        self.assertEqual(kinds(), ["removed"])

    def test_a_version_that_is_damaged_says_so_and_breaks_no_page(self) -> None:
        self.save(body="甲。")
        Revision.objects.filter(number=2).update(data=b"damaged")
        response = self.versions()
        self.assertContains(response, "versions-void")
        self.assertEqual(self.client.get(self.restore_address(2)).status_code, 302)

    def test_queries_do_not_grow_with_the_past(self) -> None:
        self.save(body="甲。")
        self.versions()
        with CaptureQueriesContext(connection) as of_two:
            self.client.get(self.address)
        for number in range(A_PAGE + 5):
            self.save(body=f"第{number}次。")
        with self.assertNumQueries(len(of_two)):
            self.client.get(self.address)

    def test_a_long_past_stands_on_pages(self) -> None:
        for number in range(A_PAGE + 2):
            self.save(body=f"第{number}次。")
        last = A_PAGE + 3
        rows = self.versions().context["rows"]
        self.assertEqual([rows[0].number, rows[-1].number], [last, last - A_PAGE + 1])
        older = self.versions(None, **{"from": 3, "new": last}).context
        self.assertEqual([row.number for row in older["rows"]], [3, 2, 1])
        self.assertEqual(older["chosen"].number, last)
        self.assertEqual(self.versions(new=2).context["rows"][-1].number, 1)
        self.assertTrue(all(row.parts for row in older["rows"] if row.number > 1))


class NamedTests(VersionsTests):
    def approve_all(self) -> None:
        if self.story.status in (Article.Status.DRAFT, Article.Status.RETURNED):
            workflow.submit(self.story, by=self.reporter)
        for reviewer in (self.editor, self.head, self.chief):
            self.story.refresh_from_db()
            workflow.approve(self.story, by=reviewer)
        self.story.refresh_from_db()

    def rows(self) -> dict[int, Any]:
        return {row.number: row for row in self.versions(by=self.chief).context["rows"]}

    def test_each_sign_off_names_the_version_it_covers(self) -> None:
        self.approve_all()
        named = [row.names for row in sorted(self.rows().values(), key=lambda row: row.number) if row.names]
        self.assertEqual([name[0][:2] for name in named], ["一审", "二审", "三审"])

    def test_a_sign_off_that_is_void_says_by_whom(self) -> None:
        self.approve_all()
        self.save(by=self.chief, body="改了。")
        voided = [row.voided for row in self.rows().values() if row.voided]
        self.assertEqual(len(voided), 3)
        self.assertTrue(all(str(self.chief) in said for said in voided))

    def test_the_version_that_readers_got_is_named(self) -> None:
        self.approve_all()
        workflow.set_publish_time(Article.objects.filter(pk=self.story.pk), make.LONG_AGO)
        rows = self.rows()
        published = rows[max(rows)]
        self.assertEqual(len(published.names), 1)
        self.assertEqual(published.revision.how, How.RELEASE)

    def test_what_waits_for_its_time_and_an_edit_that_voids_are_not_published(self) -> None:
        self.approve_all()
        workflow.set_publish_time(Article.objects.filter(pk=self.story.pk), make.FAR_AHEAD)
        self.assertEqual(sum(len(row.names) for row in self.rows().values()), 3)
        workflow.set_publish_time(Article.objects.filter(pk=self.story.pk), make.LONG_AGO)
        self.story.refresh_from_db()
        self.save(by=self.chief, body="改了。")
        self.assertEqual(sum(len(row.names) for row in self.rows().values()), 4)


class RestoringTests(VersionsTests):
    def test_the_page_says_what_will_be_another_and_changes_nothing(self) -> None:
        self.save(body="甲。")
        self.client.force_login(self.reporter)
        response = self.client.get(self.restore_address(1))
        self.assertContains(response, "一场瑞雪。")
        self.assertContains(response, f'name="version" value="{self.story.version}"')
        self.story.refresh_from_db()
        self.assertEqual(self.story.body, "甲。")

    def test_a_version_is_brought_back_with_its_reason(self) -> None:
        self.save(body="甲。")
        response = self.restore(1, why="改错了")
        self.assertRedirects(response, change(self.story))
        self.assertEqual(self.story.body, "一场瑞雪。\n麦田青青。")
        kept = Revision.objects.order_by("-number")[0]
        self.assertEqual((kept.how, kept.why, kept.by), (How.RESTORE, "改错了", self.reporter))
        entry = Entry.objects.order_by("-number")[0]
        self.assertEqual((entry.action, entry.after_values["sha256"]), ("restore", kept.sha256))

    def test_over_a_save_meanwhile_nothing_is_brought_back_and_the_newer_text_is_shown(self) -> None:
        self.save(body="甲。")
        seen = self.story.version
        self.save(body="刚刚保存的。", by=self.editor)
        response = self.restore(1, version=seen, why="改错了")
        self.assertContains(response, "刚刚保存的。", status_code=409)
        self.assertContains(response, f'name="version" value="{self.story.version}"', status_code=409)
        self.assertContains(response, "改错了", status_code=409)
        self.assertEqual(self.story.body, "刚刚保存的。")

    def test_a_forged_version_of_the_form_brings_nothing_back(self) -> None:
        self.save(body="甲。")
        for forged in ("", "甲", "9" * 30, "9" * 5000, "²", "-1"):
            with self.subTest(forged=forged[:5]):
                self.assertEqual(self.restore(1, version=forged).status_code, 409)
        self.assertEqual(self.story.body, "甲。")

    def test_who_may_not_change_the_story_brings_nothing_back(self) -> None:
        self.save(body="甲。")
        workflow.submit(self.story, by=self.reporter)
        self.assertEqual(self.restore(1).status_code, 403)
        self.assertNotContains(self.versions(new=1), "/restore/")
        self.assertEqual(self.story.body, "甲。")

    def test_the_number_of_another_story_is_not_found(self) -> None:
        self.save(body="甲。")
        self.client.force_login(self.reporter)
        for number in (9, 2**31, 10**30):
            address = f"/admin/articles/article/{self.story.pk}/versions/{number}/restore/"
            self.assertEqual(self.client.get(address).status_code, 404)

    def test_standing_sign_offs_are_named_before_and_void_after(self) -> None:
        self.save(body="甲。")
        workflow.submit(self.story, by=self.reporter)
        self.story.refresh_from_db()
        workflow.approve(self.story, by=self.editor)
        self.story.refresh_from_db()
        self.client.force_login(self.chief)
        self.assertEqual(len(self.client.get(self.restore_address(1)).context["voided"]), 1)
        self.assertEqual(self.client.get(self.restore_address(2)).context["voided"], [])
        self.restore(1, by=self.chief)
        self.assertFalse(self.story.sign_offs.filter(voided_at=None).exists())
        self.assertEqual(self.story.sign_offs.get().voided_by, self.chief)

    def test_photos_that_go_to_the_library_are_named(self) -> None:
        self.save(body="甲。")
        later = make.make_photo(self.story, "后来的照片。")
        self.save(body="乙。")
        self.client.force_login(self.reporter)
        self.assertContains(self.client.get(self.restore_address(1)), "<li>后来的照片。</li>", html=True)
        self.restore(1)
        later.refresh_from_db()
        self.assertIsNone(later.article)

    def test_a_version_without_a_headline_is_refused_for_a_filed_story(self) -> None:
        self.save(headline="")
        self.save(headline="有了标题")
        workflow.submit(self.story, by=self.reporter)
        self.story.refresh_from_db()
        response = self.restore(2, by=self.editor)
        self.assertEqual((response.status_code, self.story.headline), (200, "有了标题"))
