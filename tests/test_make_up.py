"""The make-up of a page: what an editor sees of it at once, what an editor fixes, and its made picture."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from audit.models import Entry
from audit.words import changes
from issues import reading
from issues.board.moves import held
from issues.make_up import Sheet, looking, sheet_of
from issues.models import Issue, Page, Placement, Rendition
from people.models import User
from policy.roles import Role
from tests import make
from tests.clients import StaffClient

JSON = {"Accept": "application/json"}
TEXT = "\n".join(["水渠修好了，种田不怕水少了。" * 8] * 6)
LONG = "\n".join(["水渠修好了，种田不怕水少了。" * 30] * 40)
OPENING_QUERIES = 18
PARTS = ["make-up-picture", "make-up-sheet"]


class MakeUpTests(TestCase):
    """A page of five stories before a chief editor, a page designer, a proofreader, an editor of a desk."""

    client_class = StaffClient
    client: StaffClient

    @classmethod
    def setUpTestData(cls) -> None:
        cls.chief = make.make_user("chief", Role.CHIEF_EDITOR)
        cls.editor = make.make_user("editor", Role.DESK_EDITOR)
        cls.designer = make.make_user("designer", Role.PAGE_DESIGNER)
        cls.reader = make.make_user("reader", Role.PROOFREADER)
        cls.reporter = make.make_user("reporter", Role.REPORTER)
        cls.desk, cls.other_desk = make.make_desk(members=(cls.editor,)), make.make_desk("时政部")
        cls.issue = make.make_issue(dt.date(2099, 12, 1))
        make.make_page(cls.issue, "A1", 1, "要闻")
        cls.page = make.make_page(cls.issue, "A2", 2, "综合")
        names = ("麦田返青", "水渠修好了", "滩区搬新家", "牡丹催花忙", "农机下田")
        cls.stories = [cls.story(name) for name in names]
        cls.places = [make.make_placement(story, cls.page) for story in cls.stories]

    @classmethod
    def story(cls, headline: str, **fields: Any) -> Article:
        shown: dict[str, Any] = {"status": Article.Status.SUBMITTED, "body": TEXT, "desk": cls.desk}
        return make.make_article(headline, **(shown | fields))

    def setUp(self) -> None:
        self.client.force_login(self.chief)

    def address(self, name: str = "", *arguments: Any) -> str:
        return reverse(f"admin:issues_page_make_up{name}", args=[self.page.pk, *arguments])

    def form(self, **fields: Any) -> dict[str, Any]:
        """What the form of the page sends as it stands."""
        self.page.refresh_from_db()
        sent: dict[str, Any] = {"version": self.page.version, "layout": self.page.layout, "do": "set"}
        for place in self.page.placements.all():
            sent[f"span-{place.pk}"] = place.span or ""
            sent[f"step-{place.pk}"] = "" if place.headline_step is None else place.headline_step
        return sent | fields

    def change(self, **fields: Any) -> Any:
        return self.client.post(self.address("_change"), self.form(**fields), headers=JSON)

    def sheet(self, user: User | None = None) -> Sheet:
        return sheet_of(Page.objects.get(pk=self.page.pk), user or self.chief)

    def order(self) -> list[str]:
        return list(self.page.placements.order_by("order", "pk").values_list("article__headline", flat=True))


class LookTests(MakeUpTests):
    def test_the_page_is_drawn_in_true_proportions_beside_the_list_of_its_stories(self) -> None:
        text = self.client.get(self.address()).content.decode()
        self.assertIn('viewBox="0 0 1106 1531"', text)
        for number, story in enumerate(self.stories, start=1):
            self.assertIn(f'data-number="{number}"', text)
            self.assertIn(f">{story.headline}</a>", text)
            self.assertRegex(text, rf"<text [^>]*>{'　?'.join(story.headline)}</text>")

    def test_what_is_over_is_told_in_lines_and_characters_with_the_words_before_the_cut(self) -> None:
        Article.objects.filter(pk=self.stories[1].pk).update(body=LONG)
        row = self.sheet().rows[1]
        assert row.fit is not None
        self.assertEqual(row.word, "over")
        response = self.client.get(self.address())
        for told in (row.fit.over, row.fit.characters_over, f"…{row.fit.cut_after}”"):
            self.assertContains(response, told)
        self.assertContains(response, "make-up-region make-up-over")
        self.assertContains(response, 'fill="url(#make-up-over)"')

    def test_what_is_under_is_told_too(self) -> None:
        Article.objects.update(body="短讯。")
        sheet = self.sheet()
        self.assertGreater(sheet.under, 0)
        row = next(row for row in sheet.rows if row.word == "under")
        self.assertEqual(row.characters_under % row.line_length, 0)
        self.assertContains(self.client.get(self.address()), "make-up-region make-up-under")

    def test_characters_that_the_faces_lack_are_told_with_their_stories(self) -> None:
        Article.objects.filter(pk=self.stories[2].pk).update(body="𰻝面馆开业。")
        missing = self.sheet().missing
        self.assertEqual([(each.glyph, each.rows[0].number) for each in missing], [("𰻝", 3)])
        self.assertContains(self.client.get(self.address()), "𰻝")

    def test_a_picture_that_has_not_come_is_told(self) -> None:
        make.make_photo(self.stories[0])
        self.assertEqual([row.number for row in self.sheet().pictureless], [1])

    def test_a_story_of_another_desk_fills_its_place_without_a_word(self) -> None:
        Article.objects.filter(pk=self.stories[0].pk).update(
            desk=self.other_desk, headline="别部的稿", body="𰻝" + LONG
        )
        self.client.force_login(self.editor)
        response = self.client.get(self.address())
        for secret in ("别部的稿", "𰻝", "水渠修好了，种田", f"span-{self.places[0].pk}"):
            self.assertNotContains(response, secret)
        self.assertContains(response, 'data-number="1"')

    def test_an_empty_page_says_so(self) -> None:
        self.page.placements.all().delete()
        self.assertContains(self.client.get(self.address()), 'class="empty"')

    def test_a_page_that_cannot_be_composed_says_so_and_keeps_its_form(self) -> None:
        """The form is what puts things right."""
        Placement.objects.filter(pk=self.places[0].pk).update(position="nowhere")
        with self.assertLogs(looking.logger, "ERROR"):
            response = self.client.get(self.address())
        self.assertContains(response, 'name="layout"')
        self.assertContains(response, "ValueError")

    def test_who_sees_pages_looks_and_who_makes_them_changes(self) -> None:
        for user, sees, changes_it in (
            (self.chief, 200, True),
            (self.editor, 200, True),
            (self.designer, 200, True),
            (self.reader, 200, False),
            (self.reporter, 403, False),
        ):
            with self.subTest(user=user.username):
                self.client.force_login(user)
                response = self.client.get(self.address())
                self.assertEqual(response.status_code, sees)
                self.assertEqual(b'name="layout"' in response.content, changes_it)
                answer = self.change(layout="halves" if self.page.layout != "halves" else "tiers")
                self.assertEqual(answer.status_code, 200 if changes_it else 403)

    def test_a_look_costs_the_same_however_many_stories_there_are(self) -> None:
        self.client.get(self.address())
        counts = []
        for number in range(2):
            with CaptureQueriesContext(connection) as asked:
                self.client.get(self.address())
            counts.append(len(asked))
            make.make_placement(self.story(f"又一篇{number}"), self.page)
        self.assertEqual(counts, [OPENING_QUERIES] * 2)

    def test_the_page_and_the_board_lead_there(self) -> None:
        for name, key in (("page_change", self.page.pk), ("issue_board", self.issue.pk)):
            self.assertContains(self.client.get(reverse(f"admin:issues_{name}", args=[key])), self.address())
        made = reverse("admin:issues_issue_pages_made", args=[self.issue.pk])
        for name in ("issue_change", "issue_board"):
            self.assertContains(self.client.get(reverse(f"admin:issues_{name}", args=[self.issue.pk])), made)


class FixTests(MakeUpTests):
    def test_what_is_chosen_is_fixed_and_drawn_at_once(self) -> None:
        first, second = self.places[:2]
        answer = self.change(
            layout="halves", keeps_order="on", **{f"span-{first.pk}": "3", f"step-{second.pk}": "-2"}
        )
        self.assertEqual((answer.status_code, sorted(answer.json()["parts"])), (200, PARTS))
        self.page.refresh_from_db()
        first.refresh_from_db()
        second.refresh_from_db()
        self.assertEqual((self.page.layout, self.page.keeps_order, self.page.version), ("halves", True, 2))
        self.assertEqual((first.span, first.headline_step), (3, None))
        self.assertEqual((second.span, second.headline_step), (None, -2))
        self.assertIn('name="version" value="2"', answer.json()["parts"]["make-up-sheet"])

    def test_the_drawing_follows(self) -> None:
        before = self.sheet().drawing
        other = "tiers" if self.sheet().composition.layout != "tiers" else "halves"  # type: ignore[union-attr]
        self.change(layout=other)
        sheet = self.sheet()
        self.assertEqual((sheet.composition.layout, sheet.is_wish_not_kept), (other, False))  # type: ignore[union-attr]
        self.assertNotEqual(sheet.drawing, before)

    def test_a_wish_that_cannot_be_kept_is_told(self) -> None:
        self.page.placements.exclude(pk=self.places[0].pk).delete()
        self.change(layout="halves")
        self.assertTrue(self.sheet().is_wish_not_kept)

    def test_it_leaves_an_entry_that_names_no_story(self) -> None:
        self.change(layout="side", **{f"step-{self.places[0].pk}": "1"})
        entry = Entry.objects.get(action="make_up")
        key = str(self.stories[0].pk)
        self.assertEqual(
            (entry.label, entry.key, entry.actor), ("issues.page", str(self.page.pk), self.chief.pk)
        )
        self.assertEqual(entry.before_values, {"layout": "", "headline_step": {key: None}})
        self.assertEqual(entry.after_values, {"layout": "side", "headline_step": {key: 1}})
        self.assertNotIn(self.stories[0].headline, str(changes(entry)))

    def test_nothing_chosen_is_no_version_and_no_entry(self) -> None:
        self.assertEqual(self.change().status_code, 200)
        self.page.refresh_from_db()
        self.assertEqual((self.page.version, Entry.objects.filter(action="make_up").count()), (1, 0))

    def test_without_a_script_the_form_leads_back_with_its_sentence(self) -> None:
        response = self.client.post(self.address("_change"), self.form(layout="base"), follow=True)
        self.assertRedirects(response, self.address())
        self.assertContains(response, '<li class="success">')
        self.assertContains(response, '<option value="base" selected>')

    def test_a_page_that_somebody_changed_meanwhile_is_not_changed(self) -> None:
        sent = self.form(layout="base")
        Page.objects.filter(pk=self.page.pk).update(version=2)
        for version in (sent["version"], "", "x", "9" * 40):
            for do in ("set", f"down:{self.stories[0].pk}"):
                answer = self.client.post(
                    self.address("_change"), sent | {"version": version, "do": do}, headers=JSON
                )
                self.assertEqual(answer.status_code, 409)
                self.assertIn('name="version" value="2"', answer.json()["parts"]["make-up-sheet"])
        self.page.refresh_from_db()
        self.assertEqual((self.page.layout, self.order()[0]), ("", "麦田返青"))

    def test_what_is_none_of_the_choices_is_refused(self) -> None:
        name = f"span-{self.places[0].pk}"
        for wrong in (
            {name: "99"},
            {name: "0"},
            {name: "x"},
            {f"step-{self.places[0].pk}": "4"},
            {"layout": "?"},
        ):
            with self.subTest(wrong=wrong):
                answer = self.change(**wrong)
                self.assertEqual((answer.status_code, bool(answer.json()["error"])), (400, True))
        self.assertEqual(self.change(do="burn").status_code, 400)
        self.page.refresh_from_db()
        self.assertEqual(self.page.version, 1)
        self.assertEqual(self.client.get(self.address("_change")).status_code, 405)

    def test_a_story_of_another_page_or_desk_is_out_of_reach(self) -> None:
        elsewhere = make.make_placement(self.story("别版"), Page.objects.get(label="A1"))
        hidden = self.places[0]
        Article.objects.filter(pk=hidden.article_id).update(desk=self.other_desk)
        self.client.force_login(self.editor)
        answer = self.change(**{f"span-{elsewhere.pk}": "2", f"span-{hidden.pk}": "2", "layout": "base"})
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(list(Placement.objects.exclude(span=None)), [])
        for key in (elsewhere.article_id, hidden.article_id, "x", "", "9" * 30):
            self.assertEqual(self.change(do=f"down:{key}").status_code, 404)

    def test_a_choice_beside_an_unseen_story_leaves_what_was_fixed_of_that(self) -> None:
        Placement.objects.filter(pk=self.places[0].pk).update(span=4)
        Article.objects.filter(pk=self.stories[0].pk).update(desk=self.other_desk)
        self.client.force_login(self.editor)
        self.change(layout="base")
        self.places[0].refresh_from_db()
        self.assertEqual(self.places[0].span, 4)


class OrderTests(MakeUpTests):
    def test_two_stories_change_places_by_the_rule_of_the_board(self) -> None:
        answer = self.change(do=f"down:{self.stories[0].pk}", keeps_order="on")
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(self.order()[:2], ["水渠修好了", "麦田返青"])
        self.page.refresh_from_db()
        self.assertEqual((self.page.keeps_order, self.page.version), (True, 3))
        self.assertTrue(Entry.objects.filter(label="articles.article", key=str(self.stories[0].pk)).exists())
        self.change(do=f"up:{self.stories[0].pk}", keeps_order="on")
        self.assertEqual(self.order()[0], "麦田返青")

    def test_at_the_end_nothing_is_changed_not_even_what_was_chosen_besides(self) -> None:
        answer = self.change(do=f"up:{self.stories[0].pk}", layout="base")
        self.assertEqual(answer.status_code, 400)
        self.page.refresh_from_db()
        self.assertEqual((self.page.layout, self.page.version), ("", 1))

    def test_on_another_page_nothing_is_fixed_of_a_story(self) -> None:
        Placement.objects.filter(pk=self.places[0].pk).update(span=4, headline_step=2)
        first = Page.objects.get(label="A1")
        with held(
            self.issue, by=self.chief, seen={first.pk: 1, self.page.pk: 1}, article=self.stories[0]
        ) as hand:
            hand.put(first.pk)
        self.places[0].refresh_from_db()
        self.assertEqual((self.places[0].page, self.places[0].span), (first, None))
        self.assertIsNone(self.places[0].headline_step)


class TimeTests(MakeUpTests):
    """The issue has its time, or is out."""

    def at(self, when: dt.datetime, *, is_archive: bool = False) -> None:
        Article.objects.filter(placements__page=self.page).update(
            status=Article.Status.SIGNED_OFF, publish_at=when
        )
        Issue.objects.filter(pk=self.issue.pk).update(publish_at=when, is_archive=is_archive)

    def test_before_its_time_the_make_up_is_free_and_the_last_reading_stays(self) -> None:
        self.at(make.FAR_AHEAD)
        before = reading.sheet_of(self.issue).text_hash
        self.client.force_login(self.designer)
        self.assertEqual(self.change(layout="base", **{f"span-{self.places[0].pk}": "3"}).status_code, 200)
        self.assertEqual(reading.sheet_of(self.issue).text_hash, before)

    def test_once_it_is_out_who_releases_changes_the_make_up_and_nobody_the_order(self) -> None:
        self.at(make.LONG_AGO)
        self.client.force_login(self.designer)
        self.assertNotContains(self.client.get(self.address()), 'name="layout"')
        self.assertEqual(self.change(layout="base").status_code, 400)
        self.client.force_login(self.chief)
        self.assertEqual(self.change(layout="base").status_code, 200)
        self.assertNotContains(self.client.get(self.address()), 'value="down:')
        self.assertEqual(self.change(do=f"down:{self.stories[0].pk}").status_code, 400)
        self.page.refresh_from_db()
        self.assertEqual((self.page.layout, self.order()[0]), ("base", "麦田返青"))

    def test_an_archive_is_worked_on_page_by_page(self) -> None:
        self.at(make.LONG_AGO, is_archive=True)
        self.client.force_login(self.designer)
        self.assertEqual(self.change(layout="base").status_code, 200)

    def test_what_readers_have_a_picture_of_is_made_anew(self) -> None:
        self.change(layout="base")
        self.assertFalse(Rendition.objects.exists())
        self.at(make.LONG_AGO)
        Rendition.objects.create(page=self.page, kind=Rendition.Kind.COMPOSED, made_at=timezone.now())
        self.change(layout="tiers")
        self.assertEqual(Rendition.objects.get().state, Rendition.State.WAITING)
