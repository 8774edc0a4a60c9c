"""A folder or a ZIP: whichever the path is."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.sources.archive import open_judged_archive
from ingest.sources.folder import open_folder
from ingest.sources.models import Source, SourceError


@contextmanager
def open_source(path: Path) -> Iterator[Source]:
    """The files of an issue, checked as a whole before the first is read; raises `SourceError`."""
    try:
        if path.is_dir():
            yield open_folder(path)
        elif zipfile.is_zipfile(path) or path.suffix.lower() == ".zip":
            with path.open("rb") as file, open_judged_archive(file) as source:
                yield source
        elif path.exists():
            raise SourceError("no-source")
        else:
            raise SourceError("unreadable", "no such file or folder")
    except OSError as error:
        raise SourceError("unreadable", error.strerror or str(error)) from error
