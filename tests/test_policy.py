"""Every role at every door of the staff site, compared with the policy table.

Written once for the whole site: the addresses come from the resolver, the models from the registry, the
cells from the table. A new address or a new model fails here by its name until somebody says what is
expected of it (`policy_models`, `policy_stories`, `policy_photos`, `policy_walk`, `policy_expected`). At the
end the run prints how many cells were compared.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

import pytest
from django.contrib.admin import site
from django.db import connection
from django.urls import URLPattern, URLResolver

from people.models import User
from tests.policy_doors import Visitor
from tests.policy_walk import MODEL_DOORS, OTHER_DOORS, PLAIN, SITE_DOORS, Walk
from tests.policy_world import ANONYMOUS, CAST, OUTSIDER, WorldTests

ONLY_THIS_MANY = 30
# SQLite walks as everybody. PostgreSQL is asked the same queries by two: whose a thing is becomes a condition
# in SQL for who sees their own and for who sees their desk's and the pool's, and not for who sees all or
# nothing. NEWSROOM_WALK=all walks as everybody there too.
BY_CONDITIONS = ("correspondent", "desk_editor")
WALKS_ALL = connection.vendor == "sqlite" or os.environ.get("NEWSROOM_WALK") == "all"


def names(patterns: list[Any]) -> Iterator[str | None]:
    """The names of all addresses of the staff site."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            yield pattern.name


def doors() -> tuple[list[Callable[[Walk], None]], list[str | None]]:
    """What to do at each address, and the names of addresses of which nobody has said it."""
    found: list[Callable[[Walk], None]] = []
    unknown = []
    models = {
        f"{model._meta.app_label}_{model._meta.model_name}": model._meta.label_lower
        for model in site._registry
    }
    for name in dict.fromkeys(names(site.get_urls())):
        model, _, word = (name or "").rpartition("_")
        if name in SITE_DOORS:
            found.append(SITE_DOORS[name])
        elif name == "view_on_site":
            found += [shortcut_of(label) for label in models.values()]
        elif model in models and word in MODEL_DOORS:
            found.append(door_of(MODEL_DOORS[word], models[model]))
        elif name not in PLAIN:
            unknown.append(name)
    return found, unknown


def door_of(door: Callable[[Walk, str], None], label: str) -> Callable[[Walk], None]:
    return lambda walk: door(walk, label)


def shortcut_of(label: str) -> Callable[[Walk], None]:
    return lambda walk: walk.shortcut(label)


# Thousands of requests a visitor: on a busy machine that takes minutes.
@pytest.mark.timeout(900)
class EveryDoorTests(WorldTests):
    """One test a visitor; each goes through every door of the site."""

    forms: ClassVar[dict[str, Any]] = {}

    def walk(self, name: str) -> None:
        root = Visitor("superuser", self.world.users["superuser"])
        user = User.objects.filter(username=name).first()
        walk = Walk(self.world, Visitor(name, user), root, type(self).forms)
        for door in (*doors()[0], *OTHER_DOORS):
            door(walk)
        walk.leaks()
        self.record_property("policy", (walk.cells, len(walk.mismatches)))
        first = "\n".join(walk.mismatches[:ONLY_THIS_MANY])
        self.assertFalse(walk.mismatches, f"{len(walk.mismatches)} of {walk.cells} cells:\n{first}")

    def test_every_address_has_an_expectation(self) -> None:
        self.assertEqual(doors()[1], [])

    def test_every_registered_model_has_a_row_in_the_world(self) -> None:
        known = {thing.label for thing in self.world.things}
        self.assertEqual({model._meta.label_lower for model in site._registry} - known, set())


def _walk_as(name: str) -> Callable[[EveryDoorTests], None]:
    return lambda self: self.walk(name)


for _name in (*CAST, ANONYMOUS, OUTSIDER) if WALKS_ALL else BY_CONDITIONS:
    setattr(EveryDoorTests, f"test_{_name}_gets_what_the_policy_gives", _walk_as(_name))
