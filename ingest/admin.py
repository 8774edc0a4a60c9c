"""Staff pages of what was ingested: the page's text as evidence, and the doubts of the reading."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from audit.models import Deletion
from ingest.importing import undo_ingest
from ingest.models import Extract, SourcePage
from people.accounts import user_of
from policy.access import may
from policy.admin import PolicyAdmin, PolicyInline
from policy.table import Action


class ReadOnly:
    """Evidence is looked at, not edited."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ExtractInline(ReadOnly, PolicyInline[Extract], admin.TabularInline[Extract, SourcePage]):
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
class SourcePageAdmin(ReadOnly, PolicyAdmin[SourcePage]):
    list_display = ["page", "file_name", "ingested_at"]
    list_select_related = ["page__issue"]
    date_hierarchy = "ingested_at"
    fields = ["page", "file_name", "ingested_at", "sha256", "text"]
    inlines = [ExtractInline]

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """A page whose date was wrong goes with its drafts, until one of them is signed."""
        if not may(user_of(request), Action.DELETE, SourcePage):
            return False
        if not isinstance(obj, SourcePage):
            return True
        stories = Article.objects.filter(extract__source=obj)
        return not stories.exclude(status=Article.Status.DRAFT, sign_offs=None).exists()

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Name what really goes: the page's text and its draft stories."""
        stories = Article.objects.filter(extract__source__in=[obj.pk for obj in objs])
        names = [str(obj) for obj in objs] + [str(story) for story in stories]
        return names, {str(_("stories")): stories.count()}, set(), []

    def discard(self, request: HttpRequest, things: list[SourcePage], *, why: str) -> Deletion:
        """One at a time: the list has no actions."""
        (source,) = things
        return undo_ingest(source, by=user_of(request), why=why)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {}
