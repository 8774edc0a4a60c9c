"""The page of a PDF drawn and read by a process of its own: the side that asks. Pure."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from articles import bounded
from issues.uploaded.sheet import Box, Letter, Sheet, SheetError

CHILD = "issues.uploaded.child"
# What the child writes into the folder.
PAGE, SMALL, LARGE = "page.pdf", "small.webp", "large.webp"
LOOKING_SECONDS: float = 20
DRAWING_SECONDS: float = 60


def pages_of(path: Path) -> int:
    return int(_asked("look", str(path), seconds=LOOKING_SECONDS)["pages"])


def draw(path: Path, number: int, folder: Path) -> Sheet:
    """The page of this number, from 1. PAGE, SMALL and LARGE lie in the folder then."""
    found = _asked("draw", str(path), str(number), str(folder), seconds=DRAWING_SECONDS)
    return Sheet(
        letters=tuple(Letter(char, Box(*box)) for char, *box in found["letters"]),
        pictures=tuple(Box(*box) for box in found["pictures"]),
        frames=tuple(Box(*box) for box in found["frames"]),
        aspect=found["aspect"],
    )


def _asked(*arguments: str, seconds: float) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = json.loads(bounded.run(CHILD, *arguments, seconds=seconds))
    except bounded.TooSlow as error:
        raise SheetError("too-slow", str(error)) from error
    except (bounded.Failed, ValueError) as error:
        raise SheetError("broken", str(error)) from error
    if code := answer.get("code"):
        raise SheetError(code, answer["detail"])
    return answer
