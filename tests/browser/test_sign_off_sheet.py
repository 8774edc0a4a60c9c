"""The sign-off sheet on paper: one sheet of A4, whatever happened to the story."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from articles.models import Article, ReviewStage, SignOff, StatusChange
from people.models import User
from policy.roles import REVIEWERS
from policy.table import Action
from tests import make
from tests.browser.accessibility import expect_no_sideways_scroll

SignIn = Callable[[Page, User], None]
NOTE = "第三段的数字同统计局公布的对不上，请核实后再交。"
SHEET_OF_A4 = re.compile(rb"/Type\s*/Page\b")


@pytest.fixture
def reviewers(transactional_db: None) -> list[User]:
    # Tests that commit begin with empty tables, without what the migrations put there.
    for order, role in enumerate(REVIEWERS, start=1):
        ReviewStage.objects.get_or_create(order=order, defaults={"name": f"{order}审", "role": role.value})
    return [make.make_user(role.key, role, last_name=role.value) for role in REVIEWERS]


def make_story(**fields: Any) -> Article:
    story = make.make_article(body="麦田返青。" * 600, **fields)
    make.make_credit(story, make.make_person())
    return story


def add_steps(story: Article, by: User, *, times: int, note: str) -> None:
    for number in range(times):
        action = (Action.SUBMIT, Action.RETURN)[number % 2]
        StatusChange.objects.create(article=story, action=action, status=story.status, by=by, note=note)


def add_voided(story: Article, reviewers: list[User], *, times: int, note: str) -> None:
    for number in range(times):
        stage = ReviewStage.objects.get(order=number % 3 + 1)
        SignOff.objects.create(
            article=story,
            stage=stage,
            stage_name=stage.name,
            by=reviewers[number % 3],
            note=note,
            text={},
            text_hash="0123456789abcdef" * 4,
            voided_at=make.LONG_AGO,
            voided_by=reviewers[2],
            voided_through=Action.RETURN,
        )


def printed(page: Page, story: Article) -> bytes:
    page.goto(reverse("admin:articles_article_sheet", args=[story.pk]))
    return page.pdf(prefer_css_page_size=True)


def on_paper(page: Page, selector: str) -> int:
    page.emulate_media(media="print")
    return page.locator(f"{selector} >> visible=true").count()


def test_a_long_story_with_twelve_steps_is_one_sheet_with_all_of_them(
    desktop: Page, sign_in: SignIn, reviewers: list[User]
) -> None:
    story = make_story(
        kicker="县区新闻", headline="一场瑞雪过后田庄镇的麦田格外湿润", deck="农民说今年墒情好"
    )
    add_steps(story, reviewers[0], times=12, note=NOTE)
    sign_in(desktop, reviewers[0])
    assert len(SHEET_OF_A4.findall(printed(desktop, story))) == 1
    assert on_paper(desktop, ".sheet-steps tbody tr") == 12


def test_what_one_sheet_cannot_hold_is_summed_up(
    desktop: Page, sign_in: SignIn, reviewers: list[User]
) -> None:
    """Every field as long as it gets, sixty steps, thirty voided sign-offs."""
    story = make_story(
        kicker="肩" * 120, headline="题" * 120, deck="副" * 160, printed_byline="署" * 200, dateline="本报讯"
    )
    for number in range(30):
        make.make_credit(story, make.make_person(f"通讯员{number}"))
    add_steps(story, reviewers[0], times=60, note=NOTE * 20)
    add_voided(story, reviewers, times=30, note=NOTE * 20)
    sign_in(desktop, reviewers[0])
    assert len(SHEET_OF_A4.findall(printed(desktop, story))) == 1
    assert 1 < on_paper(desktop, ".sheet-steps tbody tr") < 61
    expect(desktop.locator(".sheet-steps tr.in-print")).to_be_visible()
    expect(desktop.locator(".sheet-stages tr.in-print")).to_be_visible()
    desktop.emulate_media(media="screen")
    expect(desktop.locator(".sheet-steps tbody tr:not(.in-print)").first).to_be_visible()
    assert desktop.locator(".sheet-steps tbody tr:visible").count() == 60


def test_paper_is_white_and_has_no_menus(desktop: Page, sign_in: SignIn, reviewers: list[User]) -> None:
    story = make_story()
    sign_in(desktop, reviewers[0])
    desktop.emulate_media(color_scheme="dark", media="print")
    desktop.goto(reverse("admin:articles_article_sheet", args=[story.pk]))
    for chrome in ("#header", ".breadcrumbs", "#footer", "#print-sheet"):
        assert not desktop.locator(chrome).is_visible()
    colours = desktop.locator(".sheet-facts dd").first.evaluate(
        "e => [getComputedStyle(e).color, getComputedStyle(document.body).backgroundColor]"
    )
    assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]


def test_on_a_phone_the_tables_scroll_inside_themselves(
    phone: Page, sign_in: SignIn, reviewers: list[User]
) -> None:
    story = make_story()
    add_steps(story, reviewers[0], times=3, note=NOTE)
    sign_in(phone, reviewers[0])
    phone.goto(reverse("admin:articles_article_sheet", args=[story.pk]))
    expect_no_sideways_scroll(phone)
    expect(phone.locator("#print-sheet")).to_be_visible()
