"""Filing by a private link from a small telephone, on a line that breaks."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from articles.models import Article, Photo
from filing.models import FilingLink
from people.models import Person
from tests.browser.accessibility import expect_accessible, expect_no_sideways_scroll
from tests.make import make_county, make_desk, make_person, make_picture, make_town

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = "一场瑞雪过后，田庄镇的麦田格外湿润。"


@pytest.fixture
def address() -> str:
    """The secret address of a correspondent of a town."""
    make_desk(counties=(make_county(),))
    person = make_person("安宁", Person.Kind.CORRESPONDENT, town=make_town())
    return FilingLink.objects.create(person=person).get_private_path()


@pytest.fixture
def pictures(tmp_path: Path) -> list[Path]:
    files = [tmp_path / f"{name}.jpg" for name in ("麦田", "农户")]
    for number, file in enumerate(files):
        file.write_bytes(make_picture(width=600 + number, height=400).read())
    return files


def type_story(page: Page) -> None:
    page.locator("#id_headline").fill("雪后麦田润如酥")
    page.locator("#id_body").fill(TEXT)


def without_post(route: Route) -> None:
    """A line on which pages still come, and nothing goes out."""
    if route.request.method == "POST":
        route.abort()
    else:
        route.continue_()


def look_in_both_schemes(page: Page) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        expect_accessible(page)
    expect_no_sideways_scroll(page)


def test_a_correspondent_files_a_story_with_two_photos(
    phone: Page, address: str, pictures: list[Path]
) -> None:
    phone.goto(address)
    look_in_both_schemes(phone)
    type_story(phone)
    expect(phone.locator("#count")).to_contain_text("18")
    phone.locator("#id_pictures").set_input_files(pictures)
    expect(phone.locator(".picture img")).to_have_count(2)
    phone.locator("#send").click()
    expect(phone.locator(".problems")).to_be_focused()
    expect(phone.locator("[aria-invalid=true]")).to_have_count(2)
    look_in_both_schemes(phone)
    for number, caption in enumerate(("图为雪后的麦田。", "图为农户查看墒情。")):
        phone.locator(".picture textarea").nth(number).fill(caption)
    phone.locator("#send").click()

    expect(phone.locator("#arrived h1")).to_be_visible()
    look_in_both_schemes(phone)
    story = Article.objects.get()
    assert [photo.caption for photo in story.photos.all()] == ["图为雪后的麦田。", "图为农户查看墒情。"]
    assert story.status == Article.Status.SUBMITTED
    assert phone.evaluate("localStorage.length") == 0
    phone.locator("#arrived a.send").click()
    expect(phone.locator("#id_headline")).to_have_value("")
    expect(phone.locator(".lately")).to_contain_text("雪后麦田润如酥")


@pytest.mark.browser_errors_expected
def test_a_story_sent_while_the_line_is_down_goes_out_once_when_it_is_back(
    phone: Page, address: str, pictures: list[Path]
) -> None:
    phone.goto(address)
    type_story(phone)
    phone.locator("#id_pictures").set_input_files(pictures[0])
    phone.locator(".picture textarea").fill("图为雪后的麦田。")
    phone.context.set_offline(True)
    phone.locator("#send").click()
    expect(phone.locator("#edit")).to_be_visible()
    expect(phone.locator("#status")).not_to_be_empty()
    expect_accessible(phone)
    assert not Article.objects.exists()
    phone.context.set_offline(False)

    expect(phone.locator("#arrived h1")).to_be_visible()
    assert Article.objects.get().photos.count() == 1


@pytest.mark.browser_errors_expected
def test_a_story_whose_answer_was_lost_is_not_sent_twice(phone: Page, address: str) -> None:
    """It arrived, but the telephone does not know: it tries again with the same key."""
    lost: list[int] = []

    def lose_first_answer(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch(max_redirects=0).status)
            route.abort()
        else:
            route.continue_()

    phone.route(f"**{address}", lose_first_answer)
    phone.goto(address)
    type_story(phone)
    phone.locator("#send").dblclick()
    expect(phone.locator("#arrived h1")).to_be_visible()
    assert lost == [302]
    assert Article.objects.count() == 1


@pytest.mark.browser_errors_expected
def test_what_was_typed_and_its_pictures_are_there_after_the_page_was_lost(
    phone: Page, address: str, pictures: list[Path]
) -> None:
    phone.goto(address)
    type_story(phone)
    phone.locator("#id_pictures").set_input_files(pictures[0])
    phone.locator(".picture textarea").fill("图为雪后的麦田。")
    phone.goto("about:blank")
    phone.goto(address)

    expect(phone.locator("#restored")).to_be_visible()
    expect(phone.locator("#id_body")).to_have_value(TEXT)
    expect(phone.locator(".picture textarea")).to_have_value("图为雪后的麦田。")
    expect_accessible(phone)
    phone.locator("#send").click()
    expect(phone.locator("#arrived h1")).to_be_visible()
    assert Article.objects.get().photos.count() == 1


@pytest.mark.browser_errors_expected
def test_pictures_that_were_still_on_their_way_are_named_after_the_page_was_lost(
    phone: Page, address: str, pictures: list[Path]
) -> None:
    phone.context.route("**/filing/**", without_post)
    phone.goto(address)
    type_story(phone)
    phone.locator("#id_pictures").set_input_files(pictures)
    expect(phone.locator("#status")).not_to_be_empty()
    phone.on("dialog", lambda dialog: dialog.accept())
    phone.goto("about:blank")
    phone.context.unroute("**/filing/**", without_post)
    phone.goto(address)
    expect(phone.locator("#restored")).to_contain_text("麦田.jpg")
    phone.locator("#afresh").click()
    expect(phone.locator("#restored")).to_be_hidden()
    expect(phone.locator("#id_body")).to_have_value("")


@pytest.mark.browser_errors_expected
def test_what_waited_for_the_line_goes_out_when_the_page_is_opened_again(phone: Page, address: str) -> None:
    """Nothing is sent through at first; the page is gone before it tries again."""
    phone.context.route("**/filing/**", without_post)
    phone.goto(address)
    type_story(phone)
    phone.locator("#send").click()
    expect(phone.locator("#edit")).to_be_visible()
    again = phone.context.new_page()
    phone.close()
    again.context.unroute("**/filing/**", without_post)
    again.goto(address)
    expect(again.locator("#arrived h1")).to_be_visible()
    assert Article.objects.count() == 1


@pytest.mark.browser_errors_expected
def test_the_correspondent_may_go_on_writing_instead_of_waiting(phone: Page, address: str) -> None:
    phone.goto(address)
    type_story(phone)
    phone.context.set_offline(True)
    phone.locator("#send").click()
    phone.locator("#edit").click()
    phone.locator("#id_body").fill("改过的稿子。")
    phone.context.set_offline(False)
    phone.locator("#send").click()
    expect(phone.locator("#arrived h1")).to_be_visible()
    assert Article.objects.get().body == "改过的稿子。"


@pytest.mark.browser_errors_expected
def test_a_refused_picture_says_why_and_is_not_in_the_way(phone: Page, address: str, tmp_path: Path) -> None:
    file = tmp_path / "动画.jpg"
    file.write_bytes(b"GIF89a")
    phone.goto(address)
    type_story(phone)
    phone.locator("#id_pictures").set_input_files(file)
    expect(phone.locator(".picture.errorlist")).to_contain_text("动画.jpg")
    expect_accessible(phone)
    phone.locator("#send").click()
    expect(phone.locator("#arrived h1")).to_be_visible()
    assert not Photo.objects.exists()


def test_without_script_the_form_works_in_two_steps(
    browser: Browser, live_server: LiveServer, address: str, pictures: list[Path]
) -> None:
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, viewport={"width": 360, "height": 740}
    )
    page = context.new_page()
    page.goto(address)
    type_story(page)
    page.locator("#id_pictures").set_input_files(pictures)
    page.locator("#id_headline").press("Enter")
    page.locator(".picture textarea").nth(1).wait_for()
    assert not Article.objects.exists()
    for number in (0, 1):
        page.locator(".picture textarea").nth(number).fill("图为雪后的麦田。")
    page.locator("#send").click()
    page.locator("#arrived").wait_for()
    assert Article.objects.get().photos.count() == 2
    context.close()
