"""The one writer of a story's status, stage, publication time and withdrawal.

    draft --submit--> submitted --approve--> second review --approve--> final review --approve--> signed off
      ^ <---recall---/  (take: first review)                                          withdraw |  ^ reinstate
                                                                                               v  |
    returned  <-- return_to_author: from any review, from signed off                         withdrawn
    killed    <-- kill: from any review, returned, signed off; revive leads back

Who may take a step, from which state and on whose copy, is the policy table's (`policy.table`). Where it
leads stands here. That nobody reviews own copy, and nobody two stages of one story, a superuser neither, is
`articles.review`'s. Each step is one transaction that locks the story, keeps who, when and the hash of the
text, and returns the story. An edit after a sign-off voids the sign-offs (`void_if_changed`) and the review
begins again.

A story signed off and placed in an issue becomes public when the issue's time comes: `issues.release` sets
the time through `set_publish_time`. Web first (网络首发) it appears before, or without an issue
(`publish_first`). A correction that stands on no page appears with its last sign-off.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models.functions import Now
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles import notices, review
from articles.models import Article, Notice, ReviewStage, Revision, SignOff, StatusChange
from articles.models.article import HEADLESS_GENRES
from articles.photos.lacking import photo_gaps
from articles.revisions.keeping import hold, hold_all, keep
from people.models import Person, User
from policy import table
from policy.access import may as policy_allows
from policy.table import Action, Scope, State

Status = Article.Status
How = Revision.How


class NotPossible(Exception):
    """The story is not in a state from which this step leads on. The text is for the user."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(str(message))


MOVED_ON = _("The story has moved on meanwhile: this step is no longer possible.")
SAVED_MEANWHILE = _("Somebody saved the story meanwhile: look at it again.")
NOT_YOURS = _("You may not take this step.")


# The steps --------------------------------------------------------------------------------------------


@transaction.atomic
def submit(article: Article, *, by: User, note: str = "") -> Article:
    """The author hands the story in. A story that came back begins its review anew.

    Imported copy that was sent back has no author: who hands it in files it.
    """
    locked = _begin(Action.SUBMIT, article, by=by)
    locked.filed_by = locked.filed_by or by
    locked.status = Status.SUBMITTED
    return _end(Action.SUBMIT, locked, article, by=by, note=note)


@transaction.atomic
def receive(article: Article, *, sender: Person) -> Article:
    """A story that came by a filing link is handed in: by nobody with an account, for `sender`.

    Only `filing.landing` calls this, for the draft it has just made; the link was its right. The record names
    the sender, whom `review` does not let review the story should they have an account, now or later.
    """
    locked = Article.objects.select_for_update().get(pk=article.pk)
    if locked.filing_key is None or locked.policy_state != State.IMPORTED or locked.status_changes.exists():
        raise NotPossible(MOVED_ON)
    _demand_headline(locked)
    locked.status = Status.SUBMITTED
    note = _in_the_papers_language(_("Sent through the filing link of: %s")) % sender.name
    _write(Action.SUBMIT, locked, article, by=None, note=note)
    keep(locked, by=sender.name, how=How.LINK, action=Action.ADD)
    return article


@transaction.atomic
def recall(article: Article, *, by: User, note: str = "") -> Article:
    """The author takes the story back while nobody has taken it up.

    What came by a filing link has no author with an account: who takes it back becomes its author, or it
    would lie among the imported drafts.
    """
    locked = _begin(Action.RECALL, article, by=by)
    locked.filed_by = locked.filed_by or by
    locked.status = Status.DRAFT
    return _end(Action.RECALL, locked, article, by=by, note=note)


def take(article: Article, *, by: User, note: str = "") -> Article:
    """A reviewer of the first stage takes the story up: its author can no longer recall it."""
    first = _first_stage()
    return _take(Action.TAKE, article, by=by, note=note, status=Status.IN_REVIEW, stage=first)


def approve(article: Article, *, by: User, note: str = "") -> Article:
    """Sign the story's current stage: `by` answers for the text as it stands.

    With the sign-off of the last stage the story is signed off. Sign-offs of another text are never
    completed: were there any, they are void now and the review begins again.
    """
    if void_if_changed(article, by=None):
        raise NotPossible(MOVED_ON)
    return _approve(article, by=by, note=note)


