"""IN: the text of a printed page, kept as evidence beside the stories made of it."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from issues.models import Page


class SourcePage(models.Model):
    """The text of one printed page, character for character. A page is ingested once."""

    page = models.OneToOneField(Page, verbose_name=_("page"), on_delete=models.PROTECT, related_name="source")
    file_name = models.CharField(_("file"), max_length=200)
    text = models.TextField(_("text"))
    sha256 = models.CharField("SHA-256", max_length=64)
    ingested_at = models.DateTimeField(_("ingested at"), default=timezone.now)

    class Meta:
        ordering = ["-ingested_at"]
        verbose_name = _("source page")
        verbose_name_plural = _("source pages")

    def __str__(self) -> str:
        return str(self.page)


class Extract(models.Model):
    """What the parser read as one story, and where on the page it stands."""

    source = models.ForeignKey(
        SourcePage, verbose_name=_("source page"), on_delete=models.CASCADE, related_name="extracts"
    )
    article = models.OneToOneField(
        Article, verbose_name=_("story"), null=True, on_delete=models.SET_NULL, related_name="extract"
    )
    order = models.PositiveSmallIntegerField(_("order"))
    lines = models.JSONField(_("lines"), help_text=_("Ranges of lines on the page, counted from 1."))
    printed_text = models.TextField(_("printed text"))
    doubts = models.JSONField(_("doubts"), default=list)

    class Meta:
        ordering = ["source", "order"]
        verbose_name = _("extract")
        verbose_name_plural = _("extracts")
        constraints = [
            models.UniqueConstraint(fields=["source", "order"], name="extract_order_is_unique_in_its_source"),
        ]

    def __str__(self) -> str:
        return f"{self.source} · {self.order}"
