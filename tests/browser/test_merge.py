"""Two editors at one story: the second save is merged, by keyboard alone, and no text is lost on the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import pytest
from django.db import transaction
from playwright.sync_api import BrowserContext, Page, expect

from articles.models import Article, UnmergedCopy
from articles.revisions.keeping import hold
from people.models import User
from policy.roles import Role
from tests.browser.accessibility import expect_accessible, expect_no_sideways_scroll
from tests.browser.hands import tab_to
from tests.make import make_article, make_photo, make_picture, make_user

SignIn = Callable[[Page, User], None]
BODY = "一场瑞雪过后，麦田青青。农民说墒情好。\n来年丰收在望。"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def story(transactional_db: None) -> Article:
    story = make_article("雪后麦田", body=BODY, status=Article.Status.SUBMITTED)
    make_photo(story, "图为雪后的麦田。", image=make_picture())
    with transaction.atomic():
        hold(story)
    return story


@pytest.fixture
def editor(transactional_db: None) -> User:
    return make_user("bianji", Role.DESK_EDITOR, last_name="赵", first_name="责编")


def address(story: Article) -> str:
    return f"/admin/articles/article/{story.pk}/change/"


def another_context(page: Page, **options: Any) -> BrowserContext:
    """Somebody else's browser, at the same site."""
    assert page.context.browser
    base = page.evaluate("location.origin")
    return page.context.browser.new_context(base_url=base, locale="zh-CN", **options)


def save_meanwhile(page: Page, sign_in: SignIn, story: Article, **fields: str) -> None:
    """The section head has the same story open at a desk of their own, and saves it first."""
    context = another_context(page)
    other = context.new_page()
    head = User.objects.filter(username="zhuren").first() or make_user(
        "zhuren", Role.SECTION_HEAD, last_name="钱", first_name="主任"
    )
    sign_in(other, head)
    other.goto(address(story))
    for name, text in fields.items():
        other.locator(f"#id_{name}").fill(text)
    other.get_by_role("button", name="保存并继续编辑").click()
    expect(other.locator(".messagelist .success")).to_be_visible()
    context.close()


def test_a_conflict_is_merged_by_keyboard_alone(
    desktop: Page, sign_in: SignIn, story: Article, editor: User
) -> None:
    sign_in(desktop, editor)
    desktop.goto(address(story))
    save_meanwhile(
        desktop,
        sign_in,
        story,
        headline="雪后麦田润如酥",
        body=BODY.replace("青青", "绿油油"),
        deck="副题",
    )
    desktop.locator("#id_headline").fill("瑞雪兆丰年")
    desktop.locator("#id_body").fill(BODY.replace("青青", "返青").replace("在望", "有望"))
    desktop.keyboard.press("Control+s")
    expect(desktop.locator("#merge-form")).to_be_visible()
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    for scheme in schemes:
        desktop.emulate_media(color_scheme=scheme)
        expect_accessible(desktop)

    tab_to(desktop, "input[type=radio]")
    desktop.keyboard.press("Space")
    expect(desktop.get_by_label("用对方的").first).to_be_visible()
    expect(desktop.locator("fieldset").first.locator(":checked")).to_have_value("theirs")
    desktop.keyboard.press("Control+Enter")
    expect(desktop.locator(".errornote")).to_have_count(1)
    expect(desktop.locator("fieldset").nth(1).locator("input").first).to_be_focused()
    expect_accessible(desktop)

    for _press in range(3):
        desktop.keyboard.press("ArrowDown")
    expect(desktop.locator("fieldset").nth(1).locator(":checked")).to_have_value("own")
    desktop.keyboard.press("Tab")
    desktop.keyboard.press("Control+a")
    desktop.keyboard.insert_text("一场瑞雪过后，麦田返青，绿油油一片。")
    expect(desktop.locator(".merge-text")).to_contain_text("绿油油一片。农民说墒情好。\n来年丰收有望。")
    desktop.keyboard.press("Control+Enter")
    expect(desktop.locator(".messagelist .success")).to_be_visible()
    merged = Article.objects.get()
    assert (merged.headline, merged.deck) == ("雪后麦田润如酥", "副题")
    assert merged.body == "一场瑞雪过后，麦田返青，绿油油一片。农民说墒情好。\n来年丰收有望。"


