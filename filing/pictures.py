"""Pictures of a story that has not been sent yet: kept as soon as they are accepted, shown on its form."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.images import Master, master_of
from articles.models import Photo
from articles.photos.uploads import receive, take_back
from audit.trail import record
from filing import limits
from filing.models import FilingLink, KeptPicture

# A form that nobody sent: its pictures are swept out when another one comes.
FORGOTTEN_AFTER = dt.timedelta(days=14)
IN_A_STORY = _("The desk has put this picture in a story already.")


def kept_for(link: FilingLink, filing_key: uuid.UUID) -> models.QuerySet[KeptPicture]:
    """The pictures that wait for the story of this form. What has a story by now waits no longer."""
    waiting = link.pictures.filter(filing_key=filing_key, photo__article=None)
    return waiting.select_related("photo").order_by("pk")


def keep(link: FilingLink, filing_key: uuid.UUID, file: UploadedFile[Any]) -> KeptPicture:
    """Keep the picture for the story of this form; the same one sent again is the one that is there.

    Raises `limits.Enough`, or `ValidationError` for what is no picture. It is decoded before anything is
    locked: on SQLite the lock is that of the whole house.
    """
    key, size = uuid.uuid5(filing_key, f"{link.pk}/{_digest(file)}"), file.size or 0
    if there := _there(link, key):
        return there
    limits.refuse_another_picture(link, filing_key, size)
    limits.count_picture(link, size)
    return _keep(link, filing_key, master_of(file), key=key, size=size)


@transaction.atomic
def _keep(
    link: FilingLink, filing_key: uuid.UUID, master: Master, *, key: uuid.UUID, size: int
) -> KeptPicture:
    locked = FilingLink.objects.select_for_update().get(pk=link.pk)
    if there := _there(locked, key):
        return there
    _sweep(locked)
    limits.refuse_another_picture(locked, filing_key, size)
    photo = receive(master, by=None, key=key)
    _refuse_in_a_story(photo)
    kept = KeptPicture.objects.create(link=locked, filing_key=filing_key, photo=photo, size=size)
    record("add", photo, by=str(locked.person), how="link")
    return kept


def _there(link: FilingLink, key: uuid.UUID) -> KeptPicture | None:
    there = link.pictures.filter(photo__upload_key=key).select_related("photo").first()
    if there is not None:
        _refuse_in_a_story(there.photo)
    return there


def _refuse_in_a_story(photo: Photo) -> None:
    """What the desk has put in a story is the desk's: its caption is not the sender's to read."""
    if photo.article_id is not None:
        raise ValidationError(IN_A_STORY)


def _digest(file: UploadedFile[Any]) -> str:
    """SHA-256 of what was sent, before it is made a picture of ours."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


@transaction.atomic
def drop(link: FilingLink, filing_key: uuid.UUID, upload_key: uuid.UUID) -> None:
    """The sender does not want the picture after all."""
    for kept in kept_for(link, filing_key).filter(photo__upload_key=upload_key):
        _give_up(kept, by=str(link.person))


def _sweep(link: FilingLink) -> None:
    """Forgotten pictures that nobody of the staff has touched in the library."""
    old = link.pictures.filter(at__lt=timezone.now() - FORGOTTEN_AFTER, photo__article=None, photo__version=1)
    photos = old.values("photo")
    # All of them before the first is recorded: from then on the trail is locked, and nothing else may be.
    list(Photo.objects.select_for_update().filter(pk__in=photos).order_by("pk"))
    for kept in old:
        _give_up(kept, by=None)


def _give_up(kept: KeptPicture, *, by: str | None) -> None:
    """It leaves the form; the photo goes unless the staff have made something of it meanwhile."""
    photo = Photo.objects.select_for_update().filter(pk=kept.photo_id).first()
    kept.delete()
    if photo is not None and photo.article_id is None and photo.version == 1:
        record("delete", photo, by=by, how="link")
        take_back(photo)
