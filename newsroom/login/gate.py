"""What a session has shown, and what it still owes before it sees a staff page.

django-otp's middleware would ask for the device at every request. Here the session remembers: whatever
changes an account's password, second factor, roles or flags ends its sessions (see
`User._get_session_auth_hash`), so what is noted when a session begins stays true for as long as it lives.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import rotate_token

from people import second_factor
from people.models import User

SESSION_KEY = "second_factor"
PASSED, OWED, NOT_ENROLLED = "passed", "owed", "not enrolled"
ENROL, VERIFY, CHANGE_PASSWORD = "second_factor_enrol", "second_factor_verify", "password_change"


def note_login(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """A password alone, also one given again in an open session, has shown no second factor."""
    request.session[SESSION_KEY] = OWED if second_factor.is_enrolled(user) else NOT_ENROLLED


def let_pass(request: HttpRequest) -> None:
    """The second factor was shown. Who knew the session before does not know it now."""
    request.session.cycle_key()
    request.session[SESSION_KEY] = PASSED
    rotate_token(request)


def next_step(request: HttpRequest) -> str | None:
    """The page of the staff site that this member of staff has to pass before any other.

    A session that says nothing owes the second factor: forgetting to ask must not open the door.
    """
    user = request.user
    assert isinstance(user, User)
    shown = request.session.get(SESSION_KEY, OWED)
    if shown == NOT_ENROLLED and second_factor.is_demanded(user):
        return ENROL
    if shown == OWED:
        return VERIFY
    return CHANGE_PASSWORD if user.must_change_password else None
