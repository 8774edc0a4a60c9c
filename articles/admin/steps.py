"""The buttons of the workflow on the story's page and list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import review, workflow
from articles.admin.base import context_of
from articles.admin.step_words import (
    BUTTONS,
    DONE,
    EXPLANATIONS,
    IN_BULK,
    ON_OWN_PAGE,
    SAVE_AND,
    STEPS,
    TITLES,
    StepForm,
    notices,
    seen,
    stands,
)
from articles.models import Article
from articles.workflow import NotPossible
from people.accounts import user_of
from people.models import User
from policy.access import may
from policy.table import Action


@dataclass(frozen=True, slots=True)
class Button:
    """A step offered under the form. With an address it posts there; asking first, it is a link."""

    action: Action
    label: Any
    address: str = ""
    asks: bool = False


class StepsAdmin(admin.ModelAdmin[Article]):
    """Offers the steps that this person may take now, takes them, and says how it ended."""

    # Under the form

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().changeform_view(request, *args, **kwargs)
        if (context := context_of(response)) is not None:
            article = context.get("original")
            context |= self._panel(request, article) if article else self._first_panel()
        return response

    def _panel(self, request: HttpRequest, article: Article) -> dict[str, Any]:
        """The steps of this person, or whose turn it is and why it is not theirs."""
        user = user_of(request)
        buttons = self.buttons(request, article)
        is_mine = any(button.action == Action.APPROVE for button in buttons)
        refusal = (
            workflow.why_not(Action.APPROVE, article, by=user) if may(user, Action.APPROVE, article) else None
        )
        waiting = review.waiting_for(article)
        return {
            "buttons": buttons,
            "notices": notices(article, may_change=self.has_change_permission(request, article)),
            "seen": seen(article),
            "waiting": "" if is_mine else waiting,
            "refusal": refusal if refusal != waiting else None,
            "sheet": reverse("admin:articles_article_sheet", args=[article.pk]),
            "may_go_first": workflow.may(Action.RELEASE, article, by=user),
        }

    @staticmethod
    def _first_panel() -> dict[str, Any]:
        return {"buttons": [Button(Action.SUBMIT, BUTTONS[Action.SUBMIT])]}

    def buttons(self, request: HttpRequest, article: Article) -> list[Button]:
        """The steps this person may take now."""
        may_save = self.has_change_permission(request, article)
        found = []
        for action, label in BUTTONS.items():
            if not workflow.may(action, article, by=user_of(request)):
                continue
            if action in SAVE_AND and may_save:
                found.append(Button(action, label))
            else:
                address = reverse("admin:articles_article_step", args=[article.pk, action])
                found.append(Button(action, label, address, asks=action in ON_OWN_PAGE))
        return found

    def response_add(
        self, request: HttpRequest, obj: Article, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._step_after_save(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        return self._step_after_save(request, obj) or super().response_change(request, obj)

    def _step_after_save(self, request: HttpRequest, article: Article) -> HttpResponse | None:
        if request.POST.get("_step") not in SAVE_AND:
            return None
        action = Action(request.POST["_step"])
        note = request.POST.get("step_note", "").replace("\0", "")
        if not self._take(request, action, article, is_saved=True, note=note):
            messages.info(request, _("The story is saved, but the step was not taken."))
            return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))
        return HttpResponseRedirect(reverse("admin:articles_article_changelist"))

    def _take(
        self, request: HttpRequest, action: Action, article: Article, *, is_saved: bool = False, **kwargs: Any
    ) -> Article | None:
        """Take the step and tell the user how it ended; returns what the step returns, if it was taken."""
        now = seen(article, is_saved=is_saved)
        try:
            shown = request.POST.get("step_seen", now)
            _refuse_unseen(action, article, shown=shown, now=now, by=user_of(request))
            result = STEPS[action](article, by=user_of(request), **kwargs)
        except (PermissionDenied, NotPossible) as error:
            messages.error(request, refused(article, error))
            return None
        waiting = review.waiting_for(article)
        done = _("“%(story)s”: %(done)s") % {"story": article, "done": DONE[action]}
        messages.success(request, done + (f"，{waiting}" if waiting else ""))
        return result

    # On a page of its own

    def get_urls(self) -> list[URLPattern]:
        step = path(
            "<int:pk>/step/<str:action>/",
            self.admin_site.admin_view(self.step_view),
            name="articles_article_step",
        )
        return [step, *super().get_urls()]

    def step_view(self, request: HttpRequest, pk: int, action: str) -> HttpResponse:
        """Take the step that was posted with all it needs; otherwise ask for it first."""
        article = get_object_or_404(self.get_queryset(request), pk=pk)
        if action not in list(STEPS):
            raise Http404
        step = Action(action)
        back = HttpResponseRedirect(reverse("admin:articles_article_change", args=[pk]))
        if refusal := workflow.why_not(step, article, by=user_of(request)):
            messages.error(request, refused(article, refusal))
            return back
        form = StepForm(step, request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            return self._take_with(request, step, article, form) or back
        return self._ask(request, step, [article], form, seen=seen(article))

    def _take_with(
        self, request: HttpRequest, step: Action, article: Article, form: StepForm
    ) -> HttpResponse | None:
        arguments: dict[str, Any] = {} if step == Action.CORRECT else form.arguments()
        result = self._take(request, step, article, **arguments)
        if result is None or result is article:
            return None
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[result.pk]))

    def _ask(
        self, request: HttpRequest, step: Action, articles: list[Article], form: StepForm, **extra: Any
    ) -> TemplateResponse:
        context = self.admin_site.each_context(request) | {
            "title": TITLES[step],
            "explanation": EXPLANATIONS[step],
            "articles": articles,
            "article": articles[0] if len(articles) == 1 else None,
            "form": form,
            "opts": self.opts,
            **extra,
        }
        return TemplateResponse(request, "admin/articles/article/step.html", context)

    # On the list

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """The steps that some role of this person allows on some story; each story is judged by itself."""
        actions: dict[str, Any] = dict(super().get_actions(request))
        for step in IN_BULK:
            if may(user_of(request), step, Article):
                actions[step.value] = (bulk(step), step.value, TITLES[step])
        return actions

    def take_all(
        self, request: HttpRequest, step: Action, articles: QuerySet[Article]
    ) -> HttpResponse | None:
        """Ask for the note, then take the step on each story by itself: one that cannot stops none."""
        form = StepForm(step, request.POST if "step_confirmed" in request.POST else None)
        if not form.is_valid():
            found = list(articles)
            asked = [(article, stands(article)) for article in found]
            return self._ask(request, step, found, form, bulk_action=step.value, shown=asked)
        done = 0
        for article in articles:
            try:
                shown = _shown_on_the_list(request, article)
                _refuse_unseen(step, article, shown=shown, now=seen(article), by=user_of(request))
                STEPS[step](article, by=user_of(request), **form.arguments())
                done += 1
            except (PermissionDenied, NotPossible) as error:
                messages.error(request, refused(article, error))
        if done:
            messages.success(request, ngettext("%d story moved on.", "%d stories moved on.", done) % done)
        return None


def _shown_on_the_list(request: HttpRequest, article: Article) -> str:
    """What `seen` said of the story on the page that asked. Without its version it was not shown at all."""
    stood = request.POST.get(f"stood-{article.pk}", stands(article))
    return f"{stood}-{request.POST.get(f'version-{article.pk}', '')}"


def _refuse_unseen(action: Action, article: Article, *, shown: str, now: str, by: User) -> None:
    """A story that was moved or saved since the page was shown is left alone."""
    if shown == now:
        return
    if shown.rpartition("-")[0] == now.rpartition("-")[0]:
        raise NotPossible(workflow.SAVED_MEANWHILE)
    raise NotPossible(workflow.why_not(action, article, by=by) or workflow.MOVED_ON)


def refused(article: Article, why: object) -> str:
    return _("“%(story)s”: %(why)s") % {"story": article, "why": why}


def bulk(step: Action) -> Callable[[StepsAdmin, HttpRequest, QuerySet[Article]], HttpResponse | None]:
    """The list action that takes `step` on every selected story."""

    def action(page: StepsAdmin, request: HttpRequest, articles: QuerySet[Article]) -> HttpResponse | None:
        return page.take_all(request, step, articles)

    return action
