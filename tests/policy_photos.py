"""One visitor's way through the doors of photos: looking, using, uploading, taking back."""

from __future__ import annotations

import uuid

from policy import table
from policy.table import Action, Scope, State
from tests.make import make_picture
from tests.policy_doors import (
    added_by,
    address,
    answers,
    changed_by,
)
from tests.policy_expected import (
    may_add,
    may_change,
    may_give_to,
    may_open,
    may_preview,
)
from tests.policy_models import ARTICLE, PHOTO, ModelDoors
from tests.policy_world import Thing, allowed

# What photo news made of a loose photo begins as.
NEWS = ("photo", "draft")


class PhotoDoors(ModelDoors):
    """The doors that photos have besides those of every model."""

    def preview(self) -> None:
        for photo in self.some(PHOTO):
            where = address(PHOTO, "preview", photo.pk, 480)
            self.compare("preview", photo, may_preview(self.name, photo), answers(self.visitor, where))

    def use(self) -> None:
        """What one sees is put on any story one may illustrate; one photo of each kind is tried with each."""
        for photo in self.some(PHOTO):
            may = may_open(self.name, photo)
            where = address(PHOTO, "use", photo.pk)
            self.compare("page of a further use", photo, may, answers(self.visitor, where))
        loose = (photo for photo in self.world.photos if photo.state == State.LOOSE)
        for photo in {may_open(self.name, photo): photo for photo in loose}.values():
            for story in self.things(ARTICLE):
                self._use(photo, story)

    def _use(self, photo: Thing, story: Thing) -> None:
        added = added_by(self.visitor, address(PHOTO, "use", photo.pk), {"story": story.pk}, PHOTO)
        may = may_open(self.name, photo) and may_give_to(self.name, story)
        self.compare(f"a further use of {photo}", story, may, [p["article_id"] for p in added] == [story.pk])

    def photo_news(self) -> None:
        for photo in self.some(PHOTO):
            added = added_by(self.visitor, address(PHOTO, "news", photo.pk), {}, ARTICLE)
            may = photo.state == State.LOOSE and may_change(self.name, photo) and may_add(self.name, ARTICLE)
            self.compare("photo news of it", photo, may, [(a["genre"], a["status"]) for a in added] == [NEWS])

    def upload(self) -> None:
        """By who may add a photo to the library; it is theirs, and on no story."""
        data = {"image": make_picture(), "key": uuid.uuid4(), "article": self._unseen()}
        added = added_by(self.visitor, address(PHOTO, "upload"), data, PHOTO)
        may = table.scope(self.roles, Action.ADD, PHOTO, State.LOOSE) > Scope.NONE
        mine = [(self.visitor.user and self.visitor.user.pk, None)] if may else []
        self.compare("upload", PHOTO, mine, [(row["uploaded_by_id"], row["article_id"]) for row in added])

    def discard(self) -> None:
        """One's own, as long as it is on no story; an editor too takes back no other's."""
        for photo in self.things(PHOTO):
            gone = changed_by(self.visitor, address(PHOTO, "discard", photo.pk), {}, PHOTO, photo.pk)
            may = photo.relation == f"loose {self.name}" and allowed(self.name, Action.DELETE, photo)
            self.compare("discard", photo, may, gone == {"deleted"})
