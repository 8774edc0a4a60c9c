"""What crawlers ask for first."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

# The staff's rooms, and answers without end that say nothing but what other pages say.
KEPT_OUT = ("/admin/", "/filing/", "/search/")


def robots(request: HttpRequest) -> HttpResponse:
    sitemap = request.build_absolute_uri(reverse("sitemap"))
    kept_out = [f"Disallow: {address}" for address in KEPT_OUT]
    lines = ["User-agent: *", *kept_out, "", f"Sitemap: {sitemap}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def indexnow(request: HttpRequest, key: str) -> HttpResponse:
    """Shows search engines that who calls them with the key is this site."""
    if not settings.INDEXNOW_KEY or key != settings.INDEXNOW_KEY:
        raise Http404
    return HttpResponse(key, content_type="text/plain; charset=utf-8")
