"""The paper on a phone without a network: what is installed, what is kept, and the page that says so."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from rjsmin import jsmin

from articles.models import Article
from issues.models import Issue
from reader import queries
from reader.templatetags.paper import fingerprint

# The colours of reader.css: paper, and the red of the masthead.
PAPER, RED = "#fcfbf8", "#a9151f"
SCRIPTS = ("story.js", "paper.js", "site.js")
SHEETS = ("reader.css", "front.css", "places.css", "story.css", "issues.css", "paper.css", "about.css")


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
    kept = [reverse("offline"), *(static(f"reader/{name}") for name in SHEETS + SCRIPTS)]
    script = render_to_string("reader/worker.js", {"kept": kept}, request)
    return HttpResponse(jsmin(script), content_type="text/javascript")


def latest(request: HttpRequest) -> HttpResponse:
    """Every address of the latest issue, for the worker to keep, and a state that changes with its page.

    A story's is the last change of it or of a correction; home, issue and pages change with any of them.
    """
    issue = queries.latest_issue()
    stories = _states(issue) if issue else {}
    whole = fingerprint([str(issue), *stories.items()])
    pages = queries.pages_of(issue) if issue else ()
    fronts = [reverse("home"), *(page.get_absolute_url() for page in pages)]
    fronts += [issue.get_absolute_url()] if issue else []
    return JsonResponse({"states": dict.fromkeys(fronts, whole) | stories})


def _states(issue: Issue) -> dict[str, str]:
    placed = queries.placements_in_print().filter(page__issue=issue).select_related("article")
    stories = list(dict.fromkeys(placement.article for placement in placed))
    corrections = Article.objects.published().filter(corrects__in=stories).values_list("corrects")
    corrected = dict(corrections.annotate(Max("updated_at")).order_by())
    changed = {story: max(story.updated_at, corrected.get(story.pk, story.updated_at)) for story in stories}
    return {story.get_absolute_url(): f"{at.timestamp():.0f}" for story, at in changed.items()}


def offline(request: HttpRequest) -> HttpResponse:
    response = render(request, "reader/offline.html")
    response.headers["X-Robots-Tag"] = "noindex"
    return response
