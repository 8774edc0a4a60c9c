"""What the trail's entries say to people: the words of actions, and of the kinds of things they are about."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.models import Entry

ACTIONS: dict[str, Any] = {
    "add": pgettext_lazy("trail", "added"),
    "change": pgettext_lazy("trail", "changed"),
    "delete": pgettext_lazy("trail", "deleted"),
    "undelete": pgettext_lazy("trail", "deletion undone"),
    "purge": pgettext_lazy("trail", "gone for good"),
    "read": pgettext_lazy("trail", "looked at"),
    "export": pgettext_lazy("trail", "took the list out"),
    # Accounts
    "login": pgettext_lazy("trail", "signed in"),
    "second_factor": pgettext_lazy("trail", "passed the second factor"),
    "logout": pgettext_lazy("trail", "signed out"),
    "login_failed": pgettext_lazy("trail", "wrong password"),
    "code_failed": pgettext_lazy("trail", "wrong code"),
    "locked_out": pgettext_lazy("trail", "refused after too many tries"),
    "password": pgettext_lazy("trail", "password changed"),
    "enrol": pgettext_lazy("trail", "second factor set up"),
    "renew_codes": pgettext_lazy("trail", "new recovery codes"),
    "reset_second_factor": pgettext_lazy("trail", "second factor taken away"),
    # Filing links
    "show_address": pgettext_lazy("trail", "address shown"),
    "revoke": pgettext_lazy("trail", "revoked"),
    "renew": pgettext_lazy("trail", "made anew"),
    # Issues
    "schedule": pgettext_lazy("trail", "release time set"),
    "unschedule": pgettext_lazy("trail", "pulled back"),
    "hold_back": pgettext_lazy("trail", "a story held back"),
    "lay_pages": pgettext_lazy("trail", "pages laid out"),
    "make_up": pgettext_lazy("trail", "made up"),
    "set_pages": pgettext_lazy("trail", "asked for its picture"),
    "number": pgettext_lazy("trail", "numbered anew"),
    "end_no_paper": pgettext_lazy("trail", "paper after all"),
    # Assignments
    "assign": pgettext_lazy("trail", "assigned"),
    "drop": pgettext_lazy("trail", "dropped"),
    "take_up": pgettext_lazy("trail", "taken up again"),
    "file": pgettext_lazy("trail", "story begun"),
    "link": pgettext_lazy("trail", "story linked"),
    "unlink": pgettext_lazy("trail", "story unlinked"),
    # Proofs of a page
    "pull": pgettext_lazy("trail", "proof pulled"),
    "sign": pgettext_lazy("trail", "proof signed"),
    "mark": pgettext_lazy("trail", "marked on a proof"),
    "resolve": pgettext_lazy("trail", "mark resolved"),
    "carry": pgettext_lazy("trail", "mark carried on"),
    # A page made elsewhere
    "upload": pgettext_lazy("trail", "page uploaded"),
    "propose_regions": pgettext_lazy("trail", "regions proposed anew"),
    "draw_regions": pgettext_lazy("trail", "regions drawn"),
    "remove_upload": pgettext_lazy("trail", "upload removed"),
    # The last reading
    "read_last": pgettext_lazy("trail", "last reading signed"),
    "override": pgettext_lazy("trail", "a finding let stand"),
    "end_override": pgettext_lazy("trail", "a finding open again"),
    # Printed pages
    "receive": pgettext_lazy("trail", "taken into the queue"),
    "replace": pgettext_lazy("trail", "replaced by another text"),
    "correct_reading": pgettext_lazy("trail", "reading put right"),
    "reject": pgettext_lazy("trail", "rejected"),
    "ingest": pgettext_lazy("trail", "ingested"),
    # What comes in by a command
    "load": pgettext_lazy("trail", "loaded from the register"),
    # Stories; the steps as their buttons' answers have them
    "begin": pgettext_lazy("trail", "history begins"),
    "note": pgettext_lazy("trail", "note written"),
    "keep_copy": pgettext_lazy("trail", "text kept beside a newer one"),
    "discard_copy": pgettext_lazy("trail", "text let go unmerged"),
    "submit": pgettext_lazy("step of a story", "submitted"),
    "recall": pgettext_lazy("step of a story", "taken back"),
    "take": pgettext_lazy("step of a story", "taken up for review"),
    "approve": pgettext_lazy("step of a story", "approved"),
    "return": pgettext_lazy("step of a story", "returned to the author"),
    "kill": pgettext_lazy("step of a story", "not used"),
    "revive": pgettext_lazy("step of a story", "revived"),
    "withdraw": pgettext_lazy("step of a story", "withdrawn"),
    "reinstate": pgettext_lazy("step of a story", "reinstated"),
    "correct": pgettext_lazy("step of a story", "correction begun"),
    "void": pgettext_lazy("step of a story", "sign-offs voided by an edit"),
    "publish_first": pgettext_lazy("trail", "web first"),
    "take_back_first": pgettext_lazy("trail", "web first taken back"),
    "restore": pgettext_lazy("trail", "earlier version brought back"),
    "merge": pgettext_lazy("trail", "two texts merged"),
}
YES, NO = _("yes"), _("no")
# Values that are no column of the thing, and columns that no form names.
VALUES: dict[str, Any] = {
    "article": _("story"),
    "carried": _("marks carried on"),
    "copy": _("unmerged text"),
    "correction": pgettext_lazy("value in the trail", "correction"),
    "counts": _("what went with it"),
    "deletion": _("deletion"),
    "file": _("file"),
    "gone": pgettext_lazy("value in the trail", "drafts printed no more"),
    "headline_step": pgettext_lazy("value in the trail", "headline sizes"),
    "height": pgettext_lazy("value in the trail", "height"),
    "key": pgettext_lazy("value in the trail", "key of the form"),
    "left": pgettext_lazy("value in the trail", "drafts left as worked on"),
    "new": pgettext_lazy("value in the trail", "new stories"),
    "regions": _("regions"),
    "revision": _("version"),
    "same": pgettext_lazy("value in the trail", "drafts as before"),
    "sha256": pgettext_lazy("value in the trail", "hash"),
    "span": pgettext_lazy("value in the trail", "widths in columns"),
    "sheet": pgettext_lazy("value in the trail", "page of the file"),
    "stories": _("stories"),
    "taken_from": pgettext_lazy("value in the trail", "taken from"),
    "updated": pgettext_lazy("value in the trail", "drafts updated"),
    "upload_key": pgettext_lazy("value in the trail", "key of the upload"),
    "version": _("version"),
    "width": pgettext_lazy("value in the trail", "width"),
}


def action_in_words(entry: Entry) -> str:
    return str(ACTIONS.get(entry.action, entry.action))


def kind_in_words(label: str) -> str:
    """The model's own name; of what the system no longer knows the label."""
    model = _model(label)
    return capfirst(str(model._meta.verbose_name)) if model else label


