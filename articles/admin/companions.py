"""What a room above adds to the story's form, without the form knowing that room.

accompany(Answering())          # in its admin module
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from django.http import HttpRequest

from articles.models import Article
from people.models import Desk


class Companion(Protocol):
    def initial(self, request: HttpRequest) -> Mapping[str, Any]:
        """What the form of a new story begins with."""

    def desk(self, request: HttpRequest) -> Desk | None:
        """The desk that asked for the new story, if one did."""

    def shown(self, request: HttpRequest, article: Article | None) -> Mapping[str, Any]:
        """What stands above the fields: `template`, and what it is drawn from."""

    def made(self, request: HttpRequest, article: Article) -> None:
        """A new story was saved, in the transaction that saves it. Locks come first, the trail last."""


_companions: list[Companion] = []


def accompany(companion: Companion) -> None:
    _companions.append(companion)


def companions() -> list[Companion]:
    return _companions


def asked_for_by(request: HttpRequest) -> Desk | None:
    """The desk that the new story goes to because it asked for it."""
    return next((desk for each in _companions if (desk := each.desk(request))), None)
