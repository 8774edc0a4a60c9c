"""Pictures of a story that has not been sent yet: kept as soon as they are accepted, shown on its form."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.utils import timezone

from articles.photos.uploads import receive, take_back
from filing import limits
from filing.models import FilingLink, KeptPicture

# A form that nobody sent: its pictures are swept out when another one comes.
FORGOTTEN_AFTER = dt.timedelta(days=14)


def kept_for(link: FilingLink, filing_key: uuid.UUID) -> models.QuerySet[KeptPicture]:
    """The pictures that wait for the story of this form. What has a story by now waits no longer."""
    waiting = link.pictures.filter(filing_key=filing_key, photo__article=None)
    return waiting.select_related("photo").order_by("pk")


@transaction.atomic
def keep(link: FilingLink, filing_key: uuid.UUID, file: UploadedFile[Any]) -> KeptPicture:
    """Keep the picture for the story of this form; the same one sent again is the one that is there.

    Raises `limits.Enough`, or `ValidationError` for what is no picture.
    """
    locked = FilingLink.objects.select_for_update().get(pk=link.pk)
    key = uuid.uuid5(filing_key, f"{link.pk}/{_digest(file)}")
    there = locked.pictures.filter(photo__upload_key=key).select_related("photo").first()
    if there is not None:
        return there
    _sweep(locked)
    size = file.size or 0
    limits.refuse_another_picture(locked, filing_key, size)
    photo = receive(file, by=None, key=key)
    return KeptPicture.objects.create(link=locked, filing_key=filing_key, photo=photo, size=size)


def _digest(file: UploadedFile[Any]) -> str:
    """SHA-256 of what was sent, before it is made a picture of ours."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def drop(link: FilingLink, filing_key: uuid.UUID, upload_key: uuid.UUID) -> None:
    """The sender does not want the picture after all."""
    for kept in kept_for(link, filing_key).filter(photo__upload_key=upload_key):
        take_back(kept.photo)


def _sweep(link: FilingLink) -> None:
    """Forgotten pictures that nobody of the staff has touched in the library."""
    old = link.pictures.filter(at__lt=timezone.now() - FORGOTTEN_AFTER, photo__article=None, photo__version=1)
    for kept in old.select_related("photo"):
        take_back(kept.photo)
