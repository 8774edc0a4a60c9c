"""What the pages of a story's past show of a version: who, when, how, why, and what it is known by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from django.utils import timezone
from django.utils.translation import gettext as _

from articles.admin.sheet_rows import SignOffRow, minute
from articles.admin.step_words import DONE
from articles.models import Article, Revision, SignOff
from articles.revisions.changes import changed_parts
from articles.revisions.diff import Kind, Piece
from articles.revisions.keeping import snapshot_of
from articles.revisions.packing import Damaged
from articles.revisions.snapshot import Snapshot
from policy.table import Action

# Unchanged paragraphs beside a change that are shown, and how many more than that are folded.
CONTEXT, FEWEST_FOLDED = 1, 2


@dataclass(frozen=True, slots=True)
class Fold:
    """Pieces shown, or folded away behind a line that counts them."""

    pieces: list[Piece]
    is_folded: bool


@dataclass(slots=True)
class Row:
    """A version in the list, and above the comparison."""

    revision: Revision
    # None if its bytes cannot be read any more.
    snapshot: Snapshot | None
    parts: list[str] = field(default_factory=list)
    # What it is known by: whose sign-off covers it, when readers got it.
    names: list[str] = field(default_factory=list)
    voided: str = ""

    @property
    def number(self) -> int:
        return self.revision.number

    @property
    def at(self) -> dt.datetime:
        return self.revision.at

    @property
    def how(self) -> str:
        """The step of the review, or the door through which the story was changed."""
        step = self.revision.step
        return str(DONE[Action(step)]) if step in list(DONE) else self.revision.get_how_display()

    @property
    def is_read(self) -> bool:
        return self.snapshot is not None


def rows_of(revisions: Iterable[Revision], sign_offs: Sequence[SignOff]) -> list[Row]:
    """Versions, the oldest first; what changed is told of those whose forerunner is among them."""
    rows = [Row(revision, read(revision)) for revision in revisions]
    for row, following in pairwise(rows):
        if following.number == row.number + 1 and row.snapshot and following.snapshot:
            following.parts = changed_parts(row.snapshot, following.snapshot)
    for row in rows:
        if row.revision.step == Action.APPROVE:
            row.names.append(_("%(stage)s signed") % {"stage": row.revision.stage_name})
            row.voided = _voided(row.revision, sign_offs)
    _name_published(rows)
    return rows


def read(revision: Revision) -> Snapshot | None:
    """What the version keeps; None where its bytes were damaged."""
    try:
        return snapshot_of(revision)
    except Damaged:
        return None


def _voided(approved: Revision, sign_offs: Sequence[SignOff]) -> str:
    """Who made the sign-off void: the last of this stage and person until then."""
    whose = (approved.stage_name, approved.by_id)
    given = [each for each in sign_offs if (each.stage_name, each.by_id) == whose and each.at <= approved.at]
    return SignOffRow.of(given[-1]).voided if given else ""


def _name_published(rows: list[Row]) -> None:
    """A version is published when its time comes while it stands; the next one of another text is again."""
    last_text = ""
    for place, row in enumerate(rows):
        following = rows[place + 1] if place + 1 < len(rows) else None
        since = None if _is_void_with(following, row) else _public_since(row)
        until = following.at if following else timezone.now()
        if since is None or since >= until:
            last_text = ""
            continue
        if row.revision.text_hash != last_text:
            row.names.append(_("Published %(at)s") % {"at": minute(since)})
        last_text = row.revision.text_hash


def _is_void_with(following: Row | None, row: Row) -> bool:
    """An edit voids the sign-offs in the moment in which it is saved: no reader saw what is between."""
    if following is None or following.revision.step != Action.VOID:
        return False
    return following.revision.text_hash == row.revision.text_hash


def _public_since(row: Row) -> dt.datetime | None:
    """From when on readers see it, if nothing comes between; None if they would not."""
    state = row.snapshot["state"] if row.snapshot else {}
    is_out = state.get("status") == Article.Status.SIGNED_OFF and not state.get("withdrawn_at")
    if not is_out or not state.get("publish_at"):
        return None
    publish_at = dt.datetime.fromisoformat(state["publish_at"])
    return publish_at if row.revision.how == Revision.How.BEGIN else max(publish_at, row.at)


def folds(pieces: list[Piece]) -> Iterator[Fold]:
    """The pieces; of a long run of unchanged paragraphs only what stands beside a change."""
    shown: list[Piece] = []
    for is_same, run in _runs(pieces):
        before = CONTEXT if shown else 0
        after = CONTEXT if run[-1] is not pieces[-1] else 0
        if not is_same or len(run) < before + after + FEWEST_FOLDED or len(run) == len(pieces):
            shown += run
            continue
        end = len(run) - after
        if shown or before:
            yield Fold(shown + run[:before], is_folded=False)
        yield Fold(run[before:end], is_folded=True)
        shown = run[end:]
    if shown:
        yield Fold(shown, is_folded=False)


def _runs(pieces: list[Piece]) -> Iterator[tuple[bool, list[Piece]]]:
    run: list[Piece] = []
    for piece in pieces:
        if run and (run[-1].kind == Kind.SAME) != (piece.kind == Kind.SAME):
            yield run[-1].kind == Kind.SAME, run
            run = []
        run.append(piece)
    if run:
        yield run[-1].kind == Kind.SAME, run
