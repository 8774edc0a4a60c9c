"""The moves on a board: each one transaction, whole or not at all, on the board that was looked at.

    with held(issue, by=user, seen={12: 3, 13: 5}, article=story) as hand:
        hand.put(page, place=0)

`seen` are the versions of the pages as the person saw them. A page that has another version by now makes a
move that touches it stale: nothing is moved, and the board is to be looked at again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from articles.models import Article
from articles.models.ordering import LAST_PLACE
from issues import release, whole
from issues.models import Issue, Page, Placement
from issues.release import NotReleasable
from people.models import User
from policy.access import may
from policy.table import Action

Position = Placement.Position


class Stale(Exception):
    """Somebody moved something on one of the pages since; nothing was done."""


@dataclass
class Hand:
    """A story that is being moved, with all that its issue has on its pages, locked."""

    issue: Issue
    article: Article
    by: User
    seen: Mapping[int, int]
    pages: dict[int, Page]
    placed: list[Placement]
    # What changed: pages get another version, stories a version of their past.
    touched: set[int] = field(default_factory=set)
    moved: set[int] = field(default_factory=set)

    # The moves

    def put(self, page_pk: int, *, place: int | None = None, from_page: int | None = None) -> str:
        """To `place` among the cards of a page, by default behind them; from the tray or another page."""
        page = self._page(page_pk)
        if from_page not in {None, page_pk} and self._at(page):
            raise NotReleasable([_("The story stands on that page already.")])
        here = self._at(page) or self._at_page(from_page) or self._only_place()
        if here is None:
            self._demand(Action.ADD)
            release.refuse_misplaced(self.article, self.issue)
            here = Placement(page=page, article=self.article)
        else:
            self._demand(Action.CHANGE)
            self._leave(here, page)
        self._touch(page)
        others = [row for row in self._cards(page) if row.article_id != self.article.pk]
        at = len(others) if place is None else min(place, len(others))
        self._line_up(page, [*others[:at], here, *others[at:]])
        return self._said(_("“%(story)s” stands on %(page)s now."), page)

    def shift(self, page_pk: int, step: int) -> str:
        """Up (-1) or down (1) among the cards of its page."""
        page, here = self._here(page_pk)
        cards = self._cards(page)
        at = cards.index(here)
        if not 0 <= at + step < len(cards):
            raise NotReleasable([_("The story stands at the end of the page already.")])
        cards[at], cards[at + step] = cards[at + step], cards[at]
        self._line_up(page, cards)
        return self._said(_("“%(story)s” has another place on %(page)s."), page)

    def set_position(self, page_pk: int, position: str) -> str:
        """头条, 二条 …; a page has one lead, and it stands first."""
        page, here = self._here(page_pk)
        if position not in Position.values:
            raise NotReleasable([_("Choose one of the positions.")])
        here.position = Position(position)
        self._change(here)
        cards = self._cards(page)
        if position == Position.LEAD:
            self._demote_leads(page, but=here)
            cards = [here, *(row for row in cards if row is not here)]
        self._line_up(page, cards)
        return self._said(_("“%(story)s” is the %(position)s of %(page)s."), page, position=here)

    def take_off(self) -> str:
        """Into the tray, with all its parts."""
        self._demand(Action.DELETE)
        rows = [row for row in self.placed if row.article_id == self.article.pk]
        if not rows:
            raise NotReleasable([_("The story stands on no page of this issue.")])
        release.refuse_removal(self.article, self.issue)
        for row in rows:
            self._touch(row.page)
            self._refuse_empty(row)
        Placement.objects.filter(pk__in=[row.pk for row in rows]).delete()
        self.moved.add(self.article.pk)
        return _("“%(story)s” lies in the tray.") % {"story": self.article}

    def jump(self, page_pk: int, to_pk: int) -> str:
        """Go on (下转) on a later page, behind what stands there."""
        page, here = self._here(page_pk)
        self._demand(Action.ADD)
        to = self._page(to_pk)
        if (to.order, to.pk) <= (page.order, page.pk):
            raise NotReleasable([_("A story goes on on a page further back.")])
        if self._at(to):
            raise NotReleasable([_("The story stands on that page already.")])
        if any(row.continues_id == here.pk for row in self.placed):
            raise NotReleasable([_("The story goes on on another page already.")])
        self._touch(page)
        self._touch(to)
        part = Placement(page=to, article=self.article, continues=here)
        self._line_up(to, [*self._cards(to), part])
        return self._said(_("“%(story)s” goes on on %(page)s."), to)

    def set_length(self, page_pk: int, length: int | None) -> str:
        """How many characters stand here; None: what the story plans."""
        page, here = self._here(page_pk)
        here.planned_length = length
        self._change(here)
        if length is None:
            return self._said(_("“%(story)s” has no planned length of its own on %(page)s now."), page)
        return self._said(_("The planned length of “%(story)s” on %(page)s is set."), page)

    # What they are made of

    def _page(self, pk: int | None) -> Page:
        if pk not in self.pages:
            raise NotReleasable([_("Choose a page of this issue.")])
        return self.pages[pk]

    def _here(self, page_pk: int) -> tuple[Page, Placement]:
        """A place that is about to change on its own page."""
        self._demand(Action.CHANGE)
        page = self._page(page_pk)
        here = self._at(page)
        if here is None:
            raise Stale
        self._touch(page)
        return page, here

    def _at(self, page: Page) -> Placement | None:
        return next((row for row in self._cards(page) if row.article_id == self.article.pk), None)

    def _at_page(self, pk: int | None) -> Placement | None:
        if pk is None:
            return None
        here = self._at(self._page(pk))
        if here is None:
            raise Stale
        return here

    def _only_place(self) -> Placement | None:
        return next((row for row in self.placed if row.article_id == self.article.pk), None)

    def _cards(self, page: Page) -> list[Placement]:
        return [row for row in self.placed if row.page_id == page.pk]

    def _leave(self, here: Placement, page: Page) -> None:
        """To another page: the page left is touched too, and the parts of a story stay in their order."""
        if here.page_id == page.pk:
            return
        self._touch(here.page)
        self._refuse_empty(here)
        self._refuse_disorder(here, page)
        if here.position == Position.LEAD and any(row.position == Position.LEAD for row in self._cards(page)):
            here.position = Position.STANDARD
        # What was fixed of it was fixed for the page that it leaves.
        here.page, here.span, here.headline_step = page, None, None
        self._change(here)

    def _refuse_empty(self, here: Placement) -> None:
        is_alone = len(self._cards(here.page)) == 1
        if is_alone and self.issue.state == Issue.State.SCHEDULED:
            raise NotReleasable(
                [_("The issue waits for its release: pull it back before a page is left empty.")]
            )

    def _refuse_disorder(self, here: Placement, page: Page) -> None:
        before = next((row for row in self.placed if row.pk == here.continues_id), None)
        after = next((row for row in self.placed if row.continues_id == here.pk), None)
        place = (page.order, page.pk)
        is_early = before and (before.page.order, before.page_id) >= place
        is_late = after and (after.page.order, after.page_id) <= place
        if is_early or is_late:
            raise NotReleasable([_("The story runs over several pages: its parts would change their order.")])

    def _demote_leads(self, page: Page, *, but: Placement) -> None:
        for row in self._cards(page):
            if row is not but and row.position == Position.LEAD:
                row.position = Position.STANDARD
                self._change(row)

    def _line_up(self, page: Page, cards: Sequence[Placement]) -> None:
        """Write the order of the page's cards; of those that keep theirs nothing is written."""
        for order, row in enumerate(cards[:LAST_PLACE], start=1):
            if row.order != order or row.pk is None:
                row.order = order
                self._change(row)

    def _change(self, row: Placement) -> None:
        row.save()
        self.moved.add(row.article_id)

    def _touch(self, page: Page) -> None:
        """The page as the person saw it has to be the page as it is."""
        if self.seen.get(page.pk) != page.version:
            raise Stale
        self.touched.add(page.pk)

    def _demand(self, action: Action) -> None:
        if not may(self.by, action, Placement):
            raise PermissionDenied

    def _said(self, sentence: str, page: Page, *, position: Placement | None = None) -> str:
        name = position.get_position_display() if position else ""
        return sentence % {"story": self.article, "page": page.label, "position": name}


