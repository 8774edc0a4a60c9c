"""The page of the bin: what was deleted lately, by whom and why, and the way back."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from audit.bin import CannotUndo, purge, undo
from audit.models import KEPT, Deletion
from people.accounts import user_of
from people.models import User
from policy import table
from policy.access import is_governed
from policy.admin import PolicyAdmin
from policy.inputs import is_key
from policy.table import Action, Scope, State


@admin.register(Deletion)
class DeletionAdmin(PolicyAdmin[Deletion]):
    """Looked at, and undone. Nobody adds, changes or deletes a deletion."""

    list_select_related = ["by", "undone_by"]
    ordering = ["-at", "-pk"]
    actions = None

    class Media:
        css = {"all": ["newsroom/bin.css"]}  # As Django has it.

    # Who sees what

    def get_queryset(self, request: HttpRequest) -> QuerySet[Deletion]:
        """One's own; everybody's for whom the table says so. What is over is gone, purged or not."""
        user = user_of(request)
        rows = super().get_queryset(request).filter(at__gt=timezone.now() - KEPT)
        reach = table.scope(user.roles, Action.VIEW, Deletion._meta.label_lower)
        return rows if reach == Scope.ALL else rows.filter(by=user)

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Deletion | None:
        """Under the name that this person may read: it stands in the titles of its pages."""
        deletion = super().get_object(request, *args, **kwargs)
        if deletion is not None and not is_named(deletion, user_of(request)):
            deletion.name = named(deletion, user_of(request))
        return deletion

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if Deletion.objects.filter(at__lte=timezone.now() - KEPT).exists():
            purge()
        response: HttpResponse = super().changelist_view(
            request, {"title": _("Deleted lately")} | (extra_context or {})
        )
        return response

    # What a row says, to this person

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return self._columns(request)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return self._columns(request)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return self._columns(request)

    def _columns(self, request: HttpRequest) -> list[Any]:
        user = user_of(request)

        @admin.display(description=_("what"))
        def what(deletion: Deletion) -> str:
            return named(deletion, user)

        @admin.display(description=_("why"))
        def why(deletion: Deletion) -> str:
            return reason(deletion, user)

        @admin.display(description=_("way back"))
        def way_back(deletion: Deletion) -> str:
            if not (deletion.is_open and self.may_ask(request, deletion)):
                return "—"
            address = reverse("admin:audit_deletion_undo", args=[deletion.pk])
            return format_html('<a class="button" href="{}">{}</a>', address, _("Bring it back"))

        return [what, "at", "deleted_by", why, "took", "left", way_back]

    @admin.display(description=gettext_lazy("deleted by"))
    def deleted_by(self, deletion: Deletion) -> str:
        return str(deletion.by or "—")

    @admin.display(description=gettext_lazy("what went with it"))
    def took(self, deletion: Deletion) -> str:
        return "，".join(counted(deletion))

    @admin.display(description=gettext_lazy("can be brought back"))
    def left(self, deletion: Deletion) -> str:
        if deletion.undone_at is not None:
            return _("brought back by %(name)s") % {"name": deletion.undone_by or "—"}
        days = -(timezone.now() - deletion.until).days  # A day that has begun counts.
        return ngettext("for %(days)d more day", "for %(days)d more days", days) % {"days": days}

    # The way back

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.undo_view)
        return [path("<int:pk>/undo/", view, name="audit_deletion_undo"), *super().get_urls()]

    def may_ask(self, request: HttpRequest, deletion: Deletion) -> bool:
        """Who may delete such things at all. Of the very thing it is asked once it is there again."""
        page = self.page_of(deletion)
        return page is None or page.has_delete_permission(request)

    def page_of(self, deletion: Deletion) -> Any:
        return self.admin_site._registry.get(apps.get_model(deletion.label))

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """GET asks, POST brings it back and says where it stands."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        deletion = self.get_queryset(request).filter(pk=pk).first() if is_key(Deletion, pk) else None
        if deletion is None:
            raise Http404
        if not self.may_ask(request, deletion):
            raise PermissionDenied
        if request.method != "POST":
            return self._question(request, deletion)
        try:
            back = self._undo(request, deletion)
        except CannotUndo as error:
            return self._question(request, deletion, refusal=str(error))
        self._tell(request, deletion, back)
        return HttpResponseRedirect(reverse("admin:audit_deletion_changelist"))

    @transaction.atomic
    def _undo(self, request: HttpRequest, deletion: Deletion) -> list[Model]:
        """Whose it is can be asked of what is there: it is brought back, and then judged."""
        back = [thing for thing in undo(deletion, by=user_of(request)) if is_meant(thing, deletion)]
        page = self.page_of(deletion)
        if page is not None and not all(page.has_delete_permission(request, thing) for thing in back):
            raise PermissionDenied
        return back

    def _question(self, request: HttpRequest, deletion: Deletion, *, refusal: str = "") -> HttpResponse:
        context = self.admin_site.each_context(request) | {
            "title": _("Bring back"),
            "opts": self.opts,
            "deletion": deletion,
            "name": named(deletion, user_of(request)),
            "counted": counted(deletion),
            "reason": reason(deletion, user_of(request)),
            "refusal": refusal,
        }
        status = 409 if refusal else 200
        return TemplateResponse(request, "admin/audit/deletion/undo.html", context, status=status)

    def _tell(self, request: HttpRequest, deletion: Deletion, back: list[Model]) -> None:
        place = deletion.label.replace(".", "_")
        there = [(reverse(f"admin:{place}_change", args=[quote(thing.pk)]), str(thing)) for thing in back]
        links = format_html_join("、", '<a href="{}">{}</a>', there)
        self.message_user(request, format_html("{} {}", _("Brought back:"), links), messages.SUCCESS)


def is_meant(thing: Model, deletion: Deletion) -> bool:
    return thing._meta.label_lower == deletion.label


def named(deletion: Deletion, user: User) -> str:
    """Kind and name; only the kind for who could not see the thing while it was there."""
    kind = capfirst(str(apps.get_model(deletion.label)._meta.verbose_name))
    if is_named(deletion, user):
        return f"{kind}：{deletion}"
    return _("%(kind)s: not yours to see") % {"kind": kind}


def reason(deletion: Deletion, user: User) -> str:
    return (deletion.why or "—") if is_named(deletion, user) else "—"


def is_named(deletion: Deletion, user: User) -> bool:
    """Who deleted it saw it; of others' only who sees all such things, in whatever state."""
    least = Scope.OWN if deletion.by_id == user.pk else Scope.ALL
    model = apps.get_model(deletion.label)
    states = [state for state in State if state != State.LOOSE] if is_governed(model) else [None]
    return all(table.scope(user.roles, Action.VIEW, deletion.label, state) >= least for state in states)


def counted(deletion: Deletion) -> list[str]:
    """How many of what went, in words; what only joins two others is not counted."""
    kinds = [(apps.get_model(label)._meta, count) for label, count in deletion.counts.items()]
    return [f"{kind.verbose_name_plural} {count}" for kind, count in kinds if not kind.auto_created]
