"""Telling people what they have to know about a story: the bell, and e-mail to those who want it."""

from __future__ import annotations

from collections.abc import Iterable

from articles.models import Article, Notice
from people.models import User


def tell(
    users: Iterable[User], article: Article, kind: Notice.Kind, *, by: User | None, text: str = ""
) -> None:
    """Leave each of `users` a notice, except `by` and whoever may not see the story."""
    for user in users:
        if user != by and Article.objects.visible_to(user).filter(pk=article.pk).exists():
            Notice.objects.create(user=user, article=article, kind=kind, by=by, text=text.strip())
