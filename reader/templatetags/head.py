"""What stands in the head of a readers' page for programs: its one address, absolute addresses."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import template
from django.core.paginator import Page
from django.http import HttpRequest

register = template.Library()


@register.simple_tag(takes_context=True)
def canonical(context: dict[str, Any]) -> str:
    """The page's address without what trackers put behind it: of a list each page has its own."""
    request: HttpRequest | None = context.get("request")
    if request is None:
        return ""
    kept: dict[str, int] = {}
    page = context.get("page")
    if isinstance(page, Page) and page.number > 1:
        kept["page"] = page.number
    if "year" in request.GET and context.get("year"):
        kept["year"] = context["year"]
    address = request.build_absolute_uri(request.path)
    return f"{address}?{urlencode(kept)}" if kept else address


@register.simple_tag(takes_context=True)
def absolute(context: dict[str, Any], address: str) -> str:
    request: HttpRequest = context["request"]
    return request.build_absolute_uri(address)
