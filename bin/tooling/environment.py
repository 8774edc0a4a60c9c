"""The virtual environment in .venv: made once, checked at every start, never believed half-finished.

A stamp inside .venv says which Python it is for and which locks are fully installed. The stamp is taken away
before anything changes and written last. An environment without a stamp was interrupted, and is built anew.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import shutil
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tooling import ROOT, ToolingError

# With what sets pages: who tries the site sees them.
RUN_LOCK = "requirements-print.lock"
DEV_LOCK = "requirements-dev.lock"
# The development lock holds every package of the run lock, in the same version (tests/test_tooling.py).
ALSO_INSTALLS = {RUN_LOCK: [RUN_LOCK], DEV_LOCK: [DEV_LOCK, RUN_LOCK]}

VENV_SECONDS = 300
INSTALL_SECONDS = 1800
NETWORK_SIGNS = (
    "connection broken by",
    "Could not fetch URL",
    "Connection refused",
    "Name or service not known",
    "Network is unreachable",
    "No matching distribution found",
    "Read timed out",
    "Temporary failure in name resolution",
)


@dataclass
class Stamp:
    """What is known for certain about an environment."""

    python: str
    locks: dict[str, str] = field(default_factory=dict)


class Environment:
    """The virtual environment of one checkout."""

    def __init__(self, root: Path = ROOT) -> None:
        self.root = root
        self.folder = root / ".venv"
        self.stamp_file = self.folder / "newsroom-stamp.json"

    def path(self, command: str) -> str:
        return str(self.folder / "bin" / command)

    @property
    def python(self) -> str:
        return self.path("python")

    def ensure(self, lock: str) -> None:
        """Make the environment hold exactly what `lock` asks for; a second call costs next to nothing."""
        wanted = hashlib.sha256((self.root / lock).read_bytes()).hexdigest()
        with only_one_at_a_time(self.root):
            stamp = self.usable_stamp()
            if stamp is None:
                self.create()
                stamp = Stamp(python=python_version(self.python))
            if stamp.locks.get(lock) != wanted:
                self.stamp_file.unlink(missing_ok=True)
                self.install(lock)
                self.write_stamp(stamp, lock)

    def usable_stamp(self) -> Stamp | None:
        """The stamp, if the environment was finished and its Python is still there and still the same."""
        try:
            stamp = Stamp(**json.loads(self.stamp_file.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None
        ours = ".".join(str(part) for part in sys.version_info[:2])
        alive = stamp.python == python_version(self.python)
        return stamp if alive and stamp.python.startswith(f"{ours}.") else None

    def write_stamp(self, stamp: Stamp, lock: str) -> None:
        for name in ALSO_INSTALLS[lock]:
            stamp.locks[name] = hashlib.sha256((self.root / name).read_bytes()).hexdigest()
        if lock == RUN_LOCK:
            # A changed run lock was installed over what the development lock had put there.
            stamp.locks.pop(DEV_LOCK, None)
        text = json.dumps({"python": stamp.python, "locks": stamp.locks}, indent=2)
        self.stamp_file.write_text(text + "\n", encoding="utf-8")

    def create(self) -> None:
        if self.folder.exists():
            print(
                "The environment in .venv is unfinished or for another Python: making it anew ...", flush=True
            )
            shutil.rmtree(self.folder)
        else:
            print("Making a Python environment in .venv ...", flush=True)
        # When started by a Python inside a virtual environment, build on the Python behind it.
        base = getattr(sys, "_base_executable", None) or sys.executable
        made = subprocess.run(
            [base, "-m", "venv", str(self.folder)],
            capture_output=True,
            text=True,
            check=False,
            timeout=VENV_SECONDS,
        )
        if made.returncode:
            raise ToolingError(venv_advice(made.stdout + made.stderr))

    def install(self, lock: str) -> None:
        print(f"Installing what {lock} lists: once, for a minute or two ...", flush=True)
        command = [self.python, "-m", "pip", "install", "--require-hashes", "-r", str(self.root / lock)]
        options = ["--disable-pip-version-check", "--no-input", "--no-user", "--progress-bar", "off"]
        code, last_lines = run_showing_progress([*command, *options], seconds=INSTALL_SECONDS)
        if code:
            raise ToolingError(install_advice(lock, last_lines))


@contextlib.contextmanager
def only_one_at_a_time(root: Path) -> Iterator[None]:
    """`make run` in one window and `make test` in another must not build .venv together."""
    (root / "var").mkdir(exist_ok=True)
    with (root / "var" / "environment.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another make is preparing .venv: waiting for it ...", flush=True)
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def python_version(python: str) -> str:
    """The full version of a Python, or nothing if it does not run (its base may have been removed)."""
    ask = "import sys; print('.'.join(map(str, sys.version_info[:3])))"
    try:
        answer = subprocess.run([python, "-c", ask], capture_output=True, text=True, check=True, timeout=30)
    except (OSError, subprocess.SubprocessError):
        return ""
    return answer.stdout.strip()


def run_showing_progress(command: list[str], *, seconds: int) -> tuple[int, list[str]]:
    """Run pip, show one line a package, and return its exit code with its last lines."""
    last_lines: deque[str] = deque(maxlen=25)
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True
    ) as process:
        timer = threading.Timer(seconds, process.kill)
        timer.start()
        try:
            for line in process.stdout or []:
                last_lines.append(line.rstrip())
                if line.startswith("Collecting "):
                    print(f"  {line.split()[1]}", flush=True)
        finally:
            timer.cancel()
    return process.returncode, list(last_lines)


def venv_advice(output: str) -> str:
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    if "ensurepip" in output or "No module named venv" in output:
        return (
            f"This Python {version} came without venv, the part that makes environments.\n"
            f"On Debian or Ubuntu install it and try again:\n"
            f"    apt install python3-venv        (or python{version}-venv)"
        )
    return f"The Python environment in .venv could not be made:\n{output.strip()}"


def install_advice(lock: str, last_lines: list[str]) -> str:
    shown = "\n".join(f"  | {line[:150]}" for line in last_lines[-8:] if line)
    if any(sign in line for line in last_lines for sign in NETWORK_SIGNS):
        return (
            f"{shown}\nThe packages in {lock} could not be fetched: the package index did not answer.\n"
            "Nothing was lost. Check the network and run the same command again.\n"
            "If you reach Python packages through a mirror, name it in PIP_INDEX_URL."
        )
    return (
        f"{shown}\nThe packages in {lock} could not be installed. Mend this and run the same command again."
    )
