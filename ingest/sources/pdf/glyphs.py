"""What stands where on the page of a PDF. The only module that knows the library."""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pypdfium2
import pypdfium2.raw as pdfium

from ingest.page.decode import PageError

MAX_CHARACTERS = 60_000  # a broadsheet page of the smallest type holds some 15,000
SMALLEST = 3.0  # points; what is smaller nobody reads
INVISIBLE = 3  # the render mode of the text that lies under a scanned picture
LEAST_READABLE = 0.5
LONGEST_FONT_NAME = 128
RIGHT_ANGLE = math.pi / 2


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character: its left and right edge, its baseline, counted downwards, and its size, all in points.

    `turned` is the angle of its baseline; its edges are then those of the page turned back by it.
    """

    char: str
    x0: float
    x1: float
    y: float
    size: float
    turned: float = 0.0
    is_hidden: bool = False
    font: str = ""


def read_glyphs(data: bytes) -> list[Glyph]:
    """Every character that a reader of the page sees, once, in the order of the file."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            raise PageError("encrypted-pdf", "is locked with a password") from error
        raise PageError("broken-pdf", f"is no readable PDF: {error}", detail=str(error)) from error
    with document:
        if len(document) != 1:
            detail = str(len(document))
            raise PageError("several-pages", f"has {detail} pages", detail=detail)
        try:
            glyphs = list(_all(document[0]))
        except pypdfium2.PdfiumError as error:
            raise PageError("broken-pdf", f"is no readable PDF: {error}", detail=str(error)) from error
    return _once(_upright(_seen(_readable(glyphs))))


def _all(page: pypdfium2.PdfPage) -> Iterator[Glyph]:
    text = page.get_textpage()
    count = pdfium.FPDFText_CountChars(text)
    if count > MAX_CHARACTERS:
        raise PageError("too-large", "holds too much text", detail=f"{MAX_CHARACTERS:,} characters")
    left, bottom, right, top = page.get_trimbox()
    last = (math.nan, math.nan)
    for index in range(count):
        if pdfium.FPDFText_IsGenerated(text, index) == 1:
            continue
        x, y = ctypes.c_double(), ctypes.c_double()
        pdfium.FPDFText_GetCharOrigin(text, index, x, y)
        here = (x.value, y.value)
        glyph = _glyph(text, index, here, is_first_here=here != last)
        last = here
        is_cut_off = not (left <= x.value <= right and bottom <= y.value <= top)
        yield replace(glyph, is_hidden=True) if is_cut_off else glyph


def _glyph(text: pypdfium2.PdfTextPage, index: int, at: tuple[float, float], *, is_first_here: bool) -> Glyph:
    """Several characters of one sign (ﬁ, ——) share its origin: the box then says how they divide it."""
    matrix, box = pdfium.FS_MATRIX(), pdfium.FS_RECTF()
    pdfium.FPDFText_GetMatrix(text, index, matrix)
    pdfium.FPDFText_GetLooseCharBox(text, index, box)
    size = pdfium.FPDFText_GetFontSize(text, index) * math.hypot(matrix.c, matrix.d)
    turned = math.atan2(matrix.b, matrix.a)
    char = chr(pdfium.FPDFText_GetUnicode(text, index))
    x, y = at
    along = x * math.cos(turned) + y * math.sin(turned)
    across = y * math.cos(turned) - x * math.sin(turned)
    advance = size if is_wide(char) else size / 2
    if abs(turned) < 0.05:
        if not is_first_here:
            along = box.left
        advance = box.right - along if not (is_wide(char) and is_first_here) else size
    is_hidden = _is_invisible(text, index) or size < SMALLEST
    return Glyph(char, along, along + max(advance, 0.1), -across, size, turned, is_hidden, _font(text, index))


def _font(text: pypdfium2.PdfTextPage, index: int) -> str:
    """Its name, without the mark of a subset: ABCDEF+SimSun -> SimSun."""
    name = ctypes.create_string_buffer(LONGEST_FONT_NAME)
    pdfium.FPDFText_GetFontInfo(text, index, name, LONGEST_FONT_NAME, None)
    return name.value.decode("utf-8", "replace").rpartition("+")[2]


