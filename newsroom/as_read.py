"""The readers' own pages as they will be at the release of an issue, for who may release it.

Nothing is drawn a second time for it: the public views answer as of that moment (`articles.clock`), and their
links lead on inside the preview.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import Resolver404, get_script_prefix, resolve, reverse, set_script_prefix
from django.utils import translation
from django.views.decorators.http import require_safe

from articles import clock
from issues import release
from issues.models import Issue
from people.accounts import user_of


@require_safe
def as_read(request: HttpRequest, pk: int, place: str = "") -> HttpResponseBase:
    """The page at the public address `place`, at the time at which the issue appears."""
    if not release.may_release(user_of(request)):
        raise PermissionDenied
    issue = get_object_or_404(Issue.objects.exclude(publish_at=None), pk=pk)
    try:
        found = resolve(f"/{place}", urlconf="reader.urls")
    except Resolver404 as error:
        raise Http404 from error
    request.read_as_of = issue  # type: ignore[attr-defined]  # What the pages' banner names.
    inside = under(reverse("admin:as_read", args=[pk]))
    with inside, translation.override(settings.LANGUAGE_CODE), clock.reading(at=issue.publish_at):
        response: HttpResponseBase = found.func(request, *found.args, **found.kwargs)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@contextmanager
def under(prefix: str) -> Iterator[None]:
    """Every address that is made inside stands under `prefix`."""
    outer = get_script_prefix()
    set_script_prefix(prefix)
    try:
        yield
    finally:
        set_script_prefix(outer)
