"""A reader finds the town, keeps it, and reads on: with the script, without it, with the keyboard alone."""

from __future__ import annotations

import datetime as dt
import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article
from tests.browser.accessibility import SMALL, expect_accessible, expect_no_sideways_scroll
from tests.browser.hands import tab_to
from tests.make import LONG_AGO, make_credit, make_person, make_photo, make_published
from tests.test_images import picture, upload
from tests.test_reader_places import TYPED
from towns.loading import load_prefecture
from towns.models import Town

STORIES = 45
MOVED = """new PerformanceObserver((list) => {
    window.moved = (window.moved || 0) + list.getEntries().reduce((sum, each) => sum + each.value, 0);
}).observe({ type: "layout-shift", buffered: true });"""
TOWN = "/towns/tianzhuang/"
PRESSED = (
    ".town-list a, .jumps a, .ways a, #q, .finder button, .acts *, .side-list a, .turn a, "
    ".facts a, .map polygon"
)


@pytest.fixture
def town(transactional_db: None) -> Town:
    """田庄镇 among all towns of the prefecture, with three pages of stories over three years."""
    load_prefecture("菏泽市")
    town = Town.objects.get(slug="tianzhuang")
    person = make_person("王燕")
    for number in range(STORIES):
        at = LONG_AGO - dt.timedelta(days=20 * number)
        make_credit(
            make_published(f"第{number}篇", towns=(town,), publish_at=at, body="麦田返青。" * 30), person
        )
    make_photo(newest(), "雪后的麦田", image=upload(picture()))
    return town


def newest() -> Article:
    return Article.objects.published().newest_first()[0]


def shown(page: Page) -> list[str]:
    names = page.locator(".town-list li:visible a > span:first-child")
    return [text.strip() for text in names.all_text_contents()]


def headlines(page: Page) -> list[str]:
    return page.locator(".list .headline").all_text_contents()


def test_typing_leaves_the_towns_that_are_meant(town: Town, phone: Page) -> None:
    phone.goto("/towns/")
    for typed, towns in TYPED.items():
        phone.locator("#q").fill(typed)
        assert sorted(shown(phone)) == sorted(towns), typed
        expect(phone.locator(".said b")).to_have_text(str(len(towns)))
        expect(phone.locator(".none-found")).to_be_visible(visible=not towns)
    phone.locator("#q").fill("")
    assert len(shown(phone)) == Town.objects.count()
    expect(phone.locator(".map")).to_be_visible()


def test_enter_goes_to_the_only_town_and_the_way_back_leads_to_what_was_typed(
    town: Town, desktop: Page
) -> None:
    desktop.goto("/towns/")
    desktop.locator("#q").press_sequentially("tzz")
    assert shown(desktop) == ["田庄镇"]
    desktop.keyboard.press("Enter")
    expect(desktop.locator("h1")).to_have_text("田庄镇")
    desktop.go_back()
    expect(desktop.locator("#q")).to_have_value("tzz")
    assert shown(desktop) == ["田庄镇"]
    desktop.locator("#q").fill("")
    assert len(shown(desktop)) == Town.objects.count()


def test_the_map_leads_to_a_county_by_keyboard(town: Town, desktop: Page) -> None:
    desktop.goto("/towns/")
    tab_to(desktop, ".map a[href$='#juye']")
    desktop.keyboard.press("Enter")
    expect(desktop).to_have_url(re.compile("#juye$"))
    expect(desktop.locator("#juye h2")).to_be_in_viewport()


def test_a_grandmother_finds_her_town_in_two_taps(town: Town, phone: Page) -> None:
    phone.goto("/")
    phone.locator(".nav").get_by_role("link").nth(1).click()
    phone.get_by_role("link", name=re.compile("^田庄镇")).click()
    expect(phone.locator("h1")).to_have_text("田庄镇")


def test_what_is_pressed_on_the_towns_page_is_big_enough_for_a_thumb(town: Town, phone: Page) -> None:
    for address in ("/towns/", "/towns/?by=letter", TOWN):
        phone.goto(address)
        small = phone.evaluate(SMALL, PRESSED)
        assert small == [], address


