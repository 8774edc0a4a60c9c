"""Sitemaps: every public address, and none that shows no published story."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.db.models import Max, QuerySet
from django.urls import reverse
from taggit.models import Tag

from articles import clock
from articles.models import Article
from issues.models import Issue, Page
from people.models import Person
from reader import queries
from towns.models import County, Town

ENTRIES_A_FILE = 5000
RECENT = dt.timedelta(days=2)


class NewestFirst(Sitemap[Any]):
    limit = ENTRIES_A_FILE


class StorySitemap(NewestFirst):
    def items(self) -> QuerySet[Article]:
        stories = Article.objects.published().newest_first().only("pk", "publish_at")
        return stories.annotate(signed_at=queries.signed_at())

    def lastmod(self, item: Any) -> dt.datetime:
        """When it appeared, or was signed anew since."""
        changed: dt.datetime = max(filter(None, (item.publish_at, item.signed_at)))
        return changed

    def get_latest_lastmod(self) -> dt.datetime | None:
        """The newest publication: Django would load every story to find it."""
        newest: dt.datetime | None = Article.objects.published().aggregate(at=Max("publish_at"))["at"]
        return newest


class IssueSitemap(NewestFirst):
    def items(self) -> QuerySet[Issue]:
        return Issue.objects.published().order_by("-date")


class PageSitemap(NewestFirst):
    def items(self) -> QuerySet[Page]:
        return queries.pages_in_print().order_by("-issue__date", "order", "pk")


class TownSitemap(NewestFirst):
    def items(self) -> QuerySet[Town]:
        return queries.towns_in_print().order_by("pk")


class CountySitemap(NewestFirst):
    def items(self) -> QuerySet[County]:
        return queries.counties_in_print().order_by("pk")

    def location(self, item: County) -> str:
        return reverse("county", kwargs={"slug": item.slug})


class PersonSitemap(NewestFirst):
    def items(self) -> QuerySet[Person]:
        return queries.people().order_by("pk")


class TagSitemap(NewestFirst):
    def items(self) -> QuerySet[Tag]:
        return queries.tags().order_by("pk")

    def location(self, item: Tag) -> str:
        return reverse("tag", kwargs={"slug": item.slug})


class FixedSitemap(NewestFirst):
    """The pages that are always there."""

    def items(self) -> list[str]:
        return ["home", "towns", "issues", "archive", "corrections", "about"]

    def location(self, item: str) -> str:
        return reverse(item)


class NewsSitemap(Sitemap[Any]):
    """The stories of the last two days with their titles: news search wants no more than these."""

    limit = 1000

    def items(self) -> QuerySet[Article]:
        with clock.reading() as moment:
            recent = Article.objects.published().filter(publish_at__gt=moment - RECENT)
        return recent.newest_first().prefetch_related("photos")[: self.limit]


NEWS: dict[str, type[Sitemap[Any]]] = {"news": NewsSitemap}
SITEMAPS: dict[str, type[Sitemap[Any]]] = {
    "fixed": FixedSitemap,
    "stories": StorySitemap,
    "issues": IssueSitemap,
    "pages": PageSitemap,
    "towns": TownSitemap,
    "counties": CountySitemap,
    "people": PersonSitemap,
    "tags": TagSitemap,
}
