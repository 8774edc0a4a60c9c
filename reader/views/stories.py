"""WHAT and WHO: a story, the corrections, a person's stories, a tag's stories."""

from __future__ import annotations

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from articles.models import Article
from issues.models import Placement
from reader import beside, queries
from reader.paging import page_of
from reader.structured import news_article


def article(request: HttpRequest, pk: int) -> HttpResponse:
    story = queries.stories_in_full().filter(pk=pk).first()
    if story is None:
        return _withdrawn(request, pk)
    corrections = queries.corrections_of(story)
    placement = queries.placement_of(story)
    in_print = beside.in_print(placement)
    on_page = [each.article_id for each in in_print.on_page]
    tags = queries.tags_of(story)
    address = request.build_absolute_uri(story.get_absolute_url())
    context = {
        "story": story,
        "placement": placement,
        "corrections": corrections,
        "counties": queries.counties_of(story, on=_printed_on(story, placement)),
        "tags": tags,
        "in_print": in_print,
        "related": beside.related(story, tags, apart_from=on_page),
        "address": address,
        "structured": news_article(
            story, placement, corrections=corrections, address=address, request=request
        ),
    }
    return render(request, "reader/article.html", context)


def _withdrawn(request: HttpRequest, pk: int) -> HttpResponse:
    """410 with the reason for a story that readers knew; any other answers like one that never was.

    The reason is all that is asked of the database, so that nothing of the story can stand on the page.
    """
    reason = queries.withdrawn().filter(pk=pk).values_list("withdrawal_reason", flat=True).first()
    if reason is None:
        raise Http404
    told = dict(Article.WithdrawalReason.choices).get(reason)
    response = render(request, "reader/withdrawn.html", {"reason": told}, status=410)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def corrections(request: HttpRequest) -> HttpResponse:
    return render(request, "reader/corrections.html", {"page": page_of(request, queries.corrections())})


def _printed_on(story: Article, placement: Placement | None) -> dt.date:
    return placement.page.issue.date if placement else timezone.localdate(story.publish_at)


def person(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(queries.people(), pk=pk)
    context = {
        "person": person,
        "page": page_of(request, queries.stories_by(person)),
        "towns": beside.towns_of(person),
        "photos": beside.photos_by(person),
    }
    return render(request, "reader/person.html", context)


def tag(request: HttpRequest, slug: str) -> HttpResponse:
    tag = get_object_or_404(queries.tags(), slug=slug)
    page = page_of(request, queries.stories_tagged(tag))
    context = {"tag": tag, "page": page, "together": beside.tags_together(tag)}
    return render(request, "reader/tag.html", context)
