"""The list of stories as a desk works with it, by mouse, by keys and on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from articles.models import Article, SavedList
from people.models import User
from policy.roles import Role
from tests.browser.accessibility import expect_accessible, expect_no_sideways_scroll
from tests.make import make_article, make_credit, make_desk, make_person, make_photo, make_user

SignIn = Callable[[Page, User], None]
LIST = "/admin/articles/article/"


def make_stories() -> User:
    """Three submitted stories for a desk editor, the newest first: 第三篇, 第二篇, 第一篇."""
    reporter = make_user("wangyan", Role.REPORTER)
    editor = make_user("bianji", Role.DESK_EDITOR)
    make_desk("要闻部", members=(editor,))
    for headline, genre in (("第一篇", "brief"), ("第二篇", "brief"), ("第三篇", "news")):
        story = make_article(
            headline, body=f"{headline}的正文。\n" * 40, genre=genre, filed_by=reporter, status="submitted"
        )
        make_photo(story, "图为麦田。")
    make_credit(story, make_person("王燕"), role="reporter")
    return editor


def in_both_lights(page: Page) -> None:
    """Nothing for axe to find, in light and in dark."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        expect_accessible(page)
    page.emulate_media(color_scheme="light")


@pytest.mark.django_db(transaction=True)
def test_an_editor_saves_a_filter_and_chooses_columns_by_keys(desktop: Page, sign_in: SignIn) -> None:
    sign_in(desktop, make_stories())
    desktop.goto(f"{LIST}?genre__exact=brief")
    desktop.get_by_text("存为我的列表…").click()
    desktop.get_by_label("名称").fill("短讯")
    desktop.get_by_label("名称").press("Enter")
    expect(desktop.locator(".messagelist .success")).to_contain_text("短讯")
    desktop.get_by_role("link", name="全部稿件").click()
    expect(desktop.locator("#result_list tbody tr")).to_have_count(3)
    desktop.get_by_role("link", name="短讯").click()
    expect(desktop.locator("#result_list tbody tr")).to_have_count(2)

    desktop.get_by_text("显示哪些列").press("Enter")
    tags = desktop.locator(".columns-form li", has_text="标签")
    tags.get_by_role("checkbox").press("Space")
    up = tags.get_by_role("button", name="上移：标签")
    for _time in range(20):
        up.press("Enter")
    expect(up).to_be_focused()
    in_both_lights(desktop)
    desktop.get_by_role("button", name="按此显示").press("Enter")
    expect(desktop.locator("#result_list thead th").nth(3)).to_contain_text("标签")
    expect(desktop.locator("#result_list tbody tr")).to_have_count(2)


@pytest.mark.django_db(transaction=True)
def test_the_quick_look_goes_through_the_list_by_keys(desktop: Page, sign_in: SignIn) -> None:
    sign_in(desktop, make_stories())
    desktop.goto(LIST)
    window, looks = desktop.locator("#peek"), desktop.locator("#result_list a.peek")
    desktop.get_by_role("link", name="第三篇", exact=True).press("Space")
    expect(window.locator("h2")).to_have_text("第三篇")
    desktop.keyboard.press("j")
    expect(window.locator("h2")).to_have_text("第二篇")
    desktop.keyboard.press("ArrowRight")
    expect(window.locator("h2")).to_have_text("第一篇")
    desktop.keyboard.press("j")
    expect(window.locator("#peek-place")).to_have_text("3 / 3")
    desktop.keyboard.press("k")
    expect(window.locator("h2")).to_have_text("第二篇")
    in_both_lights(desktop)
    desktop.keyboard.press("Escape")
    expect(window).to_be_hidden()
    expect(looks.nth(1)).to_be_focused()
    desktop.keyboard.press("Enter")
    expect(window).to_be_visible()
    desktop.keyboard.press("Enter")
    expect(desktop).to_have_url(re.compile(r"/change/"))
    expect(desktop.locator("#id_headline")).to_have_value("第二篇")


@pytest.mark.django_db(transaction=True)
def test_an_editor_sets_tags_and_the_day_of_two_stories_at_once(desktop: Page, sign_in: SignIn) -> None:
    sign_in(desktop, make_stories())
    desktop.goto(LIST)
    for place in (0, 2):
        desktop.locator(".action-select").nth(place).check()
    desktop.locator("select[name=action]").select_option("assign")
    desktop.get_by_role("button", name="执行").click()
    in_both_lights(desktop)
    desktop.get_by_label("加上标签").fill("春耕，农业")
    desktop.get_by_label("拟刊期次").select_option(index=1)
    desktop.locator(".submit-row input[type=submit]").click()
    expect(desktop.locator(".messagelist .success")).to_contain_text("2")
    changed = Article.objects.filter(tags__name="农业", planned_for=timezone.localdate())
    assert {story.title for story in changed} == {"第一篇", "第三篇"}


@pytest.mark.django_db(transaction=True)
def test_a_phone_shows_title_state_who_when_and_quick_look_and_does_not_scroll_sideways(
    phone: Page, sign_in: SignIn
) -> None:
    sign_in(phone, make_stories())
    phone.goto(LIST)
    expect(phone.locator("#result_list tbody tr").first.locator(":is(td, th):visible")).to_have_count(6)
    expect_no_sideways_scroll(phone)
    in_both_lights(phone)
    phone.locator("#result_list a.peek").first.click()
    expect(phone.locator("#peek h2")).to_have_text("第三篇")
    phone.get_by_role("button", name="下一篇").click()
    expect(phone.locator("#peek h2")).to_have_text("第二篇")
    in_both_lights(phone)
    close = phone.get_by_role("button", name="关闭")
    box = close.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    close.click()
    expect(phone.locator("#peek")).to_be_hidden()


@pytest.mark.django_db(transaction=True)
def test_an_empty_list_has_a_way_out(phone: Page, sign_in: SignIn) -> None:
    sign_in(phone, make_stories())
    phone.goto(f"{LIST}?list=planned-today")
    expect(phone.locator(".empty-list")).to_contain_text("今日拟刊")
    in_both_lights(phone)
    phone.get_by_role("link", name="看全部稿件").click()
    expect(phone.locator("#result_list tbody tr")).to_have_count(3)


@pytest.mark.django_db(transaction=True)
def test_the_pages_of_their_own_stand_on_a_phone(phone: Page, sign_in: SignIn) -> None:
    """What the list shows in panels and windows is there without a script too."""
    editor = make_stories()
    kept = SavedList.objects.create(user=editor, name="县区短讯每日必看", query="genre__exact=brief")
    story = Article.objects.get(headline="第三篇")
    sign_in(phone, editor)
    pages = ("lists/", f"lists/{kept.pk}/delete/", "columns/", f"{story.pk}/peek/")
    for page in pages:
        phone.goto(LIST + page)
        in_both_lights(phone)
        expect_no_sideways_scroll(phone)
