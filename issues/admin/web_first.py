"""The questions of a story that goes out web first (网络首发)."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import workflow
from articles.clock import database_time
from articles.models import Article
from issues.admin.questions import Question, how_soon, in_words
from issues.models import Issue
from people.models import User


class StoryQuestion(Question):
    """About a story that the transaction holds."""

    def __init__(self, story: Article, at: dt.datetime | None = None) -> None:
        super().__init__(at)
        self.story = story

    @cached_property
    def issue(self) -> Issue | None:
        return Issue.objects.filter(pages__placements__article=self.story).order_by("date", "extra").first()

    @cached_property
    def towns(self) -> list[str]:
        return [str(town) for town in self.story.towns.all()]

    def stamp(self) -> list[Any]:
        story, issue = self.story, self.issue
        times = (story.publish_at, story.web_first_at, issue.publish_at if issue else None)
        return [story.pk, story.version, str(issue), self.towns, [at and at.isoformat() for at in times]]

    def with_its_issue(self) -> str:
        """When it stands on a page."""
        if self.issue is None:
            return _("It stands on no page yet.")
        said = {"issue": str(self.issue)}
        if self.issue.publish_at is None:
            return _("It stands on a page once the issue of %(issue)s is out, which has no time yet.") % said
        said |= {"at": in_words(self.issue.publish_at)}
        return _("It stands on its page once the issue of %(issue)s is out, on %(at)s.") % said


class First(StoryQuestion):
    do = "first"
    title = gettext_lazy("Send this story out web first?")
    button = gettext_lazy("Yes, web first at this time")

    def effects(self) -> list[str]:
        assert self.at is not None
        said = {"story": self.story, "at": in_words(self.at), "soon": how_soon(self.at)}
        found = [_("Readers get “%(story)s” on %(at)s, %(soon)s.") % said]
        if self.is_past:
            found = [_("This time has passed: readers get “%(story)s” at once.") % said]
        if self.story.web_first_at is not None:
            times = {"old": in_words(self.story.web_first_at), "new": said["at"]}
            found.insert(0, _("Web first is moved from %(old)s to %(new)s.") % times)
        return [*found, *self.where(), self.with_its_issue()]

    def where(self) -> list[str]:
        """On which pages it appears at once."""
        if not self.towns:
            return [_("It stands on the home page and in the feed, and under no town.")]
        said = {"towns": "、".join(self.towns)}
        return [_("It stands on the home page, in the feed and under %(towns)s.") % said]

    def act(self, *, by: User, why: str) -> str:
        assert self.at is not None
        workflow.publish_first(self.story, at=self.at, by=by)
        return _("“%(story)s”: web first, %(at)s") % {"story": self.story, "at": in_words(self.at)}


class FirstNow(First):
    do = "first_now"
    title = gettext_lazy("Send this story out at once?")
    button = gettext_lazy("Yes, now")
    is_grave = True

    def effects(self) -> list[str]:
        said = {"story": self.story}
        found = [_("Readers get “%(story)s” at once.") % said, *self.where(), self.with_its_issue()]
        return [*found, _("What readers have is withdrawn, not taken back.")]

    def act(self, *, by: User, why: str) -> str:
        workflow.publish_first(self.story, at=database_time(), by=by)
        return _("“%(story)s” is out, web first.") % {"story": self.story}


class TakeBack(StoryQuestion):
    do = "take_back"
    title = gettext_lazy("Take web first back?")
    button = gettext_lazy("Yes, take it back")
    is_grave = True

    def refuse(self) -> None:
        if self.story.web_first_at is None:
            raise workflow.NotPossible(workflow.MOVED_ON)

    def effects(self) -> list[str]:
        assert self.story.web_first_at is not None
        said = {"story": self.story, "at": in_words(self.story.web_first_at)}
        return [_("Readers do not get “%(story)s” on %(at)s.") % said, self.with_its_issue()]

    def act(self, *, by: User, why: str) -> str:
        workflow.take_back_first(self.story, by=by)
        return _("“%(story)s” is no longer web first.") % {"story": self.story}
