"""Which entries of the audit trail a person may read whole: those about what the person may see."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import BigIntegerField, Case, Exists, Model, OuterRef, Q, QuerySet, When
from django.db.models.functions import Cast

from audit.models import Entry
from policy import table
from policy.access import governed_relations, is_governed, may, visible
from policy.roles import Role
from policy.table import Action, Scope, State

ACCOUNT = "people.user"


def entries_seen_by(user: Any, entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """The entries about what the user may see; about what is gone, who may see all of its kind.

    What one did oneself stays one's own to read when the thing is gone, and so do the things that are only
    one's own, such as saved lists; and what concerns one's own account.
    """
    models = {model._meta.label_lower: model for model in apps.get_models() if not model._meta.proxy}
    known = {label: models[label] for label in table.objects() if label in models}
    condition = Q(label=ACCOUNT, key=str(user.pk)) | (Q(actor=user.pk) & ~Q(label__in=list(known)))
    for label, model in known.items():
        condition |= _about(label, model, user)
    is_number = Q(label__in=list(known), key__regex=r"^[0-9]{1,18}$")
    thing = Case(When(is_number, then=Cast("key", BigIntegerField())), output_field=BigIntegerField())
    return entries.annotate(thing=thing).filter(condition)


def _about(label: str, model: type[Model], user: Any) -> Q:
    """The entries about things of one kind."""
    gone = Q(label=label) & ~Q(Exists(model._base_manager.filter(pk=OuterRef("thing")))) & ~Q(key="")
    own = gone & Q(actor=user.pk)
    if not may(user, Action.VIEW, model):
        return own
    if sees_all(user, model):
        return Q(label=label)
    shown = Exists(visible(model, user).filter(pk=OuterRef("thing")))
    return own | Q(label=label, key="", actor=user.pk) | (Q(label=label) & Q(shown))


def sees_all(user: Any, model: type[Model]) -> bool:
    """Whether no row of the kind is hidden from the user, whatever its state and whose it is."""
    if not is_governed(model):
        return may(user, Action.VIEW, model) and not governed_relations(model)
    label = model._meta.label_lower
    return all(table.scope(user.roles, Action.VIEW, label, state) == Scope.ALL for state in _states(label))


@cache
def _states(label: str) -> list[State]:
    """The states that a thing of the kind can be in: those in which somebody may see it."""
    everybody = frozenset(Role)
    return [state for state in State if table.scope(everybody, Action.VIEW, label, state)]


def of_person(account: Any) -> QuerySet[Entry]:
    """What the account did, and what befell it without anybody's having signed in, the newest first."""
    befell = Q(label=ACCOUNT, key=str(account.pk), actor=None)
    return Entry.objects.filter(Q(actor=account.pk) | befell).order_by("-number")
