"""The files of a source, and why it may be refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

MAX_FILES = 500  # an issue has some twenty pages; a special one a hundred
PAGE_SUFFIXES = (".txt", ".pdf")


class SourceError(Exception):
    """The folder or archive is refused as a whole; `code` names the case, `detail` what was found.

    Codes: `unreadable`, `no-source`, `no-pages`, `too-many-files`, `too-large`, `broken-zip`, `encrypted`,
    `compressed-too-well`, `bad-path`, `link`, `nested`, `method`.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that should be a page: its path below the source, and how to get at its bytes."""

    name: str
    read: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Source:
    """The files that should be pages, and the names of those that are something else."""

    files: tuple[SourceFile, ...]
    others: tuple[str, ...]

    @classmethod
    def of(cls, files: list[SourceFile]) -> Source:
        """Sorted by name. What a system leaves lying about (.DS_Store, __MACOSX, ~$A3.txt) is nobody's."""
        kept = sorted((file for file in files if not _is_litter(file.name)), key=lambda file: file.name)
        pages = tuple(file for file in kept if file.name.lower().endswith(PAGE_SUFFIXES))
        if not pages:
            raise SourceError("no-pages")
        return cls(pages, tuple(file.name for file in kept if file not in pages))


def _is_litter(path: str) -> bool:
    return any(
        part.startswith((".", "~$", "__MACOSX")) or part.lower() in {"thumbs.db", "desktop.ini"}
        for part in path.split("/")
    )