@transaction.atomic
def _approve(article: Article, *, by: User, note: str) -> Article:
    locked = _begin(Action.APPROVE, article, by=by)
    stage = review.current_stage(locked)
    if stage is None:
        raise NotPossible(_("No review stage is in use: an administrator has to set them."))
    SignOff.objects.create(
        article=locked,
        stage=stage,
        stage_name=stage.name,
        by=by,
        note=note.strip(),
        text=locked.signed_text(),
        text_hash=locked.text_hash(),
    )
    following = review.next_stage(locked)
    locked.stage, locked.status = following, Status.IN_REVIEW if following else Status.SIGNED_OFF
    if following is None and locked.corrects_id and not locked.placements.exists():
        locked.publish_at = locked.publish_at or timezone.now()
    return _end(Action.APPROVE, locked, article, by=by, note=note, stage_name=stage.name)


@transaction.atomic
def return_to_author(article: Article, *, by: User, note: str) -> Article:
    """A reviewer sends it back and says why. The sign-offs so far are void."""
    _demand(note, _("Say why the story goes back: the author reads it."))
    locked = _begin(Action.RETURN, article, by=by)
    _void(locked, through=Action.RETURN, by=by)
    locked.status, locked.stage = Status.RETURNED, None
    _forget_web_first(locked)
    _end(Action.RETURN, locked, article, by=by, note=note)
    notices.tell(review.authors(locked), locked, Notice.Kind.RETURNED, by=by, text=note)
    return article


@transaction.atomic
def kill(article: Article, *, by: User, note: str) -> Article:
    """The paper will not use the story. It stays in the record and can be revived."""
    _demand(note, _("Say why the story is not used: the author reads it."))
    locked = _begin(Action.KILL, article, by=by)
    _void(locked, through=Action.KILL, by=by)
    locked.status, locked.stage = Status.KILLED, None
    _forget_web_first(locked)
    _end(Action.KILL, locked, article, by=by, note=note)
    notices.tell(review.authors(locked), locked, Notice.Kind.KILLED, by=by, text=note)
    return article


def revive(article: Article, *, by: User, note: str = "") -> Article:
    """Back among the submitted copy; what came in from a printed page back among the drafts."""
    status = Status.DRAFT if article.was_printed else Status.SUBMITTED
    return _take(Action.REVIVE, article, by=by, note=note, status=status)


@transaction.atomic
def withdraw(article: Article, *, by: User, reason: str, note: str) -> Article:
    """Take the story off every public surface at once, and seal it.

    `reason` is one of `Article.WithdrawalReason`: readers of its address are told it. `note` is for the
    record. Its sign-offs and its place in the issue stay.
    """
    _demand(note, _("Say why the story is withdrawn: it is kept in the record."))
    locked = _begin(Action.WITHDRAW, article, by=by)
    locked.withdrawn_at = timezone.now()
    locked.withdrawal_reason = Article.WithdrawalReason(reason)
    _end(Action.WITHDRAW, locked, article, by=by, note=note)
    notices.tell(review.involved(locked), locked, Notice.Kind.WITHDRAWN, by=by, text=note)
    return article


@transaction.atomic
def reinstate(article: Article, *, by: User, note: str = "") -> Article:
    """Public again, if its issue is out. The text is still the one that was signed off."""
    locked = _begin(Action.REINSTATE, article, by=by)
    locked.withdrawn_at, locked.withdrawal_reason = None, ""
    return _end(Action.REINSTATE, locked, article, by=by, note=note)


@transaction.atomic
def correct(original: Article, *, by: User) -> Article:
    """Begin a correction of a public story: a draft of its own that is reviewed like any other."""
    locked = _begin(Action.CORRECT, original, by=by)
    correction = Article.objects.create(
        genre=Article.Genre.CORRECTION,
        headline=_in_the_papers_language(_("Correction")),
        corrects=locked,
        desk=locked.desk,
        county=locked.county,
        filed_by=by,
    )
    correction.towns.set(locked.towns.all())
    _end(Action.CORRECT, locked, original, by=by)
    keep(correction, by=by, how=How.STEP, action=Action.ADD)
    return correction


@transaction.atomic
def void_if_changed(article: Article, *, by: User | None) -> bool:
    """Void the standing sign-offs when the text is no longer what was signed; True if any was voided.

    To be called by every door through which text, credits, captions or pictures are saved. Those who signed
    are told, and the review begins again at the first stage.
    """
    locked = hold(article)
    standing = locked.sign_offs.filter(voided_at=None)
    if not standing.exclude(text_hash=locked.text_hash()).exists():
        return False
    signers = _void(locked, through=Action.VOID, by=by)
    if locked.status in (Status.IN_REVIEW, Status.SIGNED_OFF):
        locked.status, locked.stage = Status.IN_REVIEW, _first_stage()
    _end(Action.VOID, locked, article, by=by)
    notices.tell(signers, locked, Notice.Kind.VOIDED, by=by)
    return True


