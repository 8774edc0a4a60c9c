"""What a photo still lacks before its story can pass review: the one rule, asked of rows and as a query."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Article, Credit, Photo

# 记者 王燕 文/图 in the byline of the story names the photographer of all its photos.
CREDITS_PICTURES = (Credit.Role.PHOTOGRAPHER, Credit.Role.PROVIDER, Credit.Role.GRAPHICS)


class Part(models.TextChoices):
    PICTURE = "picture", gettext_lazy("no picture")
    CAPTION = "caption", gettext_lazy("no caption")
    CREDIT = "credit", gettext_lazy("no credit")


def lacks(photo: Photo, *, article: Article) -> Iterator[Part]:
    """What the photo of the story lacks; the credits of both are best prefetched."""
    if not photo.image:
        yield Part.PICTURE
    if not photo.caption:
        yield Part.CAPTION
    of_the_story = any(credit.role in CREDITS_PICTURES for credit in article.credits.all())
    if not of_the_story and not photo.credits.all():
        yield Part.CREDIT


def lacking_of(article: Article) -> list[tuple[Photo, list[Part]]]:
    """The photos of the story in their order, each with what it lacks."""
    return [(photo, list(lacks(photo, article=article))) for photo in article.photos.all()]


def photos_lacking(part: Part) -> Q:
    """Photos that lack the part, as `lacks` says of one."""
    if part == Part.PICTURE:
        return Q(image="")
    if part == Part.CAPTION:
        return Q(caption="")
    own = Exists(Credit.objects.filter(photo=OuterRef("pk")))
    of_the_story = Credit.objects.filter(article=OuterRef("article"), role__in=CREDITS_PICTURES)
    return ~Q(own) & ~Q(Exists(of_the_story))


def stories_lacking(*parts: Part) -> Q:
    """Stories with a photo that lacks any of the parts."""
    lacking = Q()
    for part in parts:
        lacking |= photos_lacking(part)
    return Q(Exists(Photo.objects.filter(lacking, article=OuterRef("pk"))))


def photo_gaps(article: Article) -> list[str]:
    """A sentence for each photo that lacks its picture, caption or credit: 第2张图片：缺说明、缺署名.

    Of copy that was printed nothing is asked: it has captions and credits as they were printed, and its
    pictures are on paper.
    """
    if article.was_printed:
        return []
    found = lacking_of(article)
    if article.is_photo_news and not found:
        return [_("Photo news needs a photo.")]
    return [
        _("Photo %(number)d: %(missing)s")
        % {"number": number, "missing": "、".join(str(part.label) for part in parts)}
        for number, (_photo, parts) in enumerate(found, start=1)
        if parts
    ]
