"""The base of every staff page. It asks the policy table at each door of Django's admin.

Django asks `has_change_permission(obj)` and forgets it in four places: the sidebar of filters, the choices of
a foreign key, the list of what a deletion takes along, and an id forged in a form. Here each of them begins
at `policy.access.visible`. A system check (`policy.checks`) refuses pages that do not stand on this base.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import nullcontext
from typing import Any, TypeVar

from django.contrib import admin, messages
from django.contrib.admin.filters import RelatedFieldListFilter
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import BaseModelAdmin, InlineModelAdmin
from django.contrib.admin.utils import NestedObjects, get_fields_from_path, quote
from django.db import router, transaction
from django.db.models import Field, ForeignKey, ManyToManyField, Model, QuerySet
from django.forms import ModelChoiceField, ModelForm, ModelMultipleChoiceField
from django.forms.models import _get_foreign_key
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from audit.packed import is_momentary
from audit.trail import record, record_look
from policy.access import may, may_under, visible
from policy.deleting import BinAdmin
from policy.inputs import ChooseMany, ChooseOne, ManyChoices, PolicyList, is_key
from policy.recording import Rows, Values, difference, values_of
from policy.table import Action

M = TypeVar("M", bound=Model)


class VisibleChoices(RelatedFieldListFilter):
    """A filter in the sidebar that names what this person may choose in the forms, and nothing else."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[Any]:
        offered = model_admin.choices(field, request)
        ordering = self.field_admin_ordering(field, request, model_admin)
        rows = offered.order_by(*ordering) if ordering else offered
        return [(row.pk, str(row)) for row in rows]


class PolicyChoices(BaseModelAdmin[M]):
    """Forms that offer, and take, what the user may see; a forged id is no choice either."""

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Any] | None:
        kwargs.setdefault("queryset", self.choices(db_field, request))
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", ChooseOne(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(
        self, db_field: ManyToManyField[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelMultipleChoiceField[Any] | None:
        kwargs.setdefault("queryset", self.choices(db_field, request))
        kwargs.setdefault("form_class", ManyChoices)
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", ChooseMany(db_field, self.admin_site))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def choices(self, db_field: Field[Any, Any], request: HttpRequest) -> QuerySet[Any]:
        """What may be chosen in the field: by default whatever the user may see of the other model."""
        related: Any = db_field.remote_field
        return visible(related.model, staff(request))


class PolicyInline(PolicyChoices[M], InlineModelAdmin[M, Any]):
    """Rows inside another page, with the rights of their own lines of the table in the state of that page."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[M]:
        """Without rows that stand on what may not be seen, such as a page's place of another desk's draft."""
        return super().get_queryset(request).filter(pk__in=visible(self.model, staff(request)).values("pk"))

    def _may(self, request: HttpRequest, action: Action, parent: Model | None) -> bool:
        return may_under(staff(request), action, self.model, parent)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, Action.VIEW, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, Action.ADD, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, Action.CHANGE, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, Action.DELETE, obj)


class PolicyAdmin(PolicyChoices[M], BinAdmin[M]):
    """Staff pages of one model, with the rights of the policy table.

    A page that knows more than the table narrows a right further, and never widens it.
    """

    # Rights

    def has_view_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return may(staff(request), Action.VIEW, obj or self.model)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may(staff(request), Action.ADD, self.model)

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return may(staff(request), Action.CHANGE, obj or self.model)

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return may(staff(request), Action.DELETE, obj or self.model)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Asked for the page of signing in too, where nobody has a role yet."""
        return request.user.is_authenticated and self.has_view_permission(request)

    # What is seen: the list, its search and facets, one thing, its history, autocomplete

    def get_queryset(self, request: HttpRequest) -> QuerySet[M]:
        rows: QuerySet[M] = visible(self.model, staff(request))
        ordering = self.get_ordering(request)
        return rows.order_by(*ordering) if ordering else rows

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        return [self._scoped(entry) for entry in super().get_list_filter(request)]

    def _scoped(self, entry: Any) -> Any:
        """A plain name of a relation becomes a filter that shows what may be seen."""
        if not isinstance(entry, str):
            return entry
        field = get_fields_from_path(self.model, entry)[-1]
        return (entry, VisibleChoices) if field.is_relation else entry

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Lists are filtered by the filters they show, and by nothing else.

        `?articles=7` on the list of towns would tell a reporter the towns of somebody else's draft, and
        `?session_salt__startswith=a` on the accounts, letter by letter, what no page shows.
        """
        shown = {name_of(entry) for entry in self.get_list_filter(request)} | {self.date_hierarchy}
        is_shown = any(lookup == name or lookup.startswith(f"{name}__") for name in shown if name)
        return is_shown and super().lookup_allowed(lookup, value, request)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[PolicyList]:
        return PolicyList

    def response_action(
        self, request: HttpRequest, queryset: QuerySet[M], *args: Any, **kwargs: Any
    ) -> HttpResponse | None:
        """As Django's own, for ids that could be ids; the rows of others are not in the queryset."""
        if all(is_key(self.model, key) for key in request.POST.getlist(ACTION_CHECKBOX_NAME)):
            # A deletion and its record are one; other actions take their things one by one.
            is_one = "delete_selected" in request.POST.getlist("action")
            with transaction.atomic() if is_one else nullcontext():
                return super().response_action(request, queryset, *args, **kwargs)
        self.message_user(request, _("Choose from the rows of the list."), messages.ERROR)
        return None

    # What is recorded: who looks at personal data, and each change, in its transaction

    # Columns that the trail tells as changed, without their values.
    hidden_columns: Collection[str] = ()
    # Whether a page of it shows what is personal.
    records_looks = False

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        shown = kwargs.get("obj")
        if self.records_looks and shown is not None and request.method == "GET":
            record_look(shown, by=staff(request))
        return super().render_change_form(request, context, *args, **kwargs)

    def keeps_revisions(self, obj: M) -> bool:
        """Whether its changes are recorded with its revisions already."""
        return False

    def save_form(self, request: HttpRequest, form: ModelForm[M], change: bool) -> M:
        """The last moment at which the database has what was before."""
        if change:
            self.remember(request, form.instance)
        return super().save_form(request, form, change)  # type: ignore[no-any-return]  # Of the form.

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Rows that are changed in the list are all locked before the first of them is recorded."""
        if request.method != "POST" or not self.list_editable:
            return super().changelist_view(request, extra_context)
        with transaction.atomic():
            list(self.model._base_manager.select_for_update().order_by("pk"))
            return super().changelist_view(request, extra_context)

    def remember(self, request: HttpRequest, obj: M) -> None:
        """Note what the thing is before it is changed; for pages that save without Django's form."""
        _remembered(request)[type(obj), obj.pk] = self.values_of(obj)

    def values_of(self, obj: M) -> Values:
        return values_of(obj, rows=[_rows_of(self.model, inline) for inline in self.inlines])

    def log_addition(self, request: HttpRequest, obj: M, message: Any, *, action: str = "add") -> Any:
        self._record(request, action, obj, Values(type(obj)))
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: M, message: Any, *, action: str = "change") -> Any:
        """What was not remembered is told by its action alone."""
        before = _remembered(request).pop((type(obj), obj.pk), None)
        self._record(request, action, obj, before or self.values_of(obj))
        return self.log_in_history(request, obj, message)

    def log_in_history(self, request: HttpRequest, obj: M, message: Any) -> Any:
        """In Django's own history alone, for what is in the trail already."""
        return super().log_change(request, obj, message)

    def _record(self, request: HttpRequest, action: str, obj: M, before: Values) -> None:
        """Of changes; a deletion is recorded by the bin, which alone deletes."""
        if self.keeps_revisions(obj):
            return
        changes = difference(before, self.values_of(obj), hidden=self.hidden_columns)
        record(action, obj, by=staff(request), **changes)

    # What a deletion takes along

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """As Django's own, but what the user may not see is counted, not named."""
        found = list(objs)
        if not found:
            return [], {}, set(), []
        collector = Named(using=router.db_for_write(self.model), origin=found)
        collector.collect(found)
        names = Names(request, self.admin_site)
        to_delete = collector.nested(names)
        kinds: Any = collector.model_objs.items()
        counts = {
            model._meta.verbose_name_plural: len(rows)
            for model, rows in kinds
            if not (model._meta.auto_created or is_momentary(model))
        }
        return to_delete, counts, names.refused, [names(row) for row in collector.protected]


