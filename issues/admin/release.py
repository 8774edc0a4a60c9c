"""The pages of the release: what readers get and when, and the moves of the chief editor, each asked once."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from articles import workflow
from articles.models import Article
from articles.revisions.keeping import hold
from issues import announcements, reading, release, renditions, whole
from issues.admin.questions import Question, asked_once, how_soon, in_words
from issues.admin.reading import chip
from issues.admin.release_moves import HoldBack, IssueQuestion, Now, PullBack, Schedule
from issues.admin.web_first import First, FirstNow, TakeBack
from issues.forms import ReleaseForm
from issues.models import Issue, Rendition
from issues.outlook import Outlook
from people.accounts import user_of
from policy.inputs import is_key
from policy.table import Action

WITHOUT_A_TIME: dict[str, type[IssueQuestion]] = {"now": Now, "unschedule": PullBack}


class ReleasePages(admin.ModelAdmin[Issue]):
    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/release/", view(self.release_view), name="issues_issue_release"),
            path("web-first/<int:pk>/", view(self.web_first_view), name="issues_web_first"),
            *super().get_urls(),
        ]

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
            "problems": whole.told(issue, to=user_of(request)) if issue else [],
        }
        return super().changeform_view(request, object_id, form_url, context)

    # The release of an issue

    def release_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What readers get and when, and what stands in the way; a move that is posted is asked about."""
        issue = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_release_permission(request):
            messages.error(request, _("Only the chief editor releases issues."))
            return HttpResponseRedirect(reverse("admin:issues_issue_change", args=[pk]))
        form = ReleaseForm(request.POST or None, initial={"at": issue.publish_at or issue.usual_release()})
        do = request.POST.get("do", Schedule.do)
        if request.method == "POST" and (do != Schedule.do or form.is_valid()):
            context = self._context(request) | {"issue": issue, "address": _address(request, issue)}
            return asked_once(
                request,
                lambda: self._question(request, do, issue, form),
                context=context,
                by=user_of(request),
                back=request.path,
            )
        return self._release_page(request, issue, form)

    def _release_page(self, request: HttpRequest, issue: Issue, form: ReleaseForm) -> HttpResponse:
        sheet = None if issue.state == Issue.State.RELEASED else reading.sheet_of(issue)
        context = self._context(request) | {
            "title": _("Release of the issue of %s") % date_format(issue.date),
            "issue": issue,
            "address": _address(request, issue),
            "when": in_words(issue.publish_at) if issue.publish_at else "",
            "soon": how_soon(issue.publish_at) if issue.publish_at else "",
            "outlook": Outlook(issue),
            "announcements": announcements.told(issue),
            "unset": _unset(issue),
            "problems": whole.told(issue, to=user_of(request)),
            "sheet": sheet,
            "sheet_chip": chip(sheet) if sheet else "",
            "form": form,
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/issues/release/page.html", context)

    def _question(self, request: HttpRequest, do: str, issue: Issue, form: ReleaseForm) -> Question:
        """The question about the issue as it is once it is held."""
        held = whole.hold_issue(issue)
        if do == HoldBack.do:
            return HoldBack(held, self._story_of(request, held))
        if do in WITHOUT_A_TIME:
            return WITHOUT_A_TIME[do](held)
        if do != Schedule.do:
            raise Http404
        return Schedule(held, form.cleaned_data["at"])

    @staticmethod
    def _story_of(request: HttpRequest, issue: Issue) -> Article:
        """What stood there when the page was made may have gone meanwhile: that is said, not a 404."""
        key = request.POST.get("story", "")
        if not is_key(Article, key):
            raise Http404
        return get_object_or_404(Article.objects.visible_to(user_of(request)), pk=key)

    # Web first

    def web_first_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A signed story before its issue: at a time, at once, or taken back before its time."""
        user = user_of(request)
        story = get_object_or_404(Article.objects.visible_to(user), pk=pk)
        back = reverse("admin:articles_article_change", args=[pk])
        if refusal := workflow.why_not(Action.RELEASE, story, by=user):
            messages.error(request, refusal)
            return HttpResponseRedirect(back)
        form = WebFirstForm(request.POST or None, initial={"at": story.web_first_at or _next_hour()})
        do = request.POST.get("do", First.do)
        context = self._context(request) | {"story": story}
        if request.method == "POST" and (do != First.do or form.is_valid()):
            return asked_once(
                request,
                lambda: _first_question(do, story, form),
                context=context,
                by=user,
                back=back if "shown" in request.POST else request.path,
            )
        context |= {
            "title": _("Web first"),
            "issue_at": in_words(story.publish_at) if story.publish_at and not story.web_first_at else "",
            "when": in_words(story.web_first_at) if story.web_first_at else "",
            "soon": how_soon(story.web_first_at) if story.web_first_at else "",
            "form": form,
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/issues/release/web_first.html", context)

    def _context(self, request: HttpRequest) -> dict[str, Any]:
        return self.admin_site.each_context(request) | {"opts": self.opts}


class WebFirstForm(ReleaseForm):
    """The same moment, of one story."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at"].label = _("web first at")


def _first_question(do: str, story: Article, form: ReleaseForm) -> Question:
    """The question about the story as it is once it is held."""
    held = hold(story)
    if do == TakeBack.do:
        return TakeBack(held)
    if do == FirstNow.do:
        return FirstNow(held)
    if do != First.do:
        raise Http404
    return First(held, form.cleaned_data["at"])


def _address(request: HttpRequest, issue: Issue) -> str:
    return request.build_absolute_uri(issue.get_absolute_url())


def _unset(issue: Issue) -> int:
    """How many pages have no picture as they are now: told, and no hindrance."""
    if not renditions.can_be_made():
        return 0
    return issue.pages.exclude(pk__in=Rendition.objects.current().values("page")).count()


def _next_hour() -> dt.datetime:
    return timezone.now().replace(minute=0, second=0, microsecond=0) + dt.timedelta(hours=1)
