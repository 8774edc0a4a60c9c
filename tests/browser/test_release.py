"""The chief editor at the release of an issue, on a desk and on a telephone, and what readers have of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.utils import timezone
from django.utils.timezone import localtime
from playwright.sync_api import Page, expect

from articles.models import Article
from issues import release
from issues.models import Issue
from issues.models import Page as PaperPage
from people.models import User
from policy.roles import Role
from tests import releasing
from tests.browser.accessibility import expect_accessible, expect_no_sideways_scroll
from tests.kept import begun
from tests.make import FAR_AHEAD, clear, make_county, make_issue, make_page, make_town, make_user, sign_off

SignIn = Callable[[Page, User], None]
# Long enough to press two buttons on a busy machine.
AHEAD = dt.timedelta(seconds=20)
PATIENCE = dt.timedelta(seconds=60)


@dataclass
class Paper:
    chief: User
    issue: Issue
    page: PaperPage
    story: Article
    other: Article

    @property
    def address(self) -> str:
        return f"/admin/issues/issue/{self.issue.pk}/release/"


@pytest.fixture
def paper(transactional_db: None) -> Paper:
    town = make_town(county=make_county())
    issue = make_issue(dt.date(2099, 1, 1))
    page = make_page(issue, "A1", 1, "要闻")
    stories = [sign_off(begun(name, body="正文。", towns=(town,))) for name in ("麦田返青", "今晨开镰")]
    for story in stories:
        release.place(story, page)
    clear(issue)
    return Paper(make_user("zongbian", Role.CHIEF_EDITOR), issue, page, *stories)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def set_time(page: Page, at: dt.datetime) -> None:
    local = localtime(at)
    page.locator("#id_at_0").fill(f"{local:%Y-%m-%d}")
    page.locator("#id_at_1").fill(f"{local:%H:%M:%S}")


def wait_for(page: Page, address: str, text: str, *, at: dt.datetime) -> None:
    """Readers ask again and again: never before the time, and soon after it."""
    while timezone.now() < at + PATIENCE:
        found = text in page.request.get(address).text()
        assert not found or timezone.now() >= at, f"{text} is out before {at}"
        if found:
            return
    pytest.fail(f"{text} did not appear on {address}")


def test_an_issue_is_scheduled_and_appears_at_its_second(
    desktop: Page, sign_in: SignIn, paper: Paper
) -> None:
    sign_in(desktop, paper.chief)
    desktop.goto(paper.address)
    expect_accessible(desktop)
    at = (timezone.now() + AHEAD).replace(microsecond=0)
    set_time(desktop, at)
    press(desktop, "定时出报…")
    expect(desktop.get_by_text("读者将在").first).to_contain_text(f"{localtime(at):%H:%M}")
    press(desktop, "确定按此时间出报")
    expect(desktop.locator(".state-scheduled")).to_be_visible()
    wait_for(desktop, paper.issue.get_absolute_url(), "麦田返青", at=at)
    for address in ("/", "/feed/", paper.page.get_absolute_url(), "/towns/tianzhuang/"):
        assert "今晨开镰" in desktop.request.get(address).text()


def test_it_is_moved_pulled_back_and_released_at_once(desktop: Page, sign_in: SignIn, paper: Paper) -> None:
    releasing.schedule(paper.issue, at=FAR_AHEAD, by=paper.chief)
    sign_in(desktop, paper.chief)
    desktop.goto(paper.address)
    set_time(desktop, FAR_AHEAD + dt.timedelta(hours=1))
    press(desktop, "改到这个时间…")
    expect(
        desktop.get_by_text("出报时间由2099-01-01 星期四 06:00改为2099-01-01 星期四 07:00")
    ).to_be_visible()
    expect_accessible(desktop)
    press(desktop, "确定按此时间出报")
    expect(desktop.locator(".release-when")).to_contain_text("07:00")
    press(desktop, "撤回…")
    press(desktop, "确定撤回")
    expect(desktop.locator(".state-planned")).to_be_visible()
    press(desktop, "立即出报…")
    press(desktop, "确定立即出报")
    expect(desktop.locator(".state-released")).to_be_visible()
    assert "麦田返青" in desktop.request.get("/").text()


def test_what_a_colleague_changed_is_shown_and_asked_again(
    desktop: Page, sign_in: SignIn, paper: Paper
) -> None:
    sign_in(desktop, paper.chief)
    desktop.goto(paper.address)
    press(desktop, "立即出报…")
    release.place(sign_off(begun("补充稿", body="正文。")), paper.page)
    clear(paper.issue)
    press(desktop, "确定立即出报")
    expect(desktop.get_by_role("alert")).to_contain_text("情况有变")
    expect(desktop.get_by_text("补充稿")).to_be_visible()
    expect_accessible(desktop)
    assert "麦田返青" not in desktop.request.get("/").text()


def test_a_story_is_held_back_on_a_telephone(phone: Page, sign_in: SignIn, paper: Paper) -> None:
    releasing.schedule(paper.issue, at=FAR_AHEAD, by=paper.chief)
    sign_in(phone, paper.chief)
    phone.goto(paper.address)
    expect_no_sideways_scroll(phone)
    expect_accessible(phone)
    press(phone, "暂缓：今晨开镰")
    expect_no_sideways_scroll(phone)
    phone.get_by_label("原因：").fill("版面不够")
    expect_accessible(phone)
    press(phone, "确定暂缓")
    expect(phone.locator(".release-lacks")).to_contain_text("版面不够")
    assert not paper.other.placements.exists()


def test_a_story_goes_out_web_first_from_a_telephone(phone: Page, sign_in: SignIn, paper: Paper) -> None:
    releasing.schedule(paper.issue, at=FAR_AHEAD, by=paper.chief)
    sign_in(phone, paper.chief)
    phone.goto(f"/admin/articles/article/{paper.story.pk}/change/")
    phone.get_by_role("link", name="网络首发…").click()
    expect_accessible(phone)
    expect_no_sideways_scroll(phone)
    set_time(phone, FAR_AHEAD - dt.timedelta(hours=12))
    press(phone, "定时首发…")
    expect_accessible(phone)
    press(phone, "确定按此时间首发")
    phone.goto(f"/admin/issues/issue/web-first/{paper.story.pk}/")
    press(phone, "立即首发…")
    press(phone, "确定，立即首发")
    expect(phone.locator(".messagelist .success")).to_contain_text("已网络首发")
    assert "麦田返青" in phone.request.get(paper.story.get_absolute_url()).text()
    assert phone.request.get(paper.issue.get_absolute_url()).status == 404


def test_the_chief_editor_looks_at_what_readers_will_find(
    desktop: Page, sign_in: SignIn, paper: Paper
) -> None:
    releasing.schedule(paper.issue, at=FAR_AHEAD, by=paper.chief)
    sign_in(desktop, paper.chief)
    desktop.goto(paper.address)
    expect_accessible(desktop)
    desktop.locator(".release-looks").get_by_role("link", name="A1", exact=True).click()
    expect(desktop.locator(".read-as-of")).to_contain_text("2099-01-01 06:00")
    expect_accessible(desktop)
    desktop.get_by_role("link", name="今晨开镰").first.click()
    expect(desktop.locator(".read-as-of")).to_be_visible()
    expect(desktop.get_by_role("heading", name="今晨开镰")).to_be_visible()
    assert desktop.request.get(paper.other.get_absolute_url()).status == 404
