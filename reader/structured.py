"""What search engines are told of a story: schema.org NewsArticle as JSON-LD."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from articles.models import Article
from issues.models import Placement
from reader.story import first_paragraph, full_title, picture_addresses


def news_article(
    story: Article, placement: Placement | None, *, address: str, request: HttpRequest
) -> dict[str, Any]:
    assert story.publish_at is not None  # only published stories come here
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": address,
        "headline": full_title(story),
        "description": first_paragraph(story),
        "inLanguage": "zh-Hans",
        "datePublished": story.publish_at.isoformat(),
        "author": [{"@type": "Person", "name": credit.printed_text} for credit in story.credits.all()],
        "contentLocation": [{"@type": "Place", "name": town.name} for town in story.towns.all()],
        "image": [request.build_absolute_uri(address) for address in picture_addresses(story)],
        "publisher": {"@type": "NewsMediaOrganization", "name": settings.PAPER_NAME},
    }
    if story.dateline:
        data["dateline"] = story.dateline
    if placement:
        data |= _print(placement)
    return {name: value for name, value in data.items() if value}


def _print(placement: Placement) -> dict[str, str]:
    page = placement.page
    return {
        "printEdition": page.issue.date.isoformat(),
        "printPage": page.label,
        "printSection": page.name,
    }
