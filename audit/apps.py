"""The audit trail as an app: it puts its guard into every database that is migrated."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from audit import guard


class AuditConfig(AppConfig):
    name = "audit"
    verbose_name = _("Audit trail")

    def ready(self) -> None:
        post_migrate.connect(put_guard, sender=self)


def put_guard(sender: AppConfig, **kwargs: Any) -> None:
    """After every migration: SQLite drops a table's triggers with each change of its columns."""
    guard.put_on(connections[kwargs["using"]])
