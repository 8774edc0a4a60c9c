"""The site in a folder of its own, served as in production."""

from __future__ import annotations

import secrets
import socket
import subprocess
import sys
import time
from pathlib import Path

from bench.release_watch import ask

START_SECONDS = 60


def production_in(folder: Path) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "DEBUG": "0",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "127.0.0.1",
        "USE_HTTPS": "0",
        "VAR_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'newsroom.sqlite3'}",
        "LOG_LEVEL": "ERROR",
    }


def granian(port: int) -> list[str]:
    """The command of one worker."""
    command = [str(Path(sys.prefix) / "bin" / "granian"), "--interface", "wsgi"]
    command += ["newsroom.wsgi:application", "--host", "127.0.0.1", "--port", str(port)]
    return [*command, "--workers", "1", "--blocking-threads", "4", "--no-log"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(port: int) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            if ask(port, "/")[0] == 200:
                return
        except OSError:
            if time.monotonic() > until:
                raise
        time.sleep(0.1)


def end(worker: subprocess.Popen[bytes]) -> None:
    worker.terminate()
    try:
        worker.wait(10)
    except subprocess.TimeoutExpired:
        worker.kill()
        worker.wait()
