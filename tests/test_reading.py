"""The last reading (一读): its sheet, the chief editor's reasons, the signature, and what it lets out."""

from __future__ import annotations

import datetime as dt
from typing import Any
from unittest.mock import patch

from django.core.exceptions import PermissionDenied
from django.test import TestCase
from django.urls import reverse

from articles.models import Article
from articles.workflow import NotPossible
from audit.trail import entries_of
from issues import proofs, reading, release
from issues.models import Issue, Override, Page, Placement, Reading
from issues.reading import EYE, Finding, Kind, State
from policy.roles import Role
from tests.clients import StaffClient
from tests.make import (
    FAR_AHEAD,
    LONG_AGO,
    clear,
    make_article,
    make_desk,
    make_issue,
    make_page,
    make_placement,
    make_user,
)
from tests.releasing import answer
from tests.test_release_pages import CountedQueries

DAY = dt.date(2099, 3, 2)
SLIP = Finding(Kind.FOLIO, "slip", "报眉有误。", ("A1",))


class ReadingCase(TestCase):
    """An issue of two pages, each with a signed story; its proofs are signed."""

    client_class = StaffClient

    def setUp(self) -> None:
        self.chief = make_user("zongbian", Role.CHIEF_EDITOR)
        self.editor = make_user("bianji", Role.DESK_EDITOR)
        self.proofreader = make_user("jiaodui", Role.PROOFREADER)
        self.issue = make_issue(DAY)
        self.pages = [make_page(self.issue, f"A{number}", number, name) for number, name in
                      enumerate(("要闻", "县区"), start=1)]  # fmt: skip
        self.stories = [self.put(page, f"第{page.order}版的稿件") for page in self.pages]
        self.address = reverse("admin:issues_issue_reading", args=[self.issue.pk])

    def put(self, page: Page, headline: str, **fields: Any) -> Article:
        signed = {"status": Article.Status.SIGNED_OFF, "body": "今年小麦长势良好。"}
        story = make_article(headline, **(signed | fields))
        make_placement(story, page)
        return story

    def proofread(self) -> None:
        for page in Page.objects.filter(issue=self.issue).select_related("issue"):
            while not (now := proofs.standing(page)).is_settled:
                proofs.sign(proofs.pull(page, now.due, by=self.proofreader), by=self.proofreader)

    @property
    def sheet(self) -> reading.Sheet:
        return reading.sheet_of(Issue.objects.get(pk=self.issue.pk))

    def sign(self, **given: Any) -> Reading:
        said: dict[str, Any] = {"ticked": list(EYE), "seen": self.sheet.text_hash, "by": self.editor} | given
        return reading.sign(self.issue, **said)


class SheetTests(ReadingCase):
    def test_pages_whose_proofs_are_not_signed_are_found_one_by_one(self) -> None:
        found = [each for each in self.sheet.open if each.kind == Kind.PROOFS]
        self.assertEqual([each.page for each in found], [page.pk for page in self.pages])
        self.proofread()
        self.assertEqual(self.sheet.open, [])
        self.assertEqual(self.sheet.state, State.UNSIGNED)

    def test_what_would_break_the_issue_is_hard(self) -> None:
        self.proofread()
        Article.objects.filter(pk=self.stories[0].pk).update(status=Article.Status.RETURNED)
        empty = make_page(self.issue, "A3", 3)
        hard = [each for each in self.sheet.open if each.is_hard]
        self.assertEqual([(each.code, each.page, each.stories) for each in hard], [
            ("empty", empty.pk, ()), ("unsigned", None, (self.stories[0].pk,)),
        ])  # fmt: skip
        for finding in hard:
            with self.assertRaises(NotPossible):
                reading.override(self.issue, finding.key, reason="急", by=self.chief)

    def test_one_finding_twice_is_one(self) -> None:
        self.proofread()
        with patch("issues.reading.sheet.findings", return_value=[SLIP, SLIP]):
            [open_one] = self.sheet.open
            reading.override(self.issue, open_one.key, reason="照此付印", by=self.chief)
            self.assertEqual(self.sheet.open, [])
            self.assertEqual(self.sheet.label, "1 项批准照发，待签字")

    def test_an_issue_from_the_archive_is_not_read(self) -> None:
        old = make_issue(dt.date(1998, 5, 1))
        self.assertEqual((reading.sheet_of(old).state, reading.sheet_of(old).open), (State.ARCHIVE, []))
        with self.assertRaises(NotPossible):
            reading.sign(old, ticked=list(EYE), seen="", by=self.editor)

    def test_it_takes_the_same_queries_however_long_the_issue_is(self) -> None:
        self.proofread()
        with CountedQueries() as before:
            reading.sheet_of(self.issue)
        for number in range(3, 9):
            page = make_page(self.issue, f"A{number}", number, f"第{number}版")
            for each in range(4):
                self.put(page, f"第{number}版第{each}篇")
        self.proofread()
        with CountedQueries() as after:
            reading.sheet_of(self.issue)
        self.assertEqual(before.count, after.count)


