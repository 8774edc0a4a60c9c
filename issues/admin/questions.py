"""Moves of the chief editor that are asked about once: what they do, in words, and then they are done.

The page of a question sends back a digest of what it showed: what changed in between is asked again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from articles.workflow import NotPossible
from audit.chain import digest
from issues.outlook import Outlook
from issues.release import NotReleasable
from people.models import User
from policy.inputs import reason_in

# What the page of a question sends: the digest of what it showed, and why.
SHOWN, WHY = "shown", "why"
MINUTE = dt.timedelta(minutes=1)


class Question:
    """One move on one thing as it is now."""

    do = ""
    title: Any = ""
    button: Any = ""
    # A move that takes something away from readers says why.
    wants_reason = False
    is_grave = False

    def __init__(self, at: dt.datetime | None = None) -> None:
        self.at = at
        self.is_past = at is not None and at <= timezone.now()

    @property
    def outlook(self) -> Outlook | None:
        return None

    def effects(self) -> list[str]:
        """What it does, a sentence each."""
        raise NotImplementedError

    def stamp(self) -> list[Any]:
        """All that is shown besides the words."""
        raise NotImplementedError

    def carried(self) -> dict[str, Any]:
        """What its page sends back besides."""
        return {"do": self.do} | at_fields(self.at)

    def refuse(self) -> None:
        """Raise what would be raised when it is done, before it is asked."""

    def act(self, *, by: User, why: str) -> str:
        """Do it; what the person is told then."""
        raise NotImplementedError

    @property
    def mark(self) -> str:
        return digest(self.do, self.at and self.at.isoformat(), self.is_past, self.stamp())


@transaction.atomic
def asked_once(
    request: HttpRequest, ask: Callable[[], Question], *, context: dict[str, Any], by: User, back: str
) -> HttpResponse:
    """Its page; with its answer, if that is about what was shown, what comes after the move.

    `ask` holds what it asks about: between the look and the move nothing changes.
    """
    try:
        with transaction.atomic():
            question = ask()
            question.refuse()
            why = reason_in(request.POST.get(WHY))
            shown = request.POST.get(SHOWN)
            is_answered = not question.wants_reason or bool(why)
            if shown != question.mark or not is_answered:
                context |= {"title": question.title, "question": question, "effects": question.effects()}
                context |= {"has_changed": shown not in (None, question.mark), "why": why, "back": back}
                context |= {"lacks_reason": shown == question.mark}
                return TemplateResponse(request, "admin/issues/release/question.html", context)
            messages.success(request, question.act(by=by, why=why))
    except NotReleasable as error:
        for problem in error.problems:
            messages.error(request, problem)
    except NotPossible as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(back)


def in_words(at: dt.datetime) -> str:
    """2026-11-26 星期四 06:00, by the clock of the paper; with its seconds where it has any."""
    local = localtime(at)
    return date_format(local, "Y-m-d l H:i:s" if local.second else "Y-m-d l H:i")


def how_soon(at: dt.datetime) -> str:
    left = at - timezone.now()
    if left <= dt.timedelta(0):
        return _("at once")
    if left < MINUTE:
        return _("in less than a minute")
    minutes, hours = left.seconds // 60 % 60, left.seconds // 3600
    said = {"days": left.days, "hours": hours, "minutes": minutes}
    if left.days:
        return (_("in %(days)d d %(hours)d h") if hours else _("in %(days)d d")) % said
    if hours:
        return (_("in %(hours)d h %(minutes)d min") if minutes else _("in %(hours)d h")) % said
    return _("in %(minutes)d min") % said


def at_fields(at: dt.datetime | None) -> dict[str, str]:
    """The moment as the form of the release has it."""
    if at is None:
        return {}
    local = localtime(at)
    return {"at_0": f"{local:%Y-%m-%d}", "at_1": f"{local:%H:%M:%S}"}
