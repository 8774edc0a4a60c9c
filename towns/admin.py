"""Staff pages of towns and counties."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from towns.models import County, Jurisdiction, Town, TownQuerySet, Village


@admin.register(County)
class CountyAdmin(admin.ModelAdmin[County]):
    list_display = ["name", "slug", "order", "town_count"]
    list_editable = ["order"]
    ordering = ["order", "name"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[County]:
        return super().get_queryset(request).annotate(town_count=Count("jurisdictions__town", distinct=True))

    @admin.display(description=_("towns"), ordering="town_count")
    def town_count(self, county: County) -> int:
        return county.town_count  # type: ignore[attr-defined, no-any-return]


class JurisdictionInline(admin.TabularInline[Jurisdiction, Town]):
    model = Jurisdiction
    extra = 0
    autocomplete_fields = ["county"]


@admin.register(Town)
class TownAdmin(admin.ModelAdmin[Town]):
    list_display = ["name", "county", "kind", "slug", "division_code"]
    list_filter = ["kind", "jurisdictions__county"]
    search_fields = ["name", "slug", "other_names", "jurisdictions__county__name"]
    fieldsets = [
        (None, {"fields": ["name", "kind", "other_names"]}),
        (_("Address and register"), {"fields": ["slug", "division_code"]}),
    ]
    inlines = [JurisdictionInline]

    def get_queryset(self, request: HttpRequest) -> TownQuerySet:
        towns = Town.objects.with_county()
        return towns.order_by("county_order", "division_code")  # type: ignore[misc]  # Annotated above.

    @admin.display(description=_("county"), ordering="county_order")
    def county(self, town: Town) -> str:
        return town.county_name


@admin.register(Village)
class VillageAdmin(admin.ModelAdmin[Village]):
    list_display = ["name", "town", "division_code"]
    list_select_related = ["town"]
    search_fields = ["name", "town__name"]
    autocomplete_fields = ["town"]
