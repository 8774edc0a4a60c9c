"""How a page looks in print, and where on it each story stands."""

from __future__ import annotations

import uuid
from pathlib import PurePath
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Revision
from issues.models.issue import Issue
from issues.models.page import Page
from issues.models.placement import Placement

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager


def latest_hash(article: str) -> Coalesce:
    """Of the text, credits and photos of the story that `article` names as they are now."""
    kept = Revision.objects.filter(article=OuterRef(article)).order_by("-number")
    return Coalesce(Subquery(kept.values("text_hash")[:1]), Value(""))


def pdf_path(rendition: Rendition, _filename: str) -> str:
    return f"pages/{rendition.key}.pdf"


def small_path(rendition: Rendition, _filename: str) -> str:
    return f"pages/{rendition.key}-small.webp"


def thumb_path(rendition: Rendition, _filename: str) -> str:
    return f"pages/{rendition.key}-thumb.webp"


def large_path(rendition: Rendition, _filename: str) -> str:
    return f"pages/{rendition.key}-large.webp"


def incoming_path(_rendition: Rendition, filename: str) -> str:
    return f"pages/incoming/{uuid.uuid4()}{PurePath(filename).suffix}"


class RenditionQuerySet(models.QuerySet["Rendition"]):
    def made(self) -> RenditionQuerySet:
        return self.filter(made_at__isnull=False)

    def current(self) -> RenditionQuerySet:
        """Made of the page and of its stories as they are now. What was uploaded is as it is."""
        changed = Region.objects.filter(rendition=OuterRef("pk")).exclude(text_hash=latest_hash("article"))
        composed = Q(page_version=F("page__version")) & ~Exists(changed)
        return self.made().filter(composed | Q(kind=Rendition.Kind.UPLOADED))

    def stale(self) -> RenditionQuerySet:
        """Composed pages of issues with a time on which something has changed since; nobody has asked yet.

        Of an issue that is out also: what readers may not read any more, and what they may read since then.
        """
        composed = self.made().filter(kind=Rendition.Kind.COMPOSED, page__issue__publish_at__isnull=False)
        idle = composed.filter(owed_at=None, begun_at=None, error="")
        drawn = Region.objects.filter(rendition=OuterRef("pk"))
        gone = drawn.exclude(article__in=Article.objects.published())
        signed_since = Revision.objects.filter(
            article=OuterRef("article"), at__gt=OuterRef(OuterRef("made_at"))
        )
        placed = Placement.objects.filter(page=OuterRef("page"), article__in=Article.objects.published())
        has_place = Region.objects.filter(rendition=OuterRef(OuterRef("pk")), article=OuterRef("article"))
        new = placed.filter(~Exists(has_place), Exists(signed_since))
        changed = ~Q(pk__in=self.current().values("pk"))
        return idle.filter(changed | Q(Exists(gone) | Exists(new), page__issue__in=Issue.objects.published()))

    def published(self) -> RenditionQuerySet:
        """Of pages of issues that are out, while readers may read every story that stands there.

        Of an upload nobody knows what stands on it, so it is asked of all stories that are placed.
        """
        seen = Q(article__in=Article.objects.published())
        drawn = Region.objects.filter(rendition=OuterRef("pk")).exclude(seen)
        placed = Placement.objects.filter(page=OuterRef("page")).exclude(seen)
        composed = Q(kind=Rendition.Kind.COMPOSED) | ~Exists(placed)
        public = self.current().filter(composed, page__issue__in=Issue.objects.published())
        return public.exclude(Exists(drawn))


