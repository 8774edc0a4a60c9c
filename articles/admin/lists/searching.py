"""The search of stories on staff pages: what readers may type, over every state, among what one may see.

The list, the choice of a story by name and the photo desk ask here. Whoever asks gives the rows that the
person may see (`PolicyAdmin.get_queryset`); a search only ever narrows them, so it finds and counts nothing
else.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Article
from articles.search.query import LONGEST, MOST_WORDS, parse
from articles.search.staff import found_by
from policy.inputs import number_in


class SearchingAdmin(admin.ModelAdmin[Article]):
    # Django draws the field, and offers stories by name, only where something is named here.
    search_fields = ["search_document__text"]
    search_help_text = gettext_lazy(
        "Every word has to occur; “…” keeps words together, - leaves a word out. 标题: 作者: 镇: 日期: "
        "before a word ask the headline, the byline, the town, the day of publication. A number also finds "
        "the story of that number."
    )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Article], search_term: str
    ) -> tuple[QuerySet[Article], bool]:
        """No story comes twice."""
        return asked_for(queryset, search_term), False


def asked_for(stories: QuerySet[Article], typed: str) -> QuerySet[Article]:
    """Those of the stories that the query finds; all of them where it asks for nothing."""
    if parse(typed, today=timezone.localdate()).asks_nothing:
        return stories
    number = number_in(typed.strip())
    return stories.filter(found_by(typed) | Q(pk=number) if number is not None else found_by(typed))


def misunderstood(typed: str) -> Iterator[str]:
    """What of the query was not looked for, in words for who typed it."""
    query = parse(typed, today=timezone.localdate())
    for text in query.unread:
        yield _("“%(text)s” is no day that is understood, and was left out. Type 日期:2026-11-20.") % {
            "text": text
        }
    for text in query.not_left_out:
        yield _("“%(text)s” was not looked at: only words can be left out, not towns or dates.") % {
            "text": text
        }
    if query.is_cut:
        values = {"length": LONGEST, "words": MOST_WORDS}
        yield (
            _("Only %(length)d characters and %(words)d words are looked for; the rest was left out.")
            % values
        )
    if typed.strip() and query.asks_nothing:
        yield _("“%(text)s” asks for nothing that could be found: the list is not searched.") % {
            "text": typed
        }
