"""The planning board: an issue is planned by mouse, by finger and by keys alone, by two editors at once."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from people.models import User
from policy.roles import Role
from tests.browser.accessibility import expect_accessible, expect_no_sideways_scroll
from tests.browser.hands import tab_to
from tests.browser.planning import (
    World,
    card,
    column,
    drag,
    drag_by_finger,
    expect_cards,
    make_world,
    middle,
    open_board,
    planned,
    tray,
)
from tests.make import make_user

SignIn = Callable[[Page, User], None]
CHANGES = re.compile(r"/board/changes/")


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


def test_an_issue_is_planned_by_mouse(desktop: Page, sign_in: SignIn, world: World) -> None:
    first, second, _third = world.pages
    sign_in(desktop, world.zhang)
    open_board(desktop, world)

    drag(desktop, card(desktop, "黄河滩区搬新家"), column(desktop, second).locator("[data-cards]"))
    expect_cards(column(desktop, second), "黄河滩区搬新家")
    expect_cards(tray(desktop), "马岭岗镇年味浓")
    drag(desktop, card(desktop, "核桃园镇农家乐"), card(desktop, "雪后麦田润如酥"), height=0.1)
    expect_cards(column(desktop, first), "核桃园镇农家乐", "雪后麦田润如酥")
    drag(desktop, card(desktop, "雪后麦田润如酥"), card(desktop, "马岭岗镇年味浓"))
    expect(tray(desktop).locator(".card")).to_have_count(2)
    expect(column(desktop, first).locator(".card")).to_have_count(1)

    assert [planned(page) for page in world.pages] == [["核桃园镇农家乐"], ["黄河滩区搬新家"], []]


def test_an_issue_is_planned_with_the_buttons_of_its_cards(
    desktop: Page, sign_in: SignIn, world: World
) -> None:
    first, second, _third = world.pages
    sign_in(desktop, world.zhang)
    open_board(desktop, world)

    story = card(desktop, "核桃园镇农家乐")
    story.locator(".card-more").click()
    story.locator("button[value=up]").click()
    expect_cards(column(desktop, first), "核桃园镇农家乐", "雪后麦田润如酥")
    expect(desktop.locator("#board-said")).to_contain_text("核桃园镇农家乐")
    expect(story.locator("button[value=up], button[value=down]").first).to_be_visible()
    story.locator("select[name=to]").select_option(str(second.pk))
    story.locator("button[value=move]").click()
    expect_cards(column(desktop, second), "核桃园镇农家乐")
    expect(card(desktop, "核桃园镇农家乐")).to_be_in_viewport()

    assert [planned(first), planned(second)] == [["雪后麦田润如酥"], ["核桃园镇农家乐"]]


def test_an_issue_is_planned_by_keys_alone(desktop: Page, sign_in: SignIn, world: World) -> None:
    first, second, third = world.pages
    sign_in(desktop, world.zhang)
    open_board(desktop, world)
    press = desktop.keyboard.press

    tab_to(desktop, "#board .card")
    walk_to(desktop, "核桃园镇农家乐")
    press("Alt+ArrowUp")
    expect_cards(column(desktop, first), "核桃园镇农家乐", "雪后麦田润如酥")
    expect(card(desktop, "核桃园镇农家乐")).to_be_focused()
    press("Alt+ArrowRight")
    expect_cards(column(desktop, second), "核桃园镇农家乐")
    expect(card(desktop, "核桃园镇农家乐")).to_be_focused()
    press("t")
    expect(tray(desktop).locator(".card")).to_have_count(3)
    expect(card(desktop, "核桃园镇农家乐")).to_be_focused()

    press("m")
    expect(card(desktop, "核桃园镇农家乐").locator("select[name=to]")).to_be_focused()
    desktop.keyboard.type("A3")
    press("Enter")
    expect_cards(column(desktop, third), "核桃园镇农家乐")
    press("Escape")
    expect(card(desktop, "核桃园镇农家乐")).to_be_focused()
    press("l")
    expect(desktop.locator("#board-said")).not_to_be_empty()
    expect(card(desktop, "核桃园镇农家乐")).to_be_focused()
    press("?")
    expect(desktop.locator("#board-keys")).to_be_visible()
    expect_accessible(desktop)
    press("Escape")
    expect(card(desktop, "核桃园镇农家乐")).to_be_focused()

    assert [planned(page) for page in world.pages] == [["雪后麦田润如酥"], [], ["核桃园镇农家乐"]]


def walk_to(page: Page, headline: str) -> None:
    """With the arrows, down each column from its first card."""
    for _column in range(4):
        page.keyboard.press("Home")
        for _step in range(4):
            if headline in page.evaluate("document.activeElement.textContent"):
                return
            page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowRight")
    pytest.fail(f"no way with the arrows to {headline}")


def test_two_moves_in_a_row_are_both_made(desktop: Page, sign_in: SignIn, world: World) -> None:
    """The second is pressed before the first is answered, and goes on from where that one leads."""
    sign_in(desktop, world.zhang)
    open_board(desktop, world)
    card(desktop, "雪后麦田润如酥").focus()
    desktop.keyboard.press("Alt+ArrowRight")
    desktop.keyboard.press("Alt+ArrowRight")
    expect_cards(column(desktop, world.pages[2]), "雪后麦田润如酥")
    expect(card(desktop, "雪后麦田润如酥")).to_be_focused()


def test_keys_do_nothing_in_a_field(desktop: Page, sign_in: SignIn, world: World) -> None:
    sign_in(desktop, world.zhang)
    open_board(desktop, world)
    asked: list[str] = []
    desktop.on("request", lambda it: asked.append(it.url) if "/board/move/" in it.url else None)
    story = card(desktop, "雪后麦田润如酥")
    story.locator(".card-more").click()
    story.locator("select[name=position]").focus()
    for key in ("t", "l", "m", "Alt+ArrowRight"):
        desktop.keyboard.press(key)
    assert asked == []
    expect_cards(column(desktop, world.pages[0]), "雪后麦田润如酥", "核桃园镇农家乐")


def test_two_editors_see_each_other_move(desktop: Page, second: Page, sign_in: SignIn, world: World) -> None:
    sign_in(desktop, world.zhang)
    sign_in(second, world.li)
    open_board(desktop, world)
    open_board(second, world)
    card(second, "雪后麦田润如酥").focus()

    card(desktop, "核桃园镇农家乐").focus()
    desktop.keyboard.press("Alt+ArrowRight")
    expect_cards(column(second, world.pages[1]), "核桃园镇农家乐")
    expect(second.locator("#board-said")).to_contain_text("A2")
    expect(card(second, "雪后麦田润如酥")).to_be_focused()
    second.keyboard.press("t")
    expect_cards(column(desktop, world.pages[0]))
    expect(card(desktop, "核桃园镇农家乐")).to_be_focused()


def test_what_somebody_is_choosing_is_not_torn_away(
    desktop: Page, second: Page, sign_in: SignIn, world: World
) -> None:
    sign_in(desktop, world.zhang)
    sign_in(second, world.li)
    open_board(desktop, world)
    open_board(second, world)
    story = card(second, "雪后麦田润如酥")
    story.focus()
    second.keyboard.press("m")
    story.locator("select[name=to]").select_option(str(world.pages[2].pk))

    card(desktop, "核桃园镇农家乐").focus()
    desktop.keyboard.press("Alt+ArrowRight")
    expect_cards(column(second, world.pages[1]), "核桃园镇农家乐")
    expect(story.locator("select[name=to]")).to_have_value(str(world.pages[2].pk))
    expect(column(second, world.pages[0]).locator(".card")).to_have_count(2)
    second.keyboard.press("Escape")
    expect_cards(column(second, world.pages[0]), "雪后麦田润如酥")


@pytest.mark.browser_errors_expected
@pytest.mark.parametrize("way", ["key", "mouse"])
def test_a_stale_move_is_refused_and_the_board_shows_how_it_stands(
    desktop: Page, second: Page, sign_in: SignIn, world: World, way: str
) -> None:
    first, other, third = world.pages
    sign_in(desktop, world.zhang)
    sign_in(second, world.li)
    second.route(CHANGES, lambda route: route.fulfill(status=204))
    open_board(desktop, world)
    open_board(second, world)
    card(desktop, "雪后麦田润如酥").focus()
    desktop.keyboard.press("Alt+ArrowRight")
    expect_cards(column(desktop, other), "雪后麦田润如酥")

    if way == "key":
        card(second, "雪后麦田润如酥").focus()
        second.keyboard.press("t")
    else:
        drag(second, card(second, "雪后麦田润如酥"), column(second, third).locator("[data-cards]"))
    expect(second.locator("#board-said.error")).not_to_be_empty()
    expect_cards(column(second, first), "核桃园镇农家乐")
    expect_cards(column(second, other), "雪后麦田润如酥")
    expect_cards(column(second, third))
    expect(card(second, "雪后麦田润如酥")).to_be_focused()
    assert [planned(page) for page in world.pages] == [["核桃园镇农家乐"], ["雪后麦田润如酥"], []]


@pytest.mark.browser_errors_expected
def test_without_a_line_a_dropped_card_goes_back_and_the_board_stays_usable(
    desktop: Page, sign_in: SignIn, world: World
) -> None:
    first, other, _third = world.pages
    sign_in(desktop, world.zhang)
    open_board(desktop, world)
    desktop.context.set_offline(True)
    expect(desktop.locator("#board-standing")).to_be_visible()
    drag(desktop, card(desktop, "雪后麦田润如酥"), column(desktop, other).locator("[data-cards]"))
    expect(desktop.locator("#board-said.error")).not_to_be_empty()
    expect_cards(column(desktop, first), "雪后麦田润如酥", "核桃园镇农家乐")
    desktop.context.set_offline(False)
    expect(desktop.locator("#board-standing")).to_be_hidden()
    drag(desktop, card(desktop, "雪后麦田润如酥"), column(desktop, other).locator("[data-cards]"))
    expect_cards(column(desktop, other), "雪后麦田润如酥")


def test_a_finger_drags_on_a_tablet_after_resting(tablet: Page, sign_in: SignIn, world: World) -> None:
    sign_in(tablet, world.zhang)
    open_board(tablet, world)
    drag_by_finger(
        tablet, card(tablet, "黄河滩区搬新家"), column(tablet, world.pages[1]).locator("[data-cards]")
    )
    expect_cards(column(tablet, world.pages[1]), "黄河滩区搬新家")
    assert planned(world.pages[1]) == ["黄河滩区搬新家"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 1024, 768, 390])
def test_the_board_is_accessible_and_only_its_columns_scroll_sideways(
    desktop: Page, sign_in: SignIn, world: World, scheme: str, width: int
) -> None:
    desktop.set_viewport_size({"width": width, "height": 900})
    desktop.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    sign_in(desktop, world.zhang)
    open_board(desktop, world)
    card(desktop, "雪后麦田润如酥").locator(".card-more").click()
    expect_accessible(desktop)
    expect_no_sideways_scroll(desktop)


def test_a_card_that_one_may_not_move_stays(desktop: Page, sign_in: SignIn, world: World) -> None:
    """Proofreaders look at the board; the plan is not theirs."""
    first, other, _third = world.pages
    sign_in(desktop, make_user("jiaodui", Role.PROOFREADER))
    open_board(desktop, world)
    story = card(desktop, "雪后麦田润如酥")
    expect(story).to_have_attribute("data-fixed", "")
    desktop.mouse.move(*middle(story))
    desktop.mouse.down()
    desktop.mouse.move(*middle(column(desktop, other)), steps=15)
    expect(desktop.locator("#board.dragging")).to_have_count(0)
    desktop.mouse.up()
    story.focus()
    desktop.keyboard.press("Alt+ArrowRight")
    expect(desktop.locator("#board-said.error")).not_to_be_empty()
    expect_cards(column(desktop, first), "雪后麦田润如酥", "核桃园镇农家乐")
    assert planned(other) == []
