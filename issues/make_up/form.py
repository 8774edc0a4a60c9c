"""The form of the make-up: the page's layout and, for each story that the person sees, width and headline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from issues.composing.grid import grids
from issues.make_up.fixing import Fixed, Place
from issues.models import Page, Placement
from issues.models.page import Layout
from issues.models.placement import LARGEST_STEP, MOST_COLUMNS

AUTOMATIC = ("", gettext_lazy("automatic"))
STEPS = {
    -3: gettext_lazy("three steps smaller"),
    -2: gettext_lazy("two steps smaller"),
    -1: gettext_lazy("one step smaller"),
    0: gettext_lazy("usual size"),
    1: gettext_lazy("one step larger"),
    2: gettext_lazy("two steps larger"),
    3: gettext_lazy("three steps larger"),
}


class MakeUpForm(forms.Form):
    """What is not a field of it is not read: a story of another page, or one that is not theirs to see."""

    layout = forms.ChoiceField(
        label=gettext_lazy("layout"), required=False, choices=[AUTOMATIC, *Layout.choices]
    )
    keeps_order = forms.BooleanField(label=gettext_lazy("in the order of the list"), required=False)

    def __init__(self, page: Page, places: Mapping[int, Placement], data: Any = None) -> None:
        """`places` by their numbers in the list."""
        initial = {"layout": page.layout, "keeps_order": page.keeps_order}
        super().__init__(data, initial=initial, auto_id="make-up-%s")
        self.places = places.values()
        spans = [(str(columns), _columns(columns)) for columns in range(1, _most(page, self.places) + 1)]
        steps = [(str(step), STEPS[step]) for step in range(-LARGEST_STEP, LARGEST_STEP + 1)]
        for number, each in places.items():
            self._add(f"span-{each.pk}", each.span, spans, _("Story %d: width in columns") % number)
            self._add(f"step-{each.pk}", each.headline_step, steps, _("Story %d: headline size") % number)

    def _add(self, name: str, value: int | None, choices: list[tuple[str, Any]], says: str) -> None:
        self.fields[name] = forms.TypedChoiceField(
            label=says, required=False, choices=[AUTOMATIC, *choices], coerce=int, empty_value=None
        )
        self.fields[name].widget.attrs["aria-label"] = says
        self.initial[name] = "" if value is None else str(value)

    @property
    def fixed(self) -> Fixed:
        sent = self.cleaned_data
        places = {each.pk: Place(sent[f"span-{each.pk}"], sent[f"step-{each.pk}"]) for each in self.places}
        return Fixed(sent["layout"], sent["keeps_order"], places)


def _most(page: Page, places: Iterable[Placement]) -> int:
    """As many columns as the page may have; what was fixed before its lines grew longer can be chosen too."""
    possible = min(grids(page.line_length)[0].columns, MOST_COLUMNS)
    return max(possible, *(each.span or 1 for each in places), 1)


def _columns(count: int) -> str:
    return ngettext("%d column wide", "%d columns wide", count) % count
