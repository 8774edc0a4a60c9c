"""oEmbed 1.0: what another site shows where somebody pasted the address of a story. Text, no script."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve, reverse
from django.utils.xmlutils import SimplerXMLGenerator

from articles.models import Article
from articles.text import for_xml
from reader import queries
from reader.api.answers import answer, interface, problem
from reader.api.parameters import BadParameter
from reader.conditional import conditional
from reader.pictures import share_address, share_size
from reader.story import excerpt, full_title, picture

WIDTH, HEIGHT = 600, 240


@interface
def oembed(request: HttpRequest) -> HttpResponse:
    """Unknown parameters are let pass, and other formats are told 501, as the protocol has it."""
    kind = request.GET.get("format", "json")
    if kind not in ("json", "xml"):
        return problem(501, "Not implemented", detail="The formats are json and xml.", parameter="format")
    data = _told(_story(request), request)
    return _xml(request, data) if kind == "xml" else answer(request, data)


def _story(request: HttpRequest) -> Article:
    """The published story at the address asked for; of another site, or hidden, it is not found."""
    if "url" not in request.GET:
        raise BadParameter("url", "Write the address of a story.")
    try:
        parts = urlsplit(request.GET["url"])
        found = resolve(parts.path, urlconf="reader.urls")
    except (ValueError, Resolver404) as error:
        raise Http404 from error
    is_ours = parts.scheme in ("http", "https") and parts.netloc == request.get_host()
    if not is_ours or found.url_name != "article":
        raise Http404
    story = queries.stories().filter(pk=found.kwargs["pk"]).first()
    if story is None:
        raise Http404
    return story


def _told(story: Article, request: HttpRequest) -> dict[str, Any]:
    at = request.build_absolute_uri
    context = {
        "address": at(story.get_absolute_url()),
        "name": full_title(story),
        "about": excerpt(story, 120),
        "paper_name": settings.PAPER_NAME,
    }
    return {
        "version": "1.0",
        "type": "rich",
        "title": full_title(story),
        "author_name": story.printed_byline or settings.PAPER_NAME,
        "provider_name": settings.PAPER_NAME,
        "provider_url": at(reverse("home")),
        "html": render_to_string("reader/embedded.html", context).strip(),
        "width": min(WIDTH, _most(request, "maxwidth")),
        "height": min(HEIGHT, _most(request, "maxheight")),
        **_thumbnail(story, request),
    }


def _thumbnail(story: Article, request: HttpRequest) -> dict[str, Any]:
    """Told with its sides or not at all, as the protocol has it."""
    photo = picture(story)
    size = share_size(photo) if photo else None
    if photo is None or size is None:
        return {}
    address = request.build_absolute_uri(share_address(photo))
    return {"thumbnail_url": address, "thumbnail_width": size.width, "thumbnail_height": size.height}


def _most(request: HttpRequest, name: str) -> int:
    value = request.GET.get(name, "9999")
    if not value.isascii() or not value.isdigit() or len(value) > 5 or int(value) < 1:
        raise BadParameter(name, "Write a whole number of pixels.")
    return int(value)


def _xml(request: HttpRequest, data: dict[str, Any]) -> HttpResponse:
    response = HttpResponse(content_type="text/xml; charset=utf-8")
    handler = SimplerXMLGenerator(response, "utf-8", short_empty_elements=True)
    handler.startDocument()
    handler.startElement("oembed", AttributesImpl({}))
    for name, value in data.items():
        handler.addQuickElement(name, for_xml(str(value)))
    handler.endElement("oembed")
    return conditional(request, response)
