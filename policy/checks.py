"""System checks: no staff page stands outside the policy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.contrib import admin
from django.contrib.admin.filters import RelatedFieldListFilter
from django.core import checks

from policy.access import is_governed
from policy.table import objects


def register() -> None:
    checks.register(every_staff_page_asks_the_policy, checks.Tags.admin)


def every_staff_page_asks_the_policy(
    app_configs: Sequence[AppConfig] | None = None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Refuse a page or an inline that is not built on `policy.admin`, and models the table does not name."""
    return [error for page in admin.site._registry.values() for error in faults(page)]


def faults(page: admin.ModelAdmin[Any]) -> Iterator[checks.Error]:
    """What is wrong with one registration."""
    # The staff pages' base needs models, which are loaded before the checks run, but not before this module.
    from policy.admin import PolicyAdmin, PolicyInline, VisibleChoices  # noqa: PLC0415

    label = page.model._meta.label_lower
    if not isinstance(page, PolicyAdmin):
        yield error(f"{type(page).__name__} is not a PolicyAdmin.", label, "E001")
    if label not in objects():
        yield error(f"The policy table says nothing about {label}.", label, "E002")
    for inline in page.inlines:
        if not issubclass(inline, PolicyInline):
            yield error(f"{inline.__name__} is not a PolicyInline.", label, "E003")
    if page.list_editable and is_governed(page.model):
        yield error("A list edits all rows alike: rights of single rows would be skipped.", label, "E004")
    for name, kind in (entry for entry in page.list_filter if isinstance(entry, (tuple, list))):
        if issubclass(kind, RelatedFieldListFilter) and not issubclass(kind, VisibleChoices):  # type: ignore[arg-type]
            yield error(f"The filter {name} names rows that may not be seen.", label, "E005")


def error(message: str, label: str, number: str) -> checks.Error:
    return checks.Error(message, obj=label, id=f"policy.{number}")
