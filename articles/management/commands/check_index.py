"""Compare what search knows with the stories: `manage.py check_index --terms`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.models import Article
from articles.search.comparing import batches, differences, stray
from articles.search.postings import postings
from articles.search.progress import Progress


class Command(BaseCommand):
    help = (
        "Compare stories, search documents and terms; name each difference, and end with 1 if there is one."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--terms", action="store_true", help="also the terms of every document: slower")

    def handle(self, *args: Any, terms: bool, **options: Any) -> None:
        found = self._whole() + self._stories(with_terms=terms)
        if found:
            raise CommandError(f"{found} differences. `manage.py reindex` mends them.")
        self.stdout.write("The index is what the stories are.")

    def _whole(self) -> int:
        told = [*postings().check(), *(f"story {story}: stray" for story in stray())]
        told += [f"terms of key {key}: stray" for key in postings().strays()]
        for line in told:
            self.stdout.write(line)
        return len(told)

    def _stories(self, *, with_terms: bool) -> int:
        progress = Progress(self.stderr, of=Article._base_manager.count())
        found = done = 0
        for batch in batches():
            for each in differences(batch, with_terms=with_terms):
                self.stdout.write(f"story {each.story}: {each.what}")
                found += 1
            done += len(batch)
            progress.tell(done)
        return found
