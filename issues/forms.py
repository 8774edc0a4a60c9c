"""The forms of issues and pages: nothing makes an issue appear in halves, no save ends half-way."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext_lazy as _

from articles.admin.base import VersionedForm
from articles.models import Article
from issues import release, whole
from issues.models import EARLIEST, LATEST, Issue, Page, Placement
from people.models import User


class ReleaseForm(forms.Form):
    at = forms.SplitDateTimeField(label=_("release time"), widget=AdminSplitDateTime)

    def clean_at(self) -> dt.datetime:
        at: dt.datetime = self.cleaned_data["at"]
        if not EARLIEST <= at.date() <= LATEST:
            raise ValidationError(_("This year cannot be right."))
        return at


class PageForm(VersionedForm[Page]):
    class Meta:
        model = Page
        fields = [
            "issue",
            "label",
            "order",
            "name",
            "is_extra",
            "editor",
            "planned_length",
            "line_length",
            "folio",
            "kicker_length",
            "headline_length",
            "deck_length",
            "version",
        ]
        widgets = {"version": forms.HiddenInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "editor" in self.fields and self.instance.editor_id:
            self._keep_editor(self.fields["editor"])

    def _keep_editor(self, field: Any) -> None:
        """Who edits the page stays its editor until somebody else is chosen, in office or not."""
        offered = Q(pk__in=field.queryset.values("pk"))
        field.queryset = User.objects.filter(offered | Q(pk=self.instance.editor_id))


def filled(formset: BaseInlineFormSet[Any, Any, Any]) -> list[forms.ModelForm[Any]]:
    """The rows that hold something and are right by themselves."""
    return [form for form in formset.forms if form.is_valid() and form.cleaned_data]


def refuse_exchange(rows: list[forms.ModelForm[Any]], field: str) -> None:
    """Refuse a row that takes what another stored row holds: the database would stop the save half-way.

    A new row may take what a deleted one held, since deletions are saved before additions.
    """
    for row in rows:
        if row.cleaned_data.get("DELETE") or field not in row.changed_data:
            continue
        value = row.cleaned_data[field]
        for other in rows:
            is_gone = bool(other.cleaned_data.get("DELETE")) and row.instance.pk is None
            is_holder = other is not row and other.initial.get(field) == getattr(value, "pk", value)
            if other.instance.pk and is_holder and not is_gone:
                raise ValidationError(_("Another row has this already: save that row first, then this one."))


class PageFormSet(BaseInlineFormSet[Page, Issue, Any]):
    """No two pages of an issue take one label, not even while they change places."""

    # Set by the issue's admin: the labels are parts of public addresses by now.
    has_fixed_labels = False

    def clean(self) -> None:
        super().clean()
        rows = filled(self)
        if self.has_fixed_labels and any(row.instance.pk and "label" in row.changed_data for row in rows):
            raise ValidationError(_("The issue has its release time: the labels of its pages stay."))
        refuse_exchange(rows, "label")
        new = [row.cleaned_data["label"] for row in rows if row.instance.pk is None]
        shown = [row.instance.pk for row in rows if row.instance.pk]
        if self.instance.pk and self.instance.pages.filter(label__in=new).exclude(pk__in=shown).exists():
            raise ValidationError(_("A page of this label is there already."))


class PlacementFormSet(BaseInlineFormSet[Placement, Page, Any]):
    """One lead a page, and nothing that would make an issue appear in halves."""

    # Who sends it; set by the page's admin.
    user: User

    def clean(self) -> None:
        super().clean()
        valid = filled(self)
        refuse_exchange(valid, "article")
        kept = [form.cleaned_data for form in valid if not form.cleaned_data.get("DELETE")]
        unseen = self._unseen()
        leads = [row.get("position") for row in kept] + [row.position for row in unseen]
        if leads.count(Placement.Position.LEAD) > 1:
            raise ValidationError(_("A page has one lead story."))
        if self.instance.issue_id is None:
            return
        joining = [row["article"].pk for row in kept if row.get("article")]
        if set(joining) & {placement.article_id for placement in unseen}:
            # Of rows that the form does not show, Django's own check of doubles knows nothing.
            raise ValidationError(_("This story already stands on the page."))
        issue = whole.hold_issue(self.instance.issue, joined_by=joining)
        if issue.state == Issue.State.SCHEDULED and not (kept or unseen):
            raise ValidationError(
                _("The issue waits for its release: pull it back before a page is left empty.")
            )
        try:
            for form in valid:
                self._refuse(form, issue)
        except release.NotReleasable as error:
            raise ValidationError(error.problems) from error

    def _unseen(self) -> list[Placement]:
        """What stands on the page besides the rows of the form: stories that are not this person's to see."""
        shown = [form.instance.pk for form in self.initial_forms]
        return list(self.instance.placements.exclude(pk__in=shown)) if self.instance.pk else []

    def _refuse(self, form: forms.ModelForm[Placement], issue: Issue) -> None:
        """Only rows that change are judged: a page stays workable while one of its stories is edited."""
        is_removed = bool(form.cleaned_data.get("DELETE"))
        is_exchanged = "article" in form.changed_data
        if form.instance.pk and (is_removed or is_exchanged):
            _refuse_torn(form.instance, is_exchanged=is_exchanged)
            release.refuse_removal(Article.objects.get(pk=form.initial["article"]), issue)
        if is_exchanged and not is_removed:
            release.refuse_misplaced(form.cleaned_data["article"], issue)
            release.refuse_late(issue, by=self.user)


def _refuse_torn(row: Placement, *, is_exchanged: bool) -> None:
    """A story over several pages loses no part from its middle; its last part may go, and ends the jump."""
    goes_on = Placement.objects.filter(continues=row).exists()
    if goes_on or (is_exchanged and row.continues_id):
        raise release.NotReleasable([str(_("The story runs over several pages: move it on the board."))])
