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
from reader import feeds
from reader.api import views as api
from reader.converters import (
    EncodingConverter,
    IndexNowKeyConverter,
    LabelConverter,
    NameConverter,
    SizeConverter,
)
from reader.sitemaps import NEWS, SITEMAPS
from reader.snapshot import one_state
from reader.views import (
    about,
    archive,
    home,
    issues,
    oembed,
    offline,
    pages,
    photos,
    places,
    robots,
    search,
    share,
    stories,
    subscribe,
)

register_converter(DayConverter, "day")
register_converter(EncodingConverter, "encoding")
register_converter(LabelConverter, "label")
register_converter(NameConverter, "name")
register_converter(SizeConverter, "size")
register_converter(IndexNowKeyConverter, "indexnow")


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
RSS = {"kind": "rss"}

urlpatterns = [
    path("", public(home.home), name="home"),
    path("share.png", public(share.paper), name="share"),
    # Everything
    path("search/", public(search.search), name="search"),
    path("search/suggest/", public(search.suggest), name="search-suggest"),
    path("opensearch.xml", public(search.description), name="opensearch"),
    # Where
    path("towns/", public(places.towns), name="towns"),
    path("towns/<slug:slug>/", public(places.town), name="town"),
    path("counties/<slug:slug>/", public(places.county), name="county"),
    # What and who
    path("articles/<int:pk>/", public(stories.article), name="article"),
    path("articles/<int:pk>/share.png", public(share.story), name="story-share"),
    path("corrections/", public(stories.corrections), name="corrections"),
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
    path("issues/<day:day>.pdf", public(pages.issue_pdf), name="issue-pdf"),
    path("issues/<day:day>/<label:label>.pdf", public(pages.page_pdf), name="page-pdf"),
    path("pages/<uuid:key>-<size:size>.webp", public(pages.picture), name="page-picture"),
    path("archive/", public(archive.years), name="archive"),
    path("archive/<day:day>/", public(archive.day), name="day"),
    # Who
    path("about/", public(about.about), name="about"),
    # Without a network
    path("offline/", public(offline.offline), name="offline"),
    path("offline/latest.json", public(offline.latest), name="offline-latest"),
    path("worker.js", public(offline.worker), name="worker"),
    path("manifest.webmanifest", public(offline.manifest), name="manifest"),
    # Feeds
    path("subscribe/", public(subscribe.subscribe), name="subscribe"),
    path("feed/", public(feeds.paper), name="feed"),
    path("feed/rss/", public(feeds.paper), RSS, name="rss"),
    path("corrections/feed/", public(feeds.corrections), name="corrections-feed"),
    path("corrections/feed/rss/", public(feeds.corrections), RSS, name="corrections-rss"),
    path("towns/<slug:slug>/feed/", public(feeds.town), name="town-feed"),
    path("towns/<slug:slug>/feed/rss/", public(feeds.town), RSS, name="town-rss"),
    path("counties/<slug:slug>/feed/", public(feeds.county), name="county-feed"),
    path("counties/<slug:slug>/feed/rss/", public(feeds.county), RSS, name="county-rss"),
    path("people/<int:pk>/feed/", public(feeds.person), name="person-feed"),
    path("people/<int:pk>/feed/rss/", public(feeds.person), RSS, name="person-rss"),
    path("tags/<name:slug>/feed/", public(feeds.tag), name="tag-feed"),
    path("tags/<name:slug>/feed/rss/", public(feeds.tag), RSS, name="tag-rss"),
    # For programs
    path("api/", public(api.index), name="api"),
    path("api/openapi.json", public(api.openapi), name="api-openapi"),
    path("api/stories/", public(api.stories), name="api-stories"),
    path("api/stories/<int:pk>/", public(api.story), name="api-story"),
    path("api/issues/", public(api.issues), name="api-issues"),
    path("api/issues/<day:day>/", public(api.issue), name="api-issue"),
    path("api/towns/", public(api.towns), name="api-towns"),
    path("oembed/", public(oembed.oembed), name="oembed"),
    path("robots.txt", public(robots.robots), name="robots"),
    path("<indexnow:key>.txt", public(robots.indexnow), name="indexnow"),
    path(
        "sitemap.xml",
        public(sitemaps.index),
        {"sitemaps": SITEMAPS | NEWS, "sitemap_url_name": "sitemap-section"},
        name="sitemap",
    ),
    path(
        "sitemap-news.xml",
        public(sitemaps.sitemap),
        {"sitemaps": NEWS, "template_name": "reader/sitemap_news.xml"},
        name="sitemap-news",
    ),
    path("sitemap-<slug:section>.xml", public(sitemaps.sitemap), SITEMAP, name="sitemap-section"),
]
