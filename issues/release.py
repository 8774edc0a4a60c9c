"""Placing stories and releasing issues: an issue and all its stories share one publication time.

Nothing runs at that time: readers' queries compare it with the database's clock.
"""

from __future__ import annotations

import datetime as dt
import logging

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import workflow
from articles.models import Article
from issues.models import Issue, Page, Placement
from people.models import User

logger = logging.getLogger(__name__)

PERMISSION = "issues.release_issue"


class NotReleasable(Exception):
    """The issue cannot be scheduled as it stands; `problems` says why, a sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


def problems(issue: Issue) -> list[str]:
    """What stands in the way of a release: no pages, empty pages, stories unsigned or in another issue."""
    found = [] if issue.pages.exists() else [str(_("The issue has no pages."))]
    found += [
        str(_("Page %(page)s is empty.") % {"page": page.label})
        for page in issue.pages.filter(placements=None)
    ]
    for article in issue.articles().exclude(status=Article.Status.SIGNED_OFF):
        found.append(str(_("Not signed off: %(story)s") % {"story": article}))
    for article in issue.articles().filter(
        pk__in=Placement.objects.exclude(page__issue=issue).values("article")
    ):
        found.append(str(_("Already in another issue: %(story)s") % {"story": article}))
    return found


@transaction.atomic
def schedule(issue: Issue, *, at: dt.datetime, by: User) -> Issue:
    """Set the moment at which the whole issue appears; a moment in the past releases it at once.

    Raises `PermissionDenied` without the permission and `NotReleasable` with every reason found.
    """
    _demand_permission(by)
    locked = Issue.objects.select_for_update().get(pk=issue.pk)
    if found := problems(locked):
        raise NotReleasable(found)
    _set_time(locked, at)
    logger.info("issue %s is released at %s by %s", locked, at.isoformat(), by.get_username())
    issue.publish_at = at
    return issue


@transaction.atomic
def unschedule(issue: Issue, *, by: User) -> Issue:
    """Pull an issue back before its time. What readers have seen is not unseen: withdraw stories instead."""
    _demand_permission(by)
    locked = Issue.objects.select_for_update().get(pk=issue.pk)
    if locked.publish_at is not None and locked.publish_at <= timezone.now():
        raise NotReleasable([str(_("The issue is already out: withdraw single stories instead."))])
    _set_time(locked, None)
    logger.info("issue %s is pulled back by %s", locked, by.get_username())
    issue.publish_at = None
    return issue


@transaction.atomic
def place(
    article: Article,
    page: Page,
    *,
    position: str = Placement.Position.STANDARD,
    order: int | None = None,
    is_import: bool = False,
) -> Placement:
    """Put a story on a page, after the others unless `order` says where; it takes the issue's time.

    Imported drafts may join an issue that is out (an archive is completed page by page): they become
    public when an editor signs them off, not before.
    """
    if not is_import:
        refuse_misplaced(article, page.issue)
    if order is None:
        order = page.placements.count() + 1
    placement, _created = Placement.objects.update_or_create(
        page=page, article=article, defaults={"position": position, "order": order}
    )
    follow_issue(page.issue)
    return placement


def refuse_misplaced(article: Article, issue: Issue) -> None:
    """Refuse a story of another issue, and unsigned copy on an issue that has its time already.

    Either would make an issue appear in halves.
    """
    if article.placements.exclude(page__issue=issue).exists():
        raise NotReleasable([str(_("Already in another issue: %(story)s") % {"story": article})])
    if issue.publish_at is not None and article.status != Article.Status.SIGNED_OFF:
        raise NotReleasable(
            [str(_("The issue has its release time: sign off first: %(story)s") % {"story": article})]
        )


def follow_issue(issue: Issue) -> None:
    """After placements changed, give the issue's stories its time, and none to those that left it."""
    workflow.set_publish_time(issue.articles(), issue.publish_at)
    workflow.set_publish_time(Article.objects.filter(placements=None, publish_at=issue.publish_at), None)


def _set_time(issue: Issue, at: dt.datetime | None) -> None:
    Issue.objects.filter(pk=issue.pk).update(publish_at=at)
    workflow.set_publish_time(issue.articles(), at)


def _demand_permission(by: User) -> None:
    if not by.has_perm(PERMISSION):
        raise PermissionDenied(_("Only the chief editor releases issues."))
