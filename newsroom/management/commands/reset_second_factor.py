"""Take the second factor of an account away: for the last administrator who lost the telephone."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from people import second_factor
from people.models import User


class Command(BaseCommand):
    help = "Take app and recovery codes of an account away and end its sessions."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no account {username}.")
        if not second_factor.is_enrolled(user):
            raise CommandError(f"{username} has no second factor.")
        second_factor.remove(user, by=None)
        self.stdout.write(f"The second factor of {username} was taken away; its sessions have ended.")
