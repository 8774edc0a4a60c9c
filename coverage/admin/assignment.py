"""The list and the form of assignments, and what is done with one: give out, drop, link stories."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, F, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.base import LockedAdmin, state_chips
from articles.admin.companions import accompany
from articles.models import Article
from articles.workflow import NotPossible
from coverage import assigning
from coverage.admin.answering import FIELD, Answering
from coverage.admin.filters import CoveringFilter, LateFilter
from coverage.forms import AssignmentForm
from coverage.models import Assignment
from people.accounts import user_of
from people.models import desk_of, person_of
from policy.access import may
from policy.inputs import LONGEST_SEARCH, is_key, reason_in
from policy.table import Action

SHOWN = 20
# What the desk decides; who proposes does not.
DESKS_FIELDS = ("desk", "reporter", "photographer", "due_at", "planned_for")

accompany(Answering())


@admin.register(Assignment)
class AssignmentAdmin(LockedAdmin[Assignment]):
    form = AssignmentForm
    list_display = ["event", "when", "place", "desk", "reporter", "due", "state_chip", "story_count"]
    list_select_related = ["desk", "reporter"]
    list_filter = ["state", LateFilter, "desk", CoveringFilter, "date"]
    search_fields = ["event", "brief", "place", "reporter__name"]
    date_hierarchy = "date"
    autocomplete_fields = ["town", "reporter", "photographer"]
    readonly_fields = ["state_chip", "stories_column", "dropped_because", "created_by"]

    # Who sees and changes what

    def get_queryset(self, request: HttpRequest) -> QuerySet[Assignment]:
        rows: Any = super().get_queryset(request)
        ordered = rows.with_marks().order_by(F("due_at").asc(nulls_last=True), "date", "pk")
        return ordered.annotate(story_count=Count("stories"))  # type: ignore[no-any-return]

    def has_change_permission(self, request: HttpRequest, obj: Assignment | None = None) -> bool:
        """Who proposes changes the proposal; what the desk has given out is the desk's."""
        is_theirs = obj is None or obj.state == Assignment.State.PROPOSED or self.assigns(request, obj)
        return super().has_change_permission(request, obj) and is_theirs

    @staticmethod
    def assigns(request: HttpRequest, obj: Assignment | None = None) -> bool:
        return may(user_of(request), Action.ASSIGN, obj or Assignment)

    def get_fieldsets(self, request: HttpRequest, obj: Assignment | None = None) -> Any:
        desks = [("desk", "reporter"), ("due_at",), ("wants_photo", "photographer")]
        desks += [("planned_for", "planned_length")]
        theirs: list[Any] = ["wants_photo", "planned_length"]
        decided = desks if obj or self.assigns(request) else theirs
        sets: list[Any] = [
            (None, {"fields": ["event", ("date", "time"), "place", "town", "brief", "version"]}),
            (_("Who and by when"), {"fields": decided}),
        ]
        if obj:
            sets.append((_("How it stands"), {"fields": self.readonly_fields}))
        return sets

    def get_readonly_fields(self, request: HttpRequest, obj: Assignment | None = None) -> list[str]:
        return [*self.readonly_fields, *(() if self.assigns(request, obj) else DESKS_FIELDS)]

    # What is shown

    @admin.display(description=gettext_lazy("day of the event"), ordering="date")
    def when(self, assignment: Assignment) -> str:
        time = f" {assignment.time:%H:%M}" if assignment.time else ""
        return f"{assignment.date:%Y-%m-%d}{time}"

    @admin.display(description=gettext_lazy("due"), ordering="due_at")
    def due(self, assignment: Assignment) -> str:
        return date_format(localtime(assignment.due_at), "Y-m-d H:i") if assignment.due_at else "—"

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_chip(self, assignment: Assignment) -> str:
        """Its state, and in words what is missing."""
        if not assignment.pk:
            return "—"
        state = format_html(
            '<span class="state state-{}">{}</span>', assignment.state, assignment.get_state_display()
        )
        marks = [_("overdue")] if getattr(assignment, "is_overdue", False) else []
        marks += [_("photo missing")] if getattr(assignment, "lacks_photo", False) else []
        words = format_html_join("", ' <span class="mark">{}</span>', ((mark,) for mark in marks))
        return format_html("{}{}", state, words)

    @admin.display(description=gettext_lazy("stories"), ordering="story_count")
    def story_count(self, assignment: Assignment) -> int:
        return assignment.story_count  # type: ignore[attr-defined, no-any-return]  # Annotated above.

    @admin.display(description=gettext_lazy("stories"))
    def stories_column(self, assignment: Assignment) -> str:
        """Those that this person may see with their state; of others how many they are."""
        shown = getattr(assignment, "shown_stories", [])
        rows = format_html_join(
            "",
            '<li><a href="{}">{}</a> {}</li>',
            ((reverse("admin:articles_article_change", args=[s.pk]), s.title, state_chips(s)) for s in shown),
        )
        hidden = assignment.stories.count() - len(shown) if assignment.pk else 0
        others = _("and %(count)s that are not yours to see") % {"count": hidden} if hidden else ""
        return format_html('<ul class="steps">{}</ul>{}', rows, others) if shown or hidden else "—"

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Assignment | None:
        found: Any = super().get_object(request, *args, **kwargs)
        if found is not None:
            found.shown_stories = list(_stories(request, found))
        return found  # type: ignore[no-any-return]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        obj: Assignment | None = kwargs.get("obj")
        context["may_assign"] = self.assigns(request, obj)
        context["is_open"] = obj is None or obj.state in assigning.OPEN
        user = user_of(request)
        may_write = obj is not None and may(user, Action.FILE, obj) and may(user, Action.ADD, Article)
        if obj is not None and may_write and obj.state in assigning.OPEN:
            context["write"] = f"{reverse('admin:articles_article_add')}?{FIELD}={obj.pk}"
        return super().render_change_form(request, context, *args, **kwargs)

    # Saving

    def save_model(
        self, request: HttpRequest, obj: Assignment, form: forms.ModelForm[Any], change: bool
    ) -> None:
        if not change:
            user = user_of(request)
            obj.created_by = user
            obj.desk = obj.desk or desk_of(user)
            if not self.assigns(request):
                obj.reporter = person_of(user)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Saved and given out by one button."""
        super().save_related(request, form, formsets, change)
        obj: Assignment = form.instance
        if "_assign" in request.POST and self.assigns(request, obj) and obj.state in assigning.OPEN:
            assigning.assign(obj, by=user_of(request))

    # Steps on addresses of their own

    def get_urls(self) -> list[URLPattern]:
        pages = {"drop": self.drop, "take_up": self.take_up, "stories": self.stories}
        own = [
            path(f"<int:pk>/{word}/", self.admin_site.admin_view(view), name=f"coverage_assignment_{word}")
            for word, view in pages.items()
        ]
        return [*own, *super().get_urls()]

    def _found(self, request: HttpRequest, pk: int) -> Assignment:
        """One that this person may give out; who may not is told no more."""
        if not is_key(Assignment, pk):
            raise PermissionDenied
        found = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.assigns(request, found):
            raise PermissionDenied
        return found

    def drop(self, request: HttpRequest, pk: int) -> HttpResponse:
        found = self._found(request, pk)
        if request.method == "POST":
            why = reason_in(request.POST.get("why"))
            if self._done(request, lambda: assigning.drop(found, by=user_of(request), why=why)):
                return redirect("admin:coverage_assignment_change", pk)
        return self._page(request, found, "drop", {"title": _("Drop the assignment")})

    def take_up(self, request: HttpRequest, pk: int) -> HttpResponse:
        found = self._found(request, pk)
        if request.method == "POST":
            self._done(request, lambda: assigning.take_up(found, by=user_of(request)))
        return redirect("admin:coverage_assignment_change", pk)

    def stories(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Link stories that are there, found by their headline; take a link away."""
        found = self._found(request, pk)
        if request.method == "POST":
            return self._link(request, found)
        query = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH]
        linked = list(_stories(request, found))
        others = Article.objects.visible_to(user_of(request)).exclude(pk__in=[each.pk for each in linked])
        if query:
            others = others.filter(headline__icontains=query)
        offered = others.prefetch_related("photos").order_by("-updated_at", "-pk")[:SHOWN]
        context = {
            "title": _("Stories of the assignment"),
            "linked": linked,
            "offered": offered,
            "query": query,
        }
        return self._page(request, found, "stories", context)

    def _link(self, request: HttpRequest, found: Assignment) -> HttpResponse:
        steps = {"link": assigning.link, "unlink": assigning.unlink}
        word = next((each for each in steps if each in request.POST), "")
        key = request.POST.get(word, "")
        if not word or not is_key(Article, key):
            raise PermissionDenied
        story = get_object_or_404(Article.objects.visible_to(user_of(request)), pk=key)
        self._done(request, lambda: steps[word](found, story=story, by=user_of(request)))
        return HttpResponseRedirect(reverse("admin:coverage_assignment_stories", args=[found.pk]))

    @staticmethod
    def _done(request: HttpRequest, step: Any) -> bool:
        try:
            with transaction.atomic():
                step()
        except NotPossible as refusal:
            messages.error(request, str(refusal))
            return False
        return True

    def _page(
        self, request: HttpRequest, found: Assignment, name: str, context: dict[str, Any]
    ) -> HttpResponse:
        whole = self.admin_site.each_context(request) | {"assignment": found, "opts": self.opts} | context
        return TemplateResponse(request, f"admin/coverage/assignment/{name}.html", whole)


def _stories(request: HttpRequest, assignment: Assignment) -> QuerySet[Article]:
    visible = Article.objects.visible_to(user_of(request)).filter(assignments=assignment)
    return visible.select_related("stage").prefetch_related("photos").order_by("pk")
