"""A story as a document of IPTC ninjs 3.0: in full, or in part as lists have it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from articles.images import SHARE, WHOLE, WHOLE_AS_JPEG
from articles.models import Article, Photo
from articles.text import body_length
from reader.feeds import text
from reader.language import language
from reader.pictures import address_of
from reader.story import (
    credit_text,
    first_paragraph,
    full_title,
    list_title,
    page_name,
    printed_blocks,
)
from reader.structured import At
from reader.whole import Whole

Data = dict[str, Any]
STANDARD = {
    "name": "ninjs",
    "version": "3.0",
    "schema": "https://www.iptc.org/std/ninjs/ninjs-schema_3.0.json",
}


def full(whole: Whole, request: HttpRequest) -> Data:
    story, at = whole.story, request.build_absolute_uri
    return partial(whole, request) | _told(
        {
            "standard": STANDARD,
            "representationType": "full",
            "descriptions": [
                {"role": "summary", "contentType": "text/plain", "value": first_paragraph(story)}
            ],
            "bodies": _bodies(whole, request),
            "associations": [
                *_photos(story, at),
                *_page(whole, at),
                *_corrections(whole, at),
                *_corrected(story, at),
            ],
        }
    )


def partial(whole: Whole, request: HttpRequest) -> Data:
    """What a list shows of a story; its rendition `ninjs` leads to the whole of it."""
    story, at = whole.story, request.build_absolute_uri
    return _told(
        {
            "uri": at(story.get_absolute_url()),
            "type": "picture" if story.is_photo_news and not story.body else "text",
            "representationType": "partial",
            "version": f"{whole.changed_at:%Y%m%d%H%M%S}",
            "firstCreated": whole.published_at.isoformat(),
            "versionCreated": whole.changed_at.isoformat(),
            "pubStatus": "usable",
            "language": language().tag,
            "title": full_title(story),
            "headlines": _headlines(story),
            "by": story.printed_byline,
            "located": story.dateline,
            "people": _people(whole, at),
            "places": _places(whole, at),
            "subjects": [
                {"name": tag.name, "uri": at(reverse("tag", args=[tag.slug]))} for tag in whole.tags
            ],
            "genres": [{"name": story.get_genre_display(), "literal": story.genre}],
            "infoSources": [{"name": settings.PAPER_NAME, "role": "publisher", "uri": at(reverse("home"))}],
            "copyrightHolder": settings.PAPER_NAME,
            "renditions": _addresses(story, at),
        }
    )


def _headlines(story: Article) -> list[Data]:
    parts = {"kicker": story.kicker, "main": list_title(story), "deck": story.printed_deck}
    return [
        {"role": role, "contentType": "text/plain", "value": value} for role, value in parts.items() if value
    ]


def _bodies(whole: Whole, request: HttpRequest) -> list[Data]:
    """Plain, where the story has words beside its captions, and as feeds have it."""
    words = "\n".join(block.text for block in printed_blocks(whole.story))
    length = body_length(whole.story.body)
    plain = {"role": "main", "contentType": "text/plain", "charCount": length, "value": words}
    html = {"role": "main", "contentType": "text/html", "value": text(whole, request)}
    return [plain, html] if words else [html]


def _people(whole: Whole, at: At) -> list[Data]:
    return [
        _told(
            {
                "name": credit.printed_text,
                "rel": credit.role,
                "uri": at(reverse("person", args=[credit.person_id])) if credit.person_id else "",
            }
        )
        for credit in whole.credits
    ]


def _places(whole: Whole, at: At) -> list[Data]:
    towns = [{"name": town.name, "rel": "town", "uri": at(town.get_absolute_url())} for town in whole.towns]
    counties = [
        {"name": county.name, "rel": "county", "uri": at(reverse("county", args=[county.slug]))}
        for county in whole.counties
    ]
    return [*towns, *counties]


def _addresses(story: Article, at: At) -> list[Data]:
    return [
        {"name": "web", "href": at(story.get_absolute_url()), "contentType": "text/html"},
        {
            "name": "ninjs",
            "href": at(reverse("api-story", args=[story.pk])),
            "contentType": "application/json",
        },
    ]


def _photos(story: Article, at: At) -> list[Data]:
    return [_photo(photo, at) for photo in story.photos.all() if photo.image]


def _photo(photo: Photo, at: At) -> Data:
    sizes = {f"web-{size}": size for size in (*WHOLE, WHOLE_AS_JPEG)} | {"share": SHARE}
    renditions = [
        {"name": name, "href": at(address_of(photo, size)), "contentType": size.content_type}
        for name, size in sizes.items()
    ]
    return _told(
        {
            "name": f"photo-{photo.key}",
            "rel": "photo",
            "uri": at(address_of(photo, WHOLE[-1])),
            "type": "picture",
            "by": credit_text(photo),
            "descriptions": [
                {"role": role, "value": value}
                for role, value in (("caption", photo.caption), ("alternative", photo.alt_text))
                if value
            ],
            "renditions": renditions,
        }
    )


def _page(whole: Whole, at: At) -> list[Data]:
    """The printed page, which ninjs has no word for."""
    if whole.placement is None:
        return []
    page = whole.placement.page
    return [
        {
            "name": "printed-page",
            "rel": "printedOn",
            "uri": at(page.get_absolute_url()),
            "type": "composite",
            "title": f"{page.issue} {page_name(page)}",
        }
    ]


def _corrections(whole: Whole, at: At) -> list[Data]:
    return [_other(each, at, rel="correction") for each in whole.corrections]


def _corrected(story: Article, at: At) -> list[Data]:
    return [_other(story.corrects, at, rel="corrects")] if story.corrects else []


def _other(story: Article, at: At, *, rel: str) -> Data:
    return {
        "name": f"story-{story.pk}",
        "rel": rel,
        "uri": at(story.get_absolute_url()),
        "type": "text",
        "headlines": _headlines(story),
    }


def _told(data: Data) -> Data:
    return {name: value for name, value in data.items() if value not in ("", [])}
