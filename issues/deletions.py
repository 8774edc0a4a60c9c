"""What undoing a deletion means for issues: their day must be free, and they join the run again."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from audit.bin import CannotUndo
from issues.models import Issue, NoPaperDay
from issues.planning import numbering


def come_back(rows: list[Model]) -> None:
    """Their numbers are others' by now: they come without, and say what they had."""
    issues = [row for row in rows if isinstance(row, Issue)]
    if not issues:
        return
    numbering.hold()
    ordinary = [issue.date for issue in issues if not issue.extra]
    if day := NoPaperDay.objects.filter(date__in=ordinary).first():
        raise CannotUndo(_("%(date)s has become a day without paper: end that first.") % {"date": day})
    for issue in issues:
        is_taken = Issue.objects.filter(serial_number=issue.serial_number).exists()
        if not issue.is_archive or is_taken:
            issue.had, issue.serial_number = issue.serial_number, None  # type: ignore[attr-defined]


def came_back(rows: list[Model], by: Any) -> None:
    issues = [row for row in rows if isinstance(row, Issue)]
    if issues:
        found = {issue.pk: getattr(issue, "had", None) for issue in issues}
        had = {key: number for key, number in found.items() if number is not None}
        numbering.tell(numbering.renumber(had=had), by=by)
