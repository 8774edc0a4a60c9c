"""A photo with its caption. It is public when its story is."""

from __future__ import annotations

import uuid
from copy import copy
from functools import partial
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.images import background, is_stored, master_of, validate_image
from articles.images.storage import kept_with_its_row
from articles.models.article import Article
from articles.models.ordering import after_last, order_field
from articles.text import clean_body, shortened
from people.models import User
from policy import table
from policy.table import Scope, State
from towns.models import Town

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager

    from articles.models.credit import Credit


def original_path(photo: Photo, filename: str) -> str:
    """Originals are kept under an unguessable name that says nothing of the story.

    The name ends in the SHA-256 of the picture's bytes: a sign-off, which covers the name, covers them.
    """
    return f"photos/originals/{photo.key}-{master_of(photo.image).sha256}"


class PhotoQuerySet(models.QuerySet["Photo"]):
    def published(self) -> PhotoQuerySet:
        """Photos whose story is public. EXISTS asks for one story; IN would collect them all first."""
        return self.filter(Exists(Article.objects.published().filter(pk=OuterRef("article"))))

    def visible_to(self, user: User) -> PhotoQuerySet:
        """Photos of stories the user may see, and those without a story that the user may."""
        reach = table.scope(user.roles, table.Action.VIEW, "articles.photo", State.LOOSE)
        loose = {Scope.NONE: Q(pk__in=[]), Scope.ALL: Q(article=None)}
        own = Q(article=None, uploaded_by=user.pk)
        return self.filter(Q(article__in=Article.objects.visible_to(user)) | loose.get(reach, own))


class Photo(models.Model):
    """A picture and its caption. The picture may come later; without a story it waits in the library."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    article = models.ForeignKey(
        Article,
        verbose_name=_("story"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="photos",
    )
    # A plain file field: Django's own for images opens uploads in every format Pillow knows.
    image = models.FileField(
        _("picture"),
        upload_to=original_path,
        max_length=200,
        blank=True,
        validators=[validate_image],
        help_text=_("JPEG, PNG or WebP. May be added later."),
    )
    width = models.PositiveIntegerField(null=True, blank=True, editable=False)
    height = models.PositiveIntegerField(null=True, blank=True, editable=False)
    caption = models.TextField(
        _("caption"), blank=True, help_text=_("Without the credit: it stands in the credits.")
    )
    alt_text = models.CharField(
        _("alternative text"),
        max_length=200,
        blank=True,
        help_text=_("What the picture shows, for readers who cannot see it."),
    )
    taken_on = models.DateField(_("taken on"), null=True, blank=True)
    place = models.CharField(
        _("place"), max_length=120, blank=True, help_text=_("Where it was taken, such as 田庄镇丰收广场.")
    )
    # What crops keep in sight, in percent from the left and from the top.
    focal_x = models.PositiveSmallIntegerField(_("focal point from the left"), default=50)
    focal_y = models.PositiveSmallIntegerField(_("focal point from the top"), default=50)
    towns = models.ManyToManyField(Town, verbose_name=_("towns"), blank=True, related_name="photos")
    order = order_field()
    version = models.PositiveIntegerField(_("version"), default=1)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("uploaded by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="uploaded_photos",
    )
    uploaded_at = models.DateTimeField(_("uploaded at"), default=timezone.now, editable=False)
    # Made by the browser for each file: sent twice on a poor line, it still makes one photo.
    upload_key = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = PhotoQuerySet.as_manager()

    if TYPE_CHECKING:
        credits: RelatedManager[Credit]

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        constraints = [
            models.CheckConstraint(
                condition=Q(focal_x__lte=100, focal_y__lte=100), name="focal_point_is_in_the_picture"
            ),
        ]

    def __str__(self) -> str:
        return shortened(self.caption) or str(_("photo without a caption"))

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.caption = clean_body(self.caption)
        if self.order is None:
            self.order = after_last(self.article.photos) if self.article else 1
        if not self.image:
            self.width = self.height = None
        if not self.image or is_stored(self.image):
            super().save(*args, **kwargs)
        else:
            self._save_with_new_picture(*args, **kwargs)

    def _save_with_new_picture(self, *args: Any, **kwargs: Any) -> None:
        """Store the clean master in place of the upload. The new key gives it new addresses."""
        master = master_of(self.image)
        self.key = uuid.uuid4()
        self.width, self.height = master.width, master.height
        with kept_with_its_row(self.image):
            super().save(*args, **kwargs)
        transaction.on_commit(partial(background.make_soon, copy(self)))

    @property
    def policy_state(self) -> State:
        """A photo stands where its story stands."""
        return self.article.policy_state if self.article else State.LOOSE

    def lies_within(self, scope: Scope, user: User) -> bool:
        """A photo lies where its story lies; one without a story is whose who uploaded it."""
        if self.article:
            return self.article.lies_within(scope, user)
        return self._state.adding or self.uploaded_by_id == user.pk

    def signed_parts(self) -> list[Any]:
        """What a sign-off covers of the photo."""
        credits = [credit.signed_parts() for credit in self.credits.all()]
        return [self.image.name, self.caption, self.alt_text, credits]
