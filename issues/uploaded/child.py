"""Reads one PDF in a process of its own and answers in JSON: what stands where, or why it cannot be shown.

python -m issues.uploaded.child look FILE
python -m issues.uploaded.child draw FILE NUMBER FOLDER
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from articles.bounded import limit
from issues.uploaded import pdfium
from issues.uploaded.sheet import SheetError

MEMORY, SECONDS, WRITTEN = 2 * 1024**3, 60, 128 * 1024**2


def main() -> None:
    limit(memory=MEMORY, seconds=SECONDS, file_size=WRITTEN)
    do, file, *others = sys.argv[1:]
    try:
        answer: dict[str, Any]
        if do == "look":
            answer = {"pages": pdfium.pages_of(Path(file))}
        else:
            answer = pdfium.draw(Path(file), int(others[0]), Path(others[1]))
    except SheetError as error:
        answer = {"code": error.code, "detail": error.detail}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
