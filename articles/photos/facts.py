"""What a photo says of itself: facts given to many photos at once, and a credit moved out of its caption."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction

from articles.models import Credit, Photo
from articles.photos import captions
from articles.photos.credits import add_credits
from articles.text import clean_body
from people.models import User
from policy.access import may_under
from policy.table import Action


@dataclass(frozen=True, slots=True)
class Facts:
    """What is given to chosen photos; what is empty here is left as it stands there."""

    caption: str = ""
    place: str = ""
    taken_on: dt.date | None = None
    credit: str = ""
    # Otherwise only what is empty is filled.
    replaces: bool = False


def give(photo: Photo, facts: Facts, *, by: User) -> bool:
    """Write the facts into one photo, held by the caller; True if anything in it is another now.

    The caller sees to the story (`uses.story_changed`), once for all its photos.
    """
    given = {"caption": clean_body(facts.caption), "place": facts.place.strip(), "taken_on": facts.taken_on}
    changed = [
        name
        for name, value in given.items()
        if value and value != getattr(photo, name) and (facts.replaces or not getattr(photo, name))
    ]
    for name in changed:
        setattr(photo, name, given[name])
    is_credited = bool(facts.credit.strip()) and _give_credit(photo, facts, by=by)
    if not (changed or is_credited):
        return False
    photo.version += 1
    photo.save(update_fields=[*changed, "version"])
    return True


def move_credit(photo: Photo, *, by: User) -> bool:
    """Make credits of a credit that was typed into the caption, and take it out there."""
    parted = captions.part(photo.caption)
    if not parted.credit or not may_under(by, Action.ADD, Credit, photo):
        return False
    add_credits(photo, [parted.credit])
    photo.caption = parted.caption
    photo.save(update_fields=["caption"])
    return True


def _give_credit(photo: Photo, facts: Facts, *, by: User) -> bool:
    """True if the photo's credits are others now."""
    before = [credit.signed_parts() for credit in photo.credits.all()]
    if before and not facts.replaces:
        return False
    if before and not may_under(by, Action.DELETE, Credit, photo):
        raise PermissionDenied
    if not may_under(by, Action.ADD, Credit, photo):
        raise PermissionDenied
    with transaction.atomic():
        photo.credits.all().delete()
        add_credits(photo, [facts.credit])
    return [credit.signed_parts() for credit in photo.credits.all()] != before
