"""What making a page brings, whichever way it was made."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.files.storage import default_storage
from PIL import Image

from issues.models import Region

FILES = ("pdf", "small", "large", "thumb")
THUMB_WIDTH, THUMB_QUALITY = 320, 70


@dataclass(frozen=True)
class Made:
    """What is kept of a page: the columns of its rendition, its files by their field, its regions.

    `took`: the uploaded file that it was made of, which has done its work.
    """

    columns: dict[str, Any]
    files: dict[str, bytes]
    regions: list[Region] = field(default_factory=list)
    took: str = ""


def thumb_of(picture: bytes) -> bytes:
    """The picture, about 15 KB of it."""
    target = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as opened:
        opened.thumbnail((THUMB_WIDTH, opened.height), Image.Resampling.LANCZOS)
        opened.save(target, "WEBP", quality=THUMB_QUALITY)
    return target.getvalue()


def dimensions(picture: bytes) -> dict[str, int]:
    """The columns that say how large it is."""
    with Image.open(io.BytesIO(picture)) as opened:
        return {"width": opened.width, "height": opened.height}


def forget(names: Iterable[str | None]) -> None:
    for name in filter(None, names):
        default_storage.delete(name)
