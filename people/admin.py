"""Staff pages of people: reporters and correspondents apart, each with what tells namesakes apart."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db.models import Case, Count, QuerySet, When
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from people.accounts import user_of
from people.models import Correspondent, CountyDesk, Desk, Person, Reporter, Unit, User
from policy.access import may
from policy.admin import PolicyAdmin, PolicyInline
from policy.roles import Role
from policy.table import Action

# Rights are the policy table's; devices are shown and taken away on the pages of the login alone.
admin.site.unregister([Group, TOTPDevice, StaticDevice])


class RoleFilter(admin.SimpleListFilter):
    title = _("role")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(role.key, role.value) for role in Role]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        chosen = [role.value for role in Role if role.key == self.value()]
        return queryset.filter(groups__name__in=chosen) if chosen else queryset


@admin.register(User)
class AccountAdmin(PolicyAdmin[User], UserAdmin[User]):
    """Accounts of the staff: a name, a password, the roles. Single permissions are the policy table's."""

    list_display = ["username", "__str__", "role_names", "is_active", "last_login"]
    list_filter = [RoleFilter, "is_active", "is_superuser"]
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

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Nobody gains a right by another's account: a superuser's is a superuser's to change."""
        is_above = obj is not None and obj.is_superuser and not user_of(request).is_superuser
        return super().has_change_permission(request, obj) and not is_above

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Nobody gives rights to themselves, and only a superuser makes superusers."""
        fixed = [] if user_of(request).is_superuser else ["is_superuser"]
        is_own = obj is not None and obj.pk == request.user.pk
        return [*fixed, "groups", "is_staff", "is_active", "is_superuser"] if is_own else fixed

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """An account made here is one of the staff, or it could not sign in."""
        return {"is_staff": True}

    def choices(self, db_field: Any, request: HttpRequest) -> QuerySet[Any]:
        """Roles in the order of the paper; groups of other names give no right and are not offered."""
        if db_field.name != "groups":
            return super().choices(db_field, request)
        order = Case(*(When(name=role.value, then=place) for place, role in enumerate(Role)))
        return Group.objects.filter(name__in=[role.value for role in Role]).order_by(order)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "groups":
            kwargs["widget"] = CheckboxSelectMultiple()
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @admin.display(description=_("roles"))
    def role_names(self, user: User) -> str:
        return "、".join(group.name for group in user.groups.all()) or "—"


class CountyDeskInline(PolicyInline[CountyDesk], admin.TabularInline[CountyDesk, Desk]):
    model = CountyDesk
    extra = 0
    autocomplete_fields = ["county"]


@admin.register(Desk)
class DeskAdmin(PolicyAdmin[Desk]):
    """Who works at a desk, and of which counties it gets the correspondents' copy."""

    list_display = ["name", "county_names", "member_names"]
    search_fields = ["name"]
    autocomplete_fields = ["members"]
    inlines = [CountyDeskInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Desk]:
        return super().get_queryset(request).prefetch_related("members", "counties__county")

    @admin.display(description=_("counties"))
    def county_names(self, desk: Desk) -> str:
        return "、".join(str(row.county) for row in desk.counties.all()) or "—"

    @admin.display(description=_("members"))
    def member_names(self, desk: Desk) -> str:
        return "、".join(str(user) for user in desk.members.all()) or "—"


@admin.register(Unit)
class UnitAdmin(PolicyAdmin[Unit]):
    list_display = ["name", "county"]
    list_select_related = ["county"]
    list_filter = ["county"]
    search_fields = ["name"]
    autocomplete_fields = ["county"]


@admin.register(Person)
class PersonAdmin(PolicyAdmin[Person]):
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
        return [] if may(user_of(request), Action.CHANGE, User) else ["user"]

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