@transaction.atomic
def set_publish_time(
    articles: models.QuerySet[Article], at: dt.datetime | None, *, by: User | None = None
) -> None:
    """Give stories their issue's time; None takes it away. Only `issues.release` calls this.

    A story that is web first has the earlier of its two times. What readers had before its issue, web first
    or a correction, keeps the time at which they first had it.
    """
    others = Article.objects.filter(pk__in=articles.values("pk")).exclude(publish_at=at)
    was_first = models.Q(corrects__isnull=False) | models.Q(web_first_at__isnull=False)
    for story in hold_all(others.exclude(was_first, publish_at__lte=Now())).values():
        Article.objects.filter(pk=story.pk).update(publish_at=_earlier(story.web_first_at, at))
        keep(story, by=by, how=How.RELEASE)


# Web first ----------------------------------------------------------------------------------------------


@transaction.atomic
def publish_first(article: Article, *, at: dt.datetime, by: User, note: str = "") -> Article:
    """Readers get the story at `at`, before its issue or without one; a moment in the past: at once.

    Its place on a page is with its issue, at the issue's time.
    """
    locked = _begin(Action.RELEASE, article, by=by)
    issue_at = _time_of_issue(locked)
    if issue_at is not None and issue_at <= at:
        raise NotPossible(_("Its issue appears before that: web first has to be earlier."))
    return _set_web_first(locked, article, at, by=by, note=note, action="publish_first")


@transaction.atomic
def take_back_first(article: Article, *, by: User, note: str = "") -> Article:
    """Before its time the story goes back to its issue's. What readers have is withdrawn, not taken back."""
    locked = _begin(Action.RELEASE, article, by=by)
    if locked.web_first_at is None:
        raise NotPossible(MOVED_ON)
    return _set_web_first(locked, article, None, by=by, note=note, action="take_back_first")


def _set_web_first(
    locked: Article, article: Article, at: dt.datetime | None, *, by: User, note: str, action: str
) -> Article:
    locked.web_first_at = article.web_first_at = at
    locked.publish_at = article.publish_at = _earlier(at, _time_of_issue(locked))
    locked.save(update_fields=["web_first_at", "publish_at", "updated_at"])
    keep(locked, by=by, how=How.RELEASE, why=note, action=action)
    return article


def _forget_web_first(locked: Article) -> None:
    """What goes back or is not used is sent out anew: it does not appear by itself once it is signed."""
    if locked.web_first_at is not None:
        locked.web_first_at, locked.publish_at = None, _time_of_issue(locked)


def _time_of_issue(article: Article) -> dt.datetime | None:
    """When its issue appears. Issues stand in a room above this one: they are reached by name.

    Who changes the time of an issue holds all its stories: under the story's lock it stands still.
    """
    places: Any = article.placements
    found: dt.datetime | None = places.aggregate(at=models.Min("page__issue__publish_at"))["at"]
    return found


def _earlier(*times: dt.datetime | None) -> dt.datetime | None:
    return min((at for at in times if at is not None), default=None)


# The questions ------------------------------------------------------------------------------------------


def may(action: Action, article: Article, *, by: User) -> bool:
    """Whether `by` may take this step now: what decides which buttons are there."""
    return why_not(action, article, by=by) is None


def why_not(action: Action, article: Article, *, by: User) -> str | None:
    """Why `by` may not take this step now, in words for `by`; None when nothing stands in the way."""
    try:
        _check(action, article, by=by)
    except (PermissionDenied, NotPossible) as error:
        return str(error)
    return None


def _check(action: Action, article: Article, *, by: User) -> None:
    """Raise `PermissionDenied` for who may never, `NotPossible` for who may not now."""
    if not policy_allows(by, action, article):
        raise (
            NotPossible(MOVED_ON)
            if _may_in_some_state(action, article, by=by)
            else PermissionDenied(NOT_YOURS)
        )
    if refusal := review.refusal(action, article, by=by):
        raise PermissionDenied(refusal)
    if obstacle := _obstacle(action, article):
        raise NotPossible(obstacle)


