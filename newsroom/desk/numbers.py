"""My numbers this month, each beside last month's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles import tallies
from articles.models import Article
from articles.tallies import Month, Tally
from newsroom.desk.figures import PHOTOS, STORIES, Figure, listed
from people.models import User
from policy.roles import AUTHORS, REVIEWERS, Role

PHOTOGRAPHERS = (*AUTHORS, Role.PHOTO_DESK)


@dataclass(frozen=True)
class Number:
    now: Figure
    before: Figure
    meaning: Any

    @property
    def difference(self) -> int:
        return self.now.count - self.before.count


def numbers(user: User) -> list[Number]:
    """By the person's roles: an author's by credits, a reviewer's by sign-offs."""
    return list(_numbers(user, Month.current()))


def _numbers(user: User, month: Month) -> Iterator[Number]:
    if user.roles & set(AUTHORS):
        meaning = _("Stories that you handed in during the month, each counted once.")
        yield _stories(Tally.FILED, pgettext_lazy("of a month", "filed"), meaning, user, month)
        yield from _printed(user, month)
    if user.roles & set(PHOTOGRAPHERS):
        yield _photos(user, month)
    if user.roles & set(AUTHORS):
        meaning = _("Stories you filed or handed in that were returned for changes during the month.")
        yield _stories(Tally.RETURNED, pgettext_lazy("of a month", "returned to me"), meaning, user, month)
    if user.roles & set(REVIEWERS):
        meaning = _("Stories that you signed during the month, also where the sign-off is void since.")
        yield _stories(Tally.SIGNED, pgettext_lazy("of a month", "signed by me"), meaning, user, month)
        meaning = _("Stories under your standing sign-off that appeared during the month.")
        yield _stories(Tally.SIGNED_PUBLISHED, _("of my signing, published"), meaning, user, month)
        meaning = _("Stories that you returned for changes during the month.")
        yield _stories(Tally.SENT_BACK, pgettext_lazy("of a month", "returned by me"), meaning, user, month)


def _stories(tally: Tally, label: Any, meaning: Any, user: User, month: Month) -> Number:
    now, before = (
        Figure(tallies.stories(tally, user, each).count(), label, _address(tally, each))
        for each in (month, month.before())
    )
    return Number(now, before, meaning)


def _printed(user: User, month: Month) -> Iterator[Number]:
    """The stories that appeared, and their characters. The texts of one person's two months are counted here:
    字数 leaves white space out, which no database counts alike."""
    found = tallies.stories(Tally.PUBLISHED, user, month, month.before())
    stories = list(found.only("body", "publish_at").prefetch_related("photos"))
    meaning = _("Stories with your credit that appeared during the month and are not withdrawn.")
    yield Number(_count(stories, month), _count(stories, month.before()), meaning)
    meaning = _("The characters of these stories, punctuation included.")
    yield Number(_length(stories, month), _length(stories, month.before()), meaning)


def _count(stories: list[Article], month: Month) -> Figure:
    label = pgettext_lazy("of a month", "published")
    return Figure(len(_within(month, stories)), label, _address(Tally.PUBLISHED, month))


def _length(stories: list[Article], month: Month) -> Figure:
    total = sum(story.length for story in _within(month, stories))
    address = _address(Tally.PUBLISHED, month)
    return Figure(total, _("characters printed"), address, Figure.CHARACTERS)


def _within(month: Month, stories: list[Article]) -> list[Article]:
    return [story for story in stories if story.publish_at and month.contains(story.publish_at)]


def _photos(user: User, month: Month) -> Number:
    label = _("photos published")
    now, before = (
        Figure(tallies.photos(user, each).count(), label, listed(PHOTOS, tally=f"{Tally.PHOTOS}-{each}"))
        for each in (month, month.before())
    )
    return Number(now, before, _("Photos with your credit whose story appeared during the month."))


def _address(tally: Tally, month: Month) -> str:
    return listed(STORIES, tally=f"{tally}-{month}")
