"""Read the credits of many texts, one JSON object a line, without touching the database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from ingest.files import write_atomically
from ingest.output import byline_as_dict
from ingest.page import PageError
from ingest.page.decode import decode_text
from ingest.words import error_in_words
from people.bylines import parse_byline


class Command(BaseCommand):
    """All or nothing: the first bad line ends the run, and no output is written."""

    help = "Parse bylines: JSON lines with id and text in, the same ids with dateline and credits out."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", metavar="IN.jsonl", help='one {"id": …, "text": …} a line, UTF-8')
        parser.add_argument("--out", required=True, metavar="OUT.jsonl", help="where the credits go")

    def handle(self, *args: Any, source: str, out: str, **options: Any) -> None:
        cases = list(_cases(source))
        lines = [
            json.dumps(byline_as_dict(parse_byline(text), case_id=case), ensure_ascii=False)
            for case, text in cases
        ]
        try:
            write_atomically(Path(out), "".join(f"{line}\n" for line in lines))
        except OSError as error:
            message = _("%(file)s: cannot be written: %(reason)s")
            raise CommandError(message % {"file": out, "reason": error.strerror or error}) from error
        self.stdout.write(_("%(count)d bylines -> %(file)s") % {"count": len(lines), "file": out})


def _cases(source: str) -> Iterator[tuple[str, str]]:
    try:
        text = decode_text(Path(source).read_bytes())
    except OSError as error:
        message = _("%(file)s: cannot be read: %(reason)s")
        raise CommandError(message % {"file": source, "reason": error.strerror or error}) from error
    except PageError as error:
        raise CommandError(error_in_words(source, error)) from error
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield _case(line, source=source, number=number)


def _case(line: str, *, source: str, number: int) -> tuple[str, str]:
    place = {"file": source, "line": number}
    try:
        case = json.loads(line)
    except ValueError as error:
        raise CommandError(_("%(file)s, line %(line)d: is not JSON") % place) from error
    if not isinstance(case, dict) or not isinstance(case.get("text"), str) or "id" not in case:
        raise CommandError(_("%(file)s, line %(line)d: needs an id and a text") % place)
    return case["id"], case["text"]
