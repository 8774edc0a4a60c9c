"""What each picture of the hostile corpus costs: seconds and megabytes, each in a process of its own.

    .venv/bin/python bench/hostile_pictures.py            # all of them, some minutes
    .venv/bin/python bench/hostile_pictures.py "58 million"

No picture shall take more than 400 MB beyond the process that reads it, nor more than five seconds. Seconds
depend on the machine, so they are also given as a multiple of what a plain photograph of 24 million pixels
takes in the same run. The outcome of each is checked as the tests check it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
django.setup()

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from articles.images import SIZES
from articles.images.intake import Master, take_in
from articles.images.renditions import encoded
from tests.hostile_pictures import CORPUS, Case
from tests.picture_parts import encode, photograph, scene
from tests.test_hostile_pictures import check_harmless

MOST_MEGABYTES, MOST_SECONDS = 400, 5.0
PLAIN = Case("a plain photograph of 24 million pixels", lambda: encode(photograph(6000, 4000), quality=85))


# In a process of its own ------------------------------------------------------------------------------------


def status(name: str) -> float:
    """A line of /proc/self/status in megabytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith(name))


def measured(work: Callable[[], Any]) -> tuple[Any, float, float]:
    """What came out, the seconds, and by how many megabytes the process grew at the most."""
    Path("/proc/self/clear_refs").write_text("5")
    before, started = status("VmRSS"), time.perf_counter()
    result = work()
    return result, time.perf_counter() - started, status("VmHWM") - before


def outcome(data: bytes) -> Master | str:
    try:
        return take_in(ContentFile(data))
    except ValidationError as error:
        return str(error.code)


def measure_one(case: Case, file: Path) -> dict[str, Any]:
    # Whatever is imported late is imported now, and is not counted.
    small = take_in(ContentFile(encode(scene())))
    encoded(small, list(SIZES.values()), (50, 50))
    data = file.read_bytes()
    result, seconds, megabytes = measured(lambda: outcome(data))
    row = {
        "seconds": seconds,
        "megabytes": megabytes,
        "code": result if isinstance(result, str) else "harmless",
    }
    if isinstance(result, Master):
        shown = measured(lambda: encoded(result, list(SIZES.values()), (50, 50)))
        row |= {"shown_seconds": shown[1], "shown_megabytes": shown[2]}
        result.seek(0)
        check_harmless(result, case)
    return row


# All of them ------------------------------------------------------------------------------------------------


def in_a_process(case: Case, folder: Path) -> dict[str, Any]:
    file = folder / "picture"
    file.write_bytes(case.make())
    command = [sys.executable, __file__, "--one", case.name, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    if done.returncode:
        raise SystemExit(f"{case.name}:\n{done.stderr}")
    row: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return row


def main(words: str = "") -> int:
    cases = [case for case in CORPUS if words in case.name]
    with tempfile.TemporaryDirectory() as folder:
        plain = in_a_process(PLAIN, Path(folder))
        print(f"{'picture':66} {'outcome':14} {'s':>6} {'ratio':>6} {'MB':>5}  {'sizes s':>7} {'MB':>5}")
        rows = [show(PLAIN, plain, plain), *(show(c, in_a_process(c, Path(folder)), plain) for c in cases)]
    return verdict(rows)


def show(case: Case, row: dict[str, Any], plain: dict[str, Any]) -> dict[str, Any]:
    ratio = row["seconds"] / plain["seconds"]
    shown = f"{row['shown_seconds']:7.2f} {row['shown_megabytes']:5.0f}" if "shown_seconds" in row else ""
    costs = f"{row['seconds']:6.2f} {ratio:6.2f} {row['megabytes']:5.0f}  {shown}"
    is_wrong = row["code"] != case.code
    print(f"{case.name:66} {row['code']:14} {costs}{'  WRONG' if is_wrong else ''}", flush=True)
    return row | {"is_wrong": is_wrong}


def verdict(rows: list[dict[str, Any]]) -> int:
    seconds = max(row["seconds"] for row in rows)
    megabytes = max(max(row["megabytes"], row.get("shown_megabytes", 0)) for row in rows)
    wrong = sum(row["is_wrong"] for row in rows)
    print(f"\n{len(rows) - 1} pictures, {wrong} with another outcome than expected.")
    print(f"Most memory: +{megabytes:.0f} MB (goal {MOST_MEGABYTES}).")
    print(
        f"Longest: {seconds:.2f} s (goal {MOST_SECONDS}), {seconds / rows[0]['seconds']:.2f} of the plain one."
    )
    return int(bool(wrong) or megabytes > MOST_MEGABYTES)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        named = next(case for case in (PLAIN, *CORPUS) if case.name == sys.argv[2])
        print(json.dumps(measure_one(named, Path(sys.argv[3]))))
    else:
        sys.exit(main(*sys.argv[1:2]))
