"""Tags already in use that the text names, or that stories of the same towns often bear."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from taggit.models import Tag, TaggedItem

from articles.models import Article
from people.models import User

MOST_TAGS = 8
# One story with a tag is a chance; two of the same town are a habit.
OFTEN = 2
MOST_NAMED = 200


@dataclass(frozen=True, slots=True)
class UsedTag:
    name: str
    count: int
    why: str


def used_tags(text: str, *, towns: Collection[int], chosen: Collection[str], user: User) -> list[UsedTag]:
    """At most eight, those that the text names first, none that is chosen."""
    items = known_items(user)
    named = [name for name in Tag.objects.values_list("name", flat=True) if name in text]
    found = [
        UsedTag(name, count, _("The text has the word."))
        for name, count in _counted(items.filter(tag__name__in=named[:MOST_NAMED]))
    ]
    if towns:
        of_towns = Article.towns.through._default_manager.filter(town__in=towns).values("article")
        found += [
            UsedTag(name, count, _("Stories of these towns bear it."))
            for name, count in _counted(items.filter(object_id__in=of_towns))
            if count >= OFTEN
        ]
    once = {tag.name: tag for tag in reversed(found) if tag.name not in chosen}
    return list(reversed(once.values()))[:MOST_TAGS]


def known_items(user: User) -> QuerySet[TaggedItem]:
    """Tags on what readers see, and on what lies on the user's desks as far as the user may see it.

    EXISTS asks for one story; IN would collect the whole archive first.
    """
    of_desk = Article.objects.visible_to(user).filter(desk__in=user.desk_ids)
    stories = Article.objects.published() | of_desk
    kind = ContentType.objects.get_for_model(Article)
    items: QuerySet[TaggedItem] = TaggedItem.objects.filter(content_type=kind)
    return items.filter(Exists(stories.filter(pk=OuterRef("object_id"))))


def _counted(items: QuerySet[TaggedItem]) -> list[tuple[str, int]]:
    """Tags with how many stories bear each, the most used first."""
    counted = items.values("tag__name").annotate(stories=Count("object_id", distinct=True))
    rows = counted.order_by("-stories", "tag__name").values_list("tag__name", "stories")
    return list(rows[: 2 * MOST_TAGS])
