"""What every page knows: the paper's name and language."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from reader.language import language


def paper(request: HttpRequest) -> dict[str, Any]:
    return {
        "paper_name": settings.PAPER_NAME,
        "paper_prefecture": settings.PAPER_PREFECTURE,
        "paper_language": language(),
    }
