"""Through the life of a story: by the arrow keys on a desk, and on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import Page, expect

from articles.models import Article, Revision
from articles.revisions.keeping import hold, keep
from people.models import User
from tests.browser.accessibility import expect_accessible, expect_no_sideways_scroll
from tests.make import make_article, make_photo

SignIn = Callable[[Page, User], None]
BODIES = (
    "一场瑞雪过后，田庄镇的麦田里一片青绿。\n全镇今年种植小麦四万亩。\n农技员到田头查看墒情。",
    "一场瑞雪过后，田庄镇的麦田里满眼青绿。\n全镇今年种植小麦四万二千亩。\n农技员到田头查看墒情。",
    "农技员到田头查看墒情。\n一场瑞雪过后，田庄镇的麦田里满眼青绿。\n全镇今年种植小麦四万二千亩。",
)


@pytest.fixture
def story(reporter: User) -> Article:
    story = make_article("雪后麦田", filed_by=reporter)
    make_photo(story, "图为田庄镇的麦田。")
    for body in BODIES:
        with transaction.atomic():
            hold(story)
            Article.objects.filter(pk=story.pk).update(body=body)
            keep(story, by=reporter, how=Revision.How.FORM, why="按二审意见修改")
    return story


def test_the_arrow_keys_go_through_the_life_of_the_story(
    desktop: Page, sign_in: SignIn, reporter: User, story: Article
) -> None:
    sign_in(desktop, reporter)
    address = reverse("admin:articles_article_versions", args=[story.pk])
    desktop.goto(address)
    slider, part = desktop.get_by_role("slider"), desktop.locator(".versions-part")
    expect(part).to_have_attribute("data-number", "4")
    expect(part.locator(".moved_here")).to_be_visible()
    slider.focus()
    slider.press("ArrowLeft")
    expect(part).to_have_attribute("data-number", "3")
    expect(part.locator(".new ins").first).to_be_visible()
    expect(slider).to_be_focused()
    expect(desktop).to_have_url(f"{desktop.url.partition('/admin')[0]}{address}?new=3")
    slider.press("Home")
    expect(part).to_have_attribute("data-number", "1")
    expect(desktop.locator("#versions-previous")).to_have_attribute("aria-disabled", "true")
    desktop.locator("#versions-next").click()
    expect(part).to_have_attribute("data-number", "2")
    expect(desktop.locator("a[data-number][aria-current]")).to_have_attribute("data-number", "2")


def test_it_can_be_read_by_everybody_in_light_and_dark(
    desktop: Page, sign_in: SignIn, reporter: User, story: Article
) -> None:
    sign_in(desktop, reporter)
    pages = (
        reverse("admin:articles_article_versions", args=[story.pk]),
        reverse("admin:articles_article_restore", args=[story.pk, 1]),
    )
    for scheme in ("light", "dark"):
        desktop.emulate_media(color_scheme=scheme)
        for address in pages:
            desktop.goto(address)
            expect_accessible(desktop)


def test_a_phone_shows_one_column_without_moving_sideways(
    phone: Page, sign_in: SignIn, reporter: User, story: Article
) -> None:
    sign_in(phone, reporter)
    phone.goto(reverse("admin:articles_article_versions", args=[story.pk]) + "?new=3")
    expect(phone.locator(".new del").first).to_be_visible()
    expect(phone.locator(".old").first).to_be_hidden()
    expect_no_sideways_scroll(phone)
    expect_accessible(phone)
    phone.locator("a[href$='/restore/']").click()
    expect(phone.locator(".versions-restore")).to_be_visible()
    expect_no_sideways_scroll(phone)
