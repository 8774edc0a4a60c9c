"""The way in, on a telephone: password, second factor, recovery codes."""

from __future__ import annotations

from base64 import b32decode

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from people import second_factor
from policy.roles import Role
from tests.browser.accessibility import expect_accessible, expect_no_sideways_scroll
from tests.make import make_user
from tests.test_second_factor import code_of

pytestmark = pytest.mark.django_db(transaction=True)


def give_password(page: Page, name: str) -> None:
    page.fill("#id_username", name)
    page.fill("#id_password", name)
    page.keyboard.press("Enter")


def test_a_chief_editor_sets_up_the_second_factor_and_comes_in_by_a_recovery_code(phone: Page) -> None:
    chief = make_user("zongbian", Role.CHIEF_EDITOR)
    desk = reverse("admin:articles_article_changelist")
    phone.goto(desk)
    give_password(phone, "zongbian")
    expect(phone.locator(".qr")).to_be_visible()
    expect_no_sideways_scroll(phone)
    expect_accessible(phone)
    secret = phone.inner_text(".secret").replace(" ", "")
    app = second_factor.new_app(chief, b32decode(secret).hex())
    phone.fill("#id_code", code_of(app))
    phone.keyboard.press("Enter")
    codes = phone.locator(".codes pre").inner_text().split("\n")
    expect_no_sideways_scroll(phone)
    expect_accessible(phone)
    phone.click("a.default")
    assert desk in phone.url

    phone.click(".user-menu summary")
    phone.click("#logout-form button")
    phone.goto(desk)
    give_password(phone, "zongbian")
    expect(phone.locator("#id_code")).to_be_focused()
    expect_no_sideways_scroll(phone)
    expect_accessible(phone)
    phone.keyboard.type(codes[0])
    phone.keyboard.press("Enter")
    expect(phone.locator(".messagelist .warning")).to_contain_text("9")
