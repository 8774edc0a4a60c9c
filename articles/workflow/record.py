"""How every step begins and ends: the story held and asked about, then written with its record."""

from __future__ import annotations

from django.utils import timezone

from articles.models import Article, Revision, StatusChange
from articles.revisions.keeping import hold, keep
from articles.search.index import together
from articles.workflow.asking import (
    MOVED_ON,
    SAVED_MEANWHILE,
    NotPossible,
    check,
    demand_headline,
    demand_whole_photos,
)
from people.models import User
from policy.table import Action

How = Revision.How


def begin(action: Action, article: Article, *, by: User) -> Article:
    """The story as it is now, held until the transaction ends, if `by` may take the step on it.

    What the caller saw has to be what is there: of two approvals at once the second finds another stage, and
    nobody answers for a text that was saved since they looked.
    """
    locked = hold(article)
    if (locked.policy_state, locked.stage_id) != (article.policy_state, article.stage_id):
        raise NotPossible(MOVED_ON)
    check(action, locked, by=by)
    if locked.version != article.version:
        raise NotPossible(SAVED_MEANWHILE)
    if action in (Action.SUBMIT, Action.TAKE, Action.APPROVE):
        demand_headline(locked)
    if action == Action.APPROVE:
        demand_whole_photos(locked)
    return locked


def end(
    action: Action,
    locked: Article,
    article: Article,
    *,
    by: User | None,
    note: str = "",
    stage_name: str = "",
) -> Article:
    """Write the step, its record, and the story as it is after it."""
    with together():
        write(action, locked, article, by=by, note=note)
        keep(locked, by=by, how=How.STEP, why=note, action=action, stage_name=stage_name)
    return article


def write(action: Action, locked: Article, article: Article, *, by: User | None, note: str) -> None:
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


def void(locked: Article, *, through: Action, by: User | None) -> list[User]:
    """Void the standing sign-offs; returns who had given them."""
    standing = locked.sign_offs.filter(voided_at=None)
    given_by = [sign_off.by for sign_off in standing.select_related("by")]
    standing.update(voided_at=timezone.now(), voided_through=through, voided_by=by)
    return given_by
