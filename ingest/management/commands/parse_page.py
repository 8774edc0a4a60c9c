"""Read page files into JSON, one file a page, without touching the database."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from ingest.files import write_atomically
from ingest.output import page_as_dict
from ingest.page import PageError, parse_page
from ingest.sources import read_page_file
from ingest.words import error_in_words
from towns.gazetteer import Gazetteer


class Command(BaseCommand):
    """Good files are written even if others are bad; each bad file is named and has no output."""

    help = "Parse the text of printed pages into stories, one JSON file a page, without the database."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="one page each, text or PDF")
        parser.add_argument(
            "--out", required=True, metavar="DIR", help="folder for <page>.json; made if missing"
        )
        parser.add_argument(
            "--prefecture",
            default=getattr(settings, "PAPER_PREFECTURE", "菏泽市"),
            help="whose towns to look for, full name (default: the paper's own)",
        )

    def handle(self, *args: Any, files: list[str], out: str, prefecture: str, **options: Any) -> None:
        folder = _folder(out)
        gazetteer = Gazetteer.from_register(prefecture)
        if not gazetteer.places:
            raise CommandError(_("%(name)s is not in the register of townships.") % {"name": prefecture})
        paths = [Path(name) for name in files]
        problems = _same_names(paths)
        for path in paths:
            if path.stem not in problems:
                self._parse(path, folder, gazetteer, problems)
        if problems:
            raise CommandError("\n".join(problems.values()))

    def _parse(self, path: Path, folder: Path, gazetteer: Gazetteer, problems: dict[str, str]) -> None:
        target = folder / f"{path.stem}.json"
        try:
            page = parse_page(read_page_file(path), gazetteer=gazetteer)
            parsed = page_as_dict(page, page_id=path.stem)
            write_atomically(target, json.dumps(parsed, ensure_ascii=False, indent=1) + "\n")
        except PageError as error:
            problems[path.stem] = error_in_words(path, error)
        except OSError as error:
            problems[path.stem] = _("%(file)s: cannot be written: %(reason)s") % {
                "file": target,
                "reason": error.strerror or error,
            }
        else:
            self.stdout.write(
                _("%(file)s: %(stories)d stories -> %(target)s")
                % {"file": path, "stories": len(page.stories), "target": target}
            )


def _folder(out: str) -> Path:
    folder = Path(out)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = _("%(folder)s: no folder can be made here: %(reason)s")
        raise CommandError(message % {"folder": out, "reason": error.strerror or error}) from error
    return folder


def _same_names(paths: list[Path]) -> dict[str, str]:
    """Two files of one name would write the same output: none of them is parsed."""
    counts = Counter(path.stem for path in dict.fromkeys(paths))
    return {
        stem: _("%(name)s: several of the files have this name, and one output") % {"name": stem}
        for stem, count in counts.items()
        if count > 1
    }
