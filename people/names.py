"""Names of people as printed and as kept. Pure."""

from __future__ import annotations

import re
import unicodedata

HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
PADDING = re.compile(rf"(?<=[{HAN}·])\s+(?=[{HAN}·])")
DOTS = str.maketrans(dict.fromkeys("•・‧﹒.．", "·"))


def normalise_name(printed: str) -> str:
    """The one spelling a name is kept under: 王　燕 and 王 燕 -> 王燕, but Anna Lee keeps its space.

    Papers pad two-character names to the width of three; dots in foreign names differ by typeface. What
    nobody sees, such as the zero-width characters of a pasted text, makes no other name.
    """
    seen = "".join(each for each in printed if unicodedata.category(each) != "Cf")
    name = re.sub(r"\s+", " ", unicodedata.normalize("NFC", seen)).strip()
    if re.search(rf"[{HAN}]", name):
        name = name.translate(DOTS)
    return PADDING.sub("", name)
