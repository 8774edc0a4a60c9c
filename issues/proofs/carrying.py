"""How marks go on from one proof of a page to the next."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from issues.models import Proof, ProofMark
from issues.proofs.standing import OPEN, WAITING

Status = ProofMark.Status


def take_over(proof: Proof) -> int:
    """Make the marks that go on stand on a proof that was pulled just now; how many they are.

    The caller holds the page.
    """
    earlier = ProofMark.objects.filter(proof__page=proof.page).exclude(proof=proof)
    going = list(earlier.filter(WAITING | (OPEN & Q(proof__round=proof.round))).order_by("pk"))
    replaced = [mark.pk for mark in going if mark.status == Status.OPEN]
    earlier.filter(pk__in=replaced).update(
        status=Status.CARRIED, settled_at=timezone.now(), settled_by=proof.pulled_by
    )
    for mark in going:
        ProofMark.objects.create(
            proof=proof,
            article=mark.article,
            is_on_story=mark.is_on_story,
            quote=mark.quote,
            note=mark.note,
            by_id=mark.by_id,
            carried_from=mark,
        )
    return len(going)
