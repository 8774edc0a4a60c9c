"""Who comes in by the address of a link, how often a wrong one may be tried, how large a request may be.

The unguessable address is the whole right: no session, no cookie, and so no token against forged requests
either. Such a token keeps other sites from using a cookie that the browser sends by itself; here the browser
sends nothing, and who can write the address down already has all it gives.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from filing.models import FilingLink, WrongToken
from people.address import address_of

PREFIX = "/filing/"
WINDOW = dt.timedelta(minutes=15)
WRONG_TOKENS = 30
# A look at the page is noted once in a while, so that reading it does not write each time.
NOTED_AGAIN_AFTER = dt.timedelta(minutes=10)
# Nothing of these pages is kept, indexed, or told to where their links lead.
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Content-Type-Options": "nosniff",
}

log = logging.getLogger(__name__)


View = Callable[..., HttpResponseBase]


class PrivatePagesMiddleware:
    """`HEADERS` on every answer to an address of the links, also where Django answers in place of a view.

    An error page without them would name the secret address, as where the reader came from, to the next page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith(PREFIX):
            for name, value in HEADERS.items():
                response.headers[name] = value
        return response


def door(*methods: str, most_bytes: int = 0) -> Callable[[View], View]:
    """A view for whoever has a usable link, by `methods`, with a body of `most_bytes` at most.

    Both are judged before any of the body is read.
    """

    def guarded(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponseBase:
            link = link_for(request, token)
            if link is None:
                return refused(request)
            if request.method not in methods:
                return HttpResponse(status=405, headers={"Allow": ", ".join(methods)})
            if bytes_of(request) > most_bytes:
                return too_large(request)
            return view(request, link, **kwargs)

        return csrf_exempt(answer)

    return guarded


def link_for(request: HttpRequest, token: str) -> FilingLink | None:
    """The link, if there is one and it may be looked for.

    After too many wrong addresses from one network, only links that were opened from there before are looked
    for: whole counties share the address of a telephone company, and nobody behind it shall be able to shut
    the others out.
    """
    links, asker = FilingLink.objects.all(), address_hash(request)
    if is_guessing(asker):
        links = links.filter(last_used_from=asker)
    link = links.opened_by(token)
    if link is None:
        _count_wrong(asker)
        return None
    _note_use(link, asker)
    return link


def is_guessing(asker: str) -> bool:
    return (
        WrongToken.objects.filter(address_hash=asker, at__gt=timezone.now() - WINDOW).count() >= WRONG_TOKENS
    )


def _count_wrong(asker: str) -> None:
    if is_guessing(asker):
        return
    WrongToken.objects.filter(at__lte=timezone.now() - WINDOW).delete()
    WrongToken.objects.create(address_hash=asker)


def _note_use(link: FilingLink, asker: str) -> None:
    now = timezone.now()
    is_known = link.last_used_from == asker and link.last_used_at is not None
    if is_known and link.last_used_at and now - link.last_used_at < NOTED_AGAIN_AFTER:
        return
    link.last_used_at, link.last_used_from = now, asker
    FilingLink.objects.filter(pk=link.pk).update(last_used_at=now, last_used_from=asker)


def address_hash(request: HttpRequest) -> str:
    """The network of who asks, so that two can be compared and none can be read."""
    return salted_hmac("filing.guard", address_of(request), algorithm="sha256").hexdigest()


def bytes_of(request: HttpRequest) -> int:
    """What the request says it holds; more than that no server hands on to us."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


# Answers ------------------------------------------------------------------------------------------------


def refused(request: HttpRequest) -> HttpResponse:
    """One answer for wrong, expired and revoked addresses: none tells whether there ever was a link."""
    if is_guessing(address_hash(request)):
        log.warning("Too many wrong filing links tried from %s", address_of(request))
        minutes = int(WINDOW.total_seconds() // 60)
        response = message(
            request,
            _("Too many wrong addresses"),
            _("Try again in %(minutes)d minutes.") % {"minutes": minutes},
            status=429,
        )
        response.headers["Retry-After"] = str(int(WINDOW.total_seconds()))
        return response
    return message(
        request,
        _("This filing link does not open"),
        _(
            "It may be incomplete, out of date or replaced by a new one. Ask the county desk of the paper "
            "for a new one."
        ),
        status=404,
    )


def too_large(request: HttpRequest) -> HttpResponse:
    return message(
        request,
        _("Too much at once"),
        _("Nothing of it was kept. Go back and send fewer or smaller pictures: 30 MB each, 100 MB a story."),
        status=413,
    )


def message(request: HttpRequest, title: str, text: str, *, status: int) -> HttpResponse:
    return render(request, "filing/message.html", {"title": title, "text": text}, status=status)
