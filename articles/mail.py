"""Notices by e-mail, for those who switched it on: that there is something to know, and where to read it.

A letter lies in mailboxes that the paper does not keep. So it holds the kind of the notice, who it is from
and the address of the story's page, which asks for a sign-in; no text and no note, and no headline either:
the headline of a story under embargo, or of one that was just withdrawn, is news itself.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from articles.models import Article, Notice

logger = logging.getLogger(__name__)


def send(notices: Collection[int]) -> None:
    """Send the notices of these ids, called once, when they are in the database.

    Everything is read anew: who lost the right to the story meanwhile, or the account, gets no letter.
    """
    if not settings.SENDS_EMAIL:
        return
    found = Notice.objects.filter(pk__in=notices, user__wants_email=True).exclude(user__email="")
    readers = found.filter(user__is_active=True, user__is_staff=True).select_related("user", "by")
    with translation.override(settings.LANGUAGE_CODE):
        letters = [_letter(notice) for notice in readers if _may_read(notice)]
    if letters:
        _post(letters)


def _may_read(notice: Notice) -> bool:
    return Article.objects.visible_to(notice.user).filter(pk=notice.article_id).exists()


def _letter(notice: Notice) -> EmailMessage:
    """In the paper's language: which one the reader chose for the staff pages, only their browser knows."""
    kind = notice.get_kind_display()
    page = reverse("admin:articles_article_change", args=[notice.article_id])
    text = _(
        "About a story in the newsroom: %(kind)s.\n"
        "From: %(by)s\n\n"
        "Read it here, after signing in:\n%(link)s\n\n"
        "You switched these letters on yourself, and can switch them off on the page behind the bell.\n"
    ) % {"kind": kind, "by": notice.by or "—", "link": f"{settings.SITE_URL}{page}"}
    return EmailMessage(f"{settings.PAPER_NAME}: {kind}", text, to=[notice.user.email])


def _post(letters: Iterable[EmailMessage]) -> None:
    """Over one connection. An address that is refused stops no other letter; a dead server stops them all."""
    try:
        with get_connection() as connection:
            for letter in letters:
                try:
                    connection.send_messages([letter])
                except SMTPException:
                    logger.exception("A notice could not be sent by e-mail.")
    except OSError:
        logger.exception("The mail server cannot be reached: notices wait at the bell only.")
