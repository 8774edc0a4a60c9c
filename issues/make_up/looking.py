"""A page composed for the eye of its editor: what stands where, and what of each story is over or missing.

Composed in the request, without the engine that prints. What the asker may not see fills its place too, and
is named nowhere.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from articles.models import Article
from issues.composing import Composition, Fit, compose
from issues.composing.drawing import Drawing, Shape, characters_in_line, columns_of, draw
from issues.composing.reading import describe, wishes_of
from issues.make_up.form import MakeUpForm
from issues.models import Page, Placement
from issues.models.page import Layout
from issues.renditions.words import reason
from people.models import User

logger = logging.getLogger(__name__)

PERCENT = 100


@dataclass
class Row:
    """A story of the list, as it is set."""

    number: int
    placement: Placement
    is_seen: bool
    fit: Fit | None = None
    # As it stands now; nothing where there was no place for it.
    columns: int | None = None
    line_length: int = 0
    span: Any = None  # The fields of the form; none of a story that is not the asker's to see.
    step: Any = None

    @property
    def word(self) -> str:
        """over, under, fits, nowhere; nothing where the page could not be composed."""
        if self.fit is None:
            return ""
        if self.columns is None:
            return "nowhere"
        return "over" if self.fit.over else "under" if self.fit.under else "fits"

    @property
    def characters_under(self) -> int:
        return self.fit.under * self.line_length if self.fit else 0

    @property
    def is_plain(self) -> bool:
        return self.placement.position == Placement.Position.STANDARD

    @property
    def title(self) -> str:
        return str(self.placement.article) if self.is_seen else _("A story that is not yours to see")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A story on the drawing with its line of the list."""

    row: Row
    shape: Shape


@dataclass(frozen=True, slots=True)
class Missing:
    """A character that the faces lack, and where it stands; empty where that is not the asker's to see."""

    glyph: str
    rows: list[Row]


@dataclass
class Sheet:
    page: Page
    rows: list[Row]
    form: MakeUpForm
    composition: Composition | None = None
    error: str = ""
    drawing: Drawing | None = None
    drawn: list[Drawn] = field(default_factory=list)

    @property
    def layout(self) -> str:
        """The name of the layout that the page has now."""
        known = dict(Layout.choices)
        return str(known.get(self.composition.layout, "")) if self.composition else ""

    @property
    def hole_percent(self) -> int:
        return round(self.composition.hole_share * PERCENT) if self.composition else 0

    @cached_property
    def over(self) -> int:
        return sum(row.word in {"over", "nowhere"} for row in self.rows)

    @cached_property
    def under(self) -> int:
        return sum(row.word == "under" for row in self.rows)

    @property
    def is_wish_not_kept(self) -> bool:
        return any(notice.code == "wish_not_kept" for notice in self._notices)

    @property
    def pictureless(self) -> list[Row]:
        """The stories of which a picture has not come."""
        stories = {notice.story for notice in self._notices if notice.code == "picture_missing"}
        return [row for row in self.rows if row.placement.article_id in stories]

    @cached_property
    def missing(self) -> list[Missing]:
        found = self.composition.missing.items() if self.composition else ()
        named = [
            (glyph, [row for row in self.rows if row.placement.article_id in stories])
            for glyph, stories in found
        ]
        return [Missing(glyph if any(row.is_seen for row in rows) else "", rows) for glyph, rows in named]

    @property
    def _notices(self) -> Iterable[Any]:
        return self.composition.notices if self.composition else ()


def sheet_of(page: Page, user: User) -> Sheet:
    """Two queries for the list, eight for what is composed, however many stories the page has."""
    placed = list(_placed(page, user))
    form = MakeUpForm(page, _seen(placed))
    rows = [_row(number, each, form) for number, each in enumerate(placed, start=1)]
    sheet = Sheet(page, rows, form)
    try:
        composition = compose(describe(page), wishes_of(page))
    except Exception as error:  # Whatever it is: what was fixed can be changed back.
        logger.exception("page %s could not be composed", page.pk)
        sheet.error = reason(error)
        return sheet
    sheet.composition = composition
    hidden = {row.placement.article_id for row in rows if not row.is_seen}
    sheet.drawing = draw(composition, hidden=hidden)
    _fill(rows, composition)
    by_story = {row.placement.article_id: row for row in rows}
    # What was placed between two queries is drawn, and has its line with the next look.
    shapes = [shape for shape in sheet.drawing.shapes if shape.story in by_story]
    sheet.drawn = [Drawn(by_story[shape.story], shape) for shape in shapes]
    return sheet


def form_for(page: Page, user: User, data: Any) -> MakeUpForm:
    return MakeUpForm(page, _seen(_placed(page, user)), data)


def _seen(placed: Iterable[Any]) -> dict[int, Placement]:
    """Those that are the asker's to see, by their numbers in the list."""
    return {number: each for number, each in enumerate(placed, start=1) if each.is_seen}


def _placed(page: Page, user: User) -> Any:
    seen = Exists(Article.objects.visible_to(user).filter(pk=OuterRef("article")))
    placed = Placement.objects.filter(page=page).annotate(is_seen=seen)
    return placed.select_related("article").order_by("order", "pk")


def _row(number: int, placement: Any, form: MakeUpForm) -> Row:
    row = Row(number, placement, placement.is_seen)
    if row.is_seen:
        row.span, row.step = form[f"span-{placement.pk}"], form[f"step-{placement.pk}"]
    return row


def _fill(rows: Iterable[Row], composition: Composition) -> None:
    fits: Mapping[int, Fit] = {fit.story: fit for fit in composition.fits}
    columns, lengths = columns_of(composition), characters_in_line(composition)
    for row in rows:
        story = row.placement.article_id
        row.fit, row.columns = fits.get(story), columns.get(story)
        row.line_length = lengths.get(story, composition.description.line_length)
