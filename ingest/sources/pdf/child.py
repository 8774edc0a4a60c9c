"""Reads one PDF from standard input in a process of its own: a file may be made to crash or never to end.

What it finds goes to standard output as JSON: the text of the page, or why there is none.
"""

from __future__ import annotations

import json
import sys

from articles.bounded import limit
from ingest.page.decode import PageError
from ingest.sources.pdf.glyphs import read_glyphs
from ingest.sources.pdf.text import page_of

MEMORY = 2 * 1024**3
SECONDS = 60


def main() -> None:
    limit(memory=MEMORY, seconds=SECONDS)
    try:
        answer = {"text": page_of(read_glyphs(sys.stdin.buffer.read()))}
    except PageError as error:
        answer = {"code": error.code, "message": error.message, "detail": error.detail}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
