"""Labels of pages as papers print them, and the order they stand for. Pure."""

from __future__ import annotations

import re

SECTION = 100
HAN_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")}


def page_order(label: str) -> int | None:
    """A3 -> 3, B1 -> 101, 03 -> 3, 第四版 -> 4, T12 -> 1912; None where the label counts nothing.

    Lettered sections follow each other: all of A stands before B1.
    """
    if match := re.fullmatch(r"([A-Za-z])(\d{1,2})", label):
        return (ord(match[1].upper()) - ord("A")) * SECTION + int(match[2])
    if match := re.search(r"\d{1,4}", label):
        return int(match[0])
    if match := re.search(r"[〇一二三四五六七八九十]+", label):
        return _han_number(match[0])
    return None


def _han_number(text: str) -> int | None:
    """四 -> 4, 十 -> 10, 十二 -> 12, 二十 -> 20, 二十四 -> 24."""
    tens, ten, ones = text.rpartition("十")
    if len(tens) > 1 or len(ones) > 1:
        return None
    value = HAN_DIGITS.get(ones, 0)
    return value + 10 * HAN_DIGITS.get(tens, 1) if ten else value
