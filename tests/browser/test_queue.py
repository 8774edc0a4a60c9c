"""The queue in a browser: files are dropped, a page of three doubts is worked by the keys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article
from ingest.importing import receive
from ingest.models import SourcePage
from people.models import User
from policy.roles import Role
from tests.browser.accessibility import expect_accessible
from tests.make import make_user
from tests.test_queue import PAGE
from towns.loading import load_prefecture

SignIn = Callable[[Page, User], None]
QUEUE = "/admin/ingest/sourcepage/"


@pytest.fixture
def editor(transactional_db: None) -> User:
    load_prefecture("菏泽市")
    return make_user("bianji", Role.DESK_EDITOR)


@pytest.fixture
def source(editor: User) -> SourcePage:
    return receive(PAGE, date=dt.date(2023, 12, 20), label="A3", by=editor).source


def work(page: Page, source: SourcePage) -> None:
    page.goto(f"{QUEUE}{source.pk}/stories/")


def press(page: Page, key: str) -> None:
    """Each answer is a page anew, and hears keys once its script is there."""
    page.wait_for_load_state()
    page.keyboard.press(key)


def choose(page: Page, words: str, key: str) -> None:
    """Go to the piece of the page's text by keys alone, and press the key."""
    press(page, "l")
    target = page.locator(".piece", has_text=words).locator("input")
    for _step in range(40):
        if target.evaluate("each => each === document.activeElement"):
            page.keyboard.press(key)
            return
        page.keyboard.press("ArrowDown")
    pytest.fail(f"no way with the arrows to {words}")


def test_a_page_with_three_doubts_is_worked_by_the_keys(
    desktop: Page, sign_in: SignIn, editor: User, source: SourcePage
) -> None:
    sign_in(desktop, editor)
    work(desktop, source)
    doubts = desktop.locator(".queue-doubt")
    expect(doubts).to_have_count(3)
    for scheme in ("dark", "light"):
        desktop.emulate_media(color_scheme=scheme)
        expect_accessible(desktop)
    press(desktop, "?")
    expect(desktop.locator("#queue-keys")).to_be_visible()
    expect_accessible(desktop)
    press(desktop, "Escape")
    press(desktop, "n")
    for left in (2, 1, 0):
        expect(doubts.first.locator("button").first).to_be_focused()
        press(desktop, "1")
        expect(doubts).to_have_count(left)
    expect(desktop.locator("button[value=accept_page]")).to_be_focused()
    expect_accessible(desktop)
    press(desktop, "Enter")
    expect(desktop.locator(".queue-story .state-signed_off")).to_have_count(3)
    expect_accessible(desktop)
    assert set(Article.objects.values_list("status", flat=True)) == {Article.Status.DRAFT}
    assert Article.objects.count() == 3


def test_a_reading_is_put_right_by_the_keys(
    desktop: Page, sign_in: SignIn, editor: User, source: SourcePage
) -> None:
    sign_in(desktop, editor)
    work(desktop, source)
    stories = desktop.locator(".queue-story")
    # A story begins at the piece, and is joined again.
    press(desktop, "]")
    choose(desktop, "每到周末", "s")
    expect(stories).to_have_count(4)
    choose(desktop, "每到周末", "j")
    desktop.keyboard.type("2")
    press(desktop, "Enter")
    expect(stories).to_have_count(3)
    # Another role, another town, another story for one piece; and back.
    choose(desktop, "社区有个合唱团", "r")
    desktop.locator("#queue-role").select_option("kicker")
    press(desktop, "Enter")
    expect(desktop.locator(".piece.role-kicker")).to_have_text("2社区有个合唱团")
    press(desktop, "t")
    desktop.keyboard.type("普连集镇")
    press(desktop, "Enter")
    expect(desktop.locator("#story-2 dd").filter(has_text="普连集镇（曹县）")).to_be_visible()
    choose(desktop, "读书声里过新年", "m")
    desktop.keyboard.type("2")
    press(desktop, "Enter")
    expect(desktop.locator(".piece", has_text="读书声里过新年")).to_have_attribute("data-story", "2")
    press(desktop, "u")
    expect(desktop.locator(".piece", has_text="读书声里过新年")).to_have_attribute("data-story", "3")
    # One story is none, one is accepted.
    desktop.locator("#story-3 .story-number").focus()
    press(desktop, "x")
    expect(stories).to_have_count(2)
    desktop.locator("#story-2 .story-number").focus()
    press(desktop, "a")
    expect(desktop.locator("#story-2 .state-signed_off")).to_be_visible()
    story = Article.objects.get()
    assert [town.name for town in story.towns.all()] == ["普连集镇"]


