"""What the audit trail says of signing in and out. Never a password, nor a name that is no account's.

People type passwords into the field of the name, so what was typed is recorded only once it is known to be
an account; the entry is about the account then, and nobody's deed.
"""

from __future__ import annotations

from django.db import transaction

from audit.trail import record, record_hourly
from people.models import User


@transaction.atomic
def signed_in(user: User) -> None:
    """The password was right; what else is owed is asked for next."""
    record("login", user, by=user)


@transaction.atomic
def passed(user: User) -> None:
    record("second_factor", user, by=user)


@transaction.atomic
def signed_out(user: User) -> None:
    record("logout", user, by=user)


@transaction.atomic
def wrong_password(username: str) -> None:
    if (user := _account(username)) is not None:
        record("login_failed", user, by=None)


@transaction.atomic
def wrong_code(user: User) -> None:
    record("code_failed", user, by=None)


def refused(username: str) -> None:
    """Too many tries. Once an hour: whoever goes on trying must not fill the trail."""
    if (user := _account(username)) is not None:
        record_hourly("locked_out", user, by=None)


def _account(username: str) -> User | None:
    return User.objects.filter(username=username).first()
