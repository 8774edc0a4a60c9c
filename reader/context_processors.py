"""What every page knows: the paper's name."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def paper(request: HttpRequest) -> dict[str, str]:
    return {"paper_name": settings.PAPER_NAME, "paper_prefecture": settings.PAPER_PREFECTURE}
