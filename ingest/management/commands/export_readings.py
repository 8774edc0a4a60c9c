"""Write the pages that editors worked in the queue in the format of the practice pages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from ingest.exporting import machine_of, page_id, truth_of
from ingest.files import write_atomically
from ingest.models import SourcePage
from towns.places import gazetteer_on


class Command(BaseCommand):
    """Pages of which nothing waits any more. The machine's reading of each lies beside it, to be scored."""

    help = (
        "Write worked pages into DIR: pages/ their text, truth/ what an editor made of them, machine/ what "
        "the machine read. Then: score.py pages DIR/truth DIR/machine"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "folder", type=Path, metavar="DIR", help="made if missing; files of it are replaced"
        )

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        count = 0
        done = SourcePage.objects.filter(state=SourcePage.State.DONE).order_by("date", "extra", "label")
        try:
            for name in ("pages", "truth", "machine"):
                (folder / name).mkdir(parents=True, exist_ok=True)
            for source in (each for each in done.iterator(chunk_size=20) if each.is_read):
                self._write(source, folder)
                count += 1
        except OSError as error:
            message = _("%(file)s: cannot be written: %(reason)s")
            raise CommandError(message % {"file": folder, "reason": error.strerror or error}) from error
        self.stdout.write(_("%(count)d pages -> %(folder)s") % {"count": count, "folder": folder})

    def _write(self, source: SourcePage, folder: Path) -> None:
        name = page_id(source)
        write_atomically(folder / "pages" / f"{name}.txt", source.text)
        for where, reading in (
            ("truth", truth_of(source, gazetteer_on(source.date))),
            ("machine", machine_of(source)),
        ):
            text = json.dumps(reading, ensure_ascii=False, indent=1)
            write_atomically(folder / where / f"{name}.json", f"{text}\n")
