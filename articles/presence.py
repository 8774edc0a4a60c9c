"""Who has a story's form open: a hint to each other and no lock, which ends by itself.

An open form says every twenty seconds that it is open (`note`) and at its end that it is not (`leave`). What
has not been heard of for a minute is over. Two windows of one person are one.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import Prefetch
from django.utils import timezone

from articles.models import Article, Presence, Revision
from articles.models.revision import PresenceQuerySet
from people.models import User


def note(article: Article, user: User, *, is_typing: bool) -> dt.datetime:
    """The user has the story's form open. Returns when it was heard, which `leave` asks for."""
    heard_at = timezone.now()
    known = Presence.objects.now().filter(article=article, user=user)
    if not known.update(seen_at=heard_at, is_typing=is_typing):
        _begin(article, user, is_typing=is_typing, at=heard_at)
    return heard_at


def _begin(article: Article, user: User, *, is_typing: bool, at: dt.datetime) -> None:
    """With each new row those that are over go: the table holds no more than what is open."""
    Presence.objects.filter(seen_at__lte=at - Presence.LASTS).delete()
    row = Presence(article=article, user=user, is_typing=is_typing, seen_at=at, opened_at=at)
    Presence.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["article", "user"],
        update_fields=["seen_at", "is_typing"],
    )


def others(article: Article, user: User) -> PresenceQuerySet:
    """The colleagues who have the form open now, in the order in which they opened it."""
    return _colleagues(user).filter(article=article)


def open_forms(user: User) -> Prefetch[str]:
    """The colleagues at each story of a list, as its `open_forms`."""
    return Prefetch("presences", _colleagues(user), "open_forms")


def _colleagues(user: User) -> PresenceQuerySet:
    rows = Presence.objects.now().filter(user__is_active=True).exclude(user=user)
    return rows.select_related("user").order_by("opened_at", "pk")


def leave(article: Article, user: User, *, heard_at: dt.datetime) -> None:
    """The page that was last heard at `heard_at` is closed.

    Another window of the user, or the same page loaded anew, may have said since that it is open: the word
    of a page that goes often comes after the first word of the one that follows it.
    """
    Presence.objects.filter(article=article, user=user, seen_at=heard_at).delete()


def saved_since(article: Article, version: int) -> Revision | None:
    """The save that made the story what it is now, if it came after `version`."""
    later = Revision.objects.filter(article=article, version__gt=version).select_related("by").defer("data")
    return later.order_by("-version", "number").first()
