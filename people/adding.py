"""A person added in place, from the name that a story prints: never merged silently, never doubled."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from people.matching import Candidates, candidates
from people.models import Person, Unit, User
from people.names import normalise_name
from policy.access import visible
from policy.inputs import is_key
from towns.models import Town


class InDoubt(Exception):
    """There are people of this name whom the adder has not been shown."""

    def __init__(self, found: Candidates) -> None:
        super().__init__(found)
        self.found = found


class Keys(forms.TypedMultipleChoiceField):
    def valid_value(self, value: Any) -> bool:
        return is_key(Person, value)


class NewPersonForm(forms.Form):
    """The name and title as printed; a unit or a town tells namesakes apart.

    `seen` are the people of this name that were offered and are not the one who is meant.
    """

    name = forms.CharField(label=_("name"), max_length=60)
    title = forms.CharField(label=_("printed title"), max_length=40, required=False)
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("unit"), required=False)
    town = forms.ModelChoiceField(Town.objects.none(), label=_("town"), required=False)
    seen = Keys(label=_("people"), coerce=int, required=False)

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        for name, model in (("unit", Unit), ("town", Town)):
            field: Any = self.fields[name]
            field.queryset = visible(model, user)

    def clean_name(self) -> str:
        name = normalise_name(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError(self.fields["name"].error_messages["required"], code="required")
        return name

    @property
    def sentence(self) -> str:
        """What is wrong, each error with the name of its field."""
        return " ".join(
            f"{self.fields[name].label}: {message}"
            for name, messages in self.errors.items()
            for message in messages
        )


@transaction.atomic
def add_person(
    name: str,
    *,
    title: str = "",
    unit: Unit | None = None,
    town: Town | None = None,
    seen: Collection[int] = (),
) -> Person:
    """A new person of the kind that the printed title says.

    Raises `InDoubt` when somebody of the name is there whom the adder has not seen, or nothing tells the
    two apart.
    """
    found = candidates(name, title=title)
    if {person.pk for person in found.people} - set(seen):
        raise InDoubt(found)
    person = Person(name=name, kind=found.kind or Person.Kind.CONTRIBUTOR, unit=unit, town=town)
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as error:
        raise InDoubt(candidates(name, title=title)) from error
    return person
