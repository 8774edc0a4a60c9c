"""Which announcements are owed, and what became of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from articles import clock
from articles.models import Article
from issues.models import Announcement, Issue
from people.models import User

# News of yesterday is no news: a worker that starts late does not call everybody with last month's issues.
LATEST = dt.timedelta(days=1)


class State(TextChoices):
    WAITING = "waiting", _("not sent yet")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    # Begun and never ended: the worker died, or is at it right now.
    UNCERTAIN = "uncertain", _("begun; whether it arrived is not known")


@dataclass(frozen=True, slots=True)
class Told:
    """One announcement as the desk is shown it: of a hook the host, since its address may hold a password."""

    pk: int
    kind: str
    to: str
    state: State
    at: dt.datetime | None
    error: str


def owe(*, by: User, issue: Issue | None = None, article: Article | None = None) -> None:
    """Note what is to be told of an issue or of a web-first story, in the transaction that gives it its time.

    The time is not noted: it is that of the issue or story whenever it is asked. Who was told is told once.
    """
    if issue is not None and issue.is_archive:
        return
    rows = [
        Announcement(issue=issue, article=article, kind=kind, target=target)
        for kind, target in [*_hooks(), *_letters(by, issue)]
    ]
    Announcement.objects.bulk_create(rows, ignore_conflicts=True)


def take_back(*, issue: Issue | None = None, article: Article | None = None) -> None:
    """Nothing is owed of what does not appear any more; what was begun stays on record."""
    Announcement.objects.filter(issue=issue, article=article, begun_at=None).delete()


def due() -> QuerySet[Announcement]:
    """Not begun, and what they tell is public by the database's clock; a story, web first."""
    since = clock.database_time() - LATEST
    issues = Issue.objects.published().filter(publish_at__gt=since)
    stories = Article.objects.published().filter(publish_at__gt=since, web_first_at__isnull=False)
    return Announcement.objects.filter(begun_at=None).filter(Q(issue__in=issues) | Q(article__in=stories))


class NotSent(Exception):
    """What is said of it on the page of the release."""


def subject_of(announcement: Announcement) -> Issue | Article:
    """The issue or the story as readers have it now. What was withdrawn meanwhile is told to nobody."""
    issue = Issue.objects.published().filter(announcements=announcement).first()
    subject = issue or Article.objects.published().filter(announcements=announcement).first()
    if subject is None:
        raise NotSent(_("It is not public any more."))
    return subject


def told(issue: Issue) -> list[Told]:
    rows = list(issue.announcements.order_by("kind", "pk"))
    names = {str(user.pk): str(user) for user in User.objects.filter(pk__in=_accounts(rows))} if rows else {}
    return [
        Told(
            pk=row.pk,
            kind=str(row.get_kind_display()),
            to=names.get(row.target, "—") if row.kind == Announcement.Kind.MAIL else host(row.target),
            state=state_of(row),
            at=row.done_at or row.begun_at,
            error=row.error,
        )
        for row in rows
    ]


def state_of(row: Announcement) -> State:
    if row.begun_at is None:
        return State.WAITING
    if row.done_at is not None:
        return State.SENT
    return State.FAILED if row.error else State.UNCERTAIN


def host(address: str) -> str:
    return urlsplit(address).hostname or "—"


def _hooks() -> Iterable[tuple[Announcement.Kind, str]]:
    return [(Announcement.Kind.HOOK, address) for address in settings.RELEASE_HOOKS]


def _letters(by: User, issue: Issue | None) -> Iterable[tuple[Announcement.Kind, str]]:
    """To the page editors and to who set the time, as far as they switched letters on."""
    if not settings.SENDS_EMAIL:
        return []
    concerned = Q(pk=by.pk) | Q(edited_pages__issue=issue) if issue else Q(pk=by.pk)
    readers = User.objects.filter(concerned, wants_email=True).exclude(email="").distinct()
    return [(Announcement.Kind.MAIL, str(user.pk)) for user in readers.order_by("pk")]


def _accounts(rows: Iterable[Announcement]) -> list[str]:
    return [row.target for row in rows if row.kind == Announcement.Kind.MAIL]
