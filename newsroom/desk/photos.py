"""Photos on stories under review that still lack what the review asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from articles.models import Article, Photo
from articles.standing import MISSING, UNDER_REVIEW
from newsroom.desk.figures import PHOTOS, Figure, listed
from people.models import User

SHOWN = 5


@dataclass(frozen=True)
class Photos:
    figures: Sequence[Figure]
    newest: Sequence[Photo]


def photos(user: User) -> Photos:
    # By their stories, which are few: `PhotoQuerySet.visible_to` would look at every photo of the archive.
    waiting = Article.objects.visible_to(user).filter(status__in=UNDER_REVIEW)
    under_review = Photo.objects.filter(article__in=waiting)
    counts = under_review.aggregate(
        **{name: Count("pk", filter=condition) for name, (_label, condition) in MISSING.items()}
    )
    figures = [
        Figure(counts[name], label, listed(PHOTOS, missing=name, story="review"))
        for name, (label, _condition) in MISSING.items()
    ]
    lacking = Q()
    for _label, condition in MISSING.values():
        lacking |= condition
    newest = under_review.filter(lacking).select_related("article").prefetch_related("credits")
    return Photos(figures, list(newest.order_by("-uploaded_at", "-pk")[:SHOWN]))
