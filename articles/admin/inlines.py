"""Credits and photos inside other forms."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from articles.admin.base import NamedFields, QuietChoices
from articles.admin.forms import CreditForm, CreditFormSet, PhotoForm
from articles.admin.previews import preview
from articles.models import Credit, Photo
from policy.admin import PolicyInline


class CreditInline(
    NamedFields[Any], QuietChoices[Any], PolicyInline[Credit], admin.TabularInline[Credit, Any]
):
    model = Credit
    form = CreditForm
    formset = CreditFormSet
    extra = 1
    fields = ["person", "role", "title", "printed_text", "order"]
    autocomplete_fields = ["person"]
    verbose_name_plural = _("credits: who wrote, who reported")


class PhotoInline(PolicyInline[Photo], admin.StackedInline[Photo, Any]):
    model = Photo
    form = PhotoForm
    extra = 0
    fields = [
        "preview",
        "image",
        "caption",
        "photographers",
        "new_photographer",
        "alt_text",
        "order",
        "version",
    ]
    readonly_fields = ["preview"]
    verbose_name_plural = _("photos and captions")

    @admin.display(description=_("preview"))
    def preview(self, photo: Photo) -> str:
        return preview(photo)
