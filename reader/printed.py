"""A page as it looks in print, for the screen: its picture, and where on it its stories stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.urls import reverse

from articles.models import Article
from issues.models import Page, Region, Rendition
from reader import page_queries

# Of an issue's pages in one file, in bytes: what is larger is had page by page.
LARGEST_JOINED = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Box:
    """In pixels of the large picture: SVG has its places as whole numbers, in any language."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Area:
    """Where a story stands. One that runs on over a column end has several boxes, and is one link all the
    same: a reader who goes by the keys comes to it once.
    """

    story: Article
    boxes: list[Box]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page with what is shown of it, if anything is."""

    page: Page
    picture: Rendition | None = None
    areas: list[Area] = field(default_factory=list)

    @property
    def pdf_url(self) -> str:
        """Empty where there is none."""
        if not (self.picture and self.picture.pdf):
            return ""
        return reverse("page-pdf", kwargs={"day": self.page.issue.day, "label": self.page.label})


@dataclass(frozen=True, slots=True)
class Leaves:
    """The pages of an issue in their order."""

    each: list[Leaf]

    @property
    def are_drawn(self) -> bool:
        return any(leaf.picture for leaf in self.each)

    @property
    def pdf_size(self) -> int:
        """Of the PDF of the issue, in bytes; 0 where there is none: see `reader.views.pages.issue_pdf`."""
        sizes = [pdf_size(leaf.picture) for leaf in self.each]
        return sum(sizes) if all(sizes) and sum(sizes) <= LARGEST_JOINED else 0

    def of(self, page: Page) -> Leaf:
        return next(leaf for leaf in self.each if leaf.page == page)


def pdf_size(picture: Rendition | None) -> int:
    """In bytes; 0 where there is none, or where the file is lost."""
    try:
        return picture.pdf.size if picture and picture.pdf else 0
    except OSError:
        return 0


def leaves(pages: Iterable[Page]) -> Leaves:
    pages = list(pages)
    shown = page_queries.renditions_of(pages)
    return Leaves([Leaf(page, shown.get(page.pk)) for page in pages])


def areas(picture: Rendition, stories: Iterable[Article]) -> list[Area]:
    """In the order of the stories, which is that of the list beside the picture."""
    boxes: dict[int, list[Box]] = defaultdict(list)
    for region in page_queries.regions_of(picture):
        boxes[region.article_id].append(_box(region, picture))
    return [Area(story, boxes[story.pk]) for story in dict.fromkeys(stories) if story.pk in boxes]


def place_of(story: Article, page: Page) -> Leaf | None:
    """The page with the story marked on it; None where nothing is shown of the page, or not of the story."""
    picture = page_queries.renditions_of([page]).get(page.pk)
    if picture is None:
        return None
    boxes = [_box(region, picture) for region in page_queries.regions_of(picture, story.pk)]
    return Leaf(page, picture, [Area(story, boxes)]) if boxes else None


def _box(region: Region, picture: Rendition) -> Box:
    assert picture.width is not None  # `page_queries.renditions` finds no others.
    assert picture.height is not None
    return Box(
        round(region.x * picture.width),
        round(region.y * picture.height),
        round(region.width * picture.width),
        round(region.height * picture.height),
    )
