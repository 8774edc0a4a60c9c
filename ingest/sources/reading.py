"""From the bytes of a page file, text or PDF, to the text of the page."""

from __future__ import annotations

from pathlib import Path

from ingest.page.decode import decode_page, read_bytes

MAX_FILE = 64 * 1024 * 1024  # a page ready for the press, with its pictures, has some 20 MB


def read_page_file(path: Path | str) -> str:
    """The text of a page; PageError where the file is none."""
    return page_text(read_bytes(path, limit=MAX_FILE))


def page_text(data: bytes) -> str:
    return decode_page(data)
