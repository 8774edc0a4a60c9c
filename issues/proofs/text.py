"""The text of a page as plain values: what a proof keeps of it, its hash, and whether words stand in it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import TypedDict

from django.conf import settings

from articles.models import Article, Credit, Photo
from articles.text import blocks, shortened, text_hash
from issues.models import Page, Placement

WEEKDAYS = "一二三四五六日"
# The parts of a story that are one text each, in the order in which they are printed.
LINES = ("kicker", "headline", "deck", "dateline", "byline", "body")


class PhotoText(TypedDict):
    # Ends in the hash of the picture's bytes: another picture is another text.
    picture: str
    caption: str
    credits: list[list[str]]


class StoryText(TypedDict):
    """A story as it stands on the page. Of one that runs over several pages each has the whole text."""

    article: int
    position: str
    kicker: str
    headline: str
    deck: str
    dateline: str
    byline: str
    body: str
    credits: list[list[str]]
    photos: list[PhotoText]
    # The labels of the pages in its jump lines (上接, 下转).
    continued_from: str
    continued_on: str


class PageText(TypedDict):
    folio: str
    stories: list[StoryText]


def page_text(page: Page) -> PageText:
    return page_texts([page])[page.pk]


def page_texts(pages: Collection[Page]) -> dict[int, PageText]:
    """The texts of pages as they are now, by the pages' keys. Four queries, however many they are.

    The pages come with their issues.
    """
    placements = Placement.objects.filter(page__in=pages).order_by("order", "pk")
    placements = placements.select_related("article", "continues__page", "continued_by__page")
    stories = defaultdict(list)
    for placement in placements.prefetch_related("article__credits", "article__photos__credits"):
        stories[placement.page_id].append(_story(placement))
    return {page.pk: {"folio": folio(page), "stories": stories[page.pk]} for page in pages}


def hash_of(text: PageText) -> str:
    return text_hash({**text})


def folio(page: Page) -> str:
    """The folio line (报眉): as it was set by hand, or what is known of the page.

    In the paper's own words whatever language the staff read: it is a part of the text that is hashed.
    """
    if page.folio:
        return page.folio
    date = page.issue.date
    day = f"{date.year}年{date.month}月{date.day}日 星期{WEEKDAYS[date.weekday()]}"
    label = page.label if "版" in page.label else f"{page.label}版"
    return " ".join(filter(None, [settings.PAPER_NAME, day, label, page.name]))


def title(story: StoryText) -> str:
    """The headline, or the beginning of what is printed without one."""
    captions = [photo["caption"] for photo in story["photos"]]
    return story["headline"] or shortened(story["body"] or "".join(captions[:1]))


def credit_line(credits: list[list[str]]) -> str:
    """摄影 王燕、郭锦萍: the printed title, or else the role, before each name."""
    roles = dict(Credit.Role.choices)
    return "、".join(f"{printed or roles.get(role, role)} {name}" for role, printed, name in credits)


def words_of(story: StoryText) -> Iterator[str]:
    """Every text that a proofreader may quote, in the order of the proof."""
    yield from (story["kicker"], story["headline"], story["deck"], story["dateline"], story["byline"])
    yield credit_line(story["credits"])
    yield from (block.text for block in blocks(story["body"]))
    for photo in story["photos"]:
        yield photo["caption"]
        yield credit_line(photo["credits"])


def has_words(story: StoryText, quote: str) -> bool:
    """Whether the words stand in the story, also over the end of a line or a paragraph."""
    return squeezed(quote) in squeezed("".join(words_of(story)))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _story(placement: Placement) -> StoryText:
    article: Article = placement.article
    following: Placement | None = getattr(placement, "continued_by", None)
    return {
        "article": article.pk,
        "position": placement.position,
        "kicker": article.kicker,
        "headline": article.headline,
        "deck": article.printed_deck,
        "dateline": article.dateline,
        "byline": article.printed_byline,
        "body": article.body,
        # Who is meant stands in the credits; they are printed where no byline was written.
        "credits": [] if article.printed_byline else _printed(article),
        "photos": [_photo(photo) for photo in article.photos.all()],
        "continued_from": placement.continues.page.label if placement.continues else "",
        "continued_on": following.page.label if following else "",
    }


def _photo(photo: Photo) -> PhotoText:
    return {"picture": photo.image.name or "", "caption": photo.caption, "credits": _printed(photo)}


def _printed(credited: Article | Photo) -> list[list[str]]:
    return [[credit.role, credit.title, credit.printed_text] for credit in credited.credits.all()]
