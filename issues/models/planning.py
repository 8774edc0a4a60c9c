"""What the paper is on an ordinary day: its pages by weekday; and the days on which there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from issues.models.issue import EARLIEST, LATEST
from issues.models.page import PageOutline

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager


class IssueTemplate(models.Model):
    """The list of pages of an ordinary issue, such as that of Monday to Friday."""

    name = models.CharField(_("name"), max_length=40, unique=True)

    if TYPE_CHECKING:
        pages: RelatedManager[TemplatePage]
        weekdays: RelatedManager[TemplateWeekday]

    class Meta:
        ordering = ["name"]
        verbose_name = _("issue template")
        verbose_name_plural = _("issue templates")

    def __str__(self) -> str:
        return self.name


class TemplateWeekday(models.Model):
    """A weekday on which the paper appears, and the template that it has then."""

    class Weekday(models.IntegerChoices):
        """As `date.weekday()` counts."""

        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    template = models.ForeignKey(
        IssueTemplate, verbose_name=_("issue template"), on_delete=models.CASCADE, related_name="weekdays"
    )
    weekday = models.PositiveSmallIntegerField(
        _("weekday"),
        choices=Weekday,
        unique=True,
        error_messages={"unique": _("Another template has this weekday.")},
    )

    class Meta:
        ordering = ["weekday"]
        verbose_name = _("weekday of a template")
        verbose_name_plural = _("weekdays of a template")

    def __str__(self) -> str:
        return str(self.Weekday(self.weekday).label)


class TemplatePage(PageOutline):
    template = models.ForeignKey(
        IssueTemplate, verbose_name=_("issue template"), on_delete=models.CASCADE, related_name="pages"
    )

    class Meta:
        ordering = ["template", "order"]
        verbose_name = _("page of a template")
        verbose_name_plural = _("pages of a template")
        constraints = [
            models.UniqueConstraint(fields=["template", "label"], name="template_has_a_label_once"),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.label} {self.name}".strip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.order_by_label(self.template.pages)
        super().save(*args, **kwargs)


class NoPaperDay(models.Model):
    """A day on which the paper does not appear (休刊). Readers are told, with the reason."""

    date = models.DateField(
        _("date"), unique=True, validators=[MinValueValidator(EARLIEST), MaxValueValidator(LATEST)]
    )
    reason = models.CharField(_("reason"), max_length=80, help_text=_("Readers read it, such as 国庆节休刊."))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        ordering = ["-date"]
        verbose_name = _("day without paper")
        verbose_name_plural = _("days without paper")

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d}"
