"""Planning an issue on the calendar: at a desk, on a telephone as an agenda, and without a mouse."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from coverage.models import Assignment
from issues.models import Issue, NoPaperDay
from issues.planning.making import Pages, make_issue
from people.models import User
from policy.roles import Role
from tests.browser.accessibility import expect_accessible, expect_no_sideways_scroll
from tests.browser.hands import tab_to
from tests.make import make_article, make_placement, make_user
from tests.test_planning import make_template

SignIn = Callable[[Page, User], None]
CALENDAR = "/admin/issues/issue/calendar/"
# A month to come: its days are awaited whatever the day of the test is.
MONTH = f"{CALENDAR}?month=2099-12"


def fill(head: User) -> Issue:
    """A month with an issue under way, an extra one, a day without paper and an assignment."""
    make_template(weekdays=(0, 1, 2, 3, 4))
    issue = make_issue(dt.date(2099, 12, 1), pages=Pages.TEMPLATE, by=head)
    make_placement(make_article("麦田返青", body="字" * 400), issue.pages.get(label="A1"))
    make_issue(dt.date(2099, 12, 2), is_extra=True, by=head)
    NoPaperDay.objects.create(date=dt.date(2099, 12, 4), reason="技术升级休刊")
    Assignment.objects.create(event="田庄镇麦田统防统治", date=dt.date(2099, 12, 3), time=dt.time(9))
    return issue


@pytest.fixture
def head(transactional_db: None) -> User:
    return make_user("zhuren", Role.SECTION_HEAD)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_calendar_and_its_day_are_accessible(
    desktop: Page, phone: Page, sign_in: SignIn, head: User, scheme: str
) -> None:
    fill(head)
    for page in (desktop, phone):
        sign_in(page, head)
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # One of its literals.
        for address in (MONTH, f"{CALENDAR}?week=2099-12-01", f"{CALENDAR}2099-12-09/"):
            page.goto(address)
            expect_accessible(page)
            expect_no_sideways_scroll(page)


@pytest.mark.django_db(transaction=True)
def test_an_issue_is_made_by_its_template_and_the_next_is_cloned(
    desktop: Page, sign_in: SignIn, head: User
) -> None:
    fill(head)
    sign_in(desktop, head)
    desktop.goto(MONTH)
    day = desktop.locator(".day", has=desktop.locator("time[datetime='2099-12-07']"))
    day.get_by_role("button").click()
    expect(desktop.locator(".messagelist .success")).to_be_visible()
    made = Issue.objects.get(date=dt.date(2099, 12, 7))
    assert made.pages.count() == 4

    desktop.goto(f"{CALENDAR}2099-12-08/")
    desktop.locator("input[name=pages][value=last]").first.check()
    desktop.locator("button[value=make]").click()
    expect(desktop.locator(".messagelist .success")).to_be_visible()
    cloned = Issue.objects.get(date=dt.date(2099, 12, 8))
    assert list(cloned.pages.values_list("label", "name")) == list(made.pages.values_list("label", "name"))


@pytest.mark.django_db(transaction=True)
def test_a_day_is_planned_with_the_keyboard_alone(desktop: Page, sign_in: SignIn, head: User) -> None:
    fill(head)
    sign_in(desktop, head)
    desktop.goto(MONTH)
    tab_to(desktop, ".day a[href$='2099-12-09/']")
    desktop.keyboard.press("Enter")
    desktop.wait_for_url("**/2099-12-09/")
    tab_to(desktop, "#reason")
    desktop.keyboard.type("技术升级休刊")
    desktop.keyboard.press("Tab")
    desktop.keyboard.press("Enter")
    expect(desktop.locator(".messagelist .success")).to_be_visible()
    assert NoPaperDay.objects.get(date=dt.date(2099, 12, 9)).reason == "技术升级休刊"


@pytest.mark.django_db(transaction=True)
def test_on_a_telephone_the_month_is_an_agenda(phone: Page, sign_in: SignIn, head: User) -> None:
    issue = fill(head)
    sign_in(phone, head)
    phone.goto(MONTH)
    days = phone.locator(".day")
    first, second = days.nth(0).bounding_box(), days.nth(1).bounding_box()
    assert first
    assert second
    assert first["x"] == second["x"]
    assert first["y"] + first["height"] <= second["y"]
    expect(days.nth(0)).to_contain_text("星期二")
    days.nth(0).locator(".planned-head a").click()
    phone.wait_for_url(f"**/issue/{issue.pk}/change/")


@pytest.mark.django_db(transaction=True)
def test_an_empty_issue_takes_its_pages_over_on_its_own_page(
    desktop: Page, sign_in: SignIn, head: User
) -> None:
    fill(head)
    empty = make_issue(dt.date(2099, 12, 8), by=head)
    sign_in(desktop, head)
    desktop.goto(f"/admin/issues/issue/{empty.pk}/change/")
    expect_accessible(desktop)
    desktop.locator("button[value=last]").click()
    expect(desktop.locator(".messagelist .success")).to_be_visible()
    expect(desktop.locator("#pages-group .has_original")).to_have_count(4)


@pytest.mark.django_db(transaction=True)
def test_a_reader_is_told_of_a_day_without_paper(phone: Page, head: User) -> None:
    make_issue(timezone.localdate(), is_extra=True, by=head)
    Issue.objects.update(publish_at=timezone.now())
    NoPaperDay.objects.create(date=timezone.localdate(), reason="技术升级休刊")
    for address in ("/", "/issues/", f"/issues/{timezone.localdate()}/"):
        phone.goto(address)
        expect(phone.locator("main")).to_contain_text("技术升级休刊")
        expect_accessible(phone)
