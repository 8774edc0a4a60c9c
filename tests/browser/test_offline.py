"""The latest issue is read without a network; what is not of it says so; what was withdrawn is forgotten."""

from __future__ import annotations

import time

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from articles.models import Article
from tests import make

KEPT = "async (path) => Boolean(await (await caches.open('issue')).match(path))"
PATIENCE_SECONDS = 60
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser_errors_expected]


@pytest.fixture
def story(transactional_db: None) -> Article:
    issue = make.make_issue(publish_at=make.LONG_AGO)
    story = make.make_published("麦田返青", body="全县小麦长势良好。", towns=(make.make_town(),))
    make.make_placement(story, make.make_page(issue))
    return story


def keep(page: Page, address: str) -> None:
    page.goto("/")
    page.wait_for_function("() => navigator.serviceWorker.controller")
    until(page, address, is_kept=True)


def until(page: Page, address: str, *, is_kept: bool) -> None:
    patience = time.monotonic() + PATIENCE_SECONDS
    while page.evaluate(KEPT, address) != is_kept:
        assert time.monotonic() < patience, f"kept: {not is_kept}"
        page.wait_for_timeout(100)


def test_the_latest_issue_is_read_without_a_network(installed: Page, story: Article) -> None:
    keep(installed, story.get_absolute_url())
    installed.context.set_offline(True)
    installed.goto("/")
    installed.get_by_role("link", name="麦田返青").first.click()
    expect(installed.get_by_text("全县小麦长势良好。")).to_be_visible()
    installed.goto("/issues/2023-12-20/A3/")
    expect(installed.get_by_role("heading", name="麦田返青")).to_be_visible()


def test_what_is_not_kept_says_that_there_is_no_network(installed: Page, story: Article) -> None:
    keep(installed, story.get_absolute_url())
    installed.context.set_offline(True)
    installed.goto("/towns/tianzhuang/")
    expect(installed.get_by_role("heading", level=1)).to_be_visible()
    assert installed.locator("main .notice a[href='/']").count() == 1


def test_a_withdrawn_story_is_forgotten(installed: Page, story: Article) -> None:
    address = story.get_absolute_url()
    keep(installed, address)
    Article.objects.filter(pk=story.pk).update(withdrawn_at=timezone.now(), withdrawal_reason="facts")
    installed.goto(address)
    until(installed, address, is_kept=False)
    installed.context.set_offline(True)
    installed.goto(address)
    expect(installed.get_by_text("全县小麦长势良好。")).to_have_count(0)


def test_staff_pages_are_never_kept(installed: Page, story: Article) -> None:
    keep(installed, story.get_absolute_url())
    installed.goto("/admin/")
    held = installed.evaluate(
        "async () => (await Promise.all((await caches.keys()).map(async (name) => "
        "(await (await caches.open(name)).keys()).map((kept) => new URL(kept.url).pathname)))).flat()"
    )
    assert held
    assert not [path for path in held if path.startswith(("/admin/", "/filing/"))]
