"""Desk, tags and planned issue of many stories at once, each story judged by itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.admin.forms import DAY, usable_tags
from articles.admin.lists.columns import with_needs
from articles.models import Article, Revision
from articles.revisions.keeping import hold_all, keep
from articles.tags import parse_tags
from people.accounts import user_of
from people.models import Desk
from policy.access import may
from policy.table import Action

ACTION = "assign"
# More than a page can show one by one, and a request may carry.
MOST_STORIES = 200
QUICK_DAYS = 7
KEEP, CLEAR, OTHER = "", "none", "other"
# The first day a paper can be planned for, and the last.
EARLIEST, LATEST = dt.date(1815, 1, 1), dt.date(2199, 12, 31)
UNCHANGED = gettext_lazy("as it is")


def quick_days() -> list[tuple[str, str]]:
    """The coming days as choices: 11月25日 星期三."""
    today = timezone.localdate()
    days = [today + dt.timedelta(days=number) for number in range(QUICK_DAYS)]
    return [(day.isoformat(), date_format(day, _("F j, l"))) for day in days]


class AssignForm(forms.Form):
    """What to set; each part that is left as it is changes nothing."""

    desk = forms.ChoiceField(label=gettext_lazy("desk"), required=False)
    add_tags = forms.CharField(
        label=gettext_lazy("add tags"),
        required=False,
        help_text=gettext_lazy("Separated by commas, Chinese or Western."),
    )
    remove_tags = forms.CharField(label=gettext_lazy("take off tags"), required=False)
    planned = forms.ChoiceField(label=gettext_lazy("planned issue"), required=False)
    planned_for = forms.DateField(
        label=gettext_lazy("another day"),
        required=False,
        widget=DAY,
    )

    def __init__(self, *args: Any, desks: Iterable[Desk] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        keep = (KEEP, UNCHANGED)
        fields["planned"].choices = [
            keep,
            *quick_days(),
            (OTHER, _("another day")),
            (CLEAR, _("not planned")),
        ]
        if desks is None:
            del self.fields["desk"]
        else:
            fields["desk"].choices = [
                keep,
                *((str(desk.pk), str(desk)) for desk in desks),
                (CLEAR, _("no desk")),
            ]

    def clean_add_tags(self) -> list[str]:
        return usable_tags(parse_tags(self.cleaned_data["add_tags"]))

    def clean_remove_tags(self) -> list[str]:
        return parse_tags(self.cleaned_data["remove_tags"])

    def clean_planned_for(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["planned_for"]
        if day is not None and not EARLIEST <= day <= LATEST:
            raise forms.ValidationError(_("Give a day between 1815 and 2199."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("planned") == OTHER and not cleaned.get("planned_for") and not self.errors:
            self.add_error("planned_for", _("Which day?"))
        if not self.errors and not self.changes():
            raise forms.ValidationError(_("Choose what to set."))
        return cleaned

    def changes(self) -> dict[str, Any]:
        """The columns to set, from valid data; tags apart."""
        cleaned = self.cleaned_data
        found: dict[str, Any] = {}
        if (desk := cleaned.get("desk", KEEP)) != KEEP:
            found["desk_id"] = None if desk == CLEAR else int(desk)
        planned = cleaned.get("planned", KEEP)
        # A day typed without choosing "another day" above it was meant.
        if planned == OTHER or (planned == KEEP and cleaned.get("planned_for")):
            found["planned_for"] = cleaned["planned_for"]
        elif planned != KEEP:
            found["planned_for"] = None if planned == CLEAR else dt.date.fromisoformat(planned)
        tags = {name: cleaned[name] for name in ("add_tags", "remove_tags") if cleaned.get(name)}
        return found | tags


@dataclass
class Outcome:
    """How it ended: which stories were changed, which were so already, and why others could not be."""

    changed: int = 0
    unchanged: int = 0
    refused: list[tuple[Article, str]] = field(default_factory=list)


class AssignAdmin(admin.ModelAdmin[Article]):
    """An action of the list, with one page that asks."""

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions: dict[str, Any] = dict(super().get_actions(request))
        if actions and may(user_of(request), Action.CHANGE, Article):
            actions[ACTION] = (assign, ACTION, _("Set desk, tags, planned issue…"))
        return actions

    def assign(self, request: HttpRequest, stories: QuerySet[Article]) -> HttpResponse | None:
        """Ask, then set it on each story by itself: one that cannot stops none."""
        found = list(with_needs(stories, ("state", "desk", "tag_names"))[: MOST_STORIES + 1])
        if len(found) > MOST_STORIES:
            messages.error(request, _("At most %d stories at once: choose fewer.") % MOST_STORIES)
            return None
        sent = request.POST if "assign_confirmed" in request.POST else None
        form = AssignForm(sent, desks=self._desks(request, found))
        if not form.is_valid():
            return self._ask_what(request, found, form)
        outcome = self._set_all(request, found, form.changes())
        self._tell(request, outcome, gone=len(set(request.POST.getlist(ACTION_CHECKBOX_NAME))) - len(found))
        return None

    def _desks(self, request: HttpRequest, stories: list[Article]) -> QuerySet[Desk] | None:
        """The desks, for who may hand at least one of the stories to another."""
        if not any(self.refusal_to_set(request, story, {"desk_id"}) is None for story in stories):
            return None
        field: Any = Article._meta.get_field("desk")
        page: Any = self
        return page.choices(field, request)  # type: ignore[no-any-return]  # Of the policy's base.

    def _ask_what(self, request: HttpRequest, stories: list[Article], form: AssignForm) -> TemplateResponse:
        refused = {story.pk: self.refusal_to_set(request, story, set()) for story in stories}
        context = self.admin_site.each_context(request) | {
            "title": _("Set desk, tags, planned issue"),
            "opts": self.opts,
            "form": form,
            "stories": [(story, refused[story.pk]) for story in stories],
            "able": sum(reason is None for reason in refused.values()),
            "action": ACTION,
        }
        return TemplateResponse(request, "admin/articles/article/assign.html", context)

    def _set_all(self, request: HttpRequest, stories: list[Article], changes: dict[str, Any]) -> Outcome:
        outcome = Outcome()
        for story in stories:
            with transaction.atomic():
                self._set(request, story, changes, outcome)
        return outcome

    def _set(self, request: HttpRequest, story: Article, changes: dict[str, Any], outcome: Outcome) -> None:
        """The same right, lock, version and record as a save of the story's form."""
        locked = hold_all(Article.objects.filter(pk=story.pk)).get(story.pk)
        refusal = _moved_on(request, locked) or self.refusal_to_set(request, locked or story, set(changes))
        if locked is None or refusal:
            outcome.refused.append((story, refusal or str(GONE)))
        elif fields := _apply(locked, changes):
            keep(locked, by=user_of(request), how=Revision.How.BULK)
            self.log_change(request, locked, [{"changed": {"fields": fields}}])
            outcome.changed += 1
        else:
            outcome.unchanged += 1

    def refusal_to_set(self, request: HttpRequest, story: Article, columns: set[str]) -> str | None:
        """Why this person may not set the columns of this story: what its form would say."""
        if not self.has_change_permission(request, story):
            return _("you may not change it where it stands now")
        if "desk_id" in columns and "desk" in self.get_readonly_fields(request, story):
            return _("you may not hand it to another desk")
        return None

    @staticmethod
    def _tell(request: HttpRequest, outcome: Outcome, *, gone: int) -> None:
        for story, reason in outcome.refused:
            messages.error(request, _("“%(story)s”: %(why)s") % {"story": story, "why": reason})
        if gone > 0:
            said = ngettext(
                "%d story is no longer in this list.", "%d stories are no longer in this list.", gone
            )
            messages.warning(request, said % gone)
        if outcome.unchanged:
            said = ngettext("%d story was so already.", "%d stories were so already.", outcome.unchanged)
            messages.info(request, said % outcome.unchanged)
        if outcome.changed:
            said = ngettext("%d story changed.", "%d stories changed.", outcome.changed)
            messages.success(request, said % outcome.changed)


