"""A letter to the desk: it is out, and where. No headline stands in it, as in no letter of the newsroom."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from articles import clock
from articles.models import Article
from issues.announcements.hooks import address, stories_in
from issues.announcements.owing import NotSent, subject_of
from issues.models import Announcement, Issue
from people.models import User


def send(announcement: Announcement) -> None:
    """To the account as it is now: who left, or wants no letters any more, gets none."""
    readers = User.objects.filter(pk=announcement.target, is_active=True, is_staff=True, wants_email=True)
    reader = readers.exclude(email="").first()
    if reader is None or not settings.SENDS_EMAIL:
        raise NotSent(_("The account gets no letters."))
    with translation.override(settings.LANGUAGE_CODE), clock.reading():
        subject, text = _letter(subject_of(announcement))
    EmailMessage(f"{settings.PAPER_NAME}: {subject}", text, to=[reader.email]).send()


def _letter(subject: Issue | Article) -> tuple[str, str]:
    return _issue_letter(subject) if isinstance(subject, Issue) else _story_letter(subject)


def _story_letter(story: Article) -> tuple[str, str]:
    assert story.publish_at is not None  # Only what is out is told.
    said = {"at": f"{localtime(story.publish_at):%H:%M}", "link": address(story)}
    text = _("A story is out web first since %(at)s.\n\nReaders find it here:\n%(link)s\n")
    return _("A story is out"), text % said


def _issue_letter(issue: Issue) -> tuple[str, str]:
    assert issue.publish_at is not None  # As above.
    seen = len(stories_in(issue))
    said = {
        "issue": str(issue),
        "at": f"{localtime(issue.publish_at):%H:%M}",
        "seen": seen,
        "unseen": issue.articles().count() - seen,
        "link": address(issue),
    }
    text = _(
        "The issue of %(issue)s is out since %(at)s.\n"
        "Stories that readers have: %(seen)d. That they do not get: %(unseen)d.\n\n"
        "Readers find it here:\n%(link)s\n"
    )
    return _("The issue of %(issue)s is out") % said, text % said
