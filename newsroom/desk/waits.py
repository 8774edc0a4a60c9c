"""What waits for me: to review, to change and why, to merge, to know. The questions are the bell's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import pgettext_lazy

from articles import notices, review
from articles.models import Article, Notice, UnmergedCopy
from articles.revisions.conflicts import unmerged_of
from newsroom.desk.figures import STORIES, Figure, listed
from newsroom.waiting import longest_waiting, with_stories
from people.models import User

SHOWN = 5
TO_REVIEW = pgettext_lazy("after a number", "to review")
CAME_BACK = pgettext_lazy("after a number", "came back")
TO_KNOW = pgettext_lazy("after a number", "to know")


@dataclass(frozen=True)
class Waits:
    review: Figure
    to_review: Sequence[Article]
    changes: Figure
    to_change: Sequence[Article]
    to_merge: Sequence[UnmergedCopy]
    news: Figure
    to_know: Sequence[Notice]

    @property
    def total(self) -> int:
        return self.review.count + self.changes.count + len(self.to_merge) + self.news.count


def waits(user: User) -> Waits:
    to_review, to_change, unseen = review.waiting_on(user), review.came_back_to(user), notices.unseen(user)
    news = f"{reverse('admin:waiting')}#notices"
    return Waits(
        review=Figure(to_review.count(), TO_REVIEW, listed(STORIES, list="mine-to-review")),
        to_review=list(longest_waiting(to_review)[:SHOWN]),
        changes=Figure(to_change.count(), CAME_BACK, listed(STORIES, list="came-back")),
        to_change=list(longest_waiting(to_change)[:SHOWN]),
        to_merge=list(unmerged_of(user).prefetch_related("article__photos")),
        news=Figure(unseen.count(), TO_KNOW, news),
        to_know=list(with_stories(unseen)[:SHOWN]),
    )
