"""Staff pages of what was ingested: the page's text as evidence, and the doubts of the reading."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from ingest.models import Extract, SourcePage


class ReadOnly:
    """Evidence is looked at, not edited."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ExtractInline(ReadOnly, admin.TabularInline[Extract, SourcePage]):
    model = Extract
    extra = 0
    fields = ["order", "story", "doubt_list", "lines"]
    readonly_fields = ["order", "story", "doubt_list", "lines"]

    @admin.display(description=_("story"))
    def story(self, extract: Extract) -> str:
        if extract.article is None:
            return "—"
        address = reverse("admin:articles_article_change", args=[extract.article.pk])
        return format_html('<a href="{}">{}</a>', address, extract.article)

    @admin.display(description=_("doubts"))
    def doubt_list(self, extract: Extract) -> str:
        return "；".join(extract.doubts) or "—"


@admin.register(SourcePage)
class SourcePageAdmin(ReadOnly, admin.ModelAdmin[SourcePage]):
    list_display = ["page", "file_name", "ingested_at"]
    list_select_related = ["page__issue"]
    date_hierarchy = "ingested_at"
    fields = ["page", "file_name", "ingested_at", "sha256", "text"]
    inlines = [ExtractInline]
