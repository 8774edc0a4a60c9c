"""What a feed is, and which address to copy: a browser shows the feed itself as raw text."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse

FEEDS = ("feed", "town-feed", "county-feed", "person-feed", "tag-feed", "corrections-feed")


def subscribe(request: HttpRequest) -> HttpResponse:
    """?of= is the address of a feed on this site, the paper's own by default; any other is not found."""
    path = request.GET.get("of", reverse("feed"))
    try:
        found = resolve(path, urlconf="reader.urls")
    except Resolver404 as error:
        raise Http404 from error
    if found.url_name not in FEEDS:
        raise Http404
    rss = reverse(found.url_name.removesuffix("feed") + "rss", kwargs=found.kwargs)
    addresses = {"Atom": request.build_absolute_uri(path), "RSS": request.build_absolute_uri(rss)}
    return render(request, "reader/subscribe.html", {"addresses": addresses})
