"""Bringing a snapshot back: an earlier version of a story, two texts merged, a deleted story.

Only what people wrote is brought back, never where the story stands: its steps are the workflow's. Nothing is
lost on the way: a photo that the snapshot has not goes back to the library, and what the story is now is kept
as a revision before. Whoever calls this has asked whether the person may change the story.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from articles import workflow
from articles.models import Article, Credit, Photo, Revision
from articles.models.article import HEADLESS_GENRES, UNFILED
from articles.models.ordering import LAST_PLACE
from articles.revisions.keeping import hold, keep, snapshot_of
from articles.revisions.snapshot import FIELDS, OF_A_CREDIT, OF_A_PHOTO, Row, Snapshot, photo_row
from articles.workflow import NotPossible
from people.models import Desk, Person, User
from policy import table
from policy.table import Action, State
from towns.models import County, Town

OF_THE_FILE = {"image", "width", "height"}
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
    """Write the content of a snapshot into the story, keep that as a revision, and void what is void now.

    `how` is RESTORE or MERGE; the trail calls the change by the same name.
    """
    story = _held(article, content)
    if story.version != version:
        raise SavedMeanwhile(workflow.SAVED_MEANWHILE)
    # What somebody changed past every door of ours is kept as well before it is overwritten.
    keep(story, by=None, how=Revision.How.BEGIN, action="begin")
    remarks = _write(story, content, by=by, takes_up=how == Revision.How.MERGE)
    keep(story, by=by, how=how, why=why, action=how.value)
    workflow.void_if_changed(story, by=by)
    return remarks


def _held(article: Article, content: Snapshot) -> Article:
    """The story and the photos in question, locked.

    The story twice: which photos stand on it is certain once nobody else can put one there.
    """
    Article.objects.select_for_update().get(pk=article.pk)
    named = Q(article=article) | Q(pk__in=[row["id"] for row in content["photos"]])
    return hold(article, photos=Photo.objects.filter(named).values_list("pk", flat=True))


def _write(story: Article, content: Snapshot, *, by: User, takes_up: bool) -> list[str]:
    gone = _Gone()
    for name, value in _fields(story, content["fields"], by=by).items():
        setattr(story, name, gone.check(name, value))
    if not (story.headline or story.status in UNFILED or story.genre in HEADLESS_GENRES):
        raise NotPossible(
            _("This version has no headline: only briefs and photo news may be filed without one.")
        )
    story.version += 1
    story.save(update_fields=[*FIELDS, "version", "updated_at"])
    story.towns.set(gone.existing(Town, content["towns"]))
    story.tags.set(content["tags"])
    _write_photos(story, content["photos"], gone, takes_up=takes_up)
    _write_credits({"article": story}, story.credits.all(), content["credits"], gone)
    return gone.sentences()


def _fields(story: Article, fields: Row, *, by: User) -> Row:
    """What may be written: a correction stays one and nothing becomes one, and authors choose no desk."""
    kept_back = set()
    if (fields.get("genre") == Article.Genre.CORRECTION) != (story.corrects_id is not None):
        kept_back.add("genre")
    if not table.scope(by.roles, Action.CHANGE, "articles.article", State.SUBMITTED):
        kept_back.add("desk_id")
    return {name: value for name, value in fields.items() if name in FIELDS and name not in kept_back}


def _write_photos(story: Article, rows: list[Row], gone: _Gone, *, takes_up: bool) -> None:
    """Each photo as it was; others leave the story for the library.

    `takes_up` says that photos of the library in `rows` were put on the story by its form, with these words.
    """
    kept = [_write_photo(story, row, gone, takes_up=takes_up).pk for row in _in_order(rows)]
    for photo in story.photos.exclude(pk__in=kept):
        photo.article, photo.version = None, photo.version + 1
        photo.save(update_fields=["article", "version"])


def _write_photo(story: Article, row: Row, gone: _Gone, *, takes_up: bool) -> Photo:
    photo = _same_photo(story, row, takes_up=takes_up) or Photo()
    photo.version += 1 if photo.pk else 0
    photo.article = story
    written = set(OF_A_PHOTO)
    if row["image"] != (photo.image.name or ""):
        if gone.is_lost(photo.image.storage, row["image"]):
            written -= OF_THE_FILE
        else:
            # Another picture has addresses of its own: browsers keep what they have once seen at one.
            photo.key = uuid.uuid4()
    for name in OF_A_PHOTO:
        if name in written:
            setattr(photo, name, gone.check(name, row[name]))
    photo.save()
    photo.towns.set(gone.existing(Town, row["towns"]))
    _write_credits({"photo": photo}, photo.credits.all(), row["credits"], gone)
    return photo


def _same_photo(story: Article, row: Row, *, takes_up: bool) -> Photo | None:
    """The photo itself while it is the story's, or lies in the library as it was when it left.

    One that is elsewhere or gone is made anew, and so is one that somebody worked on in the library: no
    version keeps their words.
    """
    photo = Photo.objects.filter(pk=row["id"]).first()
    if photo is None or photo.article_id == story.pk:
        return photo
    if photo.article_id is not None:
        return None
    return photo if takes_up or _content(photo_row(photo)) == _content(row) else None


def _content(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "order"}


def _in_order(rows: list[Row]) -> list[Row]:
    """Rows of one place would be ordered by their keys, which new ones have not any more."""
    found: list[Row] = []
    for row in rows:
        after = found[-1]["order"] + 1 if found else 1
        order = after if row["order"] is None else row["order"]
        found.append(row | {"order": min(max(order, after) if found else order, LAST_PLACE)})
    return found


def _write_credits(owner: dict[str, Any], now: Iterable[Credit], rows: list[Row], gone: _Gone) -> None:
    there = {credit.pk: credit for credit in now}
    kept = set()
    for row in _in_order(rows):
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

    def is_lost(self, storage: Storage, name: str) -> bool:
        """Whether the file of a picture is not in the storage any more."""
        if not name or storage.exists(name):
            return False
        self._count(str(_("picture")))
        return True

    def _count(self, kind: str, number: int = 1) -> None:
        self.kinds[kind] = self.kinds.get(kind, 0) + number

    def existing(self, model: Any, keys: list[int]) -> list[int]:
        there = list(model.objects.filter(pk__in=keys).values_list("pk", flat=True))
        if missing := len(set(keys)) - len(there):
            self._count(str(model._meta.verbose_name), missing)
        return there

    def sentences(self) -> list[str]:
        said = _("Not brought back, since it is no longer there: %(kind)s (%(count)d)")
        return [said % {"kind": kind, "count": count} for kind, count in self.kinds.items()]
