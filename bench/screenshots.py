"""Pictures of every kind of public page in three widths, light and dark: `make screenshots`.

They are kept in var/screenshots/reader. Chromium is the one of the browser tests.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "bin")]

from playwright.sync_api import Browser, sync_playwright
from tooling import chromium

from bench.paper_site import PaperSite, paper_site

OUT = ROOT / "var" / "screenshots" / "reader"
WIDTHS = {360: 780, 768: 1024, 1440: 900}
SCHEMES = ("light", "dark")
# What lies further down comes when the reader does; here nobody scrolls.
LOAD_ALL = """async () => {
    for (const part of document.querySelectorAll("body *")) {
        if (getComputedStyle(part).contentVisibility === "auto") part.style.contentVisibility = "visible";
    }
    const pictures = [...document.images];
    for (const picture of pictures) picture.loading = "eager";
    await Promise.all(pictures.map((picture) => picture.decode().catch(() => null)));
}"""


def main() -> int:
    path, reason = chromium.find_or_install()
    if not path:
        print(reason)
        return 1
    OUT.mkdir(parents=True, exist_ok=True)
    with paper_site() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--headless", "--no-sandbox", "--disable-gpu"]
        )
        for scheme in SCHEMES:
            for width in WIDTHS:
                shoot(browser, site, width=width, scheme=scheme)
    return 0


def shoot(browser: Browser, site: PaperSite, *, width: int, scheme: str) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": WIDTHS[width]},
        color_scheme="dark" if scheme == "dark" else "light",
        locale="zh-CN",
    )
    page = context.new_page()
    for name, address in site.pages.items():
        page.goto(f"{site.origin}{address}")
        page.evaluate(LOAD_ALL)
        page.screenshot(path=OUT / f"{name}-{width}-{scheme}.png", full_page=True)
    print(f"{len(site.pages)} pages, {width} px, {scheme}", flush=True)
    context.close()


if __name__ == "__main__":
    sys.exit(main())
