"""What a browser sends is only text: an id or a key that cannot be one is an error, never a crash."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import SEARCH_VAR, ChangeList, ChangeListSearchForm
from django.contrib.admin.widgets import AutocompleteMixin, AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms import CharField, ModelMultipleChoiceField

# More words than a person types; SQLite gives up at a thousand conditions.
LONGEST_SEARCH = 100
# More digits than any version or number of rows has. Python refuses to read thousands of them.
LONGEST_NUMBER = 10
LONGEST_REASON = 500


def is_key(model: type[Model], value: object) -> bool:
    """Whether a row of `model` could have this key: 7 could, `abc` and 99999999999999999999 could not."""
    key = model._meta.pk
    try:
        key.run_validators(key.to_python(value))
    except ValidationError:
        return False
    return True


def number_in(text: str | None) -> int | None:
    """The number that a page has sent, such as a version; None for what is none, or longer than any is."""
    text = text or ""
    return int(text) if text.isdecimal() and len(text) <= LONGEST_NUMBER else None


def reason_in(text: str | None) -> str:
    """Why somebody does something, as it was typed: no longer than anybody reads, without what no database
    takes.
    """
    return (text or "").replace("\0", "").strip()[:LONGEST_REASON]


def uuid_in(text: str | None) -> UUID | None:
    """The key that a page has made for what it sends; None for what no page made."""
    try:
        return UUID(text or "")
    except ValueError:
        return None


class KnownKeys(AutocompleteMixin):
    """Django's choices by name look up whatever was sent, before anybody has judged it."""

    def optgroups(self, name: str, value: Sequence[str], attr: dict[str, Any] | None = None) -> Any:
        keys = [key for key in value if is_key(self.field.related_model, key)]
        return super().optgroups(name, keys, attr)


class ChooseOne(KnownKeys, AutocompleteSelect):
    pass


class ChooseMany(KnownKeys, AutocompleteSelectMultiple):
    pass


class ManyChoices(ModelMultipleChoiceField[Any]):
    """Several rows, where Django's own field passes every number on to the database."""

    def _check_values(self, value: Iterable[Any]) -> Any:
        assert self.queryset is not None
        for key in value:
            if not is_key(self.queryset.model, key):
                raise ValidationError(
                    self.error_messages["invalid_pk_value"], code="invalid_pk_value", params={"pk": key}
                )
        return super()._check_values(value)  # type: ignore[misc]


class SearchForm(ChangeListSearchForm):
    """A search of a few words; more is refused in words above the list."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[SEARCH_VAR] = CharField(required=False, strip=False, max_length=LONGEST_SEARCH)


class PolicyList(ChangeList):
    """The list of a staff page; what cannot be a search or a day is refused like other wrong parameters."""

    search_form_class = SearchForm

    def get_filters(self, request: Any) -> Any:
        try:
            return super().get_filters(request)
        except OverflowError as error:
            raise IncorrectLookupParameters(error) from error
