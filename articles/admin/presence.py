"""Who else has a story open, and whether somebody saved it meanwhile: a bar above its form.

    POST /admin/articles/article/<pk>/presence/
    version     the story's as the page shows it
    typing      1 while something is typed that is not saved
    leave       1 when the page is closed, with `heard` from the last answer

The answer is JSON: {"others": [{"name", "since", "typing"}], "lines": [a sentence for each of them],
"version", "saved": {"by", "at"} or null, "newer": a sentence about it or "", "heard"}. A refusal is
{"error": sentence}. Whoever may see the story asks; only open forms, of those who may change it as it
stands, are told to the others.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import presence
from articles.admin.base import context_of
from articles.admin.timeline_words import moment
from articles.models import Article, Presence, Revision
from people.accounts import user_of
from people.models import User
from policy.inputs import number_in
from policy.json import Refused, json_view, refuse_other_than_post

MINUTE, HOUR = 60, 3600


class PresenceAdmin(admin.ModelAdmin[Article]):
    """Draws the bar with the page, and answers the script that keeps it true."""

    def get_urls(self) -> list[URLPattern]:
        view = json_view(self.admin_site, self.presence_view)
        return [path("<int:pk>/presence/", view, name="articles_article_presence"), *super().get_urls()]

    def presence_view(self, request: HttpRequest, pk: int) -> JsonResponse:
        refuse_other_than_post(request)
        user, version = user_of(request), _version_of(request)
        article = get_object_or_404(Article.objects.visible_to(user), pk=pk)
        if "leave" in request.POST:
            if heard_at := _heard_in(request):
                presence.leave(article, user, heard_at=heard_at)
            return JsonResponse({})
        may_change = self.has_change_permission(request, article)
        answer = {"saved": None, "newer": "", "version": article.version, "heard": None}
        if may_change:
            heard_at = presence.note(article, user, is_typing="typing" in request.POST)
            # To the microsecond, which Django's own way of writing times in JSON cuts off.
            answer["heard"] = heard_at.isoformat()
        if article.version > version:
            answer |= _newer(article, user, version, may_change=may_change)
        return JsonResponse(answer | _others(article, user))

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().changeform_view(request, *args, **kwargs)
        if (context := context_of(response)) is not None:
            article = context.get("original")
            context["presence"] = self._bar(request, article) if article else None
        return response

    def _bar(self, request: HttpRequest, article: Article) -> dict[str, Any]:
        """What the page begins with. A form that comes back with errors may be behind the story."""
        user = user_of(request)
        bar: dict[str, Any] = {"version": article.version}
        if request.method == "POST":
            bar["version"] = _version_in(request) or 0
            may_change = self.has_change_permission(request, article)
            bar |= _newer(article, user, bar["version"], may_change=may_change)
        address = reverse("admin:articles_article_presence", args=[article.pk])
        return bar | _others(article, user) | {"address": address}


def _others(article: Article, user: User) -> dict[str, Any]:
    rows = list(presence.others(article, user))
    named = [
        {"name": str(row.user), "since": row.opened_at.isoformat(), "typing": row.is_typing} for row in rows
    ]
    return {"others": named, "lines": [_line(row) for row in rows]}


def _line(row: Presence) -> str:
    said = {"name": str(row.user), "since": _since(row.opened_at)}
    if row.is_typing:
        return _("%(name)s has this story open too (%(since)s) and is changing it") % said
    return _("%(name)s has this story open too (%(since)s)") % said


def _since(at: dt.datetime) -> str:
    seconds = int((timezone.now() - at).total_seconds())
    if seconds < MINUTE:
        return _("opened just now")
    if seconds < HOUR:
        return ngettext("%d minute ago", "%d minutes ago", seconds // MINUTE) % (seconds // MINUTE)
    return _("since %(time)s") % {"time": _clock(at)}


def _newer(article: Article, user: User, version: int, *, may_change: bool) -> dict[str, Any]:
    """Who saved the story since the page was opened, and what that means for what stands on it."""
    saved = presence.saved_since(article, version)
    if saved is None:
        return {}
    by = str(saved.by or "")
    told = {"saved": _saved(saved, user), "meaning": _what_that_means(may_change=may_change)}
    return {"saved": {"by": by, "at": saved.at.isoformat()}, "newer": _("%(saved)s %(meaning)s") % told}


def _saved(saved: Revision, user: User) -> str:
    said = {"name": str(saved.by or ""), "time": _clock(saved.at)}
    if saved.by == user:
        return _("You saved a version in another window at %(time)s.") % said
    if saved.by is None:
        return _("A version was saved at %(time)s.") % said
    return _("%(name)s saved a version at %(time)s.") % said


def _what_that_means(*, may_change: bool) -> str:
    if not may_change:
        return _("This page shows the one before.")
    return _("You have the version before it: when you save, the two are brought together.")


def _clock(at: dt.datetime) -> str:
    local = timezone.localtime(at)
    return time_format(local.time(), "H:i") if local.date() == timezone.localdate() else moment(at)


def _version_of(request: HttpRequest) -> int:
    version = _version_in(request)
    if version is None:
        raise Refused(_("Which version of the story the page shows has to be a number."))
    return version


def _version_in(request: HttpRequest) -> int | None:
    """The version that the page was made from; a page that does not say it is behind every save."""
    return number_in(request.POST.get("version") or "0")


def _heard_in(request: HttpRequest) -> dt.datetime | None:
    try:
        at = parse_datetime(request.POST.get("heard", ""))
        return at.astimezone(dt.UTC) if at and timezone.is_aware(at) else None
    except (ValueError, OverflowError):
        return None