class SignatureTests(ReadingCase):
    def setUp(self) -> None:
        super().setUp()
        self.proofread()

    def test_it_is_for_this_very_issue(self) -> None:
        self.sign()
        self.assertTrue(self.sheet.is_settled)
        Placement.objects.filter(article=self.stories[0]).update(position="lead")
        self.assertFalse(self.sheet.is_signed)
        Placement.objects.filter(article=self.stories[0]).update(position="standard")
        self.assertTrue(self.sheet.is_signed)

    def test_another_number_or_another_page_name_is_another_issue(self) -> None:
        self.sign()
        for row, change in ((self.issue, {"serial_number": 7}), (self.pages[0], {"name": "时政"})):
            with self.subTest(change):
                type(row)._base_manager.filter(pk=row.pk).update(**change)
                self.assertEqual(self.sheet.is_signed, False)
                self.issue.refresh_from_db()
                clear(self.issue)
                self.assertEqual(self.sheet.is_signed, True)

    def test_what_was_changed_while_it_was_read_is_not_signed(self) -> None:
        seen = self.sheet.text_hash
        Page.objects.filter(pk=self.pages[0].pk).update(name="时政")
        with self.assertRaises(NotPossible):
            self.sign(seen=seen)
        self.assertFalse(Reading.objects.exists())

    def test_every_point_of_the_eye_is_ticked(self) -> None:
        for missing in EYE:
            with self.subTest(missing), self.assertRaises(NotPossible):
                self.sign(ticked=[name for name in EYE if name != missing])
        self.sign()

    def test_nothing_may_be_open(self) -> None:
        make_page(self.issue, "A3", 3)
        with self.assertRaises(NotPossible):
            self.sign()

    def test_editors_sign(self) -> None:
        for nobody in (self.proofreader, make_user("jizhe", Role.REPORTER)):
            with self.assertRaises(PermissionDenied):
                self.sign(by=nobody)

    def test_pressed_twice_it_is_one_signature(self) -> None:
        self.assertEqual([self.sign().pk, self.sign().pk], [Reading.objects.get().pk] * 2)

    def test_who_signs_sees_every_story(self) -> None:
        Article.objects.filter(pk=self.stories[0].pk).update(desk=make_desk("要闻部"))
        self.proofread()
        with self.assertRaises(NotPossible):
            self.sign()
        self.sign(by=self.chief)

    def test_the_pages_that_were_changed_since_are_named(self) -> None:
        self.sign()
        Placement.objects.filter(article=self.stories[1]).update(position="lead")
        make_page(self.issue, "A3", 3)
        self.assertEqual(self.sheet.changed, ["A2", "A3"])

    def test_the_trail_has_who_signed_what(self) -> None:
        made = self.sign()
        entry = entries_of(made).get(action="read_last")
        self.assertEqual((entry.actor, entry.after_values["sha256"]), (self.editor.pk, made.text_hash))

    def test_what_is_out_is_not_signed(self) -> None:
        Issue.objects.filter(pk=self.issue.pk).update(publish_at=LONG_AGO)
        with self.assertRaises(NotPossible):
            self.sign()


