"""Private links by which correspondents without an account file, and what came by them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Photo
from filing.tokens import is_genuine, key_in, new_nonce, token_of
from people.models import Person

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager


def in_a_year() -> dt.datetime:
    return timezone.now() + dt.timedelta(days=365)


class FilingLinkQuerySet(models.QuerySet["FilingLink"]):
    def usable(self) -> FilingLinkQuerySet:
        """Links that open: not revoked, not expired, of a person who is still active."""
        unexpired = Q(expires_at=None) | Q(expires_at__gt=timezone.now())
        return self.filter(unexpired, revoked_at=None, person__is_active=True)

    def opened_by(self, token: str) -> FilingLink | None:
        """The usable link whose address holds the token."""
        links = self.usable().select_related("person__unit", "person__town")
        link = links.filter(pk=key_in(token) or 0).first()
        is_its_own = link is not None and is_genuine(token, key=link.pk, nonce=link.nonce)
        return link if is_its_own else None


class FilingLink(models.Model):
    """Whoever knows its address files under the name of `person`. The address itself is kept nowhere.

    It is not changed, only revoked; a new one is a new row.
    """

    class State(models.TextChoices):
        OPEN = "open", _("link in use")
        EXPIRED = "expired", _("expired")
        REVOKED = "revoked", _("revoked")
        INACTIVE = "inactive", _("person not active")

    person = models.ForeignKey(
        Person, verbose_name=_("correspondent"), on_delete=models.PROTECT, related_name="filing_links"
    )
    nonce = models.CharField(max_length=32, default=new_nonce, editable=False)
    note = models.CharField(
        _("note"), max_length=200, blank=True, help_text=_("Such as: sent by WeChat on the 3rd of May.")
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("made by"),
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_at = models.DateTimeField(_("made at"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(
        _("expires at"), null=True, blank=True, default=in_a_year, help_text=_("Empty: it does not expire.")
    )
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("revoked by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True, editable=False)
    last_used_at = models.DateTimeField(_("last opened"), null=True, blank=True, editable=False)
    # A keyed hash of the network it was last opened from: see `filing.guard`.
    last_used_from = models.CharField(max_length=64, blank=True, default="", editable=False)

    objects = FilingLinkQuerySet.as_manager()

    if TYPE_CHECKING:
        stories: RelatedManager[FiledStory]
        pictures: RelatedManager[KeptPicture]
        sent_pictures: RelatedManager[SentPicture]

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("filing link")
        verbose_name_plural = _("filing links")

    def __str__(self) -> str:
        return str(_("Link of %s") % self.person)

    def get_private_path(self) -> str:
        """The secret address. Only for the page that shows it, after who looks has been recorded."""
        return reverse("filing:form", kwargs={"token": token_of(self.pk, self.nonce)})

    def clean(self) -> None:
        """Reporters have an account, with which the paper knows who it was."""
        if self.person_id and self.person.kind != Person.Kind.CORRESPONDENT:
            raise ValidationError({"person": _("Filing links are for correspondents; others sign in.")})

    @property
    def state(self) -> FilingLink.State:
        if self.revoked_at is not None:
            return self.State.REVOKED
        if self.expires_at is not None and self.expires_at <= timezone.now():
            return self.State.EXPIRED
        return self.State.OPEN if self.person.is_active else self.State.INACTIVE


class FiledStory(models.Model):
    """Which story came by which link, and how it came: what the editors change is not the sender's to see."""

    link = models.ForeignKey(FilingLink, on_delete=models.PROTECT, related_name="stories")
    article = models.OneToOneField(Article, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    headline = models.CharField(max_length=120, blank=True)
    # SHA-256 of what was typed: the same sending once more is told from a changed one.
    sent_hash = models.CharField(max_length=64)
    address_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["link", "-at"], name="stories_of_a_link")]

    def __str__(self) -> str:
        return self.headline


class KeptPicture(models.Model):
    """A picture that came before its story was sent: loose in the library, shown on the form it is for."""

    link = models.ForeignKey(FilingLink, on_delete=models.PROTECT, related_name="pictures")
    filing_key = models.UUIDField()
    photo = models.OneToOneField(Photo, on_delete=models.CASCADE, related_name="+")
    size = models.PositiveBigIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["link", "at"], name="pictures_of_a_link")]

    def __str__(self) -> str:
        return str(self.photo_id)


class SentPicture(models.Model):
    """One picture that was sent, kept or not: each costs its decoding, so each counts for a day."""

    link = models.ForeignKey(FilingLink, on_delete=models.CASCADE, related_name="sent_pictures")
    size = models.PositiveBigIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["link", "at"], name="sent_pictures_of_a_link")]

    def __str__(self) -> str:
        return f"{self.at}"


class WrongToken(models.Model):
    """One request for an address that no link has, counted by the network it came from."""

    address_hash = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        indexes = [models.Index(fields=["address_hash", "at"], name="wrong_tokens_of_an_address")]

    def __str__(self) -> str:
        return f"{self.at}"
