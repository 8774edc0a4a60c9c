"""Tell search engines and hubs what readers now find, or find no more."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reader import pings


class Command(BaseCommand):
    help = "Tell IndexNow and the WebSub hub what has become public, was changed or withdrawn."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stdout.write(str(pings.ping()))
        except pings.NotTold as error:
            raise CommandError(f"{error}. The next run tries again.") from error
