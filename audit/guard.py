"""The triggers by which the database itself refuses to change or delete an entry of the trail.

Whoever owns the database can take them off; that is what the hash chain is for (`audit.verify`). On SQLite
REPLACE deletes a row without asking the trigger for deletions, so an insert over a row is refused as well.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "audit_entry"

SQLITE = {
    "audit_entry_no_update": """
        BEFORE UPDATE ON audit_entry
        BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END""",
    "audit_entry_no_delete": """
        BEFORE DELETE ON audit_entry
        BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END""",
    "audit_entry_no_replace": """
        BEFORE INSERT ON audit_entry
        WHEN EXISTS (SELECT 1 FROM audit_entry WHERE id = NEW.id OR number = NEW.number)
        BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END""",
}
POSTGRESQL = {
    "audit_entry_no_change": """
        BEFORE UPDATE OR DELETE ON audit_entry
        FOR EACH ROW EXECUTE FUNCTION audit_entry_refuse()""",
    "audit_entry_no_truncate": """
        BEFORE TRUNCATE ON audit_entry
        FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refuse()""",
}
FUNCTION = """
    CREATE OR REPLACE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$
"""


def put_on(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers on, where the table is there and they are not."""
    if TABLE not in connection.introspection.table_names():
        return
    missing = missing_on(connection)
    with connection.cursor() as cursor:
        if missing and connection.vendor == "postgresql":
            cursor.execute(FUNCTION)
        for name in missing:
            cursor.execute(f"CREATE TRIGGER {name} {_triggers(connection)[name]}")


def missing_on(connection: BaseDatabaseWrapper) -> list[str]:
    """The triggers that are not there, or switched off."""
    if connection.vendor == "postgresql":
        standing = "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled IN ('O', 'A')"
    else:
        standing = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s"
    with connection.cursor() as cursor:
        cursor.execute(standing, [TABLE])
        there = {name for (name,) in cursor.fetchall()}
    return [name for name in _triggers(connection) if name not in there]


def take_off(connection: BaseDatabaseWrapper) -> None:
    """For tests alone, which empty their database."""
    with connection.cursor() as cursor:
        for name in _triggers(connection):
            on_table = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")


def _triggers(connection: BaseDatabaseWrapper) -> dict[str, str]:
    return POSTGRESQL if connection.vendor == "postgresql" else SQLITE
