"""What keeps people from a page: what axe finds, what stands out of the window, what a thumb misses."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# Until colours that change have come to rest. A page in the background draws nothing and never would.
AT_REST = """() => Promise.race([
    Promise.allSettled(document.getAnimations().map((each) => each.finished)),
    new Promise((resolve) => setTimeout(resolve, 1000)),
])"""

# axe tries styles of its own on the page, which our content security policy reports in the console.
under_axe: set[Page] = set()


def expect_accessible(page: Page) -> None:
    """Fail with axe's own words when it finds anything on the page as it stands, its colours at rest."""
    page.wait_for_load_state("load")
    page.evaluate(AT_REST)
    under_axe.add(page)
    found = Axe().run(page)
    under_axe.remove(page)
    assert found.violations_count == 0, found.generate_report()


def expect_no_sideways_scroll(page: Page) -> None:
    """Fail when anything of the page stands out of the window sideways. It waits for a page on its way."""
    page.wait_for_load_state()
    overflow = page.locator("html").evaluate("html => html.scrollWidth - html.clientWidth")
    assert overflow <= 0, f"{page.url} runs {overflow} pixels sideways"


# What is pressed and is there, but smaller than the 44 pixels that a thumb wants either way.
SMALL = """pressed => [...document.querySelectorAll(pressed)].filter((each) => {
    const box = each.getBoundingClientRect();
    return box.width && Math.min(box.width, box.height) < 43.9;
}).map((each) => each.outerHTML)"""
