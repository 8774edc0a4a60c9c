"""Whether a step of the review may be taken on a story now, and why not. Nothing is written here."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles import review
from articles.models import Article
from articles.models.article import HEADLESS_GENRES
from articles.photos.lacking import photo_gaps
from people.models import User
from policy import table
from policy.access import may as policy_allows
from policy.table import Action, Scope

Status = Article.Status


class NotPossible(Exception):
    """What it is about is not in a state from which this step leads on. The text is for the person."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(str(message))


MOVED_ON = _("The story has moved on meanwhile: this step is no longer possible.")
SAVED_MEANWHILE = _("Somebody saved the story meanwhile: look at it again.")
NOT_YOURS = _("You may not take this step.")


def may(action: Action, article: Article, *, by: User) -> bool:
    """Whether `by` may take this step now: what decides which buttons are there."""
    return why_not(action, article, by=by) is None


def why_not(action: Action, article: Article, *, by: User) -> str | None:
    """Why `by` may not take this step now, in words for `by`; None when nothing stands in the way."""
    try:
        check(action, article, by=by)
    except (PermissionDenied, NotPossible) as error:
        return str(error)
    return None


def check(action: Action, article: Article, *, by: User) -> None:
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


def demand(note: str, message: str | Promise) -> None:
    if not note.strip():
        raise NotPossible(message)


def demand_headline(article: Article) -> None:
    """Asked when the step is taken, not when its button is shown: the form may be about to bring one."""
    if not article.headline and article.genre not in HEADLESS_GENRES:
        raise NotPossible(_("Give the story a headline first: only briefs and photo news do without."))


def demand_whole_photos(article: Article) -> None:
    """Asked like the headline: who files may wait for a picture, who signs answers for it."""
    if gaps := photo_gaps(article):
        raise NotPossible("；".join(gaps))
