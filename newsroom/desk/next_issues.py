"""The next issues and how full their pages are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from articles.models import Article
from issues.models import Issue, Page, Placement
from newsroom.desk.figures import STORIES, Figure, listed
from people.models import User
from policy.table import State

ISSUES = 2
STORIES_PLACED = pgettext_lazy("after a number", "stories")
UNSIGNED = pgettext_lazy("after a number", "not signed off")
CHARACTERS = pgettext_lazy("after a number", "characters")
# A page is right when it misses its planned length by less than this; no compositor counts closer.
TOLERANCE = 0.02


@dataclass(frozen=True)
class PageLine:
    """A page as it fills. What may not be seen fills it too: it is counted, and named nowhere."""

    page: Page
    is_mine: bool
    stories: Figure
    unsigned: Figure
    characters: Figure
    hidden: int

    @property
    def planned(self) -> int | None:
        return self.page.planned_length

    @property
    def difference(self) -> int:
        """Characters too many (positive) or missing (negative); 0 within the tolerance or without a plan."""
        if not self.planned:
            return 0
        found = self.characters.count - self.planned
        return found if abs(found) > self.planned * TOLERANCE else 0

    @property
    def surplus(self) -> int:
        return max(self.difference, 0)

    @property
    def room(self) -> int:
        return max(-self.difference, 0)


@dataclass(frozen=True)
class IssueLine:
    issue: Issue
    stories: Figure
    unsigned: Figure
    hidden: int
    pages: Sequence[PageLine]


def next_issues(user: User) -> list[IssueLine]:
    """Those that readers do not have yet, from today on. Five queries, however full they are."""
    coming = Issue.objects.exclude(pk__in=Issue.objects.published().values("pk"))
    days = Q(date__gte=timezone.localdate()) | Q(publish_at__isnull=False)
    found = list(coming.filter(days).order_by("date", "extra").prefetch_related("pages__editor")[:ISSUES])
    placed = _placed(found)
    seen = _visible(placed, user)
    return [_issue_line(issue, placed, seen, user) for issue in found]


def _placed(issues: Iterable[Issue]) -> dict[int, list[Article]]:
    """The stories of each page, by the page's key."""
    placements = Placement.objects.filter(page__issue__in=list(issues)).select_related("article")
    stories = defaultdict(list)
    for placement in placements.prefetch_related("article__photos"):
        stories[placement.page_id].append(placement.article)
    return stories


def _visible(placed: dict[int, list[Article]], user: User) -> set[int]:
    keys = [article.pk for articles in placed.values() for article in articles]
    return set(Article.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))


def _issue_line(issue: Issue, placed: dict[int, list[Article]], seen: set[int], user: User) -> IssueLine:
    pages = list(issue.pages.all())
    articles = {article.pk: article for page in pages for article in placed.get(page.pk, [])}
    shown = [article for article in articles.values() if article.pk in seen]
    return IssueLine(
        issue,
        *_counted(shown, in_issue=issue.pk),
        hidden=len(articles) - len(shown),
        pages=[_page_line(page, placed.get(page.pk, []), seen, user) for page in pages],
    )


def _page_line(page: Page, articles: list[Article], seen: set[int], user: User) -> PageLine:
    shown = [article for article in articles if article.pk in seen]
    stories, unsigned = _counted(shown, on_page=page.pk)
    hidden = len(articles) - len(shown)
    # The list adds up to the page only for who sees all of it; for others the page itself does.
    whole = reverse("admin:issues_page_change", args=[page.pk]) if hidden else stories.address
    length = sum(article.length for article in articles)
    return PageLine(
        page=page,
        is_mine=page.editor_id == user.pk,
        stories=stories,
        unsigned=unsigned,
        characters=Figure(length, CHARACTERS, whole, Figure.CHARACTERS),
        hidden=hidden,
    )


def _counted(shown: list[Article], **place: int) -> tuple[Figure, Figure]:
    """The stories seen at a place, and those of them that are not signed off."""
    unsigned = sum(article.policy_state != State.SIGNED_OFF for article in shown)
    return (
        Figure(len(shown), STORIES_PLACED, listed(STORIES, **place)),
        Figure(unsigned, UNSIGNED, listed(STORIES, **place, signed="0")),
    )
