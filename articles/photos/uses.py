"""The uses of a picture: one in a further story, and photo news made of a loose photo.

A row of `Photo` is one use of a picture. Its caption and credits belong to the story it stands in; several
rows may share one stored original (the same `image` name), and each is public with its own story alone.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from articles import workflow
from articles.models import Article, Credit, Photo, Revision
from articles.models.photo import PhotoQuerySet
from articles.revisions.keeping import hold, keep
from articles.workflow import NotPossible
from people.models import User, desk_of
from policy.access import may, may_under
from policy.table import Action

# What belongs to the picture and goes with it to another story.
OF_THE_PICTURE = (
    "width", "height", "caption", "alt_text", "taken_on", "place", "focal_x", "focal_y", "uploaded_at"
)  # fmt: skip
OF_A_CREDIT = ("person", "role", "title", "printed_text", "order")


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
    story = hold(article, photos=[photo.pk])
    held = Photo.objects.filter(pk=photo.pk).first()
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
    keep(story, by=by, how=Revision.How.PHOTO, action=Action.ADD)
    return story


def story_changed(article: Article, *, by: User) -> bool:
    """A photo of the story, which the caller has held since before it, is another now, or is gone from it.

    The story is kept as it is; a form open on it is stale now, and a sign-off no longer holds: True if there
    was one.
    """
    Article.objects.filter(pk=article.pk).update(version=F("version") + 1)
    keep(article, by=by, how=Revision.How.PHOTO)
    return workflow.void_if_changed(article, by=by)
