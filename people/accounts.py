"""The account behind a request of the staff site."""

from __future__ import annotations

from django.http import HttpRequest

from people.models import User


def user_of(request: HttpRequest) -> User:
    """The signed-in member of staff. Only behind the staff site's login, which lets nobody else through."""
    assert isinstance(request.user, User)
    return request.user
