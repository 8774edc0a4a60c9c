"""Where pages come from: a file, or a folder or ZIP with one page a file. Pure: no database.

    with open_source(Path("2023-12-20.zip")) as source:
        for file in source.files:
            page_name(file.name)     # PageName(label="A3", name="鲁西新区·巨野")
            page_text(file.read())   # the text of a page, or PageError

`names` (what a file is called), `folder` and `archive` (where the files are), `reading` (bytes to text),
`pdf` (a page of a PDF: what stands where becomes the text in its order).
"""

from __future__ import annotations

from ingest.sources.archive import open_archive
from ingest.sources.models import Source, SourceError, SourceFile
from ingest.sources.names import PageName, page_name
from ingest.sources.opening import open_source
from ingest.sources.reading import page_text, read_page_file

__all__ = [
    "PageName",
    "Source",
    "SourceError",
    "SourceFile",
    "open_archive",
    "open_source",
    "page_name",
    "page_text",
    "read_page_file",
]
