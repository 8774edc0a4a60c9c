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
        BEFORE DELETE OR UPDATE ON audit_entry
        FOR EACH ROW EXECUTE FUNCTION audit_entry_refuse()""",
    "audit_entry_no_truncate": """
        BEFORE TRUNCATE ON audit_entry
        FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refuse()""",
}
REFUSE = "BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END"
FUNCTION = f"""
    CREATE OR REPLACE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS $${REFUSE}$$
"""


def put_on(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers on, where the table is there and they are not, or are not what they were."""
    if TABLE not in connection.introspection.table_names():
        return
    missing = missing_on(connection)
    with connection.cursor() as cursor:
        if missing and connection.vendor == "postgresql":
            cursor.execute(FUNCTION)
        for name in missing:
            cursor.execute(_drop(connection, name))
            cursor.execute(_create(connection, name))


def missing_on(connection: BaseDatabaseWrapper) -> list[str]:
    """The triggers that are not there, switched off, or under their name another that refuses less."""
    there = _standing(connection)
    return [name for name in _triggers(connection) if there.get(name) != _plain(_create(connection, name))]


def _standing(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """What the database itself says of each trigger that works."""
    if connection.vendor == "postgresql":
        standing = """
            SELECT tgname, pg_get_triggerdef(pg_trigger.oid, true) FROM pg_trigger
            JOIN pg_proc ON pg_proc.oid = tgfoid
            WHERE tgrelid = %s::regclass AND tgenabled IN ('O', 'A') AND prosrc = %s"""
        values = [TABLE, REFUSE]
    else:
        standing = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s"
        values = [TABLE]
    with connection.cursor() as cursor:
        cursor.execute(standing, values)
        return {name: _plain(definition) for name, definition in cursor.fetchall()}


def _plain(definition: str) -> str:
    return " ".join(definition.split())


def take_off(connection: BaseDatabaseWrapper) -> None:
    """For tests alone, which empty their database."""
    with connection.cursor() as cursor:
        for name in _triggers(connection):
            cursor.execute(_drop(connection, name))


def _create(connection: BaseDatabaseWrapper, name: str) -> str:
    return f"CREATE TRIGGER {name} {_triggers(connection)[name]}"


def _drop(connection: BaseDatabaseWrapper, name: str) -> str:
    on_table = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
    return f"DROP TRIGGER IF EXISTS {name}{on_table}"


def _triggers(connection: BaseDatabaseWrapper) -> dict[str, str]:
    return POSTGRESQL if connection.vendor == "postgresql" else SQLITE
