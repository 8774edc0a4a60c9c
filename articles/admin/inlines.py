"""Credits and photos inside other forms."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.admin.base import NamedFields, QuietChoices
from articles.admin.forms import CreditForm, CreditFormSet, PhotoForm
from articles.admin.previews import preview
from articles.models import Article, Credit, Photo
from people.accounts import user_of
from policy.access import may
from policy.admin import PolicyInline
from policy.inputs import is_key
from policy.table import Action


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


# Empty rows on the page of somebody without JavaScript, who asks for them in the address.
MOST_PLAIN_ROWS = 10


class PhotoInline(PolicyInline[Photo], admin.StackedInline[Photo, Any]):
    model = Photo
    form = PhotoForm
    extra = 0
    fields = [
        "preview",
        "image",
        "caption",
        ("photographers", "new_photographer"),
        ("place", "taken_on"),
        "alt_text",
        "order",
        "version",
        "uploaded",
    ]
    readonly_fields = ["preview"]
    verbose_name_plural = _("photos and captions")

    def get_extra(self, request: HttpRequest, obj: Article | None = None, **kwargs: Any) -> int:
        asked = request.GET.get("photos", "")
        return min(int(asked), MOST_PLAIN_ROWS) if is_key(Photo, asked) and int(asked) > 0 else 0

    def get_formset(self, request: HttpRequest, obj: Article | None = None, **kwargs: Any) -> Any:
        """A new row takes over what this person has uploaded, or else may put on a story."""
        formset: Any = super().get_formset(request, obj, **kwargs)
        user = user_of(request)
        if may(user, Action.CHANGE, Photo) and self.has_add_permission(request, obj):
            formset.form.loose = Photo.objects.visible_to(user).filter(article=None)
        return formset

    @admin.display(description=_("preview"))
    def preview(self, photo: Photo) -> str:
        return preview(photo)