def test_nothing_is_wider_than_the_smallest_screen(town: Town, phone: Page) -> None:
    phone.set_viewport_size({"width": 320, "height": 640})
    for address in ("/", "/towns/", "/towns/?by=letter", "/towns/?q=xyz", TOWN, "/counties/juye/"):
        phone.goto(address)
        expect_no_sideways_scroll(phone)


def test_older_stories_are_added_below_and_stay_on_the_way_back(town: Town, phone: Page) -> None:
    phone.goto(TOWN)
    expect(phone.locator(".list .item")).to_have_count(20)
    phone.locator("[rel=next]").click()
    expect(phone.locator(".list .item")).to_have_count(40)
    expect(phone).to_have_url(re.compile(r"\?page=2$"))
    expect(phone.get_by_role("link", name="第20篇", exact=True)).to_be_focused()
    expect(phone.locator(".turn [role=status]")).to_contain_text("2")
    phone.locator("[rel=next]").click()
    expect(phone.locator(".list .item")).to_have_count(STORIES)
    expect(phone.locator("[rel=next]")).to_have_count(0)
    assert headlines(phone) == [f"第{number}篇" for number in range(STORIES)]

    link = phone.get_by_role("link", name="第25篇", exact=True)
    link.scroll_into_view_if_needed()
    link.click()
    expect(phone.locator("h1")).to_have_text("第25篇")
    phone.go_back()
    expect(phone.locator(".list .item")).to_have_count(STORIES)
    assert headlines(phone) == [f"第{number}篇" for number in range(STORIES)]
    expect(link).to_be_in_viewport()


def test_a_story_that_came_out_meanwhile_repeats_none(town: Town, desktop: Page) -> None:
    desktop.goto(TOWN)
    make_published("刚刚刊出", towns=(town,))
    desktop.locator("[rel=next]").click()
    expect(desktop.locator(".list .item")).to_have_count(39)
    assert len(set(headlines(desktop))) == 39


@pytest.mark.browser_errors_expected
def test_where_the_older_page_does_not_come_the_link_leads_to_it(town: Town, desktop: Page) -> None:
    desktop.goto(TOWN)
    failing = iter([True])
    desktop.route("**/*page=2", lambda route: route.abort() if next(failing, False) else route.continue_())
    desktop.locator("[rel=next]").click()
    expect(desktop.locator(".list .item").first).to_contain_text("第20篇")


def test_a_year_is_read_by_itself(town: Town, desktop: Page) -> None:
    desktop.goto(TOWN)
    desktop.locator(".years a[href='?year=2022']").click()
    expect(desktop.locator(".years [aria-current]")).to_contain_text("2022")
    assert all("2022" in text for text in desktop.locator(".list time").all_text_contents())


def test_the_own_town_is_one_tap_away_and_known_to_this_device_alone(town: Town, phone: Page) -> None:
    phone.goto(TOWN)
    phone.locator(".remember").click()
    expect(phone.locator(".nav .my-town a")).to_have_text("田庄镇")
    phone.goto("/")
    expect(phone.locator(".my-town-stories li")).to_have_count(3)
    expect(phone.locator(".my-town-stories li").first).to_contain_text("第0篇")
    phone.locator(".nav .my-town a").click()
    expect(phone).to_have_url(re.compile(f"{TOWN}$"))
    assert phone.context.cookies() == []

    phone.locator(".remember").click()
    expect(phone.locator(".nav .my-town")).to_be_hidden()
    phone.goto("/")
    expect(phone.locator(".my-town-stories")).to_be_hidden()


def test_a_remembered_town_moves_nothing_when_its_stories_come(town: Town, phone: Page) -> None:
    phone.goto(TOWN)
    phone.locator(".remember").click()
    phone.add_init_script(MOVED)
    phone.goto("/")
    expect(phone.locator(".my-town-stories li")).to_have_count(3)
    assert phone.evaluate("window.moved || 0") < 0.01


