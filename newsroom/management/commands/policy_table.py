"""Print the policy table in words: docs/policy.md is this command's output."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.utils import translation

from policy.roles import Role
from policy.table import Action, Scope, State, objects, scope

SCOPES = {Scope.OWN: "own", Scope.DESK: "desk", Scope.POOL: "desk or none", Scope.ALL: "all"}
HEAD = """# Who may what

Printed by `manage.py policy_table` from `policy/table.py`; a test keeps it true. Whose: *own* is what the
person filed or is credited on, *desk* also what lies on one of their desks, *desk or none* also what has no
desk yet. Steps of the review (take, approve) need the stage's role besides, and are never taken on own copy
nor by who signed another stage of the story.
"""


class Command(BaseCommand):
    help = "Print who may do what, in which state and whose, as Markdown."

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("en"):
            self.stdout.write("\n".join(document()))


def document() -> Iterator[str]:
    yield HEAD
    for role in Role:
        yield f"## {role.value} ({role.key.replace('_', ' ')})\n"
        yield "| what | in which state | may | whose |"
        yield "|---|---|---|---|"
        for label in objects():
            yield from rows(role, label)
        yield ""


def rows(role: Role, label: str) -> Iterator[str]:
    """One line for each scope and set of states; what holds in every state says so."""
    states = stateful(label)
    by_state: dict[tuple[Scope, tuple[Action, ...]], list[str]] = {}
    for state in states:
        for reach in SCOPES:
            may = [action for action in Action if scope(frozenset({role}), action, label, state) == reach]
            if may:
                by_state.setdefault((reach, tuple(may)), []).append(state.replace("_", " ") if state else "")
    for (reach, actions), held in by_state.items():
        where = "any" if len(held) == len(states) else ", ".join(held)
        yield f"| {name(label)} | {where} | {', '.join(actions)} | {SCOPES[reach]} |"


def stateful(label: str) -> list[State | None]:
    """The states in which the table tells things of this kind apart; None where it does not."""
    model = apps.get_model(label)
    if label == "articles.credit" or hasattr(model, "policy_state"):
        return [state for state in State if state != State.LOOSE or label != "articles.article"]
    return [None]


def name(label: str) -> str:
    return str(apps.get_model(label)._meta.verbose_name)
