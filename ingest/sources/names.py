"""What the name of a file says of its page: `A3 鲁西新区·巨野.txt` -> label A3, name 鲁西新区·巨野. Pure."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath


@dataclass(frozen=True, slots=True)
class PageName:
    """`date` is the issue's, where the file says it."""

    label: str
    name: str = ""
    date: dt.date | None = None


DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)([-._年]?)(\d{1,2})(?:[-._月]?)(\d{1,2})日?(?!\d)")
COMPACT_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)()(\d\d)(\d\d)")
HAN = "一二三四五六七八九十"
# In the order of their certainty: a number that 版 follows is a page, a number alone may be anything.
LABELS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"第?(?P<label>\d{1,2}-\d{1,2}|[A-Z]?\d{1,3})版",
        rf"(?P<han>第?[{HAN}]{{1,3}}版|头版)",
        r"(?<![A-Z\d])(?P<label>[A-Z]\d{1,2}-[A-Z]\d{1,2}|[A-Z]\d{1,3})(?![A-Z\d])",
        r"(?<![A-Z])(?:PAGE|版面|第)[ _-]?(?P<label>\d{1,3})(?!\d)",
        r"^(?P<label>0\d)(?![\dA-Z])",
        r"^(?P<label>\d{1,2})(?=$|[ _.:(\-])",
        r"(?:^|[ _.)\-])(?P<label>\d{1,2})$",
    )
)
PAPER = re.compile(r"^\w{0,8}?(?:日|晚|晨|早|时|周)?报")
HAS_HAN = re.compile("[一-鿿]")
AROUND = " _-–—:,.。、|/"
BRACKETS = ("()", "[]", "【】", "《》", "「」", "<>")
LONGEST_NAME = 40


def page_name(path: str) -> PageName | None:
    """None where the name says no label: 通讯.txt, 12月简讯.txt.

    `20231220_A3.pdf`, `菏泽日报2023年12月20日第03版.pdf`, `03版:要闻.txt` and `第四版 副刊.txt` say theirs.
    """
    stem = unicodedata.normalize("NFKC", PurePosixPath(path).stem).strip()
    rest, date = _without_date(stem)
    for pattern in LABELS:
        if found := pattern.search(rest):
            before, after = rest[: found.start()], rest[found.end() :]
            # Before the label stands the paper's name or its code (hzrb) more often than the page's.
            name = _bare(after) or (_bare(PAPER.sub("", before)) if HAS_HAN.search(before) else "")
            return PageName(_label(found), name[:LONGEST_NAME], date)
    return None


def _label(found: re.Match[str]) -> str:
    parts = found.groupdict()
    if han := parts.get("han"):
        return "第一版" if han == "头版" else f"第{han.removeprefix('第')}"
    return parts["label"].upper()


def _without_date(stem: str) -> tuple[str, dt.date | None]:
    for pattern in (DATE, COMPACT_DATE):
        for found in pattern.finditer(stem):
            year, _between, month, day = found.groups()
            try:
                date = dt.date(int(year), int(month), int(day))
            except ValueError:
                continue
            before, after = stem[: found.start()].rstrip(AROUND), stem[found.end() :].strip(AROUND)
            return f"{before} {after}".strip(), date
    return stem, None


def _bare(text: str) -> str:
    """Without what stands around a name: `_(要闻)` -> 要闻."""
    text = text.strip(AROUND).removeprefix("版").strip(AROUND)
    for pair in BRACKETS:
        if text.startswith(pair[0]) and text.endswith(pair[1]):
            text = text[1:-1].strip(AROUND)
    return text
