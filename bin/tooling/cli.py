"""The words that `make` understands."""

from __future__ import annotations

import argparse
import shutil
import sys

from tooling import ROOT, ToolingError, checks, site, suite

HELP = """\
make run       start the site on http://127.0.0.1:8000/   (another port: make run PORT=8001)
make test      all tests: SQLite, PostgreSQL, browser      (some: make test ARGS="-k towns")
make quick     the tests on SQLite only                    (some: make quick ARGS="-k towns")
make check     lint, types, translations, migrations, deployment settings
make lint      ruff and djade, changing nothing
make format    ruff and djade, changing files
make messages  bring the Chinese catalogue up to date
make bench     what hostile pictures and revisions cost, and whether killed saves lose anything
make bench-search  how fast search is among 100,000 made-up stories (others: ARGS="--stories 1000000")
make screenshots  pictures of every public page, in var/screenshots/reader
make lock      write requirements*.lock after a change of requirements*.txt
make clean     remove .venv and the caches; the database in var/ stays

Another Python: make run PYTHON=python3.12"""

CACHES = (".venv", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis", "var/screenshots")
INTERRUPTED = 130


def main(arguments: list[str]) -> int:
    task, *rest = arguments or ["help"]
    try:
        return perform(task, rest)
    except ToolingError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(
            "\nStopped. Nothing is left half-done: the same command takes up the work again.", file=sys.stderr
        )
        return INTERRUPTED


def perform(task: str, rest: list[str]) -> int:
    if task == "run":
        site.run(port(rest))
    tasks = {"check": checks.check, "lint": checks.lint, "format": checks.format_all}
    tasks |= {
        "messages": checks.messages,
        "lock": checks.lock,
        "bench": checks.bench,
        "screenshots": checks.screenshots,
        "clean": clean,
    }
    if task in tasks:
        return tasks[task]()
    if task == "test":
        return suite.test(rest)
    if task == "quick":
        return suite.quick(rest)
    if task == "bench-search":
        return checks.bench_search(rest)
    print(HELP)
    return 0 if task in {"help", "-h", "--help"} else 2


def port(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="run")
    parser.add_argument("--port", default="8000")
    text: str = parser.parse_args(arguments).port
    if not text.isascii() or not text.isdigit():
        raise ToolingError(f"PORT={text!r} is not a number. Write for example: make run PORT=8001")
    return int(text)


def clean() -> int:
    for name in CACHES:
        shutil.rmtree(ROOT / name, ignore_errors=True)
    for folder in ROOT.rglob("__pycache__"):
        shutil.rmtree(folder, ignore_errors=True)
    return 0
