"""Files that are whole or not there, and that go when their row does not come."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage, default_storage
from django.db import transaction
from django.db.models.fields.files import FieldFile

from articles.images.intake import is_stored


class DurableStorage(FileSystemStorage):
    """Writes beside the name, waits for the disk, then takes the name.

    Who opens a file of this storage never finds half of it, and what a committed row names is there after a
    power cut.
    """

    def _save(self, name: str, content: Any) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            if self.file_permissions_mode is not None:
                Path(temporary).chmod(self.file_permissions_mode)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)
        return name.replace("\\", "/")


def _sync_folder(folder: Path) -> None:
    """The name itself is on the disk only when its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Provisional:
    """A file that goes away again unless the transaction commits.

    Django tells nobody of a rollback; it only drops what was to be called on commit. This is called then,
    or dropped.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.is_kept = False

    def __call__(self) -> None:
        self.is_kept = True

    def __del__(self) -> None:
        if not self.is_kept:
            default_storage.delete(self.name)


@contextmanager
def kept_with_its_row(file: FieldFile) -> Iterator[None]:
    """A new file that the block stores stays only if the block, and then its transaction, succeeds."""
    was_stored = is_stored(file)
    try:
        yield
    except BaseException:
        if file.name and is_stored(file) and not was_stored:
            default_storage.delete(file.name)
            # It is an upload again, so that the same save may be tried once more.
            setattr(file.instance, file.field.attname, file.file)
        raise
    if file.name and is_stored(file) and not was_stored:
        transaction.on_commit(Provisional(file.name))
