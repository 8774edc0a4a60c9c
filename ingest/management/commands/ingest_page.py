"""Take a printed page in: its stories become drafts on their page of their issue."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from ingest.importing import Ingested, NotIngested, ingest_page
from ingest.page import PageError
from ingest.sources import read_page_file
from ingest.words import error_in_words


class Command(BaseCommand):
    help = "Turn the text of a printed page into draft stories; running it again doubles nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", type=Path, help="the page: a text, one block of the layout a line, or a PDF"
        )
        parser.add_argument("--date", required=True, help="date of the issue: 2023-12-20")
        parser.add_argument("--page", required=True, metavar="LABEL", help="label of the page: A3")
        parser.add_argument("--name", default="", help="name of the page: 鲁西新区·巨野")

        parser.add_argument(
            "--replace",
            action="store_true",
            help="take it in place of another text of the page: drafts that nobody touched are updated",
        )

    def handle(
        self, *args: Any, file: Path, date: str, page: str, name: str, replace: bool, **options: Any
    ) -> None:
        try:
            day = dt.date.fromisoformat(date)
        except ValueError as error:
            raise CommandError(_("%s is no date: write it like 2023-12-20.") % date) from error
        try:
            ingested = ingest_page(
                read_page_file(file), date=day, label=page, name=name, file_name=file.name, replaces=replace
            )
        except PageError as error:
            raise CommandError(error_in_words(file, error)) from error
        except NotIngested as error:
            raise CommandError(f"{file}: {error}") from error
        self._report(ingested)

    def _report(self, ingested: Ingested) -> None:
        values = {"page": ingested.page, "count": len(ingested.articles)}
        if not ingested.is_new:
            self.stdout.write(_("%(page)s is in already: %(count)d stories, nothing changed.") % values)
            return
        self.stdout.write(_("%(page)s: %(count)d drafts.") % values)
        if ingested.replaced:
            self.stdout.write(f"  {ingested.replaced}")
        if ingested.undecided:
            self.stdout.write("  " + _("(%d to decide in the queue)") % ingested.undecided)
        for article in ingested.articles:
            marks = [line for line in article.note.splitlines() if line]
            self.stdout.write(
                f"  {article.pk} {article.title}" + "".join(f"\n      {mark}" for mark in marks)
            )
