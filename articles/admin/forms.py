"""The forms of stories, photos and credits."""

from __future__ import annotations

import uuid
from collections import Counter
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminFileWidget
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag

from articles.admin.base import STALE_STORY, VersionedForm
from articles.models import Article, Credit, Photo
from articles.models.article import HEADLESS_GENRES, UNFILED
from articles.photos.credits import add_credits
from articles.text import clean_body
from people.models import Person
from policy.inputs import ChooseMany, ManyChoices, is_key

COUNTED = {"data-count": "characters"}
# The browser's own calendar: every phone has one.
DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
# The fields whose length a page may set, by the page's field that sets it.
LIMITED = {"kicker": "kicker_length", "headline": "headline_length", "deck": "deck_length"}
PHOTOGRAPHER = Credit.Role.PHOTOGRAPHER
CREDIT_LENGTH = 200
ROLE_OF = {
    Person.Kind.REPORTER: Credit.Role.REPORTER,
    Person.Kind.CORRESPONDENT: Credit.Role.CORRESPONDENT,
    Person.Kind.CONTRIBUTOR: Credit.Role.WRITER,
}
TAG_LENGTH = Tag._meta.get_field("name").max_length


def usable_tags(tags: list[str]) -> list[str]:
    """A tag becomes an address, so it needs a letter, a digit or a Chinese character."""
    for tag in tags:
        address = slugify(tag, allow_unicode=True)
        if not address or max(len(tag), len(address)) > TAG_LENGTH - len("_99"):
            raise ValidationError(_("“%(tag)s” cannot be a tag.") % {"tag": tag})
    return tags


