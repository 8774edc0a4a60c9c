"""One upload becomes one loose photo, with what its file said of itself; and how it is taken back."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from articles.images import master_of
from articles.models import Credit, Photo
from articles.photos.credits import NAME_LENGTH, add_credits
from audit.models import Deletion
from people.models import User


def receive(file: Any, *, by: User | None, key: uuid.UUID) -> Photo:
    """The loose photo of the upload; sent again under its key it is the same photo, and not a second one.

    Raises ValidationError, with a sentence for whoever sent it, for what is no picture we take.
    """
    if (known := sent_before(by=by, key=key)) is not None:
        return known
    photo = Photo(uploaded_by=by, upload_key=key, image=file)
    notes = master_of(photo.image).notes
    photo.caption, photo.place, photo.taken_on = notes.caption, notes.place, notes.taken_on
    try:
        with transaction.atomic():
            photo.save()
            add_credits(photo, notes.bylines)
            if notes.credit and not notes.bylines:
                # The credit line then says who provided the picture.
                provider = notes.credit[:NAME_LENGTH]
                Credit.objects.create(photo=photo, role=Credit.Role.PROVIDER, printed_text=provider)
    except IntegrityError:
        # Sent twice at once: the other one was first.
        known = sent_before(by=by, key=key)
        if known is None:
            raise
        return known
    return photo


def sent_before(*, by: User | None, key: uuid.UUID) -> Photo | None:
    """The photo made of an earlier sending. A key is its sender's own; nobody gets another's photo by it."""
    photo = Photo.objects.filter(upload_key=key).first()
    if photo is not None and photo.uploaded_by_id != (by.pk if by else None):
        raise ValidationError(_("This upload cannot be repeated. Choose the picture again."), code="key")
    return photo


def take_back(photo: Photo) -> None:
    """Delete a loose photo whose row the caller holds, and after the commit its picture.

    The picture stays where another photo shows it or may be brought back to show it, and where the photo was
    ever saved again: a sign-off may name it.
    """
    name, was_saved_again = photo.image.name, photo.version > 1
    photo.delete()

    def delete_picture() -> None:
        is_shown = Photo.objects.filter(image=name).exists() or Deletion.objects.holding(name).exists()
        if name and not is_shown:
            default_storage.delete(name)

    if not was_saved_again:
        transaction.on_commit(delete_picture)
