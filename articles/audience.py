"""Who may see a story: `ArticleQuerySet.visible_to` asked the other way round, for many people at once."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, prefetch_related_objects

from articles.models import Article, Credit
from people.models import Desk, User
from policy import table
from policy.table import Action, Scope


def who_may_see(article: Article, users: Iterable[User]) -> list[User]:
    """Those of `users` who may see the story, in their order; three queries, however many they are."""
    people = list(dict.fromkeys(users))
    prefetch_related_objects(people, "groups")
    own, at_desk = _owners(article), _desk_members(article)
    label, state = article._meta.label_lower, article.policy_state

    def scope(user: User) -> Scope:
        if user.pk in own:
            return Scope.OWN
        if article.desk_id is None:
            return Scope.POOL
        return Scope.DESK if user.pk in at_desk else Scope.ALL

    return [user for user in people if scope(user) <= table.scope(user.roles, Action.VIEW, label, state)]


def _owners(article: Article) -> set[int | None]:
    """The accounts of who filed the story or is credited on it or on one of its photos."""
    credits = Credit.objects.filter(Q(article=article) | Q(photo__article=article))
    return {article.filed_by_id, *credits.order_by().values_list("person__user", flat=True)}


def _desk_members(article: Article) -> set[int]:
    members = Desk.members.through.objects.filter(desk=article.desk_id)
    return set(members.values_list("user_id", flat=True))
