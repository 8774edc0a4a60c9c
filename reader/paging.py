"""Lists in pages of plain links: ?page=2."""

from __future__ import annotations

from typing import Any

from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest

STORIES_A_PAGE = 20


def page_of(request: HttpRequest, items: QuerySet[Any]) -> Page[Any]:
    """The page the reader asks for; a page that is not there is an address that is not there."""
    try:
        return Paginator(items, STORIES_A_PAGE).page(request.GET.get("page", 1))
    except InvalidPage as error:
        raise Http404 from error
