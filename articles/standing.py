"""Questions that the desk and the filters of the lists ask alike, so that a number and its list agree."""

from __future__ import annotations

import datetime as dt

from articles.models import Article

LATELY = dt.timedelta(days=7)
UNDER_REVIEW = (Article.Status.SUBMITTED, Article.Status.IN_REVIEW)
