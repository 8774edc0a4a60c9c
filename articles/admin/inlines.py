"""Credits and photos inside other forms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from articles.admin.base import QuietChoices
from articles.admin.forms import CreditFormSet, PhotoForm
from articles.models import Credit, Photo


class CreditInline(QuietChoices[Credit], admin.TabularInline[Credit, Any]):
    model = Credit
    formset = CreditFormSet
    extra = 1
    fields = ["person", "role", "title", "printed_text", "order"]
    autocomplete_fields = ["person"]
    verbose_name_plural = _("credits: who wrote, who reported")

    def formfield_for_dbfield(
        self, db_field: models.Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        """In a table, and on a phone without its head, a field says itself what it is."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            label = capfirst(str(db_field.verbose_name))
            field.widget.attrs.update({"aria-label": label, "placeholder": label})
        return field


class PhotoInline(admin.StackedInline[Photo, Any]):
    model = Photo
    form = PhotoForm
    extra = 0
    fields = ["image", "caption", "photographers", "alt_text", "order", "version"]
    verbose_name_plural = _("photos and captions")
