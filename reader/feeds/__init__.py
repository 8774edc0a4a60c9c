"""Feeds of the paper, of a town, a county, a person, a tag and of the corrections, each as Atom and as RSS.

They have the full text: who reads the paper in a feed reader reads all of it there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext

from articles.models import ArticleQuerySet
from articles.text import for_xml
from reader import queries
from reader.conditional import conditional
from reader.feeds.formats import FORMATS, Dated
from reader.story import first_paragraph, full_title
from reader.whole import Whole, wholes
from towns.models import County, Town

LENGTH = 30


@dataclass(frozen=True, slots=True)
class Subject:
    """What a feed is about: `page` is where readers find it; the paper itself has no name beside its own."""

    about: str
    page: str
    stories: ArticleQuerySet
    name: str = ""


def paper(request: HttpRequest, kind: str = "atom") -> HttpResponse:
    about = gettext("The newest stories of the paper")
    return _feed(request, kind, Subject(about, reverse("home"), queries.stories()))


def corrections(request: HttpRequest, kind: str = "atom") -> HttpResponse:
    name, about = gettext("Corrections"), gettext("What the paper has corrected")
    stories = queries.stories().filter(corrects__isnull=False)
    return _feed(request, kind, Subject(about, reverse("corrections"), stories, name))


def town(request: HttpRequest, slug: str, kind: str = "atom") -> HttpResponse:
    town = get_object_or_404(Town, slug=slug)
    about = gettext("The newest stories about %(town)s") % {"town": town.name}
    stories = queries.stories_of_town(town)
    return _feed(request, kind, Subject(about, town.get_absolute_url(), stories, town.name))


def county(request: HttpRequest, slug: str, kind: str = "atom") -> HttpResponse:
    county = get_object_or_404(County, slug=slug)
    about = gettext("The newest stories about %(county)s") % {"county": county.name}
    page, stories = reverse("county", kwargs={"slug": slug}), queries.stories_of_county(county)
    return _feed(request, kind, Subject(about, page, stories, county.name))


def person(request: HttpRequest, pk: int, kind: str = "atom") -> HttpResponse:
    person = get_object_or_404(queries.people(), pk=pk)
    about = gettext("The newest stories by %(person)s") % {"person": person.name}
    stories = queries.stories_by(person)
    return _feed(request, kind, Subject(about, person.get_absolute_url(), stories, person.name))


def tag(request: HttpRequest, slug: str, kind: str = "atom") -> HttpResponse:
    tag = get_object_or_404(queries.tags(), slug=slug)
    about = gettext("The newest stories on %(tag)s") % {"tag": tag.name}
    page, stories = reverse("tag", kwargs={"slug": slug}), queries.stories_tagged(tag)
    return _feed(request, kind, Subject(about, page, stories, tag.name))


def _feed(request: HttpRequest, kind: str, of: Subject) -> HttpResponse:
    feed = FORMATS[kind](
        title=for_xml(f"{of.name} · {settings.PAPER_NAME}" if of.name else settings.PAPER_NAME),
        link=request.build_absolute_uri(of.page),
        description=for_xml(of.about),
        subtitle=for_xml(of.about),
        language=settings.LANGUAGE_CODE,
        author_name=settings.PAPER_NAME,
        feed_url=request.build_absolute_uri(request.path),
    )
    for whole in wholes(of.stories[:LENGTH]):
        feed.add_item(**_item(whole, request))
    return _answer(request, feed)


def _answer(request: HttpRequest, feed: Dated) -> HttpResponse:
    response = HttpResponse(content_type=feed.content_type)
    feed.write(response, "utf-8")
    return conditional(request, response, changed_at=feed.latest_post_date())


def _item(whole: Whole, request: HttpRequest) -> dict[str, Any]:
    story = whole.story
    address = request.build_absolute_uri(story.get_absolute_url())
    return {
        "title": for_xml(full_title(story)),
        "link": address,
        "unique_id": address,
        "unique_id_is_permalink": True,
        # Readers of feeds take it for HTML.
        "description": for_xml(escape(first_paragraph(story))),
        "pubdate": whole.published_at,
        "updateddate": whole.changed_at,
        "authors": _authors(whole, request),
        "categories": [for_xml(each.name) for each in (*whole.towns, *whole.tags)],
        "text": text(whole, request),
    }


def _authors(whole: Whole, request: HttpRequest) -> list[tuple[str, str]]:
    """Names, with the address of who has a page; without credits what was printed over the story."""
    people = [(for_xml(credit.printed_text), _page_of(credit.person_id, request)) for credit in whole.credits]
    printed = for_xml(whole.story.printed_byline)
    return people or ([(printed, "")] if printed else [])


def _page_of(person: int | None, request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("person", kwargs={"pk": person})) if person else ""


def text(whole: Whole, request: HttpRequest) -> str:
    """The whole story as HTML that stands alone: corrections first, pictures by their full addresses."""
    context = {
        "story": whole.story,
        "corrections": whole.corrections,
        "site": request.build_absolute_uri("/").removesuffix("/"),
    }
    html = render_to_string("reader/feed_story.html", context)
    return for_xml(re.sub(r"\s*\n\s*", "\n", html).strip())
