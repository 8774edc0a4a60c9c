"""The story's list and form, in the order of work, with the buttons of the workflow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import BaseModelFormSet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles import workflow
from articles.admin.forms import ArticleForm
from articles.admin.inlines import CreditInline, PhotoInline
from articles.models import Article
from articles.models.article import EDIT_ANY
from articles.workflow import Action, NotPossible
from people.accounts import user_of

# What the buttons under the form do; the other steps ask for a reason on a page of their own.
SAVE_AND: dict[str, Callable[..., Article]] = {"file": workflow.file, "sign_off": workflow.sign_off}
WITH_REASON: dict[str, Callable[..., Article]] = {
    "return": workflow.return_to_author,
    "withdraw": workflow.withdraw,
    "reinstate": workflow.reinstate,
}


class ReasonForm(forms.Form):
    note = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), required=False)


@admin.register(Article)
class ArticleAdmin(admin.ModelAdmin[Article]):
    form = ArticleForm
    list_display = [
        "title_column",
        "state",
        "genre",
        "places",
        "length_column",
        "placed",
        "filed_by",
        "changed",
    ]
    list_filter = ["status", "genre", "is_cut_off", "county"]
    search_fields = [
        "headline",
        "kicker",
        "body",
        "printed_byline",
        "credits__printed_text",
        "photos__caption",
    ]
    search_help_text = _("Words of the story, its byline or its captions")
    autocomplete_fields = ["towns", "county"]
    readonly_fields = ["length_column", "state", "placed", "history_of_steps"]
    date_hierarchy = "created_at"
    ordering = ["-updated_at"]
    list_per_page = 50
    save_on_top = False
    inlines = [CreditInline, PhotoInline]
    actions = ["file_selected", "sign_off_selected"]
    fieldsets = [
        (_("Headlines"), {"fields": ["kicker", "headline", "deck"]}),
        (_("Text"), {"fields": ["dateline", "printed_byline", "body", "genre", "planned_length", "version"]}),
        (_("Where and what"), {"fields": ["towns", "county", "tags"]}),
        (_("For the newsroom"), {"fields": ["is_cut_off", "note", "state", "placed", "history_of_steps"]}),
    ]

    class Media:
        js = ["newsroom/count.js"]

    # Who sees and changes what

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        visible = Article.objects.visible_to(user_of(request)).order_by("-updated_at", "-pk")
        return visible.select_related("county", "filed_by").prefetch_related(
            "towns", "photos", "placements__page__issue"
        )

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Authors change their own drafts; what is filed is the editors'."""
        if not super().has_change_permission(request, obj):
            return False
        return obj is None or user_of(request).has_perm(EDIT_ANY) or obj.status == Article.Status.DRAFT

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Only drafts are deleted; what was signed is withdrawn."""
        if not super().has_delete_permission(request, obj):
            return False
        return obj is None or obj.status == Article.Status.DRAFT

    def view_on_site(self, obj: Article) -> str | None:
        return obj.get_absolute_url() if Article.objects.published().filter(pk=obj.pk).exists() else None

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        mine_only = not user_of(request).has_perm(EDIT_ANY)
        return (
            [*self.list_filter]
            if mine_only
            else [*self.list_filter, ("filed_by", admin.RelatedOnlyFieldListFilter)]
        )

    # Columns

    @admin.display(description=_("headline"), ordering="headline")
    def title_column(self, article: Article) -> str:
        kicker = format_html('<span class="kicker">{}</span>', article.kicker) if article.kicker else ""
        mark = format_html(' <span class="mark">{}</span>', _("cut off")) if article.is_cut_off else ""
        return format_html("{}{}{}", kicker, article.title, mark)

    @admin.display(description=_("status"), ordering="status")
    def state(self, article: Article) -> str:
        key = "withdrawn" if article.withdrawn_at else article.status
        label = _("withdrawn") if article.withdrawn_at else article.get_status_display()
        return format_html('<span class="state state-{}">{}</span>', key, label)

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
                    Action(step.action).label,
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
            messages.warning(
                request, _("The story was changed after its sign-off: it has to be signed off again.")
            )

    # Steps of the workflow

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().changeform_view(request, *args, **kwargs)
        if isinstance(response, TemplateResponse) and response.context_data is not None:
            article = response.context_data.get("original")
            response.context_data["steps"] = self.steps(request, article) if article else FIRST_STEPS
        return response

    def steps(self, request: HttpRequest, article: Article) -> list[tuple[str, Any, str | None]]:
        """The buttons this person may press now: (name, label, address of the page that asks, if any)."""
        may_save = self.has_change_permission(request, article)
        found: list[tuple[str, Any, str | None]] = []
        for action in Action:
            if action == Action.VOID or not workflow.may(action, article, by=user_of(request)):
                continue
            if action in SAVE_AND:
                found += [(action, BUTTONS[action], None)] if may_save else []
            else:
                address = reverse("admin:articles_article_step", args=[article.pk, action])
                found.append((action, BUTTONS[action], address))
        return found

    def response_add(
        self, request: HttpRequest, obj: Article, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._step_after_save(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        return self._step_after_save(request, obj) or super().response_change(request, obj)

    def _step_after_save(self, request: HttpRequest, article: Article) -> HttpResponse | None:
        step = SAVE_AND.get(request.POST.get("_step", ""))
        if step is None:
            return None
        if not self._take(request, step, article):
            return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))
        return HttpResponseRedirect(reverse("admin:articles_article_changelist"))

    def _take(self, request: HttpRequest, step: Any, article: Article, **kwargs: Any) -> bool:
        """Take the step and tell the user how it ended."""
        try:
            step(article, by=user_of(request), **kwargs)
        except (PermissionDenied, NotPossible) as error:
            messages.error(request, f"{article}: {error}")
            return False
        messages.success(request, f"{article}: {article.get_status_display()}")
        return True

    def get_urls(self) -> list[URLPattern]:
        step = path(
            "<int:pk>/step/<str:action>/",
            self.admin_site.admin_view(self.step_view),
            name="articles_article_step",
        )
        return [step, *super().get_urls()]

    def step_view(self, request: HttpRequest, pk: int, action: str) -> HttpResponse:
        """Ask for the reason, then take a step that is not taken lightly."""
        article = get_object_or_404(self.get_queryset(request), pk=pk)
        back = HttpResponseRedirect(reverse("admin:articles_article_change", args=[pk]))
        if action not in WITH_REASON or not workflow.may(Action(action), article, by=user_of(request)):
            messages.error(request, _("This step is not possible now."))
            return back
        form = ReasonForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            self._take(request, WITH_REASON[action], article, note=form.cleaned_data["note"])
            return back
        context = self.admin_site.each_context(request) | {
            "title": BUTTONS[Action(action)],
            "explanation": EXPLANATIONS[action],
            "article": article,
            "form": form,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/articles/article/step.html", context)

    # Actions on the list

    @admin.action(description=_("File the selected stories"), permissions=["change"])
    def file_selected(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        self._take_all(request, workflow.file, queryset)

    @admin.action(description=_("Sign off the selected stories"), permissions=["sign_off"])
    def sign_off_selected(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        self._take_all(request, workflow.sign_off, queryset)

    def has_sign_off_permission(self, request: HttpRequest) -> bool:
        return user_of(request).has_perm("articles.sign_off_article")

    def _take_all(self, request: HttpRequest, step: Any, articles: QuerySet[Article]) -> None:
        """Each story by itself: one that cannot move on stops none of the others."""
        done = 0
        for article in articles:
            try:
                step(article, by=user_of(request))
                done += 1
            except (PermissionDenied, NotPossible) as error:
                messages.error(request, f"{article}: {error}")
        if done:
            messages.success(request, ngettext("%d story moved on.", "%d stories moved on.", done) % done)


BUTTONS = {
    Action.FILE: _("Save and file"),
    Action.SIGN_OFF: _("Save and sign off"),
    Action.RETURN: _("Return to the author"),
    Action.WITHDRAW: _("Withdraw"),
    Action.REINSTATE: _("Reinstate"),
}
FIRST_STEPS = [("file", BUTTONS[Action.FILE], None)]
EXPLANATIONS = {
    "return": _("The story becomes a draft again, and its author reads the reason."),
    "withdraw": _(
        "The story disappears from every public page at once. It stays in the archive and can be reinstated."
    ),
    "reinstate": _("The story is public again at once, if its issue is out."),
}