def test_some_words_of_a_line_are_split_off_and_stories_accepted_one_after_another(
    desktop: Page, sign_in: SignIn, editor: User, source: SourcePage
) -> None:
    sign_in(desktop, editor)
    work(desktop, source)
    press(desktop, "]")
    choose(desktop, "每到周末", "w")
    desktop.keyboard.type("队员们")
    press(desktop, "Enter")
    press(desktop, "s")
    expect(desktop.locator(".queue-story")).to_have_count(4)
    expect(desktop.locator("#story-4 .queue-body p")).to_have_text("队员们排练新歌。")
    desktop.locator("#story-1 .story-number").focus()
    for key in (1, 2, 4, 3):
        expect(desktop.locator(f"#story-{key} .story-number")).to_be_focused()
        press(desktop, "a")
        expect(desktop.locator(f"#story-{key} .state-signed_off")).to_be_visible()
    assert Article.objects.count() == 4


def test_focus_shows_which_characters_made_which_field(
    desktop: Page, sign_in: SignIn, editor: User, source: SourcePage
) -> None:
    sign_in(desktop, editor)
    work(desktop, source)
    desktop.locator("#story-2 dd a", has_text="社区有个合唱团").focus()
    expect(desktop.locator(".piece.is-lit")).to_have_text("2社区有个合唱团")
    desktop.locator(".piece", has_text="每到周末").locator("input").focus()
    expect(desktop.locator("#story-2 .queue-body p.is-lit")).to_have_count(1)


def test_words_marked_with_the_mouse_are_split_off(
    desktop: Page, sign_in: SignIn, editor: User, source: SourcePage
) -> None:
    sign_in(desktop, editor)
    work(desktop, source)
    box = desktop.evaluate(
        """() => {
            const texts = [...document.querySelectorAll(".piece-text")];
            const text = texts.find((each) => each.textContent.includes("队员们")).firstChild;
            const range = document.createRange();
            range.setStart(text, text.data.indexOf("队员们"));
            range.setEnd(text, text.data.indexOf("队员们") + 3);
            text.parentElement.scrollIntoView({ block: "center" });
            const { left, right, top, bottom } = range.getBoundingClientRect();
            return { left, right, middle: (top + bottom) / 2 };
        }"""
    )
    desktop.mouse.move(box["left"] + 1, box["middle"])
    desktop.mouse.down()
    desktop.mouse.move(box["right"] - 1, box["middle"], steps=5)
    desktop.mouse.up()
    desktop.locator("button[value=split]").click()
    expect(desktop.locator(".queue-story")).to_have_count(4)
    expect(desktop.locator(".piece", has_text="队员们排练新歌。").locator(".piece-number")).to_have_text("4")


def test_on_a_telephone_the_doubts_come_first_and_nothing_is_cut(
    phone: Page, sign_in: SignIn, editor: User, source: SourcePage
) -> None:
    sign_in(phone, editor)
    for address in (QUEUE, f"{QUEUE}{source.pk}/stories/"):
        phone.goto(address)
        expect_accessible(phone)
        assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    tops = [phone.locator(name).bounding_box() for name in (".queue-doubts", ".queue-text", "#story-1")]
    assert [box["y"] for box in tops if box] == sorted(box["y"] for box in tops if box)
    phone.locator(".queue-doubt").first.locator("button").first.click()
    expect(phone.locator(".queue-doubt")).to_have_count(2)
