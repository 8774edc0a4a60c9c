"""Photos filed with their story: several at once, over a bad line, put in order, by keys alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import CDPSession, Page, Route, expect

from articles.models import Article, Photo
from people.models import User
from tests.browser.accessibility import expect_accessible, expect_no_sideways_scroll
from tests.browser.hands import (
    ADD,
    caption,
    compose,
    file_photos,
    pictures,
    row,
    tab_to,
    take_proposals,
    write,
)
from tests.make import make_person, make_town

SignIn = Callable[[Page, User], None]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser_errors_expected]


@pytest.mark.parametrize("device", ["phone", "desktop"])
def test_a_story_with_three_photos_over_a_line_that_breaks(
    device: str, request: pytest.FixtureRequest, sign_in: SignIn, reporter: User, tmp_path: Path
) -> None:
    """The second photo does not get through and the answer to the form is lost: both are sent again."""
    page: Page = request.getfixturevalue(device)
    make_person("王燕")
    sign_in(page, reporter)
    page.goto(ADD)
    write(page)
    posts: list[str] = []

    def lose(route: Route) -> None:
        kind = "photo" if route.request.url.endswith("/upload/") else "form"
        posts.extend([kind] if route.request.method == "POST" else [])
        if kind == "form" and posts.count("form") == 1 and posts[-1:] == ["form"]:
            route.fetch()
            route.abort("connectionreset")
        elif kind == "photo" and posts.count("photo") == 2:
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route(re.compile(f"photo/upload/$|{ADD}$"), lose)
    page.locator("#pictures").set_input_files(pictures(tmp_path))
    for number in range(3):
        expect(row(page, number).locator(".field-preview img")).to_be_visible()
    caption(page, 0).fill("图为田庄镇雪后的麦田")
    row(page, 0).locator("[name$=-new_photographer]").fill("记者 王燕 摄")
    row(page, 0).get_by_role("button", name="说明用于全部图片").click()
    row(page, 0).get_by_role("button", name="署名用于全部图片").click()
    expect_accessible(page)
    expect_no_sideways_scroll(page)
    page.get_by_role("button", name="保存并投稿").click()
    expect(page.locator(".messagelist")).to_contain_text("重复发送只算一次")

    story = Article.objects.get()
    assert [photo.caption for photo in story.photos.all()] == ["图为田庄镇雪后的麦田"] * 3
    assert [photo.height for photo in story.photos.all()] == [800, 801, 802]
    assert {str(credit.person) for photo in story.photos.all() for credit in photo.credits.all()} == {"王燕"}
    assert Photo.objects.count() == 3


def test_photos_are_put_in_order_by_keys_and_by_dragging(
    desktop: Page, sign_in: SignIn, reporter: User, tmp_path: Path
) -> None:
    sign_in(desktop, reporter)
    file_photos(desktop, tmp_path)
    row(desktop, 2).locator(".handle").focus()
    desktop.keyboard.press("ArrowUp")
    desktop.keyboard.press("ArrowUp")
    expect(caption(desktop, 0)).to_have_value("第3张")
    row(desktop, 1).get_by_role("button", name="删除").click()
    expect(desktop.locator("#photos-group .inline-related:not(.empty-form)")).to_have_count(2)
    handle, other = row(desktop, 1).locator(".handle"), row(desktop, 0)
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    target = other.bounding_box()
    assert box
    assert target
    desktop.mouse.move(box["x"] + 8, box["y"] + 8)
    desktop.mouse.down()
    desktop.mouse.move(target["x"] + 8, target["y"] + 4, steps=8)
    desktop.mouse.up()
    expect(caption(desktop, 0)).to_have_value("第2张")
    desktop.get_by_role("button", name="保存", exact=True).click()
    expect(desktop.locator(".messagelist .success")).to_be_visible()
    assert [photo.caption for photo in Article.objects.get().photos.all()] == ["第2张", "第3张"]
    assert Photo.objects.count() == 2, "the one taken out is gone"


def test_a_file_that_is_no_picture_is_refused_in_its_row(
    desktop: Page, sign_in: SignIn, reporter: User, tmp_path: Path
) -> None:
    (tmp_path / "page.jpg").write_bytes(b"<html>not a picture</html>")
    sign_in(desktop, reporter)
    desktop.goto(ADD)
    desktop.locator("#pictures").set_input_files(tmp_path / "page.jpg")
    expect(row(desktop, 0).locator(".upload-state")).to_contain_text("page.jpg")
    expect(row(desktop, 0).locator(".upload-state")).to_contain_text("图片")
    assert not Photo.objects.exists()
    expect_accessible(desktop)


def test_a_story_with_three_photos_is_filed_by_keys_alone(
    desktop: Page, sign_in: SignIn, reporter: User, tmp_path: Path
) -> None:
    make_town()
    make_person("王燕")
    sign_in(desktop, reporter)
    desktop.goto(ADD)
    expect(desktop.locator(".tools")).to_be_visible()
    tab_to(desktop, "#id_headline")
    compose(desktop, ["xue", "xue hou", "xue hou mai tian"], "雪后麦田")
    tab_to(desktop, "#id_printed_byline")
    desktop.keyboard.type("记者 王燕")
    tab_to(desktop, "#id_body")
    compose(desktop, ["yi", "yi chang"], "一场瑞雪过后，田庄镇的麦田格外湿润。")
    desktop.keyboard.press("Enter")
    desktop.keyboard.type("墒情")
    desktop.keyboard.press("Alt+Digit1")
    expect(desktop.locator("#id_body")).to_have_value("一场瑞雪过后，田庄镇的麦田格外湿润。\n## 墒情")
    expect(desktop.locator("#proposals button", has_text="田庄镇")).to_be_visible()
    take_proposals(desktop)
    tab_to(desktop, "#pictures")
    with desktop.expect_file_chooser() as chooser:
        desktop.keyboard.press("Space")
    chooser.value.set_files(pictures(tmp_path))
    for number in range(3):
        expect(row(desktop, number).locator(".field-preview img")).to_be_visible()
        tab_to(desktop, f"#id_photos-{number}-caption")
        compose(desktop, ["tu", "tu wei"], f"图为雪后的麦田之{number + 1}")
        tab_to(desktop, f"#id_photos-{number}-new_photographer")
        desktop.keyboard.type("王燕 摄")
    desktop.keyboard.press("Control+Enter")
    expect(desktop.locator(".messagelist .success").last).to_contain_text("投稿")
    story = Article.objects.get()
    assert (story.headline, story.dateline) == ("雪后麦田", "本报讯")
    assert [town.name for town in story.towns.all()] == ["田庄镇"]
    assert [str(credit.person) for credit in story.credits.all()] == ["王燕"]
    assert [photo.caption[-1] for photo in story.photos.all()] == ["1", "2", "3"]
    assert {str(photo.credits.get().person) for photo in story.photos.all()} == {"王燕"}


def touch(session: CDPSession, kind: str, *points: dict[str, float]) -> None:
    session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})


def test_a_finger_drags_a_photo_past_rows_that_are_longer_than_the_screen(
    phone: Page, sign_in: SignIn, reporter: User, tmp_path: Path
) -> None:
    sign_in(phone, reporter)
    file_photos(phone, tmp_path)
    handle = row(phone, 2).locator(".handle")
    handle.evaluate("handle => handle.scrollIntoView({ block: 'center' })")
    box = handle.bounding_box()
    assert box
    x, y = box["x"] + 20, box["y"] + 20
    finger = phone.context.new_cdp_session(phone)
    touch(finger, "touchStart", {"x": x, "y": y})
    expect(phone.locator("#photos-group")).to_have_class(re.compile("ordering"))
    for step in range(1, 40):
        touch(finger, "touchMove", {"x": x, "y": max(y - 15 * step, 20)})
    expect(caption(phone, 0)).to_have_value("第3张")
    touch(finger, "touchEnd")
    expect(caption(phone, 0)).to_have_value("第3张")
    expect(row(phone, 0).locator(".photo-number")).to_have_text("1")
    row(phone, 0).locator(".photo-step").last.click()
    expect(caption(phone, 1)).to_have_value("第3张")
    phone.get_by_role("button", name="保存并投稿").click()
    expect(phone.locator(".messagelist .success").last).to_contain_text("投稿")
    assert [photo.caption for photo in Article.objects.get().photos.all()] == ["第1张", "第3张", "第2张"]


def test_a_file_that_was_refused_leaves_no_empty_photo_on_the_story(
    desktop: Page, sign_in: SignIn, reporter: User, tmp_path: Path
) -> None:
    (tmp_path / "page.jpg").write_bytes(b"<html>not a picture</html>")
    sign_in(desktop, reporter)
    desktop.goto(ADD)
    write(desktop)
    desktop.locator("#pictures").set_input_files([tmp_path / "page.jpg", *pictures(tmp_path, 1)])
    expect(row(desktop, 0)).to_have_class(re.compile("failed"))
    expect(row(desktop, 1).locator(".field-preview img")).to_be_visible()
    row(desktop, 1).locator("[name$=-new_photographer]").fill("王燕 摄")
    row(desktop, 1).get_by_role("button", name="署名用于全部图片").click()
    expect(row(desktop, 1).locator(".photo-number")).to_have_text("1")
    desktop.get_by_role("button", name="保存并投稿").click()
    expect(desktop.locator(".messagelist .success").last).to_contain_text("投稿")
    assert [photo.height for photo in Article.objects.get().photos.all()] == [800]


def test_a_photo_that_credits_whom_its_caption_names_is_proposed_nobody(
    desktop: Page, sign_in: SignIn, reporter: User, tmp_path: Path
) -> None:
    make_person("王燕")
    sign_in(desktop, reporter)
    desktop.goto(ADD)
    write(desktop)
    desktop.locator("#pictures").set_input_files(pictures(tmp_path, 1))
    expect(row(desktop, 0).locator(".field-preview img")).to_be_visible()
    caption(desktop, 0).fill("雪后的麦田。记者 王燕 摄")
    chip = desktop.locator("#proposals button", has_text="王燕")
    chip.click()
    expect(chip).to_have_count(0)
    with desktop.expect_response("**/proposals/"):
        desktop.locator("#id_body").press_sequentially("又一场雪。")
    expect(desktop.locator("#proposals button", has_text="本报讯")).to_be_visible()
    expect(chip).to_have_count(0)


def write_with_photos(page: Page, tmp_path: Path) -> None:
    """Three photos, the last of them moved up one place."""
    make_person("王燕")
    file_photos(page, tmp_path)
    row(page, 2).locator(".photo-step").first.click()


def test_a_form_that_comes_back_with_an_error_keeps_the_order_of_its_photos(
    phone: Page, sign_in: SignIn, reporter: User, tmp_path: Path
) -> None:
    sign_in(phone, reporter)
    write_with_photos(phone, tmp_path)
    phone.locator("#id_tags").fill("！！")
    phone.get_by_role("button", name="保存并投稿").click()
    expect(phone.locator(".errornote")).to_be_visible()
    expect(caption(phone, 1)).to_have_value("第3张")
    expect(phone.locator(".recovered")).to_have_count(0)
    phone.locator("#id_tags").fill("")
    phone.get_by_role("button", name="保存并投稿").click()
    expect(phone.locator(".messagelist .success").last).to_contain_text("投稿")
    assert [photo.caption for photo in Article.objects.get().photos.all()] == ["第1张", "第3张", "第2张"]


def test_a_story_restored_after_a_crash_keeps_the_order_of_its_photos(
    phone: Page, sign_in: SignIn, reporter: User, tmp_path: Path
) -> None:
    sign_in(phone, reporter)
    write_with_photos(phone, tmp_path)
    expect(phone.locator(".kept")).to_contain_text("已存在本机")
    fresh = phone.context.new_page()
    phone.close(run_before_unload=False)
    fresh.goto(ADD)
    fresh.get_by_role("button", name="恢复").click()
    expect(caption(fresh, 1)).to_have_value("第3张")
    fresh.get_by_role("button", name="保存并投稿").click()
    expect(fresh.locator(".messagelist .success").last).to_contain_text("投稿")
    assert [photo.caption for photo in Article.objects.get().photos.all()] == ["第1张", "第3张", "第2张"]
    assert Photo.objects.count() == 3


def test_credits_typed_into_a_caption_go_to_its_photographers(
    desktop: Page, sign_in: SignIn, reporter: User, tmp_path: Path
) -> None:
    """The caption keeps the credit until everybody it names is credited."""
    make_person("王燕")
    sign_in(desktop, reporter)
    desktop.goto(ADD)
    write(desktop)
    desktop.locator("#pictures").set_input_files(pictures(tmp_path, 1))
    expect(row(desktop, 0).locator(".field-preview img")).to_be_visible()
    caption(desktop, 0).fill("图为雪后的麦田 记者 王燕 通讯员 刘菲 摄")
    desktop.locator("#proposals button", has_text="王燕（记者）").click()
    expect(caption(desktop, 0)).to_have_value("图为雪后的麦田 记者 王燕 通讯员 刘菲 摄")
    desktop.locator("#proposals button", has_text="刘菲").first.click()
    expect(caption(desktop, 0)).to_have_value("图为雪后的麦田")
    desktop.get_by_role("button", name="保存", exact=True).click()
    expect(desktop.locator(".messagelist .success")).to_be_visible()
    credits = Photo.objects.get().credits.values_list("title", "printed_text", "person__name")
    assert set(credits) == {("记者", "王燕", "王燕"), ("通讯员", "刘菲", None)}
