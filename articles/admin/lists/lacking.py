"""What a photo still lacks before its story can appear: its picture, its caption, its photographer."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import pgettext

from articles.models import Credit, Photo


def lacks(photo: Photo) -> list[str]:
    """What the photo lacks, in words; its credits are best prefetched."""
    parts = [
        (photo.image, pgettext("what a photo lacks", "picture")),
        (photo.caption, pgettext("what a photo lacks", "caption")),
        (photo.credits.all(), pgettext("what a photo lacks", "credit")),
    ]
    return [name for value, name in parts if not value]


def with_photo_lacking_picture() -> Q:
    """Stories with a photo whose picture has not come."""
    return Q(Exists(Photo.objects.filter(article=OuterRef("pk"), image="")))


def with_photo_lacking_words() -> Q:
    """Stories with a photo that has no caption or no credit."""
    has_credit = Exists(Credit.objects.filter(photo=OuterRef("pk")))
    return Q(Exists(Photo.objects.filter(Q(caption="") | ~has_credit, article=OuterRef("pk"))))
