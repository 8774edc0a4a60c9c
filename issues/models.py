"""WHEN: a dated issue of the paper, its pages, and the stories placed on them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from articles.models.ordering import after_last, order_field
from issues.labels import page_order

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager


# The first periodical in Chinese appeared in 1815. Beyond these years a date is a slip of the hand, and far
# beyond them a database cannot give it back.
EARLIEST, LATEST = dt.date(1815, 1, 1), dt.date(2199, 12, 31)


class IssueQuerySet(models.QuerySet["Issue"]):
    def published(self) -> IssueQuerySet:
        """Issues whose time has passed by the database's clock."""
        return self.filter(publish_at__lte=Now())


class Issue(models.Model):
    """The paper of one day. `publish_at` is written by `issues.release` alone."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        SCHEDULED = "scheduled", _("scheduled")
        RELEASED = "released", _("released")

    date = models.DateField(
        _("date"), unique=True, validators=[MinValueValidator(EARLIEST), MaxValueValidator(LATEST)]
    )
    serial_number = models.PositiveIntegerField(
        _("serial number"),
        null=True,
        blank=True,
        unique=True,
        help_text=_("The paper's running number, printed as 总第…期."),
    )
    publish_at = models.DateTimeField(_("release time"), null=True, blank=True, editable=False)

    objects = IssueQuerySet.as_manager()

    if TYPE_CHECKING:
        pages: RelatedManager[Page]

    class Meta:
        ordering = ["-date"]
        verbose_name = _("issue")
        verbose_name_plural = _("issues")
        indexes = [models.Index(fields=["-publish_at"], name="issue_newest_release")]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("issue", kwargs={"date": self.date})

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


class Page(models.Model):
    """One page of an issue. The label is printed (A3, 02, 第四版); the order is counted."""

    issue = models.ForeignKey(Issue, verbose_name=_("issue"), on_delete=models.CASCADE, related_name="pages")
    label = models.CharField(
        _("label"),
        max_length=10,
        validators=[RegexValidator(r"^[\w-]+\Z", _("Letters, digits and Chinese characters only."))],
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
        related_name="edited_pages",
    )
    planned_length = models.PositiveIntegerField(
        _("planned length"),
        null=True,
        blank=True,
        help_text=_("The characters that the page holds, punctuation included."),
    )
    kicker_length = models.PositiveSmallIntegerField(_("longest kicker"), null=True, blank=True)
    headline_length = models.PositiveSmallIntegerField(_("longest headline"), null=True, blank=True)
    deck_length = models.PositiveSmallIntegerField(_("longest deck"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)

    if TYPE_CHECKING:
        placements: RelatedManager[Placement]

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
        if self.order is None:
            counted = page_order(self.label)
            self.order = self.issue.pages.count() + 1 if counted is None else counted
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("page", kwargs={"date": self.issue.date, "label": self.label})


class Placement(models.Model):
    """A story's place on a page. Photo news is a story too, so it is placed like one."""

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
        ]

    def __str__(self) -> str:
        """Without the story's name: who sees the page and its history may not see every story on it."""
        return f"{self.page} · {self.order}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.order is None:
            self.order = after_last(self.page.placements)
        super().save(*args, **kwargs)
