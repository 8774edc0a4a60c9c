"""IN: the text of a printed page, kept as evidence beside the stories made of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.models import Article
from ingest import correcting
from issues.models import Issue, IssueDay, Page
from issues.models.page import IS_LABEL

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager

# The text is evidence and nothing more.
OVER = ["rejected", "replaced"]


class SourcePageQuerySet(models.QuerySet["SourcePage"]):
    def of_page(self, date: dt.date, extra: int, label: str) -> SourcePageQuerySet:
        """Every text of a printed page that ever came in."""
        return self.filter(date=date, extra=extra, label=label)

    def standing(self) -> SourcePageQuerySet:
        """What counts: of each page one at most."""
        return self.exclude(state__in=OVER)


class SourcePage(models.Model):
    """The text of one printed page, character for character, with what the machine read and what an editor
    made of it. It waits in the queue until each of its stories is accepted or rejected, and what a corrected
    text changed of drafts that were worked on is looked at. The text before stays, as replaced.

    `machine` is the reading of `ingest.page` as it was, `reading` the same as put right since; `back` and
    `forward` are the steps that undo corrections and do them again, the next one last
    (`ingest.correcting.steps`). A page of before there was a queue has none of them.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("state of a source page", "waiting")
        DONE = "done", pgettext_lazy("state of a source page", "accepted")
        REJECTED = "rejected", pgettext_lazy("state of a source page", "rejected")
        REPLACED = "replaced", pgettext_lazy("state of a source page", "replaced")

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    date = models.DateField(_("date"), validators=Issue._meta.get_field("date").validators)
    extra = models.PositiveSmallIntegerField(_("extra issue"), default=0)
    label = models.CharField(
        _("label"), max_length=Page._meta.get_field("label").max_length, validators=[IS_LABEL]
    )
    name = models.CharField(_("page name"), max_length=Page._meta.get_field("name").max_length, blank=True)
    page = models.OneToOneField(
        Page, verbose_name=_("page"), null=True, blank=True, on_delete=models.PROTECT, related_name="source"
    )
    file_name = models.CharField(_("file"), max_length=200, blank=True)
    text = models.TextField(_("text"))
    sha256 = models.CharField("SHA-256", max_length=64)
    machine = models.JSONField(_("the machine's reading"), default=dict, blank=True)
    reading = models.JSONField(_("reading"), default=dict, blank=True)
    back = models.JSONField(_("steps that undo"), default=list, blank=True)
    forward = models.JSONField(_("steps that do again"), default=list, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)
    ingested_at = models.DateTimeField(_("ingested at"), default=timezone.now)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("taken in by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = SourcePageQuerySet.as_manager()

    if TYPE_CHECKING:
        extracts: RelatedManager[Extract]
        page_id: int | None

    class Meta:
        ordering = ["-ingested_at"]
        verbose_name = _("source page")
        verbose_name_plural = _("source pages")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "done", *OVER]),
                name="source_page_state_is_known",
            ),
            models.UniqueConstraint(
                fields=["date", "extra", "label"],
                condition=~models.Q(state__in=OVER),
                name="page_has_one_source",
            ),
        ]

    def __str__(self) -> str:
        return f"{IssueDay(self.date, self.extra)} {self.label} {self.name}".strip()

    @property
    def is_read(self) -> bool:
        """Whether it came through the queue."""
        return bool(self.reading)

    @property
    def current(self) -> correcting.Reading:
        """The reading as it now stands."""
        return correcting.from_dict(self.reading, self.text)

    @property
    def open_doubts(self) -> int:
        """How many doubts nobody has settled. Their places stand in the reading: no text is needed."""
        if self.state != self.State.WAITING or not self.is_read:
            return 0
        return sum(1 for _question in correcting.from_dict(self.reading, "").open_questions())

    def printed(self, lines: Iterable[Sequence[int]]) -> str:
        """The lines of the page in these ranges, counted from 1."""
        texts = self.text.splitlines()
        return "\n".join(line for first, last in lines for line in texts[first - 1 : last])

    @property
    def undecided(self) -> int:
        """The stories that wait, and the drafts to be looked at since another text came in."""
        waiting = len(correcting.from_dict(self.reading, "").waiting) if self.is_read else 0
        return waiting + self.all_extracts.filter(is_open=True).count()

    @property
    def all_extracts(self) -> models.QuerySet[Extract]:
        """Of this text and of those that it replaced."""
        sources = SourcePage.objects.of_page(self.date, self.extra, self.label)
        return Extract.objects.filter(source__in=sources)


class Extract(models.Model):
    """What was read as one story, and where on the page it stands. `order` is its key in the reading."""

    source = models.ForeignKey(
        SourcePage, verbose_name=_("source page"), on_delete=models.CASCADE, related_name="extracts"
    )
    article = models.OneToOneField(
        Article, verbose_name=_("story"), null=True, on_delete=models.SET_NULL, related_name="extract"
    )
    order = models.PositiveSmallIntegerField(_("order"))
    lines = models.JSONField(_("lines"), help_text=_("Ranges of lines on the page, counted from 1."))
    printed_text = models.TextField(_("printed text"))
    # What stood there when somebody last looked, while a corrected text says something else.
    printed_before = models.TextField(_("printed text before"), blank=True)
    # An editor read it otherwise than the machine: the draft is that person's work from the beginning.
    is_put_right = models.BooleanField(_("put right before it became a draft"), default=False)
    # An editor has to look: the draft was worked on and is printed otherwise now, or is printed no more.
    is_open = models.BooleanField(_("to be looked at"), default=False)
    doubts = models.JSONField(_("doubts"), default=list)

    if TYPE_CHECKING:
        article_id: int | None

    class Meta:
        ordering = ["source", "order"]
        verbose_name = _("extract")
        verbose_name_plural = _("extracts")
        constraints = [
            models.UniqueConstraint(fields=["source", "order"], name="extract_order_is_unique_in_its_source"),
        ]

    def __str__(self) -> str:
        return f"{self.source} · {self.order}"
