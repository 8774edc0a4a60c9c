"""What making a page brings, whichever way it was made."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from issues.models import Region

FILES = ("pdf", "small", "large")


@dataclass(frozen=True)
class Made:
    """What is kept of a page: the columns of its rendition, its files by their field, its regions.

    `took`: the uploaded file that it was made of, which has done its work.
    """

    columns: dict[str, Any]
    files: dict[str, bytes]
    regions: list[Region] = field(default_factory=list)
    took: str = ""
