"""The picture that was made of each page: whether it waits, is made, failed or is an old one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from articles import clock
from articles.models import Article
from issues.models import Page, Placement, Region, Rendition
from issues.renditions.asking import make_soon
from issues.renditions.making import LONGEST
from people.models import User

STATE = Rendition.State
# The class of the chip that says how far a page has come.
CHIPS = {
    STATE.WAITING: "submitted",
    STATE.UNDER_WAY: "in_review",
    STATE.FAILED: "returned",
    STATE.MADE: "signed_off",
}


@dataclass(frozen=True)
class PagePicture:
    """A page with what was composed of it; an upload, made elsewhere, goes before it and is told besides."""

    page: Page
    rendition: Rendition | None = None
    is_current: bool = False
    is_uploaded: bool = False
    # Somebody who may not see a story of the page does not see it on its picture either.
    is_seen: bool = False

    @property
    def state(self) -> str:
        return self.rendition.state if self.rendition else ""

    @property
    def waits(self) -> bool:
        return self.state in {STATE.WAITING, STATE.UNDER_WAY}

    @property
    def is_old(self) -> bool:
        return self.is_there and not self.is_current

    @property
    def is_there(self) -> bool:
        return self.rendition is not None and self.rendition.made_at is not None

    @property
    def is_done(self) -> bool:
        return self.state == STATE.MADE and self.is_current

    @property
    def label(self) -> str:
        if self.rendition is None:
            return _("not set yet")
        if self.state == STATE.MADE and not self.is_current:
            return _("outdated")
        return str(STATE(self.state).label)

    @property
    def chip(self) -> str:
        if self.rendition is None:
            return "draft"
        is_old = self.state == STATE.MADE and not self.is_current
        return "returned" if is_old else CHIPS[STATE(self.state)]


def pictures_of(pages: Sequence[Page], user: User) -> list[PagePicture]:
    """In three queries, however many pages they are."""
    keys = [page.pk for page in pages]
    is_current = Exists(Rendition.objects.current().filter(pk=OuterRef("pk")))
    composed: dict[int, Any] = {}
    uploaded = set()
    for row in Rendition.objects.filter(page__in=keys).annotate(is_current=is_current).order_by():
        if row.kind == Rendition.Kind.COMPOSED:
            composed[row.page_id] = row
        else:
            uploaded.add(row.page_id)
    hidden = veiled(keys, user)
    return [
        PagePicture(
            page,
            composed.get(page.pk),
            is_current=page.pk in composed and composed[page.pk].is_current,
            is_uploaded=page.pk in uploaded,
            is_seen=page.pk not in hidden,
        )
        for page in pages
    ]


def veiled(pages: Sequence[int], user: User) -> set[int]:
    """Pages on which a story stands, or is drawn, that is not theirs to see."""
    seen = Exists(Article.objects.visible_to(user).filter(pk=OuterRef("article")))
    placed = Placement.objects.filter(~seen, page__in=pages).values_list("page", flat=True)
    drawn = Region.objects.filter(~seen, rendition__page__in=pages).values_list("rendition__page", flat=True)
    return {*placed.order_by(), *drawn.order_by()}


def keep_going() -> None:
    """Somebody watches: start what makes the pages that wait, where nothing is at it or it has broken off."""
    now = clock.database_time()
    at_work = Rendition.objects.filter(begun_at__gte=now - LONGEST)
    waiting = Q(owed_at__isnull=False, begun_at=None)
    broken_off = Q(begun_at__lt=now - LONGEST)
    if not at_work.exists() and Rendition.objects.filter(waiting | broken_off).exists():
        make_soon()
