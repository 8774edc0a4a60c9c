"""Staff pages of pages: what stands on them, and who edits them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, Field, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.admin.base import LockedAdmin, NamedFields, QuietChoices, state_chips
from audit.models import Deletion
from issues import release
from issues.admin.make_up import MakeUpPages
from issues.admin.proofs import ProofPages
from issues.admin.regions import RegionPages
from issues.forms import PageForm, PlacementFormSet
from issues.models import Issue, Page, Placement
from people.accounts import user_of
from people.models import User
from policy.admin import PolicyInline
from policy.inputs import is_key
from policy.roles import REVIEWERS


class PageChoices(admin.options.BaseModelAdmin[Page]):
    """A page is edited by one of those who review, on the page's own form and on its issue's."""

    def choices(self, db_field: Field[Any, Any], request: HttpRequest) -> QuerySet[Any]:
        if db_field.name == "editor":
            return User.objects.holding(*REVIEWERS)
        return super().choices(db_field, request)  # type: ignore[misc, no-any-return]  # Of the policy's base.


class PlacementInline(
    NamedFields[Any], QuietChoices[Any], PolicyInline[Placement], admin.TabularInline[Placement, Page]
):
    model = Placement
    formset = PlacementFormSet
    extra = 1
    fields = ["article", "state", "position", "order", "planned_length", "length"]
    readonly_fields = ["state", "length"]
    autocomplete_fields = ["article"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Placement]:
        placements = super().get_queryset(request).select_related("article", "page__issue")
        return placements.prefetch_related("article__photos")

    def get_formset(self, request: HttpRequest, obj: Page | None = None, **kwargs: Any) -> Any:
        formset: Any = super().get_formset(request, obj, **kwargs)
        formset.user = user_of(request)
        return formset

    @admin.display(description=_("status"))
    def state(self, placement: Placement) -> str:
        return state_chips(placement.article) if placement.pk else "—"

    @admin.display(description=_("characters"))
    def length(self, placement: Placement) -> str:
        return str(placement.article.length) if placement.pk else "—"


@admin.register(Page)
class PageAdmin(MakeUpPages, RegionPages, ProofPages, PageChoices, LockedAdmin[Page]):
    form = PageForm
    list_display = ["label", "issue", "name", "editor", "story_count"]
    list_filter = ["issue__date", "label"]
    list_select_related = ["issue", "editor"]
    search_fields = ["label", "name", "issue__date"]
    date_hierarchy = "issue__date"
    autocomplete_fields = ["issue"]
    fields = [
        "issue",
        "label",
        "order",
        "name",
        "is_extra",
        "editor",
        ("planned_length", "line_length"),
        "folio",
        ("kicker_length", "headline_length", "deck_length"),
        "version",
    ]
    inlines = [PlacementInline]

    def _lock(self, object_id: str) -> None:
        """Issue before page before story, as everywhere, so that two locks never wait for each other."""
        if is_key(Page, object_id):
            Issue.objects.select_for_update().filter(pages=int(object_id)).order_by("pk").first()
        super()._lock(object_id)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Page]:
        pages = super().get_queryset(request).order_by("-issue__date", "order")
        return pages.annotate(story_count=Count("placements"))

    def view_on_site(self, obj: Page) -> str | None:
        return obj.get_absolute_url() if obj.issue.state == Issue.State.RELEASED else None

    def has_delete_permission(self, request: HttpRequest, obj: Page | None = None) -> bool:
        is_free = obj is None or obj.issue.publish_at is None
        return super().has_delete_permission(request, obj) and is_free

    @admin.display(description=_("stories"), ordering="story_count")
    def story_count(self, page: Page) -> int:
        return page.story_count  # type: ignore[attr-defined, no-any-return]

    def get_readonly_fields(self, request: HttpRequest, obj: Page | None = None) -> list[str]:
        """A page never changes its issue: its stories would take another issue's time with them.

        Its label is a part of its public address and stays once its issue has a time.
        """
        is_fixed = obj is not None and obj.issue.publish_at is not None
        return [*(["issue"] if obj else []), *(["label"] if is_fixed else [])]

    def discard(self, request: HttpRequest, things: list[Page], *, why: str) -> Deletion:
        """Issues before pages, as everywhere."""
        issues = {page.issue_id for page in things}
        list(Issue.objects.select_for_update().filter(pk__in=issues).order_by("pk"))
        return super().discard(request, things, why=why)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The page may have got another label too: all its stories are looked at."""
        stories = form.instance.placements.values_list("article", flat=True)
        before = set(stories)
        super().save_related(request, form, formsets, change)
        release.follow_issue(form.instance.issue, moved=before | set(stories.all()), by=user_of(request))
