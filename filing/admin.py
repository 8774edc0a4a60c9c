"""Staff pages of filing links: give one, show its address, revoke it, replace it."""

from __future__ import annotations

from functools import partial
from typing import Any

import segno
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from filing.models import FilingLink
from people.accounts import user_of
from people.models import User
from policy.admin import PolicyAdmin


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("status")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("open", _("link in use")), ("over", _("revoked or expired"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[FilingLink]) -> QuerySet[FilingLink]:
        usable = FilingLink.objects.usable().values("pk")
        if self.value() == "open":
            return queryset.filter(pk__in=usable)
        return queryset.exclude(pk__in=usable) if self.value() == "over" else queryset


@admin.register(FilingLink)
class FilingLinkAdmin(PolicyAdmin[FilingLink]):
    """The secret address stands on one page only, which is asked for by a button and notes who looked."""

    records_looks = True
    list_display = ["__str__", "origin", "state_chip", "stories_sent", "last_used_at", "expires_at", "note"]
    list_filter = [StateFilter]
    search_fields = ["person__name", "note"]
    autocomplete_fields = ["person"]
    readonly_fields = ["state_chip", "stories_sent", "last_used_at", "created_by", "created_at", "revocation"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        links = super().get_queryset(request).select_related("person__unit", "person__town", "revoked_by")
        return links.annotate(story_count=Count("stories"))

    def get_fields(self, request: HttpRequest, obj: FilingLink | None = None) -> list[Any]:
        asked = ["person", "expires_at", "note"]
        return asked if obj is None else [*asked, *self.readonly_fields]

    def get_readonly_fields(self, request: HttpRequest, obj: FilingLink | None = None) -> list[str]:
        """Whose link it is stays: what came by it was theirs."""
        return self.readonly_fields if obj is None else [*self.readonly_fields, "person"]

    @admin.display(description=gettext_lazy("town or unit"))
    def origin(self, link: FilingLink) -> str:
        return str(link.person.town or link.person.unit or "—")

    @admin.display(description=gettext_lazy("status"))
    def state_chip(self, link: FilingLink) -> str:
        state = "signed_off" if link.state == FilingLink.State.OPEN else "killed"
        return format_html('<span class="state state-{}">{}</span>', state, link.state.label)

    @admin.display(description=gettext_lazy("stories sent"), ordering="story_count")
    def stories_sent(self, link: FilingLink) -> int:
        return link.story_count  # type: ignore[attr-defined, no-any-return]  # Annotated above.

    @admin.display(description=gettext_lazy("revoked"))
    def revocation(self, link: FilingLink) -> str:
        if link.revoked_at is None:
            return "—"
        return f"{timezone.localtime(link.revoked_at):%Y-%m-%d %H:%M} {link.revoked_by or ''}"

    # Giving one

    def save_model(self, request: HttpRequest, obj: FilingLink, form: ModelForm[Any], change: bool) -> None:
        if not change:
            obj.created_by = user_of(request)
        super().save_model(request, obj, form, change)

    def response_add(
        self, request: HttpRequest, obj: FilingLink, post_url_continue: str | None = None
    ) -> HttpResponse:
        """To the link's own page, where its address can be shown."""
        messages.success(request, _("The link is ready. Show its address and hand it over."))
        return redirect("admin:filing_filinglink_change", obj.pk)

    # Showing, revoking, replacing

    def get_urls(self) -> list[URLPattern]:
        pages = {"address": self.show_address, "revoke": self.revoke, "renew": self.renew}
        own = [
            path(f"<int:pk>/{word}/", self.admin_view(view), name=f"filing_filinglink_{word}")
            for word, view in pages.items()
        ]
        return [*own, *super().get_urls()]

    def admin_view(self, view: Any) -> Any:
        return self.admin_site.admin_view(partial(self._with_link, view))

    def _with_link(self, view: Any, request: HttpRequest, pk: int) -> HttpResponse:
        """One's right to change the link is the right to all of its pages."""
        link = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_change_permission(request, link):
            raise PermissionDenied
        return view(request, link)  # type: ignore[no-any-return]  # One of the three below.

    def show_address(self, request: HttpRequest, link: FilingLink) -> HttpResponse:
        """Asked for by a button: no browser calls it up by itself, and who looked stands in the history."""
        if request.method != "POST" or link.state != FilingLink.State.OPEN:
            return redirect("admin:filing_filinglink_change", link.pk)
        with transaction.atomic():
            self.log_change(request, link, _("The address was shown."), action="show_address")
        address = request.build_absolute_uri(link.get_private_path())
        picture = segno.make(address, micro=False).svg_data_uri(light="#fff", omitsize=True)
        context = {"title": _("The address"), "address": address, "picture": picture}
        response = self._page(request, link, "address", context)
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    def revoke(self, request: HttpRequest, link: FilingLink) -> HttpResponse:
        if link.revoked_at is not None:
            return redirect("admin:filing_filinglink_change", link.pk)
        if request.method != "POST":
            return self._page(request, link, "revoke", {"title": _("Revoke the link")})
        with transaction.atomic():
            self._revoke(request, link)
        messages.success(request, _("The link is revoked: it opens no more."))
        return redirect("admin:filing_filinglink_change", link.pk)

    def renew(self, request: HttpRequest, link: FilingLink) -> HttpResponse:
        """A new link for the same person; the old one, should it still open, dies with it."""
        if request.method != "POST":
            return self._page(request, link, "renew", {"title": _("Make a new link")})
        with transaction.atomic():
            held = FilingLink.objects.select_for_update().get(pk=link.pk)
            if newer := _made_since(held):
                messages.info(request, _("There is a newer link already."))
                return redirect("admin:filing_filinglink_change", newer.pk)
            self._revoke(request, link)
            new = FilingLink.objects.create(person=link.person, note=link.note, created_by=user_of(request))
            self.log_addition(request, new, [{"added": {}}], action="renew")
        messages.success(request, _("The new link is ready, and the old one opens no more."))
        return redirect("admin:filing_filinglink_change", new.pk)

    def _revoke(self, request: HttpRequest, link: FilingLink) -> None:
        by: User = user_of(request)
        self.remember(request, link)
        living = FilingLink.objects.filter(pk=link.pk, revoked_at=None)
        if living.update(revoked_at=timezone.now(), revoked_by=by):
            self.log_change(request, link, _("Revoked."), action="revoke")

    def _page(
        self, request: HttpRequest, link: FilingLink, name: str, context: dict[str, Any]
    ) -> HttpResponse:
        whole = self.admin_site.each_context(request) | {"link": link, "opts": self.opts} | context
        return TemplateResponse(request, f"admin/filing/filinglink/{name}.html", whole)


def _made_since(link: FilingLink) -> FilingLink | None:
    """The open link that stands in for a revoked one: the button was pressed twice."""
    if link.revoked_at is None:
        return None
    of_the_person = FilingLink.objects.usable().filter(person=link.person_id)
    return of_the_person.filter(created_at__gte=link.revoked_at).first()
