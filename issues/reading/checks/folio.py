"""Folio lines (报眉) that were set by hand: date, label, page name, paper and number are those of the page.

A folio line that says less than it could is the house's own way; what it says has to be right, and the date
is never left out. A line that was not set by hand is made of what is known of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _

from issues.models import Page
from issues.proofs.text import WEEKDAYS
from issues.reading.checks.alike import is_slip
from issues.reading.checks.material import Material
from issues.reading.checks.printed import label_of, labels_in, page_counts, without_days
from issues.reading.finding import Finding, Kind

WEEKDAY = re.compile(r"(?:星期|礼拜|周)\s*(?P<han>[一二三四五六日天])(?!刊)")
ENGLISH = re.compile(
    r"\b(?P<english>Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:s|nes|r|rs|ur)?(?:day)?\b\.?", re.IGNORECASE
)
ENGLISH_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SERIAL = re.compile(r"(?:总\s*)?第?\s*(?P<number>\d[\d,]*)\s*期|总期[号数]\s*[:]?\s*(?P<after>\d[\d,]*)")
# Numbers that are no labels: 国内统一刊号CN37-0067, 邮发代号23-29.
OTHER_NUMBERS = re.compile(r"CN\s*\d+\s*-\s*\d+|\d+\s*-\s*\d+")
ANY_PAPER = re.compile(r"[一-鿿]{2,4}(?:日报|晚报|晨报|早报|时报|商报|都市报)")
# 菏 泽 日 报
SPACED = re.compile(r"(?<![一-鿿])(?:[一-鿿]\s+){2,}[一-鿿](?![一-鿿])")
DAYS_OF_A_YEAR = 366
SEPARATORS = re.compile(r"[^\w]|_")


def check(material: Material) -> Iterator[Finding]:
    for page in material.pages:
        if page.folio.strip():
            yield from _Folio(page, material).findings()


class _Folio:
    """A line that gets shorter as it is read: what was read cannot be read as another part."""

    def __init__(self, page: Page, material: Material) -> None:
        self.page, self.material = page, material
        self.date = material.issue.date
        self.rest, self.days = without_days(page.folio)

    def findings(self) -> Iterator[Finding]:
        yield from self._date()
        yield from self._serial()
        yield from self._paper()
        yield from self._name()
        yield from self._label()

    def _finding(self, code: str, text: str, **said: str | int) -> Finding:
        sentence = text % {**said, "page": self.page.label, "folio": self.page.folio}
        return Finding(
            Kind.FOLIO, code, sentence, (self.page.label, self.page.folio, *said.values()), page=self.page.pk
        )

    def _date(self) -> Iterator[Finding]:
        weekdays = self._take_weekdays()
        right = f"{self.date.year}年{self.date.month}月{self.date.day}日 星期{WEEKDAYS[self.date.weekday()]}"
        if not self.days:
            text = _("The folio line of page %(page)s has no date: %(folio)s. The issue is of %(right)s.")
            yield self._finding("folio_no_date", text, right=right)
        elif not self._is_dated_right(weekdays):
            text = _(
                "The folio line of page %(page)s has another date than the issue: %(folio)s. "
                "Right: %(right)s."
            )
            yield self._finding("folio_date", text, right=right)

    def _is_dated_right(self, weekdays: list[int]) -> bool:
        is_day = all(day.is_of(self.date) for day in self.days)
        return is_day and all(weekday == self.date.weekday() for weekday in weekdays)

    def _take_weekdays(self) -> list[int]:
        found = [
            "一二三四五六日".index(each["han"].replace("天", "日")) for each in WEEKDAY.finditer(self.rest)
        ]
        self.rest = WEEKDAY.sub(" ", self.rest)
        found += [ENGLISH_DAYS.index(each["english"].casefold()) for each in ENGLISH.finditer(self.rest)]
        self.rest = ENGLISH.sub(" ", self.rest)
        return found

    def _serial(self) -> Iterator[Finding]:
        right = self.material.issue.serial_number
        for number in dict.fromkeys(_running_numbers(self.rest)):
            if right is not None and number != right:
                text = _(
                    "The folio line of page %(page)s has number %(number)d: the issue is number %(right)d."
                )
                yield self._finding("folio_serial", text, number=number, right=right)
        self.rest = OTHER_NUMBERS.sub(" ", SERIAL.sub(" ", self.rest))

    def _paper(self) -> Iterator[Finding]:
        squeezed = SPACED.sub(lambda match: "".join(match.group().split()), self.rest)
        paper = settings.PAPER_NAME
        others = ANY_PAPER.findall(squeezed.replace(paper, " "))
        if others and paper not in squeezed and not any(name in paper for name in others):
            text = _("The folio line of page %(page)s names another paper: %(name)s. Right: %(right)s.")
            yield self._finding("folio_paper", text, name=others[0], right=paper)
        self.rest = self.rest.replace(paper, " ")

    def _name(self) -> Iterator[Finding]:
        """Another page's name, or its own with a slip in it. Other words may stand there."""
        rest, own = _bare(self.rest), _bare(self.page.name)
        if own and own in rest:
            self.rest = self.rest.replace(self.page.name, " ")
            return
        others = {_bare(page.name): page for page in self.material.pages if len(_bare(page.name)) > 1}
        for name in sorted(others, key=len, reverse=True):
            if name in rest:
                text = _("The folio line of page %(page)s bears the name of page %(other)s: %(name)s.")
                said = {"other": others[name].label, "name": others[name].name}
                yield self._finding("folio_name", text, **said)
                return
        for start in range(len(rest) - len(own) + 1 if own else 0):
            if is_slip(rest[start : start + len(own)], own):
                text = _(
                    "The folio line of page %(page)s writes its name another way: %(name)s. Right: %(right)s."
                )
                yield self._finding(
                    "folio_name", text, name=rest[start : start + len(own)], right=self.page.name
                )
                return

    def _label(self) -> Iterator[Finding]:
        own, rank = label_of(self.page.label), self.material.rank[self.page.pk]
        labels = labels_in(self.rest)
        if own and labels and not any(label.means(own, rank=rank) for label in labels):
            text = _("The folio line of page %(page)s bears the label of another page: %(label)s.")
            yield self._finding("folio_label", text, label=labels[0].printed.strip())
        total = len(self.material.pages)
        for count in dict.fromkeys(page_counts(self.rest)):
            if count != total:
                text = _("The folio line of page %(page)s counts %(count)d pages: the issue has %(total)d.")
                yield self._finding("folio_count", text, count=count, total=total)


def _running_numbers(text: str) -> Iterator[int]:
    """总第11001期, not 第48期 of the year."""
    for match in SERIAL.finditer(text):
        number = int((match["number"] or match["after"]).replace(",", ""))
        if match.group().startswith("总") or number > DAYS_OF_A_YEAR:
            yield number


def _bare(text: str) -> str:
    return SEPARATORS.sub("", text)
