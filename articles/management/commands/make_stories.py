"""Fill a database with made-up stories, to measure or to try things out: `manage.py make_stories 100000`."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.corpus.loading import UNTIL, Plan, load, reached, real_stories, world_of
from articles.models import SearchDocument
from articles.search.postings import postings
from articles.search.progress import Progress


class Command(BaseCommand):
    help = "Make N plausible stories that are none, with what search knows of them; run again, it goes on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("count", type=int, metavar="N", help="how many there are to be of this seed")
        parser.add_argument("--years", type=int, default=20, help="over how many years they appeared")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--until", type=dt.date.fromisoformat, default=UNTIL, help="the last day")
        parser.add_argument("--status", choices=["published", "mixed"], default="published")
        parser.add_argument("--yes", action="store_true", help="also into a database of real stories")

    def handle(
        self,
        *args: Any,
        count: int,
        seed: int,
        years: int,
        until: dt.date,
        status: str,
        yes: bool,
        **options: Any,
    ) -> None:
        if count < 1 or years < 1:
            raise CommandError("N and the years begin at 1.")
        if until > dt.date.today():  # noqa: DTZ011  # To the day is near enough.
            raise CommandError("Made-up stories have appeared: --until may not lie ahead.")
        real = real_stories()
        if real and not yes:
            raise CommandError(
                f"There are {real} real stories in this database. Readers would see made-up ones among them, "
                "and nothing takes these out again. Take another database (DATABASE_URL), or say --yes."
            )
        self._make(Plan(count, seed=seed, years=years, until=until, is_mixed=status == "mixed"))

    def _make(self, plan: Plan) -> None:
        start = reached(plan)
        world = world_of(plan)
        begun = time.monotonic()
        progress = Progress(self.stdout, of=plan.count, start=start)
        with postings().loading(is_new=not SearchDocument.objects.exists()):
            for done in load(plan, world, start=start):
                progress.tell(done)
            progress.end()
            self.stdout.write("The index is put in order …")
        made, seconds = max(plan.count - start, 0), time.monotonic() - begun
        self.stdout.write(f"{made} stories in {seconds:.0f} s: {made / max(seconds, 0.001):.0f} a second.")
