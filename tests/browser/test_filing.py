"""Filing a story as reporters do it: on a telephone, over a bad line, in an input method."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from articles.models import Article
from people.models import User
from policy.roles import Role
from tests.browser.accessibility import expect_accessible, expect_no_sideways_scroll
from tests.browser.hands import ADD, compose, paste, write
from tests.make import make_article, make_town, make_user

SignIn = Callable[[Page, User], None]
Status = Article.Status

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser_errors_expected]


# The line -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("device", ["phone", "desktop"])
def test_a_line_that_breaks_in_the_middle_makes_one_story(
    device: str, request: pytest.FixtureRequest, sign_in: SignIn, reporter: User
) -> None:
    """The form arrives, its answer does not: the story is sent again by itself and counts once."""
    page: Page = request.getfixturevalue(device)
    sign_in(page, reporter)
    page.goto(ADD)
    write(page)
    lost: list[APIResponse] = []

    def lose_the_answer(route: Route) -> None:
        if lost or route.request.method != "POST":
            route.continue_()
            return
        lost.append(route.fetch())
        route.abort("connectionreset")

    page.route(f"**{ADD}", lose_the_answer)
    page.get_by_role("button", name="保存并投稿").click()
    expect(page.locator(".story-message")).to_contain_text("网络断了")
    expect(page.locator(".messagelist")).to_contain_text("重复发送只算一次")
    assert [story.status for story in Article.objects.all()] == [Status.SUBMITTED]


def test_without_a_line_the_story_waits_on_the_device(phone: Page, sign_in: SignIn, reporter: User) -> None:
    sign_in(phone, reporter)
    phone.goto(ADD)
    write(phone)
    phone.context.set_offline(True)
    phone.get_by_role("button", name="保存并投稿").click()
    expect(phone.locator(".story-message")).to_contain_text("网络断了")
    assert not Article.objects.exists()
    phone.context.set_offline(False)
    expect(phone.locator(".messagelist .success").last).to_contain_text("投稿")
    assert Article.objects.get().body == "一场瑞雪过后。"


def test_two_quick_taps_make_one_story(phone: Page, sign_in: SignIn, reporter: User) -> None:
    sign_in(phone, reporter)
    phone.goto(ADD)
    write(phone)
    phone.get_by_role("button", name="保存并投稿").dblclick()
    expect(phone.locator(".messagelist .success").last).to_contain_text("投稿")
    assert Article.objects.count() == 1


def test_a_session_that_ended_loses_nothing(desktop: Page, sign_in: SignIn, reporter: User) -> None:
    sign_in(desktop, reporter)
    desktop.goto(ADD)
    write(desktop)
    desktop.context.clear_cookies(name="sessionid")
    desktop.get_by_role("button", name="保存并投稿").click()
    expect(desktop.locator(".story-message")).to_contain_text("登录已失效")
    expect(desktop.locator("#id_body")).to_have_value("一场瑞雪过后。")

    with desktop.context.expect_page() as opened:
        desktop.get_by_role("link", name="在新窗口登录").click()
    login = opened.value
    login.get_by_label("用户名").fill("wangyan")
    login.get_by_label("密码").fill("wangyan")
    login.get_by_role("button", name="登录").click()
    expect(login.locator("#user-tools")).to_be_attached()
    desktop.get_by_role("button", name="再发一次").click()
    expect(desktop.locator(".messagelist .success").last).to_contain_text("投稿")
    assert Article.objects.get().status == Status.SUBMITTED


# The device -----------------------------------------------------------------------------------------------


def test_text_is_offered_again_after_a_crash(phone: Page, sign_in: SignIn, reporter: User) -> None:
    make_town()
    sign_in(phone, reporter)
    phone.goto(ADD)
    write(phone)
    phone.locator("#id_tags").fill("三农")
    expect(phone.locator(".kept")).to_contain_text("已存在本机")
    # A crash asks nothing: the page is gone, its storage stays.
    fresh = phone.context.new_page()
    phone.close()
    fresh.goto(ADD)
    expect(fresh.locator(".recovered")).to_contain_text("雪后麦田润如酥")
    expect_accessible(fresh)
    fresh.get_by_role("button", name="恢复").click()
    expect(fresh.locator("#id_body")).to_have_value("一场瑞雪过后。")
    expect(fresh.locator("#id_tags")).to_have_value("三农")
    fresh.get_by_role("button", name="保存并投稿").click()
    expect(fresh.locator(".messagelist .success").last).to_contain_text("投稿")
    fresh.goto(ADD)
    expect(fresh.locator("#id_headline")).to_be_visible()
    expect(fresh.locator(".recovered")).to_have_count(0)
    assert Article.objects.count() == 1


def test_recovered_text_never_writes_over_a_newer_save(
    desktop: Page, sign_in: SignIn, reporter: User
) -> None:
    story = make_article("原题", filed_by=reporter)
    sign_in(desktop, reporter)
    desktop.goto(f"/admin/articles/article/{story.pk}/change/")
    desktop.locator("#id_body").fill("未保存的一段。")
    expect(desktop.locator(".kept")).to_contain_text("已存在本机")
    fresh = desktop.context.new_page()
    desktop.close()
    Article.objects.filter(pk=story.pk).update(version=2, body="别处存的一段。")
    fresh.goto(f"/admin/articles/article/{story.pk}/change/")
    fresh.get_by_role("button", name="恢复").click()
    fresh.get_by_role("button", name="保存", exact=True).click()
    expect(fresh).to_have_url(re.compile("/merge/"))
    for text in ("未保存的一段。", "别处存的一段。"):
        expect(fresh.locator("#content")).to_contain_text(text)
    story.refresh_from_db()
    assert story.body == "别处存的一段。"


def test_a_draft_of_one_account_is_not_shown_to_another(
    desktop: Page, sign_in: SignIn, reporter: User
) -> None:
    sign_in(desktop, reporter)
    desktop.goto(ADD)
    write(desktop)
    expect(desktop.locator(".kept")).to_contain_text("已存在本机")
    sign_in(desktop, make_user("libing", Role.REPORTER))
    other = desktop.context.new_page()
    other.goto(ADD)
    expect(other.locator(".tools")).to_be_visible()
    expect(other.locator(".recovered")).to_have_count(0)


# The keys -----------------------------------------------------------------------------------------------


def test_a_new_person_is_made_in_place_by_who_may(desktop: Page, sign_in: SignIn, reporter: User) -> None:
    """A desk editor makes the person; for a reporter the name stays as it is printed."""
    editor = make_user("bianji", Role.DESK_EDITOR)
    for user, name, chip in ((editor, "安宁", "+ 通讯员 安宁"), (reporter, "刘菲", "通讯员 刘菲")):
        sign_in(desktop, user)
        desktop.goto(ADD)
        write(desktop)
        desktop.locator("#id_printed_byline").fill(f"通讯员 {name}")
        desktop.locator("#proposals button", has_text=chip).first.click()
        expect(desktop.locator("#id_credits-0-printed_text")).to_have_value(name)
        desktop.get_by_role("button", name="保存", exact=True).click()
        expect(desktop.locator(".messagelist .success")).to_be_visible()
    made, printed = Article.objects.order_by("pk")
    assert str(made.credits.get().person) == "安宁"
    assert printed.credits.get().person is None


def test_a_composed_word_is_never_disturbed(desktop: Page, sign_in: SignIn, reporter: User) -> None:
    """Letters of an input method are not counted twice, doubled or taken for shortcuts."""
    sign_in(desktop, reporter)
    desktop.goto(ADD)
    desktop.locator("#id_body").focus()
    for _time in range(3):
        compose(desktop, ["h", "he", "he t", "he tao"], "核桃")
    expect(desktop.locator("#id_body")).to_have_value("核桃核桃核桃")
    expect(desktop.locator("#id_body ~ output.count")).to_have_text("6")


def test_the_keys_are_listed_under_the_question_mark(desktop: Page, sign_in: SignIn, reporter: User) -> None:
    sign_in(desktop, reporter)
    desktop.goto(ADD)
    expect(desktop.locator(".tools")).to_be_visible()
    desktop.locator("#id_body").focus()
    desktop.keyboard.type("?")
    expect(desktop.locator("#id_body")).to_have_value("?")
    expect(desktop.locator("#shortcuts")).to_be_hidden()
    desktop.evaluate("document.activeElement.blur()")
    desktop.keyboard.press("?")
    expect(desktop.locator("#shortcuts")).to_contain_text("Ctrl+Enter")
    expect_accessible(desktop)
    desktop.keyboard.press("Escape")
    expect(desktop.locator("#shortcuts")).to_be_hidden()


# The text -----------------------------------------------------------------------------------------------


WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office">
<head><style>p.MsoNormal{margin:0}</style></head><body>
<p class=MsoNormal style='text-indent:21.0pt'><span lang=EN-US>&nbsp;&nbsp;</span>一场瑞雪
过后<o:p></o:p></p><p class=MsoNormal>&nbsp;</p><p class=MsoNormal>墒情好。</p></body></html>"""


