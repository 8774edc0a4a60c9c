"""Which pages are to be made. Another process makes them: no request waits for it or falls with it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from importlib.util import find_spec

from django.conf import settings
from django.db import transaction

from articles import clock
from issues.models import Page, Rendition

_started: list[subprocess.Popen[bytes]] = []


def can_be_made() -> bool:
    """Whether the engine is installed: without it readers have the pages as lists of their stories."""
    return find_spec("typst") is not None


def owe(
    pages: Iterable[Page],
    *,
    kind: Rendition.Kind = Rendition.Kind.COMPOSED,
    is_maker: bool = False,
) -> int:
    """Ask for these pages to be made; how many there are. What was made of them before stays till then.

    Who makes them itself (`is_maker`) needs no other process.
    """
    now = clock.database_time()
    rows = [Rendition(page=page, kind=kind, owed_at=now) for page in pages]
    Rendition.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["page", "kind"], update_fields=["owed_at", "error"]
    )
    if rows and not is_maker:
        transaction.on_commit(make_soon)
    return len(rows)


def owe_stale() -> int:
    """Ask for pages of issues with a time that changed since they were composed: for who makes them."""
    stale = Rendition.objects.stale().values("page")
    return owe(Page.objects.filter(pk__in=stale), is_maker=True)


def make_soon() -> None:
    """Start the process that makes what is owed, unless one that this process started is at it.

    With MAKES_PAGES=0 nothing is started: `manage.py make_pages --forever` runs beside the site.
    """
    if not settings.MAKES_PAGES:
        return
    _started[:] = [process for process in _started if process.poll() is None]
    if not _started:
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "make_pages"]
        quiet = subprocess.DEVNULL
        started = subprocess.Popen(command, stdin=quiet, stdout=quiet, start_new_session=True)  # noqa: S603 - Ours.
        _started.append(started)
