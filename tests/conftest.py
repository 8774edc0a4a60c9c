"""What every test stands on. The database is the one in DATABASE_URL: SQLite in memory, or PostgreSQL.

Nothing of the product is replaced here. Files that tests write go to a folder of their own, and passwords are
hashed cheaply, since a hash that is slow on purpose would take half of the time of the suite.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import SimpleTestCase, TransactionTestCase, override_settings
from hypothesis import settings as hypothesis_settings

from audit import guard

GIVE_A_DATABASE = {"db", "transactional_db", "live_server"}
# The same examples at every run, and none failed for being slow on a busy machine: a red test is a true one.
hypothesis_settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
hypothesis_settings.load_profile("repeatable")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On the second engine run what can ask the database; parsers and texts are the same on both."""
    if connection.vendor == "sqlite":
        return
    pure = [item for item in items if not may_query(item)]
    config.hook.pytest_deselected(items=pure)
    items[:] = [item for item in items if may_query(item)]


def may_query(item: pytest.Item) -> bool:
    """Whether the test is given a database. One that is not fails at its first query, on any engine."""
    own_class: type | None = getattr(item, "cls", None)
    if own_class and issubclass(own_class, SimpleTestCase):
        return issubclass(own_class, TransactionTestCase)
    fixtures: set[str] = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(fixtures & GIVE_A_DATABASE)


def pytest_collection_finish() -> None:
    """What was imported stays until the end: the garbage collector need not look through it all the time."""
    gc.freeze()
    gc.set_threshold(50_000, 50, 100)


def pytest_report_header() -> str:
    left_out = "" if connection.vendor == "sqlite" else " (without the tests that are given no database)"
    return f"database: {connection.vendor}{left_out}"


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """How many cells of the policy were compared at the doors of the staff site, on all workers together."""
    reports = [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]
    counts = [value for report in reports for name, value in report.user_properties if name == "policy"]
    if counts:
        cells, mismatches = (sum(column) for column in zip(*counts, strict=True))
        terminalreporter.write_line(f"policy: {cells} cells, {mismatches} mismatches")
    counts = [value for report in reports for name, value in report.user_properties if name == "trail"]
    if counts:
        changes, missed = (sum(column) for column in zip(*counts, strict=True))
        terminalreporter.write_line(f"trail: {changes} changes, {missed} without an entry")


@pytest.fixture(scope="session", autouse=True)
def _safe_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with override_settings(
        MEDIA_ROOT=tmp_path_factory.mktemp("media"),
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        # As in development: otherwise each test's first page makes a list of all static files.
        WHITENOISE_AUTOREFRESH=True,
        # Another process would make them in another database.
        MAKES_PAGES=False,
    ):
        yield


@pytest.fixture(scope="session", autouse=True)
def _emptied_in_spite_of_the_guard() -> Iterator[None]:
    """Tests with transactions of their own empty the database after each: Django does, the guard refuses.

    The guard comes back by itself, with the signal that follows on Django's emptying.
    """
    empty = BaseDatabaseOperations.execute_sql_flush

    def without_guard(operations: Any, *args: Any, **kwargs: Any) -> None:
        guard.take_off(operations.connection)
        empty(operations, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", without_guard)
        yield
