"""The last reading in a browser: findings are let stand with the keys, the sheet is signed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from issues.models import Issue, Reading
from people.models import User
from policy.roles import Role
from tests.browser.accessibility import expect_accessible, expect_no_sideways_scroll
from tests.browser.hands import tab_to
from tests.make import make_article, make_issue, make_page, make_placement, make_user

SignIn = Callable[[Page, User], None]


@pytest.fixture
def issue(transactional_db: None) -> Issue:
    """A page with a signed story, of which no proof was pulled."""
    issue = make_issue(dt.date(2099, 12, 1))
    make_placement(make_article("麦田返青", body="返青了。", status="signed_off"), make_page(issue, "A1", 1))
    return issue


def test_findings_are_let_stand_and_the_sheet_is_signed_with_the_keys(
    desktop: Page, sign_in: SignIn, issue: Issue
) -> None:
    sign_in(desktop, make_user("zongbian", Role.CHIEF_EDITOR))
    desktop.goto(f"/admin/issues/issue/{issue.pk}/release/")
    expect(desktop.get_by_text("一读未过，不能出报")).to_be_visible()
    desktop.get_by_role("link", name="一读", exact=True).press("Enter")
    expect_accessible(desktop)
    while (summary := desktop.locator(".reading-override summary")).count():
        left = summary.count()
        summary.first.press("Enter")
        desktop.keyboard.press("Tab")
        desktop.keyboard.type("照此付印")
        expect_accessible(desktop)
        desktop.keyboard.press("Enter")
        expect(summary).to_have_count(left - 1)
    expect(desktop.get_by_text("照此付印").first).to_be_visible()
    for _point in range(desktop.locator(".reading-ticks input").count()):
        tab_to(desktop, ".reading-ticks input:not(:checked)")
        desktop.keyboard.press("Space")
    tab_to(desktop, "button[value=sign]")
    desktop.keyboard.press("Enter")
    expect(desktop.locator(".state-signed_off")).to_have_text("一读已签")
    expect_accessible(desktop)
    assert Reading.objects.get().by.username == "zongbian"


def test_on_a_telephone_an_editor_reads_what_is_open(phone: Page, sign_in: SignIn, issue: Issue) -> None:
    sign_in(phone, make_user("bianji", Role.DESK_EDITOR))
    phone.goto(f"/admin/issues/issue/{issue.pk}/reading/")
    expect(phone.get_by_text("A1版：未出样")).to_be_visible()
    expect(phone.locator(".reading-override")).to_have_count(0)
    expect_accessible(phone)
    expect_no_sideways_scroll(phone)
