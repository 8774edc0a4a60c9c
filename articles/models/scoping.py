"""The policy table's states and scopes, said as conditions on the rows of stories."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django.apps import apps
from django.db.models import Q

from people.models import User
from policy.table import Scope, State

# States that are more than the value of the column `status`.
SPECIAL = {
    State.IMPORTED: Q(status="draft", filed_by=None),
    State.DRAFT: Q(status="draft", filed_by__isnull=False),
    State.SIGNED_OFF: Q(status="signed_off", withdrawn_at=None),
    State.WITHDRAWN: Q(status="signed_off", withdrawn_at__isnull=False),
}


def in_states(states: Iterable[State]) -> Q:
    """Stories in any of `states`."""
    wanted = set(states)
    condition = Q(status__in=sorted(wanted - set(SPECIAL)))
    for state in sorted(wanted & set(SPECIAL)):
        condition |= SPECIAL[state]
    return condition


def whose(user: User, scope: Scope) -> Q:
    """Stories within `scope` of the user; each scope holds the ones before it."""
    if scope == Scope.ALL:
        return Q()
    condition = _own(user.pk)
    if scope >= Scope.DESK:
        condition |= Q(desk__in=user.desk_ids)
    if scope >= Scope.POOL:
        condition |= Q(desk=None)
    return condition


@lru_cache
def _own(user: int) -> Q:
    """Filed by the user, or crediting the user on the story or on one of its photos.

    By the person's own credits, which an index finds: joining every story with its credits would cost more
    with every year of the archive, at every page that shows the bell. A page asks this ten times, so the
    condition, not its answer, is kept.
    """
    credits = apps.get_model("articles", "Credit")._base_manager.filter(person__user=user)
    on_story = credits.filter(article__isnull=False).values("article")
    on_photo = credits.filter(photo__article__isnull=False).values("photo__article")
    return Q(filed_by=user) | Q(pk__in=on_story) | Q(pk__in=on_photo)
