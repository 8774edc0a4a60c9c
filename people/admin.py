"""Staff pages of people: reporters and correspondents apart, each with what tells namesakes apart."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db.models import Count, QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from people.models import Correspondent, Person, Reporter, Unit, User
from towns.admin import OwnFieldLookups


@admin.register(User)
class AccountAdmin(UserAdmin[User]):
    """Accounts of the staff: a name, a password, the roles. Single permissions are the policy table's."""

    list_display = ["username", "__str__", "role_names", "is_active", "last_login"]
    list_filter = ["groups", "is_active", "is_superuser"]
    search_fields = ["username", "last_name", "first_name"]
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Person"), {"fields": ["last_name", "first_name", "email"]}),
        (_("Roles"), {"fields": ["groups", "is_staff", "is_active", "is_superuser"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["username", "password1", "password2"]}),
        (_("Person"), {"fields": ["last_name", "first_name"]}),
        (_("Roles"), {"fields": ["groups", "is_staff"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """An account made here is one of the staff, or it could not sign in."""
        return {"is_staff": True}

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "groups":
            kwargs["widget"] = CheckboxSelectMultiple()
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @admin.display(description=_("roles"))
    def role_names(self, user: User) -> str:
        return "、".join(group.name for group in user.groups.all()) or "—"


@admin.register(Unit)
class UnitAdmin(admin.ModelAdmin[Unit]):
    list_display = ["name", "county"]
    list_select_related = ["county"]
    list_filter = ["county"]
    search_fields = ["name"]
    autocomplete_fields = ["county"]


@admin.register(Person)
class PersonAdmin(OwnFieldLookups[Person]):
    """Everybody who is credited; the door that autocomplete asks."""

    list_display = ["name", "kind", "unit", "town", "credit_count", "is_active"]
    list_filter = ["kind", "is_active", "unit"]
    ordering = ["name", "pk"]
    list_select_related = ["unit", "town"]
    search_fields = ["name", "unit__name", "town__name"]
    autocomplete_fields = ["unit", "town", "user"]
    fieldsets = [
        (None, {"fields": ["name", "kind", "unit", "town"]}),
        (_("Account"), {"fields": ["user", "is_active"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).annotate(credit_count=Count("credits"))

    def get_readonly_fields(self, request: HttpRequest, obj: Person | None = None) -> list[str]:
        """Who is whose account decides who sees and signs what, so it takes a right of its own."""
        return [] if request.user.has_perm("people.change_user") else ["user"]

    @admin.display(description=_("credits"), ordering="credit_count")
    def credit_count(self, person: Person) -> int:
        return person.credit_count  # type: ignore[attr-defined, no-any-return]


@admin.register(Reporter, Correspondent)
class ProxyAdmin(PersonAdmin):
    """People of one kind: the kind is the page's, so the form does not ask for it."""

    list_display = [column for column in PersonAdmin.list_display if column != "kind"]
    list_filter = ["is_active", "unit"]
    fieldsets = [
        (None, {"fields": ["name", "unit", "town"]}),
        (_("Account"), {"fields": ["user", "is_active"]}),
    ]
