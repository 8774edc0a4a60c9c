"""Marks on a proof: made where the words stand, settled once, and never lost on the way to the next proof."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.test import TestCase

from articles.models import Article
from articles.workflow import NotPossible
from audit.trail import entries_of
from issues import proofs
from issues.models import Proof, ProofMark
from policy.roles import Role
from tests.make import make_desk, make_user
from tests.proofs import CLEAN, GALLEY, PAGE, Desk


class MarkTests(TestCase):
    def setUp(self) -> None:
        self.desk = Desk()
        self.proof = self.desk.pull()

    def mark(self, quote: str = "四万亩", proof: Proof | None = None, **fields: object) -> ProofMark:
        given = {"article": self.desk.lead.pk, "note": "核实", "by": self.desk.reader} | fields
        return proofs.mark(proof or self.proof, quote=quote, **given)  # type: ignore[arg-type]

    def resolve(self, mark: ProofMark, answer: str = "已改") -> ProofMark:
        return proofs.resolve(mark, answer=answer, by=self.desk.designer)

    def carry(self, mark: ProofMark) -> ProofMark:
        return proofs.carry(mark, by=self.desk.editor)

    # Making them

    def test_a_mark_quotes_words_of_a_story_on_the_proof(self) -> None:
        made = self.mark("一片青绿。\n全镇")
        self.assertEqual((made.article, made.status), (self.desk.lead, ProofMark.Status.OPEN))

    def test_words_that_stand_elsewhere_are_refused(self) -> None:
        for refused in ({"quote": "五万亩"}, {"quote": "四万亩", "article": self.desk.brief.pk}):
            with self.assertRaises(NotPossible):
                self.mark(**refused)

    def test_a_mark_on_the_page_itself_has_no_quote(self) -> None:
        self.assertIsNone(self.mark("", article=None, note="报眉日期不对").article)
        with self.assertRaises(NotPossible):
            self.mark("四万亩", article=None)

    def test_a_story_that_is_not_on_the_proof_is_refused(self) -> None:
        story = self.desk.put("后来上版")
        with self.assertRaises(NotPossible):
            self.mark("", article=story.pk)

    def test_a_story_that_one_may_not_see_is_refused_like_one_that_is_not_there(self) -> None:
        self.desk.edit(desk=make_desk("他部"))
        with self.assertRaises(NotPossible):
            self.mark(by=self.desk.editor)

    def test_who_only_makes_the_pages_marks_nothing(self) -> None:
        for by in (self.desk.designer, make_user("jizhe", Role.REPORTER)):
            with self.assertRaises(PermissionDenied):
                self.mark(by=by)

    def test_a_signed_proof_and_one_that_was_replaced_are_marked_no_more(self) -> None:
        self.desk.sign(self.proof)
        with self.assertRaises(NotPossible):
            self.mark()
        self.desk.pull(PAGE)
        with self.assertRaises(NotPossible):
            self.mark()

    # Settling them

    def test_it_is_resolved_with_a_sentence_or_simply_done(self) -> None:
        done = self.resolve(self.mark())
        self.assertEqual(
            (done.status, done.answer, done.settled_by), ("resolved", "已改", self.desk.designer)
        )

    def test_it_is_settled_once(self) -> None:
        mark = self.mark()
        self.resolve(mark)
        for settle in (self.resolve, self.carry):
            with self.assertRaises(NotPossible):
                settle(mark)

    def test_who_may_not_see_its_story_does_not_settle_it(self) -> None:
        mark = self.mark()
        self.desk.edit(desk=make_desk("他部"))
        with self.assertRaises(PermissionDenied):
            self.carry(mark)

    def test_each_move_stands_in_the_trail(self) -> None:
        mark = self.resolve(self.carry(self.mark()), "数字已核")
        actions = entries_of(mark).order_by("number").values_list("action", flat=True)
        self.assertEqual(list(actions), ["mark", "carry", "resolve"])

    # Going on

    def test_an_open_mark_blocks_the_next_round(self) -> None:
        mark = self.mark()
        self.desk.sign(self.proof)
        with self.assertRaises(NotPossible):
            self.desk.pull(PAGE)
        self.resolve(mark)
        self.assertEqual(self.desk.pull(PAGE).marks.count(), 0)

    def test_a_carried_mark_stands_on_the_next_proof_again(self) -> None:
        mark = self.carry(self.mark())
        self.desk.sign(self.proof)
        again = self.desk.pull(PAGE).marks.get()
        self.assertEqual((again.carried_from, again.status, again.by), (mark, "open", self.desk.reader))
        self.assertEqual((again.quote, again.note, again.article), (mark.quote, mark.note, mark.article))

    def test_what_has_gone_on_is_settled_where_it_stands_now(self) -> None:
        mark = self.carry(self.mark())
        self.desk.sign(self.proof)
        self.desk.pull(PAGE)
        with self.assertRaises(NotPossible):
            self.resolve(mark)

    def test_a_proof_pulled_again_takes_over_the_open_marks_of_the_one_it_replaces(self) -> None:
        mark, settled = self.mark(), self.resolve(self.mark())
        self.desk.edit()
        again = self.desk.pull(GALLEY).marks.get()
        mark.refresh_from_db()
        self.assertEqual((again.carried_from, mark.status), (mark, "carried"))
        self.assertNotEqual(again.carried_from, settled)

    def test_a_mark_goes_on_through_all_rounds_and_nowhere_twice(self) -> None:
        self.carry(self.mark())
        self.desk.sign(self.proof)
        second = self.desk.pull(PAGE)
        self.carry(second.marks.get())
        self.desk.sign(second)
        third = self.desk.pull(CLEAN)
        self.assertEqual([proof.marks.count() for proof in (self.proof, second, third)], [1, 1, 1])

    def test_the_clean_proof_is_signed_without_open_or_carried_marks_alone(self) -> None:
        self.desk.sign(self.proof)
        self.desk.through(PAGE)
        clean = self.desk.pull(CLEAN)
        mark = self.mark(proof=clean)
        for _settled in ("open", "carried"):
            with self.assertRaises(NotPossible):
                self.desk.sign(clean)
            mark = self.carry(mark) if mark.status == "open" else mark
        self.resolve(mark)
        self.desk.sign(clean)
        self.assertTrue(self.desk.standing.is_done)

    def test_marks_are_counted_where_they_wait(self) -> None:
        self.mark()
        self.carry(self.mark())
        self.assertEqual((self.desk.standing.open_marks, self.desk.standing.carried_marks), (1, 1))
        self.desk.edit()
        self.desk.pull()
        self.assertEqual((self.desk.standing.open_marks, self.desk.standing.carried_marks), (2, 0))

    def test_a_mark_outlives_the_story_that_left_the_page(self) -> None:
        mark = self.mark()
        self.desk.page.placements.filter(article=self.desk.lead).delete()
        self.desk.pull()
        self.assertEqual(ProofMark.objects.get(carried_from=mark).article, self.desk.lead)
        self.assertEqual(Article.objects.count(), 2)