def _remembered(request: Any) -> dict[Any, Values]:
    """What was before, kept for the length of the request."""
    if not hasattr(request, "remembered"):
        request.remembered = {}
    found: dict[Any, Values] = request.remembered
    return found


def _rows_of(model: type[Model], inline: type[InlineModelAdmin[Any, Any]]) -> Rows:
    column: Any = _get_foreign_key(model, inline.model, fk_name=inline.fk_name)
    return Rows(inline.model, column.name, column.remote_field.get_accessor_name())


class Named(NestedObjects):
    """What goes with a thing, without rows that only join two others or last a minute: nobody names them."""

    def add_edge(self, source: Any, target: Any) -> None:
        if not (target._meta.auto_created or is_momentary(type(target))):
            super().add_edge(source, target)


class Names:
    """How a page of deletion names what goes: as a link, as a name, or only as what kind of thing it is."""

    def __init__(self, request: HttpRequest, site: admin.AdminSite) -> None:
        self.request, self.site = request, site
        self.refused: set[str] = set()

    def __call__(self, row: Model) -> str:
        kind = capfirst(str(row._meta.verbose_name))
        page = self.site._registry.get(type(row))
        if page is not None and not page.has_delete_permission(self.request, row):
            self.refused.add(str(row._meta.verbose_name))
        if page is None:
            # Rows without a page of their own are named after what they stand on, which may be anybody's.
            return kind
        if not visible(type(row), staff(self.request)).filter(pk=row.pk).exists():
            return _("%(kind)s: not yours to see") % {"kind": kind}
        name = f"{self.site.name}:{row._meta.app_label}_{row._meta.model_name}_change"
        return format_html('{}: <a href="{}">{}</a>', kind, reverse(name, args=[quote(row.pk)]), row)


def staff(request: HttpRequest) -> Any:
    """The account behind a request. Behind the staff site's login there is one."""
    return request.user


def name_of(entry: Any) -> str:
    """The parameter of a filter: of a field's name, of (name, class), of a class that names its own."""
    if isinstance(entry, (tuple, list)):
        return str(entry[0])
    return entry if isinstance(entry, str) else str(entry.parameter_name)
