"""Staff addresses that a script of the page asks: every answer is JSON, a refusal too.

    path("proposals/", json_view(self.admin_site, self.proposals_view), name="articles_article_proposals")

The script asks with `Accept: application/json`. When its session is over the site tells it so with a 401
(`newsroom.login.site`), where a redirect would give it the page of the login to read.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

SIGNED_OUT = gettext_lazy("You are signed out. Sign in again in another window, then go on here.")
View = Callable[..., HttpResponseBase]


class Refused(Exception):
    """What was asked is not done; the sentence is for the person who asked and names the place."""

    def __init__(self, sentence: str, *, status: int = 400) -> None:
        super().__init__(sentence)
        self.sentence, self.status = sentence, status


def json_view(site: AdminSite, view: View) -> View:
    """`site.admin_view` for a view that answers in JSON and refuses by raising.

    A view raises `Refused`, or what any view of the staff site raises: `Http404`, `PermissionDenied`.
    """

    @wraps(view)
    def speaking(*args: object, **kwargs: object) -> HttpResponseBase:
        try:
            return view(*args, **kwargs)
        except Refused as refused:
            response = error(refused.sentence, status=refused.status)
            if refused.status == HTTPStatus.METHOD_NOT_ALLOWED:
                response.headers["Allow"] = "POST"
            return response
        except PermissionDenied:
            return error(_("This is not yours to do."), status=403)
        except Http404:
            return error(_("This is not there, or not yours to see."), status=404)
        except RequestDataTooBig:
            return error(_("This is more than can be taken at once."), status=413)
        except SuspiciousOperation:
            return error(_("The request cannot be read."), status=400)

    return never_cache(site.admin_view(speaking))


def asks_for_json(request: HttpRequest) -> bool:
    """Whether JSON is preferred to a page; who takes anything (*/*) is given a page."""
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def error(sentence: str, *, status: int) -> JsonResponse:
    return JsonResponse({"error": sentence}, status=status)


def refuse_other_than_post(request: HttpRequest) -> None:
    if request.method != "POST":
        raise Refused(_("Only POST is answered here."), status=HTTPStatus.METHOD_NOT_ALLOWED)
