"""The past of a story, two people's texts that met, and who has a story open."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article


class Revision(models.Model):
    """The whole story after one save. Written by `articles.revisions.keeping.keep`, and never changed.

    It outlives its story for as long as the story's deletion can be undone, so the database holds no
    relation. The trail (`audit`) has its hash.
    """

    class How(models.TextChoices):
        """The door through which the story was changed."""

        BEGIN = "begin", _("as it was before its history begins")
        FORM = "form", _("the story's form")
        PHOTO = "photo", _("a photo of the story")
        BULK = "bulk", _("many stories at once")
        STEP = "step", _("a step of the review")
        PLACE = "place", _("its place on a page")
        RELEASE = "release", _("the release of its issue")
        INGEST = "ingest", _("a printed page")
        LINK = "link", _("a filing link")
        RESTORE = "restore", _("an earlier version brought back")
        MERGE = "merge", _("two texts merged")

    article = models.ForeignKey(
        Article,
        verbose_name=_("story"),
        db_constraint=False,
        on_delete=models.DO_NOTHING,
        related_name="revisions",
    )
    number = models.PositiveIntegerField(_("number"))
    # The version that the story's form carries: what two people began from is found by it.
    version = models.PositiveIntegerField(_("version"))
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    how = models.CharField(_("how"), max_length=20, choices=How)
    # The step of the workflow that it shows, and the stage that was signed.
    step = models.CharField(_("step"), max_length=20, blank=True)
    stage_name = models.CharField(_("stage"), max_length=20, blank=True)
    why = models.TextField(_("why"), blank=True)
    # The snapshot as compressed JSON; packed against the whole one of `base`, or whole itself.
    base = models.ForeignKey("self", null=True, on_delete=models.DO_NOTHING, related_name="+")
    data = models.BinaryField()
    # Of the snapshot's JSON, and of the part of it that a sign-off covers.
    sha256 = models.CharField(max_length=64)
    text_hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["article", "number"]
        verbose_name = _("version of a story")
        verbose_name_plural = _("versions of stories")
        constraints = [
            models.UniqueConstraint(
                fields=["article", "number"], name="revision_number_is_unique_in_its_story"
            )
        ]

    def __str__(self) -> str:
        return f"{self.article_id}.{self.number}"


class UnmergedCopyQuerySet(models.QuerySet["UnmergedCopy"]):
    def open(self) -> UnmergedCopyQuerySet:
        return self.filter(settled_at=None)


class UnmergedCopy(models.Model):
    """What somebody typed while somebody else saved: kept until its writer has merged it or let it go."""

    class Outcome(models.TextChoices):
        MERGED = "merged", _("merged")
        DISCARDED = "discarded", _("let go")

    article = models.ForeignKey(
        Article, verbose_name=_("story"), on_delete=models.CASCADE, related_name="unmerged_copies"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        on_delete=models.PROTECT,
        related_name="unmerged_copies",
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    # The version of the story that the writer had begun from.
    version = models.PositiveIntegerField(_("version"))
    # The story as the writer's form would have left it: a snapshot as compressed JSON.
    data = models.BinaryField()
    # The key of the form: sent twice on a poor line, it is one copy.
    form_key = models.UUIDField(null=True)
    settled_at = models.DateTimeField(_("settled at"), null=True)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome, blank=True)

    objects = UnmergedCopyQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("unmerged text")
        verbose_name_plural = _("unmerged texts")
        constraints = [
            models.UniqueConstraint(fields=["article", "by", "form_key"], name="one_unmerged_copy_a_form")
        ]

    def __str__(self) -> str:
        return f"{self.article_id} {self.at:%Y-%m-%d %H:%M}"


class PresenceQuerySet(models.QuerySet["Presence"]):
    def now(self) -> PresenceQuerySet:
        """Pages that have said within the last minute that they are open."""
        return self.filter(seen_at__gt=timezone.now() - Presence.LASTS)


class Presence(models.Model):
    """Somebody has a story's form open. A hint, no lock; it ends by itself when the page says no more."""

    LASTS = dt.timedelta(seconds=60)
    # No loss to anybody: `audit.packed` leaves such rows out of the bin.
    is_momentary = True

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="presences")
    seen_at = models.DateTimeField(default=timezone.now)
    # Since when, and whether anything was typed there that is not saved.
    opened_at = models.DateTimeField(default=timezone.now)
    is_typing = models.BooleanField(default=False)

    objects = PresenceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "user"], name="one_presence_a_person")]

    def __str__(self) -> str:
        return f"{self.article_id} {self.user_id}"
