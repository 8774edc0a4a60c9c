"""Staff pages of issue templates: the pages of an ordinary issue, and the weekdays that have them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, Field, QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.base import LockedAdmin, NamedFields
from issues.forms import filled, refuse_exchange
from issues.models import IssueTemplate, TemplatePage, TemplateWeekday
from people.models import User
from policy.admin import PolicyInline
from policy.recording import Rows, Values, values_of
from policy.roles import REVIEWERS


class TemplateForm(forms.ModelForm[IssueTemplate]):
    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("weekdays"),
        choices=TemplateWeekday.Weekday.choices,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("The paper of these days has these pages. A weekday has one template."),
    )

    class Meta:
        model = IssueTemplate
        fields = ["name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "weekdays" in self.fields:
            self.initial["weekdays"] = list(self.instance.weekdays.values_list("weekday", flat=True))

    def clean_weekdays(self) -> list[int]:
        """Judged while all templates are held: two who give one weekday away cannot cross."""
        list(IssueTemplate.objects.select_for_update().order_by("pk"))
        chosen: list[int] = self.cleaned_data["weekdays"]
        taken = TemplateWeekday.objects.filter(weekday__in=chosen).exclude(template=self.instance.pk)
        if others := list(taken.select_related("template")):
            raise ValidationError([_taken(each) for each in others])
        return chosen


def _taken(weekday: TemplateWeekday) -> str:
    values = {"weekday": weekday, "template": weekday.template}
    return _("%(weekday)s belongs to the template “%(template)s”: take it off there first.") % values


class TemplatePageFormSet(BaseInlineFormSet[TemplatePage, IssueTemplate, Any]):
    """No two pages take one label, not even while they change places."""

    def clean(self) -> None:
        super().clean()
        refuse_exchange(filled(self), "label")


class TemplatePageInline(
    NamedFields[Any], PolicyInline[TemplatePage], admin.TabularInline[TemplatePage, IssueTemplate]
):
    model = TemplatePage
    formset = TemplatePageFormSet
    extra = 1
    fields = ["label", "order", "name", "editor", "planned_length", "line_length"]

    def choices(self, db_field: Field[Any, Any], request: HttpRequest) -> QuerySet[Any]:
        """As a page's own editor; who has left stays until another is chosen."""
        if db_field.name == "editor":
            edited = TemplatePage.objects.filter(editor__isnull=False).values("editor")
            return User.objects.filter(pk__in=User.objects.holding(*REVIEWERS).values("pk")) | (
                User.objects.filter(pk__in=edited)
            )
        return super().choices(db_field, request)


@admin.register(IssueTemplate)
class IssueTemplateAdmin(LockedAdmin[IssueTemplate]):
    form = TemplateForm
    fields = ["name", "weekdays"]
    list_display = ["name", "weekdays_column", "page_count"]
    search_fields = ["name"]
    inlines = [TemplatePageInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[IssueTemplate]:
        counted = super().get_queryset(request).annotate(page_count=Count("pages"))
        return counted.prefetch_related("weekdays")

    def get_readonly_fields(self, request: HttpRequest, obj: IssueTemplate | None = None) -> list[str]:
        """Who may only look reads the days; a field of the form alone could not be shown."""
        return [] if self.has_change_permission(request, obj) else ["weekdays_column"]

    def get_fields(self, request: HttpRequest, obj: IssueTemplate | None = None) -> list[Any]:
        return ["name", "weekdays" if self.has_change_permission(request, obj) else "weekdays_column"]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        chosen = set(form.cleaned_data["weekdays"])
        mine = form.instance.weekdays
        mine.exclude(weekday__in=chosen).delete()
        known = set(mine.values_list("weekday", flat=True))
        TemplateWeekday.objects.bulk_create(
            TemplateWeekday(template=form.instance, weekday=day) for day in sorted(chosen - known)
        )

    def values_of(self, obj: IssueTemplate) -> Values:
        """Its weekdays too, which are no rows of the page."""
        pages = Rows(TemplatePage, "template", "pages")
        return values_of(obj, rows=[pages, Rows(TemplateWeekday, "template", "weekdays")])

    @admin.display(description=gettext_lazy("weekdays"))
    def weekdays_column(self, template: IssueTemplate) -> str:
        return "、".join(str(weekday) for weekday in template.weekdays.all()) or "—"

    @admin.display(description=gettext_lazy("pages"), ordering="page_count")
    def page_count(self, template: Any) -> int:
        return template.page_count  # type: ignore[no-any-return]
