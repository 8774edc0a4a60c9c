"""`make test`: the whole suite on SQLite, on PostgreSQL, and in a browser; one line for each at the end."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TextIO

from tooling import ROOT, chromium
from tooling.environment import DEV_LOCK, Environment

# The three runs take some minutes together. These limits only end a run that hangs.
RUN_SECONDS = 3000
NO_TESTS_COLLECTED = 5
# The walks of the policy test take half of the time and stand side by side: who is idle takes some over.
ON_TWO_CORES = ["-n", "2", "--dist", "worksteal"]


@dataclass
class Outcome:
    """How one run ended, for the summary."""

    name: str
    passed: bool
    remark: str


def test(arguments: list[str]) -> int:
    environment = Environment()
    environment.ensure(DEV_LOCK)
    before = [partial(on_sqlite, environment, arguments), partial(on_postgresql, environment, arguments)]
    return summarize(run_beside(partial(in_browser, environment, arguments), before))


def run_beside(aside: Callable[[TextIO], Outcome], before: Sequence[Callable[[], Outcome]]) -> list[Outcome]:
    """Run one after the other, and beside them `aside`: a browser mostly waits, and leaves both cores idle.

    What `aside` prints is kept and follows whole, so that nobody reads two runs at once.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as kept:
        with ThreadPoolExecutor(max_workers=1) as helper:
            result = helper.submit(aside, kept)
            outcomes = [run() for run in before]
        kept.seek(0)
        sys.stdout.write(kept.read())
    return [*outcomes, result.result()]


def quick(arguments: list[str]) -> int:
    environment = Environment()
    environment.ensure(DEV_LOCK)
    return summarize([on_sqlite(environment, arguments)])


def on_sqlite(environment: Environment, arguments: list[str]) -> Outcome:
    command = [environment.python, "-m", "pytest", *ON_TWO_CORES, *arguments, "-m", "not browser"]
    return run_pytest("SQLite", command, {"DATABASE_URL": ""}, selected=bool(arguments))


def on_postgresql(environment: Environment, arguments: list[str]) -> Outcome:
    """Two processes on one server, each with a test database of its own."""
    pytest = [environment.python, "-m", "pytest", *ON_TWO_CORES, *arguments, "-m", "not browser"]
    command = [environment.python, "bin/with_postgres.py", *pytest]
    return run_pytest("PostgreSQL", command, {}, selected=bool(arguments))


def in_browser(environment: Environment, arguments: list[str], output: TextIO) -> Outcome:
    path, reason = chromium.find_or_install()
    if not path:
        print(f"\nThe browser tests cannot run: {reason}", file=output, flush=True)
        return Outcome("Browser", passed=not strict(), remark=f"not run: {reason}")
    command = [environment.python, "-m", "pytest", *arguments, "-m", "browser"]
    variables = {"CHROMIUM": path, "DATABASE_URL": ""}
    name = f"Browser, {chromium.version(path)}"
    return run_pytest(name, command, variables, selected=bool(arguments), output=output)


def strict() -> bool:
    """In CI nothing may be skipped for want of a browser or a database."""
    return os.environ.get("STRICT") == "1" or os.environ.get("CI", "").lower() in {"1", "true"}


def run_pytest(
    name: str,
    command: list[str],
    variables: dict[str, str],
    *,
    selected: bool,
    output: TextIO | None = None,
) -> Outcome:
    print(f"\n=== {name} ===", file=output, flush=True)
    started = time.monotonic()
    environ = {**os.environ, "PYTHONUTF8": "1", **variables}
    errors = subprocess.STDOUT if output else None
    try:
        with subprocess.Popen(
            command, cwd=ROOT, env=environ, stdin=subprocess.DEVNULL, stdout=output, stderr=errors
        ) as process:
            code = wait(process)
    except subprocess.TimeoutExpired:
        return Outcome(name, passed=False, remark=f"stopped after {RUN_SECONDS} seconds")
    remark = f"{time.monotonic() - started:.0f} s"
    if code == NO_TESTS_COLLECTED and selected:
        return Outcome(name, passed=True, remark="none of the chosen tests belongs here")
    return Outcome(name, passed=code == 0, remark=remark if code == 0 else f"{remark}, exit code {code}")


def wait(process: subprocess.Popen[bytes]) -> int:
    """Wait for a run. One that hangs is asked to end first, so that it can stop its PostgreSQL."""
    try:
        return process.wait(timeout=RUN_SECONDS)
    except subprocess.TimeoutExpired:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
        raise


def summarize(outcomes: list[Outcome]) -> int:
    print("\n=== Summary ===")
    for outcome in outcomes:
        print(f"{'passed' if outcome.passed else 'FAILED':7} {outcome.name} ({outcome.remark})")
    return 0 if all(outcome.passed for outcome in outcomes) else 1
