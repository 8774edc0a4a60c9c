"""Pages made as PDF and picture: asked for, made once for each version, shown while all may be read."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pypdfium2
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import TestCase, TransactionTestCase
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from articles import workflow
from articles.models import Article, Revision
from articles.revisions.keeping import keep
from issues import release, renditions
from issues.composing import Layout as ComposedLayout
from issues.composing.grid import grids
from issues.composing.headings import STEPS
from issues.models import Issue, Page, Placement, Region, Rendition
from issues.models.page import LINE_LENGTH, Layout
from issues.models.placement import LARGEST_STEP, MOST_COLUMNS
from issues.renditions import making
from issues.renditions.made import FILES
from policy.roles import Role
from tests import releasing
from tests.make import FAR_AHEAD, LONG_AGO, make_article, make_issue, make_page, make_user, sign_off

TEXT = "\n".join(["水渠修好了，种田不怕水少了。" * 8] * 8)
STATE = Rendition.State
WIDTHS = (320, 900, 2000)


def made(page: Page) -> Rendition:
    renditions.owe([page])
    renditions.make()
    return Rendition.objects.get(page=page)


def keep_again(story: Article) -> None:
    """A step that leaves the story as it was."""
    story.refresh_from_db()
    keep(story, by=None, how=Revision.How.STEP)


class World(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.chief = make_user("zongbian", Role.CHIEF_EDITOR)
        cls.issue = make_issue()
        cls.page = make_page(cls.issue)
        cls.first, cls.second = (
            sign_off(make_article(headline, body=TEXT, status=Article.Status.SUBMITTED))
            for headline in ("麦田返青", "水渠修好了")
        )
        for story in (cls.first, cls.second):
            release.place(story, cls.page)
        cls.page.refresh_from_db()

    def released(self) -> None:
        release.schedule(self.issue, at=LONG_AGO, by=self.chief)

    def shown(self) -> bool:
        return Rendition.objects.published().exists()


class MakingTests(World):
    def test_a_page_gets_its_pdf_its_pictures_and_the_regions_of_its_stories(self) -> None:
        row = made(self.page)
        self.assertEqual((row.state, row.error, row.layout != ""), (STATE.MADE, "", True))
        with row.pdf.open() as file, pypdfium2.PdfDocument(file.read()) as pdf:
            said = pdf[0].get_textpage().get_text_range()
        self.assertIn("麦田返青", said)
        pictures = [Image.open(file.path) for file in (row.thumb, row.small, row.large)]
        self.assertEqual(
            [(each.format, each.width) for each in pictures], [("WEBP", width) for width in WIDTHS]
        )
        self.assertEqual({region.article_id for region in row.regions.all()}, {self.first.pk, self.second.pk})

    def test_a_new_version_takes_the_place_of_the_old_and_its_files(self) -> None:
        before = made(self.page)
        with self.captureOnCommitCallbacks(execute=True):
            after = made(self.page)
        self.assertEqual(before.pk, after.pk)
        self.assertNotEqual(before.key, after.key)
        files = [Path(each.pdf.path).exists() for each in (before, after)]
        self.assertEqual(files, [False, True])

    def test_the_files_go_with_the_page(self) -> None:
        page = make_page(self.issue, label="A4", order=4)
        row = made(page)
        files = [Path(getattr(row, name).path) for name in FILES]
        self.assertTrue(all(file.exists() for file in files))
        with self.captureOnCommitCallbacks(execute=True):
            page.delete()
        self.assertFalse(any(file.exists() for file in files))

    def test_what_the_editor_has_fixed_is_kept(self) -> None:
        Page.objects.filter(pk=self.page.pk).update(layout=Layout.HALVES, keeps_order=True)
        self.page.placements.filter(article=self.second).update(headline_step=-2)
        row = made(self.page)
        self.assertEqual((row.layout, row.notices), (Layout.HALVES, []))

    def test_a_page_that_fails_says_why_and_stops_no_other(self) -> None:
        other = make_page(self.issue, label="A4", order=4)
        renditions.owe([self.page, other])
        # An upload whose file is lost: there is nothing that the first could be made of.
        lost = {"kind": Rendition.Kind.UPLOADED, "incoming": "pages/incoming/lost.pdf"}
        Rendition.objects.filter(page=self.page).update(**lost)
        with self.assertLogs(making.logger, "ERROR"):
            self.assertEqual(renditions.make(), 1)
        states = dict(Rendition.objects.values_list("page__label", "error"))
        self.assertEqual(states["A4"], "")
        self.assertNotEqual(states["A3"], "")

    def test_an_empty_page_is_made_too(self) -> None:
        row = made(make_page(self.issue, label="A4", order=4))
        self.assertEqual((row.state, row.regions.count()), (STATE.MADE, 0))

    def test_what_broke_off_is_told_and_can_be_asked_for_again(self) -> None:
        renditions.owe([self.page])
        begun = timezone.now() - making.LONGEST - dt.timedelta(seconds=1)
        Rendition.objects.update(owed_at=None, begun_at=begun)
        self.assertEqual(Rendition.objects.get().state, STATE.UNDER_WAY)
        renditions.make()
        self.assertEqual(Rendition.objects.get().state, STATE.FAILED)
        self.assertEqual(made(self.page).state, STATE.MADE)

    def test_one_asked_for_while_it_is_made_is_made_once_more(self) -> None:
        renditions.owe([self.page])
        row = making._claim()
        assert row is not None
        renditions.owe([self.page])
        self.assertIsNone(making._claim())
        making._make(row)
        self.assertEqual(Rendition.objects.get().state, STATE.WAITING)

    def test_what_an_editor_may_choose_is_what_the_compositor_knows(self) -> None:
        self.assertEqual(list(Layout.values), [each.value for each in ComposedLayout])
        self.assertEqual(STEPS, (-LARGEST_STEP, LARGEST_STEP))
        self.assertLessEqual(max(grid.columns for grid in grids(LINE_LENGTH)), MOST_COLUMNS)


class ShownTests(World):
    def test_nothing_before_the_time_and_all_of_it_then(self) -> None:
        row = made(self.page)
        addresses = [row.small_url, row.large_url, *self.pdfs()]
        Issue.objects.filter(pk=self.issue.pk).update(is_archive=True)
        release.schedule(self.issue, at=FAR_AHEAD, by=self.chief)
        self.assertEqual({self.client.get(each).status_code for each in addresses}, {404})
        release.release_now(self.issue, by=self.chief)
        answers = [self.client.get(each) for each in addresses]
        self.assertEqual({each.status_code for each in answers}, {200})
        self.assertEqual(answers[0].headers["Content-Type"], "image/webp")
        etag = answers[0].headers["ETag"]
        self.assertEqual(self.client.get(addresses[0], headers={"if-none-match": etag}).status_code, 304)
        self.assertEqual(answers[2].headers["Content-Type"], "application/pdf")

    def pdfs(self) -> list[str]:
        day = self.issue.day
        return [
            reverse("page-pdf", kwargs={"day": day, "label": "A3"}),
            reverse("issue-pdf", kwargs={"day": day}),
        ]

    def test_the_issue_has_all_its_pages_in_one_file_or_none(self) -> None:
        made(self.page)
        self.released()
        other = make_page(self.issue, label="A4", order=4)
        self.assertEqual(self.client.get(self.pdfs()[1]).status_code, 404)
        made(other)
        content = self.client.get(self.pdfs()[1]).content
        with pypdfium2.PdfDocument(content) as pdf:
            self.assertEqual(len(pdf), 2)

    def test_a_withdrawn_story_takes_the_picture_along_until_the_page_is_made_without_it(self) -> None:
        made(self.page)
        self.released()
        self.assertTrue(self.shown())
        workflow.withdraw(self.first, by=self.chief, reason=Article.WithdrawalReason.FACTS, note="失实")
        self.assertFalse(self.shown())
        self.assertEqual(renditions.owe_stale(), 1)
        renditions.make()
        self.assertTrue(self.shown())
        self.assertEqual({region.article_id for region in Region.objects.all()}, {self.second.pk})

    def test_what_was_changed_before_the_release_is_not_shown_as_it_was(self) -> None:
        made(self.page)
        self.first.refresh_from_db()
        self.first.body = "改过的正文。"
        self.first.save()
        keep(self.first, by=self.chief, how=Revision.How.FORM)
        self.released()
        self.assertFalse(self.shown())

    def test_a_story_that_moved_makes_the_picture_an_old_one(self) -> None:
        made(self.page)
        self.released()
        Page.objects.filter(pk=self.page.pk).update(version=self.page.version + 1)
        self.assertFalse(self.shown())
        self.assertEqual(renditions.owe_stale(), 1)
        self.assertEqual(renditions.owe_stale(), 0)

    def test_after_the_release_nothing_is_set_that_readers_may_not_read(self) -> None:
        self.released()
        draft = make_article("未签发", body=TEXT)
        Placement.objects.create(page=self.page, article=draft)
        row = made(self.page)
        self.assertNotIn(draft.pk, {region.article_id for region in row.regions.all()})
        self.assertTrue(self.shown())

    def test_a_story_signed_after_the_release_joins_the_page(self) -> None:
        late = make_article("迟签的稿子", body=TEXT, status=Article.Status.SUBMITTED)
        Placement.objects.create(page=self.page, article=late)
        Issue.objects.filter(pk=self.issue.pk).update(publish_at=LONG_AGO)
        Article.objects.update(publish_at=LONG_AGO)
        made(self.page)
        keep_again(self.first)
        self.assertEqual(renditions.owe_stale(), 0)
        sign_off(late)
        self.assertEqual(renditions.owe_stale(), 1)
        renditions.make()
        self.assertIn(late.pk, {region.article_id for region in Region.objects.all()})
        self.assertEqual(renditions.owe_stale(), 0)

    def test_an_upload_goes_before_what_was_composed(self) -> None:
        composed = made(self.page)
        self.released()
        Rendition.objects.create(page=self.page, kind=Rendition.Kind.UPLOADED, made_at=timezone.now())
        self.assertEqual(Rendition.objects.published().first().kind, Rendition.Kind.UPLOADED)  # type: ignore[union-attr]
        workflow.withdraw(self.second, by=self.chief, reason=Article.WithdrawalReason.FACTS, note="失实")
        self.assertFalse(self.shown())
        self.assertEqual(composed.kind, Rendition.Kind.COMPOSED)

    def test_a_file_that_is_lost_is_a_page_that_is_not_there(self) -> None:
        row = made(self.page)
        self.released()
        Path(row.small.path).unlink()
        with self.assertLogs("reader.views.pages", "ERROR"):
            self.assertEqual(self.client.get(row.small_url).status_code, 404)


class AskingTests(World):
    def test_the_schedule_asks_for_the_pages(self) -> None:
        issue = make_issue(dt.date(2025, 3, 4))
        page = make_page(issue)
        release.place(sign_off(make_article("春耕", status=Article.Status.SUBMITTED)), page)
        releasing.schedule(issue, at=FAR_AHEAD, by=self.chief)
        self.assertEqual(Rendition.objects.get().state, STATE.WAITING)

    def test_the_command_makes_what_is_owed_and_what_was_named(self) -> None:
        call_command("make_pages", issue="2023-12-20")
        self.assertEqual(Rendition.objects.get().state, STATE.MADE)
        for wrong in ("2023-13-41", "2022-01-01"):
            with self.assertRaises(CommandError):
                call_command("make_pages", issue=wrong)


class OtherProcessTests(TransactionTestCase):
    def test_two_workers_never_make_one_page_twice(self) -> None:
        page = make_page(make_issue())
        renditions.owe([page])
        self.assertIsNotNone(making._claim())
        self.assertIsNone(making._claim())
