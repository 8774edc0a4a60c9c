"""ZIPs that are being taken in page by page: kept for a day, each in the folder of who sent it.

A ZIP is named by its bytes: sent again it is the same one, and nobody opens another's by knowing its name.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from ingest.sources import Source, open_archive
from people.models import User

FOLDER = "staged"
KEPT = dt.timedelta(days=1)
MOST = 3  # a person's; the oldest goes
KEY = re.compile(r"[0-9a-f]{64}")


class Gone(Exception):
    """There is no such ZIP of this person, or not any more."""


def stage(file: UploadedFile[Any], *, by: User) -> str:
    """Keep the ZIP, and give the key it is opened by. Raises `SourceError` for what is no ZIP of an issue."""
    with open_archive(file):
        pass
    file.seek(0)
    sha256 = hashlib.sha256()
    for chunk in file.chunks():
        sha256.update(chunk)
    key = sha256.hexdigest()
    _sweep(by, keep=key)
    if not default_storage.exists(_name(key, by)):
        file.seek(0)
        default_storage.save(_name(key, by), file)
    return key


@contextmanager
def staged(key: str, *, by: User) -> Iterator[Source]:
    """The files of the ZIP. Raises `Gone`, and `SourceError` as `open_archive` does."""
    if not KEY.fullmatch(key) or not default_storage.exists(_name(key, by)):
        raise Gone
    with default_storage.open(_name(key, by)) as file, open_archive(file) as source:
        yield source


def _name(key: str, by: User) -> str:
    return f"{FOLDER}/{by.pk}/{key}.zip"


def _sweep(by: User, *, keep: str) -> None:
    """What is too old goes, and the sender's own oldest, to make room for one more."""
    sweep()
    others = [name for _at, name in _newest_first(f"{FOLDER}/{by.pk}") if name != _name(keep, by)]
    for name in others[MOST - 1 :]:
        default_storage.delete(name)


def sweep() -> None:
    """What is too old goes, whosever it is: as each ZIP comes, and when somebody looks at the queue."""
    too_old = timezone.now() - KEPT
    owners = default_storage.listdir(FOLDER)[0] if default_storage.exists(FOLDER) else []
    for owner in owners:
        for at, name in _newest_first(f"{FOLDER}/{owner}"):
            if at < too_old:
                default_storage.delete(name)


def _newest_first(folder: str) -> list[tuple[dt.datetime, str]]:
    found = []
    for name in default_storage.listdir(folder)[1] if default_storage.exists(folder) else []:
        # Another one's sweep may have been here first.
        with suppress(FileNotFoundError):
            found.append((default_storage.get_modified_time(f"{folder}/{name}"), f"{folder}/{name}"))
    return sorted(found, reverse=True)
