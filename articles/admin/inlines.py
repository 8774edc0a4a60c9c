"""Credits and photos inside other forms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.db import models
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from articles.models import Credit, Photo
from people.models import Person

PHOTOGRAPHER = Credit.Role.PHOTOGRAPHER


class CreditInline(admin.TabularInline[Credit, Any]):
    model = Credit
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


class PhotoForm(forms.ModelForm[Photo]):
    """A photo with its photographers, so that one form files a whole story.

    Other roles (a body that provided the picture) are edited on the photo's own page.
    """

    photographers = forms.ModelMultipleChoiceField(
        label=_("photographers"),
        queryset=Person.objects.all(),
        required=False,
        widget=AutocompleteSelectMultiple(Credit._meta.get_field("person"), admin.site),
    )

    class Meta:
        model = Photo
        fields = ["image", "caption", "photographers", "alt_text", "order"]
        widgets = {"caption": forms.Textarea(attrs={"rows": 3, "cols": 60})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["photographers"] = self._photographer_ids()

    def _photographer_ids(self) -> list[int]:
        credits = self.instance.credits.all()
        return [c.person_id for c in credits if c.role == PHOTOGRAPHER and c.person_id is not None]

    def save(self, commit: bool = True) -> Photo:
        photo = super().save(commit)
        if commit:
            self._save_photographers(photo)
        return photo

    def _save_photographers(self, photo: Photo) -> None:
        """Add and drop credits of photographers; credits with a printed name only stay as they are."""
        chosen: list[Person] = list(self.cleaned_data["photographers"])
        linked = photo.credits.filter(role=PHOTOGRAPHER, person__isnull=False)
        linked.exclude(person__in=chosen).delete()
        present = set(linked.values_list("person_id", flat=True))
        for order, person in enumerate(chosen, start=1):
            if person.pk not in present:
                Credit.objects.get_or_create(
                    photo=photo,
                    role=PHOTOGRAPHER,
                    printed_text=person.name,
                    defaults={"person": person, "order": order, "title": person.get_kind_display()},
                )


class PhotoInline(admin.StackedInline[Photo, Any]):
    model = Photo
    form = PhotoForm
    extra = 0
    fields = ["image", "caption", "photographers", "alt_text", "order"]
    verbose_name_plural = _("photos and captions")
    classes = ["photos"]
