"""Two readers with a browser: `phone` and `desktop`, each a Playwright page on the live server.

    def test_reader_finds_the_town(phone: Page) -> None:
        phone.goto("/")

A test fails when its page reports an error in the console, raises an exception in JavaScript, or asks another
host for anything. A picture of every failure is kept in var/screenshots.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer
from tooling import chromium

from people.models import User
from policy.roles import Role
from tests.browser.accessibility import under_axe
from tests.clients import StaffClient
from tests.make import make_user

HERE = Path(__file__).parent
SCREENSHOTS = HERE.parent.parent / "var" / "screenshots"
# Both cores are busy with the other runs: patience here makes no test slower that passes.
ACTION_MILLISECONDS = 30_000
LAUNCH_MILLISECONDS = 60_000
CHROMIUM_ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
FAILED = pytest.StashKey[bool]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let the fixtures know, when they end, whether the test had failed."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A browser asks several things at once. SQLite in memory has one connection for all of them and locks
    whole tables; in a file, as the product has it, requests wait for each other.
    """
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
        # A test database need not survive a power cut, and every commit would wait for the disk.
        connection.settings_dict["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The Chromium of this machine; `make test` installs one where it can and names it in CHROMIUM."""
    path = chromium.find()
    if not path:
        if os.environ.get("CI") or os.environ.get("STRICT"):
            pytest.fail("no Chromium on this machine")
        pytest.skip("no Chromium on this machine; name one in CHROMIUM")
    # Playwright runs an event loop in this thread, and Django would refuse the ORM beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=ACTION_MILLISECONDS)
    with sync_playwright() as playwright:
        chrome = playwright.chromium.launch(
            executable_path=path, args=CHROMIUM_ARGUMENTS, timeout=LAUNCH_MILLISECONDS
        )
        yield chrome
        chrome.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def phone(browser: Browser, live_server: LiveServer, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A small telephone, as most readers in the towns hold it.

    Tests press its buttons with `click`: a touch that a busy machine does not answer at once is let go of by
    the browser, and `tap` does not say so.
    """
    context = browser.new_context(
        base_url=live_server.url,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        viewport={"width": 360, "height": 740},
        device_scale_factor=2,
        has_touch=True,
        is_mobile=True,
        service_workers="block",
    )
    yield from watched_page(context, live_server, request)


@pytest.fixture
def installed(browser: Browser, live_server: LiveServer, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A telephone on which the paper's service worker works; the other ones go without, and ask for nothing
    in the background.
    """
    context = browser.new_context(
        base_url=live_server.url, locale="zh-CN", viewport={"width": 360, "height": 740}, is_mobile=True
    )
    yield from watched_page(context, live_server, request)


@pytest.fixture
def desktop(browser: Browser, live_server: LiveServer, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The screen on an editor's desk."""
    yield from at_a_desk(browser, live_server, request)


@pytest.fixture
def second(browser: Browser, live_server: LiveServer, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The screen on a colleague's desk."""
    yield from at_a_desk(browser, live_server, request)


@pytest.fixture
def tablet(browser: Browser, live_server: LiveServer, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A tablet held across, as on the night desk."""
    yield from at_a_desk(browser, live_server, request, width=1024, height=768, has_touch=True)


@pytest.fixture
def sign_in(live_server: LiveServer) -> Callable[[Page, AbstractBaseUser], None]:
    """Sign a member of staff in without the login form: `sign_in(desktop, editor)`."""

    def sign_in(page: Page, user: AbstractBaseUser) -> None:
        client = StaffClient()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])

    return sign_in


def at_a_desk(
    browser: Browser,
    live_server: LiveServer,
    request: pytest.FixtureRequest,
    *,
    width: int = 1440,
    height: int = 900,
    has_touch: bool = False,
) -> Iterator[Page]:
    context = browser.new_context(
        base_url=live_server.url,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        viewport={"width": width, "height": height},
        has_touch=has_touch,
        service_workers="block",
    )
    yield from watched_page(context, live_server, request)


def watched_page(
    context: BrowserContext, live_server: LiveServer, request: pytest.FixtureRequest
) -> Iterator[Page]:
    """A page that fails its test for what a person looking at it would not see."""
    context.set_default_timeout(ACTION_MILLISECONDS)
    page = context.new_page()
    problems = watch(context, host=urlsplit(live_server.url).netloc)
    try:
        yield page
        errors_allowed = request.node.get_closest_marker("browser_errors_expected") is not None
        failed = request.node.stash.get(FAILED, False)
        if failed or (problems and not errors_allowed):
            keep_picture(page, request.node.nodeid)
    finally:
        context.close()
    if problems and not errors_allowed:
        pytest.fail("The browser reported:\n" + "\n".join(problems), pytrace=False)


def watch(context: BrowserContext, *, host: str) -> list[str]:
    """Collect exceptions, console errors and requests to other hosts, of every page of the context."""
    problems: list[str] = []

    def console(message: ConsoleMessage) -> None:
        if message.type == "error" and message.page not in under_axe:
            problems.append(f"console: {message.text} ({message.location.get('url', '')})")

    context.on("console", console)
    context.on("weberror", lambda error: problems.append(f"exception: {error.error}"))
    context.on("request", lambda asked: problems.extend(foreign(asked.url, host=host)))
    return problems


def foreign(url: str, *, host: str) -> list[str]:
    parts = urlsplit(url)
    is_foreign = parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != host
    return [f"request to another host: {url}"] if is_foreign else []


def keep_picture(page: Page, name: str) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    file = SCREENSHOTS / (re.sub(r"[^\w-]+", "-", name).strip("-") + ".png")
    page.screenshot(path=file, full_page=True)
    print(f"Picture of the page: {file}")  # noqa: T201 - shown by pytest beside the failure.


@pytest.fixture
def reporter(transactional_db: None) -> User:
    return make_user("wangyan", Role.REPORTER)


@pytest.fixture
def plain(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A small telephone without any script."""
    context = browser.new_context(
        base_url=live_server.url,
        java_script_enabled=False,
        locale="zh-CN",
        viewport={"width": 320, "height": 640},
    )
    context.set_default_timeout(ACTION_MILLISECONDS)
    yield context.new_page()
    context.close()
