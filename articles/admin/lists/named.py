"""The lists that the work of each role asks for every day, by name: /admin/articles/article/?list=mine.

The desk (`newsroom.desk`) links to some of them, in one address with the filters beside the list.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import IntegerField, Q, Subquery
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import review
from articles.models import Article, ArticleQuerySet
from articles.models.scoping import in_states, whose
from articles.photos.lacking import Part, stories_lacking
from people.models import User
from policy.roles import AUTHORS, REVIEWERS, Role
from policy.table import Scope, State

PARAMETER = "list"
# A number at a list says how much waits; beyond this it says only that it is a lot.
MOST_COUNTED = 99

WRITERS, EDITORS = frozenset(AUTHORS), frozenset(REVIEWERS)
PAGE_MAKERS = frozenset({Role.PROOFREADER, Role.PHOTO_DESK, Role.PAGE_DESIGNER})


@dataclass(frozen=True, slots=True)
class NamedList:
    """One list: its name in the address, its words, whose day asks for it, and what is in it."""

    name: str
    title: Any
    meaning: Any
    roles: frozenset[Role]
    condition: Callable[[User], Q]
    is_counted: bool = True

    def rows(self, user: User) -> ArticleQuerySet:
        """The stories of the list that the user may see."""
        return Article.objects.visible_to(user).filter(self.condition(user))


# Conditions ---------------------------------------------------------------------------------------------


def this_week() -> tuple[dt.date, dt.date]:
    """Monday and Sunday of the paper's week."""
    today = timezone.localdate()
    monday = today - dt.timedelta(days=today.weekday())
    return monday, monday + dt.timedelta(days=6)


def of_this_week() -> Q:
    """Written in this week, or planned for one of its issues."""
    monday, sunday = this_week()
    begin = timezone.make_aware(dt.datetime.combine(monday, dt.time.min))
    written = Q(created_at__gte=begin, created_at__lt=begin + dt.timedelta(days=7))
    return written | Q(planned_for__range=(monday, sunday))


def on_no_page() -> Q:
    """Neither placed nor with the readers, where a correction may be without a page."""
    return Q(placements=None) & not_out()


def not_out() -> Q:
    return Q(publish_at=None) | Q(publish_at__gt=Now())


def planned_in(days: int) -> Q:
    return Q(planned_for=timezone.localdate() + dt.timedelta(days=days))


def in_work() -> Q:
    """Stories that somebody still works on."""
    states = [State.DRAFT, State.RETURNED, State.SUBMITTED, State.IN_REVIEW, State.SIGNED_OFF]
    return in_states(states) & not_out()


# The lists ----------------------------------------------------------------------------------------------

MINE_TO_REVIEW = NamedList(
    "mine-to-review",
    _("For me to review"),
    _("Stories whose next sign-off is yours to give."),
    EDITORS,
    lambda user: Q(pk__in=review.waiting_on(user).values("pk")),
)
CAME_BACK = NamedList(
    "came-back",
    _("Returned to me"),
    _("Stories of yours that were returned and wait for you to change them."),
    WRITERS | EDITORS,
    lambda user: Q(pk__in=review.came_back_to(user).values("pk")),
)
UNCLAIMED = NamedList(
    "unclaimed",
    _("Without a desk"),
    _("Submitted stories that no desk has yet: whichever takes them up has them."),
    EDITORS,
    lambda user: in_states([State.SUBMITTED]) & Q(desk=None),
)
MY_DRAFTS = NamedList(
    "my-drafts",
    _("My drafts"),
    _("Stories that you began and have not submitted."),
    WRITERS,
    lambda user: in_states([State.DRAFT]) & Q(filed_by=user),
)
MINE = NamedList(
    "mine",
    _("My stories"),
    _("Stories that you filed or are credited on."),
    WRITERS | EDITORS,
    lambda user: whose(user, Scope.OWN),
    is_counted=False,
)
PLANNED_TODAY = NamedList(
    "planned-today",
    _("Planned for today"),
    _("Stories planned for the issue of today."),
    EDITORS | PAGE_MAKERS,
    lambda user: planned_in(0),
)
PLANNED_TOMORROW = NamedList(
    "planned-tomorrow",
    _("Planned for tomorrow"),
    _("Stories planned for the issue of tomorrow, which is made today."),
    EDITORS | PAGE_MAKERS,
    lambda user: planned_in(1),
)
UNPLACED_THIS_WEEK = NamedList(
    "unplaced-this-week",
    _("This week, on no page"),
    _("Stories in review or signed off, written in this week or planned for it, that stand on no page."),
    EDITORS | {Role.PAGE_DESIGNER, Role.PROOFREADER},
    lambda user: in_states([State.IN_REVIEW, State.SIGNED_OFF]) & of_this_week() & on_no_page(),
)
SIGNED_UNPLACED = NamedList(
    "signed-unplaced",
    _("Signed off, on no page"),
    _("Stories that are signed off and stand on no page yet."),
    frozenset({Role.SECTION_HEAD, Role.CHIEF_EDITOR, Role.PAGE_DESIGNER}),
    lambda user: in_states([State.SIGNED_OFF]) & on_no_page(),
)
LACKING_PICTURES = NamedList(
    "lacking-pictures",
    _("Pictures missing"),
    _("Stories in work with a photo whose picture has not come."),
    EDITORS | {Role.PHOTO_DESK},
    lambda user: in_work() & stories_lacking(Part.PICTURE),
)
LACKING_WORDS = NamedList(
    "lacking-words",
    _("Captions or credits missing"),
    _("Stories in work with a photo that lacks its caption or its photographer."),
    frozenset({Role.PHOTO_DESK}),
    lambda user: in_work() & stories_lacking(Part.CAPTION, Part.CREDIT),
)
LISTS: dict[str, NamedList] = {
    each.name: each
    for each in (
        MINE_TO_REVIEW,
        CAME_BACK,
        UNCLAIMED,
        MY_DRAFTS,
        MINE,
        PLANNED_TODAY,
        PLANNED_TOMORROW,
        UNPLACED_THIS_WEEK,
        SIGNED_UNPLACED,
        LACKING_PICTURES,
        LACKING_WORDS,
    )
}


def lists_for(user: User) -> list[NamedList]:
    """The lists that the work of this person's roles asks for."""
    return [each for each in LISTS.values() if each.roles & user.roles]


class RowsOf(Subquery):
    """How many rows a query finds, as a column of another query."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


def counts(user: User, lists: Iterable[NamedList]) -> dict[str, str]:
    """How much stands in the lists that are counted, by their names: 7, or 99+.

    One query for them all, and each list is read no further than its number says something.
    """
    counted = [each for each in lists if each.is_counted]
    rows = [each.rows(user).order_by().values("pk")[: MOST_COUNTED + 1] for each in counted]
    numbers = User.objects.filter(pk=user.pk).values_list(*map(RowsOf, rows)).first() or ()
    said = (str(number) if number <= MOST_COUNTED else f"{MOST_COUNTED}+" for number in numbers)
    return {each.name: number for each, number in zip(counted, said, strict=False)}


def saved_list_address(name: str) -> str:
    """The address of a named list; KeyError for a name that is none."""
    return f"{reverse('admin:articles_article_changelist')}?{PARAMETER}={LISTS[name].name}"
