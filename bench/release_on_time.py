"""The clock is moved over the release of issue after issue: is each there in time, whole, everywhere at once?

    .venv/bin/python bench/release_on_time.py                              # SQLite, 200 issues
    .venv/bin/python bench/release_on_time.py --postgresql
    .venv/bin/python bench/release_on_time.py --postgresql --fast-worker   # one clock is 2 minutes fast

Four worker processes serve the site as in production and nothing else runs: no scheduler, and no worker of
announcements. libfaketime (Debian: `faketime`) steps their clock and that of PostgreSQL, which is therefore
started here. For every other issue the clock is stepped to just before the time and runs over it; for the
rest it is stepped onto the time itself. A thread for each surface asks up to 20 times a second, one worker
after the other and over a connection of its own each time, from before the time on (so each address was warm)
until all surfaces have shown the issue.

It is run by hand: it takes minutes, and means little on a machine that is busy with something else.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from unittest.mock import patch

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "bin")]

from bench.faked_time import Clock
from bench.release_watch import Answer, Faults, Surface, Watch, judge, lateness, staleness
from bench.serving import end, free_port, granian, production_in, wait_for

WORKERS = 4
FAST_SECONDS = 120
BETWEEN_SECONDS = 3600
# Before the time, and after the last surface has shown the issue.
BEFORE_SECONDS, AFTER_SECONDS = 0.4, 0.25
# An issue that has not appeared everywhere by then is late; the next one is tried.
PATIENCE_SECONDS = 5


@dataclass
class Result:
    faults: Faults = field(default_factory=Faults)
    answers: dict[str, int] = field(default_factory=dict)
    late: dict[str, list[float]] = field(default_factory=dict)
    stale: dict[str, float] = field(default_factory=dict)
    issues: int = 0
    seconds: float = 0.0

    def add(self, moment: float, surfaces: Sequence[Surface], answers: Sequence[Answer]) -> None:
        self.issues += 1
        self.faults.add(judge(answers, moment=moment))
        for name in (surface.name for surface in surfaces):
            count = sum(answer.surface == name for answer in answers)
            self.answers[name] = self.answers.get(name, 0) + count
            self.late.setdefault(name, []).append(lateness(answers, name, moment=moment))
            stale = staleness(answers, name, moment=moment)
            self.stale[name] = max(self.stale.get(name, 0.0), stale)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--issues", type=int, default=200)
    parser.add_argument("--hertz", type=float, default=20, help="how often each surface is asked for")
    parser.add_argument("--minutes", type=float, default=15, help="then it ends, with what was measured")
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--fast-worker", action="store_true", help="needs --postgresql: its clock counts")
    arguments = parser.parse_args()
    if arguments.fast_worker and not arguments.postgresql:
        parser.error("with SQLite a process's clock is the database's: --fast-worker needs --postgresql")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="newsroom-on-time-")))
        folder.chmod(0o711)  # Started by root, PostgreSQL is another user's, and has to read the time.
        clock = Clock(folder)
        os.environ |= production_in(folder)
        if arguments.postgresql:
            os.environ["DATABASE_URL"] = stack.enter_context(stepped_postgres(clock))
        moments = [int(time.time()) + BETWEEN_SECONDS * number for number in range(1, arguments.issues + 1)]
        issues = list(zip(moments, built(moments), strict=True))
        last = FAST_SECONDS if arguments.fast_worker else 0
        log = stack.enter_context((folder / "workers.log").open("w+", encoding="utf-8"))
        ports = stack.enter_context(serving(clock, [0] * (WORKERS - 1) + [last], log=log))
        until = time.monotonic() + arguments.minutes * 60
        result = watched(issues, clock, ports, hertz=arguments.hertz, until=until)
        if len(result.faults):
            log.seek(0)
            print(*(line for line in log if "Not Found" not in line), sep="")
    show(result, engine="postgresql" if arguments.postgresql else "sqlite")
    return 1 if len(result.faults) or result.issues < arguments.issues else 0


@contextmanager
def stepped_postgres(clock: Clock) -> Iterator[str]:
    from with_postgres import temporary_postgres  # noqa: PLC0415 - Of bin/.

    with ExitStack() as stack:
        with patch.dict(os.environ, clock.environ()):
            address = stack.enter_context(temporary_postgres())
        yield address


def built(moments: Sequence[float]) -> list[list[Surface]]:
    """The issues, with their times, in the database that the environment names by now."""
    from bench.release_world import build  # noqa: PLC0415 - As above.

    return build([dt.datetime.fromtimestamp(moment, dt.UTC) for moment in moments])


@contextmanager
def serving(clock: Clock, errors: Sequence[float], *, log: IO[str]) -> Iterator[list[int]]:
    """A worker process for each error of a clock, on a port of its own."""
    with ExitStack() as stack:
        ports = [free_port() for _error in errors]
        for port, error in zip(ports, errors, strict=True):
            environ = os.environ | clock.environ(ahead=error)
            worker = subprocess.Popen(granian(port), cwd=ROOT, env=environ, stderr=log)
            stack.callback(end, worker)
        for port in ports:
            wait_for(port)
        yield ports


def watched(
    issues: Sequence[tuple[float, list[Surface]]],
    clock: Clock,
    ports: Sequence[int],
    *,
    hertz: float,
    until: float,
) -> Result:
    result, begun = Result(), time.monotonic()
    for number, (moment, surfaces) in enumerate(issues):
        if time.monotonic() > until:
            break
        answers = appear(moment, surfaces, clock, ports, hertz=hertz, is_stepped_over=bool(number % 2))
        result.add(moment, surfaces, answers)
        result.seconds = time.monotonic() - begun
        if sys.stderr.isatty():
            print(f"\r{result.issues} of {len(issues)}, {len(result.faults)} faults", end="", file=sys.stderr)
    return result


def appear(
    moment: float,
    surfaces: Sequence[Surface],
    clock: Clock,
    ports: Sequence[int],
    *,
    hertz: float,
    is_stepped_over: bool,
) -> list[Answer]:
    """One issue: the answers from shortly before its time until all surfaces have shown it."""
    before = 1.5 * BEFORE_SECONDS if is_stepped_over else BEFORE_SECONDS
    clock.step_to(moment - before)
    with Watch(surfaces, ports=ports, hertz=hertz, now=clock.now) as watch:
        time.sleep(BEFORE_SECONDS)
        if is_stepped_over:
            clock.step_to(moment)
        while not watch.has_seen_all() and clock.now() < moment + PATIENCE_SECONDS:
            time.sleep(0.02)
        time.sleep(AFTER_SECONDS)
    return watch.answers


def show(result: Result, *, engine: str) -> None:
    names = list(vars(result.faults))
    print(f"\n{engine}: {result.issues} issues, {WORKERS} worker processes, {result.seconds:.0f} s")
    print("seen  = from the release to the first whole answer, with the wait for the next poll")
    print("stale = the last question after the release that was answered without the issue\n")
    print(f"{'surface':20}{'answers':>9}{'a second':>9}" + "".join(f"{name:>8}" for name in names), end="")
    print(f"{'seen p50':>11}{'p99':>9}{'worst':>9}{'stale':>9}")
    for name, late in result.late.items():
        count = result.answers[name]
        faults = "".join(f"{number:8}" for number in result.faults.of(name))
        figures = "".join(f"{seconds * 1000:6.0f} ms" for seconds in (*quantiles(late), result.stale[name]))
        print(f"{name:20}{count:9}{count / result.seconds:9.1f}{faults}  {figures}")
    print(f"\n{sum(result.answers.values())} answers, {len(result.faults)} faults")


def quantiles(late: Sequence[float]) -> tuple[float, float, float]:
    row = sorted(late)
    return row[len(row) // 2], row[min(len(row) - 1, int(len(row) * 0.99))], row[-1]


if __name__ == "__main__":
    sys.exit(main())
