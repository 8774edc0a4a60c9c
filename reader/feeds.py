"""Atom feeds: the whole paper, and one for each town."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext

from articles.models import Article
from articles.text import for_xml
from reader import queries
from reader.story import first_paragraph, full_title
from towns.models import Town


class StoryFeed(Feed[Article, Any]):
    """Full title and first paragraph of the newest stories."""

    feed_type = Atom1Feed

    def item_title(self, item: Article) -> str:
        return for_xml(full_title(item))

    def item_description(self, item: Article) -> str:
        return for_xml(first_paragraph(item))

    def item_pubdate(self, item: Article) -> dt.datetime | None:
        return item.publish_at

    def item_updateddate(self, item: Article) -> dt.datetime:
        """A corrected story is newer than its publication, a scheduled one older."""
        return max(item.publish_at or item.updated_at, item.updated_at)

    def item_author_name(self, item: Article) -> str:
        return for_xml(item.printed_byline)

    def item_categories(self, item: Article) -> list[str]:
        return [town.name for town in item.towns.all()]


class PaperFeed(StoryFeed):
    def title(self) -> str:
        return str(settings.PAPER_NAME)

    def link(self) -> str:
        return reverse("home")

    def subtitle(self) -> str:
        return gettext("The newest stories of the paper")

    def items(self) -> Iterable[Article]:
        return queries.feed_stories()


class CorrectionFeed(StoryFeed):
    def title(self) -> str:
        return f"{gettext('Corrections')} · {settings.PAPER_NAME}"

    def link(self) -> str:
        return reverse("corrections")

    def subtitle(self) -> str:
        return gettext("What the paper has corrected")

    def items(self) -> Iterable[Article]:
        return queries.corrections()[: queries.FEED_LENGTH]


class TownFeed(StoryFeed):
    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Town:
        return get_object_or_404(Town, slug=kwargs["slug"])

    def title(self, town: Town) -> str:
        return f"{town.name} · {settings.PAPER_NAME}"

    def link(self, town: Town) -> str:
        return town.get_absolute_url()

    def subtitle(self, town: Town) -> str:
        return gettext("The newest stories about %(town)s") % {"town": town.name}

    def items(self, town: Town) -> Iterable[Article]:
        return queries.feed_stories(town)
