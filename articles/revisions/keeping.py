"""Keeping the past: every change of a story ends here, in the transaction that makes it.

with transaction.atomic():
    story = hold(story)                  # locked; what it is now is kept, if it never was
    …                                    # the change
    keep(story, by=user, how=How.FORM)   # what it is after it, with its entry in the trail

`keep` holds the end of the trail from then on, and so may `hold`: what else a transaction locks it locks
before, several stories at once with `hold_all`, and photos by the hand of either.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.db.transaction import TransactionManagementError

from articles.models import Article, Photo, Revision
from articles.revisions import packing
from articles.revisions.snapshot import STATE, Snapshot, fresh, fresh_all, snapshot_of_row
from articles.search.index import seen
from audit.trail import record, record_all
from people.models import User

How = Revision.How


def hold(article: Article, *, photos: Iterable[int] = ()) -> Article:
    """The story as it is now, locked until the transaction ends, and after it the photos of these keys.

    A story that has no revision yet gets its first: what it was before this change.
    """
    locked = Article.objects.select_for_update().get(pk=article.pk)
    _hold_photos(photos)
    begin(locked)
    return locked


def hold_all(articles: QuerySet[Article], *, photos: Iterable[int] = ()) -> dict[int, Article]:
    """Several stories by their keys, then photos, locked in the one order in which everybody locks them."""
    chosen = Article.objects.filter(pk__in=articles.order_by().values("pk"))
    held = {story.pk: story for story in chosen.select_for_update().order_by("pk")}
    _hold_photos(photos)
    kept = Exists(Revision.objects.filter(article=OuterRef("pk")))
    for story in Article.objects.filter(~kept, pk__in=held).order_by("pk"):
        keep(story, by=None, how=How.BEGIN, action="begin")
    return held


def _hold_photos(keys: Iterable[int]) -> None:
    """Before the first revision is kept, which locks the trail: who takes a photo away locks it first."""
    if chosen := list(keys):
        list(Photo.objects.select_for_update().filter(pk__in=chosen).order_by("pk").values_list("pk"))


def begin(article: Article) -> None:
    """Keep the story as it is, if nothing of it was kept before. The caller holds its row."""
    if not Revision.objects.filter(article=article.pk).exists():
        keep(article, by=None, how=How.BEGIN, action="begin")


def keep(
    article: Article,
    *,
    by: User | str | None,
    how: Revision.How,
    why: str = "",
    action: str = "change",
    stage_name: str = "",
) -> Revision | None:
    """Keep the story as it stands in the database and record the change; None if it is as it was.

    The caller holds the story's row. `by` is an account, or the name of somebody who has none. A step of the
    workflow (`action`) is kept even if it leaves the story as it was.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("a revision belongs into the transaction of its change")
    last = latest(article)
    row = fresh(article)
    taken = snapshot_of_row(row)
    text = packing.as_text(taken)
    seen(row)
    if last is not None and last.sha256 == packing.sha256(text) and how != How.STEP:
        return None
    step = action if how == How.STEP else ""
    account = by if isinstance(by, User) else None
    revision = Revision(by=account, how=how, step=step, stage_name=stage_name, why=why.strip())
    _fill(revision, row, text, last)
    revision.save(force_insert=True)
    before, after = _told(last, revision, taken)
    record(action, row, by=by, before=before, after=after, how=how, note=why)
    return revision


def keep_new(articles: Iterable[Article], *, by: User | None, how: Revision.How, action: str) -> None:
    """Let the past of stories begin that this transaction has made, in as many queries as for one."""
    kept, told = [], []
    for row in fresh_all(articles):
        taken = snapshot_of_row(row)
        revision = Revision(by=by, how=how)
        _fill(revision, row, packing.as_text(taken), last=None)
        _before, after = _told(None, revision, taken)
        kept.append(revision)
        told.append((row, after))
    Revision.objects.bulk_create(kept)
    seen(*(row for row, _after in told))
    record_all(action, told, by=by, how=how)


def latest(article: Article) -> Revision | None:
    return Revision.objects.filter(article=article.pk).select_related("base").order_by("-number").first()


def at_version(article: Article, version: int) -> Revision | None:
    """The story as a form of this version was opened on it."""
    found = Revision.objects.filter(article=article.pk, version__lte=version).select_related("base")
    return found.order_by("-number").first()


def snapshot_of(revision: Revision) -> Snapshot:
    """What the revision keeps. Raises `packing.Damaged` when its bytes are not what was kept."""
    taken: Snapshot = json.loads(_text_of(revision))
    return taken


def readable(revision: Revision | None) -> Snapshot | None:
    """What the revision keeps, or None where there is none or it is damaged.

    For work that goes on without it: who is writing is not stopped by it, and `verify_audit` names it.
    """
    try:
        return snapshot_of(revision) if revision else None
    except packing.Damaged:
        return None


def _text_of(revision: Revision) -> str:
    try:
        base = packing.unpack(revision.base.data) if revision.base else None
    except Revision.DoesNotExist as error:
        raise packing.Damaged(f"what revision {revision} builds on is gone") from error
    text = packing.unpack(revision.data, base=base)
    if packing.sha256(text) != revision.sha256:
        raise packing.Damaged(f"revision {revision} is not what was kept")
    return text


def _fill(revision: Revision, row: Article, text: str, last: Revision | None) -> None:
    """It stands behind the last one, with what the story is now."""
    revision.article_id, revision.version, revision.text_hash = row.pk, row.version, row.text_hash()
    revision.number = last.number + 1 if last else 1
    revision.sha256 = packing.sha256(text)
    _pack(revision, text, last)


def _pack(revision: Revision, text: str, last: Revision | None) -> None:
    """Against the last whole one, where that is sound and takes much less room than the whole."""
    whole = packing.pack(text)
    revision.base, revision.data = None, whole
    base = (last.base or last) if last else None
    if base is not None and readable(base) is not None:
        difference = packing.pack(text, base=_text_of(base))
        if len(difference) < packing.WORTH * len(whole):
            revision.base, revision.data = base, difference


def _told(last: Revision | None, new: Revision, taken: Snapshot) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the trail says of the change: which revisions, and where the story stood and stands."""
    earlier = (readable(last) or {}).get("state", {})
    state = taken["state"]
    changed = [name for name in (*STATE, "web_first_at") if earlier.get(name) != state.get(name)]
    before: dict[str, Any] = {name: earlier.get(name) for name in changed}
    if last:
        before |= {"revision": last.number, "sha256": last.sha256}
    after = {name: state.get(name) for name in changed}
    return before, after | {"revision": new.number, "sha256": new.sha256}
