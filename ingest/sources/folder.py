"""An issue as a folder: every file below it, links to other folders not followed."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from ingest.page.decode import read_bytes
from ingest.sources.models import MAX_FILES, Source, SourceError, SourceFile
from ingest.sources.reading import MAX_FILE


def open_folder(path: Path) -> Source:
    files: list[SourceFile] = []
    for folder, _folders, names in os.walk(path):
        places = [Path(folder) / name for name in names]
        files += [
            SourceFile(place.relative_to(path).as_posix(), partial(read_bytes, place, limit=MAX_FILE))
            for place in places
            if place.is_file()  # A pipe or a device would never end.
        ]
        if len(files) > MAX_FILES:
            raise SourceError("too-many-files", str(MAX_FILES))
    return Source.of(files)
