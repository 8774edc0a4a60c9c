"""The staff site: Django's admin with the paper's name on it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.views import shortcut
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

from newsroom.account import account_view
from newsroom.as_read import as_read
from newsroom.design import design
from newsroom.desk import desk_context
from newsroom.login.site import GuardedSite
from newsroom.trail import own_timeline, timeline
from newsroom.waiting import bell, seen_view, waiting_view
from people.accounts import user_of
from policy.inputs import LONGEST_SEARCH, is_key

# The order of work: what is written, where it goes, where it came from, who and where; accounts last.
APP_ORDER = ["articles", "coverage", "issues", "filing", "ingest", "people", "towns", "taggit", "audit"]
APP_ORDER += ["auth"]
MODEL_ORDER = ["Article", "Photo", "Issue", "Page", "Reporter", "Correspondent", "Person", "Unit", "Town"]


class LabelledAutocomplete(AutocompleteJsonView):
    """Offer what tells namesakes apart: 东城街道（单县）, 王燕（记者）."""

    def process_request(self, request: HttpRequest) -> Any:
        """A term is a few words; more, or what no database keeps, is cut."""
        term, *others = super().process_request(request)
        return term.replace("\0", "")[:LONGEST_SEARCH], *others

    def serialize_result(self, obj: Model, to_field_name: str) -> dict[str, str]:
        label = getattr(obj, "choice_label", str(obj))
        return super().serialize_result(obj, to_field_name) | {"text": label}


class StaffSite(GuardedSite):
    site_title = _("newsroom")
    index_title = _("My desk")

    @property
    def site_header(self) -> str:  # type: ignore[override]
        return f"{settings.PAPER_NAME} {_('newsroom')}"

    def each_context(self, request: HttpRequest) -> dict[str, object]:
        return super().each_context(request) | {"languages": settings.LANGUAGES, "bell": bell(request)}

    def get_urls(self) -> list[Any]:
        """Pages of the person, not of a model; before Django's own, whose last line takes every address.

        Django's own way from a thing to its public page answers for any thing: ours is found first.
        """

        def waiting(request: HttpRequest) -> HttpResponse:
            return waiting_view(request, self)

        def account(request: HttpRequest) -> HttpResponse:
            return account_view(request, self)

        def own_trail(request: HttpRequest) -> HttpResponse:
            return own_timeline(request, self)

        def trail(request: HttpRequest, pk: int) -> HttpResponse:
            return timeline(request, self, pk)

        return [
            path("account/", self.admin_view(account), name="account"),
            path("account/trail/", self.admin_view(own_trail), name="account_trail"),
            path("people/user/<int:pk>/timeline/", self.admin_view(trail), name="people_user_timeline"),
            path("as-read/<int:pk>/", self.admin_view(as_read), name="as_read"),
            path("as-read/<int:pk>/<path:place>", self.admin_view(as_read), name="as_read_page"),
            path("design/", self.admin_view(design), name="design"),
            path("waiting/", self.admin_view(waiting), name="waiting"),
            path("waiting/seen/", self.admin_view(seen_view), name="waiting_seen"),
            path(
                "r/<path:content_type_id>/<path:object_id>/",
                self.admin_view(self.on_site),
                name="view_on_site",
            ),
            *super().get_urls(),
        ]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """My desk; the list of everything stands below it."""
        return super().index(request, desk_context(user_of(request)) | (extra_context or {}))

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        view = LabelledAutocomplete.as_view(admin_site=self)
        return view(request)  # type: ignore[return-value]  # A JsonResponse always.

    def on_site(self, request: HttpRequest, content_type_id: str, object_id: str) -> HttpResponseBase:
        """The public page of what this person may see here; of anything else not even that it is there."""
        if not is_key(ContentType, content_type_id):
            raise Http404
        model = get_object_or_404(ContentType, pk=content_type_id).model_class()
        page = self._registry.get(model) if model else None
        thing = page.get_object(request, object_id) if page else None
        if page is None or thing is None or not page.has_view_permission(request, thing):
            raise Http404
        return shortcut(request, content_type_id, object_id)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["models"].sort(key=lambda model: _place(model["object_name"], MODEL_ORDER))
        return sorted(apps, key=lambda app: _place(app["app_label"], APP_ORDER))


def _place(name: str, order: list[str]) -> int:
    """Where `name` stands in `order`; what is not named keeps its place after the others."""
    return order.index(name) if name in order else len(order)
