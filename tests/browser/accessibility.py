"""What axe finds on a page: names of fields, contrast, headings, order."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# axe tries styles of its own on the page, which our content security policy reports in the console.
under_axe: set[Page] = set()


def expect_accessible(page: Page) -> None:
    """Fail with axe's own words when it finds anything on the page as it stands."""
    page.wait_for_load_state("load")
    # A colour on its way from light to dark is neither.
    page.evaluate("() => Promise.allSettled(document.getAnimations().map((each) => each.finished))")
    under_axe.add(page)
    found = Axe().run(page)
    under_axe.remove(page)
    assert found.violations_count == 0, found.generate_report()
