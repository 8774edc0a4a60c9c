"""What search engines are told of a page: schema.org as JSON-LD."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from articles.images import WHOLE
from articles.models import Article, Credit, Photo
from issues.models import Issue, Placement
from reader.language import language
from reader.pictures import address_of, share_address
from reader.printed import Leaf
from reader.story import credit_text, first_paragraph, full_title, page_name, printed_blocks
from reader.whole import Whole
from towns.models import Town

Data = dict[str, Any]
# Makes an address absolute.
At = Callable[[str], str]
CONTEXT = "https://schema.org"
# Which kind of news article a genre is; of the others search engines know nothing better.
KINDS = {
    Article.Genre.FEATURE.value: "ReportageNewsArticle",
    Article.Genre.COMMENT.value: "OpinionNewsArticle",
}
# No Chinese name is longer, but those of minorities, which have a dot inside: 阿依古丽·买买提.
LONGEST_NAME = 4


def news_article(whole: Whole, request: HttpRequest) -> Data:
    story, at = whole.story, request.build_absolute_uri
    data: Data = {
        "@context": CONTEXT,
        "@type": KINDS.get(story.genre, "NewsArticle"),
        "mainEntityOfPage": at(story.get_absolute_url()),
        "url": at(story.get_absolute_url()),
        "headline": full_title(story),
        "alternativeHeadline": story.deck,
        "description": first_paragraph(story),
        "inLanguage": language().tag,
        "datePublished": whole.published_at.isoformat(),
        "dateModified": whole.changed_at.isoformat(),
        "dateline": story.dateline,
        "isAccessibleForFree": True,
        "author": [_author(credit, at) for credit in whole.credits] or [_paper(at)],
        "contentLocation": _places(whole, at),
        "keywords": [tag.name for tag in whole.tags],
        "image": [_image(photo, at) for photo in story.photos.all() if photo.image],
        "correction": [_correction(each, at) for each in whole.corrections],
        "publisher": _paper(at),
    }
    if whole.placement:
        data |= _print(whole.placement, at)
    return _told(data)


def breadcrumbs(whole: Whole, request: HttpRequest) -> Data:
    """Front page, issue, page, story; front page, town, story for what stands on no page."""
    at = request.build_absolute_uri
    steps = [(settings.PAPER_NAME, reverse("home"))]
    if whole.placement:
        page = whole.placement.page
        steps += [(str(page.issue), page.issue.get_absolute_url())]
        steps += [(page_name(page), page.get_absolute_url())]
    else:
        steps += [(town.name, town.get_absolute_url()) for town in whole.towns[:1]]
    return _trail([*steps, (full_title(whole.story), whole.story.get_absolute_url())], at)


def web_site(request: HttpRequest) -> Data:
    at = request.build_absolute_uri
    return {
        "@context": CONTEXT,
        "@type": "WebSite",
        "name": settings.PAPER_NAME,
        "url": at(reverse("home")),
        "inLanguage": language().tag,
        "publisher": _paper(at),
        "potentialAction": {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": f"{at(reverse('search'))}?q={{search_term_string}}",
            },
            "query-input": "required name=search_term_string",
        },
    }


def publication_issue(issue: Issue, leaves: Iterable[Leaf], request: HttpRequest) -> Data:
    """An issue with its pages, each with picture and PDF where it is shown as printed."""
    at = request.build_absolute_uri
    parts = [_page(leaf, at) for leaf in leaves]
    return _told({"@context": CONTEXT, **_issue(issue, at), "hasPart": parts})


def _page(leaf: Leaf, at: At) -> Data:
    told = {"@type": "WebPage", "name": page_name(leaf.page), "url": at(leaf.page.get_absolute_url())}
    if leaf.picture:
        told["image"] = at(leaf.picture.large_url)
    if leaf.pdf_url:
        file = {"encodingFormat": "application/pdf", "contentUrl": at(leaf.pdf_url)}
        return told | {"encoding": {"@type": "MediaObject", **file}}
    return told


def _trail(steps: list[tuple[str, str]], at: At) -> Data:
    items = [
        {"@type": "ListItem", "position": position, "name": name, "item": at(address)}
        for position, (name, address) in enumerate(steps, start=1)
    ]
    return {"@context": CONTEXT, "@type": "BreadcrumbList", "itemListElement": items}


def _paper(at: At) -> Data:
    return {"@type": "NewsMediaOrganization", "name": settings.PAPER_NAME, "url": at(reverse("home"))}


def _author(credit: Credit, at: At) -> Data:
    """A person with their page; a name that nobody has identified may be an office's: 县委宣传部."""
    name = credit.printed_text
    if credit.person_id:
        address = at(reverse("person", kwargs={"pk": credit.person_id}))
        return _told({"@type": "Person", "name": name, "jobTitle": credit.title, "url": address})
    is_person = "·" in name or len(name) <= LONGEST_NAME
    return {"@type": "Person" if is_person else "Organization", "name": name}


def _places(whole: Whole, at: At) -> list[Data]:
    """The towns, each in its county of that day; the county itself of a story without a town."""
    towns = [_town(town, whole, at) for town in whole.towns]
    return towns or [_county(county.name, county.slug, at) for county in whole.counties]


def _town(town: Town, whole: Whole, at: At) -> Data:
    data: Data = {"@type": "Place", "name": town.name, "url": at(town.get_absolute_url())}
    if county := whole.governing.get(town.pk):
        data["containedInPlace"] = _county(county.name, county.slug, at)
    return data


def _county(name: str, slug: str, at: At) -> Data:
    address = at(reverse("county", kwargs={"slug": slug}))
    return {"@type": "AdministrativeArea", "name": name, "url": address}


def _image(photo: Photo, at: At) -> Data:
    return _told(
        {
            "@type": "ImageObject",
            "url": at(address_of(photo, WHOLE[-1])),
            "thumbnailUrl": at(share_address(photo)),
            "caption": photo.caption,
            "creditText": credit_text(photo),
        }
    )


def _correction(correction: Article, at: At) -> Data:
    assert correction.publish_at is not None  # only published corrections come here
    return {
        "@type": "CorrectionComment",
        "text": "\n".join(block.text for block in printed_blocks(correction)) or full_title(correction),
        "datePublished": correction.publish_at.isoformat(),
        "url": at(correction.get_absolute_url()),
    }


def _print(placement: Placement, at: At) -> Data:
    page = placement.page
    return {
        "printEdition": page.issue.date.isoformat(),
        "printPage": page.label,
        "printSection": page.name,
        "isPartOf": _issue(page.issue, at),
    }


def _issue(issue: Issue, at: At) -> Data:
    number = {"issueNumber": issue.serial_number} if issue.serial_number else {}
    return {
        "@type": "PublicationIssue",
        "name": f"{settings.PAPER_NAME} {issue}",
        "datePublished": issue.date.isoformat(),
        **number,
        "url": at(issue.get_absolute_url()),
        "isPartOf": {"@type": "Newspaper", "name": settings.PAPER_NAME},
    }


def _told(data: Data) -> Data:
    """Without what is empty: search engines take "" for an answer."""
    return {name: value for name, value in data.items() if value not in ("", [], None)}