class OverrideTests(ReadingCase):
    def first(self) -> reading.Finding:
        return self.sheet.open[0]

    def let_stand(self, **given: Any) -> Override:
        said: dict[str, Any] = {"reason": "照此付印", "by": self.chief} | given
        return reading.override(self.issue, self.first().key, **said)

    def test_it_closes_this_finding_and_no_other(self) -> None:
        before = self.sheet.open
        made = self.let_stand()
        self.assertEqual(self.sheet.open, before[1:])
        self.assertEqual((made.finding, made.reason), (before[0].text, "照此付印"))
        self.assertEqual(entries_of(made).get(action="override").note, "照此付印")

    def test_it_does_not_cover_what_came_of_the_page_since(self) -> None:
        self.let_stand()
        proofs.pull(self.pages[0], proofs.ROUNDS[0], by=self.proofreader)
        self.assertEqual(len(self.sheet.open), 2)
        self.assertEqual([each.reason for each in self.sheet.settled], ["照此付印"])

    def test_it_needs_a_reason_and_the_chief_editor(self) -> None:
        with self.assertRaises(NotPossible):
            self.let_stand(reason="  ")
        with self.assertRaises(PermissionDenied):
            self.let_stand(by=self.editor)
        self.assertFalse(Override.objects.exists())

    def test_it_is_of_something_that_is_found_and_once(self) -> None:
        key = self.first().key
        self.let_stand()
        for gone in (key, "0" * 64, ""):
            with self.assertRaises(NotPossible):
                reading.override(self.issue, gone, reason="照此付印", by=self.chief)

    def test_taken_back_the_finding_is_open_again(self) -> None:
        before = self.sheet.open
        made = self.let_stand()
        key = made.pk
        reading.take_back(made, by=self.chief)
        self.assertEqual(self.sheet.open, before)
        made.pk = key
        self.assertEqual(entries_of(made).get(action="end_override").before_values["reason"], "照此付印")
        with self.assertRaises(NotPossible):
            reading.take_back(made, by=self.chief)


class GateTests(ReadingCase):
    def schedule(self) -> None:
        release.schedule(self.issue, at=FAR_AHEAD, by=self.chief)

    def refused(self) -> list[str]:
        with self.assertRaises(release.NotReleasable) as refused:
            self.schedule()
        return refused.exception.problems

    def test_it_is_refused_with_every_reason_until_they_are_mended(self) -> None:
        self.assertEqual(len(self.refused()), 3)
        self.proofread()
        self.assertEqual(len(self.refused()), 1)
        self.sign()
        self.schedule()
        self.assertEqual(Issue.objects.get(pk=self.issue.pk).publish_at, FAR_AHEAD)

    def test_or_until_the_chief_editor_lets_them_stand(self) -> None:
        for finding in self.sheet.open:
            reading.override(self.issue, finding.key, reason="照此付印", by=self.chief)
        self.sign()
        self.schedule()

    def test_what_was_changed_after_it_is_read_again(self) -> None:
        self.proofread()
        self.sign()
        Page.objects.filter(pk=self.pages[0].pk).update(name="时政")
        self.assertEqual(len(self.refused()), 1 + len(self.sheet.open))

    def test_a_waiting_issue_is_pulled_back_unread(self) -> None:
        clear(self.issue)
        self.schedule()
        Page.objects.filter(pk=self.pages[0].pk).update(name="时政")
        release.unschedule(self.issue, by=self.chief)
        self.assertIsNone(Issue.objects.get(pk=self.issue.pk).publish_at)


