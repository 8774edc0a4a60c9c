"""Which page of which issue a file holds: by its name, or by the folio line in it. Pure.

2023-12-20_A3.txt      20231220A03 要闻.txt      2023年12月20日第三版.txt
菏泽日报 2023年12月20日 星期三 A3版
2023-12-20/A3.txt      2023年12月20日.zip/要闻/A3.txt
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import PurePath

from ingest.page.furniture import standing_furniture
from ingest.sources import page_name
from people.bylines import fold

FOLIO_LINES = 12  # from the head and from the foot of the page
_DATE = re.compile(
    r"(?<!\d)(?P<year>(?:18|19|20|21)\d\d)(?:"
    r"(?P<month>\d\d)(?P<day>\d\d)"
    r"|\s*[-_./年]\s*(?P<m>\d{1,2})\s*[-_./月]\s*(?P<d>\d{1,2})\s*日?(?:-(?P<extra>\d))?"
    r")(?!\d)"
)
_COUNT_OF_PAGES = re.compile(r"(?:今日|本期|共)\s*\S{1,3}\s*版")
_LABEL = re.compile(
    r"(?<![A-Za-z\d])(?:第?(?P<label>[A-Za-z]?\d{1,2})版?(?!\d)|(?P<words>第[一二三四五六七八九十]+版))"
)
_NAME = re.compile(r"[一-鿿][一-鿿·]*")


@dataclass(frozen=True, slots=True)
class Place:
    """What is known of the page; what is not is None or empty."""

    date: dt.date | None = None
    extra: int = 0
    label: str = ""
    name: str = ""


def place_of(file_name: str, text: str) -> Place:
    """The name of the file tells, the page itself what that leaves open, and of the date the folders, the
    nearest first.
    """
    named, dated, printed = page_name(file_name), _read(PurePath(file_name).stem), _in_folio(text)
    date, extra = (named.date if named else dated.date) or printed.date, dated.extra
    if date is None:
        above = _in_folders(file_name)
        date, extra = above.date, above.extra
    return Place(
        date,
        extra,
        named.label if named else printed.label,
        (named.name if named else "") or printed.name,
    )


def _in_folio(text: str) -> Place:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    edges = dict.fromkeys([*lines[:FOLIO_LINES], *lines[-FOLIO_LINES:]])
    found = [_read(line) for line in edges if standing_furniture(line) == "folio"]
    labelled = next((place for place in found if place.label), Place())
    date = next((place.date for place in found if place.date), None)
    return Place(date, 0, labelled.label, labelled.name)


def _in_folders(path: str) -> Place:
    places = (_read(folder) for folder in reversed(PurePath(path).parts[:-1]))
    return next((place for place in places if place.date), Place())


def _read(line: str) -> Place:
    line = fold(line)
    date, extra, rest = None, 0, _COUNT_OF_PAGES.sub(" ", line)
    if match := _DATE.search(rest):
        date = _day(match["year"], match["month"] or match["m"], match["day"] or match["d"])
        extra = int(match["extra"] or 0)
        rest = f"{rest[: match.start()]} {rest[match.end() :]}"
    label = _LABEL.search(rest)
    if label is None:
        return Place(date, extra)
    name = _NAME.search(rest, label.end())
    return Place(date, extra, label["label"] or label["words"], name.group() if name else "")


def _day(year: str, month: str, day: str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
