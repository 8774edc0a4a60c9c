"""The towns that readers have read nothing of for the longest time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max
from django.utils import timezone

from articles.models import Article
from newsroom.desk.figures import STORIES, listed
from people.models import CountyDesk, User, person_of
from towns.models import Town, TownQuerySet

SHOWN = 8
LATEST_MONTHS = dt.timedelta(days=120)


@dataclass(frozen=True)
class TownLine:
    town: Town
    days: int | None
    address: str


@dataclass(frozen=True)
class Silence:
    """`never`: towns never in the paper stand apart, or they would hide for ever those that fell silent."""

    towns: Sequence[TownLine]
    never: Sequence[TownLine]
    more_never: bool


def silence(user: User) -> Silence:
    """Of the counties of the person's desks, or else of their town, or else of all."""
    towns = list(_towns_of(user).with_county())
    latest = _last_published([town.pk for town in towns])
    today = timezone.localdate()
    lines = [_line(town, latest.get(town.pk), today) for town in towns]
    never = [line for line in lines if line.days is None]
    spoken = sorted((line for line in lines if line.days is not None), key=lambda line: -(line.days or 0))
    return Silence(spoken[:SHOWN], never[:SHOWN], len(never) > SHOWN)


def _line(town: Town, last: dt.datetime | None, today: dt.date) -> TownLine:
    days = None if last is None else (today - timezone.localdate(last)).days
    return TownLine(town, days, listed(STORIES, town=town.pk, public="1"))


def _last_published(towns: list[int]) -> dict[int, dt.datetime]:
    """When each town was last in the paper.

    First in the latest months, which an index finds; the archive is asked only about towns not found there.
    """
    public = Article.objects.published()
    recent = public.filter(publish_at__gte=timezone.now() - LATEST_MONTHS, towns__isnull=False)
    # Without a GROUP BY, for whose order the database would walk through the archive town by town.
    newest_last = recent.order_by("publish_at").values_list("towns", "publish_at")
    lately = {town: at for town, at in newest_last if at is not None}
    others = public.filter(towns__in=[town for town in towns if town not in lately]).order_by()
    return lately | dict(others.values_list("towns").annotate(Max("publish_at")))


def _towns_of(user: User) -> TownQuerySet:
    counties = _counties_of(user)
    return Town.objects.governed_by(*counties) if counties else Town.objects.all()


def _counties_of(user: User) -> set[int]:
    by_desk = CountyDesk.objects.filter(desk__in=user.desk_ids).values_list("county", flat=True)
    if found := set(by_desk):
        return found
    person = person_of(user)
    return set(person.counties()) if person else set()
