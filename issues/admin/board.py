"""The staff page of the board: looked at, asked for changes, and the moves made on it."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from articles.models import Article
from audit.chain import digest
from issues.board.moves import Hand, Stale, held
from issues.board.state import Board, board_of, stamp_of
from issues.board.tray import Age, Standing, TrayFilters
from issues.models import Issue, Placement, Proof, Reading
from issues.release import NotReleasable
from people.accounts import user_of
from policy.access import may
from policy.admin import PolicyAdmin
from policy.inputs import number_in
from policy.json import Refused, asks_for_json, json_view, refuse_other_than_post
from policy.table import Action

STALE = "stale"
# No page holds as many characters, and no issue has as many pages.
LONGEST, MOST_PARTS = 99_999, 200


class BoardPages(PolicyAdmin[Issue]):
    """The addresses of the board; to stand before the admin of issues."""

    def get_urls(self) -> list[URLPattern]:
        site = self.admin_site
        return [
            path("<int:pk>/board/", site.admin_view(self.board_view), name="issues_issue_board"),
            path("<int:pk>/board/move/", json_view(site, self.move_view), name="issues_issue_board_move"),
            path(
                "<int:pk>/board/changes/",
                json_view(site, self.changes_view),
                name="issues_issue_board_changes",
            ),
            *super().get_urls(),
        ]

    def board_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        board = board_of(self._issue(request, pk), user_of(request), TrayFilters.read(request.GET))
        context = self.admin_site.each_context(request) | {
            "title": _("Board"),
            "opts": self.opts,
            "board": board,
            "parts": {key: part.html for key, part in _parts(request, board).items()},
            "may_release": may(user_of(request), Action.RELEASE, Issue),
            "may_read": may(user_of(request), Action.VIEW, Reading),
        }
        return TemplateResponse(request, "admin/issues/board/board.html", context)

    def changes_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """204 as long as the board is what the asker has; else its parts, those that differ whole."""
        issue, filters = self._issue(request, pk), TrayFilters.read(request.GET)
        if request.GET.get("stamp") == stamp_of(issue, user_of(request), filters):
            return HttpResponse(status=HTTPStatus.NO_CONTENT)
        return JsonResponse(_told(request, issue))

    def move_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        refuse_other_than_post(request)
        issue = self._issue(request, pk)
        try:
            said = _moved(request, issue)
        except Stale:
            sentence = _(
                "Somebody moved something here meanwhile. Nothing was moved: look at the board again."
            )
            return _answer(request, issue, error=sentence, status=HTTPStatus.CONFLICT)
        except NotReleasable as refused:
            return _answer(request, issue, error=" ".join(refused.problems), status=HTTPStatus.BAD_REQUEST)
        except PermissionDenied:
            return _answer(request, issue, error=_("This is not yours to do."), status=HTTPStatus.FORBIDDEN)
        return _answer(request, issue, said=said)

    def _issue(self, request: HttpRequest, pk: int) -> Issue:
        if not may(user_of(request), Action.VIEW, Issue):
            raise PermissionDenied
        return get_object_or_404(Issue, pk=pk)


# A move as it was sent --------------------------------------------------------------------------------


def _moved(request: HttpRequest, issue: Issue) -> str:
    """Make the move that was sent; the sentence of what was done."""
    sent, user = request.POST, user_of(request)
    if not any(may(user, action, Placement) for action in (Action.ADD, Action.CHANGE, Action.DELETE)):
        raise PermissionDenied
    move = MOVES.get(sent.get("do", ""))
    if move is None:
        raise Refused(_("This is no move."))
    key = number_in(sent.get("article"))
    article = Article.objects.visible_to(user).filter(pk=key).first() if key is not None else None
    if article is None:
        raise Http404
    with held(issue, by=user, seen=_versions(sent.get("versions", "")), article=article) as hand:
        said = move(hand, sent)
    if issue.publish_at is not None and not issue.is_archive:
        said += _("The issue has its release time: what was changed has to be read last again.")
    return said


def _versions(text: str) -> dict[int, int]:
    """12:3,13:5 -> {12: 3, 13: 5}; what is none of a page's is left out, and so its page is stale."""
    pairs = (pair.partition(":") for pair in text.split(",")[:MOST_PARTS])
    numbers = ((number_in(page), number_in(version)) for page, _colon, version in pairs)
    return {page: version for page, version in numbers if page is not None and version is not None}


