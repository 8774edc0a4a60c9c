"""A number and the list behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.urls import reverse

STORIES = "admin:articles_article_changelist"
PHOTOS = "admin:articles_photo_changelist"


@dataclass(frozen=True)
class Figure:
    """`kind` says what was counted in the list: its rows, or the characters of their texts."""

    ROWS: ClassVar[str] = "rows"
    CHARACTERS: ClassVar[str] = "characters"

    count: int
    label: Any
    address: str
    kind: str = ROWS


def listed(name: str, **parameters: Any) -> str:
    """The address of a list with its filters set."""
    return f"{reverse(name)}?{urlencode(parameters)}"
