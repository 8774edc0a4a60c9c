"""How the columns of the list of stories look."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext_lazy as _

from articles.admin.base import state_chips
from articles.admin.lists import columns
from articles.admin.lists.found import found_beneath, marked_title
from articles.models import Article
from people.accounts import user_of

NOTHING = "—"


class CellsAdmin(admin.ModelAdmin[Article]):
    """The columns of a person's own choice, after the title and the quick look."""

    list_display: Any = [columns.TITLE.name, "quick_look", "state", "changed"]

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        own = [column.name for column in columns.columns_of(user_of(request))]
        return [columns.TITLE.name, "quick_look", *own]

    @admin.display(description=_("title"), ordering="headline")
    def title_column(self, article: Article) -> str:
        kicker = format_html('<span class="kicker">{}</span>', article.kicker) if article.kicker else ""
        mark = format_html(' <span class="mark">{}</span>', _("cut off")) if article.is_cut_off else ""
        title, found = marked_title(article), found_beneath(article)
        return format_html("{}{}{}{}{}", kicker, title, mark, _open_elsewhere(article), found)

    @admin.display(description=_("quick look"))
    def quick_look(self, article: Article) -> str:
        """The head of its row says of which story."""
        address = reverse("admin:articles_article_peek", args=[article.pk])
        return format_html('<a class="peek" href="{}">{}</a>', address, _("Look"))

    @admin.display(description=_("status"), ordering="status")
    def state(self, article: Article) -> str:
        return state_chips(article)

    @admin.display(description=_("places"))
    def places(self, article: Article) -> str:
        return columns.places(article) or NOTHING

    @admin.display(description=_("characters"))
    def length_column(self, article: Article) -> str:
        planned = article.planned_length
        return f"{article.length} / {planned}" if planned else str(article.length)

    @admin.display(description=_("photos"))
    def photo_count(self, article: Article) -> str:
        """The number, and a mark in words where a picture, a caption or a credit is missing."""
        number, missing = len(article.photos.all()), columns.lacking(article)
        if not missing:
            return str(number or NOTHING)
        return format_html('{} <span class="mark">{}</span>', number, missing)

    @admin.display(description=_("credited"))
    def credited(self, article: Article) -> str:
        return columns.credited(article) or NOTHING

    @admin.display(description=_("planned issue"), ordering="planned_for")
    def planned(self, article: Article) -> str:
        return _day(article.planned_for) if article.planned_for else NOTHING

    @admin.display(description=_("placed"))
    def placed(self, article: Article) -> str:
        """As short as the planned issue beside it; the year only where it is another one."""
        pages = [placement.page for placement in article.placements.all()] if article.pk else []
        return "、".join(f"{_day(page.issue.date)} {page.label}" for page in pages) or NOTHING

    @admin.display(description=_("submitted at"))
    def filed_at(self, article: Article) -> str:
        at = columns.filed_at(article)
        return date_format(at, "m-d H:i") if at else NOTHING

    @admin.display(description=_("last step"))
    def last_step(self, article: Article) -> str:
        return columns.last_step(article) or NOTHING

    @admin.display(description=_("tags"))
    def tag_names(self, article: Article) -> str:
        return columns.tags(article) or NOTHING

    @admin.display(description=_("updated at"), ordering="updated_at")
    def changed(self, article: Article) -> str:
        return date_format(localtime(article.updated_at), "m-d H:i")


def _open_elsewhere(article: Article) -> str:
    """Whose hands are on it now; only the list itself asks for that."""
    names = "、".join(str(row.user) for row in getattr(article, "open_forms", []))
    said = _("being edited: %(names)s") % {"names": names}
    return format_html(' <span class="mark">{}</span>', said) if names else ""


def _day(day: dt.date) -> str:
    return date_format(day, "m-d" if day.year == localdate().year else "Y-m-d")
