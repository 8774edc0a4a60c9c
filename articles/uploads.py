"""One upload becomes one loose photo, with what its file said of itself."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from articles.bylines import PictureName, picture_names
from articles.images import PictureNotes, master_of
from articles.models import Credit, Photo
from people.models import Person, User

PHOTOGRAPHER, PROVIDER = Credit.Role.PHOTOGRAPHER, Credit.Role.PROVIDER
NAME_LENGTH = Credit._meta.get_field("printed_text").max_length
TITLE_LENGTH = Credit._meta.get_field("title").max_length


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
            _credit(photo, notes)
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


def _credit(photo: Photo, notes: PictureNotes) -> None:
    """Credits by the printed by-line; without one, the credit line says who provided the picture."""
    names = picture_names(notes.bylines)
    if not names and notes.credit:
        names = [PictureName(notes.credit, is_provider=True)]
    for name in names:
        person = None if name.is_provider else _person(name.name)
        Credit.objects.create(
            photo=photo,
            person=person,
            role=PROVIDER if name.is_provider else PHOTOGRAPHER,
            title=(name.title or (person.get_kind_display() if person else ""))[:TITLE_LENGTH],
            printed_text=name.name[:NAME_LENGTH],
        )


def _person(name: str) -> Person | None:
    """The one person in service who bears the name; of two, nobody is guessed. Nobody is made up."""
    namesakes = Person.objects.filter(name=name, is_active=True)[:2]
    return namesakes[0] if len(namesakes) == 1 else None
