"""A reader types, narrows and reads on: with the scripts, without them, with the keyboard alone."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import SMALL, expect_accessible, expect_no_sideways_scroll
from tests.browser.hands import tab_to
from tests.make import LONG_AGO, make_credit, make_person, make_photo, make_picture, make_published, make_town

pytestmark = pytest.mark.django_db(transaction=True)
STORIES = 45
PRESSED = (
    ".search-form input, .search-form button, .nav-search button, .filters summary, .filter-list a, "
    ".chosen a, .orders a, .meant a, .turn a"
)
STATES = (
    "/search/",
    "/search/?q=小麦",
    "/search/?q=小麦&town=tianzhuang&order=relevant",
    "/search/?q=小麦&town=nowhere",
    "/search/?q=没有这样的事 -房地产 日期:2026-02-30",
    "/search/?q=-小麦",
    "/search/?q=" + "averylongwordwithoutanybreak" * 10,
)


@pytest.fixture(autouse=True)
def paper(transactional_db: None) -> None:
    """Three pages of stories about wheat, half of them from 田庄镇."""
    towns = (make_town(), make_town("马岭岗镇", "malinggang"))
    person = make_person("田野")
    for number in range(STORIES):
        at = LONG_AGO - dt.timedelta(days=20 * number)
        story = make_published(
            f"小麦{number}", towns=(towns[number % 2],), publish_at=at, body="麦田返青，小麦长势良好。" * 20
        )
        make_credit(story, person, printed_text="田野")
        if number == 0:
            make_photo(story, "雪后的麦田", image=make_picture())
            story.tags.add("小麦")


def suggestions(page: Page) -> list[str]:
    values: list[str] = page.evaluate(
        "[...document.querySelectorAll('#names option')].map((each) => each.value)"
    )
    return values


def test_names_are_suggested_while_one_types_on_any_page(desktop: Page) -> None:
    for address, field in (("/", "#nav-q"), ("/search/", "#q")):
        desktop.goto(address)
        for typed, name in (("tzz", "田庄镇"), ("马岭", "马岭岗镇"), ("ty", "田野")):
            desktop.locator(field).fill("")
            desktop.locator(field).press_sequentially(typed)
            expect(desktop.locator(f"#names option[value={name}]")).to_have_count(1)


def test_only_the_last_of_quick_letters_is_asked(desktop: Page) -> None:
    desktop.goto("/search/")
    asked: list[str] = []
    desktop.on("request", lambda request: asked.append(request.url) if "suggest" in request.url else None)
    desktop.locator("#q").press_sequentially("tianzhuang", delay=10)
    expect(desktop.locator("#names option")).to_have_count(1)
    assert len(asked) < 5
    assert suggestions(desktop) == ["田庄镇"]


def test_a_reader_searches_from_the_front_page_narrows_and_reads_on(phone: Page) -> None:
    phone.goto("/")
    phone.locator("#nav-q").fill("小麦")
    phone.locator("#nav-q").press("Enter")
    expect(phone.locator(".results-count")).to_contain_text(str(STORIES))
    expect(phone.locator(".list .item")).to_have_count(20)
    expect(phone.locator(".list h3 mark").first).to_have_text("小麦")
    expect(phone.locator(".meant")).to_contain_text("小麦")

    expect(phone.locator(".filter-list").first).to_be_hidden()
    phone.locator(".filters summary").click()
    phone.locator(".filter-list a[href$='town=tianzhuang']").click()
    expect(phone.locator(".results-count")).to_contain_text("23")
    expect(phone.locator("#q")).to_have_value("小麦")

    phone.locator("[rel=next]").click()
    expect(phone.locator(".list .item")).to_have_count(23)
    expect(phone).to_have_url(re.compile("after="))
    expect(phone.locator(".turn [rel=next]")).to_have_count(0)
    phone.locator(".list h3 a").nth(21).click()
    expect(phone.locator("h1")).to_have_text("小麦42")
    phone.go_back()
    expect(phone.locator(".list .item")).to_have_count(23)

    phone.locator(".chosen a").click()
    expect(phone.locator(".results-count")).to_contain_text(str(STORIES))


def test_on_a_desk_the_filters_stand_open(desktop: Page) -> None:
    desktop.goto("/search/?q=小麦")
    expect(desktop.locator(".filter-list").first).to_be_visible()
    desktop.get_by_role("link", name=re.compile("^2022")).click()
    expect(desktop).to_have_url(re.compile("year=2022"))


def test_without_any_script_everything_is_reached_by_links(plain: Page) -> None:
    plain.goto("/")
    plain.locator("#nav-q").fill("小麦")
    plain.locator(".nav-search button").click()
    plain.locator(".filters summary").click()
    plain.locator(".filter-list a[href$='town=malinggang']").click()
    expect(plain.locator(".results-count")).to_contain_text("22")
    plain.locator(".orders a").last.click()
    expect(plain.locator(".orders [aria-current]")).to_have_attribute("href", re.compile("order=relevant"))
    plain.locator("[rel=next]").click()
    expect(plain.locator(".list .item")).to_have_count(2)
    plain.locator("[rel=prev]").click()
    expect(plain.locator(".list .item")).to_have_count(20)


def test_the_keyboard_alone_finds_narrows_and_takes_the_filter_away(desktop: Page) -> None:
    desktop.goto("/about/")
    tab_to(desktop, "#nav-q")
    desktop.keyboard.type("小麦")
    desktop.keyboard.press("Enter")
    expect(desktop.locator(".results-count")).to_contain_text(str(STORIES))
    tab_to(desktop, ".filter-list a[href$='town=tianzhuang']")
    desktop.keyboard.press("Enter")
    expect(desktop.locator(".results-count")).to_contain_text("23")
    tab_to(desktop, ".chosen a")
    desktop.keyboard.press("Enter")
    expect(desktop.locator(".results-count")).to_contain_text(str(STORIES))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_state(desktop: Page, scheme: str) -> None:
    desktop.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for address in STATES:
        desktop.goto(address)
        expect_accessible(desktop)


def test_axe_finds_nothing_on_a_telephone(phone: Page) -> None:
    phone.goto("/search/?q=小麦")
    phone.locator(".filters summary").click()
    expect_accessible(phone)


def test_nothing_runs_sideways_and_all_is_big_enough_for_a_thumb_at_320_px(phone: Page) -> None:
    phone.set_viewport_size({"width": 320, "height": 640})
    for address in (*STATES, "/", "/about/"):
        phone.goto(address)
        expect_no_sideways_scroll(phone)
        assert phone.evaluate(SMALL, PRESSED) == [], address