@contextmanager
def held(issue: Issue, *, by: User, seen: Mapping[int, int], article: Article) -> Iterator[Hand]:
    """The story and its issue, locked for one move.

    Raises `Stale`; `NotReleasable` with a sentence for what cannot be; `PermissionDenied`. The caller has
    found the story among those that `by` may see.
    """
    with transaction.atomic():
        # Issue before page before story, as everywhere, so that two locks never wait for each other.
        Issue.objects.select_for_update().get(pk=issue.pk)
        pages = {page.pk: page for page in issue.pages.select_for_update().order_by("pk")}
        locked = whole.hold_issue(issue, joined_by=[article.pk])
        release.demand_waiting(locked)
        # As it is now: it may have lost its signature, or gone, since it was looked for.
        story = Article.objects.visible_to(by).filter(pk=article.pk).first()
        if story is None:
            raise Stale
        hand = Hand(locked, story, by, seen, pages, _placements(pages))
        yield hand
        Page.objects.filter(pk__in=hand.touched).update(version=F("version") + 1)
        release.follow_issue(locked, moved=hand.moved, by=by)
        release.demand_waiting(locked)


def _placements(pages: Mapping[int, Page]) -> list[Placement]:
    rows = list(Placement.objects.filter(page__in=pages).order_by("order", "pk"))
    for row in rows:
        row.page = pages[row.page_id]
    return rows
