"""The tray: stories that could stand in an issue and stand nowhere yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from issues.models import Issue, Placement
from people.models import Desk, User
from policy.inputs import number_in
from towns.models import Town

# More than anybody looks through; the filters find the others.
LIMIT = 100


class Age(models.TextChoices):
    """How long ago a story was last changed."""

    DAYS_3 = "3", _("3 days")
    DAYS_7 = "7", _("7 days")
    DAYS_30 = "30", _("30 days")
    ANY = "any", _("any age")


class Standing(models.TextChoices):
    """How far a story has come."""

    FILED = "filed", _("filed and further")
    SIGNED = "signed", _("signed off")
    REVIEW = "review", _("in review")
    SUBMITTED = "submitted", _("submitted")
    DRAFT = "draft", _("drafts")


STATUSES: Mapping[str, list[str]] = {
    Standing.FILED: [Article.Status.SUBMITTED, Article.Status.IN_REVIEW, Article.Status.SIGNED_OFF],
    Standing.SIGNED: [Article.Status.SIGNED_OFF],
    Standing.REVIEW: [Article.Status.IN_REVIEW],
    Standing.SUBMITTED: [Article.Status.SUBMITTED],
    Standing.DRAFT: [Article.Status.DRAFT, Article.Status.RETURNED],
}


@dataclass(frozen=True)
class TrayFilters:
    """What was chosen; what is none of the choices counts as not chosen."""

    town: int | None = None
    desk: int | None = None
    age: str = Age.DAYS_7
    state: str = Standing.FILED

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> TrayFilters:
        age, state = asked.get("age", ""), asked.get("state", "")
        return cls(
            town=number_in(asked.get("town")),
            desk=number_in(asked.get("desk")),
            age=age if age in Age.values else Age.DAYS_7,
            state=state if state in STATUSES else Standing.FILED,
        )


class Choice(NamedTuple):
    pk: int
    name: str


@dataclass
class Tray:
    filters: TrayFilters
    stories_query: QuerySet[Article]
    unplaced: QuerySet[Article]

    @cached_property
    def stories(self) -> Sequence[Article]:
        return list(self.stories_query)

    @property
    def is_cut(self) -> bool:
        """Whether there may be more than is shown."""
        return len(self.stories) == LIMIT

    @cached_property
    def choices(self) -> Mapping[str, list[Choice]]:
        """Towns of stories that lie in the tray, whatever else is filtered, and all desks: one query."""
        towns = Town.objects.filter(articles__in=self.unplaced).distinct()
        named = towns.order_by().annotate(kind_of=Value("town")).values_list("kind_of", "pk", "name")
        desks = Desk.objects.order_by().annotate(kind_of=Value("desk"))
        found: dict[str, list[Choice]] = {"town": [], "desk": []}
        for kind, key, name in named.union(desks.values_list("kind_of", "pk", "name")).order_by("name", "pk"):
            found[kind].append(Choice(key, name))
        return found


def tray_of(issue: Issue, user: User, filters: TrayFilters) -> Tray:
    """What the user may see; first what is planned for the day of the issue, then the last changed."""
    unplaced = _unplaced(user).filter(_wanted(issue, filters))
    chosen = unplaced
    if filters.town is not None:
        chosen = chosen.filter(
            Exists(Article.towns.through.objects.filter(article=OuterRef("pk"), town=filters.town))
        )
    if filters.desk is not None:
        chosen = chosen.filter(desk=filters.desk)
    is_meant = Case(When(planned_for=issue.date, then=Value(0)), default=Value(1))
    shown = chosen.select_related("desk", "stage").order_by(is_meant, "-updated_at", "-pk")
    return Tray(filters, shown[:LIMIT], unplaced)


def _unplaced(user: User) -> QuerySet[Article]:
    """Stories that stand on no page; readers have none but what was web first, and corrections."""
    stands = Exists(Placement.objects.filter(article=OuterRef("pk")))
    has_been_out = Q(publish_at__isnull=False, web_first_at=None, corrects=None)
    return Article.objects.visible_to(user).filter(~stands, withdrawn_at=None).exclude(has_been_out)


def _wanted(issue: Issue, filters: TrayFilters) -> Q:
    """What is planned for the day lies there as soon as it is begun; nobody looks for it by its age."""
    wanted = Q(status__in=STATUSES[filters.state])
    if filters.age != Age.ANY:
        wanted &= Q(updated_at__gte=timezone.now() - dt.timedelta(days=int(filters.age)))
    if filters.state == Standing.FILED:
        in_the_house = [*STATUSES[Standing.FILED], *STATUSES[Standing.DRAFT]]
        wanted |= Q(planned_for=issue.date, status__in=in_the_house)
    return wanted
