"""Public addresses. They answer GET and HEAD, need no session and set no cookie."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.sitemaps import views as sitemaps
from django.http import HttpRequest, HttpResponseBase
from django.template.response import SimpleTemplateResponse
from django.urls import path, register_converter
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from articles import clock
from issues.converters import DayConverter
from reader.converters import EncodingConverter, LabelConverter, NameConverter
from reader.feeds import CorrectionFeed, PaperFeed, TownFeed
from reader.sitemaps import SITEMAPS
from reader.snapshot import one_state
from reader.views import about, archive, home, issues, offline, photos, places, robots, stories

register_converter(DayConverter, "day")
register_converter(EncodingConverter, "encoding")
register_converter(LabelConverter, "label")
register_converter(NameConverter, "name")


def public(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Only GET and HEAD. Nothing is changed here, so a POST is told 405, not asked for a token.

    All that the answer says is read at one moment (`articles.clock`) and of one state of the database: it is
    never half of before an issue's time, or of before a release at once, and half of after it.

    A cache asks again each time, unless the view says otherwise: a withdrawal shows at once.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with one_state(), clock.reading():
            response = rendered(view(request, *args, **kwargs))
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-cache"
        return response

    return csrf_exempt(require_safe(answer))


def rendered(response: HttpResponseBase) -> HttpResponseBase:
    """A page that Django would draw after the view, such as a sitemap, drawn now."""
    return response.render() if isinstance(response, SimpleTemplateResponse) else response


SITEMAP: dict[str, Any] = {"sitemaps": SITEMAPS}

urlpatterns = [
    path("", public(home.home), name="home"),
    path("feed/", public(PaperFeed()), name="feed"),
    # Where
    path("towns/", public(places.towns), name="towns"),
    path("towns/<slug:slug>/", public(places.town), name="town"),
    path("towns/<slug:slug>/feed/", public(TownFeed()), name="town-feed"),
    path("counties/<slug:slug>/", public(places.county), name="county"),
    # What and who
    path("articles/<int:pk>/", public(stories.article), name="article"),
    path("corrections/", public(stories.corrections), name="corrections"),
    path("corrections/feed/", public(CorrectionFeed()), name="corrections-feed"),
    path("people/<int:pk>/", public(stories.person), name="person"),
    path("tags/<name:slug>/", public(stories.tag), name="tag"),
    path("photos/<uuid:key>-<int:width>.webp", public(photos.photo), name="photo"),
    path("photos/<uuid:key>-<int:width>.<encoding:extension>", public(photos.photo), name="photo"),
    path("photos/<uuid:key>-<int:width>x<int:height>.webp", public(photos.photo), name="photo-crop"),
    path(
        "photos/<uuid:key>-<int:width>x<int:height>.<encoding:extension>",
        public(photos.photo),
        name="photo-crop",
    ),
    # When
    path("issues/", public(issues.issues), name="issues"),
    path("issues/<day:day>/", public(issues.issue), name="issue"),
    path("issues/<day:day>/<label:label>/", public(issues.page), name="page"),
    path("archive/", public(archive.years), name="archive"),
    path("archive/<day:day>/", public(archive.day), name="day"),
    # Who
    path("about/", public(about.about), name="about"),
    # Without a network
    path("offline/", public(offline.offline), name="offline"),
    path("offline/latest.json", public(offline.latest), name="offline-latest"),
    path("worker.js", public(offline.worker), name="worker"),
    path("manifest.webmanifest", public(offline.manifest), name="manifest"),
    # For machines
    path("robots.txt", public(robots.robots), name="robots"),
    path(
        "sitemap.xml",
        public(sitemaps.index),
        SITEMAP | {"sitemap_url_name": "sitemap-section"},
        name="sitemap",
    ),
    path("sitemap-<slug:section>.xml", public(sitemaps.sitemap), SITEMAP, name="sitemap-section"),
]
