"""The form of an assignment."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.admin.base import VersionedForm
from articles.admin.forms import DAY
from coverage.models import Assignment

CLOCK = forms.TimeInput(format="%H:%M", attrs={"type": "time"})


class AssignmentForm(VersionedForm[Assignment]):
    class Meta:
        model = Assignment
        exclude: list[str] = []
        widgets = {
            "version": forms.HiddenInput,
            "date": DAY,
            "time": CLOCK,
            "planned_for": DAY,
            "brief": forms.Textarea(attrs={"rows": 4}),
        }

    def clean(self) -> dict[str, Any] | None:
        """What is given out is given to somebody."""
        is_given = "_assign" in self.data or self.instance.state == Assignment.State.ASSIGNED
        if "reporter" in self.fields and is_given and not self.cleaned_data.get("reporter"):
            self.add_error("reporter", _("Say who covers it."))
        return super().clean()
