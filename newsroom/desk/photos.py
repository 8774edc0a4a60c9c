"""Photos on stories under review that still lack what the review asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from articles.models import Article, Photo
from articles.photos.lacking import Part, lacks, photos_lacking
from articles.standing import UNDER_REVIEW
from newsroom.desk.figures import PHOTOS, Figure, listed
from people.models import User

SHOWN = 5


@dataclass(frozen=True)
class Photos:
    figures: Sequence[Figure]
    newest: Sequence[tuple[Photo, list[Part]]]


def photos(user: User) -> Photos:
    # By their stories, which are few: `PhotoQuerySet.visible_to` would look at every photo of the archive.
    waiting = Article.objects.visible_to(user).filter(status__in=UNDER_REVIEW)
    under_review = Photo.objects.filter(article__in=waiting)
    counts = under_review.aggregate(**{part.value: Count("pk", filter=photos_lacking(part)) for part in Part})
    figures = [
        Figure(counts[part.value], part.label, listed(PHOTOS, lacks=part.value, story="review"))
        for part in Part
    ]
    lacking = Q()
    for part in Part:
        lacking |= photos_lacking(part)
    found = under_review.filter(lacking).select_related("article")
    found = found.prefetch_related("credits", "article__credits").order_by("-uploaded_at", "-pk")[:SHOWN]
    return Photos(figures, [(photo, missing_of(photo)) for photo in found])


def missing_of(photo: Photo) -> list[Part]:
    assert photo.article is not None  # It was found by its story.
    return list(lacks(photo, article=photo.article))
