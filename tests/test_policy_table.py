"""The policy table by itself: what may never stand in it, and what follows from it."""

from __future__ import annotations

import io
from pathlib import Path

from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import SimpleTestCase, TestCase

from articles.models import Article, ReviewStage
from people.models import Person, User
from policy import checks
from policy.admin import PolicyAdmin
from policy.groups import sync_roles
from policy.roles import Role
from policy.table import Action, Scope, State, cells, objects, scope
from towns.models import Town

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "policy.md"
STEPS = set(Action) - {Action.ADD, Action.VIEW}


class TableTests(SimpleTestCase):
    def test_who_may_do_anything_with_a_thing_may_see_it_there(self) -> None:
        wrong = [
            f"{role} {label} {state} {action}"
            for role, label, state, action, reach in cells()
            if action in STEPS and reach > scope(frozenset({role}), Action.VIEW, label, state)
        ]
        self.assertEqual(wrong, [])

    def test_nobody_changes_what_is_sealed_or_not_used(self) -> None:
        for label in ("articles.article", "articles.photo", "articles.credit"):
            for state in (State.WITHDRAWN, State.KILLED):
                for action in (Action.CHANGE, Action.DELETE, Action.ADD):
                    with self.subTest(label=label, state=state, action=action):
                        if label != "articles.article" or action != Action.ADD:
                            self.assertEqual(scope(frozenset(Role), action, label, state), Scope.NONE)

    def test_accounts_desks_and_stages_are_the_administrators(self) -> None:
        for label in ("people.user", "people.desk", "articles.reviewstage"):
            holders = {r for r in Role if scope(frozenset({r}), Action.CHANGE, label)}
            self.assertEqual(holders, {Role.ADMINISTRATOR}, label)

    def test_an_administrator_reads_no_story(self) -> None:
        self.assertEqual(scope(frozenset({Role.ADMINISTRATOR}), Action.VIEW, "articles.article"), Scope.NONE)

    def test_every_model_with_staff_pages_is_in_the_table_and_every_model_in_it_exists(self) -> None:
        registered = {model._meta.label_lower for model in admin.site._registry}
        self.assertEqual(registered - set(objects()), set())
        for label in objects():
            self.assertTrue(apps.get_model(label))

    def test_the_document_is_the_table(self) -> None:
        out = io.StringIO()
        call_command("policy_table", stdout=out)
        self.assertEqual(DOCUMENT.read_text(encoding="utf-8"), out.getvalue())


class GroupTests(TestCase):
    def test_groups_get_back_exactly_what_the_table_gives(self) -> None:
        group = Group.objects.get(name=Role.CORRESPONDENT)
        before = set(group.permissions.values_list("codename", flat=True))
        group.permissions.clear()
        group.permissions.add(*Group.objects.get(name=Role.ADMINISTRATOR).permissions.all()[:1])
        sync_roles()
        self.assertEqual(set(group.permissions.values_list("codename", flat=True)), before)
        self.assertIn("add_article", before)
        self.assertNotIn("add_issue", before)


class CheckTests(SimpleTestCase):
    """Registrations that the system check refuses, each on a site nobody uses."""

    def faults(self, page: type[admin.ModelAdmin], model: type) -> list[str | None]:  # type: ignore[type-arg]
        return [error.id for error in checks.faults(page(model, admin.AdminSite()))]

    def test_the_site_as_it_is_has_no_fault(self) -> None:
        self.assertEqual(checks.every_staff_page_asks_the_policy(), [])

    def test_a_page_on_djangos_own_base_is_refused(self) -> None:
        self.assertEqual(self.faults(admin.ModelAdmin, Town), ["policy.E001"])

    def test_a_model_that_the_table_does_not_name_is_refused(self) -> None:
        self.assertEqual(self.faults(PolicyAdmin, admin.models.LogEntry), ["policy.E002"])

    def test_an_inline_on_djangos_own_base_is_refused(self) -> None:
        class Inline(admin.TabularInline):  # type: ignore[type-arg]
            model = Person

        class Page(PolicyAdmin):  # type: ignore[type-arg]
            inlines = [Inline]

        self.assertEqual(self.faults(Page, Town), ["policy.E003"])

    def test_a_list_that_edits_rows_of_different_rights_is_refused(self) -> None:
        class Page(PolicyAdmin):  # type: ignore[type-arg]
            list_editable = ["headline"]

        self.assertEqual(self.faults(Page, Article), ["policy.E004"])
        self.assertEqual(self.faults(Page, ReviewStage), [])

    def test_a_filter_that_names_everything_is_refused(self) -> None:
        class Page(PolicyAdmin):  # type: ignore[type-arg]
            list_filter = [("filed_by", admin.RelatedFieldListFilter)]

        self.assertEqual(self.faults(Page, Article), ["policy.E005"])
        self.assertEqual(self.faults(PolicyAdmin, User), [])
