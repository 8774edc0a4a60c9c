"""The timeline of a story: what its page says happened, to whom, and how the list is cut down."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection, transaction
from django.test import SimpleTestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.admin import timeline_words as words
from articles.admin.step_words import DONE
from articles.admin.timeline_changes import counted
from articles.models import Article, Revision
from articles.revisions.keeping import hold, keep
from audit.origin import Origin, coming_from
from audit.trail import record
from people.models import User
from policy.table import Action
from tests.cast import CastTests, change
from tests.make import (
    LONG_AGO,
    make_article,
    make_desk,
    make_issue,
    make_page,
    make_photo,
    make_placement,
    make_town,
)

How = Revision.How


class TimelineTests(CastTests):
    story: Article

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.story = make_article(
            "麦田返青", body="麦田三千亩。", filed_by=cls.reporter, status=Article.Status.SUBMITTED
        )

    def keep(self, by: User | None, how: Revision.How = How.FORM, **more: Any) -> None:
        """What a door of the newsroom does: `fields` are set on the story, `more` goes with the record."""
        with transaction.atomic():
            story = hold(self.story)
            for name, value in more.pop("fields", {}).items():
                setattr(story, name, value)
            story.version += 1
            story.save()
            if do := more.pop("do", None):
                do(story)
            keep(story, by=by, how=how, **more)

    def page(self, user: User | None = None, story: Article | None = None, **query: Any) -> Any:
        self.client.force_login(user or self.editor)
        return self.client.get(address(story or self.story), query)

    def rows(self, user: User | None = None, **query: Any) -> list[Any]:
        rows: list[Any] = self.page(user, **query).context["rows"]
        return rows

    def newest(self, **query: Any) -> Any:
        return self.rows(**query)[0]


def address(story: Article | int) -> str:
    return f"/admin/articles/article/{story if isinstance(story, int) else story.pk}/timeline/"


class SavesTests(TimelineTests):
    def test_a_save_says_who_changed_what_how_and_why(self) -> None:
        self.keep(
            self.editor, fields={"headline": "麦苗返青", "body": "麦田五千亩，水浇地。"}, why="补一个数字"
        )
        row = self.newest()
        self.assertEqual((row.by, row.version), ("bianji", 2))
        [said] = row.said
        for part in (words.label_of("headline"), words.label_of("body"), "+5", "−1"):
            self.assertIn(part, said)
        self.assertEqual(row.beside, [str(How.FORM.label), words.why("补一个数字")])

    def test_the_first_version_leads_to_no_changes(self) -> None:
        self.keep(self.editor, fields={"body": "改了。"})
        first = self.rows()[-1]
        self.assertEqual((first.said, first.version), ([words.other("begin")], 1))

    def test_a_story_whose_history_begins_with_its_first_save_was_begun(self) -> None:
        with transaction.atomic():
            keep(self.story, by=self.reporter, how=How.FORM, action="add")
        self.assertEqual(self.newest().said, [words.first_version(6)])

    def test_towns_photos_and_captions_are_named(self) -> None:
        photo = make_photo(self.story, "图为麦田。")
        self.keep(self.editor, fields={"body": "改了。"})

        def change(story: Article) -> None:
            story.towns.add(make_town("柳林镇", "liulin"))
            make_photo(story, "又一张。")
            photo.caption = "图为田野。"
            photo.save()

        self.keep(self.editor, do=change)
        [said] = self.newest().said
        for part in (words.label_of("towns"), words.rows_of("photos", added=1, removed=0)):
            self.assertIn(part, said)
        self.assertIn(words.label_of("captions"), said)
        self.assertNotIn(words.label_of("body"), said)

    def test_each_version_leads_to_its_page(self) -> None:
        self.keep(self.editor, fields={"body": "改了。"})
        self.assertContains(self.page(), '/versions/?new=2"')

    def test_a_damaged_version_is_said_to_be_damaged_and_breaks_nothing(self) -> None:
        self.keep(self.editor, fields={"body": "改了。"})
        for harm in ({"data": b"x"}, {"sha256": "0" * 64}):
            Revision.objects.filter(number=2).update(**harm)
            self.assertEqual(len(self.newest().said), 1)
            self.assertNotIn(words.label_of("body"), self.newest().said[0])

    def test_markup_in_a_reason_is_text(self) -> None:
        self.keep(self.editor, fields={"body": "改了。"}, why="<b>粗</b>")
        self.assertContains(self.page(), "&lt;b&gt;粗&lt;/b&gt;")


class StepsTests(TimelineTests):
    def test_a_sign_off_names_its_stage(self) -> None:
        self.keep(self.head, How.STEP, action="approve", stage_name="一审", why="可发")
        row = self.newest()
        self.assertEqual(row.said, [words.step("approve", stage="一审", reason=None)])
        self.assertIn("一审", row.said[0])
        self.assertEqual((row.by, row.beside), ("zhuren", [words.why("可发")]))

    def test_a_withdrawal_says_what_readers_were_told(self) -> None:
        Article.objects.update(status=Article.Status.SIGNED_OFF)
        fields = {"withdrawn_at": timezone.now(), "withdrawal_reason": "facts"}
        self.keep(self.chief, How.STEP, action="withdraw", fields=fields)
        self.assertIn(str(Article.WithdrawalReason.FACTS.label), self.newest().said[0])

    def test_steps_from_before_the_trail_are_there_once(self) -> None:
        """The first two were taken before it began; of the third there is the record and the entry."""
        for by, action in ((self.editor, "take"), (self.head, "return"), (self.editor, "take")):
            self.story.status_changes.create(action=action, status="in_review", by=by, note="先看看")
        self.keep(self.editor, How.STEP, action="take", why="先看看")
        rows = self.rows(kind="review")
        self.assertEqual(
            [row.said for row in rows], [[str(DONE[Action(each)])] for each in ("take", "return", "take")]
        )
        self.assertEqual([row.by for row in rows], ["bianji", "zhuren", "bianji"])
        self.assertEqual([row.version for row in rows], [2, None, None])
        self.assertEqual({row.beside[0] for row in rows}, {words.why("先看看")})


class PagesTests(TimelineTests):
    def setUp(self) -> None:
        self.keep(self.editor, fields={"body": "改了。"})
        issue = make_issue(dt.date(2023, 12, 20))
        self.keep(self.chief, How.PLACE, do=lambda story: make_placement(story, make_page(issue)))

    def test_a_place_names_issue_and_page(self) -> None:
        row = self.newest(kind="pages")
        self.assertEqual(row.said, [words.placed("2023-12-20", "A3")])
        self.assertEqual(row.beside, [])

    def test_a_place_taken_away_is_named_as_well(self) -> None:
        placements: Any = self.story.placements
        self.keep(self.chief, How.PLACE, do=lambda story: placements.all().delete())
        self.assertEqual(self.newest(kind="pages").said, [words.taken_off("2023-12-20", "A3")])

    def test_the_time_of_its_issue_is_said_when_it_is_set(self) -> None:
        at = timezone.now() + dt.timedelta(days=1)
        self.keep(self.chief, How.RELEASE, fields={"publish_at": at})
        self.assertEqual(self.newest(kind="pages").said, [words.scheduled(at)])
        self.keep(self.chief, How.RELEASE, fields={"publish_at": None})
        self.assertEqual(self.newest(kind="pages").said, [words.scheduled(None)])

    def test_a_printed_story_says_where(self) -> None:
        self.keep(
            self.chief, How.RELEASE, fields={"publish_at": LONG_AGO, "status": Article.Status.SIGNED_OFF}
        )
        said = [row.said for row in self.rows(kind="pages")]
        self.assertEqual(said.count([words.printed([(dt.date(2023, 12, 20), "A3")])]), 1)

    def test_a_story_that_is_not_out_was_not_printed(self) -> None:
        self.keep(self.chief, How.RELEASE, fields={"publish_at": LONG_AGO})
        self.assertEqual([row for row in self.rows() if not row.by], [])


class NotesTests(TimelineTests):
    def test_notes_stand_among_the_rest(self) -> None:
        self.story.notes.create(by=self.reporter, text="数字\n核过了")
        self.keep(self.editor, fields={"body": "改了。"})
        [note] = self.rows(kind="notes")
        self.assertEqual((note.by, note.text), ("jizhe", "数字\n核过了"))
        self.assertEqual(len(self.rows()), 3)

    def test_a_note_that_is_in_the_trail_as_well_is_told_once(self) -> None:
        note = self.story.notes.create(by=self.reporter, text="核过了")
        with transaction.atomic():
            record("note", self.story, by=self.reporter, after={"note": note.pk})
        self.assertEqual([row.text for row in self.rows()], ["核过了"])


class FilterTests(TimelineTests):
    def setUp(self) -> None:
        self.keep(self.editor, fields={"body": "改了。"})
        self.keep(self.head, fields={"body": "又改了。"})
        self.keep(self.head, How.STEP, action="take")

    def test_by_person(self) -> None:
        self.assertEqual({row.by for row in self.rows(by=self.head.pk)}, {"zhuren"})
        self.assertEqual(len(self.rows(by=self.head.pk, kind="text")), 1)

    def test_only_who_has_to_do_with_the_story_is_offered(self) -> None:
        self.assertEqual(self.page().context["people"], [self.editor, self.head])

    def test_what_no_filter_offers_filters_nothing(self) -> None:
        everything = len(self.rows())
        for name, value in (("kind", "x"), ("by", "x"), ("by", self.chief.pk), ("by", "9" * 30), ("p", "x")):
            self.assertEqual(len(self.rows(None, **{name: value})), everything, f"{name}={value}")

    def test_fifty_stand_on_a_page(self) -> None:
        for number in range(50):
            self.story.notes.create(by=self.editor, text=f"第{number}条")
        first, second = self.page(), self.page(p=2)
        self.assertEqual([len(page.context["rows"]) for page in (first, second)], [50, 4])
        self.assertContains(first, 'rel="next"')
        self.assertContains(second, 'rel="prev"')
        self.assertEqual(first.context["rows"][0].text, "第49条")

    def test_a_page_takes_the_same_queries_however_much_happened(self) -> None:
        self.client.force_login(self.editor)
        with CaptureQueriesContext(connection) as few:
            self.client.get(address(self.story))
        for number in range(20):
            self.keep(self.head, fields={"body": f"第{number}次改。"})
            self.story.notes.create(by=self.editor, text="记一笔")
        with CaptureQueriesContext(connection) as many:
            self.client.get(address(self.story))
        self.assertEqual(len(many), len(few))


class RightsTests(TimelineTests):
    def test_it_is_for_who_may_see_the_story(self) -> None:
        self.keep(self.editor, fields={"body": "改了。"})
        for user, status in ((self.reporter, 200), (self.chief, 200), (self.other, 404)):
            self.assertEqual(self.page(user).status_code, status, user)
        Article.objects.update(desk=make_desk(), filed_by=None)
        for user, status in ((self.reporter, 404), (self.editor, 404), (self.chief, 200)):
            self.assertEqual(self.page(user).status_code, status, user)

    def test_a_key_that_is_none_is_not_found(self) -> None:
        self.client.force_login(self.editor)
        for pk in (10**12, 10**30):
            self.assertEqual(self.client.get(address(pk)).status_code, 404)

    def test_another_story_is_never_named(self) -> None:
        secret = make_article("秘密稿件", filed_by=self.chief, corrects=self.story, genre="correction")
        with transaction.atomic():
            record("change", secret, by=self.chief, note="秘密说明")
            self.story.notes.create(by=self.editor, text="本稿的留言")
            secret.notes.create(by=self.chief, text="秘密留言")
        page = self.page()
        self.assertContains(page, "本稿的留言")
        self.assertNotContains(page, "秘密")

    def test_addresses_are_for_who_may_see_the_trail(self) -> None:
        with coming_from(Origin(address="10.9.8.7")):
            self.keep(self.editor, fields={"body": "改了。"})
        self.assertContains(self.page(self.chief), "10.9.8.7")
        for user in (self.editor, self.head, self.reporter):
            self.assertNotContains(self.page(user), "10.9.8.7")

    def test_the_story_leads_to_its_timeline(self) -> None:
        self.client.force_login(self.editor)
        self.assertContains(self.client.get(change(self.story)), f'href="{address(self.story)}"')


class CountTests(SimpleTestCase):
    def test_characters_that_came_and_went(self) -> None:
        for before, after, expected in (
            ("麦田", "麦田", (0, 0)),
            ("", "麦 田\n青青", (4, 0)),
            ("麦田三千亩。", "麦田五千亩。", (1, 1)),
            ("第一段。\n第二段。", "第一段。\n中间一段。\n第二段。", (5, 0)),
            ("甲。\n乙。\n丙。", "甲。\n丙。", (0, 2)),
            ("麦田返青。\n果园开花。", "果园开花。\n麦田返青。", (0, 0)),
        ):
            with self.subTest(before=before, after=after):
                self.assertEqual(counted(before, after), expected)

    def test_a_very_long_text_is_counted_whole(self) -> None:
        self.assertEqual(counted("甲" * 3000, "乙" * 3000), (3000, 3000))

    def test_a_text_made_to_be_slow_has_an_end(self) -> None:
        """Compared without an end, it would take minutes at every look at the timeline."""
        before = "\n".join("ab"[number % 2] for number in range(10_000))
        after = "\n".join("aab"[number % 3] for number in range(10_000))
        added, removed = counted(before, after)
        self.assertEqual(added, removed)
        self.assertGreater(added, 0)
