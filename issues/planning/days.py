"""Days without paper (休刊): set with a reason that readers read, and ended when the paper appears after all.

An issue of such a day is refused by `Issue.clean`, a day that has its issue here. Extra issues may appear.
"""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from audit.trail import record
from issues.models import Issue, NoPaperDay
from issues.planning import numbering
from people.models import User


@transaction.atomic
def set_no_paper(date: dt.date, reason: str, *, by: User) -> NoPaperDay:
    """ValidationError where the day has its issue, is one without paper already, or no reason is given."""
    numbering.hold()
    day = NoPaperDay(date=date, reason=reason.strip(), by=by)
    day.full_clean()
    if Issue.objects.filter(date=date, extra=0).exists():
        raise ValidationError(_("The issue of this day is there: delete it first."))
    day.save()
    record("add", day, by=by, after={"reason": day.reason})
    return day


@transaction.atomic
def end_no_paper(date: dt.date, *, by: User) -> None:
    """Nothing where it is none: the button was pressed twice. The trail keeps the reason."""
    day = NoPaperDay.objects.select_for_update().filter(date=date).order_by("pk").first()
    if day is not None:
        key = day.pk
        day.delete()
        day.pk = key
        record("end_no_paper", day, by=by, before={"reason": day.reason})
