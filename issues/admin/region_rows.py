"""The regions of a page as rows of a form: numbers in percent, as they were typed until they are right."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from articles.models import Article
from issues.models import Page, Region, Rendition
from issues.renditions.uploads import MOST_REGIONS, NotTaken
from people.models import User
from policy.inputs import number_in

SIDES = ("left", "top", "width", "height")
PERCENT = 100.0
SMALLEST = 0.2  # percent: what is smaller nobody can press
SLACK = 0.05  # percent: what is typed was rounded
LONGEST = 12  # characters of a number
EMPTY_ROWS = 2


@dataclass(frozen=True, slots=True)
class Choice:
    """A story that is placed on the page; `title` is empty where it is not this person's to see."""

    story: int
    number: int
    title: str

    @property
    def label(self) -> str:
        return f"{self.number}. {self.title or _('a story of another desk')}"


@dataclass(frozen=True, slots=True)
class Row:
    """Without a story it is no region: an empty row, or one that is taken away."""

    story: int | None = None
    left: str = ""
    top: str = ""
    width: str = ""
    height: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A region as the picture shows it, with the number of its story."""

    number: int
    label: str
    left: str
    top: str
    width: str
    height: str


def choices_of(page: Page, user: User) -> list[Choice]:
    """The stories in the order of the page."""
    placed = list(page.placements.order_by("order", "pk").values_list("article", flat=True))
    seen = {story.pk: str(story) for story in Article.objects.visible_to(user).filter(pk__in=placed)}
    return [Choice(story, number, seen.get(story, "")) for number, story in enumerate(placed, start=1)]


def rows_of(rendition: Rendition) -> list[Row]:
    return [
        Row(region.article_id, *(_percent(value) for value in _sides(region)))
        for region in rendition.regions.all()
    ]


def drawn_of(rows: Sequence[Row], choices: Sequence[Choice]) -> list[Drawn]:
    """What can be drawn of them."""
    by_story = {choice.story: choice for choice in choices}
    found = [(by_story[row.story], row) for row in rows if row.story in by_story and not row.error]
    return [
        Drawn(choice.number, choice.label, row.left, row.top, row.width, row.height) for choice, row in found
    ]


def sent_rows(sent: Any) -> list[Row]:
    """The rows as they were sent, each with what is wrong with it."""
    columns = [sent.getlist(name) for name in ("story", *SIDES)]
    if len({len(column) for column in columns}) != 1 or len(columns[0]) > MOST_REGIONS + EMPTY_ROWS:
        raise NotTaken(_("The regions cannot be read. Load the page again."))
    rows = [
        Row(number_in(story), *(side[:LONGEST] for side in sides))
        for story, *sides in zip(*columns, strict=True)
    ]
    return [Row(row.story, row.left, row.top, row.width, row.height, _wrong(row)) for row in rows]


def regions_of(rows: Sequence[Row]) -> list[Region]:
    """Of rows that are right; what is rounded beyond the page ends at its edge."""
    found = []
    for row in rows:
        if row.story is not None:
            left, top, width, height = (value / PERCENT for value in _numbers(row))
            found.append(
                Region(
                    article_id=row.story,
                    x=left,
                    y=top,
                    width=min(width, 1 - left),
                    height=min(height, 1 - top),
                )
            )
    return found


def _wrong(row: Row) -> str:
    if row.story is None:
        return ""
    try:
        left, top, width, height = _numbers(row)
    except ValueError:
        return _("Write four numbers, in percent of the page.")
    if min(left, top) < 0 or left + width > PERCENT + SLACK or top + height > PERCENT + SLACK:
        return _("The region reaches beyond the page.")
    if min(width, height) < SMALLEST:
        return _("The region is too small to be pressed.")
    return ""


def _numbers(row: Row) -> tuple[float, float, float, float]:
    left, top, width, height = (
        float(value.replace(",", ".")) for value in (row.left, row.top, row.width, row.height)
    )
    if not all(map(math.isfinite, (left, top, width, height))):
        raise ValueError
    return left, top, width, height


def _sides(region: Region) -> tuple[float, float, float, float]:
    return region.x, region.y, region.width, region.height


def _percent(fraction: float) -> str:
    return f"{fraction * PERCENT:.2f}"
