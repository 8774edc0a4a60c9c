"""Let go of what was deleted more than 30 days ago. It also happens by itself when the bin is used."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from audit.bin import purge


class Command(BaseCommand):
    help = "Remove for good what was deleted more than 30 days ago."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{purge()} deletions are gone for good.")
