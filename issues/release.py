"""Placing stories and releasing issues: an issue and all its stories share one publication time.

Nothing runs at that time: readers' queries compare it with the database's clock.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Collection, Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from articles import workflow
from articles.clock import database_time
from articles.models import Article, Revision
from articles.revisions.keeping import keep, keep_new
from articles.search.index import together, touched
from audit.trail import record
from issues import announcements, reading, whole
from issues.models import Issue, Page, Placement
from issues.renditions.asking import can_be_made, owe
from people.models import User
from policy.access import may
from policy.table import Action

logger = logging.getLogger(__name__)


class NotReleasable(Exception):
    """The issue cannot be scheduled as it stands; `problems` says why, a sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


def refusals(issue: Issue) -> list[str]:
    """Why the issue is not released: what keeps it from being whole, and what its last reading found."""
    return [*whole.told(issue), *reading.sheet_of(issue).refusals]


def may_release(user: User) -> bool:
    return may(user, Action.RELEASE, Issue)


@transaction.atomic
def schedule(issue: Issue, *, at: dt.datetime, by: User) -> Issue:
    """Set the moment at which the whole issue appears; a moment in the past releases it at once.

    Raises `PermissionDenied` without the permission and `NotReleasable` with every reason found.
    """
    _demand_permission(by)
    locked = whole.hold_issue(issue)
    was_out = whole.is_out(locked)
    if was_out and at > database_time():
        raise NotReleasable([str(_("The issue is already out: withdraw single stories instead."))])
    if found := whole.told(locked) if was_out else refusals(locked):
        raise NotReleasable(found)
    _set_time(locked, at, by=by)
    if not was_out:
        announcements.owe(issue=locked, by=by)
    if can_be_made() and not locked.is_archive:
        owe(locked.pages.all())
    _record("schedule", locked, by=by, at=at)
    if at > database_time():
        demand_waiting(locked)
    logger.info("issue %s is released at %s by %s", locked, at.isoformat(), by.get_username())
    issue.publish_at = at
    return issue


@transaction.atomic
def unschedule(issue: Issue, *, by: User) -> Issue:
    """Pull an issue back before its time. What readers have seen is not unseen: withdraw stories instead."""
    _demand_permission(by)
    locked = whole.hold_issue(issue)
    if whole.is_out(locked):
        raise NotReleasable([str(_("The issue is already out: withdraw single stories instead."))])
    _set_time(locked, None, by=by)
    announcements.take_back(issue=locked)
    _record("unschedule", locked, by=by, at=None)
    demand_waiting(locked)
    logger.info("issue %s is pulled back by %s", locked, by.get_username())
    issue.publish_at = None
    return issue


@transaction.atomic
def release_now(issue: Issue, *, by: User) -> Issue:
    """The whole issue is out at this moment of the database's clock."""
    return schedule(issue, at=database_time(), by=by)


@transaction.atomic
def hold_back(article: Article, issue: Issue, *, by: User, note: str) -> None:
    """Take a story out of an issue that is not out (暂缓): off every page, back to the tray, signed as it is.

    If it is web first it stays so: the issue goes without it, readers of the web do not.
    """
    _demand_permission(by)
    locked = whole.hold_issue(issue, joined_by=[article.pk])
    refuse_hold_back(article, locked)
    places = Placement.objects.filter(page__issue=locked, article=article)
    pages = dict(places.values_list("page", "page__label"))
    places.delete()
    Page.objects.filter(pk__in=pages).update(version=F("version") + 1)
    keep(article, by=by, how=Revision.How.PLACE, why=note, action="hold_back")
    follow_issue(locked, by=by, moved=[article.pk])
    demand_waiting(locked)
    told = {"article": article.pk, "stories": str(article), "pages": list(pages.values())}
    record("hold_back", locked, by=by, before=told, after={}, note=note)


def refuse_hold_back(article: Article, issue: Issue) -> None:
    """Refuse what readers have, what stands elsewhere, and what would leave a waiting issue an empty page."""
    refuse_removal(article, issue)
    pages = issue.pages.filter(placements__article=article).order_by("order")
    if not pages:
        raise NotReleasable([str(_("The story does not stand in this issue any more."))])
    if issue.publish_at is None:
        return
    full = Placement.objects.filter(page__issue=issue).exclude(article=article).values("page")
    if emptied := "、".join(page.label for page in pages.exclude(pk__in=full)):
        said = _("Page %(pages)s would be left empty: pull the issue back first.")
        raise NotReleasable([str(said % {"pages": emptied})])


@transaction.atomic
def place(
    article: Article,
    page: Page,
    *,
    position: str = Placement.Position.STANDARD,
    order: int | None = None,
    by: User | None = None,
) -> Placement:
    """Put a story on a page, after the others unless `order` says where; it takes the issue's time."""
    issue = whole.hold_issue(page.issue, joined_by=[article.pk])
    refuse_misplaced(article, issue)
    if by is not None:
        refuse_late(issue, by=by)
    moved = [article.pk]
    if position == Placement.Position.LEAD:
        moved += _leads_stand_back(page, but=[article.pk])
    placement, _created = Placement.objects.update_or_create(
        page=page, article=article, defaults={"position": position} | ({"order": order} if order else {})
    )
    _count_change(page)
    follow_issue(issue, by=by, moved=moved)
    return placement


