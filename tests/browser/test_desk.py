"""My desk in a real browser: each role's, on a telephone and on a large screen, in both colour schemes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Literal

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from articles import workflow
from articles.models import Notice
from issues.models import Page as PaperPage
from people.models import Person, User
from policy.roles import Role
from tests.browser.accessibility import expect_accessible, expect_no_sideways_scroll
from tests.make import (
    make_article,
    make_credit,
    make_issue,
    make_page,
    make_person,
    make_photo,
    make_placement,
    make_published,
    make_town,
    make_user,
)

SignIn = Callable[[Page, User], None]
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@pytest.fixture
def cast(transactional_db: None) -> dict[Role, User]:
    """One of each role, and something in every section of their desks."""
    users = {role: make_user(role.key, role) for role in Role}
    author, editor = users[Role.REPORTER], users[Role.DESK_EDITOR]
    person = make_person("王燕", Person.Kind.REPORTER, user=author)
    town = make_town()
    make_town("麒麟镇", "qilin")
    public = make_published("雪后麦田润如酥", publish_at=timezone.now(), towns=(town,), filed_by=author)
    make_credit(public, person, role="reporter")
    returned = workflow.submit(make_article("签约仪式举行", filed_by=author), by=author)
    workflow.return_to_author(returned, by=editor, note="金额请核实")
    waiting = workflow.submit(make_article("征兵工作启动", body="一场宣讲。", filed_by=author), by=author)
    make_photo(waiting, "")
    page = make_page(make_issue(timezone.localdate() + dt.timedelta(days=1)))
    PaperPage.objects.filter(pk=page.pk).update(planned_length=3, editor=editor)
    make_placement(waiting, page)
    for user in users.values():
        Notice.objects.create(user=user, article=waiting, kind=Notice.Kind.MENTIONED, text="请看一下")
    return users


def look_at(page: Page, address: str) -> None:
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        page.goto(address)
        expect_no_sideways_scroll(page)
        expect_accessible(page)


@pytest.mark.parametrize("role", Role, ids=lambda role: role.key)
def test_each_roles_desk_is_readable_on_a_telephone_and_a_large_screen(
    role: Role, phone: Page, desktop: Page, cast: dict[Role, User], sign_in: SignIn
) -> None:
    for page in (phone, desktop):
        sign_in(page, cast[role])
        look_at(page, "/admin/")
        expect(page.get_by_role("heading", name="我的工作台")).to_be_visible()


def test_numbers_of_a_desk_lead_to_their_lists(
    desktop: Page, cast: dict[Role, User], sign_in: SignIn
) -> None:
    sign_in(desktop, cast[Role.REPORTER])
    desktop.goto("/admin/")
    desktop.locator(".desk-waits .figure", has_text="篇退改").click()
    expect(desktop.locator("#result_list tbody tr")).to_have_count(1)
    expect(desktop.locator("#result_list")).to_contain_text("签约仪式举行")

    desktop.goto("/admin/")
    desktop.get_by_role("link", name="本月见报：1").click()
    expect(desktop.locator("#result_list")).to_contain_text("雪后麦田润如酥")
    expect(desktop.locator("#changelist-filter")).to_contain_text("我的见报稿")


def test_a_reporter_begins_a_story_with_one_touch(
    phone: Page, cast: dict[Role, User], sign_in: SignIn
) -> None:
    sign_in(phone, cast[Role.REPORTER])
    phone.goto("/admin/")
    pen = phone.get_by_role("link", name="写稿")
    box = pen.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    assert box["y"] + box["height"] < 400
    pen.click()
    expect(phone.locator("#id_headline")).to_be_visible()


def test_an_editor_sees_that_a_page_is_too_full_and_opens_it(
    desktop: Page, cast: dict[Role, User], sign_in: SignIn
) -> None:
    sign_in(desktop, cast[Role.DESK_EDITOR])
    desktop.goto("/admin/")
    expect(desktop.locator(".page-lines")).to_contain_text("超 2 字")
    desktop.locator(".page-name a").click()
    expect(desktop.locator("#content h2").first).to_contain_text("A3")


def test_the_filters_of_a_list_fold_into_a_drawer_on_a_telephone(
    phone: Page, cast: dict[Role, User], sign_in: SignIn
) -> None:
    sign_in(phone, cast[Role.CHIEF_EDITOR])
    look_at(phone, "/admin/articles/article/?public=0")
    drawer = phone.locator(".filter-toggle")
    expect(drawer).to_contain_text("(1)")
    choice = phone.locator("#changelist-filter").get_by_role("link", name="已投稿", exact=True)
    expect(choice).to_be_hidden()
    drawer.click()
    expect(drawer).to_have_attribute("aria-expanded", "true")
    expect_accessible(phone)
    choice.click()
    expect(drawer).to_contain_text("(2)")


def test_filters_that_are_folded_away_stay_away_and_leave_the_list_the_room(
    desktop: Page, cast: dict[Role, User], sign_in: SignIn
) -> None:
    sign_in(desktop, cast[Role.CHIEF_EDITOR])
    desktop.goto("/admin/articles/article/")
    filters = desktop.locator("#changelist-filter li").first
    expect(filters).to_be_visible()
    desktop.locator(".filter-toggle").press("Enter")
    expect(filters).to_be_hidden()
    desktop.goto("/admin/articles/photo/")
    expect(filters).to_be_hidden()
    expect_accessible(desktop)
    desktop.locator(".filter-toggle").click()
    expect(filters).to_be_visible()


def test_the_list_of_stories_fits_a_large_screen_with_sidebar_and_filters(
    desktop: Page, cast: dict[Role, User], sign_in: SignIn
) -> None:
    for role in (Role.REPORTER, Role.DESK_EDITOR, Role.CHIEF_EDITOR, Role.PHOTO_DESK, Role.PAGE_DESIGNER):
        sign_in(desktop, cast[role])
        desktop.goto("/admin/articles/article/")
        expect(desktop.locator("#changelist-filter li").first).to_be_visible()
        assert desktop.locator(".results").evaluate("rows => rows.scrollWidth <= rows.clientWidth"), role
        desktop.context.clear_cookies()


def test_the_menu_of_the_person_opens_by_key_and_closes_on_escape(
    desktop: Page, cast: dict[Role, User], sign_in: SignIn
) -> None:
    sign_in(desktop, cast[Role.REPORTER])
    desktop.goto("/admin/")
    summary = desktop.locator(".user-menu summary")
    summary.press("Enter")
    item = desktop.get_by_role("link", name="修改密码")
    expect(item).to_be_visible()
    # Text over what lies below it axe leaves undecided.
    colours = item.evaluate(
        "(link) => [getComputedStyle(link).color, getComputedStyle(link.parentElement).backgroundColor]"
    )
    assert colours == ["rgb(35, 33, 30)", "rgb(255, 254, 251)"]
    expect_accessible(desktop)
    desktop.keyboard.press("Escape")
    expect(desktop.get_by_role("link", name="修改密码")).to_be_hidden()
    expect(summary).to_be_focused()


PAGES_OF_EVERY_DAY = [
    (Role.CHIEF_EDITOR, "articles/article/"),
    (Role.REPORTER, "articles/article/add/"),
    (Role.PHOTO_DESK, "articles/photo/"),
    (Role.CHIEF_EDITOR, "issues/issue/{issue}/change/"),
    (Role.CHIEF_EDITOR, "issues/issue/{issue}/release/"),
    (Role.PAGE_DESIGNER, "issues/page/{page}/change/"),
    (Role.REPORTER, "waiting/"),
    (Role.REPORTER, "account/"),
    (Role.REPORTER, "password_change/"),
]


@pytest.mark.parametrize("width", ["phone", "desktop"])
def test_the_pages_of_every_day_are_readable_in_both_schemes(
    width: str, request: pytest.FixtureRequest, cast: dict[Role, User], sign_in: SignIn
) -> None:
    page: Page = request.getfixturevalue(width)
    paper = PaperPage.objects.get()
    for role, address in PAGES_OF_EVERY_DAY:
        sign_in(page, cast[role])
        look_at(page, "/admin/" + address.format(issue=paper.issue_id, page=paper.pk))
