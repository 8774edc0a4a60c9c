"""The ways on: what stands beside a story, a person's stories, a tag's. Every answer begins at `published()`.

Where a town or a tag may have tens of thousands of stories, those entered last are looked through, so that a
page costs the same in a paper's first year as in its hundredth.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, F, Q, QuerySet
from taggit.models import Tag, TaggedItem

from articles.models import Article, ArticleQuerySet, Credit, Photo
from issues.models import Placement
from people.models import Person
from reader import queries

RELATED = 6
TOWNS = 8
PHOTOS = 8
TAGS = 8
# The newest entries under a town, a tag or a name that are looked through.
LOOKED_THROUGH = 100
TAGGED_LOOKED_THROUGH = 500

InTown = Article.towns.through


@dataclass(frozen=True, slots=True)
class InPrint:
    """The stories of the page a story was printed on, and those read before and after it in the issue."""

    on_page: list[Placement] = field(default_factory=list)
    previous: Placement | None = None
    following: Placement | None = None


def in_print(placement: Placement | None) -> InPrint:
    """A story that runs over several pages is read where it begins; on its other pages it is only listed."""
    if placement is None:
        return InPrint()
    issue = queries.placements_in_print().filter(page__issue=placement.page.issue_id)
    begins: dict[int, int] = {}
    for story, place in issue.values_list("article", "pk"):
        begins.setdefault(story, place)
    before, after = queries.neighbours(begins.values(), placement.pk)
    shown = queries.headlines(Q(page=placement.page) | Q(pk=before) | Q(pk=after))
    places = {place.pk: place for place in shown}
    on_page = [place for place in places.values() if place.page_id == placement.page_id]
    return InPrint(on_page, places.get(before or 0), places.get(after or 0))


def related(story: Article, tags: Iterable[Tag], *, apart_from: Iterable[int]) -> ArticleQuerySet:
    """The newest stories that share a town or a tag with this one, without those named beside it already."""
    named = {story.pk, *apart_from}
    towns = [town.pk for town in story.towns.all()]
    # What is published is asked before the newest are taken: a volume of drafts would hide all else.
    in_town = InTown.objects.filter(queries.is_published("article"), town__in=towns)
    in_town = in_town.exclude(article__in=named).order_by("-pk")
    tagged = _tagged([tag.pk for tag in tags]).filter(queries.is_published("object_id"))
    tagged = tagged.exclude(object_id__in=named)
    found = {
        *in_town.values_list("article", flat=True)[:LOOKED_THROUGH],
        *tagged.values_list("object_id", flat=True)[:LOOKED_THROUGH],
    }
    others = Article.objects.published().filter(pk__in=found).exclude(genre=Article.Genre.CORRECTION)
    return others.newest_first().prefetch_related("photos")[:RELATED]


def _tagged(tags: Iterable[int]) -> QuerySet[TaggedItem]:
    """What carries one of the tags, newest first. By the number of the content type: joined to its table,
    SQLite walks through the items of all tags.
    """
    kind = ContentType.objects.get_for_model(Article)
    items: QuerySet[TaggedItem] = TaggedItem.objects.filter(content_type_id=kind.pk, tag__in=list(tags))
    return items.order_by("-pk")


def tags_together(tag: Tag) -> QuerySet[TaggedItem, dict[str, Any]]:
    """The tags that lately stood most often beside this one, each as its `name` and `slug`."""
    stories = _tagged([tag.pk]).values("object_id")[:TAGGED_LOOKED_THROUGH]
    others = queries.tagged_items().filter(queries.is_published("object_id"), object_id__in=stories)
    named = others.exclude(tag=tag).exclude(tag__slug="").values(name=F("tag__name"), slug=F("tag__slug"))
    counted: QuerySet[TaggedItem, dict[str, Any]] = named.annotate(together=Count("pk"))
    return counted.order_by("-together", "name")[:TAGS]


def towns_of(person: Person) -> QuerySet[Any, Any]:
    """The towns of the person's stories, the most first: `name`, `slug` and `stories`, their number."""
    stories = queries.stories_by(person).prefetch_related(None).filter(towns__isnull=False)
    named = stories.values(name=F("towns__name"), slug=F("towns__slug"))
    return named.annotate(stories=Count("pk")).order_by("-stories", "name")[:TOWNS]


def photos_by(person: Person) -> QuerySet[Photo]:
    """The person's pictures in published stories, newest first."""
    credited = Credit.objects.filter(person=person, photo__isnull=False)
    photos = Photo.objects.published().filter(pk__in=credited.values("photo")).exclude(image="")
    return photos.select_related("article").order_by("-article__publish_at", "order", "pk")[:PHOTOS]
