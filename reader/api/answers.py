"""How the interface answers: JSON with its ETag, open to scripts of other sites; errors as RFC 9457 says."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from reader.api.parameters import BadParameter
from reader.conditional import conditional

View = Callable[..., HttpResponse]


def answer(request: HttpRequest, data: dict[str, Any], changed_at: dt.datetime | None = None) -> HttpResponse:
    response = HttpResponse(_written(data), content_type="application/json")
    return conditional(request, response, changed_at=changed_at)


def problem(status: int, title: str, **more: Any) -> HttpResponse:
    data = {"type": "about:blank", "title": title, "status": status, **more}
    return HttpResponse(_written(data), status=status, content_type="application/problem+json")


def interface(view: View) -> View:
    """A view of the interface: what it raises is answered as JSON, and any site may read what it answers.

    What is hidden is not found, word for word as what never was.
    """

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except BadParameter as error:
            response = problem(400, "Bad parameter", detail=str(error), parameter=error.name)
        except Http404:
            response = problem(404, "Not found", detail="There is nothing public at this address.")
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    return answered


def _written(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False)
