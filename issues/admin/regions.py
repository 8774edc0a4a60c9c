"""The staff page of a page's picture (版面图): uploaded, watched while made, its regions (热区) put right."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from issues.admin.region_rows import EMPTY_ROWS, Row, choices_of, drawn_of, regions_of, rows_of, sent_rows
from issues.make_up.pictures import keep_going, veiled
from issues.models import Page, Rendition
from issues.renditions import uploads
from people.accounts import user_of
from people.models import User
from policy.access import may
from policy.inputs import number_in
from policy.json import json_view
from policy.table import Action

STATE, KIND = Rendition.State, Rendition.Kind
UNDER_WAY = (STATE.WAITING, STATE.UNDER_WAY)


class RegionPages(admin.ModelAdmin[Page]):
    """The addresses of a page's picture; who sees pages looks, who changes them uploads and draws."""

    def get_urls(self) -> list[URLPattern]:
        site = self.admin_site
        own = [
            path("<int:pk>/picture/", site.admin_view(self.picture_view), name="issues_page_picture"),
            path(
                "<int:pk>/picture/state/",
                json_view(site, self.picture_state_view),
                name="issues_page_picture_state",
            ),
            path(
                "<int:pk>/picture/<uuid:key>/",
                site.admin_view(self.picture_file_view),
                name="issues_page_picture_file",
            ),
        ]
        return [*own, *super().get_urls()]

    def picture_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        page = self._pictured(request, pk)
        if request.method != "POST":
            return self._show_picture(request, page)
        if not may(user_of(request), Action.CHANGE, Page):
            raise PermissionDenied
        act = ACTS.get(request.POST.get("do", ""))
        if act is None:
            messages.error(request, _("Use one of the buttons of this page."))
            return self._show_picture(request, page, status=HTTPStatus.BAD_REQUEST)
        return act(self, request, page)

    def picture_state_view(self, request: HttpRequest, pk: int) -> JsonResponse:
        """Asked while a page is made; whoever asks sees to it that somebody makes it."""
        page = self._pictured(request, pk)
        keep_going()
        row = _upload_of(page)
        state = row.state if row is not None else STATE.MADE
        is_done = state not in UNDER_WAY
        return JsonResponse({"state": state, "said": str(state.label), "is_done": is_done})

    def picture_file_view(self, request: HttpRequest, pk: int, key: uuid.UUID) -> FileResponse:
        """The large picture, before anybody else may see it; no cache keeps it."""
        page = self._pictured(request, pk)
        row = get_object_or_404(page.renditions.made(), key=key)
        if not _is_seen(row, page, user_of(request)):
            raise Http404
        try:
            with row.large.open("rb") as opened:
                content = io.BytesIO(opened.read())
        except (OSError, ValueError) as error:
            raise Http404 from error
        return FileResponse(content, content_type="image/webp", headers={"X-Content-Type-Options": "nosniff"})

    # What is done

    def _upload(self, request: HttpRequest, page: Page) -> HttpResponse:
        file = request.FILES.get("file")
        number = number_in(request.POST.get("number") or "1")
        try:
            if file is None:
                raise uploads.NotTaken(_("Choose the file of the page first."))
            if not number:
                raise uploads.NotTaken(_("Write which page of the PDF it is, as a number from 1."))
            uploads.upload(page, file, number=number, by=user_of(request))
        except uploads.NotTaken as refused:
            messages.error(request, str(refused))
            return self._show_picture(request, page, status=HTTPStatus.BAD_REQUEST)
        messages.success(request, _("The file is here. The page is being made of it."))
        return _back(page)

    def _add(self, request: HttpRequest, page: Page) -> HttpResponse:
        """More empty rows, for who works without the script; nothing is saved."""
        return self._show_picture(request, page, sent=True, more=EMPTY_ROWS)

    def _save(self, request: HttpRequest, page: Page) -> HttpResponse:
        status = HTTPStatus.BAD_REQUEST
        try:
            rows = sent_rows(request.POST)
            if any(row.error for row in rows):
                raise uploads.NotTaken(_("Nothing was saved: see what is marked below."))
            seen, by = request.POST.get("seen", ""), user_of(request)
            uploads.draw_regions(page, regions_of(rows), seen=seen, by=by)
        except uploads.NotTaken as refused:
            messages.error(request, str(refused))
            status = HTTPStatus.CONFLICT if isinstance(refused, uploads.Stale) else status
            return self._show_picture(request, page, sent=True, status=status)
        messages.success(request, _("The regions are saved."))
        return _back(page)

    def _again(self, request: HttpRequest, page: Page) -> HttpResponse:
        return self._done(request, page, uploads.propose_again, _("The page is being read once more."))

    def _remove(self, request: HttpRequest, page: Page) -> HttpResponse:
        if not request.POST.get("sure"):
            context = {"page": page, "upload": _upload_of(page)}
            return self._answer_picture(request, "picture_remove", _("Remove the upload"), context)
        return self._done(request, page, uploads.remove, _("The upload is removed."))

    @staticmethod
    def _done(request: HttpRequest, page: Page, act: Callable[..., None], said: str) -> HttpResponse:
        try:
            act(page, by=user_of(request))
        except uploads.NotTaken as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, said)
        return _back(page)

    # What is shown

    def _show_picture(
        self, request: HttpRequest, page: Page, *, sent: bool = False, more: int = 0, status: int = 200
    ) -> HttpResponse:
        user, upload = user_of(request), _upload_of(page)
        shown = page.renditions.made().order_by("-kind").first()
        if shown is not None and not _is_seen(shown, page, user):
            shown = None
        choices = choices_of(page, user)
        rows = _rows(request, shown, is_sent=sent)
        is_waiting = upload is not None and upload.state in UNDER_WAY
        if is_waiting:
            keep_going()
        is_uploaded = shown is not None and shown.kind == KIND.UPLOADED
        may_change = may(user, Action.CHANGE, Page)
        may_draw = may_change and is_uploaded and not is_waiting and bool(choices)
        context = {
            "page": page,
            "upload": upload,
            "shown": shown,
            "is_uploaded": is_uploaded,
            "is_waiting": is_waiting,
            "is_failed": upload is not None and upload.state == STATE.FAILED,
            "may_change": may_change,
            "may_draw": may_draw,
            "choices": choices,
            "rows": [*rows, *[Row()] * (more or (0 if sent else EMPTY_ROWS))] if may_draw else rows,
            "empty": Row(),
            "drawn": drawn_of(rows, choices),
            "left_out": _left_out(rows, choices),
        }
        return self._answer_picture(request, "picture", _("Picture and regions"), context, status=status)

    def _pictured(self, request: HttpRequest, pk: int) -> Page:
        if not may(user_of(request), Action.VIEW, Page):
            raise PermissionDenied
        return get_object_or_404(Page.objects.select_related("issue"), pk=pk)

    def _answer_picture(
        self, request: HttpRequest, name: str, title: str, context: dict[str, Any], *, status: int = 200
    ) -> HttpResponse:
        whole = self.admin_site.each_context(request) | {"title": title, "opts": self.opts} | context
        return TemplateResponse(request, f"admin/issues/page/{name}.html", whole, status=status)


