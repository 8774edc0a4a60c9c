"""Days as readers type them: 2026, 2026年11月, 2026-11-20, 11-01..11-15, 今天, 上周, 去年. Pure."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

DAY = dt.timedelta(days=1)
WRITTEN = re.compile(
    r"(?P<year>\d{4})(?:[-./年](?P<month>\d{1,2})(?:[-./月](?P<day>\d{1,2})日?|月)?|年)?"
    r"|(?P<packed>\d{8})"
)
BETWEEN = re.compile(r"\.\.|~|至|到")


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `since` to `until`, both included; None is open."""

    since: dt.date | None = None
    until: dt.date | None = None

    @classmethod
    def common(cls, spans: Iterable[Span]) -> Span:
        """The days that lie in all of them; without any, every day."""
        rows = list(spans)
        return cls(
            max((span.since for span in rows if span.since), default=None),
            min((span.until for span in rows if span.until), default=None),
        )


def _month(of: dt.date) -> Span:
    last = calendar.monthrange(of.year, of.month)[1]
    return Span(of.replace(day=1), of.replace(day=last))


def _week(of: dt.date) -> Span:
    monday = of - of.weekday() * DAY
    return Span(monday, monday + 6 * DAY)


def _year(year: int) -> Span:
    return Span(dt.date(year, 1, 1), dt.date(year, 12, 31))


SPOKEN: dict[str, Callable[[dt.date], Span]] = {
    "今天": lambda today: Span(today, today),
    "昨天": lambda today: Span(today - DAY, today - DAY),
    "前天": lambda today: Span(today - 2 * DAY, today - 2 * DAY),
    "本周": _week,
    "上周": lambda today: _week(today - 7 * DAY),
    "本月": _month,
    "上月": lambda today: _month(today.replace(day=1) - DAY),
    "今年": lambda today: _year(today.year),
    "去年": lambda today: _year(today.year - 1),
}


def span_of(text: str, *, today: dt.date) -> Span | None:
    """The days that the text names, or None where it names none: 2026-02-30 does not.

    Two days with .., ~, 至 or 到 between them are the days from the one to the other; one side may be left
    out.
    """
    if text in SPOKEN:
        return SPOKEN[text](today)
    sides = BETWEEN.split(text)
    if len(sides) == 1:
        return _written(text)
    if len(sides) > 2 or not any(sides):
        return None
    first, last = (_written(side) if side else Span() for side in sides)
    return Span(first.since, last.until) if first and last else None


def _written(text: str) -> Span | None:
    found = WRITTEN.fullmatch(text)
    if found is None:
        return None
    if packed := found["packed"]:
        year, month, day = int(packed[:4]), int(packed[4:6]), int(packed[6:])
    else:
        year, month, day = (int(found[name] or 0) for name in ("year", "month", "day"))
    try:
        if day:
            return Span(dt.date(year, month, day), dt.date(year, month, day))
        return _month(dt.date(year, month, 1)) if found["month"] else _year(year)
    except ValueError:
        return None
