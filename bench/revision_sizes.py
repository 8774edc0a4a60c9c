"""What the past of a story costs: bytes a revision, its row and its entry of the trail included.

    .venv/bin/python bench/revision_sizes.py
    .venv/bin/python bin/with_postgres.py .venv/bin/python bench/revision_sizes.py

A life of each length of story: a draft, forty saves that each change a sentence or a few characters
somewhere, a caption now and then, and the steps of the review. The reference is the whole story as JSON, kept
anew at every save.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
FOLDER = Path(tempfile.mkdtemp(prefix="newsroom-sizes-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
os.environ |= {"VAR_DIR": str(FOLDER)}
os.environ.setdefault("DATABASE_URL", f"sqlite:///{FOLDER / 'newsroom.sqlite3'}")

import django

django.setup()

from django.core.management import call_command
from django.db import connection, transaction

from articles import workflow
from articles.models import Article, Revision
from articles.revisions.keeping import hold, keep
from articles.revisions.packing import as_text
from articles.revisions.snapshot import snapshot
from people.models import Person, User
from policy.roles import Role
from tests.make import make_article, make_credit, make_photo, make_picture, make_user, sign_off

LENGTHS = (150, 600, 1500, 5000)
LIVES = 5
SAVES = 40
TABLES = ("articles_revision", "audit_entry")
# Sentences of a real page: what is made up compresses too well or not at all.
PRINTED = "".join((ROOT / "ingest" / "sample" / "seed-page.txt").read_text(encoding="utf-8").split())


def main() -> None:
    call_command("migrate", verbosity=0)
    dice = random.Random(1)  # noqa: S311 - No secret.
    editor = make_user("bianji", Role.DESK_EDITOR)
    print(f"{connection.vendor}\ncharacters  bytes a revision  of the text kept anew")
    for length in LENGTHS:
        lives = [live(length, editor, dice) for _number in range(LIVES)]
        rows = list(Revision.objects.filter(article__in=[story for story, _bytes in lives]))
        packed, anew = sum(len(row.data) for row in rows), sum(size for _story, size in lives)
        print(f"{length:10} {packed / len(rows):17.0f} {packed / anew:22.3f}")
    count = Revision.objects.count()
    print(
        f"with row, indexes and entry of the trail: {bytes_of_tables() / count:.0f} bytes a revision "
        f"({count} revisions)"
    )


def live(length: int, editor: User, dice: random.Random) -> tuple[Article, int]:
    """A story through its saves and its review; the bytes of its whole text after each."""
    story = make_article("雪后麦田润如酥", body=text_of(length, dice), filed_by=editor, status="draft")
    make_credit(story, Person.objects.get_or_create(name="王燕", kind="reporter")[0], role="reporter")
    photo = make_photo(story, "图为田庄镇雪后的麦田。", image=make_picture())
    make_credit(photo, printed_text="刘菲", role="photographer")
    total = 0
    for number in range(SAVES):
        with transaction.atomic():
            held = hold(story)
            if number % 5:
                at = dice.randrange(len(held.body))
                held.body = held.body[:at] + text_of(dice.choice((2, 5, 30)), dice) + held.body[at + 3 :]
            else:
                photo.caption += text_of(6, dice)
                photo.save()
            held.version += 1
            held.save()
            keep(held, by=editor, how=Revision.How.FORM)
        total += len(as_text(snapshot(story)).encode())
    story.refresh_from_db()
    workflow.submit(story, by=editor)
    sign_off(story)
    steps = Revision.objects.filter(article=story).count() - SAVES
    return story, total + steps * len(as_text(snapshot(story)).encode())


def text_of(length: int, dice: random.Random) -> str:
    """So many printed characters, in stretches of a sentence's length from all over the page."""
    found = ""
    while len(found) < length:
        at = dice.randrange(len(PRINTED) - 40)
        found += PRINTED[at : at + dice.randint(10, 40)]
    return found[:length]


def bytes_of_tables() -> int:
    """The bytes of the two tables with their indexes."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT sum(pg_total_relation_size(t::regclass)) FROM unnest(%s::text[]) t", [list(TABLES)]
            )
            return int(cursor.fetchone()[0])
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        names = "SELECT name FROM sqlite_master WHERE tbl_name IN (%s, %s)"
        cursor.execute(f"SELECT sum(pgsize) FROM dbstat WHERE name IN ({names})", TABLES)  # noqa: S608
        return int(cursor.fetchone()[0])


if __name__ == "__main__":
    main()
