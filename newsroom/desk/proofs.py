"""Proofs to read, and marks on the pages that one edits: of issues that readers do not have yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from issues.models import Issue, Page, Proof, ProofMark
from people.models import User
from policy.access import may
from policy.table import Action

SHOWN = 20


@dataclass(frozen=True)
class ProofsToDo:
    is_reader: bool
    to_read: Sequence[Proof]
    # Pages whose marks are this person's to settle, each with `open_marks`.
    marked: Sequence[Page]


def proofs(user: User) -> ProofsToDo | None:
    """None for who neither reads proofs nor edits a page with marks on it. Two queries."""
    is_reader = may(user, Action.CHANGE, Proof)
    to_read = list(_to_read(user)[:SHOWN]) if is_reader else []
    marked = list(_marked(user)[:SHOWN])
    return ProofsToDo(is_reader, to_read, marked) if is_reader or marked else None


def _to_read(user: User) -> QuerySet[Proof]:
    """The last proof of each page that nobody has signed; the pages that one edits are read by others."""
    later = Proof.objects.filter(page=OuterRef("page"), number__gt=OuterRef("number"))
    waiting = Proof.objects.filter(~Exists(later), page__issue__in=_coming(), signed_at=None)
    others = waiting.filter(~Q(page__editor=user) | Q(page__editor=None)).defer("text")
    others = others.select_related("page__issue", "pulled_by")
    return others.order_by("page__issue__date", "page__issue__extra", "page__order")


def _marked(user: User) -> QuerySet[Page]:
    is_open = Q(proofs__marks__status=ProofMark.Status.OPEN)
    """Pages that one edits; those without an editor are everybody's who settles marks."""
    whose = Q(editor=user) | (Q(editor=None) if may(user, Action.CHANGE, ProofMark) else Q(pk__in=[]))
    pages = Page.objects.filter(whose, issue__in=_coming()).select_related("issue")
    pages = pages.annotate(open_marks=Count("proofs__marks", filter=is_open)).filter(open_marks__gt=0)
    return pages.order_by("issue__date", "issue__extra", "order")


def _coming() -> QuerySet[Issue]:
    out = Issue.objects.published().values("pk")
    return Issue.objects.filter(is_archive=False).exclude(pk__in=out)
