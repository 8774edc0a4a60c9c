"""Proofs of a page (小样, 大样, 清样), each of one version of its text, and the marks made on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from issues.models.page import Page

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager


class Proof(models.Model):
    """One proof of a page: the text as it was when it was pulled, and who signed it. Written by
    `issues.proofs`.

    A page has any number; the signed ones in the order of the rounds are its three proofs (三校).
    """

    class Round(models.TextChoices):
        GALLEY = "galley", _("galley")
        PAGE = "page", _("page proof")
        CLEAN = "clean", _("clean proof")

    page = models.ForeignKey(Page, verbose_name=_("page"), on_delete=models.CASCADE, related_name="proofs")
    number = models.PositiveSmallIntegerField(_("number"))
    round = models.CharField(_("proof"), max_length=10, choices=Round)
    # The folio line and the stories in their order, as `issues.proofs.text` takes them.
    text = models.JSONField(_("text"), default=list)
    text_hash = models.CharField(max_length=64)
    pulled_at = models.DateTimeField(_("pulled at"), default=timezone.now)
    pulled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("pulled by"), on_delete=models.PROTECT, related_name="+"
    )
    signed_at = models.DateTimeField(_("signed at"), null=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("signed by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="signed_proofs",
    )

    if TYPE_CHECKING:
        marks: RelatedManager[ProofMark]

    class Meta:
        ordering = ["page", "number"]
        verbose_name = _("proof")
        verbose_name_plural = _("proofs")
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="proof_number_is_unique_on_its_page"),
            models.CheckConstraint(
                condition=Q(signed_at=None, signed_by=None)
                | Q(signed_at__isnull=False, signed_by__isnull=False),
                name="proof_is_signed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page} {self.get_round_display()} {self.number}"


class ProofMark(models.Model):
    """What a proofreader marked on a proof. Open, it holds up the next round; resolved, it says how; carried,
    it stands again on the next proof.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        RESOLVED = "resolved", _("resolved")
        CARRIED = "carried", _("carried")

    proof = models.ForeignKey(Proof, verbose_name=_("proof"), on_delete=models.CASCADE, related_name="marks")
    article = models.ForeignKey(
        Article,
        verbose_name=_("story"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="proof_marks",
        help_text=_("Empty: a mark on the page itself, such as its folio line."),
    )
    # Stays when the story is deleted: its words are nobody's to read then.
    is_on_story = models.BooleanField(default=False, editable=False)
    quote = models.CharField(_("marked words"), max_length=200, blank=True)
    note = models.CharField(_("what to change"), max_length=500)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN)
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+"
    )
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    settled_at = models.DateTimeField(_("settled at"), null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("settled by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    carried_from = models.OneToOneField(
        "self",
        verbose_name=_("carried from"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="carried_to",
    )

    class Meta:
        ordering = ["proof", "pk"]
        verbose_name = _("proof mark")
        verbose_name_plural = _("proof marks")

    def __str__(self) -> str:
        return self.note[:40]
