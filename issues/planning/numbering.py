"""The paper's running number (总第…期) in the database: without gap or repeat, in the order of the days.

Whoever adds, moves or deletes an issue holds the run before anything else and numbers it anew after:

    with transaction.atomic():
        hold()
        issue.save()
        tell(renumber(), by=user)

What the numbers are is said in `issues.planning.run`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db.models import Max, Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from audit.trail import record
from issues.models import Issue, IssueQuerySet
from issues.planning.run import Before, Place, assign, ceilings
from people.models import User


class Change(NamedTuple):
    """An issue that has another number now."""

    issue: Issue
    before: int | None


@dataclass(frozen=True, slots=True)
class Row:
    """The issues that a number can be about: from the first that is not out on, and what stood before."""

    issues: list[Issue]
    before: Before

    def places(self, *, typed: Issue | None = None) -> list[Place]:
        return [place_of(issue, is_typed=issue == typed) for issue in self.issues]


def place_of(issue: Issue, *, is_typed: bool = False) -> Place:
    is_fixed = issue.is_archive or issue.state == Issue.State.RELEASED
    return Place(issue.serial_number, is_fixed, issue.is_archive, is_typed)


def hold() -> None:
    """Hold the run to the end of the transaction: of two who make issues at once, the second waits here.

    Nothing in the database is the run, so the row that says what an issue is stands for it. Then the issues
    that may get another number: before their stories, as everywhere.
    """
    kind = ContentType.objects.select_for_update(no_key=True).filter(app_label="issues", model="issue")
    kind.order_by("pk").first()
    list(_not_out().select_for_update())


def renumber(
    *, typed: Issue | None = None, had: Mapping[int, int] = MappingProxyType({}), first: int | None = None
) -> list[Change]:
    """Write the numbers of the run as it stands now; the issues that changed, for `tell`.

    `typed` has a number that somebody typed, which is judged already (`refuse_wrong`) and not saved yet;
    `had` are numbers by key that issues had before they were deleted, and `first` is one of what is gone.
    """
    row = _row(with_place_of=typed)
    changes, stored = [], _stored(row.issues)
    for issue in row.issues:
        issue.serial_number = had.get(issue.pk, issue.serial_number)
    numbers = assign(row.places(typed=typed), before=row.before, first=first)
    for issue, number in zip(row.issues, numbers, strict=True):
        issue.serial_number = number
        if number != stored[issue.pk]:
            changes.append(Change(issue, stored[issue.pk]))
    _write([change.issue for change in changes])
    return changes


def _stored(issues: Iterable[Issue]) -> dict[int, int | None]:
    keys = [issue.pk for issue in issues]
    return dict(Issue.objects.filter(pk__in=keys).values_list("pk", "serial_number"))


def _write(issues: list[Issue]) -> None:
    """Without a number first: they exchange theirs, and no two may have one at any moment."""
    Issue.objects.filter(pk__in=[issue.pk for issue in issues]).update(serial_number=None)
    Issue.objects.bulk_update(issues, ["serial_number"])


def tell(changes: Iterable[Change], *, by: User | None, but: Issue | None = None) -> None:
    """Into the trail; `but` is the issue whose own entry tells it."""
    for issue, before in changes:
        if issue != but:
            after = {"serial_number": issue.serial_number}
            record("number", issue, by=by, before={"serial_number": before}, after=after)


def expected(issue: Issue) -> int | None:
    """The number that the issue has to have; None where no issue before it has one and none follows."""
    if issue.is_archive or issue.state == Issue.State.RELEASED:
        return issue.serial_number
    row = _row()
    numbers = assign(row.places(), before=row.before)
    return next((number for each, number in zip(row.issues, numbers, strict=True) if each == issue), None)


def refuse_wrong(issue: Issue, number: int) -> None:
    """Refuse a typed number that repeats or leaves a gap, and name the right one.

    `issue` is as it is going to be, saved or not: its day may be another than the database has.
    """
    issue.serial_number = None
    row = _row(with_place_of=issue)
    at = row.issues.index(issue)
    places = row.places()
    before = row.before
    for place, assigned in zip(places[:at], assign(places, before=before)[:at], strict=True):
        before = before.then(place, assigned)
    refusal = _refusal(places, at, before, number)
    if refusal:
        raise ValidationError({"serial_number": refusal})


def _refusal(places: list[Place], at: int, before: Before, number: int) -> str:
    ceiling = ceilings(places)[at]
    if before.has_begun:
        return _refuse_after(before.top or 0, ceiling, number)
    if before.top is not None and number <= before.top:
        return _("An earlier issue has number %(top)d: this one has a higher one.") % {"top": before.top}
    if places[at].is_archive:
        return _refuse_archive(places[at + 1 :], number)
    return _refuse_before(places[at + 1 :], ceiling, number)


def _refuse_after(top: int, ceiling: int | None, number: int) -> str:
    right = top + 1
    if ceiling is not None and right >= ceiling:
        return _("No number is left between %(top)d and %(ceiling)d.") % {"top": top, "ceiling": ceiling}
    if number == right:
        return ""
    return _("The issue before is number %(top)d: this one is number %(right)d.") % {
        "top": top,
        "right": right,
    }


def _refuse_archive(after: list[Place], number: int) -> str:
    """Nothing follows from the number of a single old issue, as long as it is lower than all that come."""
    lowest = min((place.number for place in after if place.number is not None), default=None)
    if lowest is None or number < lowest:
        return ""
    return _("A later issue has number %(lowest)d: this one has a lower one.") % {"lowest": lowest}


def _refuse_before(after: list[Place], ceiling: int | None, number: int) -> str:
    """The first of the run may have any number that leads up to the next one that is fixed."""
    if ceiling is None:
        return ""
    fixed = next(at for at, place in enumerate(after) if place.is_fixed and place.number is not None)
    right = ceiling - 1 - sum(not place.is_fixed for place in after[:fixed])
    if number == right:
        return ""
    return _("A later issue is number %(ceiling)d: this one is number %(right)d.") % {
        "ceiling": ceiling,
        "right": right,
    }


def _not_out() -> IssueQuerySet:
    """By their keys: `issue_of_the_run` has them in that order."""
    waiting = Q(publish_at=None) | Q(publish_at__gt=Now())
    return Issue.objects.filter(waiting, is_archive=False).order_by("pk")


def _row(*, with_place_of: Issue | None = None) -> Row:
    """Three queries, however long the archive is. A given issue stands in it as it is given."""
    given = [with_place_of] if with_place_of else []
    ends = [*_not_out(), *given]
    if not ends:
        return Row([], Before())
    start = min(ends, key=lambda issue: issue.day)
    others = Issue.objects.exclude(pk__in=[issue.pk for issue in given if issue.pk])
    on = others.filter(Q(date__gt=start.date) | Q(date=start.date, extra__gte=start.extra))
    on = on.filter(Q(serial_number__isnull=False) | Q(is_archive=False))
    return Row(sorted([*on, *given], key=lambda issue: issue.day), _before(others, start))


def _before(others: IssueQuerySet, start: Issue) -> Before:
    numbered = others.before(start).filter(serial_number__isnull=False).order_by()
    found = numbered.aggregate(
        top=Max("serial_number"), live=Max("serial_number", filter=Q(is_archive=False))
    )
    return Before(found["top"], found["live"] is not None)
