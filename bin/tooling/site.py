"""`make run`: the site on this machine, from an empty folder to an address in the browser."""

from __future__ import annotations

import errno
import os
import socket
import subprocess

from tooling import ROOT, ToolingError
from tooling.environment import RUN_LOCK, Environment

HOST = "127.0.0.1"
MANAGE_SECONDS = 600


def run(port: int) -> None:
    # Asked first: nobody should wait two minutes for packages to hear that the port is taken.
    refuse_taken_port(port)
    environment = Environment()
    environment.ensure(RUN_LOCK)
    manage(environment, "migrate", "--noinput", "--verbosity=0")
    # A database from before search has stories that search does not know; that may take a while.
    manage(environment, "reindex", "--missing", seconds=None)
    manage(environment, "demo")
    address = f"http://{HOST}:{port}/"
    print(f"\nReaders: {address}\nStaff:   {address}admin/\nStop with Ctrl-C.\n", flush=True)
    os.chdir(ROOT)
    os.execv(environment.python, [environment.python, "manage.py", "runserver", f"{HOST}:{port}"])


def refuse_taken_port(port: int) -> None:
    if not 0 < port < 65536:
        raise ToolingError(f"{port} is not a port. Choose one from 1024 to 65535: make run PORT=8001")
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As Django's server does: a port left a moment ago is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise ToolingError(port_advice(port, error)) from error


def port_advice(port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        reason = f"Port {port} is taken: another program, or a Newsroom started before, listens on it."
    elif error.errno == errno.EACCES:
        reason = f"Port {port} may only be opened by the administrator of this machine."
    else:
        reason = f"Port {port} cannot be opened: {error.strerror}."
    return f"{reason}\nChoose another one:\n    make run PORT={port + 1 if 1024 <= port < 65535 else 8001}"


def manage(environment: Environment, *arguments: str, seconds: int | None = MANAGE_SECONDS) -> None:
    done = subprocess.run(
        [environment.python, "manage.py", *arguments],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        check=False,
        timeout=seconds,
    )
    if done.returncode:
        raise ToolingError(f"`manage.py {' '.join(arguments)}` failed; its own message is above.")
