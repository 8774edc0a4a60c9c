"""Telling people what they have to know about a story: the bell, and e-mail to those who want it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from articles import mail
from articles.audience import who_may_see
from articles.models import Article, Notice
from articles.models.notes import NoticeQuerySet
from people.models import User

KEPT_IN_SIGHT = dt.timedelta(days=30)


def tell(
    users: Iterable[User], article: Article, kind: Notice.Kind, *, by: User | None, text: str = ""
) -> None:
    """Leave each of `users` a notice, except `by` and whoever may not see the story."""
    told = who_may_see(article, (user for user in users if user != by))
    made = Notice.objects.bulk_create(
        Notice(user=user, article=article, kind=kind, by=by, text=text.strip()) for user in told
    )
    # After the commit, so that a mail server neither holds a lock nor undoes a step.
    transaction.on_commit(partial(mail.send, [notice.pk for notice in made]), robust=True)


def shown_to(user: User) -> NoticeQuerySet:
    """The user's notices, without those of stories that the user may no longer see.

    A story that came back stands among what waits for its author already; its notice would say it twice.
    """
    visible = Article.objects.visible_to(user).filter(pk=OuterRef("article"))
    notices = Notice.objects.filter(Exists(visible), user=user)
    return notices.exclude(kind=Notice.Kind.RETURNED, article__status=Article.Status.RETURNED)


def unseen(user: User) -> NoticeQuerySet:
    return shown_to(user).unseen()


def seen_lately(user: User) -> NoticeQuerySet:
    return shown_to(user).filter(seen_at__gte=timezone.now() - KEPT_IN_SIGHT)


def mark_seen(notices: NoticeQuerySet) -> None:
    """Looked up first: mostly there is nothing to write, and a page to read need not wait for writers."""
    if found := list(notices.unseen().values_list("pk", flat=True)):
        Notice.objects.filter(pk__in=found).update(seen_at=timezone.now())
