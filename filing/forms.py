"""What a correspondent types: a headline, a text, a place, a note, and two lines for each picture."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.db.models import Case, Q, QuerySet, When
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from articles.text import clean_body, text_hash
from filing import limits
from filing.models import KeptPicture
from people.models import Person
from towns.models import Town


class Typed(forms.CharField):
    """Text of at most so many characters, a line break counted as one.

    The browser is not told the limit: it would cut a long text that is pasted without a word.
    """

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        shown = super().widget_attrs(widget)
        shown.pop("maxlength", None)
        return shown


class StoryForm(forms.Form):
    """The story itself."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    headline = Typed(
        label=_("your headline"),
        max_length=limits.HEADLINE,
        error_messages={"required": _("Write a headline.")},
    )
    body = Typed(
        label=_("your text"),
        max_length=limits.BODY,
        required=False,
        widget=forms.Textarea(attrs={"rows": 12, "data-count": ""}),
    )
    town = forms.ModelChoiceField(
        Town.objects.none(), label=_("where it happened"), required=False, empty_label=_("another place")
    )
    note = Typed(
        label=_("note to the editor"),
        max_length=limits.NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self, data: Any = None, *, person: Person, key: uuid.UUID, has_pictures: bool, is_checked: bool = True
    ) -> None:
        """What was typed, `data`, is either checked or only shown again."""
        typed = {name: data[name] for name in self.base_fields if data and name in data}
        initial: dict[str, Any] = {"town": person.town_id} | typed | {"key": key}
        super().__init__(
            data if is_checked else None, initial=initial, label_suffix="", use_required_attribute=False
        )
        self.has_pictures = has_pictures
        towns: Any = self.fields["town"]
        towns.queryset = towns_of(person)

    def clean_headline(self) -> str:
        """In one line, without what nobody sees."""
        headline = " ".join(clean_body(self.cleaned_data["headline"]).split())
        if not headline:
            raise forms.ValidationError(self.fields["headline"].error_messages["required"], code="required")
        return headline

    def clean(self) -> dict[str, Any]:
        """A text, or pictures with captions: photo news."""
        cleaned = super().clean() or self.cleaned_data
        if "body" not in self.errors and not clean_body(cleaned.get("body", "")) and not self.has_pictures:
            self.add_error(
                "body", _("Write the text, or add a picture: a picture with its caption is a story too.")
            )
        return cleaned


class PictureForm(forms.Form):
    """What belongs to one picture that is kept already; its fields bear the picture's key."""

    caption = Typed(
        label=_("caption"),
        max_length=limits.CAPTION,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write what the picture shows.")},
    )
    taken_by = Typed(
        label=_("picture taken by"),
        max_length=limits.NAME,
        error_messages={"required": _("Write who took the picture.")},
    )

    def __init__(
        self, data: Any = None, *, kept: KeptPicture, person: Person, is_checked: bool = True
    ) -> None:
        self.kept, self.key = kept, kept.photo.upload_key
        names = {name: f"{self.key}-{name}" for name in self.base_fields}
        typed = {name: data[posted] for name, posted in names.items() if data and posted in data}
        super().__init__(
            data if is_checked else None,
            prefix=str(self.key),
            initial={"caption": self._caption(), "taken_by": person.name} | typed,
            label_suffix="",
            use_required_attribute=False,
        )

    def _caption(self) -> str:
        """As the file has it; what the staff have written since is not the sender's to read."""
        photo = self.kept.photo
        return photo.caption if photo.version == 1 else ""


def towns_of(person: Person) -> QuerySet[Town]:
    """The person's own town first, then the others of their county as it is today."""
    governed = Town.objects.governed_by(*person.counties()).values("pk")
    towns = Town.objects.filter(Q(pk__in=governed) | Q(pk=person.town_id))
    own_first = Case(When(pk=person.town_id, then=0), default=1)
    return towns.order_by(own_first, "division_code", "name")


def sent_hash(data: QueryDict) -> str:
    """SHA-256 of everything that was typed: what tells a second sending from a changed story."""
    typed = {name: data.getlist(name) for name in data if not name.startswith("_")}
    return text_hash(typed)
