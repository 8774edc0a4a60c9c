"""Take a whole printed issue in: a folder or a ZIP with one page a file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from ingest.sources import Source, SourceError, open_source
from ingest.taking_in import PageTaken, take_in
from ingest.words import refusal_in_words

STOPPED = 130  # what a shell says of a program that Ctrl-C ended


class Command(BaseCommand):
    """Each page is taken in whole or not at all. A page that fails is named, the others go in."""

    help = (
        "Turn the pages of a printed issue into draft stories; an interrupted run goes on where it stopped."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="folder or ZIP; A3 要闻.txt, 03版.pdf: one page a file")
        parser.add_argument("--date", required=True, help="date of the issue: 2023-12-20")
        parser.add_argument(
            "--replace",
            action="store_true",
            help="take corrected pages in place of those before: drafts that nobody touched are updated",
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would come of it, write nothing")

    def handle(self, *args: Any, path: Path, date: str, replace: bool, dry_run: bool, **options: Any) -> None:
        try:
            day = dt.date.fromisoformat(date)
        except ValueError as error:
            raise CommandError(_("%s is no date: write it like 2023-12-20.") % date) from error
        try:
            with open_source(path) as source:
                pages = self._run(source, day, replaces=replace, is_trial=dry_run)
        except SourceError as error:
            raise CommandError(f"{path}: {refusal_in_words(error)}") from error
        self._sum_up(pages, dry_run=dry_run)

    def _run(self, source: Source, day: dt.date, **how: bool) -> list[PageTaken]:
        for name in source.others:
            self.stdout.write(_("left out, neither text nor PDF: %s") % name)
        done: list[PageTaken] = []
        total = len(source.files)
        try:
            for page in take_in(source, date=day, **how):
                done.append(page)
                self._tell(page, place=f"{len(done)}/{total}")
        except KeyboardInterrupt:
            message = _("Stopped after %(done)d of %(total)d pages. The same command goes on from there.")
            raise CommandError(message % {"done": len(done), "total": total}, returncode=STOPPED) from None
        return done

    def _tell(self, page: PageTaken, *, place: str) -> None:
        if page.reason:
            self.stderr.write(f"{place}  {page.file}: {page.reason}")
            return
        values = {"label": page.label, "stories": page.stories, "doubts": page.doubts}
        line = _("%(label)s: %(stories)d stories, %(doubts)d doubts") % values
        known = "" if page.is_new else _("(in already, nothing changed)")
        replaced = f"({page.replaced})" if page.replaced else ""
        waits = _("(%d to decide in the queue)") % page.undecided if page.undecided else ""
        self.stdout.write("  ".join(filter(None, (place, line, known, replaced, waits, page.file))))
        self.stdout.flush()

    def _sum_up(self, pages: list[PageTaken], *, dry_run: bool) -> None:
        taken = [page for page in pages if not page.reason]
        values = {
            "new": sum(page.is_new and page.replaced is None for page in taken),
            "known": sum(not page.is_new for page in taken),
            "failed": len(pages) - len(taken),
            "stories": sum(page.stories for page in taken),
            "doubts": sum(page.doubts for page in taken),
        }
        summary = _(
            "%(new)d pages taken in, %(known)d were in already, %(failed)d failed; "
            "%(stories)d stories, %(doubts)d doubts."
        )
        self.stdout.write(summary % values)
        if corrected := sum(page.replaced is not None for page in taken):
            self.stdout.write(_("%d corrected pages took the place of those before.") % corrected)
        if dry_run:
            self.stdout.write(_("A trial run: nothing was written."))
        if values["failed"]:
            raise CommandError(_("%d pages were not taken in: see above.") % values["failed"])
