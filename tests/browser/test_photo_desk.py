"""The photo desk in a browser: find a photo, keep its face in sight, use it in a second story."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from articles.models import Article, Credit, Photo
from people.models import User
from policy.roles import Role
from tests.browser.accessibility import expect_accessible, expect_no_sideways_scroll
from tests.make import make_article, make_credit, make_photo, make_town, make_user
from tests.test_images import picture, upload

SignIn = Callable[[Page, User], None]
LIBRARY = reverse("admin:articles_photo_changelist")


@pytest.fixture
def reporter(transactional_db: None) -> User:
    return make_user("jizhe", Role.REPORTER)


@pytest.fixture
def photo(reporter: User) -> Photo:
    """One among others, on a story."""
    story = make_article("雪后麦田润如酥", filed_by=reporter, towns=(make_town(),))
    for number in range(5):
        make_photo(story, f"第{number}张", image=upload(picture()))
    make_photo(story, "图片还没有来")
    photo = make_photo(story, "图为田庄镇雪后的麦田", image=upload(picture()), place="田庄镇")
    make_credit(photo, printed_text="刘菲", role=Credit.Role.PHOTOGRAPHER)
    return photo


def expect_fine(page: Page) -> None:
    """Nothing for axe in either colour scheme, and nothing beside the screen."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        expect_accessible(page)
    expect_no_sideways_scroll(page)


def test_a_photo_is_found_and_its_focal_point_set_by_keys(
    desktop: Page, sign_in: SignIn, reporter: User, photo: Photo
) -> None:
    sign_in(desktop, reporter)
    desktop.goto(LIBRARY)
    expect(desktop.locator(".photo-card")).to_have_count(7)
    desktop.locator("#searchbar").fill("刘菲")
    desktop.locator("#searchbar").press("Enter")
    expect(desktop.locator(".photo-card")).to_have_count(1)
    desktop.locator(".photo-link").focus()
    desktop.keyboard.press("Enter")

    slider = desktop.locator("#id_focal_x")
    slider.focus()
    for _press in range(3):
        desktop.keyboard.press("ArrowRight")
    desktop.locator("#id_focal_y").focus()
    desktop.keyboard.press("Home")
    expect(desktop.locator(".focal-picture circle").first).to_have_attribute("cx", "53%")
    crop = desktop.locator(".focal-crops .square img")
    assert crop.evaluate("picture => getComputedStyle(picture).objectPosition") == "53% 0%"
    desktop.locator('#photo_form [name="_save"]').click()
    expect(desktop.locator(".messagelist .success")).to_be_visible()
    photo.refresh_from_db()
    assert (photo.focal_x, photo.focal_y) == (53, 0)


def test_a_tap_on_the_picture_sets_the_focal_point(
    phone: Page, sign_in: SignIn, reporter: User, photo: Photo
) -> None:
    sign_in(phone, reporter)
    phone.goto(reverse("admin:articles_photo_change", args=[photo.pk]))
    frame = phone.locator("[data-focal-picture]")
    frame.scroll_into_view_if_needed()
    box = frame.bounding_box()
    assert box
    frame.tap(position={"x": box["width"] * 0.25, "y": box["height"] * 0.75})
    expect(phone.locator("#id_focal_x")).to_have_value("25")
    expect(phone.locator("#id_focal_y")).to_have_value("75")
    expect_fine(phone)


def test_a_picture_is_used_in_a_second_story(
    desktop: Page, sign_in: SignIn, reporter: User, photo: Photo
) -> None:
    second = make_article("丰收在望", filed_by=reporter)
    sign_in(desktop, reporter)
    desktop.goto(reverse("admin:articles_photo_change", args=[photo.pk]))
    expect_fine(desktop)
    desktop.locator(f'a[href="{reverse("admin:articles_photo_use", args=[photo.pk])}"]').click()
    desktop.locator("#id_q").fill("丰收")
    desktop.locator("#id_q").press("Enter")
    desktop.get_by_role("radio").check()
    expect_fine(desktop)
    desktop.locator('form.step [type="submit"]').click()

    expect(desktop).to_have_url(re.compile(r"/photo/\d+/change/$"))
    expect(desktop.locator(".photo-used")).to_contain_text("丰收在望")
    expect(desktop.locator(".photo-used")).to_contain_text("雪后麦田润如酥")
    assert [use.image.name for use in Photo.objects.filter(article=second)] == [photo.image.name]


def test_the_library_stands_in_two_columns_on_a_phone(
    phone: Page, sign_in: SignIn, reporter: User, photo: Photo
) -> None:
    sign_in(phone, reporter)
    phone.goto(LIBRARY)
    lefts = phone.locator(".photo-card").evaluate_all(
        "cards => [...new Set(cards.map(card => Math.round(card.getBoundingClientRect().left)))]"
    )
    assert len(lefts) == 2
    expect_fine(phone)
    phone.goto(f"{LIBRARY}?q=没有这张")
    expect(phone.locator(".empty")).to_be_visible()
    expect_fine(phone)


def test_chosen_photos_get_one_caption(desktop: Page, sign_in: SignIn, reporter: User, photo: Photo) -> None:
    sign_in(desktop, reporter)
    desktop.goto(LIBRARY)
    expect_fine(desktop)
    desktop.locator(".photo-card .action-select").first.focus()
    desktop.keyboard.press("Space")
    expect(desktop.locator(".action-counter")).to_have_text("1 / 7")
    desktop.locator("#choose-all").check()
    expect(desktop.locator(".action-counter")).to_have_text("7 / 7")
    desktop.locator('select[name="action"]').select_option("give_facts")
    desktop.locator('.actions button[name="index"]').click()
    desktop.locator("#id_place").fill("田庄镇丰收广场")
    desktop.locator("#id_mode_0").check()
    expect_fine(desktop)
    desktop.locator('form.step [type="submit"]').click()
    expect(desktop.locator(".messagelist .success")).to_be_visible()
    places = Photo.objects.exclude(pk=photo.pk).values_list("place", flat=True)
    assert set(places) == {"田庄镇丰收广场"}
    photo.refresh_from_db()
    assert photo.place == "田庄镇"
    assert Article.objects.get().version == 2