class Rendition(models.Model):
    """A page as PDF and as a picture in two sizes, with the regions of its stories.

    One is composed of the stories by `issues.renditions.making`; one may be uploaded, made elsewhere, and is
    then what is shown. What was made stays while the next is made.
    """

    # It can be made again: nothing of it is kept when its page is deleted.
    is_momentary = True

    class Kind(models.TextChoices):
        COMPOSED = "composed", _("composed here")
        UPLOADED = "uploaded", _("uploaded")

    class State(models.TextChoices):
        WAITING = "waiting", _("waits to be made")
        UNDER_WAY = "under_way", _("is being made")
        FAILED = "failed", _("failed")
        MADE = "made", _("made")

    page = models.ForeignKey(
        Page, verbose_name=_("page"), on_delete=models.CASCADE, related_name="renditions"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    # New with each making: an address never shows another picture than it did.
    key = models.UUIDField(default=uuid.uuid4, unique=True)
    owed_at = models.DateTimeField(_("asked for at"), null=True)
    begun_at = models.DateTimeField(_("begun at"), null=True)
    made_at = models.DateTimeField(_("made at"), null=True)
    error = models.TextField(_("error"), blank=True)
    page_version = models.PositiveIntegerField(null=True)
    pdf = models.FileField(upload_to=pdf_path, blank=True)
    small = models.FileField(upload_to=small_path, blank=True)
    large = models.FileField(upload_to=large_path, blank=True)
    # Of these a dozen stand on one screen.
    thumb = models.FileField(upload_to=thumb_path, blank=True)
    # What was uploaded and is not made yet: what was made before is shown till then.
    incoming = models.FileField(upload_to=incoming_path, blank=True)
    incoming_page = models.PositiveSmallIntegerField(default=1)
    file_name = models.CharField(_("file"), max_length=120, blank=True)
    # Counts every change of the regions of an upload: who draws on an older state is told.
    regions_version = models.PositiveIntegerField(default=1)
    # Of the large picture, in pixels.
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    # What an editor is told of a composed page: see `issues.composing.composition`.
    layout = models.CharField(_("layout"), max_length=10, blank=True)
    hole_share = models.FloatField(default=0.0)
    fits = models.JSONField(default=list)
    missing = models.JSONField(default=dict)
    notices = models.JSONField(default=list)

    objects = RenditionQuerySet.as_manager()

    if TYPE_CHECKING:
        page_id: int
        regions: RelatedManager[Region]

    class Meta:
        # What was uploaded stands first.
        ordering = ["page", "-kind"]
        verbose_name = _("page picture")
        verbose_name_plural = _("page pictures")
        constraints = [
            models.UniqueConstraint(fields=["page", "kind"], name="page_has_one_rendition_of_a_kind"),
        ]
        indexes = [
            models.Index(fields=["owed_at"], condition=Q(owed_at__isnull=False), name="rendition_owed"),
        ]

    def __str__(self) -> str:
        return f"{self.page} {self.get_kind_display()}"

    @property
    def small_url(self) -> str:
        return reverse("page-picture", kwargs={"key": self.key, "size": "small"})

    @property
    def large_url(self) -> str:
        return reverse("page-picture", kwargs={"key": self.key, "size": "large"})

    @property
    def stamp(self) -> str:
        """Another one whenever the picture or the regions drawn on it are others."""
        return f"{self.key}:{self.regions_version}"

    @property
    def state(self) -> State:
        if self.begun_at is not None:
            return self.State.UNDER_WAY
        if self.owed_at is not None:
            return self.State.WAITING
        return self.State.FAILED if self.error else self.State.MADE


class Region(models.Model):
    """Where a story stands on the picture (热区), in fractions of the page from its top left corner.

    A story that runs on over a column end has several.
    """

    is_momentary = True

    rendition = models.ForeignKey(Rendition, on_delete=models.CASCADE, related_name="regions")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="regions")
    # Of what was set: `latest_hash` when the page was composed.
    text_hash = models.CharField(max_length=64, blank=True)
    order = models.PositiveSmallIntegerField()
    x = models.FloatField()
    y = models.FloatField()
    width = models.FloatField()
    height = models.FloatField()

    if TYPE_CHECKING:
        article_id: int

    class Meta:
        ordering = ["rendition", "order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(x__gte=0, y__gte=0, width__gt=0, height__gt=0, width__lte=1, height__lte=1),
                name="region_is_on_the_page",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rendition_id} · {self.order}"
