"""The one writer of a story's status, publication time and withdrawal.

    draft --file--> filed --sign_off--> signed off --withdraw--> withdrawn
      ^---return_to_author---|              |  ^------reinstate------|
                             ^-----void-----|      (a withdrawn story may be corrected and signed anew)

Each step checks the permission, writes who, when and the hash of the text it was about, and returns
the story. A story signed off and placed in an issue becomes public when the issue's time comes:
see `issues.release`, which sets the time through `set_publish_time`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.models import Article, Credit, SignOff, StatusChange
from articles.models.article import HEADLESS_GENRES
from people.models import Person, User

Status = Article.Status


class Action(models.TextChoices):
    FILE = "file", pgettext_lazy("step of a story", "file")
    RETURN = "return", _("return to the author")
    SIGN_OFF = "sign_off", _("sign off")
    VOID = "void", _("sign-off voided by an edit")
    WITHDRAW = "withdraw", _("withdraw")
    REINSTATE = "reinstate", _("reinstate")


class NotPossible(Exception):
    """The story is not in a state from which this step leads on. The text is for the user."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(str(message))


@dataclass(frozen=True, slots=True)
class Step:
    """From which states an action leads where, and which permission it needs.

    `target` None leaves the status as it is. `withdrawn` says whether the story has to be withdrawn or has
    not to be; None means either, so that a withdrawn story can be corrected before it is reinstated.
    """

    sources: frozenset[str]
    target: str | None
    permission: str
    withdrawn: bool | None = None


STEPS = {
    Action.FILE: Step(frozenset({Status.DRAFT}), Status.FILED, "articles.change_article"),
    Action.RETURN: Step(frozenset({Status.FILED}), Status.DRAFT, "articles.sign_off_article"),
    Action.SIGN_OFF: Step(
        frozenset({Status.DRAFT, Status.FILED}), Status.SIGNED_OFF, "articles.sign_off_article"
    ),
    Action.WITHDRAW: Step(frozenset({Status.SIGNED_OFF}), None, "articles.withdraw_article", withdrawn=False),
    Action.REINSTATE: Step(frozenset({Status.SIGNED_OFF}), None, "articles.withdraw_article", withdrawn=True),
}


def file(article: Article, *, by: User) -> Article:
    """The author hands the story in."""
    return _take(Action.FILE, article, by=by)


def return_to_author(article: Article, *, by: User, note: str) -> Article:
    """The editor sends it back and says why."""
    if not note.strip():
        raise NotPossible(_("Say why the story goes back: the author reads it."))
    return _take(Action.RETURN, article, by=by, note=note)


def sign_off(article: Article, *, by: User) -> Article:
    """The editor answers for the text as it stands. Nobody signs off copy they filed or are credited on."""
    return _take(Action.SIGN_OFF, article, by=by)


def withdraw(article: Article, *, by: User, note: str) -> Article:
    """Take the story off every public surface at once; its sign-off and its place in the issue stay."""
    if not note.strip():
        raise NotPossible(_("Say why the story is withdrawn: it is kept in the record."))
    return _take(Action.WITHDRAW, article, by=by, note=note)


def reinstate(article: Article, *, by: User, note: str = "") -> Article:
    return _take(Action.REINSTATE, article, by=by, note=note)


def may(action: Action, article: Article, *, by: User) -> bool:
    """Whether `by` may take this step now: what decides which buttons are there."""
    try:
        _check(action, article, by=by)
    except (PermissionDenied, NotPossible):
        return False
    return True


@transaction.atomic
def void_if_changed(article: Article, *, by: User | None) -> bool:
    """Void the standing sign-off when the text is no longer what was signed; True if it was voided.

    To be called by every door through which text, credits, captions or pictures are saved.
    """
    locked = _locked(article)
    sign_off = locked.sign_offs.filter(voided_at=None).first()
    if sign_off is None or sign_off.text_hash == locked.text_hash():
        return False
    locked.sign_offs.filter(voided_at=None).update(voided_at=timezone.now())
    locked.status = Status.FILED
    _write(Action.VOID, locked, by=by)
    article.status = locked.status
    return True


def set_publish_time(articles: models.QuerySet[Article], at: dt.datetime | None) -> None:
    """Give stories their issue's time; None takes it away. Only `issues.release` calls this."""
    Article.objects.filter(pk__in=articles.values("pk")).update(publish_at=at)


@transaction.atomic
def _take(action: Action, article: Article, *, by: User, note: str = "") -> Article:
    locked = _locked(article)
    _check(action, locked, by=by)
    _demand_headline(action, locked)
    locked.status = STEPS[action].target or locked.status
    if action == Action.SIGN_OFF:
        SignOff.objects.create(article=locked, by=by, text=locked.signed_text(), text_hash=locked.text_hash())
    if action == Action.WITHDRAW:
        locked.withdrawn_at = timezone.now()
    if action == Action.REINSTATE:
        locked.withdrawn_at = None
    _write(action, locked, by=by, note=note)
    article.status, article.withdrawn_at = locked.status, locked.withdrawn_at
    return article


def _locked(article: Article) -> Article:
    """The row as it is now, held until the transaction ends, so that two steps cannot cross."""
    return Article.objects.select_for_update().get(pk=article.pk)


def _check(action: Action, article: Article, *, by: User) -> None:
    step = STEPS[action]
    if not by.has_perm(step.permission) or not Article.objects.visible_to(by).filter(pk=article.pk).exists():
        raise PermissionDenied(_("You may not take this step."))
    is_withdrawn = article.withdrawn_at is not None
    if article.status not in step.sources or step.withdrawn not in (None, is_withdrawn):
        raise NotPossible(_("The story has moved on meanwhile: this step is no longer possible."))
    if action == Action.SIGN_OFF and is_own_copy(article, by):
        raise PermissionDenied(_("Nobody signs off copy they filed or are credited on."))


def _demand_headline(action: Action, article: Article) -> None:
    """Asked when the step is taken, not when its button is shown: the form may be about to bring one."""
    if STEPS[action].target in (None, Status.DRAFT) or article.headline or article.genre in HEADLESS_GENRES:
        return
    raise NotPossible(_("Give the story a headline first: only briefs and photo news do without."))


def is_own_copy(article: Article, user: User) -> bool:
    """Whether the user wrote the story, handed it in, or is credited on it or on one of its photos.

    A name that nobody has identified counts as the user's own if it is the same name.
    """
    if article.filed_by_id == user.pk or article.status_changes.filter(action=Action.FILE, by=user).exists():
        return True
    names = list(Person.objects.filter(user=user).values_list("name", flat=True))
    credits = Credit.objects.filter(Q(article=article) | Q(photo__article=article))
    return credits.filter(Q(person__user=user) | Q(person=None, printed_text__in=names)).exists()


def _write(action: Action, article: Article, *, by: User | None, note: str = "") -> None:
    article.save(update_fields=["status", "withdrawn_at", "updated_at"])
    StatusChange.objects.create(
        article=article,
        action=action,
        status=article.status,
        by=by,
        text_hash=article.text_hash(),
        note=note.strip(),
    )
