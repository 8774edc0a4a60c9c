"""The policy table asked about a person and a thing."""

from __future__ import annotations

from typing import Any, Protocol

from django.db.models import Model, Q, QuerySet

from policy import table
from policy.roles import Role
from policy.table import Scope, State


class Person(Protocol):
    """An account: what the table has to know of it. `people.User` is one."""

    @property
    def roles(self) -> frozenset[Role]: ...


class Governed(Protocol):
    """A thing whose rights depend on its state and on whose it is."""

    @property
    def policy_state(self) -> State: ...

    def lies_within(self, scope: Scope, user: Any) -> bool: ...


def may(user: Person, action: table.Action, thing: type[Model] | Model) -> bool:
    """Whether the table lets the user take the action on this thing; of a class: on any of its things.

    A story nobody has saved yet is the user's own.
    """
    if isinstance(thing, type) or not is_governed(thing):
        return table.scope(user.roles, action, thing._meta.label_lower) > Scope.NONE
    return may_under(user, action, type(thing), thing)


def may_under(user: Person, action: table.Action, model: type[Model], parent: Model | None) -> bool:
    """The same for rows of `model` on the page of `parent`: they stand where it stands, whose it is."""
    if parent is None or not is_governed(parent):
        return may(user, action, model)
    governed: Any = parent
    reach = table.scope(user.roles, action, model._meta.label_lower, governed.policy_state)
    return reach == Scope.ALL or (reach > Scope.NONE and governed.lies_within(reach, user))


def is_governed(thing: type[Model] | Model) -> bool:
    return hasattr(thing, "policy_state")


def visible(model: type[Model], user: Person) -> QuerySet[Any]:
    """The rows of `model` that the user may see: by the table, and only with the story they stand on.

    A credit, a sign-off, a place on a page name their story: who may not see it may not see them.
    """
    rows: Any = model._default_manager.all()
    if hasattr(rows, "visible_to"):
        return rows.visible_to(user)  # type: ignore[no-any-return]  # A queryset of its own class.
    if not may(user, table.Action.VIEW, model):
        return rows.none()  # type: ignore[no-any-return]  # As above.
    return rows.filter(*(_stands_on_visible(field, user) for field in governed_relations(model)))  # type: ignore[no-any-return]


def governed_relations(model: type[Model]) -> list[Any]:
    relations: list[Any] = [field for field in model._meta.concrete_fields if field.is_relation]
    return [field for field in relations if is_governed(field.related_model)]


def _stands_on_visible(field: Any, user: Person) -> Q:
    stands = Q(**{f"{field.name}__in": visible(field.related_model, user)})
    return stands | Q(**{field.name: None}) if field.null else stands
