"""What search engines are told of a story: schema.org NewsArticle as JSON-LD."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from articles.models import Article
from issues.models import Placement
from reader.pictures import picture_addresses
from reader.story import first_paragraph, full_title, printed_blocks


def news_article(
    story: Article,
    placement: Placement | None,
    *,
    corrections: Iterable[Article] = (),
    address: str,
    request: HttpRequest,
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
        "correction": [_correction(correction, request=request) for correction in corrections],
        "publisher": {"@type": "NewsMediaOrganization", "name": settings.PAPER_NAME},
    }
    if story.dateline:
        data["dateline"] = story.dateline
    if placement:
        data |= _print(placement)
    return {name: value for name, value in data.items() if value}


def _correction(correction: Article, *, request: HttpRequest) -> dict[str, str]:
    assert correction.publish_at is not None  # only published corrections come here
    return {
        "@type": "CorrectionComment",
        "text": "\n".join(block.text for block in printed_blocks(correction)) or full_title(correction),
        "datePublished": correction.publish_at.isoformat(),
        "url": request.build_absolute_uri(correction.get_absolute_url()),
    }


def _print(placement: Placement) -> dict[str, str]:
    page = placement.page
    return {
        "printEdition": page.issue.date.isoformat(),
        "printPage": page.label,
        "printSection": page.name,
    }