def test_reload_and_back_and_another_device_keep_both_texts(
    phone: Page, desktop: Page, sign_in: SignIn, story: Article, editor: User
) -> None:
    sign_in(phone, editor)
    phone.goto(address(story))
    save_meanwhile(phone, sign_in, story, headline="先存的题")
    phone.locator("#id_headline").fill("后存的题")
    phone.locator("#id_body").fill(BODY + "\n补写一段。")
    phone.get_by_role("button", name="保存", exact=True).first.click()
    expect(phone.locator("#merge-form")).to_be_visible()
    expect_no_sideways_scroll(phone)
    expect_accessible(phone)

    phone.get_by_text("用我的").click()
    phone.reload()
    expect(phone.locator(".side-mine")).to_contain_text("后存的题")
    expect(phone.locator(".side-theirs")).to_contain_text("先存的题")
    phone.goto(address(story))
    kept = UnmergedCopy.objects.get()
    expect(phone.locator(".notice a").first).to_have_attribute(
        "href", f"/admin/articles/article/{story.pk}/merge/{kept.pk}/"
    )
    phone.go_back()
    expect(phone.locator(".merge-text")).to_contain_text("补写一段。")

    sign_in(desktop, editor)
    desktop.goto("/admin/waiting/")
    desktop.get_by_role("link", name="先存的题").first.click()
    desktop.get_by_label("用我的").check()
    desktop.get_by_role("button", name="保存合并稿").click()
    expect(desktop.locator("#id_headline")).to_have_value("后存的题")
    assert Article.objects.get().body == BODY + "\n补写一段。"
    phone.reload()
    expect(phone.locator(".messagelist")).to_be_visible()
    assert UnmergedCopy.objects.open().count() == 0


def test_what_was_answered_is_there_again_after_the_session_ended(
    desktop: Page, sign_in: SignIn, story: Article, editor: User
) -> None:
    sign_in(desktop, editor)
    desktop.goto(address(story))
    save_meanwhile(desktop, sign_in, story, headline="先存的题", body=BODY.replace("青青", "绿油油"))
    desktop.locator("#id_headline").fill("后存的题")
    desktop.locator("#id_body").fill(BODY.replace("青青", "返青"))
    desktop.keyboard.press("Control+s")
    desktop.get_by_label("用我的").first.check()
    body = desktop.locator("fieldset").nth(1)
    body.locator("[value=own]").check()
    body.locator("textarea").fill("一场瑞雪过后，麦田返青了。")
    desktop.context.clear_cookies(name="sessionid")
    desktop.get_by_role("button", name="保存合并稿").click()
    expect(desktop.locator("#id_username")).to_be_visible()

    sign_in(desktop, editor)
    desktop.goto(f"{address(story).removesuffix('change/')}merge/{UnmergedCopy.objects.get().pk}/")
    expect(desktop.locator(".merge-text")).to_contain_text("麦田返青了。农民说墒情好。")
    desktop.get_by_role("button", name="保存合并稿").click()
    expect(desktop.locator(".messagelist .success")).to_be_visible()
    merged = Article.objects.get()
    assert (merged.headline, merged.body.partition("农民")[0]) == ("后存的题", "一场瑞雪过后，麦田返青了。")


def test_a_text_is_let_go_after_a_question(
    desktop: Page, sign_in: SignIn, story: Article, editor: User
) -> None:
    sign_in(desktop, editor)
    desktop.goto(address(story))
    save_meanwhile(desktop, sign_in, story, headline="先存的题")
    desktop.locator("#id_headline").fill("后存的题")
    desktop.keyboard.press("Control+s")
    desktop.get_by_role("link", name="放弃我的改动…").click()
    expect_accessible(desktop)
    desktop.get_by_role("button", name="放弃我的改动").click()
    expect(desktop.locator("#id_headline")).to_have_value("先存的题")
    assert UnmergedCopy.objects.get().outcome == UnmergedCopy.Outcome.DISCARDED


def test_a_page_without_javascript_merges_too(
    desktop: Page, sign_in: SignIn, story: Article, editor: User
) -> None:
    desktop.goto("/admin/login/")
    context = another_context(desktop, java_script_enabled=False)
    plain = context.new_page()
    sign_in(plain, editor)
    plain.goto(address(story))
    save_meanwhile(desktop, sign_in, story, body=BODY.replace("青青", "绿油油"))
    plain.locator("#id_body").fill(BODY.replace("青青", "返青"))
    plain.get_by_role("button", name="保存并继续编辑").click()
    plain.get_by_label("两者都留").check()
    plain.get_by_role("button", name="看合并后的正文").click()
    expect(plain.get_by_label("两者都留")).to_be_checked()
    plain.get_by_role("button", name="保存合并稿").click()
    expect(plain.locator(".messagelist .success")).to_be_visible()
    assert Article.objects.get().body.startswith("一场瑞雪过后，麦田绿油油。一场瑞雪过后，麦田返青。")
    context.close()
