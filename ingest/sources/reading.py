"""From the bytes of a page file, text or PDF, to the text of the page."""

from __future__ import annotations

from pathlib import Path

from ingest.page.decode import PageError, check_page, decode_page, read_bytes
from ingest.sources.pdf import is_pdf, pdf_text

MAX_FILE = 64 * 1024 * 1024  # a page ready for the press, with its pictures, has some 20 MB


def read_page_file(path: Path | str) -> str:
    """The text of a page; PageError where the file is none."""
    return page_text(read_bytes(path, limit=MAX_FILE))


def page_text(data: bytes) -> str:
    """What the bytes are is told by their beginning, not by the name of the file."""
    if not is_pdf(data):
        return decode_page(data)
    if len(data) > MAX_FILE:
        detail = f"{MAX_FILE // 1024**2} MB"
        raise PageError("too-large", f"is larger than {detail}", detail=detail)
    text = pdf_text(data)
    check_page(text)
    return text
