"""The page of a PDF: drawn, cut out, and what stands where on it. Here alone the library is known. Pure."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from issues.composing.render import WIDTHS, webp
from issues.uploaded.reading import LARGE, PAGE, SMALL
from issues.uploaded.sheet import Box, SheetError

MOST_LETTERS, MOST_THINGS = 60_000, 20_000  # a broadsheet page of the smallest type holds some 15,000
MOST_SLANTED = 4  # no page is as much longer than wide, or wider than long
UNITS = 1_000_000  # a page is measured in so many, whatever its size
ABOVE, BELOW = 0.88, 0.12  # of the size: the square of a Chinese character around its baseline
SMALLEST_FRAME = 0.03  # of the page's length; less is a rule or an ornament
WHOLE_PAGE = 0.85  # of the page's area: a ground, or a scanned page

Place = Callable[[float, float], tuple[float, float]]


def pages_of(path: Path) -> int:
    with _opened(path) as document:
        return len(document)


def draw(path: Path, number: int, folder: Path) -> dict[str, Any]:
    with _opened(path) as document:
        if not 1 <= number <= len(document):
            raise SheetError("no-such-page", str(len(document)))
        try:
            page = document[number - 1]
            aspect = _aspect(page)
            _draw(page, folder)
            found = {"aspect": aspect, **_read(page)}
            _cut_out(document, number - 1, folder)
        except pypdfium2.PdfiumError as error:
            raise SheetError("broken", str(error)) from error
        return found


@contextmanager
def _opened(path: Path) -> Iterator[pypdfium2.PdfDocument]:
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        is_locked = error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
        raise SheetError("encrypted" if is_locked else "broken", str(error)) from error
    with document:
        if not len(document):
            raise SheetError("empty")
        yield document


def _aspect(page: pypdfium2.PdfPage) -> float:
    width, height = page.get_size()
    if not (math.isfinite(width) and math.isfinite(height) and width > 1 and height > 1):
        raise SheetError("shape")
    if not 1 / MOST_SLANTED <= width / height <= MOST_SLANTED:
        raise SheetError("shape")
    return float(width / height)


def _draw(page: pypdfium2.PdfPage, folder: Path) -> None:
    """Once, at the larger width: the picture has the pixels of its widths, whatever the size of the sheet."""
    small, large = WIDTHS
    drawn = page.render(scale=large / page.get_width()).to_pil().convert("RGB")
    (folder / SMALL).write_bytes(webp(drawn, small))
    (folder / LARGE).write_bytes(webp(drawn, large))


def _cut_out(document: pypdfium2.PdfDocument, index: int, folder: Path) -> None:
    """The page alone: what a file says of its makers, its scripts, links and notes are no part of it."""
    whole = pypdfium2.PdfDocument.new()
    whole.import_pages(document, [index])
    page = whole[0]
    while pdfium.FPDFPage_GetAnnotCount(page) > 0 and pdfium.FPDFPage_RemoveAnnot(page, 0):
        pass
    page.close()
    whole.save(folder / PAGE)
    whole.close()


# What stands where --------------------------------------------------------------------------------------


def _read(page: pypdfium2.PdfPage) -> dict[str, Any]:
    place = _placing(page)
    pictures, frames = _things(page, place)
    return {"letters": list(_letters(page, place)), "pictures": pictures, "frames": frames}


def _placing(page: pypdfium2.PdfPage) -> Place:
    """From the points of the file to fractions of the page as it is seen: turned, and cut to its box."""
    x, y = ctypes.c_int(), ctypes.c_int()

    def place(left: float, bottom: float) -> tuple[float, float]:
        pdfium.FPDF_PageToDevice(page, 0, 0, UNITS, UNITS, 0, left, bottom, x, y)
        return x.value / UNITS, y.value / UNITS

    return place


def _box(place: Place, left: float, bottom: float, right: float, top: float) -> Box:
    one, other = place(left, bottom), place(right, top)
    (x0, x1), (y0, y1) = sorted((one[0], other[0])), sorted((one[1], other[1]))
    return Box(x0, y0, x1, y1)


def _letters(page: pypdfium2.PdfPage, place: Place) -> Iterator[list[Any]]:
    """Every printed character on the page: the character, and its box."""
    text = page.get_textpage()
    for index in range(min(pdfium.FPDFText_CountChars(text), MOST_LETTERS)):
        code = pdfium.FPDFText_GetUnicode(text, index)
        char = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else ""
        if not char.strip() or pdfium.FPDFText_IsGenerated(text, index) == 1:
            continue
        box = _box(place, *_square(text, index))
        x, y = box.middle
        if 0 <= x <= 1 and 0 <= y <= 1 and box.area:
            yield [char, *(round(value, 5) for value in box)]


def _square(text: pypdfium2.PdfTextPage, index: int) -> tuple[float, float, float, float]:
    """Left, bottom, right, top in the points of the file."""
    matrix, box = pdfium.FS_MATRIX(), pdfium.FS_RECTF()
    pdfium.FPDFText_GetMatrix(text, index, matrix)
    pdfium.FPDFText_GetLooseCharBox(text, index, box)
    size = pdfium.FPDFText_GetFontSize(text, index) * math.hypot(matrix.c, matrix.d)
    if abs(math.atan2(matrix.b, matrix.a)) > 0.05 or not size:
        return box.left, box.bottom, box.right, box.top
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(text, index, x, y)
    return box.left, y.value - BELOW * size, box.right, y.value + ABOVE * size


def _things(page: pypdfium2.PdfPage, place: Place) -> tuple[list[Box], list[Box]]:
    """Pictures, and the paths that may be tints or frames of boxes."""
    pictures: list[Box] = []
    frames: list[Box] = []
    kept = {pdfium.FPDF_PAGEOBJ_IMAGE: pictures, pdfium.FPDF_PAGEOBJ_PATH: frames}
    for number, thing in enumerate(page.get_objects(max_depth=1)):
        if number >= MOST_THINGS:
            break
        if thing.type in kept:
            box = _box(place, *thing.get_bounds()).shared(Box(0, 0, 1, 1))
            is_large = min(box.width, box.height) >= SMALLEST_FRAME
            if is_large and box.area < WHOLE_PAGE:
                kept[thing.type].append(box)
    return pictures, frames
