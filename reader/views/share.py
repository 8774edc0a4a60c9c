"""The drawn pictures beside a link: of a published story, of the paper itself."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from reader import queries, share
from reader.whole import whole


def story(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.stories_in_full(), pk=pk)
    return _picture(request, share.card_of(whole(found)))


def paper(request: HttpRequest) -> HttpResponse:
    return _picture(request, share.Card(settings.PAPER_NAME))


def _picture(request: HttpRequest, card: share.Card) -> HttpResponse:
    """Who has it already is told so before anything is drawn."""
    etag = quote_etag(card.digest)
    known = get_conditional_response(request, etag=etag)
    response = known or HttpResponse(share.picture(card), content_type="image/png")
    response.headers["ETag"] = etag
    return response
