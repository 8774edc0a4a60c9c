"""The staff pages of the make-up: a page drawn as it will be set, and what an editor fixes of it."""

from __future__ import annotations

import io
from http import HTTPStatus
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from articles.models import Article
from audit.trail import record
from issues import renditions
from issues.board.moves import Stale
from issues.make_up import Move, fix, keep_going, may_make_up, pictures_of, sheet_of, why_not
from issues.make_up.looking import form_for
from issues.make_up.pictures import PagePicture
from issues.models import Issue, Page
from issues.release import NotReleasable
from people.accounts import user_of
from policy.access import may
from policy.inputs import number_in
from policy.json import Refused, asks_for_json, json_view, refuse_other_than_post
from policy.table import Action

MOVES = {"up": -1, "down": 1}
FILES = {"small", "large"}


class MakeUpPages(admin.ModelAdmin[Page]):
    """The addresses of a page's make-up; to stand before the admin of pages."""

    def get_urls(self) -> list[URLPattern]:
        site, name = self.admin_site, "issues_page_make_up"
        where, picture = "<int:pk>/make-up/", site.admin_view(self.made_picture_view)
        return [
            path(where, site.admin_view(self.make_up_view), name=name),
            path(f"{where}change/", json_view(site, self.make_up_change_view), name=f"{name}_change"),
            path(f"{where}made/", json_view(site, self.make_up_made_view), name=f"{name}_made"),
            path(f"{where}picture-<slug:size>.webp", picture, name=f"{name}_picture"),
            path(f"{where}page.pdf", site.admin_view(self.pdf_view), name=f"{name}_pdf"),
            *super().get_urls(),
        ]

    def make_up_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        page = demand_page(request, pk)
        context = self.admin_site.each_context(request) | {
            "title": _("Make-up"),
            "opts": self.opts,
            "page": page,
            "parts": _parts(request, page),
        }
        return TemplateResponse(request, "admin/issues/page/make_up.html", context)

    def make_up_change_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What is chosen in the form is fixed; its buttons move a story, or ask for the page to be set."""
        refuse_other_than_post(request)
        page = demand_page(request, pk)
        try:
            said = _changed(request, page)
        except Stale:
            sentence = _(
                "Somebody changed this page meanwhile. Nothing of yours was changed: look at it now."
            )
            return _answer(request, page, error=sentence, status=HTTPStatus.CONFLICT)
        except NotReleasable as refused:
            return _answer(request, page, error=" ".join(refused.problems), status=HTTPStatus.BAD_REQUEST)
        return _answer(request, page, said=said)

    def make_up_made_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """How far the picture of the page has come: asked every second or two while it is made."""
        page = demand_page(request, pk)
        keep_going()
        picture = pictures_of([page], user_of(request))[0]
        return JsonResponse({"waits": picture.waits, "parts": {PICTURE: _picture(request, picture)}})

    def made_picture_view(self, request: HttpRequest, pk: int, size: str) -> HttpResponse:
        """The picture for the staff, before readers have it: it is kept by no cache."""
        if size not in FILES:
            raise Http404
        return _file(request, pk, size, "image/webp")

    def pdf_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return _file(request, pk, "pdf", "application/pdf")


def demand_page(request: HttpRequest, pk: int) -> Page:
    if not may(user_of(request), Action.VIEW, Page):
        raise PermissionDenied
    return get_object_or_404(Page.objects.select_related("issue", "editor"), pk=pk)


def _file(request: HttpRequest, pk: int, name: str, content_type: str) -> HttpResponse:
    picture = pictures_of([demand_page(request, pk)], user_of(request))[0]
    if picture.rendition is None or not picture.is_there or not picture.is_seen:
        raise Http404
    try:
        with getattr(picture.rendition, name).open("rb") as file:
            content = io.BytesIO(file.read())
    except (OSError, ValueError) as error:
        raise Http404 from error
    headers = {"X-Content-Type-Options": "nosniff"}
    return FileResponse(content, content_type=content_type, headers=headers)  # type: ignore[return-value]


# What was sent ----------------------------------------------------------------------------------------


def _changed(request: HttpRequest, page: Page) -> str:
    """Fix what was sent; the sentence of what was done."""
    sent, user = request.POST, user_of(request)
    if not may_make_up(user):
        raise PermissionDenied
    do, _colon, key = sent.get("do", "set").partition(":")
    if do == "make":
        ask_for([page], page, by=request)
        return _("The page is being set. You may go on meanwhile.")
    if do not in {"set", *MOVES}:
        raise Refused(_("Use one of the buttons of this page."))
    move = Move(_story(request, page, key), MOVES[do]) if do in MOVES else None
    form = form_for(page, user, sent)
    if not form.is_valid():
        raise NotReleasable([_told(form)])
    is_changed = fix(page, form.fixed, seen=number_in(sent.get("version")), by=user, move=move)
    return _("The page is set anew.") if is_changed else _("Nothing was changed.")


@transaction.atomic
def ask_for(pages: list[Page], thing: Page | Issue, *, by: HttpRequest) -> None:
    """Have them made, and say in the trail who asked: whoever makes pages, whether it is out or not.

    Raises `NotReleasable` where nothing can be made.
    """
    if not may_make_up(user_of(by)):
        raise PermissionDenied
    if not renditions.can_be_made():
        raise NotReleasable([_("typst is not installed: pages can be composed, but not printed.")])
    renditions.owe(pages)
    told = {"pages": [page.label for page in pages]} if isinstance(thing, Issue) else {}
    record("set_pages", thing, by=user_of(by), after=told)


def _story(request: HttpRequest, page: Page, key: str) -> Article:
    """A story of this page that the person sees."""
    number = number_in(key)
    stories = Article.objects.visible_to(user_of(request)).filter(placements__page=page)
    story = stories.filter(pk=number).first() if number is not None else None
    if story is None:
        raise Http404
    return story


def _told(form: Any) -> str:
    """What is wrong, each with the name of its field."""
    named = [(form.fields[name].label, " ".join(errors)) for name, errors in form.errors.items()]
    return " ".join(f"{label}: {errors}" for label, errors in named)


# The answer -------------------------------------------------------------------------------------------

SHEET, PICTURE = "make-up-sheet", "make-up-picture"


def _answer(
    request: HttpRequest, page: Page, *, said: str = "", error: str = "", status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    if asks_for_json(request):
        sentence = {"error": error} if error else {"said": said}
        fresh = demand_page(request, page.pk)
        return JsonResponse({"parts": _parts(request, fresh)} | sentence, status=status)
    (messages.error if error else messages.success)(request, error or said)
    return HttpResponseRedirect(reverse("admin:issues_page_make_up", args=[page.pk]))


def _parts(request: HttpRequest, page: Page) -> dict[str, str]:
    """What a change draws anew, by its id."""
    user = user_of(request)
    refusal = why_not(page.issue, by=user)
    context = {
        "page": page,
        "sheet": sheet_of(page, user),
        "refusal": refusal,
        "may_change": not refusal,
        "may_move": not refusal and page.issue.state != Issue.State.RELEASED,
    }
    sheet = render_to_string("admin/issues/page/_make_up_sheet.html", context, request=request)
    return {SHEET: sheet, PICTURE: _picture(request, pictures_of([page], user)[0])}


def _picture(request: HttpRequest, picture: PagePicture) -> str:
    context = {
        "picture": picture,
        "page": picture.page,
        "may_ask": may_make_up(user_of(request)),
        "can_be_made": renditions.can_be_made(),
    }
    return render_to_string("admin/issues/page/_make_up_picture.html", context, request=request)
