"""A page of a PDF as the text of a page: what stands where becomes blocks in the order they are read.

The way through: `glyphs` (what stands where, from the library) -> `lines` (side by side, within a column)
-> `blocks` (below each other) -> `heads` (titles over columns) -> `order` (which comes first) -> `text`;
`turned` is for vertical and tilted type.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from ingest.page.decode import PageError

ROOT = Path(__file__).resolve().parents[3]
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
    command = [sys.executable, "-m", CHILD]
    try:
        done = subprocess.run(  # noqa: S603 - A fixed command; the file is only its input.
            command, input=data, capture_output=True, cwd=ROOT, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise PageError("too-slow", "takes too long to read", detail=f"{SECONDS} s") from error
    if done.returncode:
        detail = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise PageError("broken-pdf", f"is no readable PDF: {detail}", detail=detail)
    answer = json.loads(done.stdout)
    if code := answer.get("code"):
        raise PageError(code, answer["message"], detail=answer["detail"])
    return str(answer["text"])
