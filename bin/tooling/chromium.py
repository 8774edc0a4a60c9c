"""The Chromium of the system: found, or installed where apt and the right to use it are there."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_APPLICATIONS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
PACKAGES = ("chromium", "fonts-noto-cjk")
APT_SECONDS = 900


def find() -> str:
    """The path of a Chromium, or nothing. CHROMIUM in the environment goes before what is on the PATH."""
    for command in (os.environ.get("CHROMIUM", ""), *COMMANDS, *MAC_APPLICATIONS):
        found = shutil.which(command) if command else None
        if found:
            return found
    return ""


def find_or_install() -> tuple[str, str]:
    """The path of a Chromium and, when there is none, the reason why."""
    found = find()
    if found:
        return found, ""
    prefix = apt_prefix()
    if prefix is None:
        return "", (
            "no Chromium on this machine, and no right to install one with apt. "
            f"On Debian: apt install {' '.join(PACKAGES)}; or name one in CHROMIUM=/path/to/chromium"
        )
    print(f"Installing {' and '.join(PACKAGES)} for the browser tests, with apt: once ...", flush=True)
    failure = apt_install(prefix)
    found = find()
    return found, "" if found else f"apt could not install Chromium: {failure}"


def apt_prefix() -> list[str] | None:
    """What to write before apt-get: nothing for root, sudo where it asks no password, None where neither."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and quietly([sudo, "-n", "true"], seconds=20).returncode == 0:
        return [sudo, "-n"]
    return None


def apt_install(prefix: list[str]) -> str:
    """Install the packages; return the last lines of apt's output, which say why if it failed."""
    noninteractive = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]
    # A list of packages from last month names files that the mirror no longer has.
    quietly([*noninteractive, "update"], seconds=APT_SECONDS)
    done = quietly(
        [*noninteractive, "install", "--yes", "--no-install-recommends", *PACKAGES], seconds=APT_SECONDS
    )
    return " / ".join(done.stdout.strip().splitlines()[-3:])


def quietly(command: list[str], *, seconds: int) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=seconds,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return subprocess.CompletedProcess(command, returncode=1, stdout=str(error))


def version(path: str) -> str:
    lines = quietly([path, "--version"], seconds=60).stdout.strip().splitlines()
    # Debian's wrapper may print a harmless shell warning before the version.
    return Path(path).name if not lines else lines[-1]
