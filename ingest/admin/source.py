"""The queue as a list, and a page's text as evidence with the doubts of its reading."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Case, Model, QuerySet, Value, When
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from audit.models import Deletion
from ingest import staging
from ingest.admin.upload import UploadPages
from ingest.admin.upload_words import for_the_script
from ingest.admin.work import WorkPages
from ingest.models import Extract, SourcePage
from ingest.taking_out import undo_ingest
from people.accounts import user_of
from policy.access import may
from policy.admin import PolicyAdmin, PolicyInline
from policy.table import Action

CHIPS = {
    SourcePage.State.WAITING: "submitted",
    SourcePage.State.DONE: "signed_off",
    SourcePage.State.REJECTED: "killed",
    SourcePage.State.REPLACED: "killed",
}


class ReadOnly:
    """Evidence is looked at, not edited in a form."""

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
class SourcePageAdmin(WorkPages, UploadPages, ReadOnly, PolicyAdmin[SourcePage]):
    list_display = ["title", "chip", "story_count", "doubt_count", "file_name", "received"]
    list_display_links = None
    list_filter = ["state"]
    list_select_related = ["received_by"]
    date_hierarchy = "date"
    ordering = [
        Case(When(state=SourcePage.State.WAITING, then=Value(0)), default=Value(1)),
        "-date",
        "extra",
        "label",
    ]
    fields = ["page", "state", "file_name", "ingested_at", "received_by", "sha256", "text"]
    inlines = [ExtractInline]

    # The list

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        staging.sweep()
        may_add = may(user_of(request), Action.ADD, SourcePage)
        taking_in = {"may_take_in": may_add, "for_the_script": for_the_script()}
        answer = super().changelist_view(request, (extra_context or {}) | taking_in)
        if isinstance(answer, TemplateResponse):
            answer.context_data = (answer.context_data or {}) | {"title": _("Pages to take in")}
        return answer

    def get_queryset(self, request: HttpRequest) -> QuerySet[SourcePage]:
        rows = super().get_queryset(request)
        is_list = request.resolver_match and request.resolver_match.url_name == "ingest_sourcepage_changelist"
        return rows.defer("text", "machine", "back", "forward") if is_list else rows

    @admin.display(description=_("page"))
    def title(self, source: SourcePage) -> str:
        where = "work" if source.is_read else "change"
        address = reverse(f"admin:ingest_sourcepage_{where}", args=[source.pk])
        return format_html('<a href="{}">{}</a>', address, source)

    @admin.display(description=_("state"), ordering="state")
    def chip(self, source: SourcePage) -> str:
        state = SourcePage.State(source.state)
        return format_html('<span class="state state-{}">{}</span>', CHIPS[state], state.label)

    @admin.display(description=_("stories"))
    def story_count(self, source: SourcePage) -> int:
        return len(source.reading["stories"]) if source.is_read else source.extracts.count()

    @admin.display(description=_("doubts"))
    def doubt_count(self, source: SourcePage) -> str:
        count = source.open_doubts
        return format_html('<span class="mark">{}</span>', count) if count else "—"

    @admin.display(description=_("taken in"), ordering="ingested_at")
    def received(self, source: SourcePage) -> str:
        at = date_format(localtime(source.ingested_at), "m-d H:i")
        return format_html('{} <span class="quiet">{}</span>', source.received_by or "", at)

    # Out again

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
