"""A composition made into a PDF and into pictures of the page.

The engine is typst, in a process of nothing but data: each text is a string of a JSON file and never markup.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image as Pillow
from PIL import ImageOps

from issues.composing.composition import Composition, Image, Item, Panel, Text
from issues.composing.faces import FOLDER, Face, metrics, printable
from issues.composing.grid import HEIGHT, WIDTH, Rect

TEMPLATE = Path(__file__).resolve().parent / "page.typ"
WIDTHS = (900, 2000)  # Of the pictures of a page, in pixels: for a phone, and to read by.
PRINT_DPI = 220  # Newsprint is screened at 100 lines an inch; twice that is what shows.
QUALITY = 88
WEBP_QUALITY, WEBP_EFFORT = 78, 2


class EngineMissingError(Exception):
    """typst is not installed: pages can be composed, not printed (requirements-print.txt)."""


class NotPrintableError(Exception):
    """The engine refused the page; the message is its own."""


@dataclass(frozen=True, slots=True)
class Printed:
    """The PDF; how many texts the engine broke otherwise than planned and had to squeeze; pictures that could
    not be read, by their file's name.
    """

    pdf: bytes
    squeezed: int
    unreadable: tuple[str, ...]


def print_page(composition: Composition) -> Printed:
    """The page as a PDF: fonts embedded as subsets, tagged in reading order (PDF/UA-1)."""
    try:
        import typst  # noqa: PLC0415 - An extra: the site runs without it.
    except ImportError as error:
        raise EngineMissingError(str(error)) from error
    for face in Face:
        metrics(face)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        unreadable = _write(composition, folder)
        compiler = typst.Compiler(
            str(folder / "page.typ"), root=name, font_paths=[str(FOLDER)], ignore_system_fonts=True
        )
        try:
            pdf = compiler.compile(format="pdf", pdf_standards=["ua-1"])
            assert isinstance(pdf, bytes)  # One file, since nothing names an output.
            misfits = json.loads(compiler.query("<misfit>", field="value"))
        except (typst.TypstError, RuntimeError) as error:
            raise NotPrintableError(str(error)) from error
    return Printed(pdf, len(misfits), unreadable)


def pictures(pdf: bytes, widths: Sequence[int] = WIDTHS) -> dict[int, bytes]:
    """The page as WebP, by its width in pixels: drawn once, at the largest."""
    import pypdfium2  # noqa: PLC0415 - Only whoever draws needs it.

    document = pypdfium2.PdfDocument(pdf)
    try:
        drawn = document[0].render(scale=max(widths) / WIDTH).to_pil().convert("RGB")
    finally:
        document.close()
    return {width: webp(drawn, width) for width in widths}


def webp(drawn: Pillow.Image, width: int) -> bytes:
    """Scaled to this width, without anything but its pixels."""
    if drawn.width != width:
        height = round(drawn.height * width / drawn.width)
        drawn = drawn.resize((width, height), Pillow.Resampling.LANCZOS, reducing_gap=2.0)
    target = BytesIO()
    drawn.save(target, "WEBP", quality=WEBP_QUALITY, method=WEBP_EFFORT)
    return target.getvalue()


def _write(composition: Composition, folder: Path) -> tuple[str, ...]:
    """What the engine reads: the template, the data, the pictures cut to their frames."""
    unreadable: list[str] = []
    (folder / "page.typ").write_bytes(TEMPLATE.read_bytes())
    items = [
        _as_data(item, number, folder, unreadable)
        for number, item in enumerate(composition.items)
        if not isinstance(item, Text) or any(item.lines)
    ]
    folio = composition.description.folio
    data = {
        "title": composition.description.title or "—",
        "author": folio.paper,
        "width": WIDTH,
        "height": HEIGHT,
        "items": items,
    }
    (folder / "page.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return tuple(unreadable)


def _as_data(item: Item, number: int, folder: Path, unreadable: list[str]) -> dict[str, Any]:
    if isinstance(item, Text):
        return _text(item, number)
    if isinstance(item, Panel):
        return {
            **_place(item.rect),
            "type": "panel",
            "fill": item.fill,
            "stroke": item.stroke,
            "colour": item.colour,
        }
    name = f"picture-{number}.jpg"
    has_file = item.picture.file is not None and _cut(item, folder / name, unreadable)
    alt = item.picture.alt or item.picture.caption or "图片"
    return {**_place(item.rect), "type": "image", "file": name if has_file else None, "alt": alt}


def _text(item: Text, number: int) -> dict[str, Any]:
    return {
        "type": "text",
        "number": number,
        "x": item.x,
        "y": item.y,
        "width": item.width,
        "height": item.height,
        "size": item.size,
        "leading": item.leading or item.size,
        "font": item.face.family,
        "weight": item.face.weight,
        "lines": [printable(line, item.face) for line in item.lines],
        "role": item.role,
        "align": item.align,
        "colour": item.colour,
        "justified": item.is_justified,
        "ends": item.ends,
        "indent": item.indent,
        "bold": item.bold,
        "tracking": item.tracking,
    }


def _place(rect: Rect) -> dict[str, float]:
    return {"x": rect.x, "y": rect.y, "width": rect.width, "height": rect.height}


def _cut(item: Image, target: Path, unreadable: list[str]) -> bool:
    """The picture cropped to its frame around what matters in it, in the size that print needs."""
    size = tuple(max(1, round(length / 72 * PRINT_DPI)) for length in (item.rect.width, item.rect.height))
    try:
        with Pillow.open(item.picture.file) as opened:  # type: ignore[arg-type]
            opened.draft("RGB", (size[0], size[1]))
            whole = ImageOps.exif_transpose(opened).convert("RGB")
        ImageOps.fit(whole, (size[0], size[1]), centering=item.picture.focus).save(
            target, "JPEG", quality=QUALITY
        )
    except (OSError, ValueError, Pillow.DecompressionBombError):
        unreadable.append(item.picture.file.name if item.picture.file else "")
        return False
    return True


def texts_of(items: Iterable[Item]) -> list[str]:
    """Every line that is read on the page, in reading order."""
    return [
        line for item in items if isinstance(item, Text) and item.role != "furniture" for line in item.lines
    ]