def _number(sent: Any, name: str) -> int:
    number = number_in(sent.get(name))
    if number is None:
        raise NotReleasable([_("Choose a page of this issue.")])
    return number


def _length(sent: Any) -> int | None:
    text = sent.get("length", "").strip()
    if not text:
        return None
    number = number_in(text)
    if not number or number > LONGEST:
        raise NotReleasable([_("Write the length as a number of characters, at most %d.") % LONGEST])
    return number


MOVES: dict[str, Callable[[Hand, Any], str]] = {
    "up": lambda hand, sent: hand.shift(_number(sent, "page"), -1),
    "down": lambda hand, sent: hand.shift(_number(sent, "page"), 1),
    "lead": lambda hand, sent: hand.set_position(_number(sent, "page"), Placement.Position.LEAD),
    "position": lambda hand, sent: hand.set_position(_number(sent, "page"), sent.get("position", "")),
    "tray": lambda hand, sent: hand.take_off(),
    "move": lambda hand, sent: hand.put(
        _number(sent, "to"), place=number_in(sent.get("place")), from_page=number_in(sent.get("page"))
    ),
    "jump": lambda hand, sent: hand.jump(_number(sent, "page"), _number(sent, "on")),
    "length": lambda hand, sent: hand.set_length(_number(sent, "page"), _length(sent)),
}


# The answer -------------------------------------------------------------------------------------------


def _answer(
    request: HttpRequest,
    issue: Issue,
    *,
    said: str = "",
    error: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    if asks_for_json(request):
        sentence = {"error": error} if error else {"said": said}
        return JsonResponse(_told(request, issue) | sentence, status=status)
    (messages.error if error else messages.success)(request, error or said)
    # The filters of the tray stand in the address of the move as they do in that of the board.
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return HttpResponseRedirect(f"{reverse('admin:issues_issue_board', args=[issue.pk])}{query}")


def _told(request: HttpRequest, issue: Issue) -> dict[str, Any]:
    fresh = Issue.objects.get(pk=issue.pk)
    board = board_of(fresh, user_of(request), TrayFilters.read(request.GET))
    known = _known(request.POST.get("have") or request.GET.get("have", ""))
    parts = {
        key: "" if known.get(key) == part.digest else part.html
        for key, part in _parts(request, board).items()
    }
    return {"stamp": board.stamp, "parts": parts}


def _known(text: str) -> dict[str, str]:
    """page-12:3f9a…,tray:77c0… -> the digests of the parts that the asker has."""
    pairs = (pair.partition(":") for pair in text.split(",")[:MOST_PARTS])
    return {key: mark for key, _colon, mark in pairs}


class Part(NamedTuple):
    """A column or the tray as it is drawn, and a digest of all that it shows."""

    html: str
    digest: str


def _parts(request: HttpRequest, board: Board) -> dict[str, Part]:
    """The columns and the tray, by their ids."""
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    pages = [column.page for column in board.columns]
    shared = {
        "board": board,
        "pages": pages,
        "page_choices": render_to_string("admin/issues/board/_page_choices.html", {"pages": pages}),
        "versions": board.versions,
        "token": get_token(request),
        "positions": Placement.Position.choices,
        "move_address": reverse("admin:issues_issue_board_move", args=[board.issue.pk]) + query,
        "ages": Age.choices,
        "standings": Standing.choices,
        "may_read_proofs": may(user_of(request), Action.VIEW, Proof),
    }
    parts = {
        f"page-{column.page.pk}": _part("_page", shared | {"column": column}) for column in board.columns
    }
    return parts | {"tray": _part("_tray", shared)}


def _part(name: str, context: dict[str, Any]) -> Part:
    """The digest leaves out the token, and the versions of the other pages, which its forms send too."""
    inner = render_to_string(f"admin/issues/board/{name}_inner.html", context)
    shown = inner.replace(context["token"], "").replace(context["versions"], "")
    version = str(context["column"].page.version) if "column" in context else ""
    mark = digest(shown, version)[:16]
    html = render_to_string(f"admin/issues/board/{name}.html", context | {"inner": inner, "digest": mark})
    return Part(mark_safe(html.strip()), mark)  # noqa: S308 - Of a template.
