"""Each state of a story is told to each service once.

It is claimed, and that is committed, before anything is sent, so that of two runs one tells it. A call that
fails gives its claim back, and the next run tells it; one that died is told again after a while. So a service
may hear something twice, never not at all, and hearing it twice changes nothing there.
"""

from __future__ import annotations

import datetime as dt
import logging
from http.client import HTTPException

from django.db import transaction

from articles import clock
from reader.models import Ping
from reader.pings import services
from reader.pings.changes import LATELY, changed_lately

logger = logging.getLogger(__name__)

# Of one call, as IndexNow has it; what is over waits for the next run.
MOST = 10_000
# No run is at it longer than this.
UNDER_WAY = dt.timedelta(minutes=10)
KEPT = 2 * LATELY


class NotTold(Exception):
    """A service could not be told; the next run tries again."""


def ping() -> int:
    """Tell every service that the settings name; how many stories it were. One that fails stops no other."""
    failed, told = [], 0
    for service in services.in_use():
        try:
            told += _tell(service)
        except (OSError, HTTPException, services.Refused) as error:
            logger.exception("%s could not be told", service)
            failed.append(f"{service}: {error}")
    if failed:
        raise NotTold("; ".join(failed))
    return told


def _tell(service: str) -> int:
    begun_at, stories = _claim(service)
    claimed = Ping.objects.filter(service=service, begun_at=begun_at, is_told=False)
    if stories:
        try:
            services.SERVICES[service](stories)
        except BaseException:
            claimed.update(begun_at=None)
            raise
        claimed.update(is_told=True)
    return len(stories)


@transaction.atomic
def _claim(service: str) -> tuple[dt.datetime, list[int]]:
    """The stories to be told now, and the mark that their rows have."""
    now, states = clock.database_time(), changed_lately()
    pings = Ping.objects.filter(service=service)
    pings.filter(is_told=True, begun_at__lt=now - KEPT).exclude(story__in=states).delete()
    Ping.objects.bulk_create(
        [Ping(service=service, story=story) for story in states], ignore_conflicts=True, batch_size=500
    )
    rows = pings.select_for_update().filter(story__in=states).order_by("story")
    due = [row for row in rows if _is_due(row, states[row.story], now)][:MOST]
    for row in due:
        row.state, row.begun_at, row.is_told = states[row.story], now, False
    Ping.objects.bulk_update(due, ["state", "begun_at", "is_told"], batch_size=500)
    return now, [row.story for row in due]


def _is_due(row: Ping, state: str, now: dt.datetime) -> bool:
    if row.state != state:
        return True
    return not row.is_told and (row.begun_at is None or row.begun_at < now - UNDER_WAY)
