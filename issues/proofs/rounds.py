"""The rounds of a page (三校): a proof is pulled, read and signed; galley, page proof, clean proof, in order.

A signature is for one version of the text. What is changed before it needs another proof of the same round;
what is changed after the clean proof was signed needs another clean proof, and not all three again.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles.models import Article
from articles.workflow import NotPossible
from audit.trail import record
from issues.models import Issue, Page, Proof
from issues.proofs import carrying
from issues.proofs.standing import ROUNDS, Round, Standing, standing
from issues.proofs.text import hash_of, page_text
from people.models import User
from policy.access import may
from policy.table import Action

NOT_YOURS = _("You may not take this step.")
ALREADY_PULLED = _("This proof is pulled: read and sign it.")
ALREADY_SIGNED = _("The clean proof is signed, and the text was not changed since.")
CHANGED = _("The page was changed since this proof was pulled: pull it again, then sign what it is now.")


@transaction.atomic
def pull(page: Page, which: str, *, by: User) -> Proof:
    """Take the page's text as it is now onto a proof of the round. What is there already is returned.

    Marks that were carried stand on it again, and so do open ones of a proof of the same round, which it
    replaces.
    """
    if not may(by, Action.ADD, Proof):
        raise PermissionDenied(NOT_YOURS)
    held = hold_page(page)
    now = standing(held)
    if (latest := now.latest) and _is_the_same(now, latest, which):
        return latest
    if reason := why_not_pull(now, which):
        raise NotPossible(reason)
    text = page_text(held)
    number = now.latest.number + 1 if now.latest else 1
    proof = Proof.objects.create(
        page=held, number=number, round=which, text=text, text_hash=hash_of(text), pulled_by=by
    )
    carried = carrying.take_over(proof)
    told = {"round": which, "sha256": proof.text_hash} | ({"carried": carried} if carried else {})
    record("pull", proof, by=by, after=told)
    return proof


@transaction.atomic
def sign(proof: Proof, *, by: User) -> Proof:
    """Answer for the proof's text: it was read, and it is the page's text."""
    if not may(by, Action.CHANGE, Proof):
        raise PermissionDenied(NOT_YOURS)
    held = hold_page(proof.page)
    locked = Proof.objects.select_for_update().get(pk=proof.pk)
    if reason := why_not_sign(standing(held), locked, by=by):
        raise NotPossible(reason)
    locked.signed_at, locked.signed_by = timezone.now(), by
    locked.save(update_fields=["signed_at", "signed_by"])
    record("sign", locked, by=by, after={"round": locked.round, "sha256": locked.text_hash})
    return locked


def hold_page(page: Page) -> Page:
    """The page as it is now, with all that its text is made of held until the transaction ends.

    Its issue first: who places stories holds it before the page and before the stories.
    """
    issue = Issue.objects.select_for_update().get(pk=page.issue_id)
    held = Page.objects.select_for_update().get(pk=page.pk)
    held.issue = issue
    list(Article.objects.select_for_update().filter(pk__in=_stories(held)).order_by("pk"))
    return held


def why_not_pull(now: Standing, which: str) -> str | None:
    """Why no proof of the round can be pulled; None if one can."""
    return next(_against_pulling(now, which), None)


def why_not_sign(now: Standing, proof: Proof, *, by: User) -> str | None:
    """Why this person cannot sign the proof now; None if they can. What the policy says is asked apart."""
    return next(_against_signing(now, proof, by), None)


def _against_pulling(now: Standing, which: str) -> Iterator[str]:
    if not now.is_needed:
        yield str(_("Printed before it came in here: it needs no proof."))
    if not now.has_stories:
        yield str(_("No story stands on the page: there is nothing to proofread."))
    if which not in ROUNDS:
        yield str(_("There is no such proof."))
    elif which != now.due:
        yield _out_of_order(now, Round(which))
    if now.latest is not None and now.latest.round != which and now.open_marks:
        yield ngettext(
            "%d mark of the proof before is open: resolve it or carry it on first.",
            "%d marks of the proof before are open: resolve them or carry them on first.",
            now.open_marks,
        ) % (now.open_marks)
    if (last := now.last(which)) and now.covers(last):
        yield str(ALREADY_SIGNED if last.signed_at else ALREADY_PULLED)


def _against_signing(now: Standing, proof: Proof, by: User) -> Iterator[str]:
    if proof.signed_at:
        yield str(_("This proof is signed."))
    if now.latest is None or proof.pk != now.latest.pk:
        yield str(_("A later proof has taken its place."))
    if now.page.editor_id == by.pk:
        yield str(_("You are the editor of this page: somebody else reads its proofs."))
    if not now.covers(proof):
        yield str(CHANGED)
    if unseen_stories(proof, by):
        yield str(_("A story on this proof is not yours to see: you cannot answer for it."))
    if proof.round == Round.CLEAN and (now.open_marks or now.carried_marks):
        yield str(_("The clean proof is signed when none of its marks is left: resolve them first."))


def unseen_stories(proof: Proof, user: User) -> set[int]:
    """The keys of stories on the proof that the person may not see."""
    keys = {story["article"] for story in proof.text["stories"]}
    return keys - set(Article.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))


def _is_the_same(now: Standing, latest: Proof, which: str) -> bool:
    """Whether exactly this was pulled already and waits to be read: two people pressed the button."""
    return latest.round == which and latest.signed_at is None and now.covers(latest)


def _out_of_order(now: Standing, which: Round) -> str:
    if which in now.signed:
        return str(_("The %s of this page is signed.") % which.label)
    return str(_("Sign the %(due)s first, then pull the %(round)s.")) % {
        "due": now.due.label,
        "round": which.label,
    }


def _stories(page: Page) -> list[int]:
    return list(page.placements.values_list("article", flat=True))
