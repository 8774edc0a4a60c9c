"""The last reading (一读) of an issue before its release, and what the chief editor let stand."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from issues.models.issue import Issue


class Reading(models.Model):
    """Who read the whole issue last, which text of it, and what they ticked. Written by `issues.reading`."""

    issue = models.ForeignKey(
        Issue, verbose_name=_("issue"), on_delete=models.CASCADE, related_name="readings"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    text_hash = models.CharField(max_length=64)
    # Of each page by its label, so that the sheet can say where something was changed since.
    page_hashes = models.JSONField(default=dict)
    # The points that only an eye can judge, by their names.
    ticked = models.JSONField(_("ticked"), default=list)

    class Meta:
        ordering = ["issue", "pk"]
        verbose_name = _("last reading")
        verbose_name_plural = _("last readings")

    def __str__(self) -> str:
        return f"{self.issue} {self.by}"


class Override(models.Model):
    """A finding of the checklist that the chief editor let stand, and why. It is about one finding as it
    was: `key` has its content, so that another one of the same kind is not covered.
    """

    issue = models.ForeignKey(
        Issue, verbose_name=_("issue"), on_delete=models.CASCADE, related_name="overrides"
    )
    key = models.CharField(max_length=64)
    finding = models.TextField(_("finding"))
    reason = models.CharField(_("reason"), max_length=500)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        ordering = ["issue", "pk"]
        verbose_name = _("overridden finding")
        verbose_name_plural = _("overridden findings")
        constraints = [
            models.UniqueConstraint(fields=["issue", "key"], name="finding_is_overridden_once"),
        ]

    def __str__(self) -> str:
        return self.finding[:40]
