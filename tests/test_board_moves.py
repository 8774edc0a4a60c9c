"""What holds around the moves of a board: the past they leave, the page form, my desk and the readers."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Revision
from articles.revisions.keeping import latest, snapshot_of
from issues.board.moves import Stale, held
from issues.models import Issue, Page, Placement
from issues.release import NotReleasable
from tests import make
from tests.kept import expect_kept
from tests.test_board import BoardTests

PLACE_FIELDS = ("id", "page", "article", "position", "order", "planned_length")


class JumpTests(BoardTests):
    """A story of 260 characters, 100 of them on A1 and the others on A2."""

    def setUp(self) -> None:
        super().setUp()
        self.move(self.one, "length", page=self.first.pk, length="100")
        self.move(self.one, "jump", page=self.first.pk, on=self.second.pk)

    def saved(self, page: Page, **changed: Any) -> Any:
        """The page's form as it is opened, sent with what was changed."""
        page.refresh_from_db()
        rows = list(page.placements.order_by("order", "pk"))
        form = {"label": page.label, "order": page.order, "name": page.name, "version": page.version}
        form |= {
            "line_length": 13,
            "placements-TOTAL_FORMS": len(rows),
            "placements-INITIAL_FORMS": len(rows),
        }
        for number, row in enumerate(rows):
            for name in PLACE_FIELDS:
                value = row.serializable_value("pk" if name == "id" else name)
                form[f"placements-{number}-{name}"] = "" if value is None else value
        address = reverse("admin:issues_page_change", args=[page.pk])
        return self.client.post(address, form | changed)


class PastTests(JumpTests):
    def test_every_move_is_kept_with_who_made_it(self) -> None:
        self.move(self.lying, "move", to=self.first.pk, place=0)
        self.move(self.two, "lead", page=self.first.pk)
        self.move(self.lying, "position", page=self.first.pk, position="brief")
        self.move(self.lying, "move", to=self.second.pk, page=self.first.pk)
        self.move(self.two, "tray")
        expect_kept(self.one, self.two, self.lying)
        last = Revision.objects.filter(article=self.lying).order_by("number").last()
        assert last is not None
        self.assertEqual((last.by, last.how), (self.chief, Revision.How.PLACE))

    def test_the_past_says_how_much_stands_where_and_where_it_goes_on(self) -> None:
        revision = latest(self.one)
        assert revision is not None
        here, there = snapshot_of(revision)["placements"]
        self.assertEqual((here["page"], here["planned_length"]), ("A1", 100))
        self.assertEqual((there["page"], there["continues"]), ("A2", "A1"))

    def test_each_page_that_a_move_touches_gets_another_version(self) -> None:
        pages = self.issue.pages.order_by("order")
        before = list(pages.values_list("version", flat=True))
        self.move(self.two, "move", to=self.second.pk, page=self.first.pk)
        self.assertEqual(list(pages.values_list("version", flat=True)), [each + 1 for each in before])


class PartTests(JumpTests):
    def test_a_part_is_not_moved_to_where_another_stands(self) -> None:
        answer = self.move(self.one, "move", to=self.second.pk, page=self.first.pk)
        self.assertEqual(answer.status_code, 400)
        self.assertEqual(self.on(self.second), ["瑞雪兆丰年"])

    def test_the_page_form_takes_off_the_last_part_and_so_ends_the_jump(self) -> None:
        self.assertEqual(self.saved(self.second, **{"placements-0-DELETE": "on"}).status_code, 302)
        self.assertEqual((len(self.on(self.first)), self.on(self.second)), (2, []))

    def test_the_page_form_takes_off_no_part_that_goes_on_elsewhere(self) -> None:
        response = self.saved(self.first, **{"placements-0-DELETE": "on"})
        self.assertEqual(response.status_code, 200)
        self.assertEqual(len(self.on(self.first)), 2)

    def test_the_page_form_puts_no_other_story_in_the_place_of_a_part(self) -> None:
        response = self.saved(self.second, **{"placements-0-article": self.lying.pk})
        self.assertEqual(response.status_code, 200)
        self.assertEqual(self.on(self.second), ["瑞雪兆丰年"])


