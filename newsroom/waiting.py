"""What waits for the signed-in person: the number at the bell, and the page behind it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Max, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles import notices, review
from articles.models import Article, StatusChange
from articles.models.notes import NoticeQuerySet
from articles.revisions.conflicts import unmerged_of
from people.accounts import user_of
from policy.table import Action

if TYPE_CHECKING:
    from django.contrib.admin import AdminSite

LONGEST_LIST = 100


class SeenForm(forms.Form):
    """One notice, or all up to the newest that the page showed."""

    notice = forms.IntegerField(required=False)
    newest = forms.IntegerField(required=False)


def bell(request: HttpRequest) -> Callable[[], int]:
    """How much waits, counted when the header shows it: a window without a header asks nothing.

    Every page of the staff site shows it, so all of it is one query.
    """

    @cache
    def count() -> int:
        user = user_of(request)
        kinds: tuple[QuerySet[Any], ...] = (
            review.came_back_to(user),
            notices.unseen(user),
            unmerged_of(user),
        )
        first = review.waiting_on(user).order_by().values_list("pk")
        return first.union(*(rows.order_by().values_list("pk") for rows in kinds), all=True).count()

    return count


def waiting_view(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """To review, to change, to know. Looking at the page marks nothing as seen."""
    user = user_of(request)
    unseen = notices.unseen(user)
    context = site.each_context(request) | {
        "title": _("Waiting for you"),
        "to_review": longest_waiting(review.waiting_on(user)),
        "to_change": longest_waiting(review.came_back_to(user)),
        "unmerged": unmerged_of(user).prefetch_related("article__photos")[:LONGEST_LIST],
        "unseen": with_stories(unseen),
        "newest": unseen.aggregate(newest=Max("pk"))["newest"],
        "seen": with_stories(notices.seen_lately(user)),
    }
    return TemplateResponse(request, "admin/waiting.html", context)


def seen_view(request: HttpRequest) -> HttpResponse:
    """Mark one notice as seen, or all that the page showed; one that came meanwhile stays."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    form = SeenForm(request.POST)
    found = notices.unseen(user_of(request))
    if form.is_valid() and form.cleaned_data["notice"] is not None:
        notices.mark_seen(found.filter(pk=form.cleaned_data["notice"]))
    elif form.is_valid() and form.cleaned_data["newest"] is not None:
        notices.mark_seen(found.filter(pk__lte=form.cleaned_data["newest"]))
    return HttpResponseRedirect(f"{reverse('admin:waiting')}#notices")


def longest_waiting(articles: QuerySet[Article]) -> QuerySet[Article]:
    """The longest waiting first; of a story that came back, who returned it and why."""
    returns = StatusChange.objects.filter(action=Action.RETURN).select_related("by")
    shown = articles.select_related("desk", "stage", "filed_by").prefetch_related(
        "photos", Prefetch("status_changes", returns, to_attr="returns")
    )
    return shown.order_by("updated_at", "pk")[:LONGEST_LIST]


def with_stories(found: NoticeQuerySet) -> NoticeQuerySet:
    return found.select_related("article", "by").prefetch_related("article__photos")[:LONGEST_LIST]
