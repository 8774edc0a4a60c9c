"""What the script that sends printed pages has to know: of files before it sends them, and its words."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ingest.sources.archive import MAX_TOTAL
from ingest.sources.models import LITTER, PAGE_SUFFIXES
from ingest.sources.reading import MAX_FILE

ARCHIVE_SUFFIX = ".zip"


def for_the_script() -> dict[str, Any]:
    return {
        "archive": ARCHIVE_SUFFIX,
        "pages": PAGE_SUFFIXES,
        "litter": LITTER,
        "mostBytes": MAX_FILE,
        "mostArchiveBytes": MAX_TOTAL,
        "queue": reverse("admin:ingest_sourcepage_changelist"),
        "texts": _of_files() | _of_the_run(),
    }


def _of_files() -> dict[str, str]:
    return {
        "waits": pgettext("a file", "waits"),
        "sending": _("is being sent"),
        "reading": _("is being read"),
        "new": pgettext("a file", "taken in"),
        "known": pgettext("a file", "in already"),
        "refused": pgettext("a file", "not taken in"),
        "tooLarge": _("is too large for a page"),
        "tooLargeArchive": _("is too large for an issue: more than %(detail)s")
        % {"detail": f"{MAX_TOTAL // 1024**2} MB"},
        "tooLargeToSend": _("is larger than the server takes at once"),
        "failed": _("could not be sent. Try it again."),
        "empty": _("There is neither a text nor a PDF nor a ZIP."),
        "leftOut": _("left out, neither text nor PDF: %s"),
    }


def _of_the_run() -> dict[str, str]:
    return {
        "count": _("%(done)s of %(total)s"),
        "sum": _("%(new)s taken in, %(known)s in already, %(refused)s not taken in"),
        "leave": _("What is in stays in: leave when you like, and send the same again to go on."),
        "stopped": _("Stopped. What is in stays in."),
        "offline": _("No connection. What is in stays in; go on when the line is back."),
    }
