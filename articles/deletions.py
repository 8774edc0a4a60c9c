"""What a deletion means for stories: what is done when one is undone, and when its time is over."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Model
from taggit.models import TaggedItem

from articles.models import Article, Credit, Photo, Revision
from articles.photos.uses import story_changed
from articles.revisions import keeping
from articles.search import index
from audit.models import Deletion
from audit.packed import Row


def came_back(rows: list[Model], by: Any) -> None:
    """A story's past goes on; the signed text of a story that gets a photo or a credit again is another."""
    back: set[Any] = {row.pk for row in rows if isinstance(row, Article)}
    touched: set[Any] = {row.article_id for row in rows if isinstance(row, (Photo, Credit))} - {None} - back
    tagged: set[Any] = {row.object_id for row in rows if isinstance(row, TaggedItem)} - back - touched
    # All of them first: from the first entry of the trail on nothing more is locked.
    stories = list(
        Article.objects.select_for_update(of=("self",)).filter(pk__in=back | touched | tagged).order_by("pk")
    )
    for story in stories:
        if story.pk in touched:
            story_changed(story, by=by)
        elif story.pk in tagged:
            Article.objects.filter(pk=story.pk).update(version=F("version") + 1)
        index.touched(story.pk)
        if keeping.latest(story):
            keeping.keep(story, by=by, how=Revision.How.RESTORE)


def is_gone_for_good(deletion: Deletion, rows: list[Row]) -> None:
    """The past of its stories goes, and pictures of its photos that nothing shows or ever showed."""
    stories = {row["pk"] for row in rows if row["model"] == Article._meta.label_lower}
    stories -= set(Article.objects.filter(pk__in=stories).values_list("pk", flat=True))
    Revision.objects.filter(article__in=stories).delete()
    for row in rows:
        if row["model"] == Photo._meta.label_lower and _is_unused(row):
            transaction.on_commit(partial(default_storage.delete, row["fields"]["image"]))


def _is_unused(photo: Row) -> bool:
    """As when an upload is taken back: what was ever saved again, or stood in a story, may be named."""
    values = photo["fields"]
    name = values["image"]
    if not name or values["version"] > 1 or values["article"] is not None:
        return False
    is_shown = Photo.objects.filter(image=name).exists() or Deletion.objects.holding(name).exists()
    return not is_shown and not _is_remembered(name, since=values["uploaded_at"])


def _is_remembered(name: str, *, since: str) -> bool:
    """Whether a revision has the picture: its photo may have lost its story when that was deleted."""
    revisions = Revision.objects.filter(at__gte=since).select_related("base").iterator()
    return any(photo["image"] == name for each in revisions for photo in keeping.snapshot_of(each)["photos"])
