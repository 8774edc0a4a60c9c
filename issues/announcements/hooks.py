"""A call to another service: a POST with what is public now, to an address that the environment names."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPSConnection
from socket import SHUT_RDWR, socket
from threading import Timer
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from articles import clock
from articles.models import Article
from issues.announcements.owing import NotSent, subject_of
from issues.models import Announcement, Issue, Placement

# For each step of the connection, and for all of them: who answers a letter at a time is cut off.
STEP_SECONDS, LONGEST_SECONDS = 10, 20


def call(announcement: Announcement) -> None:
    """No redirect is followed: where we call is decided in the environment, not by who answers."""
    if announcement.target not in settings.RELEASE_HOOKS:
        raise NotSent(_("The address is no longer among RELEASE_HOOKS."))
    body = json.dumps(message(announcement), ensure_ascii=False).encode()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "newsroom",
        "Idempotency-Key": str(announcement.key),
    }
    if settings.RELEASE_HOOK_SECRET:
        headers["X-Newsroom-Signature"] = f"sha256={signature(body)}"
    status = post(announcement.target, body, headers)
    if not 200 <= status < 300:
        raise NotSent(_("It answered %d.") % status)


def signature(body: bytes) -> str:
    return hmac.new(settings.RELEASE_HOOK_SECRET.encode(), body, hashlib.sha256).hexdigest()


def message(announcement: Announcement) -> dict[str, Any]:
    """What readers find at this moment, and nothing else."""
    with clock.reading():
        subject = subject_of(announcement)
        return _issue_message(subject) if isinstance(subject, Issue) else _story_message(subject)


def stories_in(issue: Issue) -> list[Article]:
    """The issue's public stories in the order of its pages."""
    placements = Placement.objects.filter(page__issue=issue, article__in=Article.objects.published())
    placements = placements.select_related("article").prefetch_related("article__photos")
    in_order = placements.order_by("page__order", "page_id", "order", "pk")
    return list(dict.fromkeys(placement.article for placement in in_order))


def _issue_message(issue: Issue) -> dict[str, Any]:
    assert issue.publish_at is not None  # Only what is out is told.
    return {
        "event": "issue",
        "paper": settings.PAPER_NAME,
        "date": issue.date.isoformat(),
        "extra": issue.extra,
        "published_at": issue.publish_at.isoformat(),
        "address": address(issue),
        "stories": [_told(story) for story in stories_in(issue)],
    }


def _story_message(story: Article) -> dict[str, Any]:
    assert story.publish_at is not None  # As above.
    return {
        "event": "story",
        "paper": settings.PAPER_NAME,
        "published_at": story.publish_at.isoformat(),
        "stories": [_told(story)],
    }


def _told(story: Article) -> dict[str, str]:
    return {"headline": story.title, "address": address(story)}


def address(thing: Issue | Article) -> str:
    return f"{settings.SITE_URL}{thing.get_absolute_url()}"


def post(target: str, body: bytes, headers: dict[str, str]) -> int:
    """The status that is answered; `OSError` or `HTTPException` where nothing is, or not in time."""
    parts = urlsplit(target)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=STEP_SECONDS)
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    try:
        connection.connect()
        with _cut_off(connection.sock):
            connection.request("POST", path, body, headers)
            return connection.getresponse().status
    finally:
        connection.close()


@contextmanager
def _cut_off(line: socket) -> Iterator[None]:
    def cut() -> None:
        with suppress(OSError):
            line.shutdown(SHUT_RDWR)

    timer = Timer(LONGEST_SECONDS, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
