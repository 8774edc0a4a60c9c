"""Printed pages are dropped or chosen in a browser: each has its outcome, and the queue is where it ends."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, Route, expect

from ingest.models import SourcePage
from people.models import User
from policy.roles import Role
from tests.browser.accessibility import expect_accessible, expect_no_sideways_scroll
from tests.hostile_archives import packed
from tests.make import make_user
from tests.test_queue import PAGE

SignIn = Callable[[Page, User], None]
QUEUE = "/admin/ingest/sourcepage/"
DROP = """([name, bytes]) => {
    const data = new DataTransfer();
    const content = Uint8Array.from(atob(bytes), (each) => each.charCodeAt(0));
    data.items.add(new File([content], name));
    const options = { dataTransfer: data, bubbles: true, cancelable: true };
    document.querySelector(".take-in-drop").dispatchEvent(new DragEvent("drop", options));
}"""


def issue(*labels: str) -> dict[str, bytes]:
    return {f"{label}.txt": f"{PAGE}{label}\n".encode() for label in labels}


@pytest.fixture
def editor(transactional_db: None) -> User:
    return make_user("bianji", Role.DESK_EDITOR)


@pytest.fixture
def at_the_queue(desktop: Page, sign_in: SignIn, editor: User) -> Page:
    sign_in(desktop, editor)
    desktop.goto(QUEUE)
    return desktop


def drop(page: Page, name: str, content: bytes) -> None:
    page.evaluate(DROP, [name, base64.b64encode(content).decode()])


def outcomes(page: Page) -> dict[str, str]:
    """What stands beside each file."""
    rows = page.locator(".take-in-list li").all()
    return {
        row.locator(".take-in-name").inner_text(): row.locator(".take-in-told").inner_text() for row in rows
    }


def drop_one_bad_of_five(page: Page) -> None:
    expect_accessible(page)
    drop(page, "2023-12-20.zip", packed({**issue("A1", "A2", "A3", "A4"), "A5.txt": b"\xff\xfe\x00"}))
    expect(page.locator("[data-to=day]")).to_be_visible()
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        expect_accessible(page)
    expect_no_sideways_scroll(page)
    expect(page.locator(".take-in-whole progress")).to_have_js_property("value", 5)
    told = outcomes(page)
    assert list(told) == ["A5.txt", "A1.txt", "A2.txt", "A3.txt", "A4.txt"]
    assert told["A1.txt"] == "2023-12-20 A1"
    assert "UTF-16" in told["A5.txt"]


def test_a_dropped_zip_with_a_bad_page_tells_of_each_and_leads_to_the_queue(at_the_queue: Page) -> None:
    drop_one_bad_of_five(at_the_queue)
    at_the_queue.locator("[data-to=day]").click()
    expect(at_the_queue.locator("#result_list tbody tr")).to_have_count(4)
    expect(at_the_queue).to_have_url(re.compile("date__day=20"))


def test_on_a_telephone_nothing_is_cut(phone: Page, sign_in: SignIn, editor: User) -> None:
    phone.set_viewport_size({"width": 390, "height": 800})
    sign_in(phone, editor)
    phone.goto(QUEUE)
    drop_one_bad_of_five(phone)
    phone.locator("[data-to=first]").click()
    expect(phone.locator(".queue-story")).to_have_count(3)


def folder_in(tmp_path: Path) -> Path:
    """An issue with what else lies about in its folder."""
    folder = tmp_path / "2023-12-20"
    (folder / "图片").mkdir(parents=True)
    others = {"图片/麦田.jpg": b"\xff\xd8", ".DS_Store": b"x"}
    for name, content in {**issue("A1", "A2", "A10"), **others}.items():
        (folder / name).write_bytes(content)
    return folder


def expect_the_day(page: Page, count: int) -> None:
    """The list of the day has been opened by itself."""
    expect(page).to_have_url(re.compile("date__year=2023&date__month=12&date__day=20"))
    expect(page.locator("#result_list tbody tr")).to_have_count(count)


def test_a_chosen_folder_ends_in_the_list_of_its_day(at_the_queue: Page, tmp_path: Path) -> None:
    at_the_queue.locator("#take-in-folder").set_input_files(folder_in(tmp_path))
    expect_the_day(at_the_queue, 3)


def test_a_dropped_folder_does_so_too(at_the_queue: Page, tmp_path: Path) -> None:
    box = at_the_queue.locator(".take-in-drop").bounding_box()
    assert box
    hand = at_the_queue.context.new_cdp_session(at_the_queue)
    data = {"items": [], "files": [str(folder_in(tmp_path))], "dragOperationsMask": 1}
    for step in ("dragEnter", "dragOver", "drop"):
        where = {"x": box["x"] + 9, "y": box["y"] + 9, "data": data}
        hand.send("Input.dispatchDragEvent", {"type": step, **where})
    expect_the_day(at_the_queue, 3)


def test_several_files_again_are_in_already_and_stay_in_sight(at_the_queue: Page, tmp_path: Path) -> None:
    files = [tmp_path / f"2023-12-20_{name}" for name in issue("A1", "A2")]
    for file, content in zip(files, issue("A1", "A2").values(), strict=True):
        file.write_bytes(content)
    at_the_queue.locator("#take-in-file").set_input_files(files)
    expect_the_day(at_the_queue, 2)
    at_the_queue.locator("#take-in-file").set_input_files(files)
    expect(at_the_queue.locator(".take-in-list a")).to_have_count(2)
    expect(at_the_queue.locator("[data-to=first]")).to_be_visible()
    assert SourcePage.objects.count() == 2


def test_what_failed_is_tried_again_with_what_is_typed(at_the_queue: Page) -> None:
    drop(at_the_queue, "A7.txt", PAGE.encode())
    expect(at_the_queue.locator(".take-in-list .is-refused")).to_have_count(1)
    at_the_queue.locator("#take-in-date").fill("2023-12-20")
    at_the_queue.locator("[data-do=retry]").click()
    expect(at_the_queue.locator(".queue-doubt").first).to_be_visible()
    assert SourcePage.objects.get().label == "A7"


def test_a_run_is_stopped_and_gone_on_with(at_the_queue: Page) -> None:
    """The third request, for the second page, is never answered."""
    asked: list[Route] = []

    def hold_the_third(route: Route) -> None:
        asked.append(route)
        if len(asked) != 3:
            route.continue_()

    at_the_queue.route("**/upload/", hold_the_third)
    drop(at_the_queue, "2023-12-20.zip", packed(issue("A1", "A2", "A3")))
    expect(at_the_queue.locator(".take-in-list a")).to_have_count(1)
    at_the_queue.locator("[data-do=stop]").click()
    expect(at_the_queue.locator("[data-do=go]")).to_be_visible()
    expect_accessible(at_the_queue)
    at_the_queue.locator("[data-do=go]").click()
    expect_the_day(at_the_queue, 3)


@pytest.mark.browser_errors_expected
def test_who_is_signed_out_meanwhile_goes_on_after_signing_in(
    at_the_queue: Page, sign_in: SignIn, editor: User
) -> None:
    def sign_out(route: Route) -> None:
        answer = route.fetch()
        at_the_queue.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
        route.fulfill(response=answer)

    at_the_queue.route("**/upload/", sign_out, times=1)
    drop(at_the_queue, "2023-12-20.zip", packed(issue("A1", "A2")))
    expect(at_the_queue.locator("[data-do=go]")).to_be_visible()
    assert not SourcePage.objects.exists()
    sign_in(at_the_queue, editor)
    at_the_queue.locator("[data-do=go]").click()
    expect_the_day(at_the_queue, 2)
