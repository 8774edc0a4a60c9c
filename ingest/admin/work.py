"""The page on which a printed page is worked: its text, its doubts and stories, and what is posted to it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Article
from ingest.admin.acts import ACTS, NotPossible, Posted
from ingest.admin.choices import doubt_rows
from ingest.admin.compared import compared_rows
from ingest.admin.people import who_of
from ingest.admin.rows import ROLE_NAMES, lines, story_rows
from ingest.correcting import NotCorrected, story_fields
from ingest.crediting import credited, may_add_people, with_doubts
from ingest.importing import NotIngested, Stale
from ingest.models import SourcePage
from issues.labels import page_order
from issues.release import NotReleasable
from people.accounts import user_of
from policy.access import may
from policy.inputs import number_in
from policy.table import Action
from towns.places import places_on

REFUSALS = {
    "gone": gettext_lazy("This is not there any more."),
    "accepted": gettext_lazy("The story is accepted: it is changed as a draft now."),
    "nothing-there": gettext_lazy("There is nothing to move here."),
    "itself": gettext_lazy("That is the same story."),
    "no-story": gettext_lazy("This is no part of a story: move it to one first."),
    "no-role": gettext_lazy("Use one of the buttons of this page."),
    "no-names": gettext_lazy("These are not the names that are printed."),
}


class WorkPages(admin.ModelAdmin[SourcePage]):
    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.work_view)
        return [path("<int:pk>/stories/", view, name="ingest_sourcepage_work"), *super().get_urls()]

    def work_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page; posted to, it does one thing and shows the page anew."""
        user = user_of(request)
        source = get_object_or_404(self.get_queryset(request), pk=pk)
        if not may(user, Action.VIEW, source):
            raise PermissionDenied
        if request.method != "POST":
            return self._work_page(request, source)
        if not may(user, Action.CHANGE, source):
            raise PermissionDenied
        do, version = request.POST.get("do", ""), number_in(request.POST.get("version"))
        if do not in ACTS or version is None or not source.is_read:
            messages.error(request, _("Use one of the buttons of this page."))
            return self._work_page(request, source, status=400)
        posted = Posted(
            source,
            version,
            user,
            request.POST,
            places_on(source.date),
            parts=request.POST.getlist("span"),
        )
        try:
            told = ACTS[do](posted)
        except Stale:
            messages.warning(request, _("Somebody changed this page meanwhile. Look at it as it is now."))
            source.refresh_from_db()
            return self._work_page(request, source, status=409)
        except NotCorrected as error:
            return self._refused(request, source, str(REFUSALS[error.code]))
        except (NotPossible, NotIngested, NotReleasable) as error:
            return self._refused(request, source, str(error))
        if told:
            messages.success(request, told)
        for warning in posted.warnings:
            messages.warning(request, warning)
        return HttpResponseRedirect(request.path + _place(request))

    def _refused(self, request: HttpRequest, source: SourcePage, text: str) -> HttpResponse:
        messages.error(request, text)
        source.refresh_from_db()
        return self._work_page(request, source, status=400)

    def _work_page(self, request: HttpRequest, source: SourcePage, *, status: int = 200) -> HttpResponse:
        may_change = may(user_of(request), Action.CHANGE, source)
        context = self.admin_site.each_context(request) | {
            "title": _("Queue"),
            "opts": self.opts,
            "source": source,
            "may_work": may_change and source.is_read and source.state == SourcePage.State.WAITING,
            "roles": ROLE_NAMES.items(),
            "instead": self._instead(source),
        }
        context |= self._shown(request, source) if source.is_read else {}
        return TemplateResponse(request, "admin/ingest/sourcepage/work.html", context, status=status)

    def _shown(self, request: HttpRequest, source: SourcePage) -> dict[str, Any]:
        reading, places = source.current, places_on(source.date)
        gazetteer = places.gazetteer
        fields = {story.key: story_fields(reading, story.key, gazetteer) for story in reading.stories}
        names = credited({story.key: fields[story.key] for story in reading.waiting}, reading, places)
        reading = with_doubts(reading, names)
        may_add = may_add_people(user_of(request))
        people = {key: [who_of(row, may_add=may_add) for row in rows] for key, rows in names.items()}
        stories = story_rows(reading, fields, people, self._addresses(request, source))
        shown = [who for rows in people.values() for who in rows]
        is_waiting = source.state == SourcePage.State.WAITING
        return {
            "lines": lines(reading),
            "stories": stories,
            "waiting": [(row.key, row.name) for row in stories if not row.is_accepted],
            "doubts": doubt_rows(reading, fields, source.machine, gazetteer, shown) if is_waiting else [],
            "compared": compared_rows(source, user=user_of(request)) if is_waiting else [],
            "counties": gazetteer.counties,
            "next": self._next(request, source),
        }

    def _addresses(self, request: HttpRequest, source: SourcePage) -> dict[int, str]:
        """Where the drafts are, as far as this person sees them."""
        seen = Article.objects.visible_to(user_of(request)).filter(extract__source=source)
        keys = seen.values_list("extract__order", "pk")
        return {order: reverse("admin:articles_article_change", args=[pk]) for order, pk in keys}

    def _instead(self, source: SourcePage) -> SourcePage | None:
        """The text that took the place of this one."""
        if source.state != SourcePage.State.REPLACED:
            return None
        standing = SourcePage.objects.standing().of_page(source.date, source.extra, source.label)
        return standing.first()

    def _next(self, request: HttpRequest, source: SourcePage) -> SourcePage | None:
        """The page of the same issue that waits behind this one, else its first, else the newest of all."""
        waiting = self.get_queryset(request).filter(state=SourcePage.State.WAITING).exclude(pk=source.pk)
        waiting = waiting.defer("text", "machine", "reading", "back", "forward")
        here = sorted(waiting.filter(date=source.date, extra=source.extra), key=_in_issue)
        later = (page for page in here if _in_issue(page) > _in_issue(source))
        return next(later, None) or next(iter(here), None) or waiting.first()


def _in_issue(page: SourcePage) -> tuple[float, str]:
    order = page_order(page.label)
    return float("inf") if order is None else order, page.label


def _place(request: HttpRequest) -> str:
    """Where the eye was: at the doubts, at the story, at the piece of text."""
    here, span = request.POST.get("here", ""), request.POST.get("span", "")
    if here == "doubts":
        return "#doubts"
    if (start := number_in(span.partition("-")[0])) is not None:
        return f"#at-{start}"
    story = number_in(request.POST.get("to") or request.POST.get("story"))
    return f"#story-{story}" if story is not None else ""
