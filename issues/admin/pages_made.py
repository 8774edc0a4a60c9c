"""The pictures of all pages of an issue: asked for together, and watched while they are made."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from issues import renditions
from issues.admin.make_up import ask_for
from issues.make_up import PagePicture, keep_going, may_make_up, pictures_of
from issues.models import Issue, Page
from issues.release import NotReleasable
from people.accounts import user_of
from policy.access import may
from policy.inputs import number_in
from policy.json import json_view
from policy.table import Action

LIST = "pages-made"


class PagesMade(admin.ModelAdmin[Issue]):
    """The addresses of an issue's made pages; to stand before the admin of issues."""

    def get_urls(self) -> list[URLPattern]:
        site, name = self.admin_site, "issues_issue_pages_made"
        where = "<int:pk>/pages-made/"
        return [
            path(where, site.admin_view(self.pages_made_view), name=name),
            path(f"{where}now/", json_view(site, self.pages_made_now_view), name=f"{name}_now"),
            *super().get_urls(),
        ]

    def pages_made_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Where each page stands; posted to, the pages are asked for: all, or the one that is named."""
        issue = _issue(request, pk)
        if request.method == "POST":
            _ask(request, issue)
            return HttpResponseRedirect(request.path)
        context = self.admin_site.each_context(request) | {
            "title": _("Pages set"),
            "opts": self.opts,
            "issue": issue,
            "part": _part(request, issue, _pictures(request, issue)),
        }
        return TemplateResponse(request, "admin/issues/issue/pages_made.html", context)

    def pages_made_now_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The same for the script of the page: asked every second or two while pages are made."""
        issue = _issue(request, pk)
        keep_going()
        pictures = _pictures(request, issue)
        return JsonResponse(
            {"waits": any(each.waits for each in pictures), "parts": {LIST: _part(request, issue, pictures)}}
        )


def _issue(request: HttpRequest, pk: int) -> Issue:
    user = user_of(request)
    if not (may(user, Action.VIEW, Page) and may(user, Action.VIEW, Issue)):
        raise PermissionDenied
    return get_object_or_404(Issue, pk=pk)


def _ask(request: HttpRequest, issue: Issue) -> None:
    pages = issue.pages.order_by("order", "pk")
    if request.POST.get("page"):
        pages = pages.filter(pk=number_in(request.POST["page"]) or 0)
    found = list(pages)
    if not found:
        messages.error(request, _("Choose a page of this issue."))
        return
    try:
        ask_for(found, issue, by=request)
    except NotReleasable as refused:
        messages.error(request, " ".join(refused.problems))


def _pictures(request: HttpRequest, issue: Issue) -> list[PagePicture]:
    pages = list(issue.pages.order_by("order", "pk"))
    for page in pages:
        page.issue = issue
    return pictures_of(pages, user_of(request))


def _part(request: HttpRequest, issue: Issue, pictures: list[PagePicture]) -> str:
    context: dict[str, Any] = {
        "issue": issue,
        "pictures": pictures,
        "done": sum(each.is_done for each in pictures),
        "failed": sum(each.state == "failed" for each in pictures),
        "waits": any(each.waits for each in pictures),
        "may_ask": may_make_up(user_of(request)),
        "can_be_made": renditions.can_be_made(),
    }
    return render_to_string("admin/issues/issue/_pages_made.html", context, request=request)
