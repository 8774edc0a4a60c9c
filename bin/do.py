#!/usr/bin/env python3
"""The door of the project: `python3 bin/do.py run`, `test`, `lint`, ...; the Makefile only calls this.

This one file is written for Python 3.6, so that an old Python can say kindly which one it needs, or step
aside for a newer one that is on the machine too. All the work is in bin/tooling, in today's Python.
"""

import os
import subprocess
import sys

NEEDED = (3, 11)
NEWER_PYTHONS = ("python3.14", "python3.13", "python3.12", "python3.11")
ASK_VERSION = "import sys; print('%d.%d' % sys.version_info[:2])"


def version_of(command):
    # type: (str) -> tuple[int, ...]
    """Ask a Python for its version: a name on the PATH may be a shim with nothing behind it."""
    try:
        answer = subprocess.check_output(
            [command, "-c", ASK_VERSION], stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, timeout=20
        )
        return tuple(int(part) for part in answer.decode("ascii").strip().split("."))
    except Exception:  # Whatever goes wrong, also in an old subprocess module: it is no Python for us.
        return ()


def step_aside():
    # type: () -> None
    """Run the same command with a newer Python from the PATH; explain what is missing if there is none."""
    for command in NEWER_PYTHONS:
        if version_of(command) >= NEEDED:
            sys.stdout.flush()
            os.execvp(command, [command] + sys.argv)  # noqa: RUF005 - Python 3.6 reads this file.
    sys.exit(
        "Python {}.{} or newer is needed; this is Python {}.{} ({}).\n"
        "Install a newer one and try again. If it is not called python3, name it:\n"
        "    make run PYTHON=python3.12".format(
            NEEDED[0], NEEDED[1], sys.version_info[0], sys.version_info[1], sys.executable
        )
    )


if __name__ == "__main__":
    if sys.version_info < NEEDED:
        step_aside()
    from tooling.cli import main

    sys.exit(main(sys.argv[1:]))