def name_of(entry: Entry) -> str:
    """Of the thing, as it was called then; of a list its kind."""
    if entry.name or entry.key:
        return entry.name or entry.key
    model = _model(entry.label)
    return str(_("list of %s") % model._meta.verbose_name_plural) if model else entry.label


def changes(entry: Entry) -> list[tuple[str, str, str]]:
    """Each value that differs: what it is called, before, after."""
    before, after = entry.before_values, entry.after_values
    model = _model(entry.label)
    return [
        (_column(model, name), _value(model, name, before), _value(model, name, after))
        for name in dict.fromkeys([*before, *after])
    ]


def _value(model: Any, name: str, values: dict[str, Any]) -> str:
    """One of a few by its name, as the forms have it; how many of what by their kinds."""
    value = values.get(name)
    if name == "counts" and isinstance(value, dict):
        value = {kind_in_words(label): count for label, count in value.items()}
    choices = dict(getattr(_field(model, name), "flatchoices", ()))
    return value_in_words(choices.get(value, value) if isinstance(value, str | int) else value)


def value_in_words(value: Any) -> str:
    if isinstance(value, bool):
        return str(YES if value else NO)
    if isinstance(value, list):
        return "、".join(map(value_in_words, value))
    if isinstance(value, dict):
        return "；".join(f"{name}: {value_in_words(each)}" for name, each in value.items())
    return "" if value is None else str(value)


def _model(label: str) -> Any:
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None


def _column(model: Any, name: str) -> str:
    """The field's name, or the name of the rows behind it, as the forms have it."""
    if name in VALUES:
        return capfirst(str(VALUES[name]))
    found = _field(model, name)
    if found is None:
        return name
    related = found.related_model if found.auto_created else None
    return capfirst(str(related._meta.verbose_name_plural if related else found.verbose_name))


def _field(model: Any, name: str) -> Any:
    """By its name, by its column, or by the name of the rows behind it."""
    fields = model._meta.get_fields() if model else []
    named = (each for each in fields if name in (each.name, getattr(each, "attname", None), _accessor(each)))
    return next(named, None)


def _accessor(field: Any) -> str:
    return field.get_accessor_name() or "" if field.auto_created and field.is_relation else ""
