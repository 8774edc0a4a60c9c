"""The head of a page: masthead (报头) with the ear on page one, the folio line (报眉) on the others. Pure."""

from __future__ import annotations

from typing import Any

from issues.composing.composition import BLACK, GREY, RED, Item, Panel, Text
from issues.composing.description import Folio, PageDescription
from issues.composing.faces import Face
from issues.composing.grid import BETWEEN, BOTTOM, GAP, HEIGHT, SIDE, TOP, WIDTH, Grid, Rect

FOLIO_HEIGHT = 30.0
MASTHEAD_HEIGHT, NARROW_MASTHEAD_HEIGHT = 132.0, 150.0
NAMEPLATE = 92.0
FACTS = 9.0  # The size of date, number and editor.
EAR_COLUMNS = 3
THICK, THIN = 1.6, 0.4


def type_area(page: PageDescription, *, has_ear: bool) -> Rect:
    """What is left for the stories below the head."""
    top = TOP + (FOLIO_HEIGHT if not page.is_page_one else _masthead_height(has_ear=has_ear)) + BETWEEN * 0.7
    return Rect(SIDE, top, WIDTH - 2 * SIDE, HEIGHT - BOTTOM - top)


def ear_area(grid: Grid) -> Rect:
    width = grid.span(EAR_COLUMNS)
    return Rect(WIDTH - SIDE - width, TOP, width, NARROW_MASTHEAD_HEIGHT)


def head(page: PageDescription, grid: Grid, *, has_ear: bool) -> list[Item]:
    if not page.is_page_one:
        return _folio_line(page.folio)
    width = WIDTH - 2 * SIDE
    if has_ear:
        width -= grid.span(EAR_COLUMNS) + GAP
    return _masthead(page.folio, Rect(SIDE, TOP, width, _masthead_height(has_ear=has_ear)))


def _masthead_height(*, has_ear: bool) -> float:
    return NARROW_MASTHEAD_HEIGHT if has_ear else MASTHEAD_HEIGHT


def _masthead(folio: Folio, area: Rect) -> list[Item]:
    name = folio.paper or "　"
    size = min(NAMEPLATE, area.width * 0.86 / max(len(name), 1))
    tracking = min(0.28 * size, (area.width * 0.9 - size * len(name)) / max(len(name), 1))
    facts = [
        folio.day,
        folio.weekday,
        f"总第{folio.serial_number}期" if folio.serial_number else "",
        f"国内统一刊号 {folio.cn_number}" if folio.cn_number else "",
        folio.publisher,
        f"今日{folio.pages}版" if folio.pages else "",
    ]
    base = area.bottom - 22.0
    plate = Rect(area.x, area.y + (base - area.y - size) / 2 - 2, area.width, size)
    below = Rect(area.x, base + 6.5, area.width, FACTS)
    return [
        _line(name, plate, Face.SONG_BOLD, align="center", colour=RED, tracking=tracking),
        Panel(Rect(area.x, base, area.width, THICK), fill=RED),
        _line("　　".join(filter(None, facts)), below, Face.HEI, align="center"),
        Panel(Rect(area.x, area.bottom - THIN, area.width, THIN), fill=BLACK),
    ]


def _folio_line(folio: Folio) -> list[Item]:
    width = WIDTH - 2 * SIDE
    base = TOP + FOLIO_HEIGHT
    rules: list[Item] = [
        Panel(Rect(SIDE, base - 3.2, width, THICK), fill=BLACK),
        Panel(Rect(SIDE, base, width, THIN), fill=BLACK),
    ]
    if folio.set_by_hand:
        line = Rect(SIDE, TOP + 9, width, 11.0)
        return [_line(folio.set_by_hand, line, Face.HEI, align="center"), *rules]
    day = f"{folio.day}　{folio.weekday}"
    people = f"责任编辑　{folio.editor}" if folio.editor else ""
    third = width / 3
    right = SIDE + 2 * third
    return [
        _line(folio.page_label, Rect(SIDE, TOP + 4, 80, 18.0), Face.HEI_BOLD, colour=RED),
        _line(day, Rect(SIDE + 74, TOP + 11.5, third, FACTS), Face.HEI),
        _line(
            folio.name, Rect(SIDE + third, TOP + 2, third, 20.0), Face.SONG_BOLD, align="center", tracking=2.0
        ),
        _line(people, Rect(right - 90, TOP + 11.5, third, FACTS), Face.HEI, align="right", colour=GREY),
        _line(folio.paper, Rect(right, TOP + 5, third, 16.0), Face.SONG_BOLD, align="right", colour=RED),
        *rules,
    ]


def _line(text: str, rect: Rect, face: Face, **others: Any) -> Text:
    """One line of furniture; the height of the rectangle is the size of the type."""
    return Text(
        x=rect.x,
        y=rect.y,
        width=rect.width,
        size=rect.height,
        face=face,
        lines=(text,),
        role="furniture",
        **others,
    )
