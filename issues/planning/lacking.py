"""What an issue lacks until it can appear, in words. Pages are given, and what stands there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import Article
from issues import proofs, reading
from issues.board.copyfit import page_fit
from issues.board.parts import shares
from issues.models import Issue, Page, Placement
from policy.table import State


def lacks(issue: Issue, pages: Sequence[Page], placed: Mapping[int, list[Placement]]) -> list[str]:
    """A sentence each, the most pressing last. Of an issue that is out only what readers miss.

    Of an issue that is near it asks how far its proofs and its last reading are; else nothing.
    """
    unsigned = _unsigned(pages, placed)
    if issue.state == Issue.State.RELEASED:
        return unsigned
    if not pages:
        return [_("no pages yet"), *_time(issue)]
    unread = [*_unproofed(issue, placed), *_unread(issue)] if is_near(issue) else []
    return [*_empty(pages, placed), *_short(pages, placed), *unsigned, *unread, *_time(issue)]


def _empty(pages: Sequence[Page], placed: Mapping[int, list[Placement]]) -> list[str]:
    count = sum(not placed.get(page.pk) for page in pages)
    return [ngettext("%d empty page", "%d empty pages", count) % count] if count else []


def _short(pages: Sequence[Page], placed: Mapping[int, list[Placement]]) -> list[str]:
    """Characters that are missing on pages that have begun to fill; an empty one is named as such."""
    lengths = shares([row for page in pages for row in placed.get(page.pk, [])])
    begun = [page for page in pages if placed.get(page.pk)]
    count = sum(_room(page, [lengths[row.pk] for row in placed[page.pk]]) for page in begun)
    return [ngettext("%d character missing", "%d characters missing", count) % count] if count else []


def _room(page: Page, lengths: Sequence[int]) -> int:
    return page_fit(lengths, planned=page.planned_length, line_length=page.line_length).room


def _unsigned(pages: Sequence[Page], placed: Mapping[int, list[Placement]]) -> list[str]:
    stories: dict[int, Article] = {
        placement.article_id: placement.article for page in pages for placement in placed.get(page.pk, [])
    }
    count = sum(story.policy_state != State.SIGNED_OFF for story in stories.values())
    return [ngettext("%d story not signed off", "%d stories not signed off", count) % count] if count else []


def _unproofed(issue: Issue, placed: Mapping[int, list[Placement]]) -> list[str]:
    """Pages that are not through their three proofs with the text as it is; an empty one is named as such."""
    found = proofs.standings(issue)
    count = sum(bool(placed.get(key)) and not now.is_settled for key, now in found.items())
    return [ngettext("%d page not proofread", "%d pages not proofread", count) % count] if count else []


def _unread(issue: Issue) -> list[str]:
    if reading.is_signed(issue):
        return []
    return [_("changed since the last reading") if issue.readings.exists() else _("not read last yet")]


def is_near(issue: Issue) -> bool:
    """An old issue that comes in from the archive is in no hurry."""
    return not issue.is_archive and _days_left(issue) <= 1


def _days_left(issue: Issue) -> int:
    return (issue.date - timezone.localdate()).days


def _time(issue: Issue) -> list[str]:
    left = _days_left(issue)
    if issue.publish_at is not None or not is_near(issue):
        return []
    if left == 1:
        return [_("no release time, and it is tomorrow")]
    return [_("no release time, and it is today") if left == 0 else _("no release time, and its day is over")]
