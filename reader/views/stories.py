"""WHAT and WHO: a story, the corrections, a person's stories, a tag's stories."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from articles.models import Article
from reader import beside, printed, queries
from reader.paging import page_of
from reader.share import offered
from reader.structured import breadcrumbs, news_article
from reader.whole import whole


def article(request: HttpRequest, pk: int) -> HttpResponse:
    story = queries.stories_in_full().filter(pk=pk).first()
    if story is None:
        return _withdrawn(request, pk)
    told = whole(story)
    in_print = beside.in_print(told.placement)
    on_page = [each.article_id for each in in_print.on_page]
    context = {
        "story": story,
        "placement": told.placement,
        "place": printed.place_of(story, told.placement.page) if told.placement else None,
        "corrections": told.corrections,
        "counties": told.counties,
        "tags": told.tags,
        "in_print": in_print,
        "address": request.build_absolute_uri(story.get_absolute_url()),
        "related": beside.related(story, told.tags, apart_from=on_page),
        "changed_at": told.changed_at,
        "share": offered(told, request),
        "structured": [news_article(told, request), breadcrumbs(told, request)],
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
