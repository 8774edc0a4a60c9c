"""Stories by the day they were published on, in an issue or without one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count, F, Max, Min, OuterRef, Subquery
from django.db.models.functions import TruncDate
from django.utils import timezone

from articles.models import Article, ArticleQuerySet
from reader.queries import placements_in_print, stories


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the archive: its days with the number of stories, in their order."""

    first: dt.date
    days: list[tuple[dt.date, int]]


def months_of(year: int) -> Iterator[Month]:
    """The months of the year with stories, newest first."""
    for first, days in groupby(counts_by_day(year), key=lambda day: day[0].replace(day=1)):
        yield Month(first, list(days)[::-1])


def stories_of_day(day: dt.date) -> ArticleQuerySet:
    """What was published on the day: what no issue carried, then the rest as it was printed, page by page."""
    place = (
        placements_in_print().filter(article=OuterRef("pk")).order_by("page__order", "page", "order", "pk")
    )
    found = stories().filter(publish_at__range=span_of(day, day))
    found = found.annotate(on_page=Subquery(place.values("page__order")[:1]))
    found = found.annotate(on_place=Subquery(place.values("order")[:1]))
    return found.order_by(F("on_page").asc(nulls_first=True), F("on_place"), "-publish_at", "-pk")


def span_of(first: dt.date, last: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """From the first moment of one day to the last of another, in the paper's time zone."""
    begin, end = (dt.datetime.combine(day, time) for day, time in ((first, dt.time.min), (last, dt.time.max)))
    return timezone.make_aware(begin), timezone.make_aware(end)


def day_before(day: dt.date) -> dt.date | None:
    """The last day before this one on which something was published."""
    return _day_of(Article.objects.published().filter(publish_at__lt=span_of(day, day)[0]).newest_first())


def day_after(day: dt.date) -> dt.date | None:
    later = Article.objects.published().filter(publish_at__gt=span_of(day, day)[1])
    return _day_of(later.order_by("publish_at", "pk"))


def years_published() -> list[int]:
    """The years from the first published story to the last, newest first."""
    ends = Article.objects.published().aggregate(first=Min("publish_at"), last=Max("publish_at"))
    if ends["first"] is None:
        return []
    first, last = (timezone.localtime(at).year for at in (ends["first"], ends["last"]))
    return list(range(last, first - 1, -1))


def counts_by_day(year: int) -> list[tuple[dt.date, int]]:
    """How many stories were published on each day of the year, newest day first."""
    span = span_of(dt.date(year, 1, 1), dt.date(year, 12, 31))
    days = Article.objects.published().filter(publish_at__range=span).annotate(day=TruncDate("publish_at"))
    return list(days.values_list("day").annotate(Count("pk")).order_by("-day"))


def _day_of(stories: ArticleQuerySet) -> dt.date | None:
    at = stories.values_list("publish_at", flat=True).first()
    return timezone.localdate(at) if at else None
