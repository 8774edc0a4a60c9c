"""Staff pages of issues: their pages, and the release."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles.admin.base import LockedAdmin, NamedFields
from articles.models import Article
from issues import release, whole
from issues.admin.board import BoardPages
from issues.admin.calendar import CalendarPages
from issues.admin.page import PageChoices
from issues.admin.pages_made import PagesMade
from issues.admin.planned import PlannedIssues
from issues.admin.proofs import IssueProofPages
from issues.admin.reading import ReadingPages
from issues.admin.release import ReleasePages
from issues.forms import PageForm, PageFormSet
from issues.models import Issue, Page
from people.accounts import user_of
from policy.admin import PolicyInline
from policy.inputs import is_key

# Stories on an issue that readers do not get: unsigned, or withdrawn.
HOLES = ~Q(pages__placements__article__status=Article.Status.SIGNED_OFF) | Q(
    pages__placements__article__withdrawn_at__isnull=False
)

# What says where the stories of an issue stand.
WHERE = {"date", "extra", "label", "order"}


class PageInline(NamedFields[Any], PageChoices, PolicyInline[Page], admin.TabularInline[Page, Issue]):
    model = Page
    form = PageForm
    formset = PageFormSet
    extra = 0
    fields = ["label", "order", "name", "is_extra", "editor", "planned_length", "stories", "version"]
    readonly_fields = ["stories"]
    show_change_link = True
    view_on_site = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Page]:
        return super().get_queryset(request).annotate(story_count=Count("placements"))

    def has_add_permission(self, request: HttpRequest, obj: Issue | None = None) -> bool:
        """An issue that waits for its release is whole as it is; pull it back to add a page."""
        is_waiting = obj is not None and obj.state == Issue.State.SCHEDULED
        return super().has_add_permission(request, obj) and not is_waiting

    def has_delete_permission(self, request: HttpRequest, obj: Issue | None = None) -> bool:
        is_free = obj is None or obj.publish_at is None
        return super().has_delete_permission(request, obj) and is_free

    def get_formset(self, request: HttpRequest, obj: Issue | None = None, **kwargs: Any) -> Any:
        """The labels of an issue with a time are parts of public addresses: those that are there stay."""
        formset: Any = super().get_formset(request, obj, **kwargs)
        formset.has_fixed_labels = obj is not None and obj.publish_at is not None
        return formset

    @admin.display(description=_("stories"))
    def stories(self, page: Page) -> int:
        return getattr(page, "story_count", 0)


@admin.register(Issue)
class IssueAdmin(
    BoardPages,
    CalendarPages,
    PagesMade,
    IssueProofPages,
    ReadingPages,
    ReleasePages,
    PlannedIssues,
    LockedAdmin[Issue],
):
    list_display = [
        "__str__",
        "serial_number",
        "state_column",
        "release_time",
        "pages_column",
        "story_count",
        "board_column",
    ]
    search_fields = ["date", "serial_number"]
    date_hierarchy = "date"
    ordering = ["-date", "-extra"]
    fields = ["date", "extra", "serial_number", "is_archive", "state_column", "release_time"]
    inlines = [PageInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Issue]:
        return (
            super()
            .get_queryset(request)
            .annotate(
                page_count=Count("pages", distinct=True),
                story_count=Count("pages__placements__article", distinct=True),
                hole_count=Count("pages__placements__article", filter=HOLES, distinct=True),
            )
        )

    def has_delete_permission(self, request: HttpRequest, obj: Issue | None = None) -> bool:
        """An issue with a release time is pulled back first; one that is out stays."""
        is_free = obj is None or obj.publish_at is None
        return super().has_delete_permission(request, obj) and is_free

    def get_readonly_fields(self, request: HttpRequest, obj: Issue | None = None) -> list[str]:
        """The date is part of public addresses and of what was printed: it stays once the time is set."""
        is_fixed = obj is not None and obj.publish_at is not None
        may_archive = self.has_release_permission(request)
        fixed = [*(["date", "extra"] if is_fixed else []), *([] if may_archive else ["is_archive"])]
        return ["state_column", "release_time", *fixed]

    def _lock(self, object_id: str) -> None:
        """The stories too: date and labels are where they stand."""
        super()._lock(object_id)
        if is_key(Issue, object_id) and (issue := Issue.objects.filter(pk=object_id).first()):
            whole.hold_issue(issue)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        rows = [form, *(row for formset in formsets for row in formset.forms)]
        if change and any(WHERE & set(row.changed_data) for row in rows):
            stories = form.instance.articles().values_list("pk", flat=True)
            release.follow_issue(form.instance, moved=list(stories), by=user_of(request))

    @admin.display(description=_("status"), ordering="publish_at")
    def state_column(self, issue: Issue) -> str:
        """The state; of an issue with a time, also how many of its stories readers will not see."""
        state = format_html('<span class="state state-{}">{}</span>', issue.state, issue.state.label)
        holes = getattr(issue, "hole_count", 0)
        if issue.publish_at is None or not holes:
            return state
        warning = ngettext("%d story missing", "%d stories missing", holes) % holes
        return format_html('{} <span class="mark">{}</span>', state, warning)

    @admin.display(description=_("release time"), ordering="publish_at")
    def release_time(self, issue: Issue) -> str:
        return date_format(localtime(issue.publish_at), "Y-m-d H:i") if issue.publish_at else "—"

    @admin.display(description=_("Board"))
    def board_column(self, issue: Issue) -> str:
        where = reverse("admin:issues_issue_board", args=[issue.pk])
        return format_html('<a href="{}" aria-label="{} {}">{}</a>', where, _("Board"), issue, _("Board"))

    @admin.display(description=_("stories"), ordering="story_count")
    def story_count(self, issue: Issue) -> int:
        return issue.story_count  # type: ignore[attr-defined, no-any-return]

    def view_on_site(self, obj: Issue) -> str | None:
        return obj.get_absolute_url() if obj.state == Issue.State.RELEASED else None
