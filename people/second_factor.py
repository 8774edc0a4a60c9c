"""The second factor of an account: an authenticator app that shows six digits, and recovery codes.

Rows are django-otp's. Every change of what an account has goes through here, since it ends the account's
other sessions: what a session was once allowed to skip, it may not skip after the change.
"""

from __future__ import annotations

import datetime as dt
import secrets
import time

from django.conf import settings
from django.db import transaction
from django_otp import verify_token
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from audit.trail import record
from people.models import User

APP, CODES = "app", "codes"
APP_DIGITS = 6
# All digits, so that a telephone's number pad can type them; the length tells them from the app's.
RECOVERY_DIGITS = 10
RECOVERY_CODES = 10


class TooSoon(Exception):
    """The last codes were wrong: no code is looked at before `until`."""

    def __init__(self, until: dt.datetime) -> None:
        super().__init__(until)
        self.until = until


def is_demanded(user: User) -> bool:
    """Whether a role of the account asks for it. A superuser holds every role."""
    return any(role.key in settings.SECOND_FACTOR_ROLES for role in user.roles)


def is_enrolled(user: User) -> bool:
    return app_of(user) is not None


def app_of(user: User) -> TOTPDevice | None:
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


def codes_left(user: User) -> int:
    return sum(device.token_set.count() for device in StaticDevice.objects.filter(user=user))


def new_app(user: User, key: str) -> TOTPDevice:
    """An app that is not kept yet: what its picture is drawn from."""
    return TOTPDevice(user=user, name=APP, key=key)


def enrol(user: User, *, key: str, code: str) -> list[str] | None:
    """Keep the app whose first code this is and return the recovery codes; None when the code is wrong.

    The key comes from the session that asked for it, not from a row: a key that somebody else has looked at
    in another session is never the one that is kept.
    """
    device = new_app(user, key)
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits)
    totp.time = time.time()
    if len(code) != APP_DIGITS or not code.isdecimal() or not totp.verify(int(code), device.tolerance):
        return None
    # The code that proved the app does not open a session as well.
    device.last_t, device.drift = totp.t(), totp.drift
    with transaction.atomic():
        _lock(user)
        _forget(user)
        device.save()
        user.end_sessions()
        codes = _make_codes(user)
        record("enrol", user, by=user)
        return codes


def verify(user: User, code: str) -> bool:
    """Whether it is the app's code of now, or a recovery code, which is used up. May raise `TooSoon`."""
    device = app_of(user) if len(code) == APP_DIGITS else StaticDevice.objects.filter(user=user).first()
    if device is None:
        return False
    allowed, why = device.verify_is_allowed()
    if not allowed:
        raise TooSoon(why["locked_until"])
    return verify_token(user, device.persistent_id, code) is not None


def renew_codes(user: User) -> list[str]:
    """New recovery codes; the old ones are worth nothing from now on."""
    with transaction.atomic():
        _lock(user)
        codes = _make_codes(user)
        record("renew_codes", user, by=user)
        return codes


def remove(user: User, *, by: User | None) -> None:
    """Take app and recovery codes away and end the account's sessions. `by` nobody: by a command."""
    with transaction.atomic():
        _lock(user)
        _forget(user)
        user.end_sessions()
        record("reset_second_factor", user, by=by)


def _lock(user: User) -> None:
    User.objects.select_for_update().get(pk=user.pk)


def _forget(user: User) -> None:
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()


def _make_codes(user: User) -> list[str]:
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name=CODES)
    codes = [
        f"{secrets.randbelow(10**RECOVERY_DIGITS):0{RECOVERY_DIGITS}}" for _number in range(RECOVERY_CODES)
    ]
    device.token_set.bulk_create(device.token_set.model(device=device, token=code) for code in codes)
    return codes
