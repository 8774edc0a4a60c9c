"""What the board shows: each page as a column of cards, and the tray of stories that stand nowhere yet.

Read whole in a fixed number of queries, however full the issue is. What the asker may not see fills its page
too: it is counted, and named nowhere.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, prefetch_related_objects

from articles.models import Article
from audit.chain import digest
from issues.board.copyfit import Fit, page_fit
from issues.board.parts import shares
from issues.board.tray import Tray, TrayFilters, tray_of
from issues.models import Issue, Page, Placement, Proof, ProofMark
from people.models import User
from policy.access import may
from policy.table import Action

Times = Iterable[tuple[int, dt.datetime]]
# What a column shows of its page: key, version, the round of its latest proof, and its open marks.
Shown = tuple[int, int, str | None, int]


@dataclass
class Card:
    """A story at one of its places, or in the tray (`placement` None)."""

    article: Article
    placement: Placement | None = None
    is_seen: bool = True
    # What stands here, of a story that runs over several pages only its part.
    fit: Fit | None = None
    jumps_to: str = ""
    comes_from: str = ""

    @property
    def key(self) -> str:
        return f"card-{self.article.pk}-{self.placement.page_id if self.placement else 'tray'}"

    @property
    def is_plain(self) -> bool:
        """A place of no name: neither lead nor brief nor another."""
        return self.placement is None or self.placement.position == Placement.Position.STANDARD


@dataclass
class Column:
    page: Page
    cards: list[Card] = field(default_factory=list)
    # Its latest proof: 小样. Empty where none was pulled. Whether it holds for the text is asked on its page.
    proof: str = ""
    open_marks: int = 0

    @cached_property
    def fit(self) -> Fit:
        lengths = [card.fit.actual for card in self.cards if card.fit]
        return page_fit(lengths, planned=self.page.planned_length, line_length=self.page.line_length)

    @property
    def hidden(self) -> int:
        return sum(not card.is_seen for card in self.cards)


@dataclass
class Board:
    issue: Issue
    columns: list[Column]
    tray: Tray
    lying: list[Card]
    # What the asker may do with the stories they see, as long as readers do not have the issue.
    may_place: bool
    may_move: bool
    may_take_off: bool

    @property
    def versions(self) -> str:
        """The pages as they are shown: a move says which board it was made on."""
        return ",".join(f"{column.page.pk}:{column.page.version}" for column in self.columns)

    @property
    def stamp(self) -> str:
        placed = [
            (card.article.pk, card.article.updated_at) for column in self.columns for card in column.cards
        ]
        lying = [(card.pk, card.updated_at) for card in self.tray.stories]
        pages = [_shown_of(column.page) for column in self.columns]
        return _stamp(self.issue, pages, placed, lying)


def board_of(issue: Issue, user: User, filters: TrayFilters) -> Board:
    """Five queries for the pages and their stories, three for the tray and its filters."""
    pages = list(_pages(issue).select_related("editor"))
    placed = list(_placed(issue, user))
    tray = tray_of(issue, user, filters)
    prefetch_related_objects([*(row.article for row in placed), *tray.stories], "towns", "photos")
    is_open = issue.state != Issue.State.RELEASED
    return Board(
        issue,
        _columns(pages, placed),
        tray,
        [Card(story) for story in tray.stories],
        may_place=is_open and may(user, Action.ADD, Placement),
        may_move=is_open and may(user, Action.CHANGE, Placement),
        may_take_off=is_open and may(user, Action.DELETE, Placement),
    )


def stamp_of(issue: Issue, user: User, filters: TrayFilters) -> str:
    """What `board_of(…).stamp` would be, from three small queries: asked every few seconds."""
    pages = _pages(issue).values_list("pk", "version", "proof_round", "open_marks")
    placed = _in_order(Placement.objects.filter(page__issue=issue))
    tray = tray_of(issue, user, filters).stories_query.values_list("pk", "updated_at")
    return _stamp(issue, pages, placed.values_list("article", "article__updated_at"), tray)


def _pages(issue: Issue) -> QuerySet[Any]:
    """In their order, each with the round of its latest proof and how many marks wait for an answer."""
    latest = Proof.objects.filter(page=OuterRef("pk")).order_by("-number")
    is_open = Q(proofs__marks__status=ProofMark.Status.OPEN)
    return issue.pages.order_by("order", "pk").annotate(
        proof_round=Subquery(latest.values("round")[:1]),
        open_marks=Count("proofs__marks", filter=is_open),
    )


def _shown_of(page: Any) -> Shown:
    return page.pk, page.version, page.proof_round, page.open_marks


def _stamp(issue: Issue, pages: Iterable[Shown], placed: Times, lying: Times) -> str:
    return digest(
        [issue.state, issue.publish_at and issue.publish_at.isoformat()],
        [list(page) for page in pages],
        [[key, at.isoformat()] for key, at in placed],
        [[key, at.isoformat()] for key, at in lying],
    )[:32]


def _placed(issue: Issue, user: User) -> QuerySet[Placement]:
    seen = Exists(Article.objects.visible_to(user).filter(pk=OuterRef("article")))
    rows = Placement.objects.filter(page__issue=issue).annotate(is_seen=seen)
    return _in_order(rows).select_related("article__desk", "article__stage")


def _in_order(rows: QuerySet[Placement]) -> QuerySet[Placement]:
    return rows.order_by("page__order", "page", "order", "pk")


def _columns(pages: Sequence[Page], placed: Sequence[Placement]) -> list[Column]:
    columns = {page.pk: _column(page) for page in pages}
    for row in placed:
        row.page = columns[row.page_id].page
    standing = shares(placed)
    before = {row.pk: row for row in placed}
    after = {row.continues_id: row for row in placed if row.continues_id}
    for row in placed:
        card = _card(row, standing[row.pk])
        card.comes_from = before[row.continues_id].page.label if row.continues_id in before else ""
        card.jumps_to = after[row.pk].page.label if row.pk in after else ""
        columns[row.page_id].cards.append(card)
    return list(columns.values())


def _column(page: Any) -> Column:
    """Of a page as `_pages` gives it."""
    proof = str(Proof.Round(page.proof_round).label) if page.proof_round else ""
    return Column(page, proof=proof, open_marks=page.open_marks)


def _card(row: Placement, share: int) -> Card:
    planned = row.planned_length
    if planned is None and row.continues_id is None:
        planned = row.article.planned_length
    fit = Fit(share, planned, row.page.line_length)
    return Card(row.article, row, row.is_seen, fit)  # type: ignore[attr-defined]  # Annotated.
