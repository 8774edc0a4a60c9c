"""What the photos of a story still lack before the story can pass review."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Article, Credit, Photo

# 记者 王燕 文/图 in the byline of the story names the photographer of all its photos.
CREDITS_PICTURES = (Credit.Role.PHOTOGRAPHER, Credit.Role.PROVIDER, Credit.Role.GRAPHICS)
NO_PICTURE: Any = gettext_lazy("the picture is missing")
NO_CAPTION: Any = gettext_lazy("the caption is missing")
NO_CREDIT: Any = gettext_lazy("the credit is missing")


def photo_gaps(article: Article) -> list[str]:
    """A sentence for each photo that lacks its picture, caption or credit: 第2张图片：缺说明、缺署名.

    Of copy that was printed nothing is asked: it has captions and credits as they were printed, and its
    pictures are on paper.
    """
    if article.was_printed:
        return []
    photos = list(article.photos.order_by("order", "pk").prefetch_related("credits"))
    if article.is_photo_news and not photos:
        return [_("Photo news needs a photo.")]
    credits_pictures = article.credits.filter(role__in=CREDITS_PICTURES).exists()
    return [
        _("Photo %(number)d: %(missing)s") % {"number": number, "missing": "、".join(map(str, missing))}
        for number, photo in enumerate(photos, start=1)
        if (missing := list(_missing(photo, is_credited=credits_pictures)))
    ]


def _missing(photo: Photo, *, is_credited: bool) -> Iterator[Any]:
    if not photo.image:
        yield NO_PICTURE
    if not photo.caption.strip():
        yield NO_CAPTION
    if not is_credited and not photo.credits.all():
        yield NO_CREDIT
