"""“In already?”: the line above the form while a story is typed, on a telephone and on a desk."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article
from people.models import User
from policy.roles import Role
from tests.browser.accessibility import expect_accessible
from tests.browser.hands import ADD
from tests.make import make_user
from tests.test_duplicates import AGAIN, AGAIN_BODY, HEADLINE, OTHER_BODY, garlic, out_lately

SignIn = Callable[[Page, User], None]

pytestmark = [pytest.mark.django_db(transaction=True)]


def type_story(page: Page, headline: str, body: str) -> None:
    page.locator("#id_headline").fill(headline)
    page.locator("#id_body").fill(body)


@pytest.mark.parametrize("device", ["phone", "desktop"])
def test_the_line_comes_while_typing_goes_with_the_text_and_stops_nobody(
    device: str, request: pytest.FixtureRequest, sign_in: SignIn, reporter: User
) -> None:
    page: Page = request.getfixturevalue(device)
    garlic(filed_by=reporter, status=Article.Status.SUBMITTED)
    out_lately()
    sign_in(page, reporter)
    page.goto(ADD)
    line = page.locator("#likely")
    expect(line).to_be_hidden()
    type_story(page, AGAIN, AGAIN_BODY)
    expect(line.get_by_role("link", name=HEADLINE)).to_have_count(2)
    expect_accessible(page)
    type_story(page, "返乡小伙直播卖瓜", OTHER_BODY)
    expect(line).to_be_hidden()
    type_story(page, AGAIN, AGAIN_BODY)
    expect(line).to_be_visible()
    page.get_by_role("button", name="保存并投稿").click()
    expect(page.locator(".messagelist .success").last).to_contain_text("投稿")
    assert Article.objects.filter(headline=AGAIN, status=Article.Status.SUBMITTED).exists()


def test_nothing_shows_of_what_may_not_be_known(desktop: Page, sign_in: SignIn, reporter: User) -> None:
    garlic(filed_by=make_user("bieren", Role.REPORTER), status=Article.Status.SUBMITTED)
    sign_in(desktop, reporter)
    desktop.goto(ADD)
    type_story(desktop, AGAIN, AGAIN_BODY)
    with desktop.expect_response("**/proposals/") as answer:
        pass
    assert answer.value.json()["likely"] == []
    expect(desktop.locator("#likely")).to_be_hidden()
