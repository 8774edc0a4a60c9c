"""What the pages as they look in print ask the database. Every answer begins at `published()`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from issues.models import Issue, IssueDay, Page, Region, Rendition
from issues.models.rendition import RenditionQuerySet

# By what is shown of a page, and by story.
Places = dict[tuple[int, int], list[Region]]


def renditions() -> RenditionQuerySet:
    """Pages as they look in print; of each page what is shown stands first. What editors are told stays."""
    drawn = Rendition.objects.published().filter(width__isnull=False, height__isnull=False)
    return drawn.select_related("page__issue").defer("error", "fits", "missing", "notices")


def renditions_of(pages: Iterable[Page]) -> dict[int, Rendition]:
    """What is shown of each of these pages, by the page; a page of which nothing is, is missing."""
    found: dict[int, Rendition] = {}
    for rendition in renditions().filter(page__in=[page.pk for page in pages]):
        found.setdefault(rendition.page_id, rendition)
    return found


def first_pages_of(issues: Iterable[Issue]) -> dict[int, Rendition]:
    """What is shown of the first page of each of these issues, by the issue."""
    before = Page.objects.filter(issue=OuterRef("page__issue"), order__lt=OuterRef("page__order"))
    first = renditions().filter(~Exists(before), page__issue__in=[issue.pk for issue in issues])
    found: dict[int, Rendition] = {}
    for rendition in first:
        found.setdefault(rendition.page.issue_id, rendition)
    return found


def regions_of(rendition: Rendition, *stories: int) -> QuerySet[Region]:
    """Where its stories stand, in their order; of these stories alone where some are named."""
    regions = rendition.regions.all()
    return regions.filter(article__in=stories) if stories else regions


def places_on(renditions: Iterable[Rendition]) -> Places:
    """Where the stories of these pages stand: the regions of each, in their order."""
    found: Places = {}
    for region in Region.objects.filter(rendition__in=[each.pk for each in renditions]):
        found.setdefault((region.rendition_id, region.article_id), []).append(region)
    return found


def of_day(rows: QuerySet[Any, Any], day: IssueDay, *, issue: str = "page__issue") -> QuerySet[Any, Any]:
    return rows.filter(**{f"{issue}__date": day.date, f"{issue}__extra": day.extra})
