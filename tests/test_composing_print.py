"""The PDF of a composed page, its picture, and what readers and programs find in them."""

from __future__ import annotations

import builtins
import random
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from PIL import Image

from ingest.page import parse_page
from ingest.sources import page_text
from issues.composing import EngineMissingError, compose, pictures, print_page
from issues.composing.description import PageDescription, Picture
from issues.composing.render import texts_of
from issues.composing.setting import texts
from tests.composing_world import landscape, mixed_page, sample_page
from tests.test_composing_pages import HOSTILE, one, page_of
from towns.gazetteer import Gazetteer

pytest.importorskip("typst", reason="The engine is an extra: requirements-print.txt")


def squeezed(text: str) -> str:
    """Without blanks and line ends, and with U+FFFE, which PDFium writes for a hyphen at a line's end."""
    return "".join(text.split()).replace("\ufffe", "-").replace("\x02", "-")


def extracted(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return squeezed("".join(page.get_textpage().get_text_range() for page in document))


@pytest.fixture(scope="module")
def sample() -> tuple[PageDescription, bytes]:
    page = sample_page()
    printed = print_page(compose(page))
    assert printed.squeezed == 0
    return page, printed.pdf


def test_the_pdf_is_one_sheet_of_a_broadsheet(sample: tuple[PageDescription, bytes]) -> None:
    document = pypdfium2.PdfDocument(sample[1])
    assert len(document) == 1
    assert [round(length / 72 * 25.4) for length in document[0].get_size()] == [390, 540]


def test_every_word_is_in_the_pdf_in_reading_order(sample: tuple[PageDescription, bytes]) -> None:
    page, pdf = sample
    found = extracted(pdf)
    place = 0
    for line in texts_of(compose(page).items):
        place = found.index(squeezed(line), place)
    for story in page.stories:
        assert squeezed(story.headline.replace(":", "：")) in found
        assert all(squeezed(text)[:12] in found for text in texts(story))


def test_the_pdf_is_tagged_and_says_what_it_is(sample: tuple[PageDescription, bytes]) -> None:
    page, pdf = sample
    document = pypdfium2.PdfDocument(pdf)
    assert document.get_metadata_dict()["Title"] == page.title
    assert document.is_tagged()
    assert b"/Lang" in pdf
    assert b"pdfuaid" in pdf
    headings = [element for element in elements(document) if element == "H1"]
    assert len(headings) >= sum(bool(story.headline) for story in page.stories)


def elements(document: Any) -> Iterator[str]:
    """The tags of the structure, in order."""
    tree = pdfium.FPDF_StructTree_GetForPage(document[0])
    waiting = [
        pdfium.FPDF_StructTree_GetChildAtIndex(tree, n)
        for n in range(pdfium.FPDF_StructTree_CountChildren(tree))
    ]
    while waiting:
        element = waiting.pop(0)
        if not element:
            continue
        length = pdfium.FPDF_StructElement_GetType(element, None, 0)
        buffer = (pdfium.c_char * length)()
        pdfium.FPDF_StructElement_GetType(element, buffer, length)
        yield bytes(buffer).decode("utf-16-le").rstrip("\0")
        count = pdfium.FPDF_StructElement_CountChildren(element)
        waiting[:0] = [pdfium.FPDF_StructElement_GetChildAtIndex(element, n) for n in range(count)]


def test_fonts_are_embedded_as_subsets(sample: tuple[PageDescription, bytes]) -> None:
    pdf = sample[1]
    assert len(pdf) < 1_000_000
    assert pdf.count(b"/FontFile3") >= 3


@pytest.mark.parametrize("seed", [1, 4])
def test_mixed_pages_print_as_they_were_broken(seed: int) -> None:
    """No line was broken by the engine otherwise than by the compositor."""
    assert print_page(compose(mixed_page(seed))).squeezed == 0


def test_markup_in_a_text_is_text() -> None:
    page = page_of(one(1, headline=HOSTILE, body=HOSTILE), one(2))
    found = extracted(print_page(compose(page)).pdf)
    for piece in ("#set", "*fett*", "_x_", "$x^2$", "`code`", "[a](b)", "<b>", "@c", "#panic()"):
        assert found.count(piece) == 2


def test_a_character_without_a_glyph_is_a_geta_mark() -> None:
    assert "村民〓说" in extracted(print_page(compose(page_of(one(1, body="村民😀说")))).pdf)


def test_a_photo_is_printed_and_a_broken_one_is_named(tmp_path: Path) -> None:
    photo = landscape(random.Random(1), tmp_path, 1.5)  # noqa: S311 - No secret.
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"no picture")
    shown = (Picture("路", "王燕 摄", file=photo), Picture("桥", "王燕 摄", file=broken))
    printed = print_page(compose(page_of(one(1, pictures=shown))))
    assert printed.unreadable == ("broken.jpg",)
    assert printed.pdf.count(b"/DCTDecode") == 1


def test_the_picture_of_a_page_comes_in_two_widths(sample: tuple[PageDescription, bytes]) -> None:
    made = pictures(sample[1])
    for width, data in made.items():
        with Image.open(BytesIO(data)) as image:
            assert image.format == "WEBP"
            assert image.width == width
            assert abs(image.height - width * 540 / 390) < 2
    assert list(made) == [900, 2000]


def test_regions_lie_over_the_words_of_their_stories(sample: tuple[PageDescription, bytes]) -> None:
    page, pdf = sample
    text = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    width, height = pypdfium2.PdfDocument(pdf)[0].get_size()
    regions = {region.story: region for region in compose(page).regions}
    for story in page.stories[:4]:
        region = regions[story.id]
        left, top = region.x * width, height * (1 - region.y)
        box = (left, top - region.height * height, left + region.width * width, top)
        found = squeezed(text.get_text_bounded(*box))
        for paragraph in texts(story):
            assert squeezed(paragraph)[:12] in found
        assert all(squeezed(texts(other)[0])[:12] not in found for other in page.stories[4:] if texts(other))


def test_the_pdf_read_by_the_queue_gives_the_stories_back(sample: tuple[PageDescription, bytes]) -> None:
    """The round trip: what is composed here and sent in again comes back as the same stories."""
    gazetteer = Gazetteer.from_register("菏泽市")
    read = parse_page(page_text(sample[1]), gazetteer=gazetteer)
    bodies = {plain("".join(story.paragraphs)) for story in read.stories}
    headlines = {plain(story.headline or "") for story in read.stories}
    stories = [story for story in sample[0].stories if story.body]
    assert all(plain(story.headline) in headlines for story in stories)
    same = [story for story in stories if plain("".join(block.text for block in story.body)) in bodies]
    assert len(same) >= 0.7 * len(stories)


def plain(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def test_without_the_engine_the_error_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "typst":
            raise ImportError("No module named 'typst'")
        return real(name, *args, **kwargs)

    composition = compose(page_of(one(1)))
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(EngineMissingError, match="typst"):
        print_page(composition)