def test_a_town_of_one_story_has_no_empty_lines(town: Town, phone: Page) -> None:
    """What came out since has no line yet, and gets it the next time."""
    quiet = Town.objects.get(slug="taiping")
    make_published("太平镇的一篇", towns=(quiet,))
    phone.goto("/towns/taiping/")
    phone.locator(".remember").click()
    make_published("太平镇的又一篇", towns=(quiet,))
    phone.add_init_script(MOVED)
    lines = phone.locator(".my-town-stories ol")
    for count in (1, 2):
        phone.goto("/")
        expect(lines.locator("li")).to_have_count(count)
        expect(lines.locator("li").first).to_contain_text("又一篇")
        assert phone.evaluate("window.moved || 0") < 0.01
        height = lines.evaluate("list => list.getBoundingClientRect().height")
        assert abs(height - 44 * count) < 1


def test_a_town_without_stories_says_so_in_its_one_line(town: Town, phone: Page) -> None:
    phone.goto("/towns/taiping/")
    phone.locator(".remember").click()
    phone.goto("/")
    expect(phone.locator(".my-town-stories .quiet")).to_be_visible()
    expect(phone.locator(".my-town-stories li")).to_have_count(1)


@pytest.mark.browser_errors_expected
def test_a_town_that_is_no_more_is_forgotten(town: Town, phone: Page) -> None:
    phone.goto("/")
    phone.evaluate("localStorage.setItem('my-town', 'nirgends 没有镇')")
    phone.reload()
    expect(phone.locator(".my-town-stories")).to_be_hidden()
    assert phone.evaluate("localStorage.getItem('my-town')") is None


def test_where_nothing_may_be_stored_nothing_is_offered(town: Town, phone: Page) -> None:
    phone.add_init_script("""Object.defineProperty(window, "localStorage", {
        get() { throw new DOMException("denied", "SecurityError"); },
    });""")
    phone.goto(TOWN)
    expect(phone.locator(".list .item")).to_have_count(20)
    expect(phone.locator(".remember")).to_be_hidden()
    phone.locator("[rel=next]").click()
    expect(phone.locator(".list .item")).to_have_count(40)


def test_odd_things_in_the_store_do_no_harm(town: Town, phone: Page) -> None:
    phone.goto("/")
    for odd in ("", "x", "../admin 后台", "<b> <i>", "{}"):
        phone.evaluate("text => localStorage.setItem('my-town', text)", odd)
        phone.reload()
        expect(phone.locator(".nav .my-town")).to_be_hidden()


def test_everything_is_there_without_a_script(town: Town, plain: Page) -> None:
    plain.goto("/towns/")
    plain.locator("#q").fill("tzz")
    plain.locator(".finder button").click()
    assert shown(plain) == ["田庄镇"]
    plain.locator(".town-list li:visible a").click()
    expect(plain.locator("h1")).to_have_text("田庄镇")
    expect(plain.locator(".remember")).to_be_hidden()
    plain.locator("[rel=next]").click()
    expect(plain.locator(".list .item").first).to_contain_text("第20篇")
    plain.locator("[rel=prev]").click()
    assert urlsplit(plain.url).query == "page=1"
    plain.goto("/")
    expect(plain.locator(".my-town-stories")).to_be_hidden()
    expect(plain.locator(".nav .my-town")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_places_are_accessible(town: Town, desktop: Page, scheme: str) -> None:
    desktop.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for address in (
        "/towns/",
        "/towns/?by=letter",
        "/towns/?q=xyz",
        TOWN,
        "/towns/taiping/",
        "/counties/juye/",
    ):
        desktop.goto(address)
        expect_accessible(desktop)
    desktop.goto(TOWN)
    desktop.locator(".remember").click()
    expect_accessible(desktop)
    desktop.goto("/")
    expect(desktop.locator(".my-town-stories li")).to_have_count(3)
    expect_accessible(desktop)
