"""Tags already in use that the text names, or that stories of the same towns often bear."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from taggit.models import Tag

from articles.models import Article
from people.models import User

MOST_TAGS = 8
# One story with a tag is a chance; two of the same town are a habit.
OFTEN = 2


@dataclass(frozen=True, slots=True)
class UsedTag:
    name: str
    count: int
    why: str


def used_tags(text: str, *, towns: Collection[int], chosen: Collection[str], user: User) -> list[UsedTag]:
    """At most eight, those that the text names first, none that is chosen."""
    stories = known_stories(user)
    named = [name for name in Tag.objects.values_list("name", flat=True) if name in text]
    found = [
        UsedTag(name, count, _("The text has the word."))
        for name, count in _counted(stories, Q(name__in=named[:200]))
    ]
    if towns:
        of_towns = stories.filter(towns__in=towns)
        found += [
            UsedTag(name, count, _("Stories of these towns bear it."))
            for name, count in _counted(of_towns, Q())
            if count >= OFTEN
        ]
    once = {tag.name: tag for tag in reversed(found) if tag.name not in chosen}
    return list(reversed(once.values()))[:MOST_TAGS]


def known_stories(user: User) -> QuerySet[Article]:
    """What readers see, and what lies on the user's desks as far as the user may see it."""
    of_desk = Article.objects.visible_to(user).filter(desk__in=user.desk_ids)
    return Article.objects.filter(
        Q(pk__in=Article.objects.published().values("pk")) | Q(pk__in=of_desk.values("pk"))
    )


def _counted(stories: QuerySet[Article], condition: Q) -> list[tuple[str, int]]:
    """Tags of the stories with how many of these bear each, the most used first."""
    items = "taggit_taggeditem_items"
    kind = ContentType.objects.get_for_model(Article)
    of_stories = Q(**{f"{items}__content_type": kind, f"{items}__object_id__in": stories.values("pk")})
    tags = Tag.objects.filter(condition, of_stories)
    counted = tags.annotate(stories=Count(f"{items}__object_id", distinct=True))
    rows = counted.order_by("-stories", "name").values_list("name", "stories")
    return list(rows[: 2 * MOST_TAGS])
