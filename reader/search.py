"""What a reader asks of the search page: /search/?q=招商&town=tianzhuang&year=2026&order=relevant&after=…

Nothing that an address can say is an error. What is no order or no place in the results counts as not said.
A filter that names nothing of this paper (a town that is none, a day without an issue, an author who is not
in print) finds nothing and says so, and one press takes it away: the reader keeps the words. What readers
may not know of answers exactly so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.utils.translation import pgettext_lazy
from taggit.models import Tag

from articles.models import Article
from articles.search.finding import Filters, Found, Order
from issues.converters import DayConverter
from issues.models import Issue
from people.models import Person
from reader import queries
from towns.models import County, Town

# Characters that no text of the paper has; PostgreSQL cannot even ask for the first of them.
CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
NUMBER = re.compile(r"[1-9][0-9]{0,8}")
YEAR = re.compile(r"[12][0-9]{3}")
DAY = re.compile(DayConverter.regex, re.ASCII)
# Of what is typed a sentence counts (`query.LONGEST`); of the rest so much stands in the field.
LONGEST_SHOWN = 400
LONGEST_VALUE = 100
# How many of a kind are offered.
OFFERED = 10
NAMES = {
    "county": pgettext_lazy("filter of the search", "County"),
    "town": pgettext_lazy("filter of the search", "Town"),
    "year": pgettext_lazy("filter of the search", "Year"),
    "issue": pgettext_lazy("filter of the search", "Issue"),
    "kind": pgettext_lazy("filter of the search", "Kind"),
    "person": pgettext_lazy("filter of the search", "Author"),
    "tag": pgettext_lazy("filter of the search", "Tag"),
}

Parameters = Mapping[str, str]
# What a value of the address is called, and what it is to the search.
Named = tuple[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A filter of the address; `known` is None where it names nothing."""

    name: str
    value: str
    label: str
    known: dict[str, Any] | None

    @property
    def title(self) -> str:
        return str(NAMES[self.name])


@dataclass(frozen=True, slots=True)
class Asked:
    typed: str = ""
    chosen: tuple[Chosen, ...] = ()
    order: Order = Order.NEWEST
    after: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.typed or self.chosen)

    @property
    def names_nothing(self) -> bool:
        return any(each.known is None for each in self.chosen)

    @property
    def filters(self) -> Filters:
        known = [each.known for each in self.chosen if each.known]
        return Filters(**{name: value for each in known for name, value in each.items()})

    @property
    def parameters(self) -> dict[str, str]:
        """What the address says, without the place in the results."""
        order = {"order": self.order.value} if self.order != Order.NEWEST else {}
        typed = {"q": self.typed} if self.typed else {}
        return typed | {each.name: each.value for each in self.chosen} | order

    def address(self, *, without: str = "", **changed: str) -> str:
        """The same question with other words, one more filter or one less."""
        parameters = {
            name: value for name, value in (self.parameters | changed).items() if name != without and value
        }
        return f"?{urlencode(parameters)}"

    @property
    def first_page(self) -> str:
        return self.address()

    @property
    def everywhere(self) -> str:
        """The words without any filter."""
        return replace(self, chosen=()).address()

    @property
    def orders(self) -> list[tuple[Order, str]]:
        """Either order and its address; the newest first is what is not said."""
        return [(Order.NEWEST, self.address(order="")), (Order.RELEVANT, self.address(order="relevant"))]

    @property
    def removable(self) -> list[tuple[Chosen, str]]:
        return [(each, self.address(without=each.name)) for each in self.chosen]


def read(parameters: Parameters) -> Asked:
    typed = clean(parameters.get("q", ""))[:LONGEST_SHOWN]
    order = parameters.get("order")
    asked = Asked(typed=typed, after=clean(parameters.get("after", "")))
    if order in set(Order):
        asked = replace(asked, order=Order(order))
    values = {name: clean(parameters.get(name, ""))[:LONGEST_VALUE] for name in NAMES}
    return replace(asked, chosen=tuple(_chosen(name, value) for name, value in values.items() if value))


def clean(text: str) -> str:
    return CONTROL.sub(" ", text).strip()


def _chosen(name: str, value: str) -> Chosen:
    named = NAMED[name](value)
    return Chosen(name, value, *(named or (value, None)))


def _town(slug: str) -> Named | None:
    town = Town.objects.filter(slug=slug).first()
    return (town.name, {"town": town.pk}) if town else None


def _county(slug: str) -> Named | None:
    county = County.objects.filter(slug=slug).first()
    return (county.name, {"county": county.pk}) if county else None


def _person(value: str) -> Named | None:
    person = queries.people().filter(pk=value).first() if NUMBER.fullmatch(value) else None
    return (person.name, {"person": person.pk}) if person else None


