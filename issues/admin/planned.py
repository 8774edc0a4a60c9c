"""The page and the list of issues, as far as they plan: numbers that follow each other, pages laid out."""

from __future__ import annotations

from copy import copy
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles.admin.base import LockedAdmin
from audit.models import Deletion
from issues.models import Issue, Page
from issues.planning import numbering, outlines
from people.accounts import user_of
from policy.access import may
from policy.table import Action

# A daily of a thousand years has not come so far; beyond it a number is a slip of the hand.
HIGHEST_NUMBER = 999_999


class IssueForm(forms.ModelForm[Issue]):
    """A typed number is judged with the run, which the form holds from here to the end of its save."""

    typed: int | None = None
    has_typed = False

    class Meta:
        model = Issue
        fields = ["date", "extra", "serial_number", "is_archive"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "extra" in self.fields:
            self.fields["extra"].required = False

    def clean_extra(self) -> int:
        """Left empty it is the paper of the day."""
        return self.cleaned_data["extra"] or 0

    def clean_serial_number(self) -> int | None:
        number: int | None = self.cleaned_data["serial_number"]
        if number is not None and not 0 < number <= HIGHEST_NUMBER:
            raise ValidationError(_("No paper has such a number."))
        return number

    def clean(self) -> dict[str, Any]:
        """The number is not cleaned into the issue: another may hold it until all are numbered anew."""
        numbering.hold()
        cleaned = super().clean() or self.cleaned_data
        self.typed = cleaned.pop("serial_number", None)
        self.has_typed = "serial_number" in self.changed_data
        return cleaned

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # Django's, where a form's instance is judged.
        if self.has_typed and self.typed is not None and not self.errors:
            try:
                numbering.refuse_wrong(copy(self.instance), self.typed)
            except ValidationError as error:
                self.add_error(None, error)


class KindFilter(admin.SimpleListFilter):
    title = _("kind of issue")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("extra", _("extra issues")),
            ("pages", _("with extra pages")),
            ("archive", _("from the archive")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Issue]) -> QuerySet[Issue]:
        chosen = {
            "extra": Q(extra__gt=0),
            "pages": Q(pk__in=Page.objects.filter(is_extra=True).values("issue")),
            "archive": Q(is_archive=True),
        }
        return queryset.filter(chosen.get(self.value() or "", Q()))


class StateFilter(admin.SimpleListFilter):
    title = _("status")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(Issue.State.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Issue]) -> QuerySet[Issue]:
        out = Issue.objects.published().values("pk")
        chosen = {
            Issue.State.PLANNED: Q(publish_at=None),
            Issue.State.SCHEDULED: Q(publish_at__isnull=False) & ~Q(pk__in=out),
            Issue.State.RELEASED: Q(pk__in=out),
        }
        return queryset.filter(chosen.get(self.value() or "", Q()))  # type: ignore[call-overload]


class PlannedIssues(LockedAdmin[Issue]):
    form = IssueForm
    list_filter = [StateFilter, KindFilter]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Issue]:
        extra = Count("pages", filter=Q(pages__is_extra=True), distinct=True)
        return super().get_queryset(request).annotate(extra_page_count=extra)

    # The paper's number

    def _lock(self, object_id: str) -> None:
        """The run before any of its issues, as wherever issues are made."""
        numbering.hold()
        super()._lock(object_id)

    def save_model(self, request: HttpRequest, obj: Issue, form: Any, change: bool) -> None:
        if form.has_typed:
            obj.serial_number = None
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        typed = form.instance if form.has_typed and form.typed is not None else None
        if typed:
            typed.serial_number = form.typed
        _changes_of(request).extend(numbering.renumber(typed=typed))

    def log_addition(self, request: HttpRequest, obj: Issue, message: Any, **kwargs: Any) -> Any:
        entry = super().log_addition(request, obj, message, **kwargs)
        self._tell(request, but=obj)
        return entry

    def log_change(self, request: HttpRequest, obj: Issue, message: Any, **kwargs: Any) -> Any:
        entry = super().log_change(request, obj, message, **kwargs)
        self._tell(request, but=obj)
        return entry

    def _tell(self, request: HttpRequest, *, but: Issue | None) -> None:
        changes = _changes_of(request)
        numbering.tell(changes, by=user_of(request), but=but)
        count = sum(change.issue != but for change in changes)
        if count:
            text = ngettext(
                "%d other issue has another number now.", "%d other issues have another number now.", count
            )
            messages.info(request, text % count)
        changes.clear()

    def discard(self, request: HttpRequest, things: list[Issue], *, why: str) -> Deletion:
        """Those behind what is deleted move up."""
        numbering.hold()
        numbers = [issue.serial_number for issue in things if not issue.is_archive and issue.serial_number]
        deletion = super().discard(request, things, why=why)
        _changes_of(request).extend(numbering.renumber(first=min(numbers, default=None)))
        self._tell(request, but=None)
        return deletion

    # Its pages

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.outline_view)
        return [path("<int:pk>/outline/", view, name="issues_issue_outline"), *super().get_urls()]

    def outline_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Lay out the pages of the weekday's template, or those of the issue before."""
        issue = get_object_or_404(self.get_queryset(request), pk=pk)
        if not may(user_of(request), Action.ADD, Page):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        try:
            pages = _lay(request, issue)
        except ValidationError as error:
            for problem in error.messages:
                messages.error(request, problem)
        else:
            text = ngettext("%d page is laid out.", "%d pages are laid out.", len(pages))
            messages.success(request, text % len(pages))
        return HttpResponseRedirect(reverse("admin:issues_issue_change", args=[pk]))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        issue = self.get_object(request, object_id) if object_id else None
        context = (extra_context or {}) | (_outline_of(request, issue) if issue else {})
        return super().changeform_view(request, object_id, form_url, context)

    @admin.display(description=_("pages"), ordering="page_count")
    def pages_column(self, issue: Any) -> str:
        """How many pages, and how many of them are extra ones (增版)."""
        count: int = issue.extra_page_count
        extra = ngettext("%d extra page", "%d extra pages", count) % count if count else ""
        return f"{issue.page_count} {extra}".strip()


def _changes_of(request: Any) -> list[numbering.Change]:
    """The issues that got another number by this request, until they are told of."""
    if not hasattr(request, "renumbered"):
        request.renumbered = []
    found: list[numbering.Change] = request.renumbered
    return found


def _lay(request: HttpRequest, issue: Issue) -> list[Page]:
    by, asked = user_of(request), request.POST.get("do")
    if asked == "template":
        return outlines.lay_template(issue, by=by)
    if asked == "last":
        return outlines.lay_last(issue, with_extra="with_extra" in request.POST, by=by)
    raise ValidationError(_("Choose where the pages come from."))


def _outline_of(request: HttpRequest, issue: Issue) -> dict[str, Any]:
    """What the page of an issue says of its pages: buttons while there are none, else what is unusual."""
    is_open = issue.publish_at is None and not issue.is_archive
    if not is_open:
        return {}
    if issue.pages.exists():
        return {"unusual": outlines.difference(issue)}
    if not may(user_of(request), Action.ADD, Page):
        return {}
    template = None if issue.extra else outlines.template_of(issue.date)
    return {"may_lay": True, "template": template, "last": outlines.last_with_pages(issue)}
