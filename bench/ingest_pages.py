"""A thousand printed pages into one database, one after the other: do memory and the time a page stay flat?

    .venv/bin/python bench/ingest_pages.py [PAGES]
    .venv/bin/python bin/with_postgres.py .venv/bin/python bench/ingest_pages.py [PAGES]

The practice pages of the tests, each time under another date and with two of their lines exchanged,
so that no text comes twice. The reference is the first hundred pages: the hundreds after
them are told in their time and in the growth of the process's memory since. The time is that of this process
on the processor, whatever else the machine does; that of the clock, in which a server of its own works too,
stands behind it.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
FOLDER = Path(tempfile.mkdtemp(prefix="newsroom-pages-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
os.environ |= {"VAR_DIR": str(FOLDER), "DEBUG": "0", "SECRET_KEY": "bench" * 20, "ALLOWED_HOSTS": "localhost"}
os.environ.setdefault("DATABASE_URL", f"sqlite:///{FOLDER / 'newsroom.sqlite3'}")

import django

django.setup()

from django.core.management import call_command
from django.db import connection

from articles.models import Article
from ingest.importing import ingest_page
from ingest.models import SourcePage
from tests.mutated_pages import practice_pages
from towns.loading import load_prefecture

PAGES, HUNDRED = 1000, 100
FIRST = dt.date(2001, 1, 1)


def main() -> None:
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else PAGES
    call_command("migrate", verbosity=0)
    load_prefecture("菏泽市")
    dice, texts = random.Random(7), practice_pages()  # noqa: S311 - Nothing is secret here.
    reference, before = 0.0, 0
    ingest_page(texts[0], date=FIRST - dt.timedelta(days=1), label="A3")  # The word list is read once.
    for hundred in range(max(1, wanted // HUNDRED)):
        started, began = time.process_time(), time.perf_counter()
        for number in range(hundred * HUNDRED, (hundred + 1) * HUNDRED):
            text = shuffled(texts[number % len(texts)], dice)
            ingest_page(text, date=FIRST + dt.timedelta(days=number), label="A3", file_name=f"{number}.txt")
        took, passed = time.process_time() - started, time.perf_counter() - began
        if not hundred:
            reference, before = took, memory()
            told = f"{connection.vendor}: {took * 10:.0f} ms a page, {before} MB"
        else:
            told = f"{hundred + 1:3} hundreds: {took / reference:.2f} of the time, {memory() - before:+} MB"
        print(f"{told}; {passed * 10:.0f} ms by the clock", flush=True)
    print(f"{SourcePage.objects.count()} pages, {Article.objects.count()} drafts")


def shuffled(text: str, dice: random.Random) -> str:
    """The page with two of its lines exchanged."""
    lines = text.splitlines()
    one, other = dice.sample(range(len(lines)), 2)
    lines[one], lines[other] = lines[other], lines[one]
    return "\n".join(lines)


def memory() -> int:
    """What the process holds, in MB (VmRSS of proc(5), Linux)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) // 1024


if __name__ == "__main__":
    main()
