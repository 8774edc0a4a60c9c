"""Bringing a snapshot back: an earlier version of a story, two texts merged, a deleted story.

Only what people wrote is brought back, never where the story stands: its steps are the workflow's. Nothing is
lost on the way: a photo that the snapshot has not goes back to the library, and what the story is now is kept
as a revision before.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from articles import workflow
from articles.models import Article, Credit, Photo, Revision
from articles.revisions.keeping import hold, keep, snapshot_of
from articles.revisions.snapshot import FIELDS, OF_A_CREDIT, OF_A_PHOTO, Snapshot
from articles.workflow import NotPossible
from people.models import Desk, Person, User
from towns.models import County, Town

Row = dict[str, Any]
DATES = {"planned_for", "taken_on"}
# Relations that may have gone since, and what they are.
RELATED: dict[str, Any] = {"county_id": County, "desk_id": Desk, "person_id": Person, "uploaded_by_id": User}


class SavedMeanwhile(NotPossible):
    """Somebody saved the story since the page that asks was made."""


@transaction.atomic
def restore(article: Article, revision: Revision, *, by: User, version: int, why: str = "") -> list[str]:
    """Make the story what it was at `revision`; standing sign-offs are void, if they covered another text.

    `version` is the story's as the asking page showed it: of another one SavedMeanwhile is raised. Returns
    what could not be brought back, a sentence each.
    """
    return put(article, snapshot_of(revision), by=by, version=version, how=Revision.How.RESTORE, why=why)


@transaction.atomic
def put(
    article: Article, content: Snapshot, *, by: User, version: int, how: Revision.How, why: str = ""
) -> list[str]:
    """Write the content of a snapshot into the story, keep that as a revision, and void what is void now."""
    story = hold(article)
    if story.version != version:
        raise SavedMeanwhile(_("Somebody saved the story meanwhile: look at it again."))
    remarks = _write(story, content)
    keep(story, by=by, how=how, why=why)
    workflow.void_if_changed(story, by=by)
    return remarks


def _write(story: Article, content: Snapshot) -> list[str]:
    gone = _Gone()
    for name, value in content["fields"].items():
        if name in FIELDS:
            setattr(story, name, gone.check(name, value))
    story.version += 1
    try:
        with transaction.atomic():
            story.save(update_fields=[*FIELDS, "version", "updated_at"])
    except IntegrityError as error:
        raise NotPossible(
            _("This version has no headline: only briefs and photo news may be filed without one.")
        ) from error
    story.towns.set(gone.existing(Town, content["towns"]))
    story.tags.set(content["tags"])
    _write_photos(story, content["photos"], gone)
    _write_credits({"article": story}, story.credits.all(), content["credits"], gone)
    return gone.sentences()


def _write_photos(story: Article, rows: list[Row], gone: _Gone) -> None:
    """Each photo as it was; others leave the story for the library."""
    kept = [_write_photo(story, row, gone).pk for row in rows]
    for photo in story.photos.exclude(pk__in=kept):
        photo.article, photo.version = None, photo.version + 1
        photo.save(update_fields=["article", "version"])


def _write_photo(story: Article, row: Row, gone: _Gone) -> Photo:
    """The photo itself while it is the story's or loose; one that is elsewhere or gone is made anew."""
    photo = Photo.objects.select_for_update().filter(pk=row["id"]).first()
    if photo is None or photo.article_id not in (None, story.pk):
        photo = Photo()
    else:
        photo.version += 1
    photo.article = story
    for name in OF_A_PHOTO:
        setattr(photo, name, gone.check(name, row[name]))
    photo.save()
    photo.towns.set(gone.existing(Town, row["towns"]))
    _write_credits({"photo": photo}, photo.credits.all(), row["credits"], gone)
    return photo


def _write_credits(owner: dict[str, Any], now: Iterable[Credit], rows: list[Row], gone: _Gone) -> None:
    there = {credit.pk: credit for credit in now}
    kept = set()
    for row in rows:
        credit = there.get(row["id"]) or Credit(**owner)
        for name in OF_A_CREDIT:
            setattr(credit, name, gone.check(name, row[name]))
        credit.save()
        kept.add(credit.pk)
    for key in there.keys() - kept:
        there[key].delete()


class _Gone:
    """What the snapshot names and the newsroom has no longer."""

    def __init__(self) -> None:
        self.kinds: dict[str, int] = {}

    def check(self, name: str, value: Any) -> Any:
        """The value as its column takes it; nothing in place of a key that leads nowhere."""
        if name in DATES and value is not None:
            return dt.date.fromisoformat(value)
        if name in RELATED and value is not None and not self.existing(RELATED[name], [value]):
            return None
        return value

    def existing(self, model: Any, keys: list[int]) -> list[int]:
        there = list(model.objects.filter(pk__in=keys).values_list("pk", flat=True))
        if missing := len(set(keys)) - len(there):
            kind = str(model._meta.verbose_name)
            self.kinds[kind] = self.kinds.get(kind, 0) + missing
        return there

    def sentences(self) -> list[str]:
        said = _("Not brought back, since it is no longer there: %(kind)s (%(count)d)")
        return [said % {"kind": kind, "count": count} for kind, count in self.kinds.items()]
