"""Prove that the audit trail is whole, and note today's end of it outside of the database."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from audit.verify import Broken, Noted, Unreadable, read_heads, verify


class Command(BaseCommand):
    help = "Name the first thing that is wrong with the audit trail; print its end when it is whole."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--heads",
            type=Path,
            metavar="FILE",
            help="a file kept elsewhere: the ends of the trail noted in it are compared, today's is added",
        )
        parser.add_argument(
            "--stories",
            action="store_true",
            help="also compare every story as it is with its last version on record (slow)",
        )

    def handle(self, *args: Any, heads: Path | None, stories: bool, **options: Any) -> None:
        noted = self._noted(heads) if heads else []
        try:
            end = verify(noted, slowly=stories)
        except Broken as broken:
            raise CommandError(str(broken)) from broken
        if heads:
            self._note(heads, end)
        whole = _("The audit trail is whole: %(count)d entries. Its head: %(hash)s")
        self.stdout.write(whole % {"count": end.number, "hash": end.hash})

    def _noted(self, path: Path) -> list[Noted]:
        """What was noted so far. That more can be noted is found out before the long walk, not after it."""
        try:
            is_new = not path.exists()
            with path.open("a+", encoding="ascii") as file:
                file.seek(0)
                found = read_heads(file)
        except (OSError, UnicodeError) as error:
            raise CommandError(f"{path}: {error}") from error
        except Unreadable as error:
            said = _("%(file)s, line %(number)d: this is no date, number and hash.")
            raise CommandError(said % {"file": path, "number": error.number}) from error
        if is_new:
            _keep_name_of(path)
            self.stderr.write(_("%s was not there: it begins today.") % path)
        return found

    @staticmethod
    def _note(path: Path, end: Noted) -> None:
        """Added behind what is there, and on the disk before anybody is told that the trail is whole."""
        try:
            with path.open("ab") as file:
                file.write(("" if _ends_a_line(path) else "\n").encode() + end.line.encode())
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise CommandError(f"{path}: {error}") from error


def _ends_a_line(path: Path) -> bool:
    return path.read_bytes()[-1:] in (b"", b"\n")


def _keep_name_of(path: Path) -> None:
    """A new file's name is on the disk only once its folder is."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
