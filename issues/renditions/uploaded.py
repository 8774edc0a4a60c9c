"""A page made elsewhere, made into what is shown: two pictures, its PDF, regions proposed by its words."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterable
from pathlib import Path

from django.core.files.base import ContentFile
from PIL import Image

from articles.images.intake import take_in
from articles.images.renditions import on_white
from issues import uploaded as sheets
from issues.composing.reading import describe
from issues.composing.render import WIDTHS, webp
from issues.models import Page, Region, Rendition
from issues.renditions.made import Made, dimensions
from issues.uploaded.proposing import propose, told_of
from issues.uploaded.sheet import Sheet, SheetError

BEGINNING = b"%PDF-"
SEARCHED = 1024  # bytes in which the beginning may stand: mailers put their own before it


def is_pdf(beginning: bytes) -> bool:
    return BEGINNING in beginning[:SEARCHED]


def uploaded(row: Rendition) -> Made:
    """Of the file that came last; where none came since, of the kept page, its regions proposed anew."""
    row.refresh_from_db(fields=["incoming", "incoming_page", "pdf"])
    file, number = (row.incoming, row.incoming_page) if row.incoming else (row.pdf, 1)
    if not file:
        raise SheetError("empty")
    with file.open("rb") as opened:
        data = opened.read()
    files, sheet = _from_pdf(data, number) if is_pdf(data) else (_from_picture(data), Sheet())
    regions = _proposed(row.page_id, sheet) or _kept(row)
    return Made(dimensions(files["large"]), files, regions, took=row.incoming.name or "")


def _from_pdf(data: bytes, number: int) -> tuple[dict[str, bytes], Sheet]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "source.pdf"
        source.write_bytes(data)
        sheet = sheets.draw(source, number, folder)
        named = {"pdf": sheets.PAGE, "small": sheets.SMALL, "large": sheets.LARGE}
        return {field: (folder / each).read_bytes() for field, each in named.items()}, sheet


def _from_picture(data: bytes) -> dict[str, bytes]:
    """Upright, in sRGB, without anything but its pixels; never larger than it came."""
    with take_in(ContentFile(data)) as master, Image.open(io.BytesIO(master.read())) as opened:
        picture = on_white(opened)
    small, large = (min(width, picture.width) for width in WIDTHS)
    return {"small": webp(picture, small), "large": webp(picture, large)}


def _proposed(page_pk: int, sheet: Sheet) -> list[Region]:
    if not sheet.letters:
        return []
    page = Page.objects.select_related("issue", "editor").get(pk=page_pk)
    found = propose(sheet, [told_of(story) for story in describe(page).stories])
    return numbered(
        Region(article_id=each.story, x=each.x, y=each.y, width=each.width, height=each.height)
        for each in found
    )


def _kept(row: Rendition) -> list[Region]:
    """A page without text of its own keeps what was drawn by hand on the one before."""
    placed = row.page.placements.values("article")
    kept = row.regions.filter(article__in=placed).order_by("order", "pk")
    return numbered(
        Region(article_id=each.article_id, x=each.x, y=each.y, width=each.width, height=each.height)
        for each in kept
    )


def numbered(regions: Iterable[Region]) -> list[Region]:
    found = list(regions)
    for order, region in enumerate(found):
        region.order = order
    return found
