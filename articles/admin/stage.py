"""The stages of the review: how many this paper has, what they are called, who holds them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.models import ReviewStage
from policy.admin import PolicyAdmin

# Fewer would let one person decide alone what the paper prints.
FEWEST_STAGES = 2


class ReviewStageForm(forms.ModelForm[ReviewStage]):
    class Meta:
        model = ReviewStage
        fields = ["order", "name", "role", "is_active"]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        if self.instance._state.adding or cleaned.get("is_active"):
            return cleaned
        if self.instance.waiting.exists():
            raise ValidationError(_("Stories wait at this stage: review them first."))
        if ReviewStage.objects.in_use().exclude(pk=self.instance.pk).count() < FEWEST_STAGES:
            raise ValidationError(_("A paper has at least two reviews, by two people."))
        return cleaned


@admin.register(ReviewStage)
class ReviewStageAdmin(PolicyAdmin[ReviewStage]):
    form = ReviewStageForm
    list_display = ["name", "role", "order", "is_active", "waiting_count"]
    ordering = ["order"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReviewStage]:
        return super().get_queryset(request).annotate(waiting_count=Count("waiting"))

    def has_delete_permission(self, request: HttpRequest, obj: ReviewStage | None = None) -> bool:
        """A stage that has signed is taken out of use, not deleted."""
        return False

    @admin.display(description=_("stories waiting"), ordering="waiting_count")
    def waiting_count(self, stage: ReviewStage) -> int:
        return stage.waiting_count  # type: ignore[attr-defined, no-any-return]
