"""Stories that are changed by no step of the newsroom, but in a shell or by a script: heard of by signals."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import m2m_changed, post_delete, post_migrate, post_save
from taggit.models import TaggedItem

from articles.models import Article, Credit, Photo, SearchDocument
from articles.search.index import begun, touched
from articles.search.postings import postings
from towns.models import Jurisdiction


def connect(app: AppConfig) -> None:
    post_migrate.connect(database_emptied, sender=app)
    post_save.connect(story_saved, sender=Article)
    post_delete.connect(document_deleted, sender=SearchDocument)
    for model in (Photo, Credit, TaggedItem):
        post_save.connect(part_saved, sender=model)
        post_delete.connect(part_saved, sender=model)
    m2m_changed.connect(towns_changed, sender=Article.towns.through)
    post_save.connect(jurisdiction_saved, sender=Jurisdiction)
    post_delete.connect(jurisdiction_saved, sender=Jurisdiction)


def database_emptied(sender: Any, using: str, **kwargs: Any) -> None:
    """Django says so with the signal of a migration."""
    postings(connections[using]).forget()


def story_saved(
    sender: Any, instance: Article, created: bool = False, raw: bool = False, **kwargs: Any
) -> None:
    """A fixture is loaded without its relations: `reindex` follows it."""
    if not raw:
        (begun if created else touched)(instance.pk)


def document_deleted(sender: Any, instance: SearchDocument, **kwargs: Any) -> None:
    postings().drop([instance.key])


def part_saved(sender: Any, instance: Photo | Credit | TaggedItem, raw: bool = False, **kwargs: Any) -> None:
    """A part that goes with its story leaves nothing behind that could follow."""
    story = None if raw or _is_of_stories(kwargs.get("origin")) else _story_of(instance)
    if story is not None:
        touched(story)


def _is_of_stories(origin: Any) -> bool:
    return isinstance(origin, Article) or getattr(origin, "model", None) is Article


def _story_of(part: Photo | Credit | TaggedItem) -> int | None:
    if isinstance(part, Photo):
        return part.article_id
    if isinstance(part, Credit):
        # A photo that is being deleted is gone before its credits are.
        photo = Photo.objects.filter(pk=part.photo_id or 0).first()
        return part.article_id or (photo.article_id if photo else None)
    is_of_a_story = part.content_type.model_class() is Article
    return part.object_id if is_of_a_story else None


def towns_changed(sender: Any, instance: Any, action: str, pk_set: set[int] | None, **kwargs: Any) -> None:
    """From either side; of a town's own list that is emptied the stories are no longer known."""
    if action not in ("post_add", "post_remove", "post_clear"):
        return
    if isinstance(instance, Article):
        touched(instance.pk)
    else:
        touched(*(pk_set or ()))


def jurisdiction_saved(sender: Any, instance: Jurisdiction, raw: bool = False, **kwargs: Any) -> None:
    """A town has another county: so have its stories, as far as the days go."""
    if not raw:
        touched(*Article._base_manager.filter(towns=instance.town_id).values_list("pk", flat=True))
