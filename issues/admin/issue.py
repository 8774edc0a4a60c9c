"""Staff pages of issues: their pages, and the release."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles.admin.base import LockedAdmin, NamedFields
from articles.models import Article
from issues import release
from issues.admin.board import BoardPages
from issues.admin.page import PageChoices
from issues.forms import PageForm, PageFormSet, ReleaseForm
from issues.models import Issue, Page
from people.accounts import user_of
from policy.admin import PolicyInline
from policy.inputs import is_key

# Stories on an issue that readers do not get: unsigned, or withdrawn.
HOLES = ~Q(pages__placements__article__status=Article.Status.SIGNED_OFF) | Q(
    pages__placements__article__withdrawn_at__isnull=False
)

# What says where the stories of an issue stand.
WHERE = {"date", "label", "order"}


class PageInline(NamedFields[Any], PageChoices, PolicyInline[Page], admin.TabularInline[Page, Issue]):
    model = Page
    form = PageForm
    formset = PageFormSet
    extra = 0
    fields = ["label", "order", "name", "editor", "planned_length", "stories", "version"]
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

    @admin.display(description=_("stories"))
    def stories(self, page: Page) -> int:
        return getattr(page, "story_count", 0)


@admin.register(Issue)
class IssueAdmin(BoardPages, LockedAdmin[Issue]):
    list_display = ["__str__", "serial_number", "state_column", "release_time", "page_count", "story_count"]
    search_fields = ["date", "serial_number"]
    date_hierarchy = "date"
    ordering = ["-date"]
    fields = ["date", "serial_number", "state_column", "release_time"]
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
        return ["state_column", "release_time", *(["date"] if is_fixed else [])]

    def _lock(self, object_id: str) -> None:
        """The stories too: date and labels are where they stand."""
        super()._lock(object_id)
        if is_key(Issue, object_id) and (issue := Issue.objects.filter(pk=object_id).first()):
            release.hold_issue(issue)

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

    @admin.display(description=_("pages"), ordering="page_count")
    def page_count(self, issue: Issue) -> int:
        return issue.page_count  # type: ignore[attr-defined, no-any-return]

    @admin.display(description=_("stories"), ordering="story_count")
    def story_count(self, issue: Issue) -> int:
        return issue.story_count  # type: ignore[attr-defined, no-any-return]

    def view_on_site(self, obj: Issue) -> str | None:
        return obj.get_absolute_url() if obj.state == Issue.State.RELEASED else None

    # Release

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.release_view)
        return [path("<int:pk>/release/", view, name="issues_issue_release"), *super().get_urls()]

    def has_release_permission(self, request: HttpRequest) -> bool:
        return release.may_release(user_of(request))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        issue = self.get_object(request, object_id) if object_id else None
        context = (extra_context or {}) | {
            "may_release": self.has_release_permission(request),
            "problems": release.problems(issue, told_to=user_of(request)) if issue else [],
        }
        return super().changeform_view(request, object_id, form_url, context)

    def release_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what would appear and when, and what stands in the way; then schedule or pull back."""
        issue = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_release_permission(request):
            messages.error(request, _("Only the chief editor releases issues."))
            return HttpResponseRedirect(reverse("admin:issues_issue_change", args=[pk]))
        form = ReleaseForm(request.POST or None, initial={"at": issue.publish_at or issue.usual_release()})
        if request.method == "POST" and self._release(request, issue, form):
            return HttpResponseRedirect(request.path)
        context = self.admin_site.each_context(request) | {
            "title": _("Release of the issue of %s") % date_format(issue.date),
            "issue": issue,
            "pages": issue.pages.prefetch_related("placements__article__photos"),
            "problems": release.problems(issue, told_to=user_of(request)),
            "form": form,
            "opts": self.opts,
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/issues/issue/release.html", context)

    def _release(self, request: HttpRequest, issue: Issue, form: ReleaseForm) -> bool:
        """Do what the pressed button says; False leaves the form with its errors."""
        try:
            if "_unschedule" in request.POST:
                release.unschedule(issue, by=user_of(request))
                messages.success(request, _("The issue is pulled back; readers will not see it."))
            elif not form.is_valid():
                return False
            else:
                at: dt.datetime = form.cleaned_data["at"]
                release.schedule(issue, at=at, by=user_of(request))
                messages.success(
                    request, _("The issue appears at %s.") % date_format(localtime(at), "Y-m-d H:i")
                )
        except release.NotReleasable as error:
            for problem in error.problems:
                messages.error(request, problem)
        return True
