"""The story's form: cleans the body and refuses to save over somebody else's save."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from articles.text import clean_body

COUNTED = {"data-count": "characters"}


class ArticleForm(forms.ModelForm[Article]):
    """A story as editors and reporters type it. `version` is the one the form was opened with."""

    class Meta:
        model = Article
        exclude: list[str] = []
        widgets = {
            "version": forms.HiddenInput,
            "kicker": forms.TextInput(attrs=COUNTED),
            "headline": forms.TextInput(attrs=COUNTED),
            "deck": forms.TextInput(attrs=COUNTED),
            "body": forms.Textarea(attrs={"rows": 18, **COUNTED}),
            "note": forms.Textarea(attrs={"rows": 2}),
        }

    def clean_body(self) -> str:
        return clean_body(self.cleaned_data["body"])

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk and "version" in self.fields:
            # The row stays locked until the admin's transaction ends, so two saves cannot both pass.
            saved = Article.objects.select_for_update().get(pk=self.instance.pk)
            if cleaned.get("version") != saved.version:
                raise ValidationError(STALE, code="stale")
            cleaned["version"] = saved.version + 1
        return cleaned


STALE = _(
    "Somebody else saved this story while you were writing. Nothing of yours is saved or lost: your text "
    "stands below. Open the story in a second window, carry your changes over and save there."
)
