"""The buttons of the workflow on the story's page and list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles import workflow
from articles.models import Article
from articles.workflow import Action, NotPossible
from people.accounts import user_of

# What the buttons under the form do; the other steps ask for a reason on a page of their own.
SAVE_AND: dict[str, Callable[..., Article]] = {"file": workflow.file, "sign_off": workflow.sign_off}
WITH_REASON: dict[str, Callable[..., Article]] = {
    "return": workflow.return_to_author,
    "withdraw": workflow.withdraw,
    "reinstate": workflow.reinstate,
}
BUTTONS = {
    Action.FILE: _("Save and file"),
    Action.SIGN_OFF: _("Save and sign off"),
    Action.RETURN: _("Return to the author"),
    Action.WITHDRAW: _("Withdraw"),
    Action.REINSTATE: _("Reinstate"),
}
DONE: dict[Callable[..., Article], Any] = {
    workflow.file: _("filed"),
    workflow.sign_off: _("signed off"),
    workflow.return_to_author: _("returned to the author"),
    workflow.withdraw: _("withdrawn"),
    workflow.reinstate: _("reinstated"),
}
FIRST_STEPS = [("file", BUTTONS[Action.FILE], None)]
EXPLANATIONS = {
    "return": _("The story becomes a draft again, and its author reads the reason."),
    "withdraw": _(
        "The story disappears from every public page at once. It stays in the archive and can be reinstated."
    ),
    "reinstate": _("The story is public again at once, if its issue is out."),
}


class ReasonForm(forms.Form):
    note = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))


def notices(article: Article) -> list[Any]:
    """What whoever opens the story has to know before typing."""
    found: list[Any] = []
    returned = article.status_changes.first()
    if article.status == Article.Status.DRAFT and returned and returned.action == Action.RETURN:
        found.append(_("Returned by %(by)s: %(note)s") % {"by": returned.by, "note": returned.note})
    if article.withdrawn_at is not None:
        found.append(_("Withdrawn: after a correction it has to be signed off again and reinstated."))
    elif article.status == Article.Status.SIGNED_OFF:
        found.append(
            _(
                "Signed off: any change of the text voids the sign-off, "
                "and readers lose sight of it until the next one."
            )
        )
    return found


class StepsAdmin(admin.ModelAdmin[Article]):
    """Offers the steps that this person may take now, takes them, and says how it ended."""

    actions = ["file_selected", "sign_off_selected"]

    # Under the form

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().changeform_view(request, *args, **kwargs)
        if isinstance(response, TemplateResponse) and response.context_data is not None:
            article = response.context_data.get("original")
            response.context_data["steps"] = self.steps(request, article) if article else FIRST_STEPS
            response.context_data["notices"] = notices(article) if article else []
        return response

    def steps(self, request: HttpRequest, article: Article) -> list[tuple[str, Any, str | None]]:
        """The buttons this person may press now: (name, label, address of the page that asks, if any)."""
        may_save = self.has_change_permission(request, article)
        found: list[tuple[str, Any, str | None]] = []
        for action, label in BUTTONS.items():
            if not workflow.may(action, article, by=user_of(request)):
                continue
            if action in SAVE_AND:
                found += [(action, label, None)] if may_save else []
            else:
                address = reverse("admin:articles_article_step", args=[article.pk, action])
                found.append((action, label, address))
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

    def _take(
        self, request: HttpRequest, step: Callable[..., Article], article: Article, **kwargs: Any
    ) -> bool:
        """Take the step and tell the user how it ended."""
        try:
            step(article, by=user_of(request), **kwargs)
        except (PermissionDenied, NotPossible) as error:
            messages.error(request, f"{article}: {error}")
            return False
        messages.success(request, f"{article}: {DONE[step]}")
        return True

    # On a page of its own

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
        form.fields["note"].required = action != Action.REINSTATE
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

    # On the list

    @admin.action(description=_("File the selected stories"), permissions=["change"])
    def file_selected(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        self._take_all(request, workflow.file, queryset)

    @admin.action(description=_("Sign off the selected stories"), permissions=["sign_off"])
    def sign_off_selected(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        for draft in queryset.filter(status=Article.Status.DRAFT):
            messages.error(request, f"{draft}: {_('a draft is signed off on its own page only')}")
        self._take_all(request, workflow.sign_off, queryset.filter(status=Article.Status.FILED))

    def has_sign_off_permission(self, request: HttpRequest) -> bool:
        return user_of(request).has_perm("articles.sign_off_article")

    def _take_all(
        self, request: HttpRequest, step: Callable[..., Article], articles: QuerySet[Article]
    ) -> None:
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
