"""Make the pages that are owed: PDF, pictures and regions."""

from __future__ import annotations

import logging
import signal
from threading import Event
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, close_old_connections

from issues import renditions
from issues.models import Page

logger = logging.getLogger(__name__)

PAUSE_SECONDS = 2


class Command(BaseCommand):
    help = "Set the pages that were asked for, and those that changed since they were set. Prints how many."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--forever", action="store_true", help="look every two seconds, until SIGTERM")
        parser.add_argument("--issue", metavar="DATE", help="ask for every page of this day's issues first")

    def handle(self, *args: Any, forever: bool, issue: str | None, **options: Any) -> None:
        if not renditions.can_be_made():
            missing = "typst is missing: pip install -r requirements-print.txt"
            if issue:
                raise CommandError(missing)
            self.stderr.write(f"{missing}. Only pages that were uploaded are made.")
        if issue:
            self._ask_for(issue)
        if forever:
            _forever()
        else:
            renditions.owe_stale()
            self.stdout.write(str(renditions.make()))

    def _ask_for(self, date: str) -> None:
        try:
            pages = Page.objects.filter(issue__date=date)
        except ValidationError as error:
            raise CommandError(f"{date!r} is no day: write it as 2026-11-25") from error
        if not pages:
            raise CommandError(f"There is no page of {date}.")
        renditions.owe(pages, is_maker=True)


def _forever() -> None:
    """The page under work is finished when the end comes; the rest waits for the next start."""
    ended = Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: ended.set())
    while not ended.is_set():
        try:
            renditions.owe_stale()
            renditions.make(until=ended.is_set)
        except DatabaseError:
            logger.exception("Pages wait for the database.")
        close_old_connections()
        ended.wait(PAUSE_SECONDS)
