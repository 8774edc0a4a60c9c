"""A test client for the staff site."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from newsroom.login import gate
from people import second_factor


class StaffClient(Client):
    """Signs in as a member of staff does: with the second factor too, where a role demands it.

    `force_password` stops after the password.
    """

    def force_login(self, user: Any, backend: str | None = None) -> None:
        if second_factor.is_demanded(user):
            TOTPDevice.objects.get_or_create(user=user, defaults={"name": second_factor.APP})
        self.force_password(user, backend)
        session = self.session
        if session[gate.SESSION_KEY] == gate.OWED:
            session[gate.SESSION_KEY] = gate.PASSED
            session.save()

    def force_password(self, user: Any, backend: str | None = None) -> None:
        super().force_login(user, backend)
