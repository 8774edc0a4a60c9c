"""Django's command, with its record."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.management.commands import changepassword
from django.db import transaction

from audit.trail import record
from people.models import User


class Command(changepassword.Command):
    def handle(self, *args: Any, **options: Any) -> str | None:
        """Recorded after it: the command waits for what is typed, and nothing may be locked meanwhile."""
        before = dict(User.objects.values_list("pk", "password"))
        said = super().handle(*args, **options)
        for account in User.objects.all():
            if before.get(account.pk) != account.password:
                with transaction.atomic():
                    record("password", account, by=None)
        return said