def _tag(slug: str) -> Named | None:
    tag = queries.tags().filter(slug=slug).first()
    return (tag.name, {"tag": tag.pk}) if tag else None


def _issue(value: str) -> Named | None:
    try:
        day = DayConverter().to_python(value) if DAY.fullmatch(value) else None
    except ValueError:
        day = None
    issue = Issue.objects.published().filter(date=day.date, extra=day.extra).first() if day else None
    if issue is None:
        return None
    placed = queries.placements_in_print().filter(page__issue=issue).order_by()
    return str(issue), {"stories": tuple(placed.values_list("article", flat=True).distinct())}


def _year(value: str) -> Named | None:
    return (value, {"year": int(value)}) if YEAR.fullmatch(value) else None


def _kind(value: str) -> Named | None:
    return (str(Article.Genre(value).label), {"genre": value}) if value in Article.Genre.values else None


NAMED: dict[str, Callable[[str], Named | None]] = {
    "county": _county,
    "town": _town,
    "year": _year,
    "issue": _issue,
    "kind": _kind,
    "person": _person,
    "tag": _tag,
}


# What the results can be narrowed to ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Option:
    label: str
    count: int
    address: str


@dataclass(frozen=True, slots=True)
class Choice:
    """What the results can be narrowed to in one respect."""

    name: str
    options: list[Option]

    @property
    def title(self) -> str:
        return str(NAMES[self.name])


# What is offered: the value in an address, what it is called, and how many stories that leaves.
Row = tuple[str, str, int]


def choices(asked: Asked, found: Found) -> list[Choice]:
    """What narrows the results, by the number of stories; what would leave them as they are is not offered.

    Of more than are counted (`finding.COUNTED`) the counts are those of the newest.
    """
    taken = {each.name for each in asked.chosen}
    offered = []
    for name in (name for name in NAMES if name not in taken):
        rows = [row for row in OFFERS[name](found) if row[2] < found.count or found.is_more]
        options = [Option(label, count, asked.address(**{name: value})) for value, label, count in rows]
        if options:
            offered.append(Choice(name, options))
    return offered


def _counted(found: Found, facet: str) -> list[tuple[str, int]]:
    """The most frequent first, of equal ones the lower number: in both databases the same."""
    counts: Mapping[str, int] = found.facets.get(facet, {})
    return sorted(counts.items(), key=lambda row: (-row[1], len(row[0]), row[0]))


def _most(found: Found, facet: str) -> dict[int, int]:
    """Some more than are offered: of tags some have no address."""
    return {int(key): count for key, count in _counted(found, facet)[: 2 * OFFERED]}


def _towns(found: Found) -> list[Row]:
    counts = _most(found, "t")
    return _rows(counts, Town.objects.filter(pk__in=counts), lambda town: town.slug)


def _counties(found: Found) -> list[Row]:
    counts = _most(found, "c")
    return _rows(counts, County.objects.filter(pk__in=counts), lambda county: county.slug)


def _people(found: Found) -> list[Row]:
    """All of them are in print: a public story credits them."""
    counts = _most(found, "p")
    return _rows(counts, Person.objects.filter(pk__in=counts), lambda person: str(person.pk))


def _tags(found: Found) -> list[Row]:
    counts = _most(found, "g")
    tags: Iterable[Tag] = queries.with_address().filter(pk__in=counts)
    return _rows(counts, tags, lambda tag: str(tag.slug))


def _rows(counts: dict[int, int], things: Iterable[Any], value: Callable[[Any], str]) -> list[Row]:
    by_key = {thing.pk: thing for thing in things}
    rows = [(value(by_key[key]), by_key[key].name, count) for key, count in counts.items() if key in by_key]
    return rows[:OFFERED]


def _kinds(found: Found) -> list[Row]:
    return [(genre, str(Article.Genre(genre).label), count) for genre, count in _counted(found, "k")]


def _years(found: Found) -> list[Row]:
    years = sorted(found.facets.get("y", {}).items(), reverse=True)
    return [(year, year, count) for year, count in years[:OFFERED]]


def _issues(found: Found) -> list[Row]:
    """The newest issues in which any of the counted stories stand; a story may stand in several."""
    placed = queries.placements_in_print().filter(article__in=found.counted)
    by_issue = placed.order_by("-page__issue__date", "-page__issue__extra")
    rows = by_issue.values_list("page__issue__date", "page__issue__extra")
    counted = rows.annotate(stories=Count("article", distinct=True))[:OFFERED]
    issues = [(Issue(date=date, extra=extra), stories) for date, extra, stories in counted]
    return [(str(issue.day), str(issue), stories) for issue, stories in issues]


OFFERS: dict[str, Callable[[Found], list[Row]]] = {
    "county": _counties,
    "town": _towns,
    "year": _years,
    "issue": _issues,
    "kind": _kinds,
    "person": _people,
    "tag": _tags,
}
