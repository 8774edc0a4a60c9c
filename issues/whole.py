"""An issue as a whole: held while something is done to it, and what keeps it from being whole."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from articles.revisions.keeping import hold_all
from issues.models import Issue, Page, Placement
from people.models import User


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing without which the issue would appear in halves; no reason overrides it."""

    code: str
    says: str | Promise
    page: Page | None = None
    story: Article | None = None

    def told(self, seen: Collection[int] | None = None) -> str:
        """In a sentence. A story that is not among those `seen`, if they are given, is not named."""
        if self.story is None:
            return str(self.says)
        is_named = seen is None or self.story.pk in seen
        return str(self.says % {"story": self.story if is_named else _("a story of another desk")})


def hold_issue(issue: Issue, *, joined_by: Collection[int] = ()) -> Issue:
    """The issue as it is now, held until the transaction ends: a release and a placement cannot cross.

    After it its stories are held, and those that are about to join them, by their keys.
    """
    locked = Issue.objects.select_for_update().get(pk=issue.pk)
    # By their keys: asked for with OR, they were looked for among all stories of the archive.
    placed = Placement.objects.filter(page__issue=locked).values_list("article", flat=True)
    hold_all(Article.objects.filter(pk__in={*placed, *joined_by}))
    return locked


def is_out(issue: Issue) -> bool:
    """By the database's clock, which readers' queries ask."""
    return Issue.objects.published().filter(pk=issue.pk).exists()


def problems(issue: Issue) -> list[Problem]:
    """What stands in the way of a whole issue.

    No pages, empty pages, stories that are unsigned, withdrawn or in another issue. A story that is
    edited after the issue was scheduled shows up here again.
    """
    found = [] if issue.pages.exists() else [Problem("no_pages", _("The issue has no pages."))]
    found += [
        Problem("empty", _("Page %(page)s is empty.") % {"page": page.label}, page)
        for page in issue.pages.filter(placements=None)
    ]
    placed = issue.articles()
    elsewhere = Placement.objects.exclude(page__issue=issue).values("article")
    reasons: tuple[tuple[str, Promise, QuerySet[Article]], ...] = (
        ("unsigned", _("Not signed off: %(story)s"), placed.exclude(status=Article.Status.SIGNED_OFF)),
        ("withdrawn", _("Withdrawn: %(story)s"), placed.exclude(withdrawn_at=None)),
        ("elsewhere", _("Already in another issue: %(story)s"), placed.filter(pk__in=elsewhere)),
    )
    for code, says, stories in reasons:
        found += [Problem(code, says, story=story) for story in stories]
    return found


def told(issue: Issue, *, to: User | None = None) -> list[str]:
    """The problems, a sentence each. Stories that the person may not see are not named."""
    found = problems(issue)
    keys = [each.story.pk for each in found if each.story]
    if to is None or not keys:
        return [each.told() for each in found]
    seen = set(Article.objects.visible_to(to).filter(pk__in=keys).values_list("pk", flat=True))
    return [each.told(seen) for each in found]
