"""The queue in a browser: files are dropped, a page of three doubts is worked by the keys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article, Credit
from ingest.importing import accept, receive
from ingest.models import SourcePage
from people.models import Person, User
from policy.roles import Role
from tests.browser.accessibility import expect_accessible, expect_no_sideways_scroll
from tests.make import make_person, make_user
from tests.test_queue import PAGE
from tests.test_queue_people import page_by
from towns.loading import load_prefecture
from towns.models import Town

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
    moved = desktop.locator(".piece", has_text="读书声里过新年")
    for key, story in (
        ("u", "3"),
        ("Shift+U", "2"),
        ("Control+z", "3"),
        ("Control+Shift+Z", "2"),
        ("Control+z", "3"),
    ):
        press(desktop, key)
        expect(moved).to_have_attribute("data-story", story)
    # One story is none, one is accepted.
    desktop.locator("#story-3 .story-number").focus()
    press(desktop, "x")
    expect(stories).to_have_count(2)
    desktop.locator("#story-2 .story-number").focus()
    press(desktop, "a")
    expect(desktop.locator("#story-2 .state-signed_off")).to_be_visible()
    draft = Article.objects.get()
    assert [town.name for town in draft.towns.all()] == ["普连集镇"]


def test_what_a_corrected_text_changed_is_looked_at(
    desktop: Page, sign_in: SignIn, editor: User, source: SourcePage
) -> None:
    accept(source, by=editor)
    Article.objects.filter(headline="社区有个合唱团").update(filed_by=editor)
    text = PAGE.replace("排练新歌", "排练新歌曲")
    corrected = receive(text, date=source.date, label="A3", replaces=True, by=editor).source
    sign_in(desktop, editor)
    work(desktop, corrected)
    row = desktop.locator("#compared li")
    expect(row.locator("ins")).to_contain_text("曲")
    for scheme in ("dark", "light"):
        desktop.emulate_media(color_scheme=scheme)
        expect_accessible(desktop)
    row.locator("button[value=keep_draft]").click()
    expect(desktop.locator(".queue-facts .state-signed_off")).to_be_visible()
    expect(row).to_have_count(0)


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


def test_a_namesake_is_chosen_and_somebody_new_declined_by_the_keys(
    desktop: Page, sign_in: SignIn, editor: User
) -> None:
    town = Town.objects.get(name="田庄镇")
    make_person("王燕", Person.Kind.CORRESPONDENT, town=Town.objects.get(name="莱河镇"))
    near = make_person("王燕", Person.Kind.CORRESPONDENT, town=town)
    text = page_by("通讯员 王燕 刘菲")
    source = receive(text, date=dt.date(2023, 12, 20), label="A3", by=editor).source
    sign_in(desktop, editor)
    work(desktop, source)
    doubt = desktop.locator(".queue-doubt")
    expect(doubt.locator("button")).to_have_count(4)
    for scheme in ("dark", "light"):
        desktop.emulate_media(color_scheme=scheme)
        expect_accessible(desktop)
    press(desktop, "n")
    expect(doubt.locator("button").first).to_contain_text("田庄镇")
    press(desktop, "1")
    expect(doubt).to_have_count(0)
    expect(desktop.locator("#story-1 .queue-person").first).to_contain_text("田庄镇")
    # The other one is new: her name alone is kept.
    desktop.locator("#story-1 .story-number").focus()
    press(desktop, "b")
    expect(desktop.locator("#who-1-1")).to_be_focused()
    expect_accessible(desktop)
    press(desktop, "Tab")
    press(desktop, "Tab")
    expect(desktop.locator("#who-1-2")).to_be_focused()
    press(desktop, "ArrowDown")
    press(desktop, "Tab")
    press(desktop, "Enter")
    expect(desktop.locator("#who-1-2")).to_have_value("open")
    press(desktop, "Shift+A")
    expect(desktop.locator("#story-1 .state-signed_off")).to_be_visible()
    people = dict(Credit.objects.values_list("printed_text", "person"))
    assert people == {"王燕": near.pk, "刘菲": None}
    assert Person.objects.count() == 2


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
        expect_no_sideways_scroll(phone)
    tops = [phone.locator(name).bounding_box() for name in (".queue-doubts", ".queue-text", "#story-1")]
    assert [box["y"] for box in tops if box] == sorted(box["y"] for box in tops if box)
    phone.locator(".queue-doubt").first.locator("button").first.click()
    expect(phone.locator(".queue-doubt")).to_have_count(2)
