"""When readers get a story: with its issue, or web first (网络首发)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from articles import clock
from articles.models import Article, Revision
from articles.revisions.keeping import hold_all, keep
from articles.search.index import together
from articles.workflow.asking import MOVED_ON, NotPossible
from articles.workflow.record import begin
from people.models import User
from policy.table import Action

How = Revision.How


@transaction.atomic
@together()
def set_publish_time(
    articles: models.QuerySet[Article], at: dt.datetime | None, *, by: User | None = None
) -> None:
    """Give stories their issue's time; None takes it away. Only `issues.release` calls this.

    A story that is web first has the earlier of its two times. What readers had before its issue, web first
    or a correction, keeps the time at which they first had it.
    """
    others = Article.objects.filter(pk__in=articles.values("pk")).exclude(publish_at=at)
    was_first = models.Q(corrects__isnull=False) | models.Q(web_first_at__isnull=False)
    for story in hold_all(others.exclude(was_first, publish_at__lte=Now())).values():
        Article.objects.filter(pk=story.pk).update(publish_at=_earlier(story.web_first_at, at))
        keep(story, by=by, how=How.RELEASE)


@transaction.atomic
def publish_first(article: Article, *, at: dt.datetime, by: User, note: str = "") -> Article:
    """Readers get the story at `at`, before its issue or without one; a moment in the past: at once.

    Its place on a page is with its issue, at the issue's time.
    """
    locked = begin(Action.RELEASE, article, by=by)
    issue_at = _time_of_issue(locked)
    if issue_at is not None and issue_at <= at:
        raise NotPossible(_("Its issue appears before that: web first has to be earlier."))
    return _set_web_first(locked, article, at, by=by, note=note, action="publish_first")


@transaction.atomic
def take_back_first(article: Article, *, by: User, note: str = "") -> Article:
    """Before its time the story goes back to its issue's. What readers have is withdrawn, not taken back."""
    locked = begin(Action.RELEASE, article, by=by)
    at = locked.web_first_at
    if at is None:
        raise NotPossible(MOVED_ON)
    taken_back = _set_web_first(locked, article, None, by=by, note=note, action="take_back_first")
    if at <= clock.database_time():
        # Its time came while this waited for a lock: readers have it.
        raise NotPossible(MOVED_ON)
    return taken_back


def _set_web_first(
    locked: Article, article: Article, at: dt.datetime | None, *, by: User, note: str, action: str
) -> Article:
    locked.web_first_at = article.web_first_at = at
    locked.publish_at = article.publish_at = _earlier(at, _time_of_issue(locked))
    locked.save(update_fields=["web_first_at", "publish_at", "updated_at"])
    keep(locked, by=by, how=How.RELEASE, why=note, action=action)
    return article


def forget_web_first(locked: Article) -> None:
    """What goes back or is not used is sent out anew: it does not appear by itself once it is signed."""
    if locked.web_first_at is not None:
        locked.web_first_at, locked.publish_at = None, _time_of_issue(locked)


def _time_of_issue(article: Article) -> dt.datetime | None:
    """When its issue appears. Issues stand in a room above this one: they are reached by name.

    Who changes the time of an issue holds all its stories: under the story's lock it stands still.
    """
    places: Any = article.placements
    found: dt.datetime | None = places.aggregate(at=models.Min("page__issue__publish_at"))["at"]
    return found


def _earlier(*times: dt.datetime | None) -> dt.datetime | None:
    return min((at for at in times if at is not None), default=None)
