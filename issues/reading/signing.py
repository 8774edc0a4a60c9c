"""Signing the last reading, and letting a finding stand."""

from __future__ import annotations

from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from articles.workflow import NotPossible
from audit.trail import record
from issues import whole
from issues.models import Issue, Override, Reading
from issues.reading.sheet import EYE, Sheet, sheet_of
from people.models import User
from policy.access import may
from policy.table import Action


@transaction.atomic
def sign(issue: Issue, *, ticked: Collection[str], seen: str, by: User) -> Reading:
    """Answer for the whole issue as it is: it was read, every point of the eye is ticked, nothing is open.

    `seen` is the hash of the text that the person had before them (`Sheet.text_hash`). Pressed twice it is
    one signature.
    """
    if not may(by, Action.ADD, Reading):
        raise PermissionDenied(_("Editors sign the last reading."))
    sheet = _held(issue)
    if sheet.reading is not None and sheet.is_settled and sheet.text_hash == seen:
        return sheet.reading
    if sheet.text_hash != seen:
        raise NotPossible(_("The issue was changed while you read it: look at it once more."))
    if sheet.open:
        raise NotPossible(_("Something is still open: it is mended, or the chief editor lets it stand."))
    if not set(EYE) <= set(ticked):
        raise NotPossible(_("Tick every point that you have looked at: all of them are needed."))
    if not sees_all(by, sheet.issue):
        raise NotPossible(_("Stories of another desk stand in the issue: who signs has read all of them."))
    made = Reading.objects.create(
        issue=sheet.issue, by=by, text_hash=seen, page_hashes=sheet.page_hashes, ticked=list(EYE)
    )
    record("read_last", made, by=by, after={"sha256": seen, "overridden": len(sheet.overridden)})
    return made


@transaction.atomic
def override(issue: Issue, key: str, *, reason: str, by: User) -> Override:
    """Let the finding of this key stand, and say why. The reason is kept on the sheet and in the trail."""
    _demand_chief(by)
    if not reason.strip():
        raise NotPossible(_("Say why: it is kept in the record."))
    sheet = _held(issue)
    finding = next((each for each in sheet.open if each.key == key), None)
    if finding is None:
        raise NotPossible(_("This is found no more, or somebody has let it stand already."))
    if finding.is_hard:
        raise NotPossible(_("No reason overrides this: without it the issue would not be whole."))
    made = Override.objects.create(
        issue=sheet.issue, key=key, finding=finding.text, reason=reason.strip(), by=by
    )
    record("override", made, by=by, after={"finding": finding.text}, note=made.reason)
    return made


@transaction.atomic
def take_back(override: Override, *, by: User) -> None:
    """The finding is open again."""
    _demand_chief(by)
    sheet = _held(override.issue)
    locked = sheet.issue.overrides.select_for_update().filter(pk=override.pk).first()
    if locked is None:
        raise NotPossible(_("Somebody has taken it back meanwhile."))
    record("end_override", locked, by=by, before={"finding": locked.finding, "reason": locked.reason})
    locked.delete()


def sees_all(user: User, issue: Issue) -> bool:
    """Whether no story of the issue is kept from the person."""
    seen = Article.objects.visible_to(user).values("pk")
    return not issue.articles().exclude(pk__in=seen).exists()


def _held(issue: Issue) -> Sheet:
    """The sheet of the issue as it is once it and its stories are held; of one that waits for its release."""
    held = whole.hold_issue(issue)
    if held.is_archive:
        raise NotPossible(_("Printed before it came in here: it is not read again."))
    if whole.is_out(held):
        raise NotPossible(_("The issue is out: its last reading is over."))
    return sheet_of(held)


def _demand_chief(by: User) -> None:
    if not may(by, Action.ADD, Override):
        raise PermissionDenied(_("Only the chief editor lets a finding stand."))
