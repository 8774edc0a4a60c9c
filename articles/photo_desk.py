"""What the photo desk does with a picture: a further use, photo news, facts given to many photos at once.

A row of `Photo` is one use of a picture. Its caption and credits belong to the story it stands in; several
rows may share one stored original (the same `image` name), and each is public with its own story alone.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from articles import captions, workflow
from articles.models import Article, Credit, Photo
from articles.models.photo import PhotoQuerySet
from articles.text import clean_body
from articles.workflow import NotPossible
from people.matching import kind_of_title
from people.models import Person, User, desk_of
from people.names import normalise_name
from policy.access import may, may_under
from policy.table import Action

# What belongs to the picture and goes with it to another story.
OF_THE_PICTURE = (
    "width", "height", "caption", "alt_text", "taken_on", "place", "focal_x", "focal_y", "uploaded_at"
)  # fmt: skip
OF_A_CREDIT = ("person", "role", "title", "printed_text", "order")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is given to chosen photos; what is empty here is left as it stands there."""

    caption: str = ""
    place: str = ""
    taken_on: dt.date | None = None
    credit: str = ""
    # Otherwise only what is empty is filled.
    replaces: bool = False


# Uses ---------------------------------------------------------------------------------------------------


def uses_of(photos: Iterable[Photo], *, seen_by: User) -> PhotoQuerySet:
    """The uses of the same pictures that the person may see, each with its story."""
    names = {str(photo.image.name) for photo in photos if photo.image}
    uses = Photo.objects.visible_to(seen_by).filter(image__in=names, article__isnull=False)
    return uses.select_related("article__stage").prefetch_related("article__photos").order_by("pk")


@transaction.atomic
def use_in(photo: Photo, article: Article, *, by: User) -> Photo:
    """Put the picture on a further story, as a row of its own; caption and credits begin as they are here.

    The photo is held too: who takes an upload back meanwhile takes its file away.
    """
    story = Article.objects.select_for_update().get(pk=article.pk)
    held = Photo.objects.select_for_update().filter(pk=photo.pk).first()
    if held is None:
        raise NotPossible(_("The photo is no longer there."))
    photo = held
    if not may_under(by, Action.ADD, Photo, story):
        raise PermissionDenied
    if not photo.image:
        raise NotPossible(_("Its picture has not come yet: there is nothing to use a second time."))
    if story.photos.filter(image=photo.image.name).exists():
        raise NotPossible(_("The picture stands on this story already."))
    copied = {name: getattr(photo, name) for name in OF_THE_PICTURE}
    use = Photo.objects.create(article=story, image=photo.image.name, uploaded_by=by, **copied)
    use.towns.set(photo.towns.all())
    for credit in photo.credits.all():
        Credit.objects.create(photo=use, **{name: getattr(credit, name) for name in OF_A_CREDIT})
    story_changed(story, by=by)
    return use


@transaction.atomic
def make_photo_news(photo: Photo, *, by: User) -> Article:
    """A draft of genre photo, filed by the person, on which the loose photo stands from now on."""
    row = Photo.objects.select_for_update().get(pk=photo.pk)
    if row.article_id is not None:
        raise NotPossible(_("The photo stands on a story already."))
    if not (may(by, Action.CHANGE, row) and may(by, Action.ADD, Article)):
        raise PermissionDenied
    story = Article.objects.create(genre=Article.Genre.PHOTO, filed_by=by, desk=desk_of(by))
    if not may_under(by, Action.ADD, Photo, story):
        raise PermissionDenied
    story.towns.set(row.towns.all())
    row.article, row.version = story, row.version + 1
    row.save(update_fields=["article", "version"])
    return story


def story_changed(article: Article, *, by: User) -> bool:
    """A form open on the story is stale now, and a sign-off no longer holds: True if there was one."""
    Article.objects.filter(pk=article.pk).update(version=F("version") + 1)
    return workflow.void_if_changed(article, by=by)


# Facts --------------------------------------------------------------------------------------------------


def give(photo: Photo, facts: Facts, *, by: User) -> bool:
    """Write the facts into one photo, held by the caller; True if anything in it is another now.

    The caller sees to the story (`story_changed`), once for all its photos.
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
    add_credits(photo, parted.credit)
    photo.caption = parted.caption
    photo.save(update_fields=["caption"])
    return True


def add_credits(photo: Photo, printed: str) -> None:
    """A credit for each name of 记者 王燕 通讯员 刘菲 摄 that the photo does not credit yet."""
    is_provided = bool(re.search(r"供图|提供", printed))
    role = Credit.Role.PROVIDER if is_provided else Credit.Role.PHOTOGRAPHER
    for title, name in _names(printed):
        if not photo.credits.filter(role=role, printed_text=name).exists():
            person = known_person(name, title=title)
            called = title or (person.get_kind_display() if person else "")
            Credit.objects.create(photo=photo, role=role, title=called, printed_text=name, person=person)


def known_person(name: str, *, title: str = "") -> Person | None:
    """The one person of the name, if the title fits; of namesakes none, and nobody new is made."""
    namesakes = list(Person.objects.filter(name=normalise_name(name))[:2])
    kind = kind_of_title(title)
    return namesakes[0] if len(namesakes) == 1 and kind in (None, namesakes[0].kind) else None


def _names(printed: str) -> list[tuple[str, str]]:
    """The names with their titles; a credit in other letters (Anna Lee) is one name as it stands."""
    found = [(named.title, named.name) for named in captions.named_in(printed)]
    if re.search(r"[A-Za-z]", printed) or not found:
        return [("", normalise_name(re.sub(r"\s*(?:摄影|摄|供图)\s*$", "", printed)))]
    return found


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
        add_credits(photo, facts.credit)
    return [credit.signed_parts() for credit in photo.credits.all()] != before
