"""Answering the one question of a move of the chief editor, as a person does: look at it, then say yes."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.test import Client

from issues import release
from issues.models import Issue
from people.models import User
from tests.make import clear

SHOWN = re.compile(r'name="shown" value="(\w+)"')


def mark_in(text: str) -> str:
    """The digest of what the page of the question showed; a guess where none was asked."""
    found = SHOWN.search(text)
    return found[1] if found else "guessed"


def ask(client: Client, address: str, **data: Any) -> Any:
    """The page of the question."""
    return client.post(address, data)


def answer(client: Client, address: str, **data: Any) -> Any:
    """The question, and yes to what it showed; what the page said then."""
    shown = mark_in(client.post(address, data).content.decode())
    return client.post(address, {**data, "shown": shown}, follow=True)


def schedule(issue: Issue, *, at: dt.datetime, by: User) -> None:
    """The whole way: proofread, read last, and given its time."""
    clear(issue)
    release.schedule(issue, at=at, by=by)
