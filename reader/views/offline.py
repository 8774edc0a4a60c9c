"""The paper on a phone without a network: what is installed, what is kept, and the page that says so."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse

from reader import queries

# The colours of reader.css: paper, and the red of the masthead.
PAPER, RED = "#fcfbf8", "#a9151f"
SHELL = ("reader.css", "front.css", "places.css", "story.css", "issues.css", "about.css", "story.js")


def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to put the paper on its first screen (W3C Web Application Manifest)."""
    icons = [
        {"src": static(f"reader/icons/{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
        for size in (192, 512)
    ]
    any_size = {"src": static("reader/favicon.svg"), "sizes": "any", "type": "image/svg+xml"}
    told = {
        "name": settings.PAPER_NAME,
        "short_name": settings.PAPER_NAME,
        "lang": settings.LANGUAGE_CODE,
        "start_url": reverse("home"),
        "scope": reverse("home"),
        "display": "minimal-ui",
        "background_color": PAPER,
        "theme_color": RED,
        "icons": [*icons, any_size],
    }
    return JsonResponse(told, content_type="application/manifest+json")


def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, at the root so that it serves every public page."""
    kept = [reverse("offline"), *(static(f"reader/{name}") for name in SHELL)]
    response = render(request, "reader/worker.js", {"kept": kept}, content_type="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response


def latest(request: HttpRequest) -> HttpResponse:
    """Every address of the latest issue, for the worker to keep; texts only, no pictures."""
    issue = queries.latest_issue()
    addresses = [reverse("home")]
    if issue:
        placements = queries.placements_in_print().filter(page__issue=issue).select_related("article")
        pages = [page.get_absolute_url() for page in queries.pages_of(issue)]
        stories = [placement.article.get_absolute_url() for placement in placements]
        addresses += [issue.get_absolute_url(), *pages, *dict.fromkeys(stories)]
    return JsonResponse({"addresses": addresses})


def offline(request: HttpRequest) -> HttpResponse:
    response = render(request, "reader/offline.html")
    response.headers["X-Robots-Tag"] = "noindex"
    return response
