"""Two people at one proof in the same second, each with a connection of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import TransactionTestCase

from articles.models import Article
from articles.revisions.keeping import hold
from articles.workflow import NotPossible
from issues import proofs
from issues.models import Page, Proof, ProofMark
from people.models import User
from tests.make import make_article, make_page, make_placement
from tests.proofs import CLEAN, GALLEY, PAGE, Desk
from tests.test_races import at_once, shared_database

TIMES = 8
Action = Callable[[threading.Barrier], str]


def acting(act: Callable[[], object]) -> Action:
    def run(barrier: threading.Barrier) -> str:
        barrier.wait()
        try:
            act()
        except (NotPossible, PermissionDenied):
            return "refused"
        return "done"

    return run


def counting(count: Callable[[], int]) -> str:
    """Asked over a connection of its own: the test's is still in memory."""

    def run(barrier: threading.Barrier) -> str:
        barrier.wait()
        return str(count())

    return at_once(run)[0]


class ProofRaceTests(TransactionTestCase):
    def setUp(self) -> None:
        self.desk = Desk()

    def test_two_pulls_at_once_make_one_proof(self) -> None:
        for which in (GALLEY, PAGE, CLEAN):
            with self.subTest(which), shared_database():
                pulls = [acting(lambda w=which: self.desk.pull(w)) for _hand in range(2)]  # type: ignore[misc]
                self.assertEqual(at_once(*pulls), ["done", "done"])
                found = counting(lambda w=which: Proof.objects.filter(round=w).count())  # type: ignore[misc]
                self.assertEqual(found, "1")
            self.desk.through(which)

    def pages(self) -> Iterator[Page]:
        """A page of its own for each time, with one story on it."""
        for number in range(1, TIMES + 1):
            page = make_page(self.desk.issue, f"B{number}", 100 + number)
            make_placement(make_article(status=Article.Status.SIGNED_OFF, body="正文。"), page)
            yield page

    def galleys(self) -> Iterator[Proof]:
        for page in self.pages():
            yield proofs.pull(page, GALLEY, by=self.desk.designer)

    def test_of_two_signatures_at_once_one_counts(self) -> None:
        for proof in self.galleys():
            with shared_database():
                signing = [acting(self._signing(proof, by)) for by in (self.desk.reader, self.desk.second)]
                self.assertEqual(at_once(*signing), ["done", "refused"])

    def test_a_mark_is_settled_by_one_of_two(self) -> None:
        for proof in self.galleys():
            mark = self._mark(proof)
            with shared_database():
                settling = [acting(self._carrying(mark, by)) for by in (self.desk.editor, self.desk.reader)]
                self.assertEqual(at_once(*settling), ["done", "refused"])

    def test_no_signature_stands_for_a_text_that_was_changed_in_the_same_moment(self) -> None:
        """Whoever comes first: a text changed before is not signed, one changed after is outdated."""
        for proof in self.galleys():
            with shared_database():
                results = at_once(
                    acting(self._signing(proof, self.desk.reader)), acting(self._writing(proof.page))
                )
                self.assertIn("done", results)
                self.assertEqual(counting(lambda page=proof.page: signed_now(page)), "0")  # type: ignore[misc]

    def test_no_mark_comes_to_a_clean_proof_that_was_signed_in_the_same_moment(self) -> None:
        for page in self.pages():
            for which in (GALLEY, PAGE):
                proofs.sign(proofs.pull(page, which, by=self.desk.designer), by=self.desk.reader)
            proof = proofs.pull(page, CLEAN, by=self.desk.designer)
            with shared_database():
                at_once(acting(self._signing(proof, self.desk.reader)), acting(self._marking(proof)))
                both = Proof.objects.filter(pk=proof.pk, signed_at__isnull=False, marks__isnull=False)
                self.assertEqual(counting(both.count), "0")

    @staticmethod
    def _signing(proof: Proof, by: User) -> Callable[[], object]:
        return lambda: proofs.sign(Proof.objects.get(pk=proof.pk), by=by)

    @staticmethod
    def _carrying(mark: ProofMark, by: User) -> Callable[[], object]:
        return lambda: proofs.carry(ProofMark.objects.get(pk=mark.pk), by=by)

    def _marking(self, proof: Proof) -> Callable[[], object]:
        return lambda: self._mark(Proof.objects.get(pk=proof.pk))

    def _mark(self, proof: Proof) -> ProofMark:
        return proofs.mark(proof, article=None, quote="", note="报眉", by=self.desk.second)

    @staticmethod
    def _writing(page: Page) -> Callable[[], object]:
        def write() -> None:
            with transaction.atomic():
                story = hold(Article.objects.get(placements__page=page))
                Article.objects.filter(pk=story.pk).update(body="改了。")

        return write


def signed_now(page: Page) -> int:
    return len(proofs.standing(Page.objects.select_related("issue").get(pk=page.pk)).signed_now)
