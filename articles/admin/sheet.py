"""The sign-off sheet (审稿单): who answered for which text, on one sheet of paper."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from articles.models import Article, ReviewStage


class SheetAdmin(admin.ModelAdmin[Article]):
    """A page to look at and to print, for whoever may see the story."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.sheet_view)
        return [path("<int:pk>/sheet/", view, name="articles_article_sheet"), *super().get_urls()]

    def sheet_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        article = get_object_or_404(self.get_queryset(request), pk=pk)
        sign_offs = list(article.sign_offs.select_related("by", "voided_by", "stage"))
        standing = {sign_off.stage_id for sign_off in sign_offs if sign_off.voided_at is None}
        context = self.admin_site.each_context(request) | {
            "title": _("Sign-off sheet"),
            "article": article,
            "sign_offs": sign_offs,
            "open_stages": ReviewStage.objects.in_use().exclude(pk__in=standing),
            "steps": article.status_changes.select_related("by").order_by("at", "pk"),
            "text_hash": article.text_hash(),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/articles/article/sheet.html", context)
