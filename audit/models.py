"""WHAT HAPPENED: one entry for each change and each look at personal data; and what was deleted lately."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.chain import GENESIS, digest, moment

# How long a deletion can be undone.
KEPT = dt.timedelta(days=30)


class Head(models.Model):
    """Where the trail ends. Its one row is locked while an entry is added: there is one chain."""

    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=GENESIS)

    def __str__(self) -> str:
        return f"{self.number} {self.hash}"


class Entry(models.Model):
    """Who did what, to what, when and from where. Written by `audit.trail.record`; the database refuses to
    change or delete it (`audit.guard`).

    Account and object are kept by key and by name, not as relations: the entry outlives them.
    """

    number = models.PositiveBigIntegerField(_("number"), unique=True)
    at = models.DateTimeField(_("at"))
    actor = models.BigIntegerField(_("account"), null=True)
    actor_name = models.CharField(_("by"), max_length=150, blank=True)
    action = models.CharField(_("action"), max_length=30)
    label = models.CharField(_("kind"), max_length=60)
    key = models.CharField(_("key"), max_length=40)
    name = models.CharField(_("name"), max_length=120, blank=True)
    # JSON as it was hashed, so text: a column of JSON would give it back in another order.
    before = models.TextField(_("before"), default="{}")
    after = models.TextField(_("after"), default="{}")
    how = models.CharField(_("how"), max_length=20, blank=True)
    note = models.TextField(_("note"), blank=True)
    address = models.CharField(_("address"), max_length=45, blank=True)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["-number"]
        verbose_name = _("entry of the trail")
        verbose_name_plural = _("audit trail")
        indexes = [
            models.Index(fields=["label", "key", "-number"], name="entry_of_a_thing"),
            models.Index(fields=["actor", "-number"], name="entry_of_an_account"),
        ]

    def __str__(self) -> str:
        return str(_("entry %d") % self.number)

    @property
    def before_values(self) -> dict[str, Any]:
        values: dict[str, Any] = json.loads(self.before)
        return values

    @property
    def after_values(self) -> dict[str, Any]:
        values: dict[str, Any] = json.loads(self.after)
        return values

    def digest(self) -> str:
        """What `hash` has to be."""
        thing = [self.label, self.key, self.name]
        actor = [self.actor, self.actor_name, self.address]
        content = [self.action, self.before, self.after, self.how, self.note]
        return digest(self.previous, self.number, moment(self.at), actor, thing, content)


class DeletionQuerySet(models.QuerySet["Deletion"]):
    def open(self) -> DeletionQuerySet:
        """What can still be undone."""
        return self.filter(undone_at=None, at__gt=timezone.now() - KEPT)

    def holding(self, value: object) -> DeletionQuerySet:
        """Open ones with a row of that file, form key or `bin.address_of`: it is gone, but not for good."""
        return self.open().filter(held__contains=f"\n{value}\n")


class Deletion(models.Model):
    """What was deleted, packed, for as long as it can be undone. Written by `audit.bin` alone."""

    label = models.CharField(_("kind"), max_length=60)
    key = models.CharField(_("key"), max_length=40)
    name = models.CharField(_("name"), max_length=120, blank=True)
    at = models.DateTimeField(_("deleted at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("deleted by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    why = models.TextField(_("why"), blank=True)
    # How many rows of what went, for people; and the rows themselves, as compressed JSON.
    counts = models.JSONField(default=dict)
    data = models.BinaryField()
    # Names of files, keys of forms and the chosen things, one a line: found without unpacking.
    held = models.TextField(blank=True)
    undone_at = models.DateTimeField(_("undone at"), null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("undone by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = DeletionQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        verbose_name = _("deletion")
        verbose_name_plural = _("deleted lately")

    def __str__(self) -> str:
        return self.name or f"{self.label} {self.key}"

    @property
    def until(self) -> dt.datetime:
        """When it can be undone no longer."""
        return self.at + KEPT

    @property
    def is_open(self) -> bool:
        return self.undone_at is None and self.until > timezone.now()
