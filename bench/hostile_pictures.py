"""What each picture of the hostile corpus costs: seconds and megabytes, each in a process of its own.

    .venv/bin/python bench/hostile_pictures.py            # all of them, some minutes
    .venv/bin/python bench/hostile_pictures.py "58 million"

No picture shall take more than 400 MB beyond the process that reads it, nor more than five seconds of the
processor. Seconds depend on the machine, so they are also given as
a multiple of what a plain photograph of 24 million pixels takes in the same run. The outcome of each is
checked as the tests check it.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
django.setup()

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from articles.images import SIZES
from articles.images.intake import Master, take_in
from articles.images.renditions import encoded
from tests.hostile_pictures import CORPUS, HARMLESS, Case
from tests.picture_parts import encode, photograph, scene
from tests.test_hostile_pictures import check_harmless

MOST_MEGABYTES, MOST_SECONDS = 400, 5.0
PATIENCE_SECONDS = 300
PLAIN = Case("a plain photograph of 24 million pixels", lambda: encode(photograph(6000, 4000), quality=85))
BY_NAME = {case.name: case for case in (PLAIN, *CORPUS)}


@dataclass(frozen=True)
class Cost:
    seconds: float
    megabytes: float

    def __str__(self) -> str:
        return f"{self.seconds:7.2f} {self.megabytes:6.0f}"


@dataclass(frozen=True)
class Row:
    """What one picture cost to take in and, where it was taken, to make all sizes of."""

    case: Case
    outcome: str
    intake: Cost
    sizes: Cost | None = None

    @property
    def is_wrong(self) -> bool:
        return self.outcome != self.case.code


# In a process of its own ------------------------------------------------------------------------------------


def write(name: str, file: str) -> None:
    """Making a large picture takes memory, too: it is not counted, and gone before the measuring begins."""
    Path(file).write_bytes(BY_NAME[name].make())


def measure(name: str, file: str) -> tuple[str, Cost, Cost | None]:
    data = Path(file).read_bytes()
    result, intake = measured(lambda: outcome(data))
    if not isinstance(result, Master):
        return result, intake, None
    _shown, sizes = measured(lambda: encoded(result, SIZES, (50, 50)))
    result.seek(0)
    check_harmless(result, BY_NAME[name])
    return HARMLESS, intake, sizes


def outcome(data: bytes) -> Master | str:
    try:
        return take_in(ContentFile(data))
    except ValidationError as error:
        return str(error.code)


def measured(work: Callable[[], Any]) -> tuple[Any, Cost]:
    """What came out, and its cost: seconds of the processor, megabytes the process grew by at the most."""
    Path("/proc/self/clear_refs").write_text("5")
    before, started = status("VmRSS"), time.process_time()
    result = work()
    return result, Cost(time.process_time() - started, status("VmHWM") - before)


def status(name: str) -> float:
    """A line of /proc/self/status in megabytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith(name))


# All of them ------------------------------------------------------------------------------------------------


def main(words: str = "") -> int:
    # Whatever is imported late is imported now; each process begins as a copy of this one.
    encoded(take_in(ContentFile(encode(scene()))), SIZES, (50, 50))
    print(f"{'picture':64} {'outcome':14} {'s':>7} {'MB':>6} {'ratio':>6}  {'sizes s':>7} {'MB':>6}")
    rows: list[Row] = []
    for case in (PLAIN, *(case for case in CORPUS if words in case.name)):
        rows.append(row_of(case))
        show(rows[-1], rows[0])
    return verdict(rows)


def row_of(case: Case) -> Row:
    with tempfile.NamedTemporaryFile() as file:
        fresh = multiprocessing.get_context("fork").Pool(1, maxtasksperchild=1)
        with fresh as processes:
            arguments = (case.name, file.name)
            processes.apply_async(write, arguments).get(PATIENCE_SECONDS)
            return Row(case, *processes.apply_async(measure, arguments).get(PATIENCE_SECONDS))


def show(row: Row, plain: Row) -> None:
    ratio = row.intake.seconds / plain.intake.seconds
    costs = f"{row.intake} {ratio:6.2f}  {row.sizes or ''}"
    print(f"{row.case.name:64} {row.outcome:14} {costs}{'  WRONG' if row.is_wrong else ''}", flush=True)


def verdict(rows: list[Row]) -> int:
    costs = [cost for row in rows for cost in (row.intake, row.sizes) if cost is not None]
    megabytes, seconds = max(cost.megabytes for cost in costs), max(row.intake.seconds for row in rows)
    wrong = sum(row.is_wrong for row in rows)
    ratio = seconds / rows[0].intake.seconds
    print(f"\n{len(rows) - 1} pictures, {wrong} with another outcome than expected.")
    print(f"Most memory: +{megabytes:.0f} MB (goal {MOST_MEGABYTES}).")
    print(f"Longest intake: {seconds:.2f} s (goal {MOST_SECONDS}), {ratio:.2f} times the plain photograph.")
    return int(bool(wrong) or megabytes > MOST_MEGABYTES)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
