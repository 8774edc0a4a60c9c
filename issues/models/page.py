"""One page of an issue, and what a page and the page of a template have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.models.ordering import order_field
from issues.labels import page_order
from issues.models.issue import Issue

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager

    from issues.models.placement import Placement
    from issues.models.proof import Proof

# Characters in a line of a column; eight columns of thirteen make a broadsheet page.
LINE_LENGTH, LONGEST_LINE = 13, 80
IS_LABEL = RegexValidator(r"^[\w-]+\Z", _("Letters, digits and Chinese characters only."))


class PageOutline(models.Model):
    """What is known of a page before anything stands on it. The label is printed (A3, 02, 第四版), the order
    is counted.
    """

    label = models.CharField(
        _("label"),
        max_length=10,
        validators=[IS_LABEL],
        help_text=_("As printed in the folio line, such as A3 or 02."),
    )
    order = order_field(_("Left empty, it follows from the label."))
    name = models.CharField(
        _("page name"), max_length=40, blank=True, help_text=_("Such as 要闻 or 鲁西新区·巨野.")
    )
    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("page editor"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="edited_%(class)ss",
    )
    planned_length = models.PositiveIntegerField(
        _("planned length"),
        null=True,
        blank=True,
        help_text=_("The characters that the page holds, punctuation included."),
    )
    line_length = models.PositiveSmallIntegerField(
        _("line length"),
        default=LINE_LENGTH,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_LINE)],
        help_text=_("Characters in a line of a column: what is over or missing is told in lines too."),
    )
    kicker_length = models.PositiveSmallIntegerField(_("longest kicker"), null=True, blank=True)
    headline_length = models.PositiveSmallIntegerField(_("longest headline"), null=True, blank=True)
    deck_length = models.PositiveSmallIntegerField(_("longest deck"), null=True, blank=True)

    class Meta:
        abstract = True

    def order_by_label(self, siblings: models.Manager[Any]) -> None:
        """Fill an empty order: what the label counts, or after the pages that are there."""
        if self.order is None:
            counted = page_order(self.label)
            self.order = siblings.count() + 1 if counted is None else counted


# What a page takes over from a template or from the same page of an earlier issue.
OUTLINE = tuple(field.name for field in PageOutline._meta.local_fields)


class Layout(models.TextChoices):
    """The values of `issues.composing.Layout`, with their names (a test compares)."""

    BANNER = "banner", _("lead across the page")
    BASE = "base", _("foot across the page")
    TIERS = "tiers", _("two tiers")
    SIDE = "side", _("column at the side")
    HALVES = "halves", _("two halves")


class Page(PageOutline):
    """One page of an issue. `version` counts every change of the page and of what stands where on it."""

    issue = models.ForeignKey(Issue, verbose_name=_("issue"), on_delete=models.CASCADE, related_name="pages")
    is_extra = models.BooleanField(
        _("extra page"), default=False, help_text=_("Beyond the pages that the paper has on this weekday.")
    )
    folio = models.CharField(
        _("folio line"),
        max_length=120,
        blank=True,
        help_text=_("As it is set above the page, where it was set by hand; the last reading compares it."),
    )
    # What an editor has fixed of the composed page; empty: the compositor chooses.
    layout = models.CharField(_("layout"), max_length=10, choices=Layout, blank=True)
    keeps_order = models.BooleanField(
        _("in the order of the list"),
        default=False,
        help_text=_("The stories stand on the composed page in their order, whatever their rank."),
    )
    version = models.PositiveIntegerField(_("version"), default=1)

    if TYPE_CHECKING:
        placements: RelatedManager[Placement]
        proofs: RelatedManager[Proof]

    class Meta:
        ordering = ["issue", "order"]
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        constraints = [
            models.UniqueConstraint(fields=["issue", "label"], name="page_label_is_unique_in_its_issue"),
        ]

    def __str__(self) -> str:
        return f"{self.issue} {self.label} {self.name}".strip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.order_by_label(self.issue.pages)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("page", kwargs={"day": self.issue.day, "label": self.label})
