"""Dates in the stories that cannot be: a dateline of tomorrow, a day of no calendar, a wrong weekday."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from issues.models.planning import TemplateWeekday
from issues.proofs.text import WEEKDAYS
from issues.reading.checks.material import Material, Story
from issues.reading.finding import Finding, Kind
from people.bylines import fold

DAY = re.compile(
    r"(?<![\d年.-])(?:(?P<year>(?:19|20)\d\d)年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})日"
    r"(?P<weekday>\s*+\(?\s*+(?:星期|周|礼拜)\s*+(?P<han>[一二三四五六日天])\s*+\)?)?"
)
DATELINE_DAY = re.compile(
    r"^[【\[]?[一-鿿\s]{2,16}?(?P<month>\d{1,2})月(?P<day>\d{1,2})日\s*(?:讯|电(?![话子力商影视动器价站网]))"
)
LONGEST_DATELINE = 40
LUNAR = re.compile(r"(?:农历|阴历|正月|腊月)$")
# Where a story tells of a year, a day without one may be of that year.
OTHER_YEAR = re.compile(r"\d{4}\s*年|去年|前年|当年|那年|明年")


def check(material: Material) -> Iterator[Finding]:
    date = material.issue.date
    for story in material.stories:
        yield from _of_dateline(story, date)
        tells_of_years = bool(OTHER_YEAR.search("".join(story.lines)))
        told: set[str] = set()
        for line in story.lines:
            yield from _of_line(line, story, date, told, tells_of_years=tells_of_years)


def _finding(
    code: str, text: str, story: Story, translated: dict[str, str] | None = None, **said: str
) -> Finding:
    """`translated` is told too, and is no fact: it has other words in another language."""
    facts: tuple[str | int, ...] = (story.pk, *said.values())
    return Finding(
        Kind.FOLIO,
        code,
        text % {**story.told, **said, **(translated or {})},
        facts,
        story.page.pk,
        (story.pk,),
    )


def _of_dateline(story: Story, issue: dt.date) -> Iterator[Finding]:
    """新华社北京12月1日电 in the paper of 30 November."""
    article = story.article
    first = next(iter(article.body.splitlines()), "")
    match = DATELINE_DAY.match(fold(article.dateline or first[:LONGEST_DATELINE]))
    if match:
        dateline = match.group().strip("【[ ")
        day = _nearest(int(match["month"]), int(match["day"]), issue)
        if day is not None and day > issue:
            text = _("Page %(page)s: “%(story)s” is dated %(dateline)s: that is after the issue, %(date)s.")
            yield _finding("dateline_ahead", text, story, dateline=dateline, date=issue.isoformat())


def _of_line(
    line: str, story: Story, issue: dt.date, told: set[str], *, tells_of_years: bool
) -> Iterator[Finding]:
    """Each wrong day once for a story; `told` are those told before."""
    folded = fold(line) if "月" in line else ""
    for match in DAY.finditer(folded):
        if LUNAR.search(folded, max(0, match.start() - 2), match.start()):
            continue
        words = match.group().strip()
        if words in told:
            continue
        told.add(words)
        month, day = int(match["month"]), int(match["day"])
        date = _date(int(match["year"]), month, day) if match["year"] else _nearest(month, day, issue)
        if date is None:
            text = _("Page %(page)s: “%(story)s” prints %(words)s: there is no such day.")
            yield _finding("no_such_day", text, story, words=words)
        elif _has_other_weekday(match, date, tells_of_years=tells_of_years):
            weekday = str(TemplateWeekday.Weekday(date.weekday()).label)
            text = _("Page %(page)s: “%(story)s” prints %(words)s: that day is a %(weekday)s.")
            yield _finding("weekday_wrong", text, story, {"weekday": weekday}, words=words)


def _has_other_weekday(match: re.Match[str], date: dt.date, *, tells_of_years: bool) -> bool:
    printed = (match["han"] or "").replace("天", "日")
    if not printed or printed == WEEKDAYS[date.weekday()]:
        return False
    return bool(match["year"]) or not tells_of_years


def _nearest(month: int, day: int, issue: dt.date) -> dt.date | None:
    """The day of whichever year lies nearest to the issue; years enough for one with a 29 February."""
    years = range(issue.year - 8, issue.year + 9)
    dates = [date for year in years if (date := _date(year, month, day))]
    return min(dates, key=lambda date: abs(date - issue), default=None)


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
