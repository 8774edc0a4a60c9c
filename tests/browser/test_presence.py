"""Two people at one story, each in a browser of their own, and the timeline of what they did."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from articles.models import Article, Presence, Revision
from articles.revisions.keeping import hold, keep
from people.models import User
from policy.roles import Role
from tests import kept
from tests.browser.accessibility import expect_accessible, expect_no_sideways_scroll
from tests.make import make_article, make_user

SignIn = Callable[[Page, User], None]
AWAKE = "document.dispatchEvent(new Event('visibilitychange'))"


@dataclass(frozen=True)
class Cast:
    """Two who may change the story, and the story."""

    zhang: User
    li: User
    story: Article


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return Cast(
        make_user("zhangmin", Role.DESK_EDITOR, last_name="张", first_name="敏"),
        make_user("liqiang", Role.SECTION_HEAD, last_name="李", first_name="强"),
        make_article("雪后麦田润如酥", body="一场瑞雪。", status=Article.Status.SUBMITTED),
    )


def open_story(page: Page, story: Article) -> None:
    page.goto(f"/admin/articles/article/{story.pk}/change/")


def look_again(page: Page) -> None:
    """The page is looked at again, as after another window: it asks at once."""
    page.evaluate(AWAKE)


def test_two_editors_see_each_other_until_one_leaves(
    desktop: Page, second: Page, sign_in: SignIn, cast: Cast
) -> None:
    sign_in(desktop, cast.zhang)
    sign_in(second, cast.li)
    open_story(desktop, cast.story)
    open_story(second, cast.story)
    expect(second.locator("#presence")).to_contain_text("张敏")
    expect(second.locator("#presence-said")).to_contain_text("张敏")
    look_again(desktop)
    expect(desktop.locator("#presence")).to_contain_text("李强")
    expect_accessible(desktop)

    typing = desktop.locator("#presence p").first.inner_text()
    second.locator("#id_body").fill("一场瑞雪，麦田湿润。")
    look_again(second)
    expect(second.locator("#presence")).to_be_visible()
    look_again(desktop)
    expect(desktop.locator("#presence p").first).not_to_have_text(typing)

    second.on("dialog", lambda dialog: dialog.accept())
    second.goto("/admin/")
    expect(second.locator("#content")).to_be_visible()
    look_again(desktop)
    expect(desktop.locator("#presence")).to_be_hidden()


def test_a_page_loaded_anew_is_still_open(desktop: Page, second: Page, sign_in: SignIn, cast: Cast) -> None:
    sign_in(desktop, cast.zhang)
    sign_in(second, cast.li)
    open_story(desktop, cast.story)
    expect(desktop.locator("#article_form")).to_be_visible()
    with desktop.expect_response(re.compile("/presence/$")):
        desktop.reload()
    open_story(second, cast.story)
    expect(second.locator("#presence")).to_contain_text("张敏")


def test_a_newer_version_is_told_with_a_way_to_look_at_it(desktop: Page, sign_in: SignIn, cast: Cast) -> None:
    sign_in(desktop, cast.zhang)
    with desktop.expect_response(re.compile("/presence/$")):
        open_story(desktop, cast.story)
    expect(desktop.locator("#presence")).to_be_hidden()
    kept.save(cast.story, by=cast.li, body="一场瑞雪，麦田三千亩。", why="补一个数字")
    look_again(desktop)
    expect(desktop.locator(".presence-newer")).to_contain_text("李强")
    expect(desktop.locator("#presence-said")).to_contain_text("李强")
    for scheme in ("light", "dark"):
        desktop.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        expect_accessible(desktop)
    with desktop.context.expect_page() as opened:
        desktop.locator(".presence-newer a").click()
    expect(opened.value.locator("#id_body")).to_have_value("一场瑞雪，麦田三千亩。")


def test_a_lost_line_is_quiet_and_the_page_asks_again_when_it_is_back(
    desktop: Page, sign_in: SignIn, cast: Cast
) -> None:
    """What would stand in the console fails the test."""
    sign_in(desktop, cast.zhang)
    with desktop.expect_response(re.compile("/presence/$")):
        open_story(desktop, cast.story)
    desktop.context.set_offline(True)
    look_again(desktop)
    Presence.objects.create(article=cast.story, user=cast.li)
    with desktop.expect_response(re.compile("/presence/$")):
        desktop.context.set_offline(False)
    expect(desktop.locator("#presence")).to_contain_text("李强")


def questions(page: Page) -> list[int]:
    """The status of each answer that the page gets from now on."""
    answers: list[int] = []
    page.on("response", lambda it: answers.append(it.status) if it.url.endswith("/presence/") else None)
    return answers


def test_the_page_asks_every_twenty_seconds_and_not_while_it_is_hidden(
    desktop: Page, sign_in: SignIn, cast: Cast
) -> None:
    sign_in(desktop, cast.zhang)
    desktop.clock.install()
    with desktop.expect_response(re.compile("/presence/$")):
        open_story(desktop, cast.story)
    for _time in range(2):
        with desktop.expect_response(re.compile("/presence/$")):
            desktop.clock.run_for(21_000)

    desktop.evaluate("Object.defineProperty(document, 'hidden', { value: true, configurable: true })")
    asked = questions(desktop)
    desktop.clock.run_for(200_000)
    assert asked == []
    desktop.evaluate("delete document.hidden")
    with desktop.expect_response(re.compile("/presence/$")):
        look_again(desktop)


@pytest.mark.browser_errors_expected
def test_a_page_that_is_signed_out_asks_once_and_stops(desktop: Page, sign_in: SignIn, cast: Cast) -> None:
    Presence.objects.create(article=cast.story, user=cast.li)
    sign_in(desktop, cast.zhang)
    desktop.clock.install()
    open_story(desktop, cast.story)
    expect(desktop.locator("#presence-said")).to_contain_text("李强")
    desktop.context.clear_cookies(name="sessionid")
    asked = questions(desktop)
    with desktop.expect_response(re.compile("/presence/$")):
        desktop.clock.run_for(21_000)
    expect(desktop.locator("#presence")).to_be_hidden()
    desktop.clock.run_for(200_000)
    assert asked == [401]


def test_a_reader_of_the_story_is_told_and_tells_nothing(desktop: Page, sign_in: SignIn, cast: Cast) -> None:
    reader = make_user("jiaodui", Role.PROOFREADER)
    Presence.objects.create(article=cast.story, user=cast.li, is_typing=True)
    sign_in(desktop, reader)
    with desktop.expect_response(re.compile("/presence/$")):
        open_story(desktop, cast.story)
    expect(desktop.locator("#presence")).to_contain_text("李强")
    assert list(Presence.objects.values_list("user", flat=True)) == [cast.li.pk]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_timeline_is_read_and_filtered_on_a_phone(
    phone: Page, sign_in: SignIn, cast: Cast, scheme: str
) -> None:
    kept.save(cast.story, by=cast.zhang, body="一场瑞雪，麦田三千亩。", why="补一个数字")
    cast.story.notes.create(by=cast.li, text="数字核过了")
    with transaction.atomic():
        keep(
            hold(cast.story),
            by=cast.li,
            how=Revision.How.STEP,
            action="approve",
            stage_name="一审",
            why="可发",
        )
    phone.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    sign_in(phone, cast.li)
    open_story(phone, cast.story)
    phone.locator(f'a[href$="/{cast.story.pk}/timeline/"]').first.click()
    expect(phone.locator(".event")).to_have_count(4)
    expect(phone.locator(".event").first).to_contain_text("可发")
    expect_accessible(phone)
    expect_no_sideways_scroll(phone)

    phone.locator('.timeline-filters a[href="?kind=review"]').click()
    expect(phone.locator(".event")).to_have_count(1)
    phone.goto(f"/admin/articles/article/{cast.story.pk}/timeline/")
    phone.locator("#timeline-by").select_option(label="张敏")
    phone.locator(".timeline-filters form button").click()
    expect(phone.locator(".event")).to_have_count(1)
    expect(phone.locator(".event")).to_contain_text("补一个数字")
