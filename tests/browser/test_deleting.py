"""Deleting and bringing back in a browser: by keys, on a phone, for everybody."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from articles.models import Article
from people.models import User
from tests.browser.accessibility import expect_accessible, expect_no_sideways_scroll
from tests.browser.hands import tab_to
from tests.make import make_article, make_credit, make_person, make_photo

SignIn = Callable[[Page, User], None]
BIN = "/admin/audit/deletion/"


@pytest.fixture
def story(reporter: User) -> Article:
    made = make_article("雪后麦田润如酥", body="一场瑞雪。", filed_by=reporter)
    make_credit(made, make_person("王燕"), role="reporter")
    make_photo(made, "图为麦田。", uploaded_by=reporter)
    return made


def question(story: Article) -> str:
    return reverse("admin:articles_article_delete", args=[story.pk])


def fits_and_is_accessible(page: Page) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        expect_accessible(page)
    expect_no_sideways_scroll(page)


def test_a_story_is_deleted_and_brought_back_by_keys(
    desktop: Page, sign_in: SignIn, reporter: User, story: Article
) -> None:
    sign_in(desktop, reporter)
    desktop.goto(question(story))
    tab_to(desktop, "#id_why")
    desktop.keyboard.insert_text("交重了")
    desktop.keyboard.press("Enter")
    expect(desktop.locator("#id_sure")).to_be_visible()
    assert Article.objects.exists()
    tab_to(desktop, "#id_sure")
    desktop.keyboard.press("Space")
    tab_to(desktop, ".step [type=submit]")
    desktop.keyboard.press("Enter")
    expect(desktop.locator(".messagelist .success")).to_contain_text("雪后麦田润如酥")
    assert not Article.objects.exists()

    tab_to(desktop, ".messagelist a")
    desktop.keyboard.press("Enter")
    expect(desktop.get_by_text("交重了")).to_be_visible()
    tab_to(desktop, ".step [type=submit]")
    desktop.keyboard.press("Enter")
    expect(desktop.locator(".messagelist .success")).to_contain_text("雪后麦田润如酥")
    assert Article.objects.get().photos.count() == 1


def test_the_pages_fit_a_phone_and_everybody(
    phone: Page, sign_in: SignIn, reporter: User, story: Article
) -> None:
    sign_in(phone, reporter)
    phone.goto(question(story))
    fits_and_is_accessible(phone)
    phone.locator(".bin-names summary").click()
    phone.locator(".step [type=submit]").click()
    expect(phone.locator("#id_sure")).to_be_visible()
    fits_and_is_accessible(phone)
    phone.locator("#id_sure").check()
    phone.locator(".step [type=submit]").click()
    expect(phone.locator(".messagelist .success")).to_be_visible()
    phone.goto(BIN)
    expect(phone.locator("#result_list tbody tr")).to_have_count(1)
    fits_and_is_accessible(phone)
    phone.locator("#result_list a[href*='/undo/']").click()
    fits_and_is_accessible(phone)
    phone.locator(".step [type=submit]").click()
    expect(phone.locator(".messagelist .success")).to_be_visible()
    assert Article.objects.exists()
