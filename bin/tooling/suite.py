"""`make test`: the whole suite on SQLite, on PostgreSQL, and in a browser; one line for each at the end."""

from __future__ import annotations

import os
import subprocess
import time
from dataclasses import dataclass

from tooling import ROOT, chromium
from tooling.environment import DEV_LOCK, Environment

# The three runs take a few minutes together. These limits only end a run that hangs.
RUN_SECONDS = 900
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
    outcomes = [
        on_sqlite(environment, arguments),
        on_postgresql(environment, arguments),
        in_browser(environment, arguments),
    ]
    return summarize(outcomes)


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


def in_browser(environment: Environment, arguments: list[str]) -> Outcome:
    path, reason = chromium.find_or_install()
    if not path:
        print(f"\nThe browser tests cannot run: {reason}", flush=True)
        return Outcome("Browser", passed=not strict(), remark=f"not run: {reason}")
    command = [environment.python, "-m", "pytest", *arguments, "-m", "browser"]
    variables = {"CHROMIUM": path, "DATABASE_URL": ""}
    return run_pytest(f"Browser, {chromium.version(path)}", command, variables, selected=bool(arguments))


def strict() -> bool:
    """In CI nothing may be skipped for want of a browser or a database."""
    return os.environ.get("STRICT") == "1" or os.environ.get("CI", "").lower() in {"1", "true"}


def run_pytest(name: str, command: list[str], variables: dict[str, str], *, selected: bool) -> Outcome:
    print(f"\n=== {name} ===", flush=True)
    started = time.monotonic()
    environ = {**os.environ, "PYTHONUTF8": "1", **variables}
    try:
        with subprocess.Popen(command, cwd=ROOT, env=environ, stdin=subprocess.DEVNULL) as process:
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
