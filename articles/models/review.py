"""The record of the workflow: who moved a story, when, and the hash of the text it was about."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article


class SignOff(models.Model):
    """An editor answers for exactly this text, kept with its hash. A later edit voids the sign-off."""

    class Stage(models.TextChoices):
        FINAL = "final", _("final review")

    article = models.ForeignKey(
        Article, verbose_name=_("story"), on_delete=models.PROTECT, related_name="sign_offs"
    )
    stage = models.CharField(_("stage"), max_length=20, choices=Stage, default=Stage.FINAL)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT)
    at = models.DateTimeField(_("at"), default=timezone.now)
    text = models.JSONField(_("signed text"))
    text_hash = models.CharField(_("text hash"), max_length=64)
    voided_at = models.DateTimeField(_("voided at"), null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("sign-off")
        verbose_name_plural = _("sign-offs")
        constraints = [
            models.UniqueConstraint(
                fields=["article", "stage"], condition=Q(voided_at=None), name="one_standing_sign_off_a_stage"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} {self.by}"


class StatusChange(models.Model):
    """One step of a story's life, written by `articles.workflow` in the same transaction as the step."""

    article = models.ForeignKey(
        Article, verbose_name=_("story"), on_delete=models.CASCADE, related_name="status_changes"
    )
    action = models.CharField(_("action"), max_length=20)
    status = models.CharField(_("status after it"), max_length=20, choices=Article.Status)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, blank=True, on_delete=models.PROTECT
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    text_hash = models.CharField(_("text hash"), max_length=64)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("step")
        verbose_name_plural = _("steps")

    def __str__(self) -> str:
        return f"{self.action} {self.at:%Y-%m-%d %H:%M}"