class PageTests(ReadingCase):
    def setUp(self) -> None:
        super().setUp()
        self.client.force_login(self.chief)

    def post(self, **data: Any) -> Any:
        return self.client.post(self.address, data, follow=True)

    def test_the_sheet_names_what_is_open_and_where_it_is_mended(self) -> None:
        page = self.client.get(self.address)
        for finding in self.sheet.open:
            self.assertContains(page, finding.text)
        self.assertContains(page, reverse("admin:issues_page_proofs", args=[self.pages[0].pk]))
        self.assertNotContains(page, 'value="sign"')

    def test_from_open_to_signed_to_scheduled(self) -> None:
        for finding in self.sheet.open:
            page = self.post(do="override", key=finding.key, reason="时间紧，社领导同意")
            self.assertContains(page, "时间紧，社领导同意")
        page = self.post(do="sign", seen=self.sheet.text_hash, tick=list(EYE))
        self.assertEqual(page.status_code, 200)
        self.assertTrue(self.sheet.is_settled)
        where = reverse("admin:issues_issue_release", args=[self.issue.pk])
        answer(self.client, where, at_0="2099-01-01", at_1="06:00:00")
        self.assertEqual(Issue.objects.get(pk=self.issue.pk).publish_at, FAR_AHEAD)

    def test_the_page_of_the_release_says_what_stands_against_it(self) -> None:
        page = self.client.get(reverse("admin:issues_issue_release", args=[self.issue.pk]))
        for refusal in self.sheet.refusals:
            self.assertContains(page, refusal)
        self.assertNotContains(page, 'value="schedule"')

    def test_a_reason_that_is_missing_is_asked_for(self) -> None:
        page = self.post(do="override", key=self.sheet.open[0].key, reason=" ")
        self.assertEqual((page.status_code, Override.objects.count()), (400, 0))

    def test_ticks_are_kept_when_the_signature_is_refused(self) -> None:
        self.proofread()
        page = self.post(do="sign", seen=self.sheet.text_hash, tick=list(EYE)[:2])
        self.assertEqual((page.status_code, Reading.objects.count()), (400, 0))
        self.assertContains(page, " checked>", count=2, status_code=400)

    def test_what_is_not_on_the_page_does_nothing(self) -> None:
        for data, status in (
            ({"do": "print"}, 400),
            ({}, 400),
            ({"do": "override", "key": "x" * 500, "reason": "急"}, 400),
            ({"do": "take_back", "override": "abc"}, 404),
            ({"do": "take_back", "override": "9" * 40}, 404),
            ({"do": "sign", "seen": "\0", "tick": "\0"}, 400),
        ):
            with self.subTest(data):
                self.assertEqual(self.post(**data).status_code, status)

    def test_an_override_of_another_issue_is_none_of_this_one(self) -> None:
        other = make_issue(DAY + dt.timedelta(days=1))
        make_placement(make_article("他日", status=Article.Status.SIGNED_OFF), make_page(other))
        made = reading.override(other, reading.sheet_of(other).open[0].key, reason="急", by=self.chief)
        self.assertEqual(self.post(do="take_back", override=made.pk).status_code, 404)
        self.assertTrue(Override.objects.filter(pk=made.pk).exists())

    def test_a_story_of_another_desk_is_not_told(self) -> None:
        story = self.stories[0]
        desk = make_desk("要闻部", members=(self.chief,))
        Article.objects.filter(pk=story.pk).update(desk=desk, status=Article.Status.RETURNED)
        self.assertContains(self.client.get(self.address), "第1版的稿件")
        self.client.force_login(self.editor)
        page = self.client.get(self.address)
        self.assertNotContains(page, "第1版的稿件")
        self.assertContains(page, "涉及外部门稿件")

    def test_who_only_writes_does_not_see_it(self) -> None:
        self.client.force_login(make_user("jizhe", Role.REPORTER))
        self.assertEqual(self.client.get(self.address).status_code, 403)

    def test_a_proofreader_looks_and_signs_nothing(self) -> None:
        self.proofread()
        self.client.force_login(self.proofreader)
        self.assertNotContains(self.client.get(self.address), 'value="sign"')
        data = {"do": "sign", "seen": self.sheet.text_hash, "tick": list(EYE)}
        self.assertEqual(self.client.post(self.address, data).status_code, 403)
