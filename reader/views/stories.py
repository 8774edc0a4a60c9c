"""WHAT and WHO: a story, a person's stories, a tag's stories."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from articles.models import Article
from issues.models import Placement
from reader import queries
from reader.paging import page_of
from reader.structured import news_article


def article(request: HttpRequest, pk: int) -> HttpResponse:
    story = get_object_or_404(queries.stories_in_full(), pk=pk)
    placement = queries.placement_of(story)
    address = request.build_absolute_uri(story.get_absolute_url())
    context = {
        "story": story,
        "placement": placement,
        "counties": queries.counties_of(story, on=_printed_on(story, placement)),
        "tags": queries.tags_of(story),
        "address": address,
        "structured": news_article(story, placement, address=address, request=request),
        **_same_page(placement),
    }
    return render(request, "reader/article.html", context)


def _printed_on(story: Article, placement: Placement | None) -> dt.date:
    return placement.page.issue.date if placement else timezone.localdate(story.publish_at)


def _same_page(placement: Placement | None) -> dict[str, object]:
    """The stories of the page the story was printed on, and the ones before and after it."""
    if placement is None:
        return {}
    on_page = list(queries.headlines_on(placement.page))
    previous, following = queries.neighbours(on_page, placement)
    return {"on_page": on_page, "previous": previous, "following": following}


def person(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(queries.people(), pk=pk)
    page = page_of(request, queries.stories_by(person))
    return render(request, "reader/person.html", {"person": person, "page": page})


def tag(request: HttpRequest, slug: str) -> HttpResponse:
    tag = get_object_or_404(queries.tags(), slug=slug)
    page = page_of(request, queries.stories_tagged(tag))
    return render(request, "reader/tag.html", {"tag": tag, "page": page})
