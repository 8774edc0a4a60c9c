"""The review of a story: its stages, who signed which text, and the record of every step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from policy.roles import REVIEWERS

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager


class ReviewStageQuerySet(models.QuerySet["ReviewStage"]):
    def in_use(self) -> ReviewStageQuerySet:
        """The stages that a story passes, in their order."""
        return self.filter(is_active=True).order_by("order")


class ReviewStage(models.Model):
    """One review (一审, 二审 …) and the role that holds it. A paper sets its own; a bulletin may use two.

    That every stage of a story is another person's is not a setting.
    """

    name = models.CharField(_("name"), max_length=20, unique=True, help_text=_("Such as 一审."))
    role = models.CharField(
        _("role"), max_length=20, choices=[(role.value, role.value) for role in REVIEWERS]
    )
    order = models.PositiveSmallIntegerField(_("order"), unique=True)
    is_active = models.BooleanField(
        _("in use"), default=True, help_text=_("A stage that is not in use is kept for its old sign-offs.")
    )

    objects = ReviewStageQuerySet.as_manager()

    if TYPE_CHECKING:
        waiting: RelatedManager[Article]

    class Meta:
        ordering = ["order"]
        verbose_name = _("review stage")
        verbose_name_plural = _("review stages")

    def __str__(self) -> str:
        return f"{self.name}（{self.role}）"


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


class SignOff(models.Model):
    """A reviewer answers for exactly this text, kept with its hash. A later edit voids the sign-off."""

    article = models.ForeignKey(
        Article, verbose_name=_("story"), on_delete=models.PROTECT, related_name="sign_offs"
    )
    stage = models.ForeignKey(ReviewStage, verbose_name=_("stage"), on_delete=models.PROTECT)
    # As it was called on the day; the stage may get another name later.
    stage_name = models.CharField(_("stage"), max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT)
    at = models.DateTimeField(_("at"), default=timezone.now)
    note = models.TextField(_("note"), blank=True)
    text = models.JSONField(_("signed text"))
    text_hash = models.CharField(_("text hash"), max_length=64)
    voided_at = models.DateTimeField(_("voided at"), null=True, blank=True)
    # The action that voided it: an edit, a return, a kill.
    voided_through = models.CharField(_("voided through"), max_length=20, blank=True)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("voided by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("sign-off")
        verbose_name_plural = _("sign-offs")
        constraints = [
            models.UniqueConstraint(
                fields=["article", "stage"], condition=Q(voided_at=None), name="one_standing_sign_off_a_stage"
            ),
            models.UniqueConstraint(
                fields=["article", "by"], condition=Q(voided_at=None), name="one_standing_sign_off_a_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stage_name} {self.by}"
