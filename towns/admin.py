"""Staff pages of towns and counties."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from policy.admin import PolicyAdmin, PolicyInline
from towns.models import County, Jurisdiction, Town, TownQuerySet, Village


@admin.register(County)
class CountyAdmin(PolicyAdmin[County]):
    list_display = ["name", "slug", "order", "town_count"]
    list_editable = ["order"]
    ordering = ["order", "name"]
    search_fields = ["name", "slug"]
    list_filter = ["prefecture"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[County]:
        return super().get_queryset(request).annotate(town_count=Count("jurisdictions__town", distinct=True))

    @admin.display(description=_("towns"), ordering="town_count")
    def town_count(self, county: County) -> int:
        return county.town_count  # type: ignore[attr-defined, no-any-return]


class JurisdictionFormSet(BaseInlineFormSet[Jurisdiction, Town, Any]):
    """A town has one county on any day."""

    def clean(self) -> None:
        super().clean()
        rows = [form.cleaned_data for form in self.forms if form.is_valid()]
        shown = {form.instance.pk for form in self.forms if form.instance.pk}
        if self.instance.pk and self.instance.jurisdictions.exclude(pk__in=shown).exists():
            raise ValidationError(_("Somebody else changed the counties meanwhile: open the page again."))
        spans = sorted(
            (row.get("since") or dt.date.min, row.get("until") or dt.date.max)
            for row in rows
            if row.get("county") and not row.get("DELETE")
        )
        if any(earlier[1] > later[0] for earlier, later in pairwise(spans)):
            raise ValidationError(_("Two counties would govern the town on the same day."))


class JurisdictionInline(PolicyInline[Jurisdiction], admin.TabularInline[Jurisdiction, Town]):
    model = Jurisdiction
    formset = JurisdictionFormSet
    extra = 0
    autocomplete_fields = ["county"]


@admin.register(Town)
class TownAdmin(PolicyAdmin[Town]):
    list_display = ["name", "county", "kind", "slug", "division_code"]
    list_filter = ["kind", "jurisdictions__county"]
    search_fields = ["name", "slug", "other_names", "jurisdictions__county__name"]
    fieldsets = [
        (None, {"fields": ["name", "kind", "other_names"]}),
        (_("Address and register"), {"fields": ["slug", "division_code"]}),
    ]
    inlines = [JurisdictionInline]

    def get_queryset(self, request: HttpRequest) -> TownQuerySet:
        towns: TownQuerySet = super().get_queryset(request).with_county()  # type: ignore[attr-defined]
        return towns.order_by("county_order", "division_code")  # type: ignore[misc]  # Annotated above.

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """A town that stories or photos are about stays, like everything else that they refer to."""
        to_delete, counts, refused, protected = super().get_deleted_objects(objs, request)
        uses = [(town, town.articles.count() + town.photos.count()) for town in objs]
        said = _("%(town)s: %(count)d stories and photos are about it")
        told = [said % {"town": town, "count": count} for town, count in uses if count]
        return to_delete, counts, refused, [*protected, *told]

    @admin.display(description=_("county"), ordering="county_order")
    def county(self, town: Town) -> str:
        return town.county_name or "—"


@admin.register(Village)
class VillageAdmin(PolicyAdmin[Village]):
    list_display = ["name", "town", "division_code"]
    list_select_related = ["town"]
    search_fields = ["name", "town__name"]
    autocomplete_fields = ["town"]
