"""The order of the index: one number a story, by which the newest are read first. Pure.

A story that readers have, or will have at a set time, has the second of its publication in its key, and in
the last bits its own number: stories of one release keep the order of `newest_first()`. So whatever is read
up to now cannot meet a story before its time, however many appear in one second. All other stories (drafts,
withdrawn ones) have keys below every public one, which readers' queries do not reach.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

ERA = dt.datetime(1, 1, 1, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)
# Two stories of one second share a key only if their numbers are 16,777,216 apart; the database refuses it.
STORY_BITS = 24
STORIES = 1 << STORY_BITS
# Of the year 1900: papers are younger, and numbers of stories are smaller.
FIRST_PUBLIC = int((dt.datetime(1900, 1, 1, tzinfo=dt.UTC) - ERA) / SECOND) << STORY_BITS
LAST = (1 << 63) - 1


def key_of(story: int, appears_at: dt.datetime | None) -> int:
    """The key of the story with this number; `appears_at` is None unless readers get it then."""
    if appears_at is None:
        return story
    return max(FIRST_PUBLIC, _second(appears_at) << STORY_BITS) | story % STORIES


def last_key(moment: dt.datetime) -> int:
    """The highest key that a story which has appeared by then may have.

    The second of the moment has only begun: what appears later in it has such a key too.
    """
    return _second(moment) << STORY_BITS | (STORIES - 1)


def first_key(moment: dt.datetime) -> int:
    """The lowest key of a story that appears then or later."""
    return max(FIRST_PUBLIC, _second(moment) << STORY_BITS)


def second_of(key: int) -> dt.datetime:
    """The second in which the story with this public key appears, UTC."""
    return ERA + (key >> STORY_BITS) * SECOND


def day_keys(since: dt.date | None, until: dt.date | None, *, zone: ZoneInfo) -> tuple[int, int]:
    """The lowest and the highest key of the days in the paper's time zone, both included; None is open."""
    low = FIRST_PUBLIC if since is None else first_key(dt.datetime.combine(since, dt.time.min, zone))
    if until is None or until >= dt.date.max:
        return low, LAST
    end = dt.datetime.combine(until + dt.timedelta(days=1), dt.time.min, zone)
    return low, first_key(end) - 1


def _second(moment: dt.datetime) -> int:
    return (moment - ERA) // SECOND
