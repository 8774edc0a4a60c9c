"""What readers get of an issue when its time comes, by their own rule, and what they do not get, and why."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from articles.models import Article
from audit.chain import digest
from audit.trail import entries_of
from issues.models import Issue, Page, Placement
from policy.table import State
from towns.models import County, Jurisdiction, Town


@dataclass(frozen=True, slots=True)
class Line:
    """A story at one of its places."""

    placement: Placement
    # Empty: readers get it.
    why_unseen: str
    lost_pictures: int

    @property
    def story(self) -> Article:
        return self.placement.article

    @property
    def stamp(self) -> list[object]:
        story = self.story
        times = [at and at.isoformat() for at in (story.publish_at, story.web_first_at)]
        state = [story.version, story.title, self.why_unseen, self.lost_pictures]
        return [self.placement.pk, story.pk, *state, *times]


@dataclass(frozen=True, slots=True)
class PageLines:
    page: Page
    lines: list[Line]

    @property
    def seen(self) -> list[Line]:
        return [line for line in self.lines if not line.why_unseen]


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A story that was taken out of the issue and stands nowhere in it now."""

    title: str
    note: str
    at: dt.datetime


@dataclass
class Outlook:
    """The issue as readers get it, without the story that is about to be held back."""

    issue: Issue
    without: Article | None = None
    pages: list[PageLines] = field(init=False)

    def __post_init__(self) -> None:
        found = self.issue.pages.order_by("order", "pk").prefetch_related(
            "placements__article__photos", "placements__article__towns", "placements__article__county",
            "placements__article__stage",
        )  # fmt: skip
        self.pages = [PageLines(page, self._lines(page.placements.all())) for page in found]

    def _lines(self, placements: Iterable[Placement]) -> list[Line]:
        return [
            Line(row, why_unseen(row.article), lost_pictures(row.article))
            for row in placements
            if self.without is None or row.article_id != self.without.pk
        ]

    @cached_property
    def seen(self) -> list[Article]:
        """Each story once, in the order of the pages."""
        return list(dict.fromkeys(line.story for page in self.pages for line in page.seen))

    @cached_property
    def unseen(self) -> list[Line]:
        """Each story once, by its first place."""
        lines = [line for page in self.pages for line in page.lines if line.why_unseen]
        return list({line.story.pk: line for line in reversed(lines)}.values())[::-1]

    @cached_property
    def broken(self) -> list[Line]:
        """What readers get without a picture that it had."""
        lines = [line for page in self.pages for line in page.seen if line.lost_pictures]
        return list({line.story.pk: line for line in reversed(lines)}.values())[::-1]

    @cached_property
    def held_back(self) -> list[HeldBack]:
        placed = {line.story.pk for page in self.pages for line in page.lines}
        latest = {
            entry.before_values.get("article"): entry
            for entry in entries_of(self.issue).filter(action="hold_back").order_by("number")
        }
        return [
            HeldBack(str(entry.before_values.get("stories", "")), entry.note, entry.at)
            for key, entry in latest.items()
            if key not in placed
        ]

    @cached_property
    def towns(self) -> list[tuple[Town, int]]:
        """The towns on whose pages the stories stand, with how many."""
        found = Counter(town for story in self.seen for town in story.towns.all())
        return sorted(found.items(), key=lambda item: (-item[1], item[0].pk))

    @cached_property
    def counties(self) -> list[tuple[County, int]]:
        """As readers find them: the county named, or that which governs a town of the story on the day."""
        rows = Jurisdiction.objects.in_force(self.issue.date).select_related("county")
        towns = [town for town, _count in self.towns]
        governing = {row.town_id: row.county for row in rows.filter(town__in=towns)}
        found: Counter[County] = Counter()
        for story in self.seen:
            of_towns = {governing[town.pk] for town in story.towns.all() if town.pk in governing}
            found.update(of_towns | ({story.county} if story.county else set()))
        return sorted(found.items(), key=lambda item: (-item[1], item[0].pk))

    @cached_property
    def stamp(self) -> str:
        """Of all that is shown: what comes in between is shown again before anything is done."""
        pages = [
            [page.page.pk, page.page.label, page.page.name, [line.stamp for line in page.lines]]
            for page in self.pages
        ]
        rows = (self.towns, self.counties)
        places = [[[place.pk, place.name, count] for place, count in row] for row in rows]
        at = self.issue.publish_at
        return digest(self.issue.pk, str(self.issue), at and at.isoformat(), pages, places)


def why_unseen(story: Article) -> str:
    """Why readers do not get the story though its time has come; empty when they do."""
    if story.policy_state == State.SIGNED_OFF:
        return ""
    if story.policy_state == State.WITHDRAWN:
        return _("withdrawn: %(reason)s") % {"reason": story.get_withdrawal_reason_display() or "—"}
    return _("not signed off: %(state)s") % {"state": story.state_label}


def lost_pictures(story: Article) -> int:
    """How many photos say that they have a picture that is in no storage."""
    names = [str(photo.image.name) for photo in story.photos.all() if photo.image]
    return sum(not default_storage.exists(name) for name in names)
