"""Staff pages of the audit trail: the list for who keeps the house, and what one person did.

Everybody who may open the list sees that something happened. What it was about is named to those who may see
that thing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from articles.models import Revision
from audit.models import Entry, Head
from audit.trail import record_look
from audit.words import ACTIONS, action_in_words, changes, kind_in_words, name_of
from people.accounts import user_of
from people.models import User
from policy.access import may, visible
from policy.admin import PolicyAdmin
from policy.inputs import PolicyList, is_key
from policy.table import Action, objects
from policy.trail import entries_seen_by, of_person

if TYPE_CHECKING:
    from django.contrib.admin import AdminSite

ENTRIES_A_PAGE = 50
DAYS_OFFERED = 7
HOW = {str(value): label for value, label in Revision.How.choices}


class Line:
    """An entry as a person may read it."""

    def __init__(self, entry: Entry, *, is_named: bool, address: str) -> None:
        self.entry, self.is_named, self.link = entry, is_named, address

    @property
    def action(self) -> str:
        return action_in_words(self.entry)

    @property
    def kind(self) -> str:
        """Of a list its name says it."""
        return kind_in_words(self.entry.label) if self.entry.key or not self.is_named else ""

    @property
    def name(self) -> str:
        return name_of(self.entry) if self.is_named else _("not yours to see")

    @property
    def how(self) -> str:
        """Through which door; of what is named after its door that is said already."""
        how = self.entry.how
        return "" if how == self.entry.action else str(HOW.get(how, how))

    @property
    def changes(self) -> list[tuple[str, str, str]]:
        return changes(self.entry) if self.is_named else []


def lines(entries: Iterable[Entry], user: User, site: AdminSite) -> list[Line]:
    """The entries with the names and links that this person may have: two queries a kind at most."""
    rows = list(entries)
    keys = [entry.pk for entry in rows]
    named = set(entries_seen_by(user, Entry.objects.filter(pk__in=keys)).values_list("pk", flat=True))
    links = _links([entry for entry in rows if entry.pk in named], user, site)
    return [
        Line(entry, is_named=entry.pk in named, address=links.get((entry.label, entry.key), ""))
        for entry in rows
    ]


def _links(entries: list[Entry], user: User, site: AdminSite) -> dict[tuple[str, str], str]:
    """The pages of the things that are still there and that the user may open."""
    found = {}
    for model in site._registry:
        label = model._meta.label_lower
        keys = {int(entry.key) for entry in entries if entry.label == label and entry.key.isdecimal()}
        for pk in visible(model, user).filter(pk__in=keys).values_list("pk", flat=True) if keys else ():
            name = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
            found[label, str(pk)] = reverse(name, args=[pk])
    return found


# The list


class TrailList(PolicyList):
    """Each row with what this person may read of it."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        shown = lines(self.result_list, user_of(request), self.model_admin.admin_site)
        for line in shown:
            line.entry.line = line  # type: ignore[attr-defined]  # See `_line`.
        self.result_list = [line.entry for line in shown]


class FoldedFilter(admin.SimpleListFilter):
    """One of many: its choices are folded away until one is chosen."""

    template = "admin/folded_filter.html"


class ActionFilter(FoldedFilter):
    title = gettext_lazy("action")
    parameter_name = "action"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(ACTIONS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Entry]) -> QuerySet[Entry]:
        return queryset.filter(action=self.value()) if self.value() in ACTIONS else queryset


class KindFilter(FoldedFilter):
    title = gettext_lazy("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        proxies = {"people.reporter", "people.correspondent"}
        return [(label, kind_in_words(label)) for label in objects() if label not in proxies]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Entry]) -> QuerySet[Entry]:
        return queryset.filter(label=self.value()) if self.value() in objects() else queryset


class ActorFilter(FoldedFilter):
    title = gettext_lazy("person")
    parameter_name = "by"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        accounts = User.objects.order_by("-is_active", "last_name", "first_name", "username")
        return [("none", _("nobody signed in"))] + [(str(each.pk), each.choice_label) for each in accounts]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Entry]) -> QuerySet[Entry]:
        chosen = self.value() or ""
        if chosen == "none":
            return queryset.filter(actor=None)
        return queryset.filter(actor=int(chosen)) if is_key(User, chosen) else queryset


class DayFilter(admin.SimpleListFilter):
    """One of the last days; any other by its date in the address. Entries are found by their numbers."""

    title = gettext_lazy("day")
    parameter_name = "day"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        today = timezone.localdate()
        days = [today - dt.timedelta(days=number) for number in range(DAYS_OFFERED)]
        return [(day.isoformat(), date_format(day, "m-d")) for day in days]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Entry]) -> QuerySet[Entry]:
        try:
            day = parse_date(self.value() or "")
        except ValueError:
            day = None
        if day is None or day.year in (dt.MINYEAR, dt.MAXYEAR):
            return queryset
        first, after = _first_since(day), _first_since(day + dt.timedelta(days=1))
        return queryset.filter(number__gte=first, number__lt=after)


