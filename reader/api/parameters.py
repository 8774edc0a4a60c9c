"""What a program asks for in an address: each value checked, a bad one named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

Asked = Mapping[str, str]
LIMIT, MOST = 20, 100
LARGEST_KEY = 2**63 - 1


class BadParameter(Exception):
    """A parameter that cannot be answered, and why."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name, self.reason = name, reason


@dataclass(frozen=True, slots=True)
class Key:
    """Where a list of stories goes on: behind the story with this time and number."""

    at: dt.datetime
    pk: int

    def __str__(self) -> str:
        return f"{self.at.astimezone(dt.UTC):%Y%m%dT%H%M%S.%f}-{self.pk}"


def checked(request: HttpRequest, known: Collection[str]) -> Asked:
    """The parameters of the request, each known and given once."""
    for name in request.GET:
        if name not in known:
            expected = ", ".join(sorted(known)) or "none"
            raise BadParameter(name, f"There is no such parameter here; known: {expected}.")
        if len(request.GET.getlist(name)) > 1:
            raise BadParameter(name, "Give it once.")
        if "\x00" in request.GET[name]:
            raise BadParameter(name, "No NUL character can be asked for.")
    return {name: str(value) for name, value in request.GET.items()}


def limit(asked: Asked) -> int:
    value = asked.get("limit", str(LIMIT))
    if not value.isascii() or not value.isdigit() or len(value) > 3 or not 1 <= int(value) <= MOST:
        raise BadParameter("limit", f"Write a whole number from 1 to {MOST}.")
    return int(value)


def after(asked: Asked) -> Key | None:
    """The key that the page before gave as its next."""
    value = asked.get("after")
    if value is None:
        return None
    time, _dash, pk = value.rpartition("-")
    try:
        at = dt.datetime.strptime(time, "%Y%m%dT%H%M%S.%f").replace(tzinfo=dt.UTC)
        return Key(at, number("after", pk))
    except (ValueError, BadParameter) as error:
        raise BadParameter("after", "Take it from `next` of the page before.") from error


def number(name: str, value: str) -> int:
    if not value.isascii() or not value.isdigit() or len(value) > 19 or int(value) > LARGEST_KEY:
        raise BadParameter(name, "Write the number that an address has.")
    return int(value)


def moment(asked: Asked, name: str, *, end_of_day: bool = False) -> dt.datetime | None:
    """2026-11-30 or 2026-11-30T06:00:00+08:00; of a day its beginning, or its end, by the paper's clock."""
    value = asked.get(name)
    if value is None:
        return None
    try:
        if day := parse_date(value):
            begin = dt.datetime.combine(day, dt.time())
            begin += dt.timedelta(days=1) if end_of_day else dt.timedelta()
            return timezone.make_aware(begin).astimezone(dt.UTC)
        at = parse_datetime(value)
        if at and timezone.is_aware(at):
            return at.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        pass  # Answered below, as what cannot be read at all.
    raise BadParameter(name, "Write a day (2026-11-30) or a time with its zone (2026-11-30T06:00:00Z).")
