"""A story's place on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from articles.models.ordering import after_last, order_field
from issues.models.page import Page

# What the compositor can do: it sets no page in more columns, and headlines in so many steps either way.
MOST_COLUMNS, LARGEST_STEP = 10, 3


class Placement(models.Model):
    """A story's place on a page. Photo news is a story too, so it is placed like one.

    A story that runs over several pages has a place on each: the later one `continues` the earlier (下转,
    上接), and `planned_length` says how much of the text stands at each.
    """

    class Position(models.TextChoices):
        LEAD = "lead", _("lead story")
        SECOND = "second", _("second story")
        BOTTOM_LEAD = "bottom_lead", _("bottom lead")
        EAR = "ear", _("ear")
        BRIEF = "brief", _("brief")
        STANDARD = "standard", _("standard")

    # A page that holds stories cannot be deleted: they would stay public without an issue.
    page = models.ForeignKey(
        Page, verbose_name=_("page"), on_delete=models.PROTECT, related_name="placements"
    )
    article = models.ForeignKey(
        Article, verbose_name=_("story"), on_delete=models.PROTECT, related_name="placements"
    )
    position = models.CharField(_("position"), max_length=20, choices=Position, default=Position.STANDARD)
    order = order_field()
    planned_length = models.PositiveIntegerField(
        _("planned length"),
        null=True,
        blank=True,
        help_text=_("The characters that stand here; empty: what the story plans, or all of it."),
    )
    continues = models.OneToOneField(
        "self",
        verbose_name=_("continues"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="continued_by",
        help_text=_("The place on an earlier page from which the story goes on here."),
    )

    # What an editor has fixed of the composed page; empty: the compositor chooses.
    span = models.PositiveSmallIntegerField(
        _("width in columns"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_COLUMNS)],
    )
    headline_step = models.SmallIntegerField(
        _("headline size"),
        null=True,
        blank=True,
        validators=[MinValueValidator(-LARGEST_STEP), MaxValueValidator(LARGEST_STEP)],
        help_text=_("In steps of an eighth, smaller below zero; empty: what the page takes."),
    )

    if TYPE_CHECKING:
        article_id: int
        page_id: int

    class Meta:
        ordering = ["page", "order", "pk"]
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        constraints = [
            models.UniqueConstraint(
                fields=["page", "article"],
                name="article_stands_once_on_a_page",
                violation_error_message=_("This story already stands on the page."),
            ),
            models.CheckConstraint(
                condition=~models.Q(continues=models.F("pk")), name="placement_continues_another"
            ),
        ]

    def __str__(self) -> str:
        """Without the story's name: who sees the page and its history may not see every story on it."""
        return f"{self.page} · {self.order}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.order is None:
            self.order = after_last(self.page.placements)
        super().save(*args, **kwargs)