def test_pasted_text_comes_out_as_clean_paragraphs(desktop: Page, sign_in: SignIn, reporter: User) -> None:
    cases = [
        (
            "word",
            {"plain": "　　一场瑞雪过后\r\n\r\n　　墒情好。\r\n", "html": WORD},
            "一场瑞雪过后\n墒情好。",
        ),
        ("html alone", {"html": WORD}, "一场瑞雪过后\n墒情好。"),
        ("wechat", {"plain": "一场瑞雪过后\n\n\n\u200b墒情好。\u2028完"}, "一场瑞雪过后\n墒情好。\n完"),
        ("wps", {"plain": "\u3000\u3000一场\u00a0瑞雪\x0b墒情\ufeff好。"}, "一场 瑞雪\n墒情好。"),
    ]
    sign_in(desktop, reporter)
    for name, data, expected in cases:
        desktop.goto(ADD)
        expect(desktop.locator(".tools")).to_be_visible()
        paste(desktop, "#id_body", **data)
        assert desktop.locator("#id_body").input_value() == expected, name
        desktop.keyboard.press("Control+z")
        assert desktop.locator("#id_body").input_value() == "", f"{name}: taken back"


def test_the_length_is_shown_against_the_plan(desktop: Page, sign_in: SignIn, reporter: User) -> None:
    sign_in(desktop, reporter)
    desktop.goto(ADD)
    count = desktop.locator("#id_body ~ output.count")
    desktop.locator("#id_planned_length").fill("6")
    desktop.locator("#id_body").fill("## 墒情\n[图1]\n麦田返青。")
    expect(count).to_have_text("7 / 6 超出1字")
    desktop.locator("#id_body").fill("麦田返青。")
    expect(count).to_have_text("5 / 6")


