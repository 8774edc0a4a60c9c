"""What a proofreader marks on a proof, and how it is settled: resolved, or carried on to the next proof."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from articles.workflow import NotPossible
from audit.trail import record
from issues.models import Page, Proof, ProofMark
from issues.proofs.rounds import NOT_YOURS, hold_page
from issues.proofs.text import has_words
from people.models import User
from policy.access import may, visible
from policy.table import Action

Status = ProofMark.Status


@transaction.atomic
def mark(proof: Proof, *, article: int | None, quote: str, note: str, by: User) -> ProofMark:
    """Mark words of a story on the proof, or without a story the page itself."""
    if not may(by, Action.ADD, ProofMark):
        raise PermissionDenied(NOT_YOURS)
    hold_page(proof.page)
    latest = proof.page.proofs.select_for_update().order_by("number").last()
    if latest is None or latest.pk != proof.pk:
        raise NotPossible(_("A later proof has taken its place: mark that one."))
    if latest.signed_at:
        raise NotPossible(_("This proof is signed: what is found now is marked on the next one."))
    _refuse_words(latest, article, quote, by=by)
    made = ProofMark.objects.create(
        proof=latest, article_id=article, is_on_story=article is not None, quote=quote, note=note, by=by
    )
    record("mark", made, by=by, after={"proof": str(latest), "quote": quote, "note": note})
    return made


def resolve(mark: ProofMark, *, answer: str, by: User) -> ProofMark:
    """Say how it was settled. One that was carried can still be, until it stands on the next proof."""
    return _settle(mark, Status.RESOLVED, answer=answer, by=by)


def carry(mark: ProofMark, *, by: User) -> ProofMark:
    """Leave it to the next proof."""
    return _settle(mark, Status.CARRIED, answer="", by=by)


@transaction.atomic
def _settle(mark: ProofMark, status: ProofMark.Status, *, answer: str, by: User) -> ProofMark:
    if not may(by, Action.CHANGE, ProofMark) or not visible(ProofMark, by).filter(pk=mark.pk).exists():
        raise PermissionDenied(NOT_YOURS)
    hold_page(Page.objects.get(proofs__marks=mark.pk))
    locked = ProofMark.objects.select_for_update().get(pk=mark.pk)
    if not (may_resolve(locked) if status == Status.RESOLVED else may_carry(locked)):
        raise NotPossible(_("Somebody has settled this mark meanwhile."))
    before = locked.status
    locked.status, locked.answer, locked.settled_at, locked.settled_by = status, answer, timezone.now(), by
    locked.save(update_fields=["status", "answer", "settled_at", "settled_by"])
    action = "resolve" if status == Status.RESOLVED else "carry"
    told = {"status": status.value} | ({"answer": answer} if answer else {})
    record(action, locked, by=by, before={"status": before}, after=told)
    return locked


def may_resolve(mark: ProofMark) -> bool:
    """Whether the mark is open, or was carried and stands on no further proof yet."""
    return may_carry(mark) or (mark.status == Status.CARRIED and not hasattr(mark, "carried_to"))


def may_carry(mark: ProofMark) -> bool:
    return mark.status == Status.OPEN


def _refuse_words(proof: Proof, article: int | None, quote: str, *, by: User) -> None:
    """A mark is on a story of the proof that its writer sees, and quotes words that stand there."""
    if article is None:
        if quote:
            raise NotPossible(_("Choose the story in which these words stand."))
        return
    story = next((each for each in proof.text["stories"] if each["article"] == article), None)
    if story is None or not Article.objects.visible_to(by).filter(pk=article).exists():
        raise NotPossible(_("This story does not stand on the proof."))
    if quote and not has_words(story, quote):
        raise NotPossible(_("These words do not stand in the story on this proof: copy them from its text."))
