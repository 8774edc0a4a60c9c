"""What an issue lacks until it can appear, in words. No queries: pages are given, and what stands there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import Article
from issues.models import Issue, Page, Placement
from policy.table import State

# A page is full when it misses its planned length by less than this; no compositor counts closer.
TOLERANCE = 0.02


def lacks(issue: Issue, pages: Sequence[Page], placed: Mapping[int, list[Placement]]) -> list[str]:
    """A sentence each, the most pressing last. Of an issue that is out only what readers miss.

    Issues and pages come as the calendar asks for them: with whether they were read and proofread.
    """
    unsigned = _unsigned(pages, placed)
    if issue.state == Issue.State.RELEASED:
        return unsigned
    if not pages:
        return [_("no pages yet"), *_time(issue)]
    unread = [*_unproofed(pages, placed), *_unread(issue)] if _is_near(issue) else []
    return [*_empty(pages, placed), *_short(pages, placed), *unsigned, *unread, *_time(issue)]


def _empty(pages: Sequence[Page], placed: Mapping[int, list[Placement]]) -> list[str]:
    count = sum(not placed.get(page.pk) for page in pages)
    return [ngettext("%d empty page", "%d empty pages", count) % count] if count else []


def _short(pages: Sequence[Page], placed: Mapping[int, list[Placement]]) -> list[str]:
    """Characters that are missing on pages that have begun to fill; an empty one is named as such."""
    count = sum(_room(page, placed[page.pk]) for page in pages if placed.get(page.pk))
    return [ngettext("%d character missing", "%d characters missing", count) % count] if count else []


def _room(page: Page, placements: list[Placement]) -> int:
    if not page.planned_length:
        return 0
    room = page.planned_length - sum(length_of(placement) for placement in placements)
    return room if room > page.planned_length * TOLERANCE else 0


def length_of(placement: Placement) -> int:
    """What is planned to stand here; else the story, which goes on nowhere before it stands somewhere."""
    if placement.planned_length is not None:
        return placement.planned_length
    return 0 if placement.continues_id else placement.article.length


def _unsigned(pages: Sequence[Page], placed: Mapping[int, list[Placement]]) -> list[str]:
    stories: dict[int, Article] = {
        placement.article_id: placement.article for page in pages for placement in placed.get(page.pk, [])
    }
    count = sum(story.policy_state != State.SIGNED_OFF for story in stories.values())
    return [ngettext("%d story not signed off", "%d stories not signed off", count) % count] if count else []


def _unproofed(pages: Sequence[Any], placed: Mapping[int, list[Placement]]) -> list[str]:
    """Pages whose clean proof (清样) nobody has signed; an empty one is named as such."""
    count = sum(bool(placed.get(page.pk)) and not page.has_clean_proof for page in pages)
    if not count:
        return []
    return [ngettext("%d clean proof not signed", "%d clean proofs not signed", count) % count]


def _unread(issue: Any) -> list[str]:
    return [] if issue.is_read else [_("not read last yet")]


def _is_near(issue: Issue) -> bool:
    """An old issue that comes in from the archive is in no hurry."""
    return not issue.is_archive and _days_left(issue) <= 1


def _days_left(issue: Issue) -> int:
    return (issue.date - timezone.localdate()).days


def _time(issue: Issue) -> list[str]:
    left = _days_left(issue)
    if issue.publish_at is not None or not _is_near(issue):
        return []
    if left == 1:
        return [_("no release time, and it is tomorrow")]
    return [_("no release time, and it is today") if left == 0 else _("no release time, and its day is over")]
