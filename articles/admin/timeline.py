"""Everything that happened to a story, on one page: its saves, its steps, its pages, its notes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.admin.timeline_rows import Event, Kind, Telling, events_of
from articles.models import Article
from audit.models import Entry
from people.accounts import user_of
from people.models import User
from policy.access import may
from policy.table import Action

PAGE_SIZE = 50
KINDS = {
    "": pgettext_lazy("kind of event", "All"),
    Kind.TEXT: pgettext_lazy("kind of event", "Text"),
    Kind.REVIEW: pgettext_lazy("kind of event", "Review"),
    Kind.PAGES: pgettext_lazy("kind of event", "Pages"),
    Kind.NOTES: pgettext_lazy("kind of event", "Notes"),
}


class TimelineAdmin(admin.ModelAdmin[Article]):
    """For whoever may see the story; where somebody sat is for who may see the trail."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.timeline_view)
        return [path("<int:pk>/timeline/", view, name="articles_article_timeline"), *super().get_urls()]

    def timeline_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        user = user_of(request)
        stories = Article.objects.visible_to(user).prefetch_related("photos")
        article = get_object_or_404(stories, pk=pk)
        events = events_of(article)
        people = _people(events)
        chosen = _chosen(request, people)
        page = Paginator(_filtered(events, **chosen), PAGE_SIZE).get_page(request.GET.get("p"))
        telling = Telling(article, list(page), shows_address=may(user, Action.VIEW, Entry))
        context = self.admin_site.each_context(request) | {
            "title": _("Everything that happened"),
            "article": article,
            "rows": telling.rows(),
            "versions": reverse("admin:articles_article_versions", args=[article.pk]),
            "kinds": [(kind, label, _query(chosen | {"kind": kind})) for kind, label in KINDS.items()],
            "people": people,
            "chosen": chosen,
            "total": page.paginator.count,
            "turn": _turn(page, chosen),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/articles/article/timeline.html", context)


def _people(events: Iterable[Event]) -> list[User]:
    """Whose doing it was, by name. Nobody is named who has nothing to do with the story."""
    keys = {event.by for event in events if event.by is not None}
    return sorted(User.objects.filter(pk__in=keys or {0}), key=str)


def _chosen(request: HttpRequest, people: list[User]) -> dict[str, Any]:
    """The filters of the address; what none of them offers filters nothing."""
    kind, by = request.GET.get("kind", ""), request.GET.get("by", "")
    known = {str(person.pk): person.pk for person in people}
    return {"kind": kind if kind in KINDS else "", "by": known.get(by, "")}


def _filtered(events: list[Event], *, kind: str, by: int | str) -> list[Event]:
    return [e for e in events if (not kind or e.kind == kind) and (not by or e.by == by)]


def _turn(page: Page[Event], chosen: dict[str, Any]) -> dict[str, str]:
    """The addresses of the newer and the older page, where there is one."""
    found = {}
    if page.has_previous():
        found["newer"] = _query(chosen | {"p": page.previous_page_number()})
    if page.has_next():
        found["older"] = _query(chosen | {"p": page.next_page_number()})
    return found


def _query(values: dict[str, Any]) -> str:
    return "?" + urlencode({name: value for name, value in values.items() if value})
