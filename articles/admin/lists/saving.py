"""Lists that a person keeps: the filters of the moment under a name, to be opened again with one click."""

from __future__ import annotations

from copy import copy
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG, IGNORED_PARAMS, PAGE_VAR, SEARCH_VAR
from django.core.exceptions import PermissionDenied, SuspiciousOperation, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from articles.models import Article, SavedList
from articles.models.lists import LONGEST_QUERY
from audit.trail import record
from people.accounts import user_of
from people.models import User

MOST_LISTS = 30
# Parts of the address that filter nothing. The order of the rows counts columns, which a person may move.
NO_FILTERS = {*IGNORED_PARAMS, PAGE_VAR, ERROR_FLAG} - {SEARCH_VAR}


def canonical(query: QueryDict) -> str:
    """The filters and the search of an address, in one order: two ways to one list are one query."""
    kept = QueryDict(mutable=True)
    for name in sorted(set(query) - NO_FILTERS):
        kept.setlist(name, [value for value in query.getlist(name) if value])
    return kept.urlencode()


def back_to_list(query: str = "") -> HttpResponseRedirect:
    """To the list with these filters; whatever else was typed, it stays an address of the list."""
    address = reverse("admin:articles_article_changelist")
    filters = canonical(QueryDict(query))
    return HttpResponseRedirect(f"{address}?{filters}" if filters else address)


class SavedListForm(forms.ModelForm[SavedList]):
    """The name of a list. Whose it is and what it filters is set by the page, not typed."""

    class Meta:
        model = SavedList
        fields = ["name"]

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        others = self.instance.user.saved_lists.exclude(pk=self.instance.pk)
        if others.filter(name=name).exists():
            raise ValidationError(_("You have a list of this name already."))
        if self.instance.pk is None and others.count() >= MOST_LISTS:
            raise ValidationError(_("You have %d lists: delete one first.") % MOST_LISTS)
        if len(self.instance.query) > LONGEST_QUERY:
            raise ValidationError(_("These are more filters than can be kept."))
        return name


class SavedListsAdmin(admin.ModelAdmin[Article]):
    """Saves, names, orders and deletes the lists of the person who asks; those of others are not there."""

    def get_urls(self) -> list[URLPattern]:
        guarded = self.admin_site.admin_view
        return [
            path("lists/", guarded(self.lists_view), name="articles_article_lists"),
            path("lists/<int:pk>/", guarded(self.list_view), name="articles_article_lists_one"),
            path(
                "lists/<int:pk>/delete/",
                guarded(self.list_delete_view),
                name="articles_article_lists_delete",
            ),
            *super().get_urls(),
        ]

    # All of them

    def lists_view(self, request: HttpRequest) -> HttpResponse:
        """What there is, and with a POST one more."""
        user = self._reader(request)
        if request.method != "POST":
            return self._lists_page(request)
        query = canonical(QueryDict(request.POST.get("query", "")))
        with transaction.atomic():
            _hold(user)
            form = SavedListForm(request.POST, instance=SavedList(user=user, query=query))
            if form.is_valid() and (refusal := self.refusal(request, query)):
                form.add_error(None, refusal)
            if form.is_valid():
                kept = form.save()
                record("add", kept, by=user, after={"query": query})
                messages.success(request, _("Saved: %s") % kept)
                return back_to_list(query)
        return self._lists_page(request, form)

    def _lists_page(self, request: HttpRequest, form: SavedListForm | None = None) -> HttpResponse:
        context = self.admin_site.each_context(request) | {
            "title": _("My lists"),
            "opts": self.opts,
            "saved_lists": user_of(request).saved_lists.all(),
            "form": form,
        }
        return TemplateResponse(request, "admin/articles/article/lists.html", context)

    # One of them

    def list_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """To the stories; with a POST another name or another place."""
        kept = get_object_or_404(self._reader(request).saved_lists, pk=pk)
        if request.method == "POST":
            return self._change_list(request, kept)
        if refusal := self.refusal(request, kept.query):
            said = _("“%(name)s” no longer works: %(reason)s Here are all stories.")
            messages.warning(request, said % {"name": kept, "reason": refusal})
            return back_to_list()
        return back_to_list(kept.query)

    def _change_list(self, request: HttpRequest, kept: SavedList) -> HttpResponse:
        with transaction.atomic():
            _hold(kept.user)
            if request.POST.get("move") in ("up", "down"):
                _move(kept, by=-1 if request.POST["move"] == "up" else 1)
                record("change", kept, by=kept.user, after={"move": request.POST["move"]})
                return HttpResponseRedirect(reverse("admin:articles_article_lists"))
            before = {"name": kept.name}
            form = SavedListForm(request.POST, instance=kept)
            if form.is_valid():
                renamed = form.save()
                record("change", renamed, by=kept.user, before=before, after={"name": renamed.name})
                messages.success(request, _("Renamed: %s") % renamed)
                return HttpResponseRedirect(reverse("admin:articles_article_lists"))
        return self._lists_page(request, form)

    def list_delete_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Asks first."""
        kept = get_object_or_404(self._reader(request).saved_lists, pk=pk)
        if request.method not in ("GET", "HEAD", "POST"):
            return HttpResponseNotAllowed(["GET", "POST"])
        if request.method == "POST":
            with transaction.atomic():
                _hold(kept.user)
                record("delete", kept, by=kept.user, before={"name": kept.name, "query": kept.query})
                kept.delete()
            messages.success(request, _("The list is deleted: %s. Its stories are as they were.") % kept)
            return HttpResponseRedirect(reverse("admin:articles_article_lists"))
        context = self.admin_site.each_context(request) | {
            "title": _("Delete the list"),
            "opts": self.opts,
            "saved_list": kept,
        }
        return TemplateResponse(request, "admin/articles/article/list_delete.html", context)

    def _reader(self, request: HttpRequest) -> User:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return user_of(request)

    # What is saved is judged when it is used

    def refusal(self, request: HttpRequest, query: str) -> str | None:
        """Why these filters do not work for this person today; None when they do.

        A filter may be gone with a role, and what it names with a desk or a stage.
        """
        asked = copy(request)
        asked.GET = QueryDict(query)
        try:
            shown = self.get_changelist_instance(asked)
        except (IncorrectLookupParameters, SuspiciousOperation):
            return _("it filters by what is no filter any more.")
        if shown.query != asked.GET.get(SEARCH_VAR, ""):
            return _("its search is longer than a search may be.")
        gone = [str(spec.title) for spec in shown.filter_specs if _chooses_nothing(spec, shown)]
        return _("what it chose under “%s” can no longer be chosen.") % "、".join(gone) if gone else None


def _chooses_nothing(spec: Any, shown: Any) -> bool:
    """Whether the filter has a value that is none of its choices."""
    return bool(spec.used_parameters) and not any(choice["selected"] for choice in spec.choices(shown))


def _hold(user: User) -> None:
    """One change of a person's lists at a time: two clicks at once make no two lists of one name."""
    User.objects.select_for_update().get(pk=user.pk)


def _move(kept: SavedList, *, by: int) -> None:
    """One place up or down; the orders become 1, 2, 3 …"""
    lists = list(kept.user.saved_lists.all())
    place = lists.index(kept)
    lists.insert(max(place + by, 0), lists.pop(place))
    for order, each in enumerate(lists, start=1):
        each.order = order
    SavedList.objects.bulk_update(lists, ["order"])