def test_the_preview_stands_beside_the_form_and_follows_it(
    desktop: Page, sign_in: SignIn, reporter: User
) -> None:
    sign_in(desktop, reporter)
    desktop.goto(ADD)
    desktop.locator("#id_dateline").fill("本报讯")
    write(desktop, body="## 墒情\n一场瑞雪过后。")
    pane = desktop.locator("#story-preview")
    expect(pane).to_contain_text("雪后麦田润如酥")
    expect(pane.locator(".preview-subhead").first).to_have_text("墒情")
    desktop.get_by_role("button", name="分栏").click()
    expect(pane.locator(".preview-lines")).to_contain_text(re.compile(r"共\d+行"))
    for scheme in ("light", "dark"):
        desktop.emulate_media(color_scheme=scheme)
        expect_accessible(desktop)
    desktop.keyboard.press("Alt+KeyV")
    expect(pane).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_form_fits_a_phone(phone: Page, sign_in: SignIn, reporter: User, scheme: str) -> None:
    sign_in(phone, reporter)
    phone.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # One of the two.
    phone.goto(ADD)
    write(phone)
    expect(phone.locator(".tools")).to_be_visible()
    expect_no_sideways_scroll(phone)
    expect_accessible(phone)


def test_what_is_needed_while_writing_stays_under_the_thumb(
    phone: Page, sign_in: SignIn, reporter: User
) -> None:
    sign_in(phone, reporter)
    phone.goto(ADD)
    write(phone)
    bar = phone.locator(".look")
    expect(bar.get_by_role("button", name="预览")).to_be_in_viewport(ratio=1)
    expect(bar.locator(".kept")).to_contain_text("已存在本机")
    bar.get_by_role("link").click()
    expect(phone.get_by_role("button", name="保存并投稿")).to_be_in_viewport()
    bar.get_by_role("button", name="保存").click()
    expect(phone).to_have_url(re.compile(r"/\d+/change/$"))
    assert Article.objects.get().status == Status.DRAFT


def test_who_closes_the_preview_on_a_phone_is_back_at_the_writing(
    phone: Page, sign_in: SignIn, reporter: User
) -> None:
    sign_in(phone, reporter)
    phone.goto(ADD)
    write(phone)
    phone.locator("#id_body").scroll_into_view_if_needed()
    phone.locator("#show-preview").click()
    expect(phone.locator("#story-preview")).to_be_in_viewport()
    expect(phone.locator("#id_body")).not_to_be_in_viewport()
    phone.locator(".preview-close").click()
    expect(phone.locator("#story-preview")).to_be_hidden()
    expect(phone.locator("#id_body")).to_be_in_viewport()