class ArticleForm(VersionedForm[Article]):
    """A story as editors and reporters type it."""

    TYPED = ("kicker", "headline", "deck", "dateline", "printed_byline", "body", "tags", "note")
    stale = STALE_STORY

    # A new one with each page that shows the form; see `articles.admin.writing`.
    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)
    # Stands near the buttons; it is kept with the version that this save makes.
    why = forms.CharField(
        label=_("What was changed, for the record (optional)"), max_length=200, required=False
    )

    class Meta:
        model = Article
        exclude: list[str] = []
        widgets = {
            "version": forms.HiddenInput,
            "kicker": forms.TextInput(attrs=COUNTED),
            "headline": forms.TextInput(attrs=COUNTED),
            "deck": forms.TextInput(attrs=COUNTED),
            "body": forms.Textarea(
                attrs={"rows": 18, "data-count": "body", "data-limit-from": "planned_length"}
            ),
            "planned_for": DAY,
            "note": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {
            "body": _(
                "One line a paragraph, no indents. A line that begins with ## is a subhead, "
                "with > a quotation; [图1] on a line of its own is the place of the first photo."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "genre" in self.fields:
            self._offer_genres(self.fields["genre"])
        if self.instance.pk:
            self._name_limits()

    def _name_limits(self) -> None:
        """The page that the story stands on may set how long its headlines are."""
        placement = self.instance.placements.select_related("page").first()
        if placement is None:
            return
        for name in LIMITED.keys() & self.fields.keys():
            if limit := getattr(placement.page, LIMITED[name]):
                self.fields[name].widget.attrs["data-limit"] = limit

    def _offer_genres(self, field: Any) -> None:
        """A correction stays one, and nothing else becomes one: it is begun from the story it corrects."""
        is_correction = self.instance.corrects_id is not None
        field.choices = [
            (value, name)
            for value, name in Article.Genre.choices
            if (value == Article.Genre.CORRECTION) == is_correction
        ]

    def clean_body(self) -> str:
        return clean_body(self.cleaned_data["body"])

    def clean_tags(self) -> list[str]:
        return usable_tags(self.cleaned_data["tags"])

    def clean(self) -> dict[str, Any] | None:
        """Asked before the version: a stale form with this fault is no text to merge."""
        cleaned, is_unfiled = self.cleaned_data, self.instance.status in UNFILED
        if not (is_unfiled or cleaned.get("headline") or cleaned.get("genre") in HEADLESS_GENRES):
            self.add_error("headline", _("Only briefs and photo news may be filed without a headline."))
        return super().clean()


class PictureInput(AdminFileWidget):
    """Asks the phone for pictures we take; shows no path of the stored original, which nobody can open."""

    template_name = "admin/articles/picture_input.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"accept": "image/jpeg,image/png,image/webp", **(attrs or {})})


class PhotoForm(VersionedForm[Photo]):
    """A photo with its photographers, so that one form files a whole story.

    A new row may take over a photo that was uploaded while the story was being written (`uploaded`).
    Other roles (a body that provided the picture) are edited on the photo's own page.
    """

    stale = STALE_STORY
    # Photos that this person may put on a story; `PhotoInline` sets them for each request.
    loose: QuerySet[Photo] = Photo.objects.none()

    uploaded = forms.ModelChoiceField(queryset=Photo.objects.none(), required=False, widget=forms.HiddenInput)

    photographers = ManyChoices(
        label=_("photographers"),
        queryset=Person.objects.all(),
        required=False,
        widget=ChooseMany(Credit._meta.get_field("person"), admin.site),
    )

    new_photographer = forms.CharField(
        label=_("credit as printed"),
        max_length=CREDIT_LENGTH,
        required=False,
        help_text=_("Such as 记者 王燕 摄. Who is certain is linked, any other name stays as it is printed."),
    )

    class Meta:
        model = Photo
        fields = ["image", "caption", "place", "taken_on", "alt_text", "order", "version"]
        widgets = {
            "image": PictureInput,
            "caption": forms.Textarea(attrs={"rows": 3, "cols": 60, **COUNTED}),
            "taken_on": DAY,
            "version": forms.HiddenInput,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["photographers"] = self._photographer_ids()
        elif "uploaded" in self.fields:
            cast("forms.ModelChoiceField[Photo]", self.fields["uploaded"]).queryset = self.loose
            self.instance = self._uploaded() or self.instance

    def _uploaded(self) -> Photo | None:
        """The uploaded photo that this row takes over; one that is not this person's is no choice."""
        chosen = str(self.data.get(self.add_prefix("uploaded"), ""))
        return self.loose.filter(pk=chosen).first() if is_key(Photo, chosen) else None

    def _photographer_ids(self) -> list[int]:
        credits = self.instance.credits.all()
        return [c.person_id for c in credits if c.role == PHOTOGRAPHER and c.person_id is not None]

    def clean_photographers(self) -> list[Person]:
        """Namesakes are told apart on the photo's own page, where each credit has its printed name."""
        people = list(self.cleaned_data["photographers"])
        if len({person.name for person in people}) < len(people):
            raise ValidationError(_("Two people of one name: credit them on the photo's own page."))
        return people

    def save(self, commit: bool = True) -> Photo:
        photo = super().save(commit)
        if commit:
            self._save_photographers(photo)
        return photo

    def _save_photographers(self, photo: Photo) -> None:
        """Add and drop linked credits of photographers; a printed name without a person gets its person."""
        chosen: list[Person] = self.cleaned_data["photographers"]
        ours = photo.credits.filter(role=PHOTOGRAPHER)
        ours.filter(person__isnull=False).exclude(person__in=chosen).delete()
        for person in chosen:
            credit = (
                ours.filter(person=person).first()
                or ours.filter(person=None, printed_text=person.name).first()
            )
            if credit is None:
                credit = Credit(photo=photo, role=PHOTOGRAPHER, title=person.get_kind_display())
            credit.person = person
            credit.save()
        add_credits(photo, [self.cleaned_data["new_photographer"]])


class Percent(forms.NumberInput):
    """A slider: the arrow keys move it, on a phone a finger, and it works without a script."""

    input_type = "range"


class PhotoPageForm(VersionedForm[Photo]):
    """A photo on its own page, where its credits are a list of their own."""

    focal_x = forms.IntegerField(
        label=_("focal point from the left"), min_value=0, max_value=100, required=False, widget=Percent
    )
    focal_y = forms.IntegerField(
        label=_("focal point from the top"), min_value=0, max_value=100, required=False, widget=Percent
    )

    class Meta:
        model = Photo
        fields = ["image", "caption", "alt_text", "taken_on", "place"]
        fields += ["focal_x", "focal_y", "article", "towns", "order", "version"]
        widgets = {
            "image": PictureInput,
            "caption": forms.Textarea(attrs={"rows": 4}),
            "taken_on": DAY,
            "version": forms.HiddenInput,
        }

    def clean_focal_x(self) -> int:
        return self._kept("focal_x")

    def clean_focal_y(self) -> int:
        return self._kept("focal_y")

    def _kept(self, name: str) -> int:
        """A form that does not show the focal point leaves it where it is."""
        typed: int | None = self.cleaned_data[name]
        return int(getattr(self.instance, name)) if typed is None else typed


class CreditForm(forms.ModelForm[Credit]):
    """A credit whose role follows from the person, unless one is chosen."""

    class Meta:
        model = Credit
        fields = ["person", "role", "title", "printed_text", "order"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "role" in self.fields:
            self.fields["role"].required = False

    def clean_role(self) -> str:
        person: Person | None = self.cleaned_data.get("person")
        role = self.cleaned_data["role"] or (ROLE_OF[Person.Kind(person.kind)] if person else None)
        if not role:
            raise ValidationError(_("Say what this person did."))
        return str(role)


class CreditFormSet(BaseInlineFormSet[Credit, Any, Any]):
    """A name stands once in a role, on one story or photo."""

    def clean(self) -> None:
        super().clean()
        rows = [form.cleaned_data for form in self.forms if form.is_valid() and form.cleaned_data]
        names = Counter(
            (row.get("role"), row.get("printed_text") or str(row.get("person") or ""))
            for row in rows
            if not row.get("DELETE")
        )
        for (_role, name), times in names.items():
            if times > 1:
                raise ValidationError(_("%(name)s is credited twice with one role.") % {"name": name})
