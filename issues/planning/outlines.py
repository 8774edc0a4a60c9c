"""The pages of an issue before anything stands on them: from the weekday's template, or as last time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from audit.trail import record
from issues import whole
from issues.models import Issue, IssueTemplate, Page
from issues.models.page import OUTLINE, PageOutline
from people.models import User


@dataclass(frozen=True, slots=True)
class Difference:
    """How the pages of an issue differ from those of its weekday."""

    template: IssueTemplate
    missing: list[str]
    beyond: list[str]

    def __bool__(self) -> bool:
        return bool(self.missing or self.beyond)


def template_of(date: dt.date) -> IssueTemplate | None:
    """What the paper is on this weekday."""
    return IssueTemplate.objects.filter(weekdays__weekday=date.weekday()).first()


def last_with_pages(issue: Issue) -> Issue | None:
    """The issue before it that has pages; an ordinary issue takes nothing over from an extra one."""
    found = Issue.objects.before(issue).filter(pages__isnull=False)
    return (found if issue.extra else found.filter(extra=0)).first()


def lay_template(issue: Issue, *, by: User) -> list[Page]:
    """The pages of its weekday. What is there already stays; the new pages are returned."""
    template = template_of(issue.date)
    if template is None:
        raise ValidationError(_("No template is for this weekday."))
    return _lay(issue, template.pages.select_related("editor"), taken_from=str(template), by=by)


def lay_last(issue: Issue, *, with_extra: bool = False, by: User) -> list[Page]:
    """The pages of the issue before it, without its extra pages (增版) unless they are asked for."""
    source = last_with_pages(issue)
    if source is None:
        raise ValidationError(_("No issue before this one has pages."))
    pages = source.pages.select_related("editor")
    wanted = pages if with_extra or issue.extra else pages.filter(is_extra=False)
    return _lay(issue, wanted, taken_from=str(source), by=by)


@transaction.atomic
def _lay(issue: Issue, outline: Iterable[PageOutline], *, taken_from: str, by: User) -> list[Page]:
    locked = whole.hold_issue(issue)
    _refuse(locked)
    known = set(locked.pages.values_list("label", flat=True))
    usual = _usual_labels(locked)
    pages = [_page(locked, each, usual) for each in outline if each.label not in known]
    Page.objects.bulk_create(pages)
    if pages:
        told = {"pages": [f"{page.label} {page.name}".strip() for page in pages], "taken_from": taken_from}
        record("lay_pages", locked, by=by, after=told)
    return pages


def _refuse(issue: Issue) -> None:
    if issue.publish_at is not None:
        raise ValidationError(_("The issue has its release time: pull it back first."))
    if issue.articles().exists():
        raise ValidationError(_("Stories stand on this issue already."))


def _usual_labels(issue: Issue) -> set[str]:
    """Empty where nothing says what is usual: no page is an extra one then."""
    template = None if issue.extra else template_of(issue.date)
    return set(template.pages.values_list("label", flat=True)) if template else set()


def _page(issue: Issue, outline: PageOutline, usual: set[str]) -> Page:
    is_extra = bool(usual) and outline.label not in usual
    return Page(issue=issue, is_extra=is_extra, **{name: getattr(outline, name) for name in OUTLINE})


def difference(issue: Issue) -> Difference | None:
    """What a weekday's template has and the issue has not, and pages beyond it that nobody marked as such."""
    template = None if issue.extra or issue.is_archive else template_of(issue.date)
    if template is None:
        return None
    usual = dict(template.pages.values_list("label", "name"))
    pages = {page.label: page for page in issue.pages.all()}
    missing = [f"{label} {name}".strip() for label, name in usual.items() if label not in pages]
    beyond = [label for label, page in pages.items() if label not in usual and not page.is_extra]
    return Difference(template, missing, beyond)