GONE = gettext_lazy("it is no longer there")


def assign(page: AssignAdmin, request: HttpRequest, stories: QuerySet[Article]) -> HttpResponse | None:
    """The list action."""
    return page.assign(request, stories)


def _moved_on(request: HttpRequest, story: Article | None) -> str | None:
    """A story that was saved by somebody since the page was shown is left alone."""
    if story is None:
        return str(GONE)
    seen = request.POST.get(f"version-{story.pk}")
    return None if seen == str(story.version) else _("somebody saved it meanwhile")


def _apply(story: Article, changes: dict[str, Any]) -> list[str]:
    """Set what differs; returns the changed fields as Django's history names them, in English."""
    columns = [name for name in ("desk_id", "planned_for") if name in changes]
    differing = [name for name in columns if getattr(story, name) != changes[name]]
    for name in differing:
        setattr(story, name, changes[name])
    has_tags = _tag(story, changes.get("add_tags", []), changes.get("remove_tags", []))
    fields = [*(name.removesuffix("_id") for name in differing), *(["tags"] if has_tags else [])]
    if fields:
        story.version += 1
        story.save(update_fields=[*differing, "version", "updated_at"])
    with translation.override(None):
        return [_named(name) for name in fields]


def _named(name: str) -> str:
    field: Any = Article._meta.get_field(name)
    return str(field.verbose_name)


def _tag(story: Article, added: list[str], removed: list[str]) -> bool:
    """Whether a tag came or went; the case of a Western letter tells no two tags apart."""
    has = {tag.name.casefold() for tag in story.tags.all()}
    fresh = [tag for tag in added if tag.casefold() not in has]
    gone = [tag for tag in story.tags.all() if tag.name.casefold() in {name.casefold() for name in removed}]
    if fresh:
        story.tags.add(*fresh)
    if gone:
        story.tags.remove(*gone)
    return bool(fresh or gone)
