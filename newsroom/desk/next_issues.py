"""The next issues and how full their pages are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from articles.models import Article
from issues import reading
from issues.board.copyfit import Fit, page_fit
from issues.board.parts import shares
from issues.models import Issue, Page, Placement
from newsroom.desk.figures import STORIES, Figure, listed
from people.models import User
from policy.table import State

ISSUES = 2
STORIES_PLACED = pgettext_lazy("after a number", "stories")
UNSIGNED = pgettext_lazy("after a number", "not signed off")
CHARACTERS = pgettext_lazy("after a number", "characters")
# What stands on each page, by the page's key.
Placed = Mapping[int, Sequence[Placement]]


@dataclass(frozen=True)
class PageLine:
    """A page as it fills. What may not be seen fills it too: it is counted, and named nowhere."""

    page: Page
    is_mine: bool
    stories: Figure
    unsigned: Figure
    characters: Figure
    fit: Fit
    hidden: int


@dataclass(frozen=True)
class IssueLine:
    issue: Issue
    stories: Figure
    unsigned: Figure
    hidden: int
    pages: Sequence[PageLine]
    # It has its time, and is not as it was read last.
    is_unread: bool = False


def next_issues(user: User) -> list[IssueLine]:
    """Those that readers do not have yet, from today on.

    Five queries, however full they are, and a few for each that has its time: is it as it was read last?
    """
    coming = Issue.objects.exclude(pk__in=Issue.objects.published().values("pk"))
    days = Q(date__gte=timezone.localdate()) | Q(publish_at__isnull=False)
    found = list(coming.filter(days).order_by("date", "extra").prefetch_related("pages__editor")[:ISSUES])
    placed = _placed(found)
    seen = _visible(placed, user)
    return [_issue_line(issue, placed, seen, user) for issue in found]


def _placed(issues: Iterable[Issue]) -> Placed:
    rows = Placement.objects.filter(page__issue__in=list(issues)).select_related("article")
    placed = defaultdict(list)
    for row in rows.prefetch_related("article__photos"):
        placed[row.page_id].append(row)
    return placed


def _visible(placed: Placed, user: User) -> set[int]:
    keys = [row.article_id for rows in placed.values() for row in rows]
    return set(Article.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))


def _issue_line(issue: Issue, placed: Placed, seen: set[int], user: User) -> IssueLine:
    pages = list(issue.pages.all())
    rows = [row for page in pages for row in placed.get(page.pk, [])]
    articles = {row.article_id: row.article for row in rows}
    shown = [article for article in articles.values() if article.pk in seen]
    lengths = shares(rows)
    return IssueLine(
        issue,
        *_counted(shown, in_issue=issue.pk),
        hidden=len(articles) - len(shown),
        pages=[_page_line(page, placed.get(page.pk, []), lengths, seen, user) for page in pages],
        is_unread=bool(issue.publish_at) and not issue.is_archive and not reading.is_signed(issue),
    )


def _page_line(
    page: Page, rows: Sequence[Placement], lengths: Mapping[int, int], seen: set[int], user: User
) -> PageLine:
    shown = [row.article for row in rows if row.article_id in seen]
    stories, unsigned = _counted(shown, on_page=page.pk)
    hidden = len(rows) - len(shown)
    here = [lengths[row.pk] for row in rows]
    # The list adds up to the page only for who sees all of it, and where no story runs over to another page;
    # else the page itself does.
    adds_up = not hidden and here == [row.article.length for row in rows]
    whole = stories.address if adds_up else reverse("admin:issues_page_change", args=[page.pk])
    return PageLine(
        page=page,
        is_mine=page.editor_id == user.pk,
        stories=stories,
        unsigned=unsigned,
        characters=Figure(sum(here), CHARACTERS, whole, Figure.CHARACTERS),
        fit=page_fit(here, planned=page.planned_length, line_length=page.line_length),
        hidden=hidden,
    )


def _counted(shown: list[Article], **place: int) -> tuple[Figure, Figure]:
    """The stories seen at a place, and those of them that are not signed off."""
    unsigned = sum(article.policy_state != State.SIGNED_OFF for article in shown)
    return (
        Figure(len(shown), STORIES_PLACED, listed(STORIES, **place)),
        Figure(unsigned, UNSIGNED, listed(STORIES, **place, signed="0")),
    )
