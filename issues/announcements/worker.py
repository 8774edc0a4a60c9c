"""Sending what is due, each once.

A row is claimed, and that is committed, before anything is sent: of two workers one has it, and one that dies
in between sends nothing twice. Whether what it had begun arrived nobody can know, so people decide: `again`.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable

from django.db import transaction
from django.utils.translation import gettext as _

from articles import clock
from issues.announcements import hooks, letters
from issues.announcements.owing import due
from issues.models import Announcement

logger = logging.getLogger(__name__)

SEND = {Announcement.Kind.HOOK.value: hooks.call, Announcement.Kind.MAIL.value: letters.send}
LONGEST_ERROR = 500
# No sending takes longer: until then one that has begun may still be under way.
UNDER_WAY = dt.timedelta(minutes=1)


class NotAgain(Exception):
    """Why an announcement is not sent once more."""


def announce(until: Callable[[], bool] = lambda: False) -> int:
    """Send all that is due and say how many went out. One that fails stops no other."""
    sent = 0
    while not until() and (row := _claim()) is not None:
        sent += _send(row)
    return sent


def again(pk: int) -> bool:
    """Send one that failed, or of which nobody knows, once more under its old key; whether it went out."""
    return _send(_claim_again(pk))


def _claim() -> Announcement | None:
    # Asked without a lock first: a worker with nothing to do holds up nobody.
    if not due().exists():
        return None
    with transaction.atomic():
        row = due().select_for_update(skip_locked=True, of=("self",)).order_by("pk").first()
        return None if row is None else _begin(row)


@transaction.atomic
def _claim_again(pk: int) -> Announcement:
    row = Announcement.objects.select_for_update().filter(pk=pk).first()
    if row is None or row.begun_at is None:
        raise NotAgain(_("There is no announcement %d that was begun.") % pk)
    if row.done_at is not None:
        raise NotAgain(_("It was sent already."))
    if not row.error and row.begun_at > clock.database_time() - UNDER_WAY:
        raise NotAgain(_("It may be under way just now: try again in a minute."))
    return _begin(row)


def _begin(row: Announcement) -> Announcement:
    row.begun_at, row.error = clock.database_time(), ""
    row.save(update_fields=["begun_at", "error"])
    return row


def _send(row: Announcement) -> bool:
    try:
        SEND[row.kind](row)
    except Exception as error:  # Whatever it is: the others are sent.
        logger.exception("announcement %s could not be sent", row.pk)
        row.error = str(error)[:LONGEST_ERROR] or type(error).__name__
    else:
        row.done_at = clock.database_time()
    row.save(update_fields=["done_at", "error"])
    return row.done_at is not None
