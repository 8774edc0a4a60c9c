"""The audit trail cannot be bent: the database refuses, and what gets past it is found by the chain."""

from __future__ import annotations

import io
import random
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import TestCase

from audit import guard
from audit.chain import GENESIS
from audit.models import Entry, Head
from audit.trail import record, record_look
from audit.verify import Broken, Noted, verify
from policy.roles import Role
from tests.make import make_person, make_user

ENTRIES = 60
TAMPERINGS = 1000
COLUMNS = [field.attname for field in Entry._meta.concrete_fields]
TEXTS = ["actor_name", "action", "label", "key", "name", "before", "after", "how", "note", "address"]


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def fill(count: int) -> None:
    """A chain of entries by two people about a few things, with texts of every kind."""
    users = [make_user("bianji", Role.DESK_EDITOR), make_user("zongbian", Role.CHIEF_EDITOR)]
    people = [make_person(name) for name in ("王燕", "刘菲", "李明")]
    for number in range(count):
        record(
            ("add", "change", "delete")[number % 3],
            people[number % len(people)],
            by=users[number % 2] if number % 7 else None,
            before={"name": f"王{number}"},
            after={"name": f"李{number}", "count": number},
            note=f"第{number}次" if number % 5 == 0 else "",
        )


def end() -> Noted:
    head = Head.objects.get(pk=1)
    return Noted("2026-11-25", head.number, head.hash)


def written_anew(since: int, **changed: Any) -> None:
    """From an entry on, with true hashes and the head row too: what whoever owns the database can do."""
    previous = Entry.objects.get(number=since - 1).hash if since > 1 else GENESIS
    for entry in Entry.objects.filter(number__gte=since).order_by("number"):
        if entry.number == since:
            for name, value in changed.items():
                setattr(entry, name, value)
        entry.previous = previous
        entry.hash = previous = entry.digest()
        entry.save()
    set_head()


def set_head() -> None:
    last = Entry.objects.order_by("-number").first()
    Head.objects.filter(pk=1).update(number=last.number if last else 0, hash=last.hash if last else GENESIS)


class Tampering:
    """Ways to bend the trail, each at a random place. The ones named in OUTSIDE need a noted head."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311

    def number(self, first: int = 1, last: int = ENTRIES) -> int:
        return self.random.randint(first, last)

    def flip_a_character(self) -> None:
        """In any column of any row."""
        number, column = self.number(), self.random.choice(COLUMNS)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {column} FROM audit_entry WHERE number = %s", [number])  # noqa: S608
            value = cursor.fetchone()[0]
        flipped = self._flipped(column, value)
        sql(f"UPDATE audit_entry SET {column} = %s WHERE number = %s", flipped, number)  # noqa: S608

    def _flipped(self, column: str, value: Any) -> Any:
        if column == "actor" and value is None:
            return 1
        if column in ("id", "number", "actor"):
            return value + self.random.choice([1000, 70, 100])
        if column == "at":
            if connection.vendor == "postgresql":
                return value.replace(microsecond=(value.microsecond + 1) % 1_000_000)
            return self._another_digit(str(value))
        if not value:
            return "x"
        place = self.random.randrange(len(value))
        return value[:place] + chr((ord(value[place]) ^ 1) or 65) + value[place + 1 :]

    def _another_digit(self, text: str) -> str:
        """What stands between the digits says nothing."""
        place = self.random.choice([place for place, mark in enumerate(text) if mark.isdigit()])
        digit: str = self.random.choice(sorted({*"0123456789x"} - {text[place]}))
        return text[:place] + digit + text[place + 1 :]

    def delete_a_row(self) -> None:
        sql("DELETE FROM audit_entry WHERE number = %s", self.number())

    def delete_the_head_row(self) -> None:
        sql("DELETE FROM audit_head")

    def change_the_head_row(self) -> None:
        if self.random.random() < 0.5:
            sql("UPDATE audit_head SET number = number + %s", self.random.choice([-3, -1, 1, 5]))
        else:
            sql("UPDATE audit_head SET hash = %s", self.random.randbytes(32).hex())

    def swap_two_numbers(self) -> None:
        first, second = self.random.sample(range(1, ENTRIES + 1), 2)
        sql("UPDATE audit_entry SET number = 9999 WHERE number = %s", first)
        sql("UPDATE audit_entry SET number = %s WHERE number = %s", first, second)
        sql("UPDATE audit_entry SET number = %s WHERE number = 9999", second)

    def renumber_a_row(self) -> None:
        sql("UPDATE audit_entry SET number = %s WHERE number = %s", 5000 + self.number(), self.number())

    def close_a_gap(self) -> None:
        """A row is taken out and those behind it move up."""
        gone = self.number(1, ENTRIES - 1)
        sql("DELETE FROM audit_entry WHERE number = %s", gone)
        for number in range(gone + 1, ENTRIES + 1):
            sql(
                "UPDATE audit_entry SET number = %s, id = %s WHERE number = %s",
                number - 1,
                number - 1,
                number,
            )
        set_head()

    def insert_a_forged_row(self) -> None:
        """A row with a true hash in the place of another, or behind the end."""
        number = self.number(2, ENTRIES + 1)
        entry = Entry.objects.get(number=min(number, ENTRIES))
        entry.pk = entry.number = number
        entry.note, entry.previous = "forged", Entry.objects.get(number=number - 1).hash
        entry.hash = entry.digest()
        Entry.objects.filter(number=number).delete()
        entry.save(force_insert=True)
        if number == ENTRIES:
            # Nothing follows: the row of the head tells.
            assert Head.objects.get(pk=1).hash != entry.hash

    def double_a_row(self) -> None:
        entry = Entry.objects.get(number=self.number())
        entry.pk = entry.number = ENTRIES + 1
        entry.save(force_insert=True)
        set_head()

    def change_and_rehash_one_row(self) -> None:
        entry = Entry.objects.get(number=self.number(1, ENTRIES - 1))
        entry.note = "anders"
        entry.hash = entry.digest()
        entry.save()

    def update_through_the_orm(self) -> None:
        Entry.objects.filter(number=self.number()).update(**{self.random.choice(TEXTS): "nichts"})

    def replace_a_row(self) -> None:
        """SQLite's REPLACE; on PostgreSQL the same in two steps."""
        entry = Entry.objects.get(number=self.number())
        entry.delete()
        entry.pk = entry.number
        entry.after = '{"name":"x"}'
        entry.save(force_insert=True)

    def cut_the_tail(self) -> None:
        sql("DELETE FROM audit_entry WHERE number > %s", self.number(0, ENTRIES - 1))

    def cut_the_tail_with_its_head(self) -> None:
        sql("DELETE FROM audit_entry WHERE number > %s", self.number(0, ENTRIES - 1))
        set_head()

    def empty_everything(self) -> None:
        sql("DELETE FROM audit_entry")
        sql("DELETE FROM audit_head")

    def write_it_anew(self) -> None:
        written_anew(self.number(), note="anders")

    def add_a_row_in_the_middle_and_write_the_rest_anew(self) -> None:
        place = self.number(1, ENTRIES - 1)
        for number in range(ENTRIES, place - 1, -1):
            sql(
                "UPDATE audit_entry SET number = %s, id = %s WHERE number = %s",
                number + 1,
                number + 1,
                number,
            )
        forged = Entry.objects.get(number=place + 1)
        forged.pk = forged.number = place
        forged.save(force_insert=True)
        written_anew(place, note="forged")