@transaction.atomic
@together()
def place_imported(placements: Sequence[Placement], *, by: User | None = None) -> None:
    """Put new drafts in their places on one page, all together; they take the issue's time.

    They may join an issue that is out (an archive is completed page by page): they become public when an
    editor signs them off, not before. Their past begins on their page. The drafts are of this very
    transaction: nobody else knows them, so they need not be held.
    """
    if not placements:
        return
    page = placements[0].page
    issue = whole.hold_issue(page.issue)
    has_lead = any(each.position == Placement.Position.LEAD for each in placements)
    moved = _leads_stand_back(page) if has_lead else []
    Placement.objects.bulk_create(placements)
    _count_change(page)
    keep_new([each.article for each in placements], by=by, how=Revision.How.INGEST, action=Action.ADD)
    follow_issue(issue, by=by, moved=moved)


def _leads_stand_back(page: Page, *, but: Collection[int] = ()) -> list[int]:
    """A page has one lead. The keys of the stories that were it."""
    leads = page.placements.filter(position=Placement.Position.LEAD).exclude(article__in=but)
    stories = list(leads.values_list("article", flat=True))
    leads.update(position=Placement.Position.STANDARD)
    return stories


def _count_change(page: Page) -> None:
    Page.objects.filter(pk=page.pk).update(version=F("version") + 1)


def refuse_misplaced(article: Article, issue: Issue) -> None:
    """Refuse a story of another issue, and unsigned copy on an issue that has its time already.

    Either would make an issue appear in halves.
    """
    # Two page forms may add the story to two issues at once: the second waits here and sees the first.
    Article.objects.select_for_update().filter(pk=article.pk).order_by("pk").first()
    if article.placements.exclude(page__issue=issue).exists():
        raise NotReleasable([str(_("Already in another issue: %(story)s") % {"story": article})])
    if issue.publish_at is not None and article.status != Article.Status.SIGNED_OFF:
        raise NotReleasable(
            [str(_("The issue has its release time: sign off first: %(story)s") % {"story": article})]
        )


def refuse_late(issue: Issue, *, by: User) -> None:
    """What readers have grows by the hand of who releases alone; an archive is completed page by page."""
    if whole.is_out(issue) and not issue.is_archive and not may_release(by):
        raise NotReleasable([str(_("The issue is out: only the chief editor adds a story to it."))])


def refuse_removal(article: Article, issue: Issue) -> None:
    """What readers have in their hands is withdrawn, with a reason on record, not unplaced."""
    if whole.is_out(issue):
        raise NotReleasable(
            [str(_("The issue is out: withdraw the story instead of taking it off the page: %s") % article)]
        )


@transaction.atomic
@together()
def follow_issue(issue: Issue, *, moved: Collection[int], by: User | None) -> None:
    """After placements changed, keep the stories that moved and give the issue's stories its time.

    `moved` are the keys of stories that came to a page, stand elsewhere on it or left it: the caller has held
    them since before (`whole.hold_issue`). Those that stand nowhere any more lose their time.
    """
    locked = whole.hold_issue(issue, joined_by=moved)
    for story in Article.objects.filter(pk__in=moved).order_by("pk"):
        keep(story, by=by, how=Revision.How.PLACE)
    workflow.set_publish_time(issue.articles(), locked.publish_at, by=by)
    unplaced = Article.objects.filter(pk__in=moved, placements=None)
    workflow.set_publish_time(unplaced, None, by=by)


def demand_waiting(issue: Issue) -> None:
    """Refuse once readers have the issue, by the database's clock.

    Asked at the end of a move as well: the time may come while a move waits for a lock, and what readers
    have by then they keep.
    """
    if issue.publish_at is not None and issue.publish_at <= database_time():
        raise NotReleasable([str(_("The issue is already out: withdraw single stories instead."))])


def _set_time(issue: Issue, at: dt.datetime | None, *, by: User) -> None:
    Issue.objects.filter(pk=issue.pk).update(publish_at=at)
    with together():
        workflow.set_publish_time(issue.articles(), at, by=by)
        # Those too that keep their own time: their day of print is the issue's now.
        touched(*issue.articles().values_list("pk", flat=True))


def _record(action: str, issue: Issue, *, by: User, at: dt.datetime | None) -> None:
    before, after = (moment.isoformat() if moment else None for moment in (issue.publish_at, at))
    record(action, issue, by=by, before={"publish_at": before}, after={"publish_at": after})


def _demand_permission(by: User) -> None:
    if not may_release(by):
        raise PermissionDenied(_("Only the chief editor releases issues."))
