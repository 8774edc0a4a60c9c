"""The story's list and form, in the order of work, with the buttons of the workflow."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Field, QuerySet
from django.forms import BaseModelFormSet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from articles import workflow
from articles.admin.base import LockedAdmin, state_chips
from articles.admin.corrections import CorrectionsAdmin
from articles.admin.desk_filters import STORY_FILTERS
from articles.admin.forms import ArticleForm
from articles.admin.inlines import CreditInline, PhotoInline
from articles.admin.notes import NotesAdmin
from articles.admin.sheet import SheetAdmin
from articles.admin.step_words import DONE
from articles.admin.steps import StepsAdmin
from articles.models import Article, ReviewStage
from articles.models.scoping import in_states
from people.accounts import user_of
from people.models import Desk, User, desk_of
from policy import table
from policy.admin import name_of
from policy.table import Action, Scope, State


class PlacedFilter(admin.SimpleListFilter):
    title = _("placed")
    parameter_name = "placed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("1", _("on a page")), ("0", _("not placed yet"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        if self.value() is None:
            return queryset
        return queryset.filter(placements__isnull=self.value() == "0").distinct()


class StateFilter(admin.SimpleListFilter):
    """Where stories stand, each stage of the review by its name."""

    title = _("status")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        stages = [(f"stage-{stage.pk}", stage.name) for stage in ReviewStage.objects.in_use()]
        names: list[tuple[str, Any]] = [
            (State.IMPORTED, _("imported draft")),
            *Article.Status.choices,
            (State.WITHDRAWN, _("withdrawn")),
        ]
        place = [value for value, _name in names].index(State.IN_REVIEW)
        return [*names[:place], *stages, *names[place + 1 :]]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        chosen = self.value() or ""
        stage = chosen.removeprefix("stage-")
        if stage != chosen and stage.isdecimal():
            return queryset.filter(stage=int(stage))
        return queryset.filter(in_states([State(chosen)])) if chosen in list(State) else queryset


class FiledByFilter(admin.SimpleListFilter):
    """Who filed the stories that this person sees."""

    title = _("filed by")
    parameter_name = "filed_by"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        seen = Article.objects.visible_to(user_of(request)).values("filed_by")
        return [(str(user.pk), str(user)) for user in User.objects.filter(pk__in=seen)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        chosen = self.value() or ""
        return queryset.filter(filed_by=int(chosen)) if chosen.isdecimal() else queryset


@admin.register(Article)
class ArticleAdmin(LockedAdmin[Article], StepsAdmin, CorrectionsAdmin, SheetAdmin, NotesAdmin):
    form = ArticleForm
    list_display = [
        "title_column",
        "state",
        "genre",
        "places",
        "length_column",
        "placed",
        "filed_by",
        "desk",
        "changed",
    ]
    list_filter = [StateFilter, PlacedFilter, "genre", "is_cut_off", "county", "desk", FiledByFilter]
    list_filter += STORY_FILTERS
    search_fields = [
        "headline",
        "kicker",
        "body",
        "printed_byline",
        "credits__printed_text",
        "photos__caption",
        "towns__name",
    ]
    search_help_text = _("Words of the story, its byline or its captions")
    autocomplete_fields = ["towns", "county"]
    readonly_fields = ["length_column", "state", "placed", "history_of_steps"]
    date_hierarchy = "created_at"
    ordering = ["-updated_at"]
    list_per_page = 50
    save_on_top = False
    inlines = [CreditInline, PhotoInline]
    fieldsets = [
        (_("Headlines"), {"fields": ["kicker", "headline", "deck"]}),
        (_("Text"), {"fields": ["dateline", "printed_byline", "body", "genre", "planned_length", "version"]}),
        (_("Where and what"), {"fields": ["towns", "county", "tags"]}),
        (
            _("For the newsroom"),
            {"fields": ["desk", "is_cut_off", "note", "state", "placed", "history_of_steps"]},
        ),
    ]

    class Media:
        js = ["newsroom/story.js"]

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

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        """Who sees own copy only needs no filter by desk or author."""
        found = super().get_list_filter(request)
        if table.scope(user_of(request).roles, Action.VIEW, "articles.article") > Scope.OWN:
            return found
        return [entry for entry in found if name_of(entry) not in ("desk", FiledByFilter.parameter_name)]

    def get_readonly_fields(self, request: HttpRequest, obj: Article | None = None) -> list[str]:
        """Who edits submitted copy hands it to another desk; an author's desk follows by itself."""
        edits = table.scope(user_of(request).roles, Action.CHANGE, "articles.article", State.SUBMITTED)
        return [*self.readonly_fields, *([] if edits else ["desk"])]

    def get_fieldsets(self, request: HttpRequest, obj: Article | None = None) -> Any:
        """The version is for forms that save; who only reads is not shown a number."""
        sets = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return sets
        return [
            (name, {**options, "fields": [field for field in options["fields"] if field != "version"]})
            for name, options in sets
        ]

    def choices(self, db_field: Field[Any, Any], request: HttpRequest) -> QuerySet[Any]:
        return Desk.objects.all() if db_field.name == "desk" else super().choices(db_field, request)

    # Columns

    @admin.display(description=_("title"), ordering="headline")
    def title_column(self, article: Article) -> str:
        kicker = format_html('<span class="kicker">{}</span>', article.kicker) if article.kicker else ""
        mark = format_html(' <span class="mark">{}</span>', _("cut off")) if article.is_cut_off else ""
        return format_html("{}{}{}", kicker, article.title, mark)

    @admin.display(description=_("status"), ordering="status")
    def state(self, article: Article) -> str:
        return state_chips(article)

    @admin.display(description=_("places"))
    def places(self, article: Article) -> str:
        return "、".join(town.name for town in article.towns.all()) or str(article.county or "—")

    @admin.display(description=_("characters"))
    def length_column(self, article: Article) -> str:
        planned = article.planned_length
        return f"{article.length} / {planned}" if planned else str(article.length)

    @admin.display(description=_("placed"))
    def placed(self, article: Article) -> str:
        pages = [placement.page for placement in article.placements.all()] if article.pk else []
        return "、".join(f"{page.issue} {page.label}" for page in pages) or "—"

    @admin.display(description=_("updated at"), ordering="updated_at")
    def changed(self, article: Article) -> str:
        return date_format(localtime(article.updated_at), "m-d H:i")

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
        return format_html('<ul class="steps">{}</ul>', rows) if rows else "—"

    # Saving

    def save_model(
        self, request: HttpRequest, obj: Article, form: forms.ModelForm[Article], change: bool
    ) -> None:
        if not change:
            obj.filed_by = user_of(request)
            obj.desk = obj.desk or desk_of(obj.filed_by)
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
        if workflow.void_if_changed(form.instance, by=user_of(request)):
            messages.warning(request, _changed_after_sign_off(form.instance))

    # A form that came too late

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if request.method == "POST" and object_id is not None:
            article = self.get_object(request, object_id)
            if article and not self.has_change_permission(request, article):
                return self._too_late(request, article)
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except PermissionDenied:
            # The story may have moved on between the look above and the lock.
            article = self.get_object(request, object_id) if object_id is not None else None
            if request.method != "POST" or article is None:
                raise
            return self._too_late(request, article)

    def _too_late(self, request: HttpRequest, article: Article) -> HttpResponse:
        """The story moved on while its author was typing: give the typed text back, saved nowhere."""
        captions = [name for name in request.POST if name.endswith(("-caption", "-printed_text"))]
        fields = [*ArticleForm.TYPED, *captions]
        context = self.admin_site.each_context(request) | {
            "title": _("This story is no longer yours to change"),
            "article": article,
            "texts": [text for text in map(request.POST.get, fields) if text],
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/articles/article/too_late.html", context, status=409)


def _changed_after_sign_off(article: Article) -> str:
    if article.publish_at is None:
        return str(_("The text was changed: the sign-offs are void, and the review begins again."))
    return str(
        _(
            "The text was changed: the sign-offs are void, and the review begins again. "
            "Its issue has its time: until it is signed off, readers do not see the story."
        )
    )
