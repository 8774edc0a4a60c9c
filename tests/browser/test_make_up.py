"""A page is made up: by keys alone, without a script, on a telephone; and set while its editor looks on."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from articles.models import Article
from issues import renditions
from issues.models import Issue, Placement
from issues.models import Page as IssuePage
from people.models import User
from policy.roles import Role
from tests.browser.accessibility import SMALL, expect_accessible, expect_no_sideways_scroll
from tests.browser.hands import tab_to
from tests.make import make_article, make_issue, make_page, make_placement, make_user

SignIn = Callable[[Page, User], None]
TEXT = "\n".join(["水渠修好了，种田不怕水少了。" * 8] * 6)
HEADLINES = ("麦田返青", "水渠修好了", "滩区搬新家", "牡丹催花忙", "农机下田")


class Desk:
    """A page designer before a page of five stories, the second of them too long."""

    def __init__(self) -> None:
        self.designer = make_user("banshi", Role.PAGE_DESIGNER)
        self.issue: Issue = make_issue()
        self.page: IssuePage = make_page(self.issue)
        for headline in HEADLINES:
            story = make_article(headline, body=TEXT, status=Article.Status.SUBMITTED)
            make_placement(story, self.page)
        long = "\n".join(["水渠修好了，种田不怕水少了。" * 30] * 40)
        Article.objects.filter(headline="水渠修好了").update(body=long)

    @property
    def address(self) -> str:
        return reverse("admin:issues_page_make_up", args=[self.page.pk])

    @property
    def pages(self) -> str:
        return reverse("admin:issues_issue_pages_made", args=[self.issue.pk])

    def place(self, headline: str) -> Placement:
        return Placement.objects.get(article__headline=headline)


@pytest.fixture
def desk(transactional_db: None) -> Desk:
    return Desk()


def open_page(page: Page, desk: Desk) -> None:
    page.goto(desk.address)
    expect(page.locator("#make-up-page.with-script")).to_be_visible()


def boxes(page: Page) -> list[str | None]:
    """Where the stories stand on the drawing."""
    found = page.locator(".make-up-region > .make-up-box").all()
    return [f"{each.get_attribute('x')} {each.get_attribute('y')}" for each in found]


def expect_set(page: Page) -> None:
    """What was chosen has been sent, and the page that came back is shown."""
    expect(page.locator("#make-up-page.setting")).to_have_count(0)
    expect(said(page)).not_to_be_empty()


def said(page: Page) -> Locator:
    return page.locator("#make-up-said")


def test_a_page_is_made_up_by_keys_alone(desktop: Page, sign_in: SignIn, desk: Desk) -> None:
    sign_in(desktop, desk.designer)
    open_page(desktop, desk)
    expect(desktop.locator(".make-up-story .make-up-over")).to_have_count(1)
    before = boxes(desktop)

    tab_to(desktop, "#make-up-layout")
    # Faster than the page comes back: the last choice holds.
    for _step in range(4):
        desktop.keyboard.press("ArrowDown")
    expect_set(desktop)
    expect(desktop.locator("#make-up-layout")).to_be_focused()
    expect(desktop.locator("#make-up-layout")).to_have_value("side")
    desk.page.refresh_from_db()
    assert desk.page.layout == "side"
    assert boxes(desktop) != before
    expect(said(desktop)).not_to_be_empty()

    tab_to(desktop, f"#make-up-step-{desk.place('麦田返青').pk}")
    desktop.keyboard.press("End")
    expect_set(desktop)
    assert desk.place("麦田返青").headline_step == 3
    expect_accessible(desktop)


def test_two_stories_change_places_and_the_focus_stays_with_the_one_that_was_moved(
    desktop: Page, sign_in: SignIn, desk: Desk
) -> None:
    sign_in(desktop, desk.designer)
    open_page(desktop, desk)
    story = desk.place("水渠修好了").article_id
    up = desktop.locator(f"button[value='up:{story}']")
    up.focus()
    desktop.keyboard.press("Enter")
    expect(desktop.locator(".make-up-headline")).to_contain_text(["水渠修好了", "麦田返青"])
    # It stands first now: up leads nowhere, and the story has the focus.
    expect(up).to_be_disabled()
    expect(desktop.locator(f"#make-up-story-{desk.place('水渠修好了').pk}")).to_be_focused()
    assert desk.page.placements.order_by("order")[0].article_id == story


@pytest.mark.browser_errors_expected
def test_who_comes_too_late_is_told_and_sees_the_page_as_it_is(
    desktop: Page, second: Page, sign_in: SignIn, desk: Desk
) -> None:
    for each in (desktop, second):
        sign_in(each, desk.designer)
        open_page(each, desk)
    second.locator("#make-up-layout").select_option("base")
    expect(second.locator("[name=version]")).to_have_value("2")
    desktop.locator("#make-up-layout").select_option("halves")
    expect(desktop.locator("#make-up-said.error")).not_to_be_empty()
    expect(desktop.locator("#make-up-layout")).to_have_value("base")
    desk.page.refresh_from_db()
    assert desk.page.layout == "base"


def test_the_page_is_set_while_its_editor_looks_on(desktop: Page, sign_in: SignIn, desk: Desk) -> None:
    sign_in(desktop, desk.designer)
    open_page(desktop, desk)
    desktop.locator("#make-up-picture button").click()
    expect(desktop.locator("#make-up-picture[data-made]")).to_be_visible()
    renditions.make()
    picture = desktop.locator("#make-up-picture img")
    expect(picture).to_be_visible()
    expect(desktop.locator("#make-up-picture[data-made]")).to_have_count(0)
    assert picture.evaluate("img => img.decode().then(() => img.naturalWidth)") > 0
    expect_accessible(desktop)
    desktop.locator("#make-up-layout").select_option("halves")
    expect(desktop.locator(".page-picture-old")).to_be_visible()


def test_all_pages_are_set_with_progress(desktop: Page, sign_in: SignIn, desk: Desk) -> None:
    make_page(desk.issue, "A4", 4)
    sign_in(desktop, desk.designer)
    desktop.goto(desk.pages)
    desktop.locator(".pages-made > form button").click()
    progress = desktop.locator("progress")
    expect(progress).to_have_attribute("value", "0")
    until = iter([False, True])
    renditions.make(until=lambda: next(until))
    expect(progress).to_have_attribute("value", "1")
    expect(said(desktop)).to_contain_text("1")
    renditions.make()
    expect(progress).to_have_attribute("value", "2")
    expect(desktop.locator(".pages-made-list img")).to_have_count(2)
    expect(desktop.locator("[data-made]")).to_have_count(0)
    expect_accessible(desktop)


def test_it_works_without_any_script(plain: Page, sign_in: SignIn, desk: Desk, live_server: object) -> None:
    sign_in(plain, desk.designer)
    plain.goto(f"{live_server}{desk.address}")
    plain.locator("#make-up-layout").select_option("halves")
    plain.locator("button[value=set]").click()
    expect(plain.locator("#make-up-layout")).to_have_value("halves")
    plain.locator("#make-up-picture button").click()
    expect(plain.locator(".page-picture-reload")).to_be_visible()
    renditions.make()
    plain.locator(".page-picture-reload").click()
    expect(plain.locator("#make-up-picture img")).to_be_visible()


def test_a_telephone_shows_all_without_moving_sideways(phone: Page, sign_in: SignIn, desk: Desk) -> None:
    sign_in(phone, desk.designer)
    renditions.owe([desk.page])
    renditions.make()
    for scheme in ("light", "dark"):
        phone.emulate_media(color_scheme=scheme)
        for address in (desk.address, desk.pages):
            phone.goto(address)
            expect(phone.locator("img").first).to_be_visible()
            expect_no_sideways_scroll(phone)
            expect_accessible(phone)
    open_page(phone, desk)
    assert phone.evaluate(SMALL, "#make-up-page :is(button, select)") == []
    phone.locator(f"#make-up-span-{desk.place('农机下田').pk}").select_option("2")
    expect(phone.locator("[name=version]")).to_have_value("2")
    expect(phone.locator(".make-up-fit").first).to_have_text(re.compile("."))
