"""Make what search knows of the stories anew: `manage.py reindex`; search goes on meanwhile."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from articles.models import Article
from articles.search import reindexing
from articles.search.postings import postings
from articles.search.progress import Progress


class Command(BaseCommand):
    help = "Make the search index anew where it is not what the stories are; a run that was stopped goes on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--restart", action="store_true", help="begin again, whatever an earlier run did")
        parser.add_argument(
            "--missing",
            action="store_true",
            help="only stories that search does not know; all of them once after an update that needs it",
        )

    def handle(self, *args: Any, restart: bool, missing: bool, **options: Any) -> None:
        if missing and not reindexing.is_needed():
            self._add_missing()
        else:
            self._run(restart=restart)

    def _add_missing(self) -> None:
        if added := sum(reindexing.add_missing()):
            self.stdout.write(f"{added} stories were unknown to search and are found now.")

    def _run(self, *, restart: bool) -> None:
        run = reindexing.run_of(restart=restart)
        stories = Article._base_manager.all()
        done, mended = stories.filter(pk__lte=run.reached).count(), 0
        if done:
            self.stdout.write(f"Going on after story {run.reached}.")
        progress = Progress(self.stdout, of=stories.count(), start=done)
        with postings().loading():
            for looked_at, changed in reindexing.run(run):
                done, mended = done + looked_at, mended + changed
                progress.tell(done)
            progress.end()
        if done:
            self.stdout.write(f"{done} stories, {mended} made anew.")