def is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF"


def _is_invisible(text: pypdfium2.PdfTextPage, index: int) -> bool:
    sign = pdfium.FPDFText_GetTextObject(text, index)
    if sign and pdfium.FPDFTextObj_GetTextRenderMode(sign) == INVISIBLE:
        return True
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    filled = pdfium.FPDFText_GetFillColor(text, index, red, green, blue, alpha)
    return bool(filled) and alpha.value == 0


def _readable(glyphs: list[Glyph]) -> list[Glyph]:
    """With the characters that are meant, not drawn: ⽇ (a radical) -> 日, ﬁ -> fi, ︵ -> (.

    A PDF whose fonts do not say which characters they draw has no text layer, whatever it shows.
    """
    printed = [glyph for glyph in glyphs if not glyph.char.isspace()]
    readable = [replace(glyph, char=char) for glyph in printed if (char := meant(glyph.char))]
    if not readable or len(readable) < len(printed) * LEAST_READABLE:
        raise PageError("no-text-layer", "has no text layer")
    return readable


# NFKC would also take the width from full-width marks; only what no text is written with is replaced.
STAND_INS = (
    range(0x2E80, 0x2FE0),  # radicals
    range(0xF900, 0xFB07),  # compatibility characters, Latin ligatures
    range(0xFE10, 0xFE20),  # marks of vertical type
    range(0xFE30, 0xFE50),
    range(0x2F800, 0x2FA20),
)
# Those that NFKC leaves as they are, and that look like a character of their own.
RADICALS = str.maketrans(
    "⺟⺠⺫⺮⺶⻁⻄⻅⻆⻉⻋⻓⻔⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳",
    "母民目竹羊虎西见角贝车长门雨青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿龙龟",
)


def meant(char: str) -> str:
    """What the character stands for, or nothing if it stands for none: controls, private use, no code."""
    code = ord(char)
    if any(code in stand_ins for stand_ins in STAND_INS):
        char = unicodedata.normalize("NFKC", char.translate(RADICALS))
    return "" if unicodedata.category(char[0]) in ("Cc", "Cf", "Cn", "Co", "Cs") or char == "\ufffd" else char


def _seen(glyphs: list[Glyph]) -> list[Glyph]:
    """Without hidden text, unless all is hidden: then it is what a machine read on a scanned page."""
    return [glyph for glyph in glyphs if not glyph.is_hidden] or glyphs


def _upright(glyphs: list[Glyph]) -> list[Glyph]:
    """Most of the page stands upright, whichever way the file turns it."""
    usual = Counter(round(glyph.turned / RIGHT_ANGLE) for glyph in glyphs).most_common(1)[0][0]
    return [replace(glyph, turned=_angle(glyph.turned - usual * RIGHT_ANGLE)) for glyph in glyphs]


def _angle(turned: float) -> float:
    """Rounded, and the same for what was turned the whole way round."""
    degrees = round(math.degrees(turned)) % 360
    return 0.0 if min(degrees, 360 - degrees) <= 2 else float(degrees)


def _once(glyphs: list[Glyph]) -> list[Glyph]:
    """Poor man's bold and shadows print a character twice, a little beside itself."""
    kept: list[Glyph] = []
    places: dict[tuple[str, int, int], list[Glyph]] = {}
    for glyph in glyphs:
        column, row = int(glyph.x0 // glyph.size), int(glyph.y // glyph.size)
        near = [
            other
            for x in (column - 1, column, column + 1)
            for y in (row - 1, row, row + 1)
            for other in places.get((glyph.char, x, y), ())
        ]
        if any(_is_same_place(glyph, other) for other in near):
            continue
        kept.append(glyph)
        places.setdefault((glyph.char, column, row), []).append(glyph)
    return kept


def _is_same_place(one: Glyph, other: Glyph) -> bool:
    reach = 0.3 * min(one.size, one.x1 - one.x0)
    is_near = abs(one.x0 - other.x0) < reach and abs(one.y - other.y) < reach
    return is_near and one.turned == other.turned