ACTS: dict[str, Callable[[RegionPages, HttpRequest, Page], HttpResponse]] = {
    "upload": RegionPages._upload,
    "add": RegionPages._add,
    "save": RegionPages._save,
    "again": RegionPages._again,
    "remove": RegionPages._remove,
}


def _is_seen(row: Rendition, page: Page, user: User) -> bool:
    """What was composed shows its stories to whoever may see all of them, here as on the make-up page.

    What was made elsewhere is shown to all who see pages.
    """
    return row.kind == KIND.UPLOADED or page.pk not in veiled([page.pk], user)


def _upload_of(page: Page) -> Rendition | None:
    return page.renditions.filter(kind=KIND.UPLOADED).first()


def _back(page: Page) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:issues_page_picture", args=[page.pk]))


def _rows(request: HttpRequest, shown: Rendition | None, *, is_sent: bool) -> list[Row]:
    """As they were sent, where they can be read; else as they are kept."""
    if is_sent:
        try:
            return sent_rows(request.POST)
        except uploads.NotTaken:
            pass
    return rows_of(shown) if shown is not None else []


def _left_out(rows: Sequence[Row], choices: Sequence[Any]) -> list[str]:
    """The stories that have no region yet."""
    drawn = {row.story for row in rows}
    return [choice.label for choice in choices if choice.story not in drawn]
