"""Dates and page labels as print writes them. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from issues.labels import page_order
from people.bylines import fold

HAN_NUMBER = "[〇一二三四五六七八九十廿卅]{1,3}"
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
MONTH = rf"(?P<month>{'|'.join(MONTHS)})[a-z]*\.?"
LUNAR = re.compile(
    r"(?:农历|夏历|阴历)?\s*(?:[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥])年?\s*(?:[鼠牛虎兔龙蛇马羊猴鸡狗猪]年)?"
    r"\s*(?:闰?[正一二三四五六七八九十冬腊]{1,2}月(?:初?[一二三四五六七八九十廿]{1,3})?)?日?"
    r"|(?:农历|夏历|阴历)\s*闰?[正一二三四五六七八九十冬腊]{1,2}月(?:初?[一二三四五六七八九十廿]{1,3})?日?"
)
DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?P<year>\d{4}|(?<!\d)\d{2})\s*年\s*(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*[日号]",
        r"(?<!\d)(?P<year>\d{4})\s*(?P<mark>[-./])\s*(?P<month>\d{1,2})\s*(?P=mark)\s*(?P<day>\d{1,2})(?!\d)",
        r"(?<!\d)(?P<year>(?:19|20|21)\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)(?!\d)",
        rf"(?P<year>[〇一二三四五六七八九]{{2,4}})\s*年\s*(?P<month>{HAN_NUMBER})\s*月\s*(?P<day>{HAN_NUMBER})\s*日",
        rf"(?<![a-z]){MONTH}\s*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s*(?P<year>\d{{4}})",
        rf"(?<!\d)(?P<day>\d{{1,2}})\s*{MONTH}\s*,?\s*(?P<year>\d{{4}})",
        r"(?<!\d)(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*日",
        rf"(?P<month>{HAN_NUMBER})\s*月\s*(?P<day>{HAN_NUMBER})\s*日",
    )
)
LABEL = r"(?P<letter>[A-Za-z])?-?(?P<number>\d{1,3}|[〇零一二三四五六七八九十]{1,3})"
# 今日8版 says how many there are.
PAGE_COUNT = re.compile(
    r"(?:今日|本期|今天|共|总)\s*(?:共|有|出)?\s*(?P<count>\d{1,3}|[一二三四五六七八九十]{1,3})\s*(?:个)?版"
)
WITH_WORD = re.compile(rf"第?\s*{LABEL}\s*版")
LETTERED = re.compile(r"(?<![A-Za-z0-9])(?P<letter>[A-Za-z])-?(?P<number>\d{1,2})(?![\w-])")
BARE = re.compile(r"(?<![\w.:/-])(?P<letter>)(?P<number>\d{1,2})(?![\w.:/-])")
ZEROS = str.maketrans("○零", "〇〇")


@dataclass(frozen=True, slots=True)
class Day:
    """A date as printed; without a year where none is printed."""

    year: int | None
    month: int
    day: int

    def is_of(self, date: dt.date) -> bool:
        return self.year in (None, date.year) and (self.month, self.day) == (date.month, date.day)


@dataclass(frozen=True, slots=True)
class Label:
    """A page label in whatever form: A3, A03版, 第三版, 03."""

    section: str
    number: int
    printed: str

    def means(self, page: Label, *, rank: int) -> bool:
        """Whether it names the page of that label, which is the `rank`th of its issue.

        第3版 is A3 as well; and the third page of section B may be counted on, as 第11版.
        """
        if self.section:
            return self.number == page.number and self.section == (page.section or "A")
        return self.number == page.number or (page.section not in ("", "A") and self.number == rank)


def label_of(text: str) -> Label | None:
    """A label that stands alone, as a page bears it; None where it counts nothing, such as 中缝."""
    found = re.fullmatch(
        r"第?(?P<section>[^\d〇零一二三四五六七八九十]*?)-?(?P<number>\d+|[〇零一二三四五六七八九十]+)版?",
        text.replace("头版", "一版"),
    )
    number = page_order(found["number"].translate(ZEROS).lstrip("〇")) if found else None
    return None if found is None or number is None else Label(found["section"].upper(), number, text)


def labels_in(text: str) -> list[Label]:
    """The labels in a folio line or a jump line: those with 版, or lettered ones, or else a bare 03."""
    text = PAGE_COUNT.sub(" ", fold(text)).replace("头版", "一版")
    for pattern in (WITH_WORD, LETTERED, BARE):
        if found := [label for match in pattern.finditer(text) if (label := _label(match))]:
            return found
    return []


def _label(match: re.Match[str]) -> Label | None:
    number = page_order(match["number"].translate(ZEROS).lstrip("〇"))
    return None if number is None else Label((match["letter"] or "").upper(), number, match.group())


def page_counts(text: str) -> list[int]:
    """今日8版 -> 8."""
    return [number for match in PAGE_COUNT.finditer(fold(text)) if (number := page_order(match["count"]))]


def without_days(text: str) -> tuple[str, list[Day]]:
    """The dates in a line, and the line without them; the farmers' calendar is taken out and not told."""
    text = LUNAR.sub(" ", fold(text).translate(ZEROS))
    days: list[Day] = []
    for pattern in DATES:
        days.extend(_days(pattern, text))
        text = pattern.sub(" ", text)
    return text, days


def _days(pattern: re.Pattern[str], text: str) -> Iterator[Day]:
    for match in pattern.finditer(text):
        parts = match.groupdict()
        year = _year(parts.get("year") or "")
        yield Day(year, _month(parts["month"]), _number(parts["day"]))


def _year(text: str) -> int | None:
    if not text:
        return None
    digits = int(
        "".join(
            str("〇一二三四五六七八九".find(each)) if each in "〇一二三四五六七八九" else each
            for each in text
        )
    )
    return digits if digits >= 100 else 2000 + digits


def _month(text: str) -> int:
    return MONTHS.index(text[:3].title()) + 1 if text.isascii() and text[:1].isalpha() else _number(text)


def _number(text: str) -> int:
    """廿二 is 二十二; 0 where it is no number, which is no day either."""
    return page_order(text.replace("廿", "二十").replace("卅", "三十")) or 0