OUTSIDE = ["cut_the_tail_with_its_head", "empty_everything", "write_it_anew"]
OUTSIDE += ["add_a_row_in_the_middle_and_write_the_rest_anew"]
WAYS = [name for name in vars(Tampering) if not name.startswith("_") and name != "number"]


class TamperingTests(TestCase):
    def setUp(self) -> None:
        fill(ENTRIES)

    def bent(self, way: Callable[[], None], heads: list[Noted]) -> str:
        """What is said of the trail after it was bent with the guard taken off and put on again."""
        with transaction.atomic():
            guard.take_off(connection)
            way()
            guard.put_on(connection)
            try:
                verify(heads)
            except Broken as broken:
                return str(broken)
            finally:
                transaction.set_rollback(True)
        return ""

    def test_a_thousand_random_tamperings_are_all_found(self) -> None:
        heads = [Noted("2026-11-24", 0, GENESIS), end()]
        missed = []
        for seed in range(TAMPERINGS):
            name = WAYS[seed % len(WAYS)]
            if not self.bent(getattr(Tampering(seed), name), heads if name in OUTSIDE else []):
                missed.append(f"{name} {seed}")
            if seed % 50 == 0:
                self.assertEqual(verify(heads).number, ENTRIES)
        self.assertEqual(missed, [])
        self.assertEqual(verify(heads).number, ENTRIES)

    def test_what_leaves_a_true_chain_is_found_by_a_noted_head_alone(self) -> None:
        for name in OUTSIDE:
            self.assertEqual(self.bent(getattr(Tampering(7), name), []), "", name)

    def test_the_first_bad_entry_is_named(self) -> None:
        def change() -> None:
            sql("UPDATE audit_entry SET note = 'x' WHERE number IN (17, 40)")

        self.assertIn("17", self.bent(change, []))

    def test_a_trail_without_its_guard_is_not_whole(self) -> None:
        with transaction.atomic():
            guard.take_off(connection)
            with self.assertRaisesMessage(Broken, next(iter(guard._triggers(connection)))):
                verify()
            transaction.set_rollback(True)

    def test_walking_takes_a_fixed_number_of_queries(self) -> None:
        with self.assertNumQueries(5):
            verify()


class GuardCase(TestCase):
    def setUp(self) -> None:
        fill(3)

    def refused(self, statement: str) -> None:
        with self.assertRaisesMessage(DatabaseError, "append-only"), transaction.atomic():
            sql(statement)

    def found_and_mended(self, name: str) -> None:
        with self.assertRaisesMessage(Broken, name):
            verify()
        guard.put_on(connection)
        self.refused("UPDATE audit_entry SET note = 'x'")
        self.refused("DELETE FROM audit_entry WHERE number = 2")
        verify()