def _obstacle(action: Action, article: Article) -> str | Promise | None:
    """What stands against the step besides the state: what readers see, and what stands on a page."""
    is_public = Article.objects.published().filter(pk=article.pk)
    if action in (Action.RETURN, Action.RELEASE) and is_public.exists():
        return _("Readers see the story: withdraw it or correct it instead.")
    if action == Action.CORRECT and not is_public.exists():
        return _("Only what readers see is corrected; anything else is simply edited.")
    if action == Action.KILL and article.placements.exists():
        return _("The story stands on a page: take it off the page first.")
    if action == Action.KILL and article.web_first_at is not None and is_public.exists():
        return _("Readers see the story: withdraw it or correct it instead.")
    if action == Action.WITHDRAW and article.status == Status.IN_REVIEW:
        is_over = article.withdrawn_at is not None or article.publish_at is None
        return MOVED_ON if is_over else None
    return None


def _may_in_some_state(action: Action, article: Article, *, by: User) -> bool:
    reach = table.scope(by.roles, action, article._meta.label_lower)
    return reach == Scope.ALL or (reach > Scope.NONE and article.lies_within(reach, by))


# What every step does -------------------------------------------------------------------------------------


@transaction.atomic
def _take(
    action: Action,
    article: Article,
    *,
    by: User,
    note: str,
    status: str,
    stage: ReviewStage | None = None,
) -> Article:
    """A step that only moves the story."""
    locked = _begin(action, article, by=by)
    locked.status, locked.stage = status, stage
    return _end(action, locked, article, by=by, note=note)


def _begin(action: Action, article: Article, *, by: User) -> Article:
    """The story as it is now, held until the transaction ends, if `by` may take the step on it.

    What the caller saw has to be what is there: of two approvals at once the second finds another stage, and
    nobody answers for a text that was saved since they looked.
    """
    locked = hold(article)
    if (locked.policy_state, locked.stage_id) != (article.policy_state, article.stage_id):
        raise NotPossible(MOVED_ON)
    _check(action, locked, by=by)
    if locked.version != article.version:
        raise NotPossible(SAVED_MEANWHILE)
    if action in (Action.SUBMIT, Action.TAKE, Action.APPROVE):
        _demand_headline(locked)
    if action == Action.APPROVE:
        _demand_whole_photos(locked)
    return locked


def _end(
    action: Action,
    locked: Article,
    article: Article,
    *,
    by: User | None,
    note: str = "",
    stage_name: str = "",
) -> Article:
    """Write the step, its record, and the story as it is after it."""
    _write(action, locked, article, by=by, note=note)
    keep(locked, by=by, how=How.STEP, why=note, action=action, stage_name=stage_name)
    return article


def _write(action: Action, locked: Article, article: Article, *, by: User | None, note: str) -> None:
    """Write the step and its record; `article`, the caller's own, becomes what was written."""
    written = ["status", "stage", "filed_by", "publish_at", "web_first_at", "withdrawn_at"]
    written.append("withdrawal_reason")
    locked.save(update_fields=[*written, "updated_at"])
    StatusChange.objects.create(
        article=locked,
        action=action,
        status=locked.status,
        by=by,
        text_hash=locked.text_hash(),
        note=note.strip(),
    )
    for field in written:
        setattr(article, field, getattr(locked, field))


def _void(locked: Article, *, through: Action, by: User | None) -> list[User]:
    """Void the standing sign-offs; returns who had given them."""
    standing = locked.sign_offs.filter(voided_at=None)
    given_by = [sign_off.by for sign_off in standing.select_related("by")]
    standing.update(voided_at=timezone.now(), voided_through=through, voided_by=by)
    return given_by


def _in_the_papers_language(text: Promise) -> str:
    """Readers get it, whatever language the person at the desk has chosen for the staff site."""
    with translation.override(settings.LANGUAGE_CODE):
        return str(text)


def _first_stage() -> ReviewStage | None:
    return ReviewStage.objects.in_use().first()


def _demand(note: str, message: str | Promise) -> None:
    if not note.strip():
        raise NotPossible(message)


def _demand_headline(article: Article) -> None:
    """Asked when the step is taken, not when its button is shown: the form may be about to bring one."""
    if not article.headline and article.genre not in HEADLESS_GENRES:
        raise NotPossible(_("Give the story a headline first: only briefs and photo news do without."))


def _demand_whole_photos(article: Article) -> None:
    """Asked like the headline: who files may wait for a picture, who signs answers for it."""
    if gaps := photo_gaps(article):
        raise NotPossible("；".join(gaps))
