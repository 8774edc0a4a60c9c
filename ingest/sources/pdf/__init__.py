"""A page of a PDF as the text of a page: what stands where becomes blocks in the order they are read.

The way through: `glyphs` (what stands where, from the library) -> `lines` (side by side, within a column)
-> `blocks` (below each other) -> `heads` (titles over columns) -> `order` (which comes first) -> `text`;
`turned` is for vertical and tilted type.
"""

from __future__ import annotations

import json

from articles import bounded
from ingest.page.decode import PageError

SECONDS: float = 30
CHILD = "ingest.sources.pdf.child"
BEGINNING = b"%PDF-"
SEARCHED = 1024  # bytes in which the beginning may stand: mailers put their own before it


def is_pdf(data: bytes) -> bool:
    return BEGINNING in data[:SEARCHED]


def pdf_text(data: bytes) -> str:
    """The text of a page, in the form that the parser takes.

    Codes of PageError: `encrypted-pdf`, `broken-pdf`, `several-pages`, `no-text-layer`, `too-large` and
    `too-slow`.
    """
    try:
        said = bounded.run(CHILD, seconds=SECONDS, data=data)
    except bounded.TooSlow as error:
        raise PageError("too-slow", "takes too long to read", detail=str(error)) from error
    except bounded.Failed as error:
        raise PageError("broken-pdf", f"is no readable PDF: {error}", detail=str(error)) from error
    answer = json.loads(said)
    if code := answer.get("code"):
        raise PageError(code, answer["message"], detail=answer["detail"])
    return str(answer["text"])
