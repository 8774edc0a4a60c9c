"""Three proofs of a page: pulled and signed in their order, each signature for one version of the text."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.test import TestCase

from articles.models import Article, Photo
from articles.revisions.diff import Kind
from articles.workflow import NotPossible
from audit.trail import entries_of
from issues import proofs
from issues.models import Page, Placement, Proof
from issues.proofs.differences import Difference, difference
from issues.proofs.text import folio, hash_of, page_text, title
from policy.roles import Role
from tests.make import (
    make_article,
    make_credit,
    make_desk,
    make_issue,
    make_page,
    make_photo,
    make_placement,
    make_user,
)
from tests.proofs import CLEAN, GALLEY, PAGE, Desk


class ProofTests(TestCase):
    def setUp(self) -> None:
        self.desk = Desk()

    def refused(self, which: str) -> str:
        with self.assertRaises(NotPossible) as caught:
            self.desk.pull(which)
        return str(caught.exception)

    def unsigned(self, proof: Proof, **by: object) -> str:
        with self.assertRaises(NotPossible) as caught:
            self.desk.sign(proof, **by)  # type: ignore[arg-type]
        return str(caught.exception)


class TextTests(ProofTests):
    def test_a_proof_keeps_the_stories_in_their_order_and_all_that_is_printed_of_them(self) -> None:
        photo = make_photo(self.desk.lead, "图为麦田。")
        make_credit(photo, role="photographer", printed_text="王燕")
        self.desk.edit(
            kicker="雪后", deck="四万亩", dateline="本报讯", printed_byline="记者 王燕", genre="feature"
        )
        text = self.desk.pull().text
        first, second = text["stories"]
        self.assertEqual([title(first), title(second)], ["雪后麦田润如酥", "农机下田"])
        self.assertEqual((first["kicker"], first["deck"], first["byline"]), ("雪后", "——四万亩", "记者 王燕"))
        self.assertEqual(first["photos"][0]["caption"], "图为麦田。")
        self.assertEqual(first["photos"][0]["credits"], [["photographer", "", "王燕"]])

    def test_the_folio_line_is_the_one_set_by_hand_or_what_is_known_of_the_page(self) -> None:
        self.assertEqual(folio(self.desk.page), "菏泽日报 2026年12月1日 星期二 A3版 鲁西新区·巨野")
        Page.objects.update(folio="菏泽日报 A3")
        self.assertEqual(self.desk.pull().text["folio"], "菏泽日报 A3")

    def test_a_story_that_goes_on_elsewhere_has_its_jump_lines(self) -> None:
        other = make_page(self.desk.issue, "A4", 4)
        here = Placement.objects.get(article=self.desk.lead)
        make_placement(self.desk.lead, other, continues=here)
        self.assertEqual(page_text(self.desk.page)["stories"][0]["continued_on"], "A4")
        self.assertEqual(page_text(other)["stories"][0]["continued_from"], "A3")

    def test_whatever_is_printed_changes_the_hash(self) -> None:
        photo = make_photo(self.desk.lead, "图")
        hashes = {hash_of(page_text(self.desk.page))}
        placed = Placement.objects.filter(article=self.desk.lead)
        changes: list[tuple[QuerySet[Any], dict[str, Any]]] = [
            (Article.objects.filter(pk=self.desk.lead.pk), {"body": "另一段。"}),
            (Photo.objects.filter(pk=photo.pk), {"caption": "新图"}),
            (placed, {"order": 99}),
            (placed, {"position": "lead"}),
            (Page.objects.all(), {"folio": "报眉"}),
        ]
        for count, (rows, values) in enumerate(changes, start=2):
            rows.update(**values)
            self.desk.page.refresh_from_db()
            hashes.add(hash_of(page_text(self.desk.page)))
            self.assertEqual(len(hashes), count)

    def test_what_is_not_printed_does_not(self) -> None:
        before = hash_of(page_text(self.desk.page))
        self.desk.edit(note="附言", planned_length=900)
        self.assertEqual(hash_of(page_text(self.desk.page)), before)


class RoundTests(ProofTests):
    def test_three_rounds_are_pulled_and_signed_one_after_the_other(self) -> None:
        last = self.desk.through(GALLEY, PAGE, CLEAN)
        self.assertEqual((last.number, last.round, last.signed_by), (3, CLEAN, self.desk.reader))
        self.assertTrue(self.desk.standing.is_done)

    def test_the_page_proof_waits_for_the_galley_and_the_clean_proof_for_the_page_proof(self) -> None:
        for which in (PAGE, CLEAN):
            self.refused(which)
        self.desk.pull()
        self.refused(PAGE)
        self.desk.sign(Proof.objects.get())
        self.refused(CLEAN)
        self.refused(GALLEY)
        self.assertEqual(Proof.objects.count(), 1)

    def test_a_round_that_is_none_is_refused(self) -> None:
        self.refused("fourth")

    def test_who_may_not_pull_does_not(self) -> None:
        with self.assertRaises(PermissionDenied):
            self.desk.pull(by=make_user("jizhe", Role.REPORTER))

    def test_a_page_without_stories_has_no_proof(self) -> None:
        Placement.objects.all().delete()
        self.refused(GALLEY)

    def test_pulled_twice_it_is_one_proof(self) -> None:
        self.assertEqual(self.desk.pull(), self.desk.pull(by=self.desk.reader))
        self.assertEqual(Proof.objects.count(), 1)

    def test_a_changed_page_is_pulled_again_as_the_same_round(self) -> None:
        self.desk.pull()
        self.desk.edit()
        again = self.desk.pull()
        self.assertEqual((again.number, again.round), (2, GALLEY))

    def test_after_the_clean_proof_a_change_needs_a_clean_proof_and_no_other(self) -> None:
        self.desk.through(GALLEY, PAGE, CLEAN)
        self.refused(CLEAN)
        self.desk.edit()
        self.assertFalse(self.desk.standing.is_done)
        self.assertEqual(self.desk.standing.state, proofs.State.CHANGED)
        self.desk.through(CLEAN)
        self.assertTrue(self.desk.standing.is_done)

    def test_an_issue_from_the_archive_needs_none(self) -> None:
        type(self.desk.issue).objects.update(is_archive=True)
        self.refused(GALLEY)
        self.assertTrue(self.desk.standing.is_settled)
        self.assertFalse(self.desk.standing.is_done)


class SignatureTests(ProofTests):
    def test_a_signature_is_for_the_text_of_the_proof_alone(self) -> None:
        proof = self.desk.pull()
        self.desk.edit()
        self.unsigned(proof)
        self.assertIsNone(Proof.objects.get().signed_at)

    def test_a_page_designer_signs_no_proof(self) -> None:
        with self.assertRaises(PermissionDenied):
            self.desk.sign(self.desk.pull(), by=self.desk.designer)

    def test_the_editor_of_the_page_does_not_sign_its_proofs(self) -> None:
        Page.objects.update(editor=self.desk.reader)
        self.unsigned(self.desk.pull())
        self.desk.sign(Proof.objects.get(), by=self.desk.second)

    def test_a_proof_is_signed_once(self) -> None:
        proof = self.desk.sign(self.desk.pull())
        self.unsigned(proof, by=self.desk.second)
        self.assertEqual(Proof.objects.get().signed_by, self.desk.reader)

    def test_a_proof_that_was_replaced_is_not_signed(self) -> None:
        old = self.desk.pull()
        before = self.desk.lead.headline
        self.desk.edit()
        self.desk.pull()
        self.desk.edit(headline=before)
        self.unsigned(old)

    def test_nobody_answers_for_a_story_that_is_not_theirs_to_see(self) -> None:
        self.desk.put("草稿", status=Article.Status.DRAFT, filed_by=self.desk.editor)
        proof = self.desk.pull()
        self.unsigned(proof)

    def test_a_change_after_it_makes_the_round_outdated_and_the_way_back_makes_it_good(self) -> None:
        before = self.desk.lead.headline
        self.desk.through(GALLEY)
        self.assertEqual(self.desk.standing.signed_now, [GALLEY])
        self.desk.edit()
        self.assertTrue(self.desk.standing.is_outdated(GALLEY))
        self.assertEqual(self.desk.standing.signed_now, [])
        self.desk.edit(headline=before)
        self.assertFalse(self.desk.standing.is_outdated(GALLEY))

    def test_one_person_who_signed_two_rounds_is_named(self) -> None:
        self.desk.through(GALLEY)
        self.assertEqual(self.desk.standing.signed_twice, [])
        self.desk.through(PAGE)
        self.assertEqual(self.desk.standing.signed_twice, [self.desk.reader])

    def test_pulling_and_signing_stand_in_the_trail(self) -> None:
        proof = self.desk.sign(self.desk.pull())
        told = [(entry.action, entry.after_values) for entry in entries_of(proof).order_by("number")]
        about = {"round": "galley", "sha256": proof.text_hash}
        self.assertEqual(told, [("pull", about), ("sign", about)])


class DifferenceTests(ProofTests):
    def setUp(self) -> None:
        super().setUp()
        self.old = self.desk.pull()

    def told(self) -> Difference:
        return difference(self.old.text, page_text(Page.objects.get()))

    def compared(self) -> dict[str, Kind]:
        return {title(each.story): each.kind for each in self.told().stories}

    def test_nothing_differs_where_nothing_was_changed(self) -> None:
        self.assertEqual(self.compared(), {})

    def test_stories_that_came_and_went_are_named(self) -> None:
        Placement.objects.filter(article=self.desk.brief).delete()
        self.desk.put("新上版")
        self.assertEqual(self.compared(), {"农机下田": Kind.REMOVED, "新上版": Kind.ADDED})

    def test_a_story_that_changed_its_place_is_moved(self) -> None:
        self.desk.put("三")
        self.old = self.desk.pull()
        Placement.objects.filter(article=self.desk.lead).update(order=99)
        self.assertEqual(self.compared()["雪后麦田润如酥"], Kind.MOVED_HERE)

    def test_a_changed_story_tells_its_fields_by_character_and_a_moved_paragraph_as_moved(self) -> None:
        first, second, third = self.desk.lead.body.split("\n")
        self.desk.edit(body="\n".join([third, first.replace("一片", "满眼"), second]))
        (story,) = self.told().stories
        (change,) = story.changes
        self.assertEqual(change.name, "body")
        self.assertIn(Kind.MOVED_HERE, [piece.kind for piece in change.pieces])
        self.assertIn("满眼", [span.text for piece in change.pieces for span in piece.spans])

    def test_a_folio_line_set_otherwise_is_a_difference(self) -> None:
        Page.objects.update(folio="菏泽日报 12月2日")
        found = self.told()
        self.assertIsNotNone(found.folio)
        self.assertFalse(found.is_empty)


class StandingTests(ProofTests):
    def test_an_issue_of_24_pages_asks_as_often_as_one_of_one(self) -> None:
        make_credit(make_photo(self.desk.lead), role="photographer", printed_text="王燕")
        self.desk.through(GALLEY)
        with self.assertNumQueries(8):
            proofs.standings(self.desk.issue)
        for number in range(10, 33):
            page = make_page(self.desk.issue, f"B{number}", number)
            story = make_article(f"{number}", status=Article.Status.SIGNED_OFF)
            make_credit(make_photo(story), role="photographer", printed_text="王燕")
            make_placement(story, page)
            proofs.pull(page, GALLEY, by=self.desk.designer)
        with self.assertNumQueries(8):
            found = proofs.standings(self.desk.issue)
        self.assertEqual(len(found), 24)
        self.assertEqual([each.text_hash for each in found.values()].count(""), 0)

    def test_each_state_has_its_word(self) -> None:
        def state() -> str:
            return self.desk.standing.state.value

        seen = [state()]
        self.desk.pull()
        seen.append(state())
        self.desk.edit()
        seen.append(state())
        self.desk.sign(self.desk.pull())
        seen.append(state())
        self.desk.through(PAGE, CLEAN)
        seen.append(state())
        self.assertEqual(seen, ["none", "reading", "outdated", "signed", "done"])
        empty = make_page(make_issue(dt.date(2026, 12, 2)))
        self.assertEqual(proofs.standing(empty).state, proofs.State.EMPTY)


class HiddenTests(ProofTests):
    def test_a_desk_editor_pulls_a_page_with_stories_of_other_desks(self) -> None:
        self.desk.edit(desk=make_desk("他部"))
        self.assertEqual(len(self.desk.pull(by=self.desk.editor).text["stories"]), 2)
