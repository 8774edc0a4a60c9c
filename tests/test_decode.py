"""Bytes become the text that was written, in whichever encoding; damaged ones an error, never 鏂囧瓧."""

from __future__ import annotations

import codecs
import random

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from ingest.page import PageError, decode_page
from ingest.page.decode import decode_text
from tests.mutated_pages import practice_pages

ENCODINGS = {
    "UTF-8": ("", "utf-8"),
    "UTF-8 with its mark": ("\ufeff", "utf-8"),
    "UTF-16, little end first": ("\ufeff", "utf-16-le"),
    "UTF-16, big end first": ("\ufeff", "utf-16-be"),
    "GB18030": ("", "gb18030"),
    "GB18030 with its mark": ("\ufeff", "gb18030"),
}
PRINTED = "".join("".join(practice_pages()).split())
EXAMPLES = hypothesis_settings(max_examples=150, deadline=None)


def passages(shortest: int) -> st.SearchStrategy[str]:
    """Stretches of printed pages, between them whatever a page may hold besides."""
    at = st.integers(0, len(PRINTED) - 400)
    printed = st.builds(lambda start, length: PRINTED[start : start + length], at, st.integers(shortest, 400))
    others = st.text(alphabet="王燚玥龑㙍𠮷①—…℃ABC123,:“”　 ", max_size=3)
    pieces = st.lists(st.tuples(printed, others).map("".join), min_size=1, max_size=6)
    return pieces.map("\n".join)


@pytest.mark.parametrize("name", ENCODINGS)
@given(text=passages(12))
@EXAMPLES
def test_text_comes_back_from_every_encoding(name: str, text: str) -> None:
    mark, encoding = ENCODINGS[name]
    assert decode_page((mark + text).encode(encoding)) == text


@pytest.mark.parametrize("page", practice_pages()[::6])
def test_whole_page_comes_back_from_gb18030(page: str) -> None:
    assert decode_page(page.encode("gb18030")) == page


def damaged(data: bytes, seed: int, wounds: int) -> bytes:
    """Bytes lost, doubled or changed, a stretch taken out, the end cut off: what disks and lines do."""
    dice = random.Random(seed)  # noqa: S311 - No secret.
    for _ in range(wounds):
        at = dice.randrange(len(data))
        new = bytes([dice.randrange(256)])
        harm = dice.choice(["lose", "double", "change", "stretch", "cut"])
        if harm == "lose":
            data = data[:at] + data[at + 1 :]
        elif harm == "double":
            data = data[:at] + data[at : at + 1] + data[at:]
        elif harm == "change":
            data = data[:at] + new + data[at + 1 :]
        elif harm == "stretch":
            data = data[:at] + data[at + dice.randint(1, 50) :]
        else:
            data = data[: max(1, len(data) - dice.randint(1, 5))]
        data = data or new
    return data


def outcome(data: bytes) -> str:
    """The text, or the code of the error."""
    try:
        return decode_text(data)
    except PageError as error:
        return error.code


@given(text=passages(1), seed=st.integers(0, 2**32), wounds=st.integers(1, 6))
@hypothesis_settings(max_examples=800, deadline=None)
def test_damaged_utf8_is_an_error_or_still_utf8(text: str, seed: int, wounds: int) -> None:
    data = damaged(text.encode(), seed, wounds)
    assert outcome(data) in ("not-utf8", data.decode("utf-8-sig", "replace"))


@given(text=passages(12), cut=st.integers(1, 200))
@EXAMPLES
def test_truncated_gb18030_is_never_read_as_something_else(text: str, cut: int) -> None:
    read = outcome(text.encode("gb18030")[: -min(cut, len(text) // 2)])
    assert read == "not-gb18030" or text.startswith(read)


@pytest.mark.parametrize(
    ("data", "code", "line", "offset"),
    [
        ("标题\n正文".encode()[:-1], "not-utf8", 2, 10),
        (codecs.BOM_UTF8 + "标题\n正文".encode()[:-1], "not-utf8", 2, 13),
        ("标题标题\n正文".encode("gb18030")[:-1], "not-gb18030", 2, 11),
        ("标题\n正文".encode("utf-16")[:-1], "not-utf16", 2, 10),
        ("标题\n".encode() + "本报讯".encode("gb18030"), "not-utf8", 2, 7),
        ("本报讯今天开工\n".encode("gb18030") * 20 + "标题标题".encode(), "not-utf8", 1, 0),
        (b"\x89PNG\r\n\x1a\n\x00\x00\xff\xd8", "not-utf8", 1, 0),
    ],
)
def test_error_names_the_line_and_the_byte(data: bytes, code: str, line: int, offset: int) -> None:
    with pytest.raises(PageError) as caught:
        decode_page(data)
    assert (caught.value.code, caught.value.line, caught.value.offset) == (code, line, offset)


def test_utf8_read_as_gb18030_is_not_believed() -> None:
    """Every byte pair of 文字 in UTF-8 is a character of GB18030: 鏂囧瓧."""
    with pytest.raises(PageError, match="UTF-8"):
        decode_text("文字文字文字\n".encode() + b"\xff")
