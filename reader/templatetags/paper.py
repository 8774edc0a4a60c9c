"""How stories, pages and photos are written out in the readers' templates."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from articles.search.excerpts import Piece
from articles.text import for_xml
from reader import pictures, story

register = template.Library()

register.filter("for_xml", for_xml)
register.filter("full_title", story.full_title)
register.filter("list_title", story.list_title)
register.filter("own_headline", story.own_headline)
register.filter("turns_at_marks", story.turns_at_marks)
register.filter("deck_line", story.deck_line)
register.filter("opening", story.opening)
register.filter("byline_under_headline", story.byline_under_headline)
register.filter("text_blocks", story.text_blocks)
register.filter("printed_blocks", story.printed_blocks)
register.filter("photo_at", story.photo_at)
register.filter("photos_above", story.photos_above)
register.filter("first_paragraph", story.first_paragraph)
register.filter("beginning", story.beginning)
register.filter("excerpt", story.excerpt)
register.filter("picture", story.picture)
register.filter("printed", story.printed)
register.filter("by_role", story.by_role)
register.filter("credit_line", story.credit_line)
register.filter("credit_text", story.credit_text)
register.filter("printed_label", story.printed_label)
register.filter("said_label", story.said_label)
register.filter("page_name", story.page_name)
register.filter("whole", pictures.whole)
register.filter("thumbnail", pictures.thumbnail)
register.filter("is_tall", pictures.is_tall)
register.filter("largest_address", pictures.largest_address)


@register.filter
def full_date(date: dt.date) -> str:
    """2023年12月20日 星期三"""
    return f"{date_format(date, 'DATE_FORMAT')} {date_format(date, 'l')}"


@register.filter
def iso_moment(at: dt.datetime) -> str:
    """2023-12-20T06:00:00+08:00: HTML takes no more than three digits of a second."""
    return timezone.localtime(at).isoformat(timespec="seconds")


@register.filter
def weekday_initial(date: dt.date) -> str:
    """三 for 星期三, We for Wednesday: the head of a calendar's column."""
    name = date_format(date, "l")
    return name[-1] if name.startswith("星期") else name[:2]


# A data block is no script to a browser, but it ends at the first </script> in it.
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.filter
def json_data(data: Any) -> SafeString:
    """Data in a script that the server writes."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(ESCAPES))  # noqa: S308


@register.filter
def with_marks(pieces: Iterable[Piece]) -> SafeString:
    """A text with what was found in it marked: 外出<mark>招商</mark>记"""
    marked = (format_html("<mark>{}</mark>", each.text) if each.is_found else each.text for each in pieces)
    return format_html_join("", "{}", ((text,) for text in marked))


@register.filter
def fingerprint(data: Any) -> str:
    """Changes with the data, and with nothing else."""
    return hashlib.sha256(json.dumps(data).encode()).hexdigest()[:12]


@register.filter
def json_ld(data: dict[str, Any]) -> SafeString:
    """Data for search engines: <script type="application/ld+json">…"""
    return format_html('<script type="application/ld+json">{}</script>', json_data(data))
