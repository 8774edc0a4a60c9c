"""Questions that the desk and the filters of the lists ask alike, so that a number and its list agree."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Credit

LATELY = dt.timedelta(days=7)
UNDER_REVIEW = (Article.Status.SUBMITTED, Article.Status.IN_REVIEW)

# What a photo has to have before its story passes the review.
MISSING = {
    "picture": (_("no picture"), Q(image="")),
    "caption": (_("no caption"), Q(caption="")),
    "credit": (_("no credit"), ~Q(Exists(Credit.objects.filter(photo=OuterRef("pk"))))),
}