class GuardTests(GuardCase):
    def test_update_and_delete_are_refused(self) -> None:
        self.refused("UPDATE audit_entry SET note = 'x'")
        self.refused("DELETE FROM audit_entry WHERE number = 2")

    def test_the_guard_comes_back_with_the_next_migrate(self) -> None:
        guard.take_off(connection)
        call_command("migrate", verbosity=0)
        self.assertEqual(guard.missing_on(connection), [])
        self.refused("UPDATE audit_entry SET note = 'x'")


if connection.vendor == "sqlite":

    class SqliteGuardTests(GuardCase):
        """What only SQLite can be asked."""

        def test_replace_is_refused(self) -> None:
            columns = ", ".join(column for column in COLUMNS if column != "note")
            rows = f"SELECT {columns}, 'x' FROM audit_entry WHERE number = 2"  # noqa: S608
            self.refused(f"REPLACE INTO audit_entry ({columns}, note) {rows}")

        def test_a_trigger_of_the_same_name_that_refuses_nothing_is_no_guard(self) -> None:
            sql("DROP TRIGGER audit_entry_no_update")
            sql(
                "CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry WHEN 0 "
                "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END"
            )
            self.found_and_mended("audit_entry_no_update")

else:

    class PostgresqlGuardTests(GuardCase):
        """What only PostgreSQL can be asked."""

        def test_truncate_is_refused(self) -> None:
            self.refused("TRUNCATE audit_entry")

        def test_a_function_that_refuses_nothing_is_no_guard(self) -> None:
            sql(guard.FUNCTION.replace(guard.REFUSE, "BEGIN RETURN NEW; END"))
            self.found_and_mended("audit_entry_no_change")

        def test_a_trigger_that_refuses_for_one_column_alone_is_no_guard(self) -> None:
            sql("DROP TRIGGER audit_entry_no_change ON audit_entry")
            sql(
                "CREATE TRIGGER audit_entry_no_change BEFORE UPDATE OF hash OR DELETE ON audit_entry "
                "FOR EACH ROW EXECUTE FUNCTION audit_entry_refuse()"
            )
            self.found_and_mended("audit_entry_no_change")


class CommandTests(TestCase):
    def setUp(self) -> None:
        fill(5)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.heads = Path(folder.name) / "heads.txt"

    def run_it(self, *arguments: Any) -> str:
        out = io.StringIO()
        call_command("verify_audit", *arguments, stdout=out, stderr=io.StringIO())
        return out.getvalue()

    def test_it_says_how_many_entries_there_are_and_the_hash_of_the_last(self) -> None:
        said = self.run_it()
        self.assertIn("5", said)
        self.assertIn(Entry.objects.get(number=5).hash, said)

    def test_an_empty_trail_is_whole(self) -> None:
        with transaction.atomic():
            guard.take_off(connection)
            sql("DELETE FROM audit_entry")
            sql("DELETE FROM audit_head")
            guard.put_on(connection)
            self.assertIn(GENESIS, self.run_it())
            transaction.set_rollback(True)

    def test_each_run_adds_a_line_to_the_noted_heads(self) -> None:
        self.run_it("--heads", self.heads)
        record("change", make_person("赵敏"), by=None)
        self.run_it("--heads", self.heads)
        numbers = [line.split()[1] for line in self.heads.read_text().splitlines()]
        self.assertEqual(numbers, ["5", "6"])

    def test_a_trail_that_is_not_the_noted_one_is_found_and_nothing_is_noted(self) -> None:
        self.heads.write_text(f"2026-11-24 4 {'a' * 64}\n")
        with self.assertRaisesMessage(CommandError, "2026-11-24"):
            self.run_it("--heads", self.heads)
        self.assertEqual(len(self.heads.read_text().splitlines()), 1)

    def test_a_line_that_was_torn_off_is_not_written_on(self) -> None:
        self.heads.write_text(f"2026-11-24 0 {GENESIS}")
        self.run_it("--heads", self.heads)
        self.assertEqual(len(self.heads.read_text().splitlines()), 2)

    def test_a_file_that_cannot_be_read_or_written_is_a_clear_error(self) -> None:
        with self.assertRaisesMessage(CommandError, "nowhere"):
            self.run_it("--heads", self.heads.parent / "nowhere" / "heads.txt")
        self.heads.write_text("2026-11-24 0 " + GENESIS + "\nthis is none\n")
        with self.assertRaisesMessage(CommandError, "2"):
            self.run_it("--heads", self.heads)


class RecordingTests(TestCase):
    def test_a_look_stands_in_the_trail_once_an_hour(self) -> None:
        user, person = make_user("bianji"), make_person()
        record_look(person, by=user)
        record_look(person, by=user)
        record_look(make_person("刘菲"), by=user)
        self.assertEqual(Entry.objects.filter(action="read").count(), 2)
