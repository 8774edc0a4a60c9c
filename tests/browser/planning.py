"""A board to plan on, and the hands that do it: a mouse, a finger, keys."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from articles.models import Article
from issues.models import Issue, Placement
from issues.models import Page as IssuePage
from people.models import User
from policy.roles import Role
from tests.make import make_article, make_issue, make_page, make_placement, make_user

LONG_PRESS_MILLISECONDS = 400


@dataclass(frozen=True)
class World:
    """An issue with two stories on its first page, two empty pages, and two stories in the tray."""

    issue: Issue
    pages: tuple[IssuePage, ...]
    zhang: User
    li: User


def make_world() -> World:
    issue = make_issue()
    pages = tuple(make_page(issue, f"A{number}", number, name="要闻") for number in (1, 2, 3))
    for headline in ("雪后麦田润如酥", "核桃园镇农家乐"):
        make_placement(make_story(headline), pages[0])
    for headline in ("黄河滩区搬新家", "马岭岗镇年味浓"):
        make_story(headline)
    return World(issue, pages, make_chief("zhangmin"), make_chief("liqiang"))


def make_story(headline: str) -> Article:
    return make_article(headline, body="一场瑞雪过后。" * 20, status=Article.Status.SUBMITTED)


def make_chief(username: str) -> User:
    return make_user(username, Role.CHIEF_EDITOR)


def open_board(page: Page, world: World) -> None:
    page.goto(f"/admin/issues/issue/{world.issue.pk}/board/")
    expect(page.locator("#board.with-script")).to_be_visible()


def column(page: Page, of: IssuePage) -> Locator:
    return page.locator(f"#page-{of.pk}")


def tray(page: Page) -> Locator:
    return page.locator("#tray")


def card(page: Page, headline: str) -> Locator:
    return page.locator("#board .card", has_text=headline)


def expect_cards(part: Locator, *headlines: str) -> None:
    """The cards of a column or the tray, from the top."""
    expect(part.locator(".card")).to_have_count(len(headlines))
    expect(part.locator(".card")).to_contain_text(list(headlines))


def planned(of: IssuePage) -> list[str]:
    """What the database says of a page, where the screen could only pretend."""
    placements = Placement.objects.filter(page=of).order_by("order", "pk")
    return [placement.article.headline for placement in placements.select_related("article")]


def middle(it: Locator, *, height: float = 0.5) -> tuple[float, float]:
    it.scroll_into_view_if_needed()
    box = it.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 3, box["y"] + box["height"] * height


def drag(page: Page, what: Locator, to: Locator, *, height: float = 0.5) -> None:
    """By mouse: the button goes down on a card and up at a height of where it shall lie."""
    # The other cards make room for it: where it goes is measured before.
    end = middle(to, height=height)
    page.mouse.move(*middle(what))
    page.mouse.down()
    page.mouse.move(*end, steps=15)
    expect(page.locator("#board.dragging")).to_be_visible()
    page.mouse.up()
    expect_answered(page)


def expect_answered(page: Page) -> None:
    """A dropped card lies where it was dropped before the server has said anything."""
    expect(page.locator("#board.dragging, #board .moving")).to_have_count(0)


def drag_by_finger(page: Page, what: Locator, to: Locator) -> None:
    """The finger rests first; without that it scrolls."""
    start, end = middle(what), middle(to)
    finger = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        touched = [{"x": x, "y": y} for x, y in points]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touched})

    touch("touchStart", start)
    page.wait_for_timeout(LONG_PRESS_MILLISECONDS)
    for step in range(1, 16):
        part = step / 15
        touch("touchMove", (start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part))
    expect(page.locator("#board.dragging")).to_be_visible()
    touch("touchEnd")
    expect_answered(page)
