"""A quick look at a story from the list, without opening its form."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from articles.admin.lists.columns import last_step, with_needs
from articles.admin.previews import preview
from articles.models import Article
from articles.photos.lacking import lacking_of

SHOWN = ("state", "places", "placed", "photo_count", "last_step", "desk", "filed_by")


class PeekAdmin(admin.ModelAdmin[Article]):
    """A page for whoever may see the story; the list shows its middle in a window of its own.

    Looking marks no notice as seen: that is what opening the story does.
    """

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.peek_view)
        return [path("<int:pk>/peek/", view, name="articles_article_peek"), *super().get_urls()]

    def peek_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        article = get_object_or_404(with_needs(self.get_queryset(request), SHOWN), pk=pk)
        context: dict[str, Any] = {
            "article": article,
            "photos": [
                (photo, preview(photo) if photo.image else "", [part.label for part in parts])
                for photo, parts in lacking_of(article)
            ],
            "last_step": last_step(article),
            "last_note": article.notes.select_related("by").last(),
        }
        if "part" in request.GET:
            return TemplateResponse(request, "admin/articles/article/_peek.html", context)
        context |= self.admin_site.each_context(request) | {"title": _("Quick look"), "opts": self.opts}
        return TemplateResponse(request, "admin/articles/article/peek.html", context)
