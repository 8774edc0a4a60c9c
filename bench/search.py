"""How fast search answers over many stories, what its index takes, and what a change costs.

    make bench-search                                       # 100,000 stories on SQLite, then on PostgreSQL
    .venv/bin/python bench/search.py --stories 1000000
    .venv/bin/python bin/with_postgres.py .venv/bin/python bench/search.py

Made-up stories (`manage.py make_stories`) are asked as readers ask, through `articles.search.finding.find`.
Each query of each class is asked several times; p50 and p99 are of all of them, in milliseconds of the wall
clock and of the processor: on PostgreSQL that of the server's process for the connection and ours together.
The reference, of which the last column tells multiples (of its p50, in time of the processor), is the reading
of twenty stories by their numbers in the same run. What is asked is in the memory of the machine by then.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "bin")]


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--stories", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5, help="how often each query is asked")
    parser.add_argument("--folder", type=Path, help="where SQLite's file stays for the next time")
    arguments = parser.parse_args()
    with ExitStack() as stack:
        folder = arguments.folder or Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="newsroom-"))
        )
        folder.mkdir(parents=True, exist_ok=True)
        os.environ |= {"DJANGO_SETTINGS_MODULE": "newsroom.settings", "VAR_DIR": str(folder.resolve())}
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder.resolve() / 'search.sqlite3'}")
        for command in (["migrate", "--verbosity=0"], ["make_stories", str(arguments.stories)]):
            subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, check=True)
        from bench.search_queries import measure  # noqa: PLC0415 - It asks the database named just now.

        return measure(rounds=arguments.rounds)


if __name__ == "__main__":
    sys.exit(main())