def _first_since(day: dt.date) -> int:
    """The number of the first entry of the day or after it, by halves: times grow with the numbers."""
    begins = timezone.make_aware(dt.datetime.combine(day, dt.time.min))
    head = Head.objects.filter(pk=1).first()
    low, high = 1, head.number + 1 if head else 1
    while low < high:
        middle = (low + high) // 2
        at = Entry.objects.filter(number=middle).values_list("at", flat=True).first()
        if at is not None and at < begins:
            low = middle + 1
        else:
            high = middle
    return low


class EntryAdmin(PolicyAdmin[Entry]):
    """Looked at, by who keeps the house; looking is recorded too."""

    list_display = ["moment", "who", "what", "thing", "origin"]
    list_filter = [ActionFilter, KindFilter, ActorFilter, DayFilter]
    search_fields = ["actor_name", "name"]
    search_help_text = gettext_lazy("The name of a person or of a thing")
    ordering = ["-number"]
    list_per_page = ENTRIES_A_PAGE
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    actions = None
    fields = ["number", "moment", "who", "what", "thing", "values", "reason", "origin", "fingerprint"]
    readonly_fields = ["moment", "who", "what", "thing", "values", "reason", "origin", "fingerprint"]

    class Media:
        css = {"all": ["newsroom/trail.css"]}

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[PolicyList]:
        return TrailList

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.has_view_permission(request):
            record_look(Entry, by=user_of(request))
        return super().changelist_view(request, *args, **kwargs)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Entry | None:
        entry = super().get_object(request, object_id, from_field)
        if entry is not None:
            entry.line = lines([entry], user_of(request), self.admin_site)[0]  # type: ignore[attr-defined]  # See `_line`.
        return entry

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Entry], search_term: str
    ) -> tuple[QuerySet[Entry], bool]:
        """A name is found by who may read it."""
        rows, has_duplicates = super().get_search_results(request, queryset, search_term)
        if not search_term.strip():
            return rows, has_duplicates
        by_actor = Q(actor_name__icontains=search_term.strip())
        seen = entries_seen_by(user_of(request), Entry.objects.all()).values("pk")
        return rows.filter(by_actor | Q(pk__in=seen)), has_duplicates

    @admin.display(description=gettext_lazy("at"))
    def moment(self, entry: Entry) -> str:
        return date_format(timezone.localtime(entry.at), "Y-m-d H:i:s")

    @admin.display(description=gettext_lazy("by"))
    def who(self, entry: Entry) -> str:
        return entry.actor_name or "—"

    @admin.display(description=gettext_lazy("action"))
    def what(self, entry: Entry) -> str:
        line = _line(entry)
        return f"{line.action}（{line.how}）" if line.how else line.action

    @admin.display(description=gettext_lazy("thing"))
    def thing(self, entry: Entry) -> str:
        line = _line(entry)
        if line.link:
            return format_html('{} <a href="{}">{}</a>', line.kind, line.link, line.name)
        return format_html("{} {}", line.kind, line.name)

    @admin.display(description=gettext_lazy("changed values"))
    def values(self, entry: Entry) -> str:
        rows = _line(entry).changes
        listed = format_html_join("", "<li><b>{}</b> <del>{}</del> <ins>{}</ins></li>", rows)
        return format_html('<ul class="trail-values">{}</ul>', listed) if rows else "—"

    @admin.display(description=pgettext_lazy("trail", "from"))
    def origin(self, entry: Entry) -> str:
        return entry.address or "—"

    @admin.display(description=gettext_lazy("hash"))
    def fingerprint(self, entry: Entry) -> str:
        return entry.hash

    @admin.display(description=gettext_lazy("why"))
    def reason(self, entry: Entry) -> str:
        return entry.note if _line(entry).is_named and entry.note else "—"


def _line(entry: Entry) -> Line:
    line: Line = entry.line  # type: ignore[attr-defined]  # Given with the row.
    return line


# What one person did


def own_timeline(request: HttpRequest, site: AdminSite) -> HttpResponse:
    return _timeline(request, site, user_of(request), title=_("What I did"))


def timeline(request: HttpRequest, site: AdminSite, pk: int) -> HttpResponse:
    """For who may read the trail. Who looked stands in it."""
    user = user_of(request)
    if not may(user, Action.VIEW, Entry):
        raise PermissionDenied
    account = get_object_or_404(User, pk=pk)
    record_look(account, by=user)
    return _timeline(request, site, account, title=_("What %s did") % account)


def _timeline(request: HttpRequest, site: AdminSite, account: User, *, title: str) -> HttpResponse:
    """The newest first; an entry about what the viewer may not see is left out."""
    entries = entries_seen_by(user_of(request), of_person(account))
    page = Paginator(entries, ENTRIES_A_PAGE).get_page(request.GET.get("p"))
    context = site.each_context(request) | {
        "title": title,
        "account": account,
        "page": page,
        "lines": lines(page.object_list, user_of(request), site),
    }
    return TemplateResponse(request, "admin/timeline.html", context)
