"""Every part of the readers' pages on one page, with the newest stories of the paper itself: for the staff.

It draws with the readers' own templates and stylesheets, so that it cannot tell anything else than they do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.models import Article
from reader import queries
from reader.results import results_of
from reader.search import read

SHEET = Path(settings.BASE_DIR) / "static" / "reader" / "reader.css"
VALUES = re.compile(r":root \{(.*?)\}", re.DOTALL)
VALUE = re.compile(r"--([\w-]+): ([^;]+);")
SIZES = ("flag", "lead", "second", "third", "item", "read", "body", "note", "small")
FEW = 4


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour of the sheet, by day and by night."""

    name: str
    light: str
    dark: str


@require_safe
def design(request: HttpRequest) -> HttpResponse:
    found = list(queries.stories()[: 10 * FEW])
    context = {
        "colours": colours(SHEET.read_text(encoding="utf-8")),
        "sizes": SIZES,
        "texts": [story for story in found if not story.is_photo_news][:FEW],
        "photos": [story for story in found if story.is_photo_news][:FEW],
        "corrections": queries.corrections()[:1],
        "page": queries.latest_issue(),
        "story": _whole(found),
        **_searched(found),
    }
    response = render(request, "reader/design.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def colours(sheet: str) -> list[Colour]:
    """The colours at the head of the stylesheet: its first values are those of the day, then of the night."""
    light, dark, *_rest = (dict(VALUE.findall(values)) for values in VALUES.findall(sheet))
    return [Colour(name, light[name], value) for name, value in dark.items() if name in light]


def _searched(found: list[Article]) -> dict[str, Any]:
    """A search that has every part: for the beginning of a headline, of one kind, by a date that is none."""
    kind = Article.Genre.NEWS.value
    word = next((story.title[:2] for story in found if story.genre == kind), settings.PAPER_NAME)
    results = results_of(read({"q": f"{word} 日期:2026-02-30", "kind": kind}))
    return {"results": results, "asked": results.asked, "query": results.query}


def _whole(found: list[Article]) -> Article | None:
    """A story with its photos and credits, as its own page has it."""
    newest = next((story for story in found if story.photos.all()), next(iter(found), None))
    return queries.stories_in_full().filter(pk=newest.pk).first() if newest else None
