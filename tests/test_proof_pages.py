"""The pages of proofs: what can be done has its button, what cannot a sentence; nothing is told too far."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from issues import proofs
from issues.models import Issue, Page, Placement, Proof, ProofMark
from people.models import User
from policy.roles import Role
from tests.clients import StaffClient
from tests.make import make_article, make_desk, make_issue, make_page, make_placement, make_user
from tests.proofs import CLEAN, GALLEY, PAGE, Desk

FORGED = 10**30


class PageTests(TestCase):
    client_class = StaffClient

    def setUp(self) -> None:
        self.desk = Desk()
        self.rounds = reverse("admin:issues_page_proofs", args=[self.desk.page.pk])
        self.client.force_login(self.desk.reader)

    def address(self, proof: Proof) -> str:
        return reverse("admin:issues_page_proof", args=[proof.page_id, proof.number])

    def page(self, where: str, *, by: User | None = None) -> str:
        if by:
            self.client.force_login(by)
        response = self.client.get(where)
        self.assertEqual(response.status_code, 200)
        return response.content.decode()

    def do(self, proof: Proof, do: str, *, status: int = 302, **data: Any) -> str:
        response = self.client.post(self.address(proof), {"do": do} | data)
        self.assertEqual(response.status_code, status)
        return response.content.decode()

    def marked(self, proof: Proof, **fields: Any) -> ProofMark:
        given: dict[str, Any] = {"article": self.desk.lead.pk, "quote": "四万亩", "note": "核实"}
        return proofs.mark(proof, by=self.desk.second, **(given | fields))


class WayTests(PageTests):
    def test_the_whole_way_of_a_page_through_its_pages(self) -> None:
        for number, which in enumerate((GALLEY, PAGE, CLEAN), start=1):
            self.client.post(self.rounds, {"round": which})
            proof = Proof.objects.get(number=number)
            self.assertIn('value="sign"', self.page(self.address(proof)))
            self.do(proof, "sign")
        self.assertTrue(self.desk.standing.is_done)
        self.assertNotIn('name="round"', self.page(self.rounds))

    def test_marking_resolving_and_carrying_have_their_buttons(self) -> None:
        proof = self.desk.pull()
        data: dict[str, Any] = {"article": self.desk.lead.pk, "quote": "四万亩", "note": "核实"}
        for _mark in range(2):
            self.do(proof, "mark", **data)
        first, second = ProofMark.objects.all()
        self.do(proof, "resolve", mark=first.pk, answer="")
        self.do(proof, "carry", mark=second.pk)
        first.refresh_from_db()
        second.refresh_from_db()
        self.assertEqual([first.status, second.status], ["resolved", "carried"])
        self.assertTrue(first.answer)

    def test_what_cannot_be_done_says_why(self) -> None:
        Placement.objects.all().delete()
        page = self.page(self.rounds)
        self.assertNotIn('name="round"', page)
        self.assertIn("proofs-why", page)

    def test_a_round_out_of_order_is_refused_in_words(self) -> None:
        response = self.client.post(self.rounds, {"round": CLEAN}, follow=True)
        self.assertEqual(len(response.context["messages"]), 1)
        self.assertEqual(Proof.objects.count(), 0)

    def test_a_changed_page_is_told_and_offered_to_be_pulled_again(self) -> None:
        proof = self.desk.pull()
        self.desk.edit(headline="改过的标题")
        page = self.page(self.address(proof))
        self.assertNotIn('value="sign"', page)
        self.assertIn(f'name="round" value="{GALLEY}"', page)
        self.assertIn("改过的标题", page)

    def test_what_was_changed_stands_on_the_next_proof(self) -> None:
        self.desk.through(GALLEY)
        self.desk.edit(body="麦田里满眼青绿。")
        page = self.page(self.address(self.desk.pull(PAGE)))
        self.assertIn("满眼", page[page.index("compared") :])

    def test_one_person_on_two_rounds_is_shown(self) -> None:
        self.desk.through(GALLEY, PAGE)
        self.assertIn("proof-twice", self.page(self.rounds))

    def test_the_editor_of_the_page_has_no_button_to_sign(self) -> None:
        Page.objects.update(editor=self.desk.reader)
        self.assertNotIn('value="sign"', self.page(self.address(self.desk.pull())))

    def test_words_that_were_changed_meanwhile_are_told(self) -> None:
        proof = self.desk.pull()
        self.marked(proof)
        self.assertNotIn("proof-remark", self.page(self.address(proof)))
        self.desk.edit(body="四万二千亩。")
        self.assertIn("proof-remark", self.page(self.address(proof)))


class RefusalTests(PageTests):
    def test_a_note_of_a_megabyte_and_an_empty_one_are_refused_in_words(self) -> None:
        proof = self.desk.pull()
        for note in ("标" * 350_000, "", "\0"):
            page = self.do(proof, "mark", status=400, article=self.desk.lead.pk, note=note)
            self.assertIn("errorlist", page)
        self.assertEqual(ProofMark.objects.count(), 0)

    def test_an_answer_of_a_megabyte_is_refused_in_words(self) -> None:
        proof = self.desk.pull()
        mark = self.marked(proof)
        page = self.do(proof, "resolve", status=400, mark=mark.pk, answer="改" * 350_000)
        self.assertIn("messagelist", page)
        self.assertEqual(ProofMark.objects.get().status, "open")

    def test_what_was_typed_stands_in_the_form_again(self) -> None:
        data = {"article": self.desk.lead.pk, "quote": "五万亩", "note": "核实此数"}
        page = self.do(self.desk.pull(), "mark", status=400, **data)
        self.assertIn('value="五万亩"', page)
        self.assertIn("核实此数", page)

    def test_a_mark_of_another_page_or_proof_is_not_there(self) -> None:
        other = make_page(self.desk.issue, "A4", 4)
        make_placement(make_article(status=Article.Status.SIGNED_OFF), other)
        elsewhere = proofs.pull(other, GALLEY, by=self.desk.designer)
        mark = self.marked(elsewhere, article=None, quote="")
        proof = self.desk.pull()
        for do in ("resolve", "carry"):
            self.do(proof, do, status=404, mark=mark.pk)
            self.do(proof, do, status=404, mark=FORGED)
            self.do(proof, do, status=400, mark="eins")
        mark.refresh_from_db()
        self.assertEqual(mark.status, "open")

    def test_forged_stories_and_buttons_are_refused(self) -> None:
        proof = self.desk.pull()
        for article in (FORGED, "x", -1, make_article("别处").pk):
            self.do(proof, "mark", status=400, article=article, note="标")
        self.do(proof, "burn", status=400)
        self.assertEqual(ProofMark.objects.count(), 0)

    def test_pages_and_proofs_that_are_not_there_are_not_found(self) -> None:
        self.desk.pull()
        for name, args in (
            ("issues_page_proofs", [FORGED]),
            ("issues_page_proof", [self.desk.page.pk, 2]),
            ("issues_page_proof", [self.desk.page.pk, FORGED]),
            ("issues_issue_proofs", [FORGED]),
        ):
            for method in (self.client.get, self.client.post):
                self.assertEqual(method(reverse(f"admin:{name}", args=args)).status_code, 404, name)

    def test_who_sees_no_proofs_is_refused(self) -> None:
        proof = self.desk.pull()
        self.client.force_login(make_user("jizhe", Role.REPORTER))
        for where in (self.rounds, self.address(proof)):
            self.assertEqual(self.client.get(where).status_code, 403)
            self.assertEqual(self.client.post(where, {"do": "sign", "round": PAGE}).status_code, 403)

    def test_the_photo_desk_looks_and_does_nothing(self) -> None:
        proof = self.desk.pull()
        mark = self.marked(proof)
        page = self.page(self.address(proof), by=make_user("tupian", Role.PHOTO_DESK))
        self.assertNotIn('name="do"', page)
        for do in ("sign", "mark", "resolve", "carry"):
            data = {"article": self.desk.lead.pk, "note": "标", "mark": mark.pk}
            self.do(proof, do, status=403, **data)


class HiddenTests(PageTests):
    """A story of another desk stands on the page of a desk editor, who may not see it."""

    def setUp(self) -> None:
        super().setUp()
        self.desk.edit(self.desk.brief, desk=make_desk("他部"), body="机密的正文")
        self.proof = self.desk.pull()

    def test_its_words_its_marks_and_its_changes_are_masked(self) -> None:
        self.marked(self.proof, article=self.desk.brief.pk, quote="机密的正文", note="机密的批注")
        self.desk.edit(self.desk.brief, body="机密的改稿", headline="机密的标题")
        outdated = self.page(self.address(self.proof), by=self.desk.editor)
        compared = self.page(self.address(self.desk.pull()))
        for page in (outdated, compared, self.page(self.rounds)):
            self.assertNotIn("机密", page)
            self.assertNotIn("农机下田", page)
        self.assertIn("雪后麦田润如酥", compared)

    def test_one_that_left_the_page_stays_masked(self) -> None:
        self.marked(self.proof, article=self.desk.brief.pk, quote="", note="机密的批注")
        Placement.objects.filter(article=self.desk.brief).delete()
        page = self.page(self.address(self.desk.pull()), by=self.desk.editor)
        self.assertNotIn("机密", page)
        self.assertNotIn("农机下田", page)

    def test_the_marks_of_a_deleted_story_say_nothing_of_it(self) -> None:
        self.marked(self.proof, article=self.desk.brief.pk, quote="机密的正文", note="机密的批注")
        ProofMark.objects.update(article=None)
        self.assertNotIn("机密的批注", self.page(self.address(self.proof), by=self.desk.editor))

    def test_a_proofreader_reads_what_is_reviewed_and_does_not_sign_what_is_not(self) -> None:
        self.assertIn("机密的正文", self.page(self.address(self.proof)))
        self.desk.edit(self.desk.brief, status=Article.Status.DRAFT, filed_by=self.desk.editor)
        page = self.page(self.address(self.proof))
        self.assertNotIn("机密", page)
        self.assertNotIn('value="sign"', page)


class OverviewTests(PageTests):
    def test_the_issue_shows_each_page_with_its_rounds(self) -> None:
        make_page(self.desk.issue, "A4", 4, name="副刊")
        self.desk.through(GALLEY)
        where = reverse("admin:issues_issue_proofs", args=[self.desk.issue.pk])
        page = self.page(where)
        self.assertIn("副刊", page)
        self.assertIn("jiaodui1", page)

    def test_it_costs_the_same_for_one_page_and_for_24(self) -> None:
        where = reverse("admin:issues_issue_proofs", args=[self.desk.issue.pk])
        self.desk.through(GALLEY)
        with CaptureQueriesContext(connection) as first:
            self.page(where)
        for number in range(10, 33):
            page = make_page(self.desk.issue, f"B{number}", number)
            make_placement(make_article(status=Article.Status.SIGNED_OFF), page)
            proofs.pull(page, GALLEY, by=self.desk.designer)
        with self.assertNumQueries(len(first)):
            self.page(where)

    def test_the_list_of_pages_says_where_each_stands(self) -> None:
        self.desk.through(GALLEY)
        page = self.page(reverse("admin:issues_page_changelist"))
        self.assertIn(self.rounds, page)
        self.assertIn("state-in_review", page)

    def test_an_issue_from_the_archive_says_that_it_needs_none(self) -> None:
        Issue.objects.update(is_archive=True)
        page = self.page(reverse("admin:issues_issue_proofs", args=[self.desk.issue.pk]))
        self.assertIn("notice", page)
        self.assertNotIn('name="round"', self.page(self.rounds))

    def test_issue_and_page_lead_to_their_proofs(self) -> None:
        for name, key in (("issue", self.desk.issue.pk), ("page", self.desk.page.pk)):
            page = self.page(reverse(f"admin:issues_{name}_change", args=[key]), by=self.desk.editor)
            self.assertIn(reverse(f"admin:issues_{name}_proofs", args=[key]), page)


class DeskTests(PageTests):
    index = reverse("admin:index")

    def test_a_proofreader_finds_what_is_pulled_and_unsigned(self) -> None:
        proof = self.desk.pull()
        self.assertIn(self.address(proof), self.page(self.index))
        self.desk.sign(proof)
        self.assertNotIn(self.address(proof), self.page(self.index))

    def test_pages_one_edits_and_issues_that_are_out_are_not_among_them(self) -> None:
        proof = self.desk.pull()
        Page.objects.update(editor=self.desk.reader)
        self.assertNotIn(self.address(proof), self.page(self.index))
        Page.objects.update(editor=None)
        Issue.objects.update(publish_at=timezone.now())
        self.assertNotIn(self.address(proof), self.page(self.index))

    def test_a_page_editor_finds_the_open_marks_and_nobody_elses(self) -> None:
        mark = self.marked(self.desk.pull())
        self.assertIn(self.rounds, self.page(self.index, by=self.desk.editor))
        self.assertNotIn(self.rounds, self.page(self.index, by=make_user("bieren", Role.DESK_EDITOR)))
        proofs.resolve(mark, answer="已改", by=self.desk.editor)
        self.assertNotIn(self.rounds, self.page(self.index, by=self.desk.editor))

    def test_a_proof_of_another_issue_is_another_line(self) -> None:
        other = make_page(make_issue(self.desk.issue.date + dt.timedelta(days=1)), "A3", 3)
        make_placement(make_article(status=Article.Status.SIGNED_OFF), other)
        proof = proofs.pull(other, GALLEY, by=self.desk.designer)
        self.assertIn(self.address(proof), self.page(self.index))
