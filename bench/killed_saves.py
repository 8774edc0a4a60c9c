"""kill -9 in the middle of saves: is every save that was answered there, and has every change its record?

    .venv/bin/python bench/killed_saves.py                                   # SQLite, 200 rounds
    .venv/bin/python bin/with_postgres.py .venv/bin/python bench/killed_saves.py --rounds 200

Each round a process saves through the doors of the staff site and the filing link as fast as it can, and
writes a line to a ledger outside of the database for each answer it got. At a random moment it is killed with
SIGKILL; on PostgreSQL every tenth round kills the database's own process of the connection instead, which
makes the whole server recover. After each round another process looks whether the words of all answered saves
are there, whether every story is what its last revision says, and whether the trail is whole.
"""

from __future__ import annotations

import argparse
import io
import logging
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
FOLDER = Path(tempfile.mkdtemp(prefix="newsroom-killed-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
os.environ |= {"VAR_DIR": str(FOLDER), "SECOND_FACTOR_ROLES": "none"}
os.environ.setdefault("DATABASE_URL", f"sqlite:///{FOLDER / 'newsroom.sqlite3'}")

import django

django.setup()

from django.core.management import call_command
from django.db import OperationalError, connection, connections
from django.test.utils import setup_test_environment

from articles.models import Article
from filing.models import FilingLink
from people.models import Person, User
from policy.roles import Role
from tests.clients import StaffClient
from tests.editors import editor_of, lost_words, send_by_link
from tests.kept import begin, expect_kept
from tests.make import make_article, make_county, make_desk, make_person, make_photo, make_town, make_user

STORIES = 6
LONGEST_SECONDS = 0.6
BY_LINK = 0.1
RECOVERY_SECONDS = 30


@dataclass
class Result:
    rounds: int = 0
    answered: int = 0


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    setup_test_environment()
    # A worker whose database is killed answers with faults; whether anything is lost is asked afterwards.
    logging.disable(logging.CRITICAL)
    in_a_process(make_world)
    ledger = FOLDER / "ledger"
    result = Result()
    dice = random.Random(arguments.seed)  # noqa: S311 - No secret.
    for number in range(arguments.rounds):
        kill_a_round(number, dice, ledger, result)
        if in_a_process(lambda: look(ledger)):
            print(f"round {number}: see above; the database is in {FOLDER}")
            return 1
    print(
        f"{connection.vendor}: {result.rounds} rounds, {result.answered} answered saves, 0 lost; "
        f"every change with its record and every record with its change; the trail is whole"
    )
    return 0


def make_world() -> None:
    call_command("migrate", verbosity=0)
    if connection.vendor == "postgresql":
        # As a server has it that nobody has tuned: bin/with_postgres.py lets its tests lose the last commits.
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER DATABASE {connection.settings_dict['NAME']} SET synchronous_commit = on")
    county = make_county()
    editors = [make_user(name, Role.DESK_EDITOR) for name in ("zhangmin", "liqiang")]
    make_desk("县区部", counties=(county,), members=tuple(editors))
    make_town(county=county)
    for number in range(STORIES):
        story = make_article(f"第{number}篇", body="一场瑞雪。\n麦田青青。", filed_by=editors[0])
        make_photo(story, "图为麦田。")
        begin(story)
    correspondent = make_person("刘菲", kind=Person.Kind.CORRESPONDENT)
    FilingLink.objects.create(person=correspondent)


def kill_a_round(number: int, dice: random.Random, ledger: Path, result: Result) -> None:
    """Let a process work for a moment after its first answer, then kill it."""
    reading, writing = os.pipe()
    worker = os.fork()
    if worker == 0:
        os.close(reading)
        work(number, ledger, writing)
    os.close(writing)
    backend = int.from_bytes(os.read(reading, 4), "little")
    time.sleep(dice.uniform(0.02, LONGEST_SECONDS))
    victim = backend if backend and number % 10 == 9 else worker
    os.kill(victim, signal.SIGKILL)
    if victim != worker:
        time.sleep(0.2)
        os.kill(worker, signal.SIGKILL)
    os.waitpid(worker, 0)
    os.close(reading)
    result.rounds += 1
    result.answered = len(ledger.read_text(encoding="utf-8").splitlines()) if ledger.exists() else 0


def work(number: int, ledger: Path, writing: int) -> None:
    """Save until the end comes. A line of the ledger is written after the answer, in one piece."""
    wait_for_database()
    dice = random.Random(number)  # noqa: S311 - No secret.
    user = User.objects.filter(username__in=["zhangmin", "liqiang"])[number % 2]
    editor = editor_of(user, dice, f"第{number}轮")
    link = FilingLink.objects.get()
    book = os.open(ledger, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(writing, backend_pid().to_bytes(4, "little"))
    while True:
        story = dice.choice(list(Article.objects.order_by("pk")[:STORIES]))
        if dice.random() < BY_LINK:
            words = send_by_link(StaffClient(), link, editor.word())
        else:
            words = dice.choice([*editor.acts(), editor.step])(story)
        for word in words:
            os.write(book, f"{word}\n".encode())


def look(ledger: Path) -> int:
    """What is lost or without its record, in words; the number of faults."""
    wait_for_database()
    words = ledger.read_text(encoding="utf-8").splitlines() if ledger.exists() else []
    faults = [f"lost: {word}" for word in lost_words(words)]
    for story in Article.objects.all():
        try:
            expect_kept(story)
        except AssertionError as error:
            faults.append(f"story {story.pk}: {error}")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            faults += [str(row) for row in cursor.fetchall() if row != ("ok",)]
    for fault in faults:
        print(fault)
    call_command("verify_audit", stdout=io.StringIO())
    return len(faults)


def wait_for_database() -> None:
    """A server whose process was killed recovers first."""
    until = time.monotonic() + RECOVERY_SECONDS
    while True:
        try:
            connection.ensure_connection()
        except OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return


def backend_pid() -> int:
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def in_a_process(work: Callable[[], int | None]) -> int:
    """Run it in a child, so that this process never holds a connection. A fault in it is one."""
    child = os.fork()
    if child == 0:
        try:
            status = work() or 0
            connections.close_all()
        except BaseException as error:
            print(f"{type(error).__name__}: {error}")
            status = 1
        sys.stdout.flush()
        os._exit(min(status, 100))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    sys.exit(main())
