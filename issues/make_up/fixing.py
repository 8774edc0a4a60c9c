"""What an editor fixes of a page: one transaction, whole or not at all, for the page that was looked at.

Layout, widths and sizes change how the page is set and no story: nothing of them is a part of what was
proofread or read last. The order of the stories is more than that, and changes by the rule of the board
(`Hand.shift`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from articles.models import Article
from audit.trail import record
from issues import whole
from issues.board.moves import Stale, held
from issues.models import Issue, Page, Placement
from issues.release import NotReleasable, may_release
from issues.renditions import can_be_made, owe
from people.models import User
from policy.access import may
from policy.table import Action


@dataclass(frozen=True, slots=True)
class Place:
    """How wide a story stands and how large its headline is; None: as the compositor chooses."""

    span: int | None = None
    headline_step: int | None = None


@dataclass(frozen=True, slots=True)
class Fixed:
    """All that is fixed of a page; of its places, by their keys, those that the editor was shown."""

    layout: str = ""
    keeps_order: bool = False
    places: Mapping[int, Place] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Move:
    """A story one place up (-1) or down (1) on its page."""

    story: Article
    step: int


def may_make_up(user: User) -> bool:
    return may(user, Action.CHANGE, Page) and may(user, Action.CHANGE, Placement)


def why_not(issue: Issue, *, by: User) -> str:
    """Why this person fixes nothing here; empty where they may.

    Of an issue that is out, readers have the pages as they are: who releases may set them anew. An archive is
    worked on page by page.
    """
    if not may_make_up(by):
        return _("Editors and page designers change how a page is set.")
    if whole.is_out(issue) and not issue.is_archive and not may_release(by):
        return _("The issue is out: only the chief editor changes how its pages are set.")
    return ""


@transaction.atomic
def fix(page: Page, fixed: Fixed, *, seen: int | None, by: User, move: Move | None = None) -> bool:
    """Fix this of the page, and whether anything changed.

    Raises `PermissionDenied`, `Stale` where the page is not the one that was seen, and `NotReleasable` with a
    sentence for what cannot be.
    """
    if not may_make_up(by):
        raise PermissionDenied
    if seen is None:
        raise Stale
    if move is not None:
        # First, since the move holds stories too; the trail is held last.
        with held(page.issue, by=by, seen={page.pk: seen}, article=move.story) as hand:
            hand.shift(page.pk, move.step)
        seen += 1
    is_changed = _write(page, fixed, seen=seen, by=by) or move is not None
    if is_changed:
        _set_anew(page)
    return is_changed


def _write(page: Page, fixed: Fixed, *, seen: int, by: User) -> bool:
    # Issue before page, as everywhere, so that two locks never wait for each other.
    issue = Issue.objects.select_for_update().get(pk=page.issue_id)
    locked = Page.objects.select_for_update().get(pk=page.pk)
    if locked.version != seen:
        raise Stale
    if refusal := why_not(issue, by=by):
        raise NotReleasable([refusal])
    before = {"layout": locked.layout, "keeps_order": locked.keeps_order}
    after: dict[str, Any] = {"layout": fixed.layout, "keeps_order": fixed.keeps_order}
    changed = [row for row in locked.placements.filter(pk__in=fixed.places) if _differs(row, fixed)]
    if before == after and not changed:
        return False
    told = _told(changed, fixed)
    for row in changed:
        row.save(update_fields=["span", "headline_step"])
    Page.objects.filter(pk=locked.pk).update(**after, version=F("version") + 1)
    differing = [name for name in before if before[name] != after[name]]
    record(
        "make_up",
        locked,
        by=by,
        before={name: before[name] for name in differing} | told[0],
        after={name: after[name] for name in differing} | told[1],
    )
    return True


def _differs(row: Placement, fixed: Fixed) -> bool:
    return Place(row.span, row.headline_step) != fixed.places[row.pk]


def _told(rows: list[Placement], fixed: Fixed) -> tuple[dict[str, Any], dict[str, Any]]:
    """Widths and sizes before and after, by the keys of stories: who reads a page's past may not see them.

    The rows have the new ones from here on.
    """
    before: dict[str, dict[str, int | None]] = {}
    after: dict[str, dict[str, int | None]] = {}
    for row in rows:
        for name in ("span", "headline_step"):
            was, will_be = getattr(row, name), getattr(fixed.places[row.pk], name)
            if was != will_be:
                before.setdefault(name, {})[str(row.article_id)] = was
                after.setdefault(name, {})[str(row.article_id)] = will_be
                setattr(row, name, will_be)
    return before, after


def _set_anew(page: Page) -> None:
    """Readers' picture of a page whose issue has its time follows by itself; before, the editor says when."""
    if page.issue.publish_at is not None and page.renditions.exists() and can_be_made():
        owe([page])
