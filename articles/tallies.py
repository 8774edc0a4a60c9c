"""The numbers of a person's month. Each is a query, so that what is counted can be listed as well.

By credits for who writes and photographs, by sign-offs for who reviews; months are the paper's, Beijing time.
A story that the person may no longer see is not counted: no list could show it to them.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from articles.models import Article, ArticleQuerySet, Credit, Photo, SignOff, StatusChange
from articles.models.photo import PhotoQuerySet
from articles.review import authored_by
from people.models import User
from policy.table import Action

MONTH = re.compile(r"(?P<year>1[89]\d\d|2[01]\d\d)-(?P<month>0[1-9]|1[0-2])")


class Tally(StrEnum):
    """What is counted. The photos are rows of photos, everything else is stories."""

    FILED = "filed"
    PUBLISHED = "published"
    RETURNED = "returned"
    PHOTOS = "photos"
    SIGNED = "signed"
    SIGNED_PUBLISHED = "signed_published"
    SENT_BACK = "sent_back"


@dataclass(frozen=True)
class Month:
    """A calendar month by the paper's clock."""

    first: dt.date

    @classmethod
    def current(cls) -> Month:
        return cls(timezone.localdate().replace(day=1))

    def before(self) -> Month:
        return Month((self.first - dt.timedelta(days=1)).replace(day=1))

    def after(self) -> Month:
        return Month((self.first + dt.timedelta(days=31)).replace(day=1))

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}"

    def contains(self, moment: dt.datetime) -> bool:
        return timezone.localdate(moment).replace(day=1) == self.first

    def holds(self, field: str) -> Q:
        """Rows whose moment in `field` lies in the month."""
        return Q(**{f"{field}__gte": _midnight(self.first), f"{field}__lt": _midnight(self.after().first)})


def read(text: str) -> tuple[Tally, Month] | None:
    """`filed-2026-11`, as addresses carry it; None for what is no tally of a month."""
    name, _dash, month = text.partition("-")
    found = MONTH.fullmatch(month)
    if name not in set(Tally) or found is None:
        return None
    return Tally(name), Month(dt.date(int(found["year"]), int(found["month"]), 1))


def stories(tally: Tally, user: User, *months: Month) -> ArticleQuerySet:
    """The stories that count for the user in any of the months.

    What appeared is asked story by story: a month holds hundreds, a chief editor signs all of an archive.
    """
    seen = Article.objects.visible_to(user)
    if tally == Tally.FILED:
        return seen.filter(pk__in=_steps(Action.SUBMIT, months).filter(by=user).values("article"))
    if tally == Tally.RETURNED:
        returned = _steps(Action.RETURN, months).values("article")
        return seen.filter(authored_by(user), pk__in=returned)
    if tally == Tally.SENT_BACK:
        return seen.filter(pk__in=_steps(Action.RETURN, months).filter(by=user).values("article"))
    if tally == Tally.SIGNED:
        signed = SignOff.objects.filter(_in_any(months, "at"), by=user)
        return seen.filter(pk__in=signed.values("article"))
    public = seen.published().filter(_in_any(months, "publish_at"))
    if tally == Tally.SIGNED_PUBLISHED:
        standing = SignOff.objects.filter(article=OuterRef("pk"), by=user, voided_at=None)
        return public.filter(Exists(standing))
    return public.filter(Exists(Credit.objects.filter(article=OuterRef("pk"), person__user=user)))


def photos(user: User, *months: Month) -> PhotoQuerySet:
    """The photos credited to the user whose story appeared in any of the months."""
    credits = Credit.objects.filter(person__user=user, photo__isnull=False)
    own = Photo.objects.visible_to(user).filter(pk__in=credits.values("photo"))
    return own.published().filter(_in_any(months, "article__publish_at"))


def _steps(action: Action, months: tuple[Month, ...]) -> QuerySet[StatusChange]:
    return StatusChange.objects.filter(_in_any(months, "at"), action=action).order_by()


def _in_any(months: tuple[Month, ...], field: str) -> Q:
    condition = Q(pk__in=[])
    for month in months:
        condition |= month.holds(field)
    return condition


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))
