"""Tell outside what is out: the calls and letters that are due."""

from __future__ import annotations

import logging
import signal
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, close_old_connections

from issues.announcements import worker

logger = logging.getLogger(__name__)

PAUSE_SECONDS = 1


class Command(BaseCommand):
    help = "Send what is to be told of the issues and stories that are out, each once."

    def add_arguments(self, parser: CommandParser) -> None:
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--forever", action="store_true", help="look every second, until SIGTERM")
        choice.add_argument(
            "--again", type=int, metavar="PK", help="send one that failed or is uncertain once more"
        )

    def handle(self, *args: Any, forever: bool, again: int | None, **options: Any) -> None:
        if again is not None:
            self._again(again)
        elif forever:
            self._forever()
        else:
            self.stdout.write(str(worker.announce()))

    def _again(self, pk: int) -> None:
        try:
            is_sent = worker.again(pk)
        except worker.NotAgain as refusal:
            raise CommandError(str(refusal)) from refusal
        if not is_sent:
            raise CommandError("It failed again: see the log.")

    def _forever(self) -> None:
        """What is being sent when the end comes is sent; the rest waits for the next start."""
        ended = Event()
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, lambda *_: ended.set())
        while not ended.is_set():
            _pass(ended)
            ended.wait(PAUSE_SECONDS)


def _pass(ended: Event) -> None:
    """A database that is away comes back: the worker waits for it."""
    try:
        worker.announce(until=ended.is_set)
    except DatabaseError:
        logger.exception("Announcements wait for the database.")
    close_old_connections()
