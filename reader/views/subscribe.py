"""What a feed is, and which address to copy: a browser shows the feed itself as raw text."""

from __future__ import annotations

from urllib.parse import unquote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse

FEEDS = ("feed", "town-feed", "county-feed", "person-feed", "tag-feed", "corrections-feed")


def subscribe(request: HttpRequest) -> HttpResponse:
    """?of= is the address of a feed on this site, the paper's own by default; any other is not found."""
    try:
        found = resolve(unquote(request.GET.get("of", reverse("feed"))), urlconf="reader.urls")
    except Resolver404 as error:
        raise Http404 from error
    if found.url_name not in FEEDS:
        raise Http404
    names = {"Atom": found.url_name, "RSS": f"{found.url_name.removesuffix('feed')}rss"}
    addresses = {
        kind: request.build_absolute_uri(reverse(name, kwargs=found.kwargs)) for kind, name in names.items()
    }
    return render(request, "reader/subscribe.html", {"addresses": addresses})
