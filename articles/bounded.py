"""A program that reads what others made, in a process of its own: it may crash or never end. Pure."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CRASHED = "it crashed"


class TooSlow(Exception):
    """It was given up; the message is the seconds that it had."""


class Failed(Exception):
    """It ended with an error; the message is its last line."""


def run(module: str, *arguments: str, seconds: float, data: bytes = b"") -> bytes:
    """What `python -m module` says when it is given `data`. It bounds itself with `limit`."""
    command = [sys.executable, "-m", module, *arguments]
    try:
        done = subprocess.run(  # noqa: S603 - A module of ours; what others made is only its input.
            command, input=data, capture_output=True, cwd=ROOT, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise TooSlow(f"{seconds} s") from error
    if done.returncode:
        raise Failed(done.stderr.decode(errors="replace").strip().rpartition("\n")[2] or CRASHED)
    return done.stdout


def limit(*, memory: int, seconds: int, file_size: int | None = None) -> None:
    """For the process itself, where the system knows such limits: processor time, memory, a file's size."""
    try:
        import resource  # noqa: PLC0415 - Windows has none.
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    if file_size is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (file_size, file_size))
