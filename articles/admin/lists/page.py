"""The list of stories as a desk works with it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.admin.views.main import ERROR_FLAG
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles.admin.base import context_of
from articles.admin.desk_filters import STORY_FILTERS
from articles.admin.lists.assign import AssignAdmin
from articles.admin.lists.cells import CellsAdmin
from articles.admin.lists.choosing import ColumnsAdmin, column_choices
from articles.admin.lists.columns import columns_of, with_needs
from articles.admin.lists.export import MOST_ROWS, ExportAdmin
from articles.admin.lists.filters import (
    FiledByFilter,
    NamedListFilter,
    PlacedFilter,
    PlannedFilter,
    StateFilter,
)
from articles.admin.lists.found import with_search
from articles.admin.lists.named import LISTS, PARAMETER, counts, lists_for, saved_list_address
from articles.admin.lists.peek import PeekAdmin
from articles.admin.lists.saving import SavedListForm, SavedListsAdmin, canonical
from articles.admin.lists.searching import SearchingAdmin, misunderstood
from articles.presence import open_forms
from people.accounts import user_of
from policy import table
from policy.admin import name_of
from policy.inputs import PolicyList
from policy.table import Action, Scope


class StoryList(PolicyList):
    """The rows with what the shown columns read, and nothing else."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Any]:
        return with_needs(super().get_queryset(request, exclude_parameters), self.list_display)

    def get_results(self, request: HttpRequest) -> None:
        """The page that is shown says who is at its stories; the spreadsheet does not ask."""
        super().get_results(request)
        rows = self.result_list.prefetch_related(open_forms(user_of(request)))
        self.result_list = with_search(rows, self.query)


class ListsAdmin(
    CellsAdmin, SearchingAdmin, PeekAdmin, AssignAdmin, ExportAdmin, SavedListsAdmin, ColumnsAdmin
):
    """Named and saved lists, search, own columns, a quick look, bulk changes and the spreadsheet."""

    list_filter = [
        NamedListFilter,
        StateFilter,
        PlannedFilter,
        PlacedFilter,
        "genre",
        "is_cut_off",
        "county",
        "desk",
        FiledByFilter,
        *STORY_FILTERS,
    ]
    date_hierarchy = "created_at"
    ordering = ["-updated_at"]
    list_per_page = 50

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[StoryList]:
        return StoryList

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        """Who sees own copy only needs no filter by desk or author."""
        found: list[Any] = list(super().get_list_filter(request))
        if table.scope(user_of(request).roles, Action.VIEW, "articles.article") > Scope.OWN:
            return found
        return [entry for entry in found if name_of(entry) not in ("desk", FiledByFilter.parameter_name)]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if ERROR_FLAG in request.GET and request.method == "GET":
            messages.warning(request, _("There is no such filter, or no such page: here are all stories."))
        named = {"title": capfirst(self.opts.verbose_name_plural), **(extra_context or {})}
        response = super().changelist_view(request, named)
        if (context := context_of(response)) is not None and "cl" in context:
            context["misunderstood"] = list(misunderstood(context["cl"].query))
            context |= self._above_the_list(request, context["cl"])
        return response

    def _above_the_list(self, request: HttpRequest, shown: Any) -> dict[str, Any]:
        """What the page shows besides the rows: the lists there are, the columns, the way to the file."""
        if shown.is_popup:
            return {}
        user, query = user_of(request), canonical(request.GET)
        offered = lists_for(user)
        counted = counts(user, offered)
        current = LISTS.get(request.GET.get(PARAMETER, ""))
        return {
            "named_lists": [
                (
                    saved_list_address(each.name),
                    each,
                    counted.get(each.name),
                    query == f"{PARAMETER}={each.name}",
                )
                for each in offered
            ],
            "saved_lists": [
                (reverse("admin:articles_article_lists_one", args=[each.pk]), each, query == each.query)
                for each in user.saved_lists.all()
            ],
            "current_list": current,
            "filter_query": query,
            "save_form": SavedListForm(auto_id="id_list_%s") if query else None,
            "chosen_filters": _chosen(shown),
            "columns": column_choices(columns_of(user)),
            "export_query": request.GET.urlencode(),
            "most_rows": MOST_ROWS,
        }


def _chosen(shown: Any) -> list[tuple[str, str]]:
    """The filters in force besides the list by name, each with what it chose: why a list may be empty."""
    return [
        (str(spec.title), str(choice["display"]))
        for spec in shown.filter_specs
        if spec.used_parameters and not isinstance(spec, NamedListFilter)
        for choice in spec.choices(shown)
        if choice["selected"]
    ]
