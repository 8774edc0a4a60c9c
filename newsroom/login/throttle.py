"""How often a password may be tried: by account and address, and by address over all accounts.

An account is never locked as such, or whoever knows a name could lock its owner out. Every try is counted
before the password is looked at, so twenty at once are twenty; a right password takes the count of that
account from that address back.
"""

from __future__ import annotations

import datetime as dt
import logging

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from newsroom.models import LoginTry
from people.address import address_of

WINDOW = dt.timedelta(minutes=15)
TRIES_PER_ACCOUNT = 5
# An office shares one address, and some of its people mistype; a sprayer needs thousands.
TRIES_PER_ADDRESS = 50

log = logging.getLogger(__name__)


class LockedOut(Exception):
    """Too many tries: no password is looked at before `until`."""

    def __init__(self, until: dt.datetime) -> None:
        super().__init__(until)
        self.until = until


def count(request: HttpRequest, username: str) -> None:
    """Count a try, or raise `LockedOut`. A refused try is not counted and prolongs nothing."""
    account, address = _account(username), address_of(request)
    _refuse_beyond(account, address, more=0)
    now = timezone.now()
    LoginTry.objects.filter(at__lte=now - WINDOW).delete()
    mine = LoginTry.objects.create(account=account, address=address, at=now)
    try:
        # Others may have been counted in the same moment: whoever sees too many steps back.
        _refuse_beyond(account, address, more=1)
    except LockedOut:
        mine.delete()
        raise


def forgive(request: HttpRequest, username: str) -> None:
    """The password was right: what was mistyped before it no longer counts."""
    LoginTry.objects.filter(account=_account(username), address=address_of(request)).delete()


def _account(username: str) -> str:
    return salted_hmac("newsroom.login.throttle", username, algorithm="sha256").hexdigest()


def _refuse_beyond(account: str, address: str, *, more: int) -> None:
    """`more` are the caller's own tries, which were counted already."""
    tries = LoginTry.objects.filter(address=address, at__gt=timezone.now() - WINDOW)
    limits = [
        (tries.filter(account=account), TRIES_PER_ACCOUNT + more),
        (tries, TRIES_PER_ADDRESS + more),
    ]
    if full := [until for rows, limit in limits if (until := _full_until(rows, limit))]:
        log.warning("Too many passwords tried from %s", address)
        raise LockedOut(max(full))


def _full_until(tries: QuerySet[LoginTry], limit: int) -> dt.datetime | None:
    """When the oldest of the last `limit` tries is forgotten."""
    oldest = tries.order_by("-at").values_list("at", flat=True)[limit - 1 : limit]
    return next((at + WINDOW for at in oldest), None)
