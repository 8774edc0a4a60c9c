"""The regions of an uploaded page put right: by mouse, by keys, by finger, and as numbers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from playwright.sync_api import FloatRect, Page, expect

from issues import renditions
from issues.models import Region
from issues.renditions.uploads import upload
from people.models import User
from tests.browser.accessibility import expect_accessible, expect_no_sideways_scroll
from tests.proofs import Desk
from tests.tiny_pdf import Page as Sheet

SignIn = Callable[[Page, User], None]
SCRIPT = "#regions-tools:not([hidden])"


@pytest.fixture
def desk(transactional_db: None) -> Desk:
    """A page with two stories; of the upload only the lead is found by its words."""
    desk = Desk()
    data = Sheet().put(60, 80, "雪后麦田润如酥", size=24).column(60, 110, desk.lead.body).as_pdf()
    upload(desk.page, SimpleUploadedFile("A3大样.pdf", data), by=desk.designer)
    renditions.make()
    return desk


def address(desk: Desk) -> str:
    return reverse("admin:issues_page_picture", args=[desk.page.pk])


def opened(page: Page, desk: Desk, sign_in: SignIn) -> FloatRect:
    sign_in(page, desk.designer)
    page.goto(address(desk))
    page.wait_for_selector(SCRIPT)
    expect(page.locator(".region")).to_have_count(1)
    page.locator("#regions-sheet").scroll_into_view_if_needed()
    box = page.locator(".regions-drawing").bounding_box()
    assert box is not None
    return box


def drag(page: Page, box: FloatRect, start: tuple[float, float], end: tuple[float, float]) -> None:
    """In percent of the picture."""
    (x, y), (to_x, to_y) = (
        (box["x"] + box["width"] * across / 100, box["y"] + box["height"] * down / 100)
        for across, down in (start, end)
    )
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move((x + to_x) / 2, (y + to_y) / 2)
    page.mouse.move(to_x, to_y)
    page.mouse.up()


def save(page: Page) -> None:
    page.locator("button[value=save]").click()
    page.wait_for_selector(".messagelist .success")


def kept(story: int) -> tuple[float, float, float, float]:
    row = Region.objects.get(article=story)
    return tuple(100 * value for value in (row.x, row.y, row.width, row.height))  # type: ignore[return-value]


def near(found: tuple[float, ...], expected: tuple[float, ...]) -> bool:
    return all(abs(one - other) < 1 for one, other in zip(found, expected, strict=True))


def test_a_region_is_drawn_moved_and_pulled_by_mouse(desktop: Page, sign_in: SignIn, desk: Desk) -> None:
    box = opened(desktop, desk, sign_in)
    drag(desktop, box, (20, 30), (50, 40))
    expect(desktop.locator(".region")).to_have_count(2)
    expect(desktop.locator("#regions-said")).to_contain_text("农机下田")
    drag(desktop, box, (30, 35), (40, 37))
    drag(desktop, box, (60, 42), (80, 45))
    save(desktop)
    assert near(kept(desk.brief.pk), (30, 32, 50, 13)), kept(desk.brief.pk)
    desktop.wait_for_selector(SCRIPT)
    expect(desktop.locator(".region")).to_have_count(2)


def test_everything_goes_by_keys(desktop: Page, sign_in: SignIn, desk: Desk) -> None:
    opened(desktop, desk, sign_in)
    keys = desktop.keyboard
    desktop.locator("h1").click()
    keys.press("n")
    expect(desktop.locator(".region.is-chosen")).to_be_focused()
    for key in ("ArrowRight", "Shift+ArrowDown", "Alt+ArrowRight", "Control+Shift+ArrowUp"):
        keys.press(key)
    save(desktop)
    assert near(kept(desk.brief.pk), (40.5, 50, 20.5, 5)), kept(desk.brief.pk)

    desktop.wait_for_selector(SCRIPT)
    desktop.locator(".region").first.focus()
    keys.press("Tab")
    expect(desktop.locator(".region").nth(1)).to_be_focused()
    keys.press("Enter")
    expect(desktop.locator("#regions-rows select").nth(1)).to_be_focused()
    desktop.locator("#regions-rows select").nth(1).select_option(str(desk.lead.pk))
    keys.press("Escape")
    expect(desktop.locator(".region").nth(1)).to_be_focused()
    keys.press("Delete")
    expect(desktop.locator(".region")).to_have_count(1)
    keys.press("Control+z")
    expect(desktop.locator(".region")).to_have_count(2)
    save(desktop)
    assert Region.objects.filter(article=desk.lead).count() == 2


def test_a_finger_draws_and_the_page_does_not_move_sideways(phone: Page, sign_in: SignIn, desk: Desk) -> None:
    opened(phone, desk, sign_in)
    expect_no_sideways_scroll(phone)
    expect_accessible(phone)
    phone.locator("[data-act=new]").click()
    phone.locator(".regions-drawing").scroll_into_view_if_needed()
    phone.evaluate(
        """() => {
            const svg = document.querySelector(".regions-drawing");
            svg.setPointerCapture = () => {};
            const { left, top, width, height } = svg.getBoundingClientRect();
            const send = (name, x, y) => svg.dispatchEvent(new PointerEvent(name, {
                pointerId: 7, pointerType: "touch", isPrimary: true, button: 0,
                bubbles: true, cancelable: true,
                clientX: left + width * x, clientY: top + height * y,
            }));
            send("pointerdown", 0.1, 0.5);
            send("pointermove", 0.3, 0.55);
            send("pointermove", 0.6, 0.7);
            send("pointerup", 0.6, 0.7);
        }"""
    )
    expect(phone.locator(".region")).to_have_count(2)
    save(phone)
    assert near(kept(desk.brief.pk), (10, 50, 50, 20)), kept(desk.brief.pk)


def test_everybody_can_read_it_in_light_and_dark(desktop: Page, sign_in: SignIn, desk: Desk) -> None:
    opened(desktop, desk, sign_in)
    for scheme in ("light", "dark"):
        desktop.emulate_media(color_scheme=scheme)
        desktop.locator(".region").first.focus()
        expect_accessible(desktop)


def test_numbers_are_enough_without_the_script(desktop: Page, sign_in: SignIn, desk: Desk) -> None:
    desktop.route("**/regions/main.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    sign_in(desktop, desk.designer)
    desktop.goto(address(desk))
    row = desktop.locator("#regions-rows tr").nth(1)
    row.locator("select").select_option(str(desk.brief.pk))
    for name, value in {"left": "5", "top": "70", "width": "40", "height": "12.5"}.items():
        row.locator(f"[name={name}]").fill(value)
    save(desktop)
    assert near(kept(desk.brief.pk), (5, 70, 40, 12.5))
    expect(desktop.locator(".region")).to_have_count(2)
