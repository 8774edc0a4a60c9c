"""A page goes through its three proofs: read by two people at their desks, on a phone, and on paper."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from issues import proofs
from issues.models import Proof, ProofMark
from people.models import User
from tests.browser.accessibility import expect_accessible, expect_no_sideways_scroll
from tests.proofs import CLEAN, GALLEY, PAGE, Desk

SignIn = Callable[[Page, User], None]
SELECT = """([selector, from, to]) => {
    const text = document.querySelector(selector).firstChild;
    const range = document.createRange();
    range.setStart(text, from);
    range.setEnd(text, to);
    const selection = document.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    document.querySelector(selector).dispatchEvent(new PointerEvent("pointerup", { bubbles: true }));
}"""


@pytest.fixture
def desk(transactional_db: None) -> Desk:
    return Desk()


def rounds(desk: Desk) -> str:
    return reverse("admin:issues_page_proofs", args=[desk.page.pk])


def one(proof: Proof) -> str:
    return reverse("admin:issues_page_proof", args=[proof.page_id, proof.number])


def press(page: Page, do: str) -> None:
    page.locator(f"button[name=do][value={do}]").first.click()


def pull(page: Page, desk: Desk) -> None:
    page.goto(rounds(desk))
    page.locator(".proofs-pull button").click()
    # Shown by the script: from then on it hears what is selected.
    page.wait_for_selector("#proof-keys:not([hidden])")


def test_two_people_take_a_page_through_three_proofs(
    desktop: Page, second: Page, sign_in: SignIn, desk: Desk
) -> None:
    sign_in(desktop, desk.reader)
    sign_in(second, desk.second)
    pull(desktop, desk)
    lead = f"#story-{desk.lead.pk}"
    desktop.evaluate(SELECT, [f"{lead} .proof-paragraph", 0, 4])
    expect(desktop.locator(f"{lead} [name=quote]")).to_have_value("一场瑞雪")
    desktop.locator(f"{lead} [name=note]").fill("改为“大雪”")
    press(desktop, "mark")
    expect(desktop.locator(f"{lead} mark")).to_have_text("一场瑞雪")
    desktop.locator("#marking-0 summary").click()
    desktop.locator("#note-0").fill("报眉日期请核对")
    desktop.locator("#marking-0 button").click()
    expect(desktop.locator(".proof-mark")).to_have_count(2)
    desktop.keyboard.press("n")
    expect(desktop.locator(".proof-mark:focus")).to_have_count(1)
    press(desktop, "sign")
    expect(desktop.locator(".proof-rounds .proof-signed")).to_have_count(1)

    # One is resolved, the other carried on; the text is changed in between.
    galley = Proof.objects.get()
    second.goto(one(galley))
    press(second, "resolve")
    expect(second.locator(".proof-mark.proof-resolved")).to_have_count(1)
    press(second, "carry")
    expect(second.locator(".proof-mark.proof-carried")).to_have_count(1)
    desk.edit(body=desk.lead.body.replace("瑞雪", "大雪"))
    pull(second, desk)
    expect(second.locator(".proof-differing .new ins").first).to_contain_text("大")
    expect(second.locator(".proof-mark.proof-open")).to_have_count(1)
    press(second, "resolve")
    press(second, "sign")
    expect(second.locator(".proof-rounds .proof-signed")).to_have_count(2)

    pull(desktop, desk)
    press(desktop, "sign")
    expect(desktop.locator(".proof-rounds .proof-signed")).to_have_count(3)
    assert desk.standing.is_done


@pytest.fixture
def marked(desk: Desk) -> Proof:
    desk.through(GALLEY)
    desk.edit(body=desk.lead.body.replace("瑞雪", "大雪"))
    proof = desk.pull(PAGE)
    proofs.mark(proof, article=desk.lead.pk, quote="四万亩", note="核实", by=desk.reader)
    proofs.mark(proof, article=None, quote="", note="报眉", by=desk.reader)
    return proof


def pages(desk: Desk, proof: Proof) -> list[str]:
    return [rounds(desk), one(proof), reverse("admin:issues_issue_proofs", args=[desk.issue.pk])]


def test_everybody_can_read_it_in_light_and_dark(
    desktop: Page, sign_in: SignIn, desk: Desk, marked: Proof
) -> None:
    sign_in(desktop, desk.reader)
    for scheme in ("light", "dark"):
        desktop.emulate_media(color_scheme=scheme)
        for address in pages(desk, marked):
            desktop.goto(address)
            for summary in desktop.locator(".proof-marking summary").all():
                summary.click()
            expect_accessible(desktop)


def test_a_phone_reads_and_marks_without_moving_sideways(
    phone: Page, sign_in: SignIn, desk: Desk, marked: Proof
) -> None:
    sign_in(phone, desk.second)
    for address in pages(desk, marked):
        phone.goto(address)
        expect_no_sideways_scroll(phone)
    phone.goto(one(marked))
    phone.locator(f"#marking-{desk.brief.pk} summary").click()
    phone.locator(f"#note-{desk.brief.pk}").fill("缺正文")
    phone.locator(f"#marking-{desk.brief.pk} button").click()
    expect(phone.locator(".proof-mark")).to_have_count(3)
    assert ProofMark.objects.filter(article=desk.brief).exists()
    expect_accessible(phone)


def test_on_paper_stand_the_text_and_its_marks_and_no_button(
    desktop: Page, sign_in: SignIn, desk: Desk, marked: Proof
) -> None:
    sign_in(desktop, desk.reader)
    desktop.goto(one(marked))
    desktop.emulate_media(media="print")
    expect(desktop.locator(f"#story-{desk.lead.pk} .proof-words")).to_be_visible()
    expect(desktop.locator(".proof-mark").first).to_be_visible()
    expect(desktop.locator("button:visible, input:visible, textarea:visible, nav:visible")).to_have_count(0)
    text = desktop.locator(f"#story-{desk.lead.pk} .proof-text").bounding_box()
    margin = desktop.locator(f"#story-{desk.lead.pk} .proof-margin").bounding_box()
    assert text is not None
    assert margin is not None
    assert margin["x"] >= text["x"] + text["width"]
    assert margin["width"] > 190


def test_a_clean_proof_says_what_still_keeps_it_from_being_signed(
    desktop: Page, sign_in: SignIn, desk: Desk
) -> None:
    desk.through(GALLEY, PAGE)
    proof = desk.pull(CLEAN)
    proofs.mark(proof, article=None, quote="", note="报眉", by=desk.second)
    sign_in(desktop, desk.reader)
    desktop.goto(one(proof))
    expect(desktop.locator("button[value=sign]")).to_have_count(0)
    press(desktop, "resolve")
    expect(desktop.locator("button[value=sign]")).to_be_visible()
