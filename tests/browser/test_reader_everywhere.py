"""Every kind of public page: axe in both schemes, nothing sideways at 320 px, whole without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Error, Page, Route, expect
from pytest_django.live_server_helper import LiveServer
from rjsmin import jsmin

from articles.models import Article
from people.models import MastheadLine
from tests import make
from tests.browser.accessibility import expect_accessible, expect_no_sideways_scroll

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "https://www.example.com/averylongaddresswithoutanybreakinitatallsothatitwouldpushthepagesideways"


@pytest.fixture
def addresses(transactional_db: None) -> list[str]:
    """An address of each kind, of a paper that has something of everything."""
    town = make.make_town()
    issue = make.make_issue(publish_at=make.LONG_AGO)
    page = make.make_page(issue)
    story = make.make_published(
        "麦田返青正当时 农技送到地头来", kicker="春耕一线", deck="——田庄镇见闻", towns=(town,)
    )
    story.body = "\n".join(["全县小麦长势良好。" * 12] * 6 + [LONG])
    story.save()
    story.tags.add("春耕")
    person = make.make_person()
    make.make_credit(story, person)
    make.make_photo(story, "田间的农机手", image=make.make_picture(900, 600))
    picture = make.make_published("集市", genre=Article.Genre.PHOTO, towns=(town,))
    make.make_photo(picture, "赶集的人", image=make.make_picture(600, 900))
    correction = make.make_published(
        "更正", genre=Article.Genre.CORRECTION, corrects=story, body="应为两千亩。"
    )
    withdrawn = make.make_published("撤下的稿件", withdrawn_at=timezone.now(), withdrawal_reason="facts")
    for order, each in enumerate((story, picture, correction)):
        make.make_placement(each, page, order=order)
    make.make_rendition(
        page, (story, 0.1, 0.1, 0.8, 0.4), (picture, 0.1, 0.5, 0.4, 0.4), (story, 0.5, 0.5, 0.4, 0.2)
    )
    undrawn = make.make_page(issue, label="A4", order=4, name="副刊")
    MastheadLine.objects.create(part="contact", label="新闻热线", text="0530-0000000")
    own = [
        thing.get_absolute_url()
        for thing in (town, issue, page, undrawn, story, picture, correction, person, withdrawn)
    ]
    fixed = [
        "/",
        "/towns/",
        "/towns/?by=letter",
        "/towns/?q=nothing",
        "/counties/juye/",
        "/tags/春耕/",
        "/issues/",
        "/issues/?date=2023-12-10",
    ]
    others = [
        "/archive/",
        "/archive/2023-12-20/",
        "/corrections/",
        "/about/",
        "/subscribe/",
        "/offline/",
        "/search/",
        "/search/?q=小麦",
        "/search/?q=没有",
        "/nothing/",
    ]
    return [*fixed, *own, *others]


@pytest.mark.browser_errors_expected
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(desktop: Page, addresses: list[str], scheme: str) -> None:
    desktop.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for address in addresses:
        desktop.goto(address)
        expect_accessible(desktop)


@pytest.mark.browser_errors_expected
def test_nothing_runs_sideways_at_320_px(phone: Page, addresses: list[str]) -> None:
    phone.set_viewport_size({"width": 320, "height": 640})
    for address in addresses:
        phone.goto(address)
        expect_no_sideways_scroll(phone)


@pytest.mark.browser_errors_expected
def test_scripts_run_as_they_travel(desktop: Page, addresses: list[str]) -> None:
    """In production a reader gets them without comments and without room between their words."""
    travelled: set[str] = set()
    broken: list[Error] = []

    def shorten(route: Route) -> None:
        travelled.add(route.request.url)
        route.fulfill(content_type="text/javascript", body=jsmin(route.fetch().text()))

    def keep(error: Error) -> None:
        broken.append(error)

    desktop.on("pageerror", keep)
    desktop.route("**/static/reader/*.js", shorten)
    for address in addresses:
        desktop.goto(address)
    assert len(travelled) > 4
    assert broken == []


@pytest.fixture
def scriptless(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, viewport={"width": 360, "height": 740}
    )
    yield context.new_page()
    context.close()


def test_every_page_is_there_without_javascript(scriptless: Page, addresses: list[str]) -> None:
    for address in addresses:
        scriptless.goto(address)
        expect(scriptless.locator("h1")).to_be_visible()
        # What only a script can do is not offered.
        expect(scriptless.locator("button[type=button]:visible")).to_have_count(0)
