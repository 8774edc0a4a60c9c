"""A clock that can be stepped under running servers: libfaketime with an offset file (Debian: `faketime`)."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

LIBRARIES = ("usr/lib/*/faketime/libfaketimeMT.so.1", "usr/lib/faketime/libfaketimeMT.so.1")
MISSING = "libfaketime is not installed, so nothing can be measured: apt-get install faketime"


def library() -> Path:
    found = [path for pattern in LIBRARIES for path in Path("/").glob(pattern)]
    return found[0] if found else sys.exit(MISSING)


class Clock:
    """Real time and an offset, which the processes that were started with `environ` read anew each time."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.library = folder, library()
        self.lock, self.offset = threading.Lock(), 0.0
        self.errors: set[float] = set()

    def environ(self, *, ahead: float = 0.0) -> dict[str, str]:
        """For a process whose clock is right, or is `ahead` seconds fast."""
        with self.lock:
            self.errors.add(ahead)
            self._write()
        return {
            "LD_PRELOAD": str(self.library),
            "FAKETIME_TIMESTAMP_FILE": str(self._file(ahead)),
            "FAKETIME_NO_CACHE": "1",
        }

    def now(self) -> float:
        """The right time: neither before a step that a server has seen, nor after one that it has not."""
        with self.lock:
            return time.time() + self.offset

    def step_to(self, moment: float) -> None:
        with self.lock:
            self.offset = moment - time.time()
            self._write()

    def _write(self) -> None:
        for ahead in self.errors:
            new = self.folder / "offset.new"
            new.write_text(f"{self.offset + ahead:+.6f}\n", encoding="ascii")
            new.replace(self._file(ahead))  # In one piece, for whoever reads it just now.

    def _file(self, ahead: float) -> Path:
        return self.folder / f"offset{ahead:+.0f}"
