"""The files of a source, and why it may be refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

MAX_FILES = 500  # an issue has some twenty pages; a special one a hundred
PAGE_SUFFIXES = (".txt", ".pdf")
# What a system leaves lying about: .DS_Store, __MACOSX, ~$A3.txt. A browser reads the same pattern.
LITTER = r"(?:^|/)(?:[.](?![.]?/)|~[$]|__MACOSX|(?:thumbs[.]db|desktop[.]ini)$)"


class SourceError(Exception):
    """The folder or archive is refused as a whole, or one member of an archive that is not judged before;
    `code` names the case, `detail` what was found.

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
        """Sorted by name, A2 before A10. What a system leaves lying about is nobody's."""
        kept = [file for file in files if not _is_litter(file.name)]
        kept.sort(key=lambda file: _natural(file.name))
        pages = tuple(file for file in kept if file.name.lower().endswith(PAGE_SUFFIXES))
        if not pages:
            raise SourceError("no-pages")
        return cls(pages, tuple(file.name for file in kept if file not in pages))


def _is_litter(path: str) -> bool:
    return re.search(LITTER, path, re.IGNORECASE) is not None


def _natural(name: str) -> list[tuple[int, str]]:
    return [(int(digits or 0), text) for digits, text in re.findall(r"([0-9]{0,9})([^0-9]*)", name)]