class PageFormTests(JumpTests):
    def test_lines_folio_and_the_length_of_a_place_are_written_on_the_page(self) -> None:
        sent = {"line_length": 20, "folio": "A1 要闻", "is_extra": "on", "placements-0-planned_length": 80}
        self.assertEqual(self.saved(self.first, **sent).status_code, 302)
        self.first.refresh_from_db()
        self.assertEqual((self.first.line_length, self.first.folio), (20, "A1 要闻"))
        self.assertTrue(self.first.is_extra)
        self.assertEqual(self.first.placements.get(article=self.one).planned_length, 80)
        expect_kept(self.one)


class StaleCopyTests(BoardTests):
    """The story was found before the locks were taken; what counts is what it is after them."""

    def hold(self, story: Article) -> Any:
        seen = dict(self.issue.pages.values_list("pk", "version"))
        return held(self.issue, by=self.chief, seen=seen, article=story)

    def test_a_story_that_lost_its_signature_meanwhile_joins_no_waiting_issue(self) -> None:
        Issue.objects.filter(pk=self.issue.pk).update(publish_at=make.FAR_AHEAD)
        story = self.story("签发稿", status=Article.Status.SIGNED_OFF)
        Article.objects.filter(pk=story.pk).update(status=Article.Status.RETURNED)
        with self.assertRaises(NotReleasable), self.hold(story) as hand:
            hand.put(self.second.pk)
        self.assertEqual(self.on(self.second), [])

    def test_a_story_that_is_gone_meanwhile_is_a_stale_move(self) -> None:
        story = self.story("删掉的稿件")
        Article.objects.filter(pk=story.pk).delete()
        with self.assertRaises(Stale), self.hold(story) as hand:
            hand.put(self.second.pk)


class NeighbourTests(JumpTests):
    def test_my_desk_counts_a_story_on_two_pages_as_the_board_does(self) -> None:
        Issue.objects.filter(pk=self.issue.pk).update(date=timezone.localdate())
        desk = self.client.get(reverse("admin:index")).content.decode()
        board = self.client.get(self.address()).context["board"]
        for column in board.columns:
            self.assertIn(f'data-characters="{column.fit.actual}"', desk)
        self.assertEqual([column.fit.actual for column in board.columns], [360, 160])

    def test_the_board_is_linked_from_list_form_and_desk(self) -> None:
        Issue.objects.filter(pk=self.issue.pk).update(date=timezone.localdate())
        form = reverse("admin:issues_issue_change", args=[self.issue.pk])
        for page in (reverse("admin:issues_issue_changelist"), form, reverse("admin:index")):
            with self.subTest(page=page):
                self.assertContains(self.client.get(page), f'href="{self.address()}"')

    def test_the_head_of_a_column_leads_to_the_proofs_of_its_page(self) -> None:
        proofs = reverse("admin:issues_page_proofs", args=[self.first.pk])
        self.assertContains(self.client.get(self.address()), f'href="{proofs}"')


class ReaderTests(JumpTests):
    def setUp(self) -> None:
        super().setUp()
        Issue.objects.filter(pk=self.issue.pk).update(publish_at=make.LONG_AGO)
        Article.objects.update(status=Article.Status.SIGNED_OFF, publish_at=make.LONG_AGO)

    def test_each_page_says_where_its_story_goes_on_or_came_from(self) -> None:
        for page, other, words in (
            (self.first, self.second, "下转 A2版"),
            (self.second, self.first, "上接 A1版"),
        ):
            with self.subTest(page=page):
                response = self.client.get(page.get_absolute_url())
                self.assertContains(response, f'<a href="{other.get_absolute_url()}">{words}</a>', html=True)

    def test_the_pages_of_the_issue_say_so_too(self) -> None:
        response = self.client.get(self.issue.get_absolute_url())
        self.assertContains(response, "下转 A2版")
        self.assertContains(response, "上接 A1版")

    def test_no_more_is_asked_for_more_stories_that_go_on(self) -> None:
        addresses = (self.first.get_absolute_url(), self.issue.get_absolute_url())
        before = [self.asked(address) for address in addresses]
        for story in (self.two, self.lying):
            here, _made = Placement.objects.get_or_create(page=self.first, article=story)
            Placement.objects.create(page=self.second, article=story, continues=here)
        self.assertEqual([self.asked(address) for address in addresses], before)

    def asked(self, address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            self.client.get(address)
        return len(queries)
