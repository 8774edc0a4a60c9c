"""Making an issue: its number and its pages come with it."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from audit.trail import record
from issues.models import Issue
from issues.models.issue import LAST_EXTRA
from issues.planning import numbering, outlines
from people.models import User


class Pages(StrEnum):
    """Where the pages of a new issue come from."""

    TEMPLATE = "template"
    LAST = "last"
    NONE = "none"


@transaction.atomic
def make_issue(date: dt.date, *, is_extra: bool = False, pages: Pages = Pages.NONE, by: User) -> Issue:
    """The paper of the day, or one more extra issue (增期). ValidationError says what stands against it."""
    numbering.hold()
    issue = Issue(date=date, extra=_next_extra(date) if is_extra else 0)
    issue.full_clean()
    issue.save()
    changes = numbering.renumber()
    issue.refresh_from_db()
    values = {"date": date.isoformat(), "extra": issue.extra, "serial_number": issue.serial_number}
    record("add", issue, by=by, after={name: value for name, value in values.items() if value})
    numbering.tell(changes, by=by, but=issue)
    if pages == Pages.TEMPLATE:
        outlines.lay_template(issue, by=by)
    elif pages == Pages.LAST:
        outlines.lay_last(issue, by=by)
    return issue


def _next_extra(date: dt.date) -> int:
    last: int = Issue.objects.filter(date=date).aggregate(last=Max("extra"))["last"] or 0
    if last >= LAST_EXTRA:
        raise ValidationError(_("A day has at most %d extra issues.") % LAST_EXTRA)
    return last + 1
