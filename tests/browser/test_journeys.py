"""The three people everything serves, in a real browser: who files, who releases, who reads."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from articles.models import Article
from ingest.importing import ingest_page
from ingest.page import read_page
from issues.models import Issue
from newsroom.demo import SAMPLE, SAMPLE_DATE, SAMPLE_LABEL, SAMPLE_NAME, load_demo
from people.models import User
from policy.roles import Role
from tests.browser.accessibility import expect_no_sideways_scroll
from tests.make import (
    clear,
    make_article,
    make_issue,
    make_page,
    make_person,
    make_photo,
    make_town,
    make_user,
    sign_off,
)
from tests.test_images import picture, upload

SignIn = Callable[[Page, User], None]


def choose(page: Page, field: str, typed: str, offered: str) -> None:
    """Pick from an autocomplete as a person does: open, type, choose."""
    page.locator(f"#{field} + .select2").click()
    page.locator(".select2-container--open .select2-search__field").last.fill(typed)
    page.locator(".select2-results__option", has_text=offered).first.click()


@pytest.mark.django_db(transaction=True)
def test_a_reporter_files_a_story_with_a_photo_from_a_phone(phone: Page, tmp_path: Path) -> None:
    make_user("wangyan", Role.REPORTER)
    make_town()
    make_person("王燕")
    (tmp_path / "snow.jpg").write_bytes(picture())

    phone.goto("/admin/")
    phone.get_by_label("用户名").fill("wangyan")
    phone.get_by_label("密码").fill("wangyan")
    phone.get_by_role("button", name="登录").click()
    phone.get_by_role("link", name="写稿").click()

    phone.locator("#id_headline").fill("雪后麦田润如酥")
    phone.locator("#id_dateline").fill("本报讯")
    phone.locator("#id_printed_byline").fill("记者 王燕")
    phone.locator("#id_body").fill("　　一场瑞雪过后，田庄镇的麦田格外湿润。\n\n　　农民说，今年墒情好。")
    expect(phone.locator("#id_body ~ output.count")).to_have_text("28")
    choose(phone, "id_towns", "田庄", "田庄镇（巨野县）")
    phone.locator("#id_tags").fill("三农，天气")
    choose(phone, "id_credits-0-person", "王燕", "王燕（记者）")
    phone.locator("#photos-group .add-row a").click()
    phone.locator("#id_photos-0-image").set_input_files(tmp_path / "snow.jpg")
    phone.locator("#id_photos-0-caption").fill("图为田庄镇雪后的麦田。")
    phone.get_by_role("button", name="保存并投稿").click()

    expect(phone.locator(".messagelist .success").last).to_contain_text("投稿")
    story = Article.objects.get()
    assert story.status == Article.Status.SUBMITTED
    assert [town.name for town in story.towns.all()] == ["田庄镇"]
    assert story.photos.get().width == 1200
    assert story.credits.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_editor_places_and_the_chief_editor_schedules(desktop: Page, sign_in: SignIn) -> None:
    editor, chief = make_user("bianji", Role.DESK_EDITOR), make_user("zongbian", Role.CHIEF_EDITOR)
    story = make_article("雪后麦田润如酥", body="一场瑞雪。", towns=(make_town(),))
    make_photo(story, caption="图为雪后的麦田。", image=upload(picture()))
    page = make_page(make_issue(dt.date(2026, 12, 1)), label="A1", order=1, name="要闻")

    sign_off(story)
    sign_in(desktop, editor)
    desktop.goto(f"/admin/issues/page/{page.pk}/change/")
    choose(desktop, "id_placements-0-article", "雪后", "雪后麦田润如酥")
    desktop.locator("#id_placements-0-position").select_option("lead")
    desktop.get_by_role("button", name="保存", exact=True).click()
    expect(desktop.locator(".messagelist .success")).to_be_visible()

    clear(page.issue)
    sign_in(desktop, chief)
    desktop.goto(f"/admin/issues/issue/{page.issue_id}/change/")
    desktop.get_by_role("link", name="出报…").click()
    expect(desktop.locator("#content")).to_contain_text("雪后麦田润如酥")
    at = timezone.localtime() + dt.timedelta(seconds=20)
    desktop.locator("#id_at_0").fill(f"{at:%Y-%m-%d}")
    desktop.locator("#id_at_1").fill(f"{at:%H:%M:%S}")
    desktop.get_by_role("button", name="定时出报…").click()
    desktop.get_by_role("button", name="确定按此时间出报").click()
    expect(desktop.locator("#content")).to_contain_text("待出报")

    desktop.goto("/")
    assert timezone.now() < Issue.objects.get().publish_at  # type: ignore[operator]  # It has one now.
    expect(desktop.get_by_text("雪后麦田润如酥")).to_have_count(0)
    desktop.wait_for_timeout(max(0, (at - timezone.localtime()).total_seconds() * 1000))
    desktop.reload()
    expect(desktop.get_by_role("link", name="雪后麦田润如酥").first).to_be_visible()


@pytest.mark.django_db(transaction=True)
def test_a_reader_finds_the_town_in_two_taps_and_reads_on(phone: Page, tmp_path: Path) -> None:
    load_demo(tmp_path / "accounts.txt")

    phone.goto("/")
    expect(phone.get_by_role("link", name="聚合高质量发展的强劲动能").first).to_be_visible()
    phone.get_by_role("link", name="镇街").first.click()
    phone.get_by_role("link", name=re.compile("田庄镇")).first.click()
    expect(phone).to_have_url(re.compile(r"/towns/tianzhuang/$"))
    phone.get_by_role("link", name=re.compile("招商引资工作取得新成效")).first.click()
    expect(phone.locator("h1")).to_contain_text("招商引资工作取得新成效")
    phone.get_by_role("link", name="安宁").first.click()
    expect(phone).to_have_url(re.compile(r"/people/\d+/$"))
    phone.go_back()
    phone.get_by_role("link", name=re.compile("A3")).first.click()
    expect(phone).to_have_url(re.compile(r"/issues/2023-12-20/A3/$"))
    expect_no_sideways_scroll(phone)


@pytest.mark.browser_errors_expected
@pytest.mark.django_db(transaction=True)
def test_an_unknown_address_gets_help_in_chinese(phone: Page) -> None:
    response = phone.goto("/towns/atlantis/")
    assert response is not None
    assert response.status == 404
    phone.get_by_role("link", name="首页").first.click()
    expect(phone).to_have_url(re.compile(r"/$"))


@pytest.mark.django_db(transaction=True)
def test_a_page_that_was_just_ingested_shows_its_doubts_to_the_editor(desktop: Page, sign_in: SignIn) -> None:
    editor = make_user("bianji", Role.DESK_EDITOR)
    ingest_page(read_page(SAMPLE), date=SAMPLE_DATE, label=SAMPLE_LABEL, name=SAMPLE_NAME)
    sign_in(desktop, editor)
    desktop.goto("/admin/articles/article/?is_cut_off__exact=1")
    expect(desktop.locator("#result_list tbody tr")).to_have_count(
        Article.objects.filter(is_cut_off=True).count()
    )
    desktop.get_by_role("link", name="聚合高质量发展的强劲动能").click()
    expect(desktop.locator("#id_note")).to_have_value(re.compile("文字到此中断"))
