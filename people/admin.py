"""Staff pages of people: reporters and correspondents apart, each with what tells namesakes apart."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Case, Count, QuerySet, When
from django.forms import CheckboxSelectMultiple, ModelForm
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from audit.models import Entry
from people import second_factor
from people.accounts import user_of
from people.adding import InDoubt, NewPersonForm, add_person
from people.models import Correspondent, CountyDesk, Desk, MastheadLine, Person, Reporter, Unit, User
from policy.access import may
from policy.admin import PolicyAdmin, PolicyInline
from policy.json import Refused, json_view, refuse_other_than_post
from policy.roles import Role
from policy.table import Action

IS_THERE = _("Somebody of this name is there already. If this is another person, give a unit or a town.")

# Rights are the policy table's; devices are shown and taken away on the pages of the login alone.
admin.site.unregister([Group, TOTPDevice, StaticDevice])


class GivenPasswordForm(AdminPasswordChangeForm):  # type: ignore[type-arg]  # It takes none when it runs.
    """A password that somebody else chose: its owner changes it at the first login."""

    user: User

    def save(self, commit: bool = True) -> User:
        self.user.must_change_password = True
        user: User = super().save(commit)
        return user


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

    records_looks = True
    list_display = ["username", "__str__", "role_names", "is_active", "last_login"]
    list_filter = [RoleFilter, "is_active", "is_superuser"]
    search_fields = ["username", "last_name", "first_name"]
    filter_horizontal = []
    change_password_form = GivenPasswordForm
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

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm[User], change: bool) -> None:
        """Who makes an account knows its first password; its owner changes it at the first login."""
        obj.must_change_password = obj.must_change_password or not change
        super().save_model(request, obj, form, change)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002
        """One's own password is changed where the old one is asked for."""
        if id == str(request.user.pk):
            return redirect("admin:password_change")
        with transaction.atomic():
            account = self.get_object(request, unquote(id))
            if request.method == "POST" and account is not None:
                self.remember(request, account)
            return super().user_change_password(request, id, form_url)

    def get_urls(self) -> list[URLPattern]:
        reset = self.admin_site.admin_view(self.reset_second_factor)
        return [
            path("<int:pk>/second-factor/", reset, name="people_user_reset_second_factor"),
            *super().get_urls(),
        ]

    def may_reset_second_factor(self, request: HttpRequest, account: User) -> bool:
        """Not one's own: whoever sits at an open desk could take it away without the telephone."""
        return account.pk != request.user.pk and self.has_change_permission(request, account)

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        account = kwargs.get("obj")
        context["may_reset_second_factor"] = (
            account is not None
            and self.may_reset_second_factor(request, account)
            and second_factor.is_enrolled(account)
        )
        context["may_read_trail"] = account is not None and may(user_of(request), Action.VIEW, Entry)
        return super().render_change_form(request, context, *args, **kwargs)

    def reset_second_factor(self, request: HttpRequest, pk: int) -> HttpResponse:
        """For a lost telephone: ask, then take app and recovery codes away."""
        account = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.may_reset_second_factor(request, account):
            raise PermissionDenied
        if request.method == "POST":
            with transaction.atomic():
                second_factor.remove(account, by=user_of(request))
                message = [{"changed": {"name": "Second factor", "object": str(account)}}]
                self.log_in_history(request, account, message)
            messages.success(request, _("The second factor of %s was reset.") % account)
            return redirect("admin:people_user_change", account.pk)
        context = self.admin_site.each_context(request)
        context |= {"title": _("Reset the second factor"), "opts": self.opts, "account": account}
        return TemplateResponse(request, "admin/people/user/reset_second_factor.html", context)

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


@admin.register(MastheadLine)
class MastheadLineAdmin(PolicyAdmin[MastheadLine]):
    """What stands on the readers' page about the paper."""

    list_display = ["__str__", "part", "order"]
    list_filter = ["part"]
    search_fields = ["label", "text"]
    ordering = ["part", "order", "pk"]


@admin.register(Person)
class PersonAdmin(PolicyAdmin[Person]):
    """Everybody who is credited; the door that autocomplete asks."""

    records_looks = True
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

    def get_urls(self) -> list[URLPattern]:
        if self.model is not Person:
            return super().get_urls()
        view = json_view(self.admin_site, self.propose_view)
        return [path("propose/", view, name="people_person_propose"), *super().get_urls()]

    def propose_view(self, request: HttpRequest) -> JsonResponse:
        """Add the person whom a story names, asked by the story's form: name, title, unit, town, seen.

        Answers with the choice. A name that somebody bears meanwhile is answered with these people, 409.
        """
        refuse_other_than_post(request)
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = NewPersonForm(request.POST, user=user_of(request))
        if not form.is_valid():
            raise Refused(form.sentence)
        try:
            with transaction.atomic():
                person = add_person(**form.cleaned_data)
                self.log_addition(request, person, [{"added": {}}])
        except InDoubt as doubt:
            matches = [{"id": each.pk, "label": each.choice_label} for each in doubt.found.people]
            return JsonResponse({"error": IS_THERE, "matches": matches}, status=409)
        return JsonResponse({"id": person.pk, "label": person.choice_label}, status=201)

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
