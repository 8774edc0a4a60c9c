"""The answer to a form whose token is not that of the session: a page, or JSON for a script."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.csrf import csrf_failure

from policy.json import asks_for_json, error


def failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    if not asks_for_json(request):
        return csrf_failure(request, reason)
    sentence = _("The page is out of date, probably since you signed in again. Load it again.")
    return error(sentence, status=HTTPStatus.FORBIDDEN)
