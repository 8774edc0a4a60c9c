"""A paper of some days served as in production, for whoever looks at its pages or measures them."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.serving import end, free_port, granian, production_in, wait_for

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class PaperSite:
    """Where it is, and an address of every kind of page by its name."""

    origin: str
    pages: dict[str, str]


@contextmanager
def paper_site() -> Iterator[PaperSite]:
    """The paper of `tests.paper`, in a folder of its own that goes with it."""
    with tempfile.TemporaryDirectory(prefix="newsroom-paper-") as folder:
        os.environ |= production_in(Path(folder))
        pages = made()
        port = free_port()
        worker = subprocess.Popen(granian(port), cwd=ROOT)
        try:
            wait_for(port)
            yield PaperSite(f"http://127.0.0.1:{port}", pages)
        finally:
            end(worker)


def made() -> dict[str, str]:
    import django  # noqa: PLC0415 - Its settings are only now known.

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - As above.

    from issues import renditions  # noqa: PLC0415 - As above.
    from issues.models import Issue, Page  # noqa: PLC0415 - As above.
    from tests.paper import make_paper, one_of_each  # noqa: PLC0415 - As above.

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    make_paper()
    renditions.owe(Page.objects.filter(issue__in=Issue.objects.published()), is_maker=True)
    renditions.make()
    return one_of_each()
