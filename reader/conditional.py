"""Answers that say whether they have changed, for programs that ask again and again."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag


def conditional(
    request: HttpRequest, response: HttpResponse, *, changed_at: dt.datetime | None = None
) -> HttpResponse:
    """The response with an ETag of its bytes, or 304 where the asker has just these.

    Last-Modified is told, never judged by: a withdrawal takes the newest story away, and what is left is
    older than what the asker has, and yet another answer.
    """
    etag = quote_etag(hashlib.sha256(response.content).hexdigest()[:32])
    response.headers["ETag"] = etag
    if changed_at is not None:
        response.headers["Last-Modified"] = http_date(changed_at.timestamp())
    return cast(HttpResponse, get_conditional_response(request, etag=etag, response=response))
