"""The paper of one day."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import clock
from articles.models import Article

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager

    from issues.models.page import Page


# The first periodical in Chinese appeared in 1815. Beyond these years a date is a slip of the hand, and far
# beyond them a database cannot give it back.
EARLIEST, LATEST = dt.date(1815, 1, 1), dt.date(2199, 12, 31)
LAST_EXTRA = 9


class IssueDay(NamedTuple):
    """Which issue, as its public address says it: 2026-11-25 the paper, 2026-11-25-1 its extra issue."""

    date: dt.date
    extra: int = 0

    def __str__(self) -> str:
        return f"{self.date.isoformat()}-{self.extra}" if self.extra else self.date.isoformat()


class IssueQuerySet(models.QuerySet["Issue"]):
    def published(self) -> IssueQuerySet:
        """Issues whose time has passed by the database's clock."""
        return self.filter(publish_at__lte=clock.now())

    def before(self, issue: Issue) -> IssueQuerySet:
        """Those that stand before it in the paper's row, the nearest first."""
        same_day = models.Q(date=issue.date, extra__lt=issue.extra)
        return self.filter(models.Q(date__lt=issue.date) | same_day).order_by("-date", "-extra")

    def after(self, issue: Issue) -> IssueQuerySet:
        """Those that stand after it, the nearest first."""
        same_day = models.Q(date=issue.date, extra__gt=issue.extra)
        return self.filter(models.Q(date__gt=issue.date) | same_day).order_by("date", "extra")


class Issue(models.Model):
    """The paper of one day, or an extra issue (增期). `publish_at` is written by `issues.release` alone."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        SCHEDULED = "scheduled", _("scheduled")
        RELEASED = "released", _("released")

    date = models.DateField(_("date"), validators=[MinValueValidator(EARLIEST), MaxValueValidator(LATEST)])
    extra = models.PositiveSmallIntegerField(
        _("extra issue"),
        default=0,
        validators=[MaxValueValidator(LAST_EXTRA)],
        help_text=_("0 for the paper of the day; 1, 2 … for extra issues beside it or on a day without one."),
    )
    serial_number = models.PositiveIntegerField(
        _("serial number"),
        null=True,
        blank=True,
        unique=True,
        help_text=_("The paper's running number, printed as 总第…期."),
    )
    is_archive = models.BooleanField(
        _("from the archive"),
        default=False,
        help_text=_("Printed before it came in here: it was proofread and read then, and is not again."),
    )
    publish_at = models.DateTimeField(_("release time"), null=True, blank=True, editable=False)

    objects = IssueQuerySet.as_manager()

    if TYPE_CHECKING:
        pages: RelatedManager[Page]

    class Meta:
        ordering = ["-date", "-extra"]
        verbose_name = _("issue")
        verbose_name_plural = _("issues")
        indexes = [
            models.Index(fields=["-publish_at"], name="issue_newest_release"),
            # Whoever makes an issue asks which are not out: an archive has a hundred years of others.
            models.Index(fields=["id"], condition=models.Q(is_archive=False), name="issue_of_the_run"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["date", "extra"],
                name="one_issue_of_a_day",
                violation_error_message=_("There is an issue of this day already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.extra_label}".strip()

    def get_absolute_url(self) -> str:
        return reverse("issue", kwargs={"day": self.day})

    def clean(self) -> None:
        """A day without paper has no issue but extra ones; only what was printed is from the archive."""
        if self.date is None:
            return
        if not self.extra and self._has_no_paper():
            raise ValidationError({"date": _("There is no paper on this day (休刊): end that first.")})
        if self.is_archive and self.date >= timezone.localdate():
            # Of the whole form: not everybody's has the field.
            raise ValidationError(_("Only issues of days before today are from the archive."))

    def _has_no_paper(self) -> bool:
        return apps.get_model("issues", "NoPaperDay")._base_manager.filter(date=self.date).exists()

    @property
    def day(self) -> IssueDay:
        return IssueDay(self.date, self.extra)

    @property
    def extra_label(self) -> str:
        """增期, with its number from the second on; empty for the paper of the day."""
        if not self.extra:
            return ""
        return str(_("extra issue") if self.extra == 1 else _("extra issue %d") % self.extra)

    @property
    def state(self) -> State:
        if self.publish_at is None:
            return self.State.PLANNED
        return self.State.RELEASED if self.publish_at <= timezone.now() else self.State.SCHEDULED

    def articles(self) -> models.QuerySet[Article]:
        """The stories placed anywhere in the issue."""
        return Article.objects.filter(placements__page__issue=self).distinct()

    def usual_release(self) -> dt.datetime:
        """06:00 of the issue's day by the paper's clock: what the form proposes."""
        return timezone.make_aware(dt.datetime.combine(self.date, dt.time(6)))
