"""The story's list and form, in the order of work, with the buttons of the workflow."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Field, QuerySet
from django.forms import BaseModelFormSet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from articles import workflow
from articles.admin.base import LockedAdmin, changed_after_sign_off
from articles.admin.companions import asked_for_by
from articles.admin.corrections import CorrectionsAdmin
from articles.admin.forms import ArticleForm
from articles.admin.history import HistoryAdmin
from articles.admin.inlines import CreditInline, PhotoInline
from articles.admin.likely import LikelyAdmin
from articles.admin.lists import ListsAdmin
from articles.admin.merge import MergeAdmin
from articles.admin.notes import NotesAdmin
from articles.admin.presence import PresenceAdmin
from articles.admin.proposals import ProposalsAdmin
from articles.admin.sheet import SheetAdmin
from articles.admin.step_words import DONE
from articles.admin.steps import StepsAdmin
from articles.admin.timeline import TimelineAdmin
from articles.admin.writing import WritingAdmin
from articles.models import Article, Revision
from articles.revisions.keeping import hold_all, keep
from people.accounts import user_of
from people.models import Desk, desk_of
from policy import table
from policy.inputs import is_key
from policy.table import Action, State


@admin.register(Article)
class ArticleAdmin(
    WritingAdmin,
    ListsAdmin,
    LockedAdmin[Article],
    LikelyAdmin,
    StepsAdmin,
    MergeAdmin,
    CorrectionsAdmin,
    SheetAdmin,
    HistoryAdmin,
    NotesAdmin,
    ProposalsAdmin,
    PresenceAdmin,
    TimelineAdmin,
):
    """The pages of stories, one class a subject.

    Three stand in an order: WritingAdmin first, since it answers for a form that any other refuses;
    LockedAdmin, the policy's page, before whatever adds to it; StepsAdmin behind that, which gives it the
    actions. The others add addresses and lines to the page, and none reads what another has added.
    """

    form = ArticleForm
    autocomplete_fields = ["towns", "county"]
    readonly_fields = ["length_column", "state", "placed", "history_of_steps"]
    save_on_top = False
    inlines = [CreditInline, PhotoInline]
    # The classes name the places in `articles.admin.writing.ORDER`.
    fieldsets = [
        (_("Headlines"), {"fields": ["kicker", "headline", "deck", "genre"], "classes": ["headlines"]}),
        (_("Dateline and byline"), {"fields": [("dateline", "printed_byline")], "classes": ["byline"]}),
        (_("Text"), {"fields": ["body", "form_key", "version"], "classes": ["text"]}),
        (_("Where and what"), {"fields": ["towns", "county", "tags"], "classes": ["where"]}),
        (
            _("For the newsroom"),
            {
                "fields": [
                    ("planned_length", "planned_for"),
                    "desk",
                    "is_cut_off",
                    "note",
                    "state",
                    "placed",
                    "history_of_steps",
                ],
                "classes": ["newsroom"],
            },
        ),
    ]

    # Who sees and changes what

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        stories = super().get_queryset(request).order_by("-updated_at", "-pk")
        return stories.select_related("county", "filed_by", "desk", "stage").prefetch_related(
            "towns", "photos", "placements__page__issue"
        )

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """What was signed once is evidence: it is killed or withdrawn, not deleted."""
        return super().has_delete_permission(request, obj) and not (obj and obj.sign_offs.exists())

    def view_on_site(self, obj: Article) -> str | None:
        return obj.get_absolute_url() if Article.objects.published().filter(pk=obj.pk).exists() else None

    def get_readonly_fields(self, request: HttpRequest, obj: Article | None = None) -> list[str]:
        """Who edits submitted copy hands it to another desk; an author's desk follows by itself."""
        return [*self.readonly_fields, *self._read_only_desk(request)]

    @staticmethod
    def _read_only_desk(request: HttpRequest) -> list[str]:
        edits = table.scope(user_of(request).roles, Action.CHANGE, "articles.article", State.SUBMITTED)
        return [] if edits else ["desk"]

    def get_fieldsets(self, request: HttpRequest, obj: Article | None = None) -> Any:
        """The version is for forms that save; a story that is not kept yet has no past to show."""
        sets = super().get_fieldsets(request, obj)
        if obj is None:
            return without(sets, {"state", "placed", "history_of_steps", *self._read_only_desk(request)})
        return sets if self.has_change_permission(request, obj) else without(sets, {"form_key", "version"})

    def choices(self, db_field: Field[Any, Any], request: HttpRequest) -> QuerySet[Any]:
        return Desk.objects.all() if db_field.name == "desk" else super().choices(db_field, request)

    # What the form shows besides its fields

    @admin.display(description=_("steps"))
    def history_of_steps(self, article: Article) -> str:
        if not article.pk:
            return "—"
        rows = format_html_join(
            "",
            "<li>{} {} {} {}</li>",
            (
                (
                    date_format(localtime(step.at), "Y-m-d H:i"),
                    step.by or "",
                    DONE[Action(step.action)],
                    step.note,
                )
                for step in article.status_changes.select_related("by")
            ),
        )
        steps = format_html('<ul class="steps">{}</ul>', rows) if rows else "—"
        address = reverse("admin:articles_article_timeline", args=[article.pk])
        return format_html('{} <a href="{}">{}</a>', steps, address, _("Everything that happened"))

    # Saving

    def _lock(self, object_id: str) -> None:
        """What the story was is kept before Django changes anything of it."""
        if is_key(Article, object_id):
            hold_all(Article.objects.filter(pk=object_id))

    def keeps_revisions(self, obj: Article) -> bool:
        return True

    def save_model(
        self, request: HttpRequest, obj: Article, form: forms.ModelForm[Article], change: bool
    ) -> None:
        if not change:
            obj.filed_by = user_of(request)
            obj.desk = obj.desk or asked_for_by(request) or desk_of(obj.filed_by)
        super().save_model(request, obj, form, change)

    def save_formset(
        self,
        request: HttpRequest,
        form: forms.ModelForm[Article],
        formset: BaseModelFormSet[Any, Any],
        change: bool,
    ) -> None:
        for inline in formset.forms:
            if isinstance(inline.instance, PhotoInline.model) and inline.instance.pk is None:
                inline.instance.uploaded_by = user_of(request)
        super().save_formset(request, form, formset, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        keep(
            form.instance,
            by=user_of(request),
            how=Revision.How.FORM,
            why=form.cleaned_data["why"],
            action=Action.CHANGE if change else Action.ADD,
        )
        if workflow.void_if_changed(form.instance, by=user_of(request)):
            messages.warning(request, changed_after_sign_off(form.instance))


def without(sets: Any, hidden: set[str]) -> list[tuple[Any, dict[str, Any]]]:
    """The fieldsets less some fields."""
    return [
        (name, {**options, "fields": [field for field in options["fields"] if field not in hidden]})
        for name, options in sets
    ]
