"""The questions of the release page: at a time, at once, pulled back, one story held back."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.models import Article
from issues import release
from issues.admin.questions import Question, how_soon, in_words
from issues.models import Issue
from issues.outlook import Outlook
from people.models import User
from policy.table import State


class IssueQuestion(Question):
    """About an issue that the transaction holds."""

    heading: Any = ""

    def __init__(self, issue: Issue, at: dt.datetime | None = None) -> None:
        super().__init__(at)
        self.issue = issue

    @cached_property
    def outlook(self) -> Outlook:
        return Outlook(self.issue)

    def stamp(self) -> list[Any]:
        return [self.outlook.stamp]

    @property
    def title(self) -> str:
        """The day of the issue first: it is not always the day of the release."""
        day = f"{date_format(self.issue.date)} {self.issue.extra_label}".strip()
        return f"{day}：{self.heading}"

    def beside_its_day(self, at: dt.datetime) -> list[str]:
        """A slip of the hand in the date is said before all else."""
        local = localtime(at).date()
        if local == self.issue.date:
            return []
        days = {"day": date_format(self.issue.date), "other": date_format(local)}
        return [_("Look at the date: the issue of %(day)s would be released on %(other)s.") % days]

    def refuse(self) -> None:
        if self.issue.state == Issue.State.RELEASED:
            raise release.NotReleasable([_("The issue is already out: withdraw single stories instead.")])

    def whole(self) -> str:
        """6 个版，32 篇稿件"""
        pages, stories = len(self.outlook.pages), len(self.outlook.seen)
        return _("%(pages)s, %(stories)s") % {
            "pages": ngettext("%d page", "%d pages", pages) % pages,
            "stories": ngettext("%d story", "%d stories", stories) % stories,
        }


class Schedule(IssueQuestion):
    do = "schedule"
    heading = gettext_lazy("Release the issue at this time?")
    button = gettext_lazy("Yes, release it at this time")

    def refuse(self) -> None:
        super().refuse()
        if found := release.refusals(self.issue):
            raise release.NotReleasable(found)

    def effects(self) -> list[str]:
        assert self.at is not None
        said = {"whole": self.whole(), "at": in_words(self.at), "soon": how_soon(self.at)}
        found = [_("Readers get the whole issue (%(whole)s) on %(at)s, %(soon)s.") % said]
        if self.is_past:
            found = [
                _("This time has passed: readers get the whole issue (%(whole)s) at once.") % said,
                _("It stands under %(at)s as its time of publication.") % said,
                _("What readers have is not pulled back: single stories are withdrawn.") % said,
            ]
        if self.issue.publish_at is not None:
            times = {"old": in_words(self.issue.publish_at), "new": said["at"]}
            found.insert(0, _("The release is moved from %(old)s to %(new)s.") % times)
        return [*self.beside_its_day(self.at), *found]

    def act(self, *, by: User, why: str) -> str:
        assert self.at is not None
        release.schedule(self.issue, at=self.at, by=by)
        return _("The issue appears at %s.") % in_words(self.at)


class Now(IssueQuestion):
    do = "now"
    heading = gettext_lazy("Release the issue at once?")
    button = gettext_lazy("Yes, release it now")
    is_grave = True

    def refuse(self) -> None:
        super().refuse()
        if found := release.refusals(self.issue):
            raise release.NotReleasable(found)

    def effects(self) -> list[str]:
        found = self.beside_its_day(timezone.now())
        found.append(_("Readers get the whole issue (%(whole)s) at once.") % {"whole": self.whole()})
        if self.issue.publish_at is not None:
            said = {"at": in_words(self.issue.publish_at)}
            found.append(_("It does not wait for %(at)s, as it was to.") % said)
        return [*found, _("What readers have is not pulled back: single stories are withdrawn.")]

    def act(self, *, by: User, why: str) -> str:
        release.release_now(self.issue, by=by)
        return _("The issue is out: readers have it.")


class PullBack(IssueQuestion):
    do = "unschedule"
    heading = gettext_lazy("Pull the issue back?")
    button = gettext_lazy("Yes, pull it back")
    is_grave = True

    def refuse(self) -> None:
        super().refuse()
        if self.issue.publish_at is None:
            raise release.NotReleasable([_("The issue has no release time.")])

    def effects(self) -> list[str]:
        assert self.issue.publish_at is not None
        said = {"at": in_words(self.issue.publish_at), "whole": self.whole()}
        found = [
            _("Readers do not get the issue (%(whole)s) on %(at)s.") % said,
            _("It is planned again: its pages and its sign-offs stay as they are."),
        ]
        if first := [story for story in self.outlook.seen if story.web_first_at is not None]:
            count = ngettext("%d story", "%d stories", len(first)) % len(first)
            found.append(_("Web first stays web first: %(stories)s.") % {"stories": count})
        return found

    def act(self, *, by: User, why: str) -> str:
        release.unschedule(self.issue, by=by)
        return _("The issue is pulled back; readers will not see it.")


class HoldBack(IssueQuestion):
    do = "hold_back"
    heading = gettext_lazy("Hold this story back?")
    button = gettext_lazy("Yes, hold it back")
    wants_reason = True
    is_grave = True

    def __init__(self, issue: Issue, story: Article) -> None:
        super().__init__(issue)
        self.story = story

    @cached_property
    def outlook(self) -> Outlook:
        return Outlook(self.issue, without=self.story)

    def stamp(self) -> list[Any]:
        return [self.story.pk, self.story.version, self.labels, *super().stamp()]

    def carried(self) -> dict[str, Any]:
        return super().carried() | {"story": self.story.pk}

    @cached_property
    def labels(self) -> list[str]:
        places = self.story.placements.filter(page__issue=self.issue).order_by("page__order")
        return list(places.values_list("page__label", flat=True))

    def refuse(self) -> None:
        release.refuse_hold_back(self.story, self.issue)

    def effects(self) -> list[str]:
        said = {"story": self.story, "pages": "、".join(self.labels)}
        found = [_("“%(story)s” comes off page %(pages)s and goes back to the tray.") % said]
        if self.story.policy_state == State.SIGNED_OFF:
            found.append(_("It stays signed off."))
        if self.issue.publish_at is not None:
            at = {"at": in_words(self.issue.publish_at), "whole": self.whole()}
            found.append(_("The issue appears on %(at)s without it (%(whole)s).") % at)
        if self.story.web_first_at is not None:
            at = {"at": in_words(self.story.web_first_at)}
            found.append(_("It stays web first, on %(at)s.") % at)
        return found

    def act(self, *, by: User, why: str) -> str:
        release.hold_back(self.story, self.issue, by=by, note=why)
        return _("“%(story)s” is held back from the issue.") % {"story": self.story}
