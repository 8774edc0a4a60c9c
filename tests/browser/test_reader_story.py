"""A story in a browser: text size, link and share sheet, photos one by one, print, and no script at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import gettext
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from articles.models import Article, Credit
from tests import make
from tests.browser.accessibility import expect_accessible, expect_no_sideways_scroll
from tests.browser.hands import tab_to

HEADLINE = "聚合高质量发展的强劲动能跑出项目建设加速"
PARAGRAPH = (
    "“今年的收成比去年好。”田庄镇农民李明站在地头，望着一片返青的麦田，笑得合不拢嘴，他说镇里请来了农技员。"
    * 3
)
# What moved on the page that nobody had pressed.
SHIFTED = """() => new Promise((resolve) => new PerformanceObserver((list) => resolve(
    list.getEntries().reduce((sum, entry) => sum + entry.value, 0)
)).observe({type: "layout-shift", buffered: true}) ?? setTimeout(() => resolve(0), 500))"""
CHARACTERS_A_LINE = """() => {
    const paragraph = document.querySelector(".text > p");
    return paragraph.clientWidth / parseFloat(getComputedStyle(paragraph).fontSize);
}"""
LAST_LINE = """() => {
    const [heading, range] = [document.querySelector("h1").firstChild, document.createRange()];
    const tops = [...heading.data].map((_character, at) => {
        range.setStart(heading, at);
        range.setEnd(heading, at + 1);
        return Math.round(range.getBoundingClientRect().top);
    });
    return tops.filter((top) => top === tops.at(-1)).length;
}"""
# A file of the story's own; the whole public side has 15 KB.
MOST_SCRIPT = 6 * 1024


@pytest.fixture
def story(transactional_db: None) -> Article:
    """A story on a page with a neighbour; three pictures and one still to come, a correction."""
    town, person = make.make_town(), make.make_person("刘菲")
    page = make.make_page(make.make_issue(publish_at=make.LONG_AGO))
    story = make.make_published(HEADLINE, body=f"{PARAGRAPH}\n## 小标题\n{PARAGRAPH}", towns=(town,))
    for number in range(3):
        photo = make.make_photo(
            story, f"第{number + 1}张：麦田返青。", image=make.make_picture(600, 400 + 150 * number)
        )
        make.make_credit(photo, person, role=Credit.Role.PHOTOGRAPHER)
    make.make_photo(story, "颁奖现场。")
    story.tags.add("春耕")
    make.make_placement(story, page)
    make.make_placement(make.make_published("同版的一篇"), page)
    make.make_published("镇里的旧闻", towns=(town,)).tags.add("春耕", "农机")
    make.make_published("更正", genre=Article.Genre.CORRECTION, corrects=story, body="应为两千亩。")
    return story


@pytest.fixture
def photo_news(story: Article) -> Article:
    news = make.make_published("", genre=Article.Genre.PHOTO)
    make.make_photo(news, "雪后的牡丹园，游人踏雪赏景。", image=make.make_picture(600, 400))
    make.make_photo(news, "孩子们在堆雪人。", image=make.make_picture(400, 600))
    return news


@pytest.fixture
def addresses(story: Article, photo_news: Article) -> list[str]:
    """Every kind of page that has to do with stories."""
    credit = Credit.objects.filter(person__isnull=False).first()
    assert credit is not None
    assert credit.person is not None
    withdrawn = make.make_published("撤下的", withdrawn_at=make.LONG_AGO, withdrawal_reason="facts")
    pages = [story, photo_news, credit.person, withdrawn]
    return [*(each.get_absolute_url() for each in pages), "/tags/春耕/", "/corrections/", "/nirgends/"]


@pytest.fixture
def without_script(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    yield context.new_page()
    context.close()


def count(page: Page) -> str:
    return page.locator(".viewer-count span").first.inner_text()


def test_the_text_size_is_kept_and_nothing_moves_when_the_page_opens(desktop: Page, story: Article) -> None:
    desktop.goto(story.get_absolute_url())
    text = desktop.locator(".text")
    normal = text.evaluate("text => getComputedStyle(text).fontSize")
    large = desktop.get_by_role("button", name=gettext("Large text"))
    expect(large).to_have_attribute("aria-pressed", "false")
    large.press("Enter")
    expect(large).to_have_attribute("aria-pressed", "true")
    desktop.reload()
    expect(large).to_have_attribute("aria-pressed", "true")
    assert text.evaluate("text => getComputedStyle(text).fontSize") > normal
    assert desktop.evaluate(SHIFTED) == 0


def test_a_browser_that_keeps_nothing_still_changes_the_size(desktop: Page, story: Article) -> None:
    desktop.add_init_script("delete Storage.prototype.getItem; delete Storage.prototype.setItem")
    desktop.goto(story.get_absolute_url())
    desktop.get_by_role("button", name=gettext("Small text")).click()
    expect(desktop.locator("html")).to_have_attribute("data-size", "small")


def test_the_link_is_copied_and_it_is_said(desktop: Page, story: Article, live_server: LiveServer) -> None:
    desktop.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desktop.goto(story.get_absolute_url())
    desktop.get_by_role("button", name=gettext("Copy link")).press("Enter")
    expect(desktop.get_by_role("status")).to_have_text(gettext("Link copied"))
    assert (
        desktop.evaluate("navigator.clipboard.readText()") == f"{live_server.url}{story.get_absolute_url()}"
    )


def test_where_the_browser_refuses_the_address_is_told(desktop: Page, story: Article) -> None:
    desktop.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error('no'))")
    desktop.goto(story.get_absolute_url())
    desktop.get_by_role("button", name=gettext("Copy link")).click()
    expect(desktop.get_by_role("status")).to_contain_text(story.get_absolute_url())


def test_a_share_sheet_is_offered_where_there_is_one(phone: Page, story: Article) -> None:
    share = phone.get_by_role("button", name=gettext("Share"))
    phone.add_init_script("delete Navigator.prototype.share")
    phone.goto(story.get_absolute_url())
    expect(share).to_be_hidden()
    phone.add_init_script("navigator.share = (what) => Promise.resolve((window.shared = what))")
    phone.reload()
    share.click()
    assert phone.evaluate("shared.url").endswith(story.get_absolute_url())
    assert HEADLINE in phone.evaluate("shared.title")


def test_the_photos_are_seen_one_by_one_with_the_keys(desktop: Page, story: Article) -> None:
    desktop.goto(story.get_absolute_url())
    tab_to(desktop, ".enlarge")
    desktop.keyboard.press("Enter")
    viewer = desktop.get_by_role("dialog")
    expect(viewer).to_be_visible()
    expect(viewer.locator("figcaption").first).to_be_in_viewport()
    assert count(desktop) == "1/3"
    expect(viewer.locator("li:not([inert])")).to_have_count(1)
    desktop.keyboard.press("Tab")
    expect(viewer.locator("figcaption").first).to_be_focused()
    keys = (
        ("ArrowRight", "2/3"),
        ("ArrowRight", "3/3"),
        ("ArrowRight", "3/3"),
        ("Home", "1/3"),
        ("End", "3/3"),
    )
    for key, told in keys:
        desktop.keyboard.press(key)
        assert count(desktop) == told, key
    expect_accessible(desktop)
    desktop.keyboard.press("Escape")
    expect(viewer).to_be_hidden()
    expect(desktop.locator(".enlarge").first).to_be_focused()


def test_the_photos_are_turned_by_buttons_and_by_swiping(phone: Page, story: Article) -> None:
    phone.goto(story.get_absolute_url())
    phone.locator(".enlarge").nth(1).click()
    expect(phone.locator(".viewer-count")).to_contain_text("2/3")
    phone.get_by_role("button", name=gettext("Next photo")).click()
    expect(phone.locator(".viewer-count")).to_contain_text("3/3")
    expect(phone.locator(".viewer figcaption").last).to_be_in_viewport()
    phone.locator(".viewer-row").evaluate("row => row.scrollBy(-row.clientWidth * 0.9, 0)")
    expect(phone.locator(".viewer-count")).to_contain_text("2/3")
    phone.get_by_role("button", name=gettext("Close"), exact=True).click()
    expect(phone.locator(".enlarge").nth(1)).to_be_focused()


def test_without_script_the_story_is_whole_and_a_photo_is_a_link(
    without_script: Page, story: Article
) -> None:
    without_script.goto(story.get_absolute_url())
    expect(without_script.locator(".text")).to_contain_text("田庄镇农民李明")
    for hidden in (".tools", ".viewer"):
        expect(without_script.locator(hidden)).to_be_hidden()
    address = without_script.locator(".enlarge").first.get_attribute("href")
    answer = without_script.request.get(str(address))
    assert answer.headers["content-type"] == "image/webp"


def test_lines_have_as_many_characters_as_the_eye_takes_in(desktop: Page, story: Article) -> None:
    desktop.goto(story.get_absolute_url())
    for size in ("small", "normal", "large"):
        desktop.locator(f'button[data-size="{size}"]').click()
        assert 28 <= desktop.evaluate(CHARACTERS_A_LINE) <= 34, size
    desktop.locator('button[data-size="normal"]').click()
    desktop.set_viewport_size({"width": 360, "height": 740})
    assert 20 <= desktop.evaluate(CHARACTERS_A_LINE) <= 22


def test_no_headline_leaves_a_character_alone(desktop: Page, story: Article) -> None:
    desktop.goto(story.get_absolute_url())
    for length in range(8, len(HEADLINE) + 1):
        desktop.locator("h1").evaluate("(heading, text) => (heading.textContent = text)", HEADLINE[:length])
        for width in (320, 360, 768, 1440):
            desktop.set_viewport_size({"width": width, "height": 740})
            assert desktop.evaluate(LAST_LINE) > 1, (length, width)


@pytest.mark.browser_errors_expected
def test_nothing_stands_out_of_a_narrow_window(desktop: Page, addresses: list[str]) -> None:
    """320 pixels: the narrowest telephone, and a desk of 1280 pixels enlarged to 400 %."""
    desktop.set_viewport_size({"width": 320, "height": 256})
    for address in addresses:
        desktop.goto(address)
        expect_no_sideways_scroll(desktop)


@pytest.mark.browser_errors_expected
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_every_page_is_accessible(desktop: Page, addresses: list[str], colours: str) -> None:
    desktop.emulate_media(color_scheme="dark" if colours == "dark" else "light")
    for address in addresses:
        desktop.goto(address)
        expect_accessible(desktop)


def test_a_story_prints_as_a_clipping_black_on_white(desktop: Page, story: Article) -> None:
    desktop.emulate_media(media="print", color_scheme="dark")
    desktop.goto(story.get_absolute_url())
    for shown in (".nameplate", ".folio", ".text", ".source", ".photo img"):
        expect(desktop.locator(shown).first).to_be_visible()
    for hidden in (".nav", ".tools", ".story-side", ".turn", ".imprint"):
        expect(desktop.locator(hidden)).to_be_hidden()
    expect(desktop.locator(".source")).to_contain_text(story.get_absolute_url())
    for part in ("body", ".text", ".folio b"):
        assert desktop.locator(part).evaluate("part => getComputedStyle(part).color") == "rgb(0, 0, 0)", part
    assert desktop.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_the_script_stays_small() -> None:
    assert (Path(settings.BASE_DIR) / "static/reader/story.js").stat().st_size <= MOST_SCRIPT
