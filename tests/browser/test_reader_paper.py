"""The digital paper in a browser: read by keyboard, by touch, without a script, near and far."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils.translation import gettext
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from articles.models import Article
from issues.models import Issue, Placement
from tests import make
from tests.browser.accessibility import SMALL, expect_accessible, expect_no_sideways_scroll
from tests.browser.hands import tab_to

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/issues/2023-12-20/A2/"
WIDTH = "() => document.querySelector('.plate').offsetWidth / document.querySelector('.frame').clientWidth"
MEANT = """() => [...document.querySelectorAll('.is-meant')].map(
    (each) => [each.localName, each.textContent.trim()]
)"""
COLOUR = "box => getComputedStyle(box).stroke"


@pytest.fixture
def stories(transactional_db: None) -> list[Article]:
    """Three pages, the middle one with four stories, of which one stands in two pieces."""
    issue = make.make_issue(publish_at=make.LONG_AGO)
    first, middle, last = (
        make.make_page(issue, f"A{number}", order=number, name=name)
        for number, name in ((1, "要闻"), (2, "综合"), (3, "副刊"))
    )
    stories = [make.make_published(name) for name in ("麦田返青", "水渠修好了", "集市开张", "老街记忆")]
    for order, story in enumerate(stories):
        make.make_placement(story, middle, order=order)
    make.make_placement(make.make_published("头版头条"), first)
    lead, second, third, fourth = stories
    make.make_rendition(first)
    make.make_rendition(
        middle,
        (lead, 0.05, 0.05, 0.9, 0.3),
        (second, 0.05, 0.4, 0.4, 0.5),
        (third, 0.5, 0.4, 0.45, 0.2),
        (fourth, 0.5, 0.65, 0.45, 0.1),
        (second, 0.5, 0.8, 0.45, 0.1),
    )
    make.make_rendition(last)
    return stories


@pytest.fixture
def touched(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    context = browser.new_context(
        base_url=live_server.url,
        viewport={"width": 360, "height": 740},
        has_touch=True,
        is_mobile=True,
        service_workers="block",
    )
    yield context.new_page()
    context.close()


def stroke(page: Page, selector: str, by: int, *, down: int = 0) -> None:
    """A finger put down in the middle of it, moved and lifted."""
    box = page.locator(selector).bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, min(box["y"] + box["height"] / 2, 600)
    session = page.context.new_cdp_session(page)
    put = {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]}
    session.send("Input.dispatchTouchEvent", put)
    for part in (0.3, 0.6, 1):
        point = {"x": x + by * part, "y": y + down * part}
        session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_a_page_is_read_with_the_keyboard_alone(desktop: Page, stories: list[Article]) -> None:
    desktop.goto(PAGE)
    tab_to(desktop, ".areas a")
    for story in stories:
        expect(desktop.locator(f"#at-{story.pk}")).to_be_focused()
        desktop.keyboard.press("Tab")
    expect(desktop.locator(".stories li a").first).to_be_focused()
    for _story in stories[:2]:
        desktop.keyboard.press("Shift+Tab")
    desktop.keyboard.press("Enter")
    expect(desktop.locator("h1")).to_have_text("集市开张")


def test_the_page_that_is_read_is_in_sight_in_the_row_of_pages(phone: Page, stories: list[Article]) -> None:
    issue = Issue.objects.get()
    for number in range(4, 9):
        last = make.make_page(issue, f"A{number}", order=number, name="副刊")
        make.make_rendition(last)
    phone.goto(last.get_absolute_url())
    box = phone.locator(".leaf[aria-current]").bounding_box()
    assert box
    assert 0 <= box["x"] <= 360 - box["width"]


def test_the_focus_is_seen_on_every_piece_of_a_story(desktop: Page, stories: list[Article]) -> None:
    desktop.goto(PAGE)
    boxes = desktop.locator(f"#at-{stories[1].pk} rect")
    assert boxes.first.evaluate(COLOUR) == "rgba(0, 0, 0, 0)"
    tab_to(desktop, f"#at-{stories[1].pk}")
    assert [box.evaluate(COLOUR) for box in boxes.all()] == ["rgb(169, 21, 31)"] * 2


def test_what_is_pointed_at_on_the_picture_is_meant_in_the_list_and_the_other_way(
    desktop: Page, stories: list[Article]
) -> None:
    desktop.goto(PAGE)
    tab_to(desktop, ".stories li a")
    assert desktop.evaluate(MEANT) == [["a", ""], ["li", "麦田返青"]]
    desktop.locator(f"#at-{stories[2].pk} rect").hover()
    assert desktop.evaluate(MEANT) == [["a", ""], ["li", "集市开张"]]
    desktop.locator(".stories li", has_text="老街记忆").hover()
    assert desktop.evaluate(MEANT) == [["a", ""], ["li", "老街记忆"]]
    desktop.locator("h1").hover()
    assert desktop.evaluate(MEANT) == []


def test_pages_are_turned_with_the_arrow_keys(desktop: Page, stories: list[Article]) -> None:
    desktop.goto(PAGE)
    desktop.keyboard.press("ArrowRight")
    expect(desktop.locator("h1")).to_contain_text("副刊")
    # There is none after the last.
    desktop.keyboard.press("ArrowRight")
    desktop.keyboard.press("ArrowLeft")
    expect(desktop.locator("h1")).to_contain_text("综合")
    desktop.keyboard.press("ArrowLeft")
    expect(desktop.locator("h1")).to_contain_text("要闻")


def test_no_key_is_taken_from_who_types_or_holds_another(desktop: Page, stories: list[Article]) -> None:
    desktop.goto(PAGE)
    search = desktop.locator(".nav-search input")
    search.fill("麦田")
    for key in ("ArrowLeft", "+", "0", "-"):
        search.press(key)
    expect(search).to_have_value("麦+0-田")
    search.blur()
    for key in ("Control+ArrowRight", "Shift+ArrowRight", "Control+ArrowLeft"):
        desktop.keyboard.press(key)
    assert desktop.url.endswith(PAGE)
    assert desktop.evaluate(WIDTH) == pytest.approx(1, abs=0.02)


def test_stories_are_turned_with_the_arrow_keys(desktop: Page, stories: list[Article]) -> None:
    desktop.goto(stories[0].get_absolute_url())
    desktop.keyboard.press("ArrowRight")
    expect(desktop.locator("h1")).to_have_text("水渠修好了")
    desktop.keyboard.press("ArrowLeft")
    expect(desktop.locator("h1")).to_have_text("麦田返青")


def test_pages_and_stories_are_turned_with_a_stroke(touched: Page, stories: list[Article]) -> None:
    touched.goto(PAGE)
    stroke(touched, ".frame", -140)
    expect(touched.locator("h1")).to_contain_text("副刊")
    stroke(touched, ".frame", 140)
    expect(touched.locator("h1")).to_contain_text("综合")
    touched.goto(stories[1].get_absolute_url())
    stroke(touched, ".story", -140)
    expect(touched.locator("h1")).to_have_text("集市开张")


def test_who_scrolls_down_or_has_the_picture_large_turns_nothing(
    touched: Page, stories: list[Article]
) -> None:
    touched.goto(PAGE)
    stroke(touched, ".frame", -80, down=-200)
    touched.get_by_role("button", name=gettext("Larger")).click()
    stroke(touched, ".frame", -140)
    touched.wait_for_timeout(500)
    assert touched.url.endswith(PAGE)
    # The finger moves the picture instead.
    assert touched.locator(".frame").evaluate("frame => frame.scrollLeft") > 90


def test_a_story_is_opened_by_pressing_it(touched: Page, stories: list[Article]) -> None:
    touched.goto(PAGE)
    touched.locator(f"#at-{stories[0].pk} rect").click()
    expect(touched.locator("h1")).to_have_text("麦田返青")


def test_the_picture_is_made_larger_and_whole_again(desktop: Page, stories: list[Article]) -> None:
    desktop.goto(PAGE)
    smaller, larger, whole = (
        desktop.get_by_role("button", name=gettext(name)) for name in ("Smaller", "Larger", "Whole page")
    )
    expect(whole).to_have_attribute("aria-disabled", "true")
    larger.click()
    larger.click()
    expect(desktop.locator("output")).to_have_text("200%")
    # The arrows move the picture now, and turn nothing.
    before = desktop.locator(".frame").evaluate("frame => frame.scrollLeft")
    desktop.keyboard.press("ArrowRight")
    assert desktop.locator(".frame").evaluate("frame => frame.scrollLeft") == before + 80
    assert desktop.evaluate(WIDTH) == pytest.approx(2, abs=0.05)
    expect_no_sideways_scroll(desktop)
    smaller.click()
    expect(desktop.locator("output")).to_have_text("150%")
    whole.click()
    assert desktop.evaluate(WIDTH) == pytest.approx(1, abs=0.02)
    for _more in range(4):
        larger.click()
    expect(larger).to_have_attribute("aria-disabled", "true")
    expect(desktop.locator("output")).to_have_text("400%")


def test_a_story_is_opened_on_the_large_picture(desktop: Page, stories: list[Article]) -> None:
    desktop.goto(PAGE)
    tab_to(desktop, ".areas a")
    for key in ("+", "+", "-", "+"):
        desktop.keyboard.press(key)
    expect(desktop.locator("output")).to_have_text("200%")
    # Tab brings what has the focus into sight.
    for _story in stories[1:]:
        desktop.keyboard.press("Tab")
    expect(desktop.locator(f"#at-{stories[3].pk} rect")).to_be_in_viewport()
    # The arrows move the picture now.
    desktop.keyboard.press("ArrowRight")
    assert desktop.url.endswith(PAGE)
    desktop.keyboard.press("0")
    assert desktop.evaluate(WIDTH) == pytest.approx(1, abs=0.02)
    desktop.keyboard.press("Enter")
    expect(desktop.locator("h1")).to_have_text("老街记忆")


def test_from_a_story_one_comes_to_its_place_on_the_page(desktop: Page, stories: list[Article]) -> None:
    desktop.goto(stories[3].get_absolute_url())
    desktop.locator(".place").click()
    expect(desktop.locator(f"#at-{stories[3].pk}")).to_be_in_viewport()
    assert desktop.evaluate(MEANT) == [["a", ""], ["li", "老街记忆"]]


def test_a_day_is_chosen(desktop: Page, stories: list[Article]) -> None:
    Issue.objects.create(date="2023-12-18", publish_at=make.LONG_AGO)
    desktop.goto(PAGE)
    desktop.locator(".days summary").press("Enter")
    desktop.locator(".days td a").first.click()
    expect(desktop.locator("h1")).to_contain_text("2023年12月18日")
    desktop.locator(".days summary").press("Enter")
    desktop.locator("#day").fill("2023-12-19")
    desktop.locator("#day").press("Enter")
    expect(desktop.locator("#missed-title")).to_contain_text("2023年12月19日")


def test_without_a_script_a_page_is_whole(plain: Page, stories: list[Article]) -> None:
    plain.goto(PAGE)
    expect(plain.locator(".zoom")).to_be_hidden()
    assert plain.locator(".areas a").count() == 4
    for selector in (".stories li a", ".leaves a", ".paper-turn a", ".turn [rel=next]"):
        expect(plain.locator(selector).first).to_be_visible()
    large = plain.locator(".paper-links a[href*=large]").get_attribute("href")
    assert plain.request.get(str(large)).headers["content-type"] == "image/webp"
    plain.locator(".as-text summary").click()
    expect(plain.locator(".made-up")).to_be_visible()
    plain.locator(f"#at-{stories[0].pk} rect").click()
    expect(plain.locator("h1")).to_have_text("麦田返青")


def test_the_list_comes_quickly_to_hand_on_a_telephone(phone: Page, stories: list[Article]) -> None:
    phone.goto(PAGE)
    phone.get_by_role("link", name=gettext("List of stories")).click()
    expect(phone.locator(".stories li").first).to_be_in_viewport()


def test_who_goes_by_the_keys_comes_past_the_picture_to_the_list(
    desktop: Page, stories: list[Article]
) -> None:
    desktop.goto(PAGE)
    tab_to(desktop, ".to-list a")
    expect(desktop.locator(".to-list")).to_be_in_viewport()
    desktop.keyboard.press("Enter")
    desktop.keyboard.press("Tab")
    expect(desktop.locator(".stories li a").first).to_be_focused()


def test_a_page_prints_as_its_picture_on_one_sheet(desktop: Page, stories: list[Article]) -> None:
    desktop.goto(PAGE)
    desktop.get_by_role("button", name=gettext("Larger")).click()
    desktop.emulate_media(media="print")
    expect(desktop.locator(".plate img")).to_be_visible()
    for hidden in (".paper-bar", ".stories", ".leaves", ".masthead", ".turn"):
        expect(desktop.locator(hidden).first).to_be_hidden()
    assert desktop.pdf(format="A4").count(b"/Type /Page\n") <= 1


@pytest.fixture
def addresses(stories: list[Article]) -> list[str]:
    undrawn = make.make_page(Issue.objects.get(), "A4", order=4, name="体育")
    Placement.objects.create(page=undrawn, article=make.make_published("乡村篮球赛"))
    plain = [PAGE, undrawn.get_absolute_url(), "/issues/2023-12-20/", "/issues/", "/issues/?date=2023-12-19"]
    return [*plain, "/", stories[1].get_absolute_url()]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(desktop: Page, addresses: list[str], scheme: str) -> None:
    desktop.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for address in addresses:
        desktop.goto(address)
        desktop.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
        expect_accessible(desktop)
    desktop.goto(PAGE)
    desktop.get_by_role("button", name=gettext("Larger")).click()
    expect_accessible(desktop)


def test_nothing_runs_sideways_and_every_tool_is_large_enough_for_a_thumb(
    phone: Page, addresses: list[str]
) -> None:
    phone.set_viewport_size({"width": 320, "height": 640})
    for address in addresses:
        phone.goto(address)
        phone.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
        expect_no_sideways_scroll(phone)
        assert phone.evaluate(SMALL, ".paper-bar a, .zoom button, summary, .day-form button, .leaf") == [], (
            address
        )
    phone.goto(PAGE)
    phone.get_by_role("button", name=gettext("Larger")).click()
    expect_no_sideways_scroll(phone)
