"""The staff page of the last reading: its sheet, the reasons of the chief editor, the signature."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Article
from articles.text import shortened
from articles.workflow import NotPossible
from issues import reading
from issues.models import Issue, Override, Reading
from issues.reading import EYE, Finding, Kind, Line, Sheet, State
from people.accounts import user_of
from people.models import User
from policy.access import may
from policy.inputs import is_key, reason_in
from policy.table import Action

# The class of the chip that says how far the reading is.
CHIPS = {
    State.ARCHIVE: "draft",
    State.OPEN: "returned",
    State.UNSIGNED: "submitted",
    State.CHANGED: "returned",
    State.DONE: "signed_off",
}
HIDDEN = gettext_lazy("About a story of another desk.")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding is mended."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Row:
    """A finding as one person sees it."""

    line: Line
    # Whether the person may see every story that it is about; if not, neither its words nor a reason is told.
    is_told: bool
    places: list[Place]

    @property
    def text(self) -> str:
        return self.line.finding.text if self.is_told else str(HIDDEN)


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the sheet with what was found about it."""

    kind: Kind
    rows: list[Row] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return any(row.line.is_open for row in self.rows)


class ReadingPages(admin.ModelAdmin[Issue]):
    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.reading_view)
        return [path("<int:pk>/reading/", view, name="issues_issue_reading"), *super().get_urls()]

    def reading_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The sheet; posted to, a finding is let stand or opened again, or the sheet is signed."""
        if not may(user_of(request), Action.VIEW, Reading):
            raise PermissionDenied
        issue = get_object_or_404(self.get_queryset(request), pk=pk)
        if request.method != "POST":
            return self._sheet_page(request, issue)
        act: dict[str, Callable[[HttpRequest, Issue], str]] = {
            "sign": _sign,
            "override": _override,
            "take_back": _take_back,
        }
        if (do := request.POST.get("do", "")) not in act:
            messages.error(request, _("Use one of the buttons of this page."))
            return self._sheet_page(request, issue, status=400)
        try:
            messages.success(request, act[do](request, issue))
        except NotPossible as error:
            messages.error(request, str(error))
            return self._sheet_page(request, issue, typed=request.POST, status=400)
        return HttpResponseRedirect(request.path)

    def _sheet_page(
        self, request: HttpRequest, issue: Issue, *, typed: Mapping[str, str] | None = None, status: int = 200
    ) -> HttpResponse:
        """With what was typed, where it could not be done."""
        user, sheet = user_of(request), reading.sheet_of(issue)
        is_out = issue.state == Issue.State.RELEASED
        points = points_of(sheet, user)
        context = self.admin_site.each_context(request) | {
            "title": _("Last reading"),
            "issue": issue,
            "sheet": sheet,
            "chip": chip(sheet),
            "points": points,
            "right": [point for point in points if not point.rows],
            "eye": EYE.items(),
            "readings": issue.readings.select_related("by").order_by("-pk"),
            "settled": sheet.settled if reading.sees_all(user, issue) else [],
            "may_sign": may(user, Action.ADD, Reading) and not is_out and reading.sees_all(user, issue),
            "may_override": may(user, Action.ADD, Override) and not is_out,
            "may_release": may(user, Action.RELEASE, Issue),
            "typed": typed or {},
            "ticked": request.POST.getlist("tick"),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/issues/issue/reading.html", context, status=status)


def _sign(request: HttpRequest, issue: Issue) -> str:
    seen = request.POST.get("seen", "")
    reading.sign(issue, ticked=request.POST.getlist("tick"), seen=seen, by=user_of(request))
    return _("The last reading is signed for exactly this issue.")


def _override(request: HttpRequest, issue: Issue) -> str:
    reason = reason_in(request.POST.get("reason"))
    made = reading.override(issue, request.POST.get("key", ""), reason=reason, by=user_of(request))
    return _("Let stand: %(finding)s") % {"finding": made.finding}


def _take_back(request: HttpRequest, issue: Issue) -> str:
    key = request.POST.get("override", "")
    if not is_key(Override, key):
        raise Http404
    made = get_object_or_404(issue.overrides, pk=key)
    reading.take_back(made, by=user_of(request))
    return _("It is open again: %(finding)s") % {"finding": made.finding}


def chip(sheet: Sheet) -> str:
    return format_html('<span class="state state-{}">{}</span>', CHIPS[sheet.state], sheet.label)


def points_of(sheet: Sheet, user: User) -> list[Point]:
    """Every point of the sheet in its order, the ones without a finding too."""
    keys = {key for line in sheet.lines for key in line.finding.stories}
    stories = {story.pk: story for story in Article.objects.visible_to(user).filter(pk__in=keys)}
    labels = dict(sheet.issue.pages.values_list("pk", "label"))
    points = {kind: Point(kind) for kind in Kind}
    for line in sheet.lines:
        is_told = all(key in stories for key in line.finding.stories)
        places = list(_places(line.finding, sheet.issue, stories, labels)) if is_told else []
        points[line.finding.kind].rows.append(Row(line, is_told, places))
    return list(points.values())


def _places(
    finding: Finding, issue: Issue, stories: Mapping[int, Article], labels: Mapping[int, str]
) -> list[Place]:
    is_one = len(finding.stories) == 1
    places = [
        Place(
            _("Open the story") if is_one else shortened(stories[key].title),
            reverse("admin:articles_article_change", args=[key]),
        )
        for key in finding.stories
    ]
    if finding.page is not None and finding.page in labels:
        page = "issues_page_proofs" if finding.kind == Kind.PROOFS else "issues_page_change"
        name = _("Page %(label)s") % {"label": labels[finding.page]}
        places.append(Place(name, reverse(f"admin:{page}", args=[finding.page])))
    elif not places:
        places.append(Place(str(issue), reverse("admin:issues_issue_change", args=[issue.pk])))
    return places
