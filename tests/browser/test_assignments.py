"""An assignment from the editor's screen to the correspondent's telephone, and its story's way back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Literal

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from articles.models import Article
from coverage.models import Assignment
from people.models import Person, User
from policy.roles import Role
from tests.browser.accessibility import expect_accessible, expect_no_sideways_scroll
from tests.browser.hands import write
from tests.make import make_desk, make_person, make_user

SignIn = Callable[[Page, User], None]
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@pytest.fixture
def people(transactional_db: None) -> tuple[User, User]:
    editor = make_user("bianji", Role.DESK_EDITOR)
    correspondent = make_user("tongxunyuan", Role.CORRESPONDENT)
    make_person("李村", Person.Kind.CORRESPONDENT, user=correspondent)
    make_desk(members=(editor,))
    return editor, correspondent


def look(page: Page) -> None:
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        expect_no_sideways_scroll(page)
        expect_accessible(page)


def test_from_the_editors_screen_to_the_telephone_and_back(
    desktop: Page, phone: Page, people: tuple[User, User], sign_in: SignIn
) -> None:
    editor, correspondent = people
    sign_in(desktop, editor)
    desktop.goto("/admin/coverage/assignment/add/")
    look(desktop)
    desktop.locator("#id_event").fill("麦田统防统治")
    desktop.locator("#id_date").fill("2026-12-01")
    desktop.locator(".field-reporter .select2-selection").click()
    desktop.locator(".select2-search__field").fill("李村")
    desktop.locator(".select2-results__option--highlighted", has_text="李村").click()
    desktop.locator("[name=_assign]").click()
    expect(desktop.locator("#result_list")).to_contain_text("麦田统防统治")
    Assignment.objects.update(due_at=timezone.now() - dt.timedelta(hours=1), wants_photo=True)
    desktop.reload()
    look(desktop)

    sign_in(phone, correspondent)
    phone.goto("/admin/")
    look(phone)
    phone.locator("#desk-assignments ~ ul a", has_text="麦田统防统治").click()
    look(phone)
    phone.locator("a.addlink[href*='assignment=']").click()
    write(phone)
    phone.locator("[name=_step][value=submit]").click()
    phone.wait_for_url("**/admin/articles/article/")

    found = Assignment.objects.get()
    assert found.stories.get() == Article.objects.get()
    desktop.goto(f"/admin/coverage/assignment/{found.pk}/change/")
    expect(desktop.locator(".field-stories_column a")).to_have_text("雪后麦田润如酥")
    for word in ("change", "stories"):
        desktop.goto(f"/admin/coverage/assignment/{found.pk}/{word}/")
        look(desktop)
    phone.goto("/admin/coverage/assignment/")
    look(phone)
