"""What the hands of somebody at the story's form do: typing, pasting, composing, going on with Tab."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.test_images import picture

ADD = "/admin/articles/article/add/"


def write(page: Page, headline: str = "雪后麦田润如酥", body: str = "一场瑞雪过后。") -> None:
    page.locator("#id_headline").fill(headline)
    page.locator("#id_body").fill(body)


def paste(page: Page, selector: str, *, plain: str = "", html: str = "") -> None:
    """What the browser does when somebody pastes: an event with the clipboard's data."""
    page.locator(selector).focus()
    page.evaluate(
        """([selector, plain, html]) => {
            const data = new DataTransfer();
            if (plain) data.setData("text/plain", plain);
            if (html) data.setData("text/html", html);
            const options = { clipboardData: data, bubbles: true, cancelable: true };
            document.querySelector(selector).dispatchEvent(new ClipboardEvent("paste", options));
        }""",
        [selector, plain, html],
    )


def compose(page: Page, steps: list[str], word: str) -> None:
    """Type as an input method does: letters that change, then the word they stand for."""
    session = page.context.new_cdp_session(page)
    for step in steps:
        session.send(
            "Input.imeSetComposition", {"text": step, "selectionStart": len(step), "selectionEnd": len(step)}
        )
    session.send("Input.insertText", {"text": word})


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the field has the focus, as somebody without a mouse does."""
    for _step in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"no way with Tab to {selector}")


def take_proposals(page: Page) -> None:
    chips = page.locator("#proposals button")
    while left := chips.count():
        page.keyboard.press("Alt+KeyA")
        expect(chips).not_to_have_count(left)


def pictures(folder: Path, count: int = 3) -> list[Path]:
    files = [folder / f"DSC_{number}.jpg" for number in range(count)]
    for number, file in enumerate(files):
        file.write_bytes(picture((1200, 800 + number)))
    return files


def row(page: Page, number: int) -> Locator:
    return page.locator("#photos-group .inline-related:not(.empty-form)").nth(number)


def caption(page: Page, number: int) -> Locator:
    return row(page, number).locator("[name$=-caption]")


def file_photos(page: Page, folder: Path, count: int = 3) -> None:
    """A story begun, its photos up, each with a caption that says which it was: 第1张, 第2张 …"""
    page.goto(ADD)
    write(page)
    page.locator("#pictures").set_input_files(pictures(folder, count))
    for number in range(count):
        expect(row(page, number).locator(".field-preview img")).to_be_visible()
        caption(page, number).fill(f"第{number + 1}张")
