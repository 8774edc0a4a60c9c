"""The columns of the list, chosen by each person for themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from articles.admin.lists.columns import COLUMNS, Column, choose_columns, columns_of
from articles.admin.lists.saving import back_to_list
from articles.models import Article, ListColumns
from audit.trail import record
from people.accounts import user_of


def column_choices(shown: Sequence[Column]) -> list[tuple[Column, bool]]:
    """Every column and whether it is shown: those that are in their order, then the others."""
    others = [column for column in COLUMNS.values() if column not in shown]
    return [*((column, True) for column in shown), *((column, False) for column in others)]


class ColumnsAdmin(admin.ModelAdmin[Article]):
    """A panel on the list, and a page of its own for who moves columns without a script."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.columns_view)
        return [path("columns/", view, name="articles_article_columns"), *super().get_urls()]

    def columns_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            return self._choose(request)
        context = self.admin_site.each_context(request) | {
            "title": _("Columns of the list"),
            "opts": self.opts,
            "columns": column_choices(columns_of(user_of(request))),
        }
        return TemplateResponse(request, "admin/articles/article/columns.html", context)

    def _choose(self, request: HttpRequest) -> HttpResponse:
        user, back = user_of(request), request.POST.get("back", "")
        if "reset" in request.POST:
            with transaction.atomic():
                ListColumns.objects.filter(user=user).delete()
                record("change", user, by=user, after={"columns": []})
            messages.success(request, _("The columns are as your role has them."))
            return back_to_list(back)
        with transaction.atomic():
            choose_columns(user, chosen(request.POST))
            record("change", user, by=user, after={"columns": chosen(request.POST)})
        if {"up", "down"} & set(request.POST):
            return HttpResponseRedirect(reverse("admin:articles_article_columns"))
        return back_to_list(back)


def chosen(sent: Any) -> list[str]:
    """The ticked columns in the order of the rows, the one whose button was pressed a place further."""
    ticked = sent.getlist("column")
    names = [name for name in dict.fromkeys(sent.getlist("order")) if name in ticked]
    for button, step in (("up", -1), ("down", 1)):
        name = sent.get(button)
        if name in names:
            place = names.index(name)
            names.insert(max(place + step, 0), names.pop(place))
    return names
