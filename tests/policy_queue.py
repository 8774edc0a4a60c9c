"""The doors of printed pages that wait: taken in, put right and accepted by editors."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from ingest.importing import receive
from ingest.models import SourcePage
from people.models import User
from policy.table import Action
from tests.hostile_archives import packed
from tests.policy_doors import added_by, address, answers, changed_by
from tests.policy_models import ARTICLE, ModelDoors

SOURCE = "ingest.sourcepage"
TEXT = "麦田返青\n本报讯(通讯员 安宁)巨野县的麦田返青了。\n渠水清了\n本报讯 曹县的渠水清了。\n"


def waiting_page(by: User) -> SourcePage:
    return receive(TEXT, date=dt.date(2099, 12, 8), label="A1", by=by).source


def put_right(source: SourcePage) -> dict[str, Any]:
    """A story joined to the one before it."""
    return {"do": "join", "story": 2, "to": 1, "version": source.version}


def zip_file() -> dict[str, Any]:
    return {"file": SimpleUploadedFile("2099-12-09.zip", packed({"A2.txt": TEXT.encode()}))}


def text_file() -> dict[str, Any]:
    return {"file": SimpleUploadedFile("2099-12-09_A1.txt", TEXT.encode())}


class QueueDoors(ModelDoors):
    """Every door of the queue, as one visitor."""

    def take_in(self) -> None:
        for what, sent in (("a page taken in", text_file()), ("a page in a ZIP taken in", zip_file())):
            added = added_by(self.visitor, address(SOURCE, "upload"), sent, SOURCE)
            self.compare(what, SOURCE, self.may(Action.ADD, SOURCE), len(added) == 1)

    def queue(self) -> None:
        """Looked at by who sees source pages, worked by who may change them."""
        may_look, may_work = self.may(Action.VIEW, SOURCE), self.may(Action.CHANGE, SOURCE)
        with transaction.atomic():
            source = waiting_page(self.world.users["superuser"])
            where = address(SOURCE, "work", source.pk)
            self.compare("a page in the queue", SOURCE, may_look, answers(self.visitor, where))
            changed = changed_by(self.visitor, where, put_right(source), SOURCE, source.pk)
            self.compare("reading put right", SOURCE, may_work, "reading" in changed)
            data = {"do": "reject_page", "version": source.version}
            changed = changed_by(self.visitor, where, data, SOURCE, source.pk)
            self.compare("page rejected", SOURCE, may_work, "state" in changed)
            data = {"do": "accept", "story": 1, "version": source.version}
            added = added_by(self.visitor, where, data, ARTICLE)
            self.compare("story accepted", SOURCE, may_work, len(added) == 1)
            transaction.set_rollback(True)
