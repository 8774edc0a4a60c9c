"""The steps of the review, each one transaction: `articles.workflow` says how they lead on."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles import notices, review
from articles.models import Article, Notice, ReviewStage, Revision, SignOff
from articles.revisions.keeping import hold, keep
from articles.workflow.asking import MOVED_ON, NotPossible, demand, demand_headline
from articles.workflow.record import begin, end, void, write
from articles.workflow.timing import forget_web_first
from people.models import Person, User
from policy.table import Action, State

Status = Article.Status
How = Revision.How


@transaction.atomic
def submit(article: Article, *, by: User, note: str = "") -> Article:
    """The author hands the story in. A story that came back begins its review anew.

    Imported copy that was sent back has no author: who hands it in files it.
    """
    locked = begin(Action.SUBMIT, article, by=by)
    locked.filed_by = locked.filed_by or by
    locked.status = Status.SUBMITTED
    return end(Action.SUBMIT, locked, article, by=by, note=note)


@transaction.atomic
def receive(article: Article, *, sender: Person) -> Article:
    """A story that came by a filing link is handed in: by nobody with an account, for `sender`.

    Only `filing.landing` calls this, for the draft it has just made; the link was its right. The record names
    the sender, whom `review` does not let review the story should they have an account, now or later.
    """
    locked = Article.objects.select_for_update().get(pk=article.pk)
    if locked.filing_key is None or locked.policy_state != State.IMPORTED or locked.status_changes.exists():
        raise NotPossible(MOVED_ON)
    demand_headline(locked)
    locked.status = Status.SUBMITTED
    note = _in_the_papers_language(_("Sent through the filing link of: %s")) % sender.name
    write(Action.SUBMIT, locked, article, by=None, note=note)
    keep(locked, by=sender.name, how=How.LINK, action=Action.ADD)
    return article


@transaction.atomic
def recall(article: Article, *, by: User, note: str = "") -> Article:
    """The author takes the story back while nobody has taken it up.

    What came by a filing link has no author with an account: who takes it back becomes its author, or it
    would lie among the imported drafts.
    """
    locked = begin(Action.RECALL, article, by=by)
    locked.filed_by = locked.filed_by or by
    locked.status = Status.DRAFT
    return end(Action.RECALL, locked, article, by=by, note=note)


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
    locked = begin(Action.APPROVE, article, by=by)
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
    return end(Action.APPROVE, locked, article, by=by, note=note, stage_name=stage.name)


@transaction.atomic
def return_to_author(article: Article, *, by: User, note: str) -> Article:
    """A reviewer sends it back and says why. The sign-offs so far are void."""
    demand(note, _("Say why the story goes back: the author reads it."))
    locked = begin(Action.RETURN, article, by=by)
    void(locked, through=Action.RETURN, by=by)
    locked.status, locked.stage = Status.RETURNED, None
    forget_web_first(locked)
    end(Action.RETURN, locked, article, by=by, note=note)
    notices.tell(review.authors(locked), locked, Notice.Kind.RETURNED, by=by, text=note)
    return article


@transaction.atomic
def kill(article: Article, *, by: User, note: str) -> Article:
    """The paper will not use the story. It stays in the record and can be revived."""
    demand(note, _("Say why the story is not used: the author reads it."))
    locked = begin(Action.KILL, article, by=by)
    void(locked, through=Action.KILL, by=by)
    locked.status, locked.stage = Status.KILLED, None
    forget_web_first(locked)
    end(Action.KILL, locked, article, by=by, note=note)
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
    demand(note, _("Say why the story is withdrawn: it is kept in the record."))
    locked = begin(Action.WITHDRAW, article, by=by)
    locked.withdrawn_at = timezone.now()
    locked.withdrawal_reason = Article.WithdrawalReason(reason)
    end(Action.WITHDRAW, locked, article, by=by, note=note)
    notices.tell(review.involved(locked), locked, Notice.Kind.WITHDRAWN, by=by, text=note)
    return article


@transaction.atomic
def reinstate(article: Article, *, by: User, note: str = "") -> Article:
    """Public again, if its issue is out. The text is still the one that was signed off."""
    locked = begin(Action.REINSTATE, article, by=by)
    locked.withdrawn_at, locked.withdrawal_reason = None, ""
    return end(Action.REINSTATE, locked, article, by=by, note=note)


@transaction.atomic
def correct(original: Article, *, by: User) -> Article:
    """Begin a correction of a public story: a draft of its own that is reviewed like any other."""
    locked = begin(Action.CORRECT, original, by=by)
    correction = Article.objects.create(
        genre=Article.Genre.CORRECTION,
        headline=_in_the_papers_language(_("Correction")),
        corrects=locked,
        desk=locked.desk,
        county=locked.county,
        filed_by=by,
    )
    correction.towns.set(locked.towns.all())
    end(Action.CORRECT, locked, original, by=by)
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
    signers = void(locked, through=Action.VOID, by=by)
    if locked.status in (Status.IN_REVIEW, Status.SIGNED_OFF):
        locked.status, locked.stage = Status.IN_REVIEW, _first_stage()
    end(Action.VOID, locked, article, by=by)
    notices.tell(signers, locked, Notice.Kind.VOIDED, by=by)
    return True


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
    locked = begin(action, article, by=by)
    locked.status, locked.stage = status, stage
    return end(action, locked, article, by=by, note=note)


def _in_the_papers_language(text: Promise) -> str:
    """Readers get it, whatever language the person at the desk has chosen for the staff site."""
    with translation.override(settings.LANGUAGE_CODE):
        return str(text)


def _first_stage() -> ReviewStage | None:
    return ReviewStage.objects.in_use().first()
