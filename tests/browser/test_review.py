"""A story's way past three people, in a real browser; every page on it is looked at with axe."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from articles import workflow
from articles.models import Article
from people.models import Person, User
from policy.roles import Role
from tests.browser.accessibility import expect_accessible, expect_no_sideways_scroll
from tests.make import (
    LONG_AGO,
    make_article,
    make_county,
    make_desk,
    make_person,
    make_town,
    make_user,
    sign_off,
)

SignIn = Callable[[Page, User], None]
Status = Article.Status


def open_story(page: Page, story: Article) -> None:
    page.goto(f"/admin/articles/article/{story.pk}/change/")


def make_public() -> Article:
    story = make_article(
        "雪后麦田润如酥", body="一场瑞雪，麦田三千亩。", towns=(make_town(),), filed_by=make_user("jizhe")
    )
    Article.objects.update(status=Status.SUBMITTED)
    story.refresh_from_db()
    sign_off(story)
    Article.objects.update(publish_at=LONG_AGO)
    story.refresh_from_db()
    return story


@pytest.mark.django_db(transaction=True)
def test_a_correspondent_files_from_a_phone_and_takes_the_story_back(phone: Page) -> None:
    user = make_user("anning", Role.CORRESPONDENT)
    make_person("安宁", Person.Kind.CORRESPONDENT, town=make_town(), user=user)
    desk = make_desk("县区部", counties=(make_county(),))
    make_article("别人的稿子", filed_by=make_user("jizhe", Role.REPORTER), desk=desk)

    phone.goto("/admin/articles/article/add/")
    phone.get_by_label("用户名").fill("anning")
    phone.get_by_label("密码").fill("anning")
    expect_accessible(phone)
    phone.get_by_role("button", name="登录").click()
    phone.locator("#id_headline").fill("雪后麦田润如酥")
    phone.locator("#id_body").fill("一场瑞雪过后，田庄镇的麦田格外湿润。")
    expect_accessible(phone)
    phone.get_by_role("button", name="保存并投稿").click()

    expect(phone.locator(".messagelist .success").last).to_contain_text("等待一审：责任编辑")
    expect(phone.locator("#result_list")).not_to_contain_text("别人的稿子")
    expect_accessible(phone)
    assert Article.objects.get(filed_by=user).desk == desk

    phone.get_by_role("link", name="雪后麦田润如酥").click()
    expect(phone.get_by_role("button", name="撤回")).to_be_visible()
    expect_accessible(phone)
    phone.get_by_role("button", name="撤回").click()
    expect(phone.locator("#id_headline")).to_be_editable()
    expect_no_sideways_scroll(phone)


@pytest.mark.django_db(transaction=True)
def test_three_editors_review_and_the_sheet_names_them(desktop: Page, sign_in: SignIn) -> None:
    story = make_article(
        "雪后麦田润如酥", body="一场瑞雪。", status=Status.SUBMITTED, filed_by=make_user("jizhe")
    )
    reviewers = {
        "赵责编": make_user("yishen", Role.DESK_EDITOR, last_name="赵", first_name="责编"),
        "钱主任": make_user("ershen", Role.SECTION_HEAD, last_name="钱", first_name="主任"),
        "孙总编": make_user("sanshen", Role.CHIEF_EDITOR, last_name="孙", first_name="总编"),
    }
    for name, waiting in zip(reviewers, ("二审：部主任", "三审：值班总编", ""), strict=True):
        sign_in(desktop, reviewers[name])
        open_story(desktop, story)
        desktop.locator("#id_step_note").fill(f"{name}看过")
        expect_accessible(desktop)
        desktop.get_by_role("button", name="保存并审核通过").click()
        expect(desktop.locator(".messagelist .success")).to_contain_text(waiting)
        open_story(desktop, story)
        expect(desktop.get_by_role("button", name="保存并审核通过")).to_have_count(0)

    desktop.get_by_role("link", name="审稿单").click()
    expect(desktop).to_have_url(re.compile(r"/sheet/$"))
    for name in reviewers:
        expect(desktop.locator("#content")).to_contain_text(name)
        expect(desktop.locator("#content")).to_contain_text(f"{name}看过")
    expect_accessible(desktop)
    story.refresh_from_db()
    assert story.status == Status.SIGNED_OFF


@pytest.mark.django_db(transaction=True)
def test_a_story_comes_back_with_the_reason_and_is_submitted_anew(
    desktop: Page, phone: Page, sign_in: SignIn
) -> None:
    reporter, head = make_user("jizhe", Role.REPORTER), make_user("ershen", Role.SECTION_HEAD)
    story = make_article("雪后麦田润如酥", status=Status.SUBMITTED, filed_by=reporter)
    workflow.approve(story, by=make_user("yishen", Role.DESK_EDITOR))

    sign_in(desktop, head)
    open_story(desktop, story)
    desktop.get_by_role("button", name="退改").click()
    expect(desktop.locator("form.step")).to_be_visible()
    expect_accessible(desktop)
    desktop.get_by_label("理由").fill("请核实降雪日期")
    desktop.get_by_role("button", name="退改").click()
    expect(desktop.locator(".messagelist .success")).to_contain_text("退改")

    sign_in(phone, reporter)
    phone.goto("/admin/articles/article/")
    phone.get_by_role("link", name="雪后麦田润如酥").click()
    expect(phone.locator(".notice").first).to_contain_text("请核实降雪日期")
    expect_accessible(phone)
    phone.locator("#id_body").fill("20日，一场瑞雪过后。")
    phone.get_by_role("button", name="保存并投稿").click()
    expect(phone.locator(".messagelist .success").last).to_contain_text("等待一审：责任编辑")


@pytest.mark.django_db(transaction=True)
def test_a_correction_is_written_reviewed_and_read_above_the_story(
    desktop: Page, phone: Page, sign_in: SignIn
) -> None:
    story = make_public()
    sign_in(desktop, make_user("bianji", Role.DESK_EDITOR))
    open_story(desktop, story)
    desktop.get_by_role("button", name="写更正").click()
    expect(desktop.locator("#id_headline")).to_have_value("更正")
    desktop.locator("#id_body").fill("文中“三千亩”应为“三百亩”。")
    expect_accessible(desktop)
    desktop.get_by_role("button", name="保存并投稿").click()
    expect(desktop.locator(".messagelist .success").last).to_contain_text("等待一审")

    phone.goto(story.get_absolute_url())
    expect(phone.locator("main")).not_to_contain_text("应为“三百亩”")
    sign_off(Article.objects.get(corrects=story))
    phone.reload()
    expect(phone.locator("main")).to_contain_text("应为“三百亩”")
    expect_accessible(phone)
    phone.goto("/corrections/")
    expect(phone.locator("main")).to_contain_text("应为“三百亩”")
    expect_accessible(phone)


@pytest.mark.browser_errors_expected
@pytest.mark.django_db(transaction=True)
def test_a_withdrawn_story_is_gone_and_says_why(desktop: Page, phone: Page, sign_in: SignIn) -> None:
    story = make_public()
    sign_in(desktop, make_user("zongbian", Role.CHIEF_EDITOR))
    open_story(desktop, story)
    desktop.get_by_role("link", name="撤稿…").click()
    expect(desktop.locator("form.step")).to_be_visible()
    expect_accessible(desktop)
    desktop.get_by_label("内容失实").check()
    desktop.locator("#id_step_note").fill("读者来信指出")
    desktop.get_by_role("button", name="撤稿").click()
    expect(desktop.locator(".notice").first).to_contain_text("原文封存")

    response = phone.goto(story.get_absolute_url())
    assert response is not None
    assert response.status == 410
    expect(phone.locator("main")).to_contain_text("内容失实")
    expect(phone.locator("body")).not_to_contain_text("麦田")
    expect_accessible(phone)
    phone.goto("/towns/tianzhuang/")
    expect(phone.get_by_role("link", name=re.compile("麦田"))).to_have_count(0)
